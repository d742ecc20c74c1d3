"""Proof that the ledger and the columns agree: what `manage.py check_ledger` runs."""

from itertools import groupby

from facts.clock import due_moment
from facts.models import Fact, Report, Stage, Statement
from facts.refs import FactRef
from facts.values import FACTS, MODELS, fact_type
from shows.models import Season
from shows.status import wrong
from shows.words import SOME_DAY

BATCH = 500


def differences():
    """Yield a sentence for each disagreement; nothing when all is right. Reads in batches of 500 rows."""
    yield from _ledger()
    yield from _unrecorded()
    yield from _unapplied()
    yield from _premieres()
    for show, stored, derived in wrong():
        yield f"show {show.pk} ({show}): status is {stored}, its seasons make it {derived}"


def _ledger():
    facts = Fact.objects.select_related("season", "appearance", "crew", "person").order_by("pk")
    for batch in _batches(facts):
        rows = Statement.objects.moving().filter(fact__in=batch).select_related("report").order_by("fact", "number")
        statements = {key: list(group) for key, group in groupby(rows, key=lambda row: row.fact_id)}
        for fact in batch:
            yield from _fact(fact, statements.get(fact.pk, []))


def _fact(fact, statements):
    kind = fact_type(fact.ref)
    stands, default = kind.read(fact.subject), kind.default
    if [row.number for row in statements] != list(range(1, fact.number + 1)):
        yield f"{fact}: {fact.number} changes counted, the ledger has numbers {[row.number for row in statements]}"
    if stands != (said := statements[-1].said if statements else default):
        yield f"{fact}: stands at {stands!r}, the ledger says {said!r}"
    else:
        yield from _what_rests_on(fact, kind.word(stands))
    for earlier, later in zip([None, *statements], statements, strict=False):
        if later.before != (before := earlier.said if earlier else default):
            yield f"{fact}: change {later.number} starts from {later.before!r}, the one before left {before!r}"
    if statements and (fact.source_id, fact.as_of) != (statements[-1].report.preferred_id, statements[-1].report.as_of):
        yield f"{fact}: its source and as-of date are not those of its latest change"


def _what_rests_on(fact, word):
    """What is kept beside a fact so that queries need not work it out."""
    if fact.word != word:
        yield f"{fact}: conditions read it as {fact.word!r}, it is {word!r}"
    if fact.season and fact.name in {"status", "release"} and fact.due_at != (due := due_moment(fact, fact.season)):
        yield f"{fact}: due at {fact.due_at}, should be {due}"


def _unrecorded():
    """Values that differ from the default although no fact row accounts for them."""
    for subject_kind, facts in FACTS.items():
        for batch in _batches(MODELS[subject_kind].objects.order_by("pk")):
            known = set(Fact.objects.filter(**{f"{subject_kind}__in": batch}).values_list(subject_kind, "name"))
            for subject in batch:
                for name, kind in facts.items():
                    if (subject.pk, name) not in known and kind.read(subject) != kind.default:
                        ref = FactRef(subject_kind, subject.pk, name)
                        yield f"{ref}: stands at {kind.read(subject)!r}, nothing was recorded"


def _unapplied():
    """Statements in the ledger whose report is not, and the reverse: a constraint cannot see both tables."""
    for report in Report.objects.exclude(stage=Stage.RECORDED).filter(statements__number__isnull=False).distinct():
        yield f"report {report.pk}: {report.get_stage_display()}, and yet it moved facts"


def _premieres():
    """First days on air that no report ever gave; an editor corrects the release."""
    told = Season.objects.exclude(first_aired=None).exclude(first_aired=SOME_DAY).select_related("show").order_by("pk")
    for batch in _batches(told):
        rows = Statement.objects.moving().filter(fact__season__in=batch, fact__name="release").exclude(said=None)
        given = {(season, said["earliest"]) for season, said in rows.values_list("fact__season", "said")}
        for season in batch:
            if (season.pk, season.first_aired.isoformat()) not in given:
                yield f"season {season.pk} ({season}): first aired {season.first_aired}, and no report gave that day"


def _batches(queryset):
    """Lists of at most 500 rows, in the order of their keys."""
    last = 0
    while batch := list(queryset.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk
