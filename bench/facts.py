"""What editors wait for: a page of the second look, the blast radius of the fact most stories show, recording it."""

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from bench.measure import markdown, queries_of, timed

RUNS = 10
# Milliseconds; what the design allows at 100,000 stories.
BUDGETS = {"second look, a page": 300, "second look, with its counts": 300, "blast radius": 500, "recording it": 500}


class Undo(Exception):
    """Nothing a benchmark records stays."""


def measure():
    from articles import second_look
    from articles.models import Reference
    from facts.blast_radius import blast_radius
    from facts.models import Fact

    at = timezone.now()
    shown = (
        Reference.objects.filter(fact__name="status").values("fact").annotate(number=Count("pk")).order_by("-number")
    )
    fact = Fact.objects.get(pk=shown[0]["fact"])
    said = "in_production" if fact.word == "ordered" else "ordered"
    calls = {
        "second look, a page": lambda: second_look.page(at),
        "second look, with its counts": lambda: (second_look.page(at), second_look.counts(at)),
        "blast radius": lambda: blast_radius({fact.ref: said}, at=at),
        "recording it": lambda: record_and_undo(fact, said),
        "second look, after it": lambda: record_and_undo(fact, said, then=lambda: second_look.page(at)),
    }
    return {
        "references": Reference.objects.count(),
        "shown": Reference.objects.filter(fact=fact).values("article").distinct().count(),
        "rows": {name: {"queries": queries_of(call), **timed(call, RUNS)} for name, call in calls.items()},
    }


def record_and_undo(fact, said, then=lambda: None):
    from facts.ledger import record
    from facts.models import Report, Source

    report = Report(as_of=timezone.localdate(), kind="correction", note="To measure.", citing=[Source.objects.first()])
    try:
        with transaction.atomic():
            record(report, {fact.ref: said}, seen={fact.ref: fact.number})
            then()
            raise Undo
    except Undo:
        pass


def tables(measured):
    rows = [
        [
            f"{size:,}" if first else "",
            name,
            f"{found['queries']}",
            f"{found['fastest']:.0f}",
            f"{found['median']:.0f}{' (!)' if found['median'] > BUDGETS.get(name, 300) else ''}",
            f"{found['p95']:.0f}",
        ]
        for size, each in sorted(measured.items())
        for first, (name, found) in ((not number, pair) for number, pair in enumerate(each["rows"].items()))
    ]
    largest = measured[max(measured)]
    yield "### Facts: what editors wait for\n"
    yield f"The fact is the one that most stories show, {largest['shown']:,} of them at {max(measured):,} stories."
    yield f"All texts there rest on {largest['references']:,} references.\n"
    yield from markdown(["stories", "what", "queries", "ms, fastest", "ms, median", "ms, p95"], rows)
