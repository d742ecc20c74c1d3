"""What waits: proposals for an editor's word, embargoed reports for their moment; and what is decided about each."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from facts import decisions
from facts.history import in_words, said_by
from facts.ledger import current
from facts.models import Report, Source, Stage, Statement
from facts.recording import may_propose, may_record
from facts.refs import FactRef
from facts.rules import Refused
from web import paging
from web.moments import written
from web.text import clean_line

PER_PAGE = 30
OWN = 20  # of one's own proposals, the latest


def what_waits(request):
    """Editors see all that waits; others what became of their own proposals, and nothing of what is embargoed."""
    if not may_propose(request):
        raise PermissionDenied
    mine = list(proposals_of(request.user).select_related("preferred", "by", "decided_by")[:OWN])
    context = {
        **admin.site.each_context(request),
        "title": "What waits" if may_record(request) else "My proposals",
        "opts": Report._meta,
        "mine": mine,
        "may_record": may_record(request),
    }
    if may_record(request):
        page = paging.by_key(request, _proposed, PER_PAGE)
        held, later = _held(request.GET.get("then", ""))
        context |= {"proposed": page, "held": held, "later": later}
    else:
        hide_sources(mine, request.user)
    with_words([*mine, *(context["proposed"].rows + context["held"] if may_record(request) else ())])
    return render(request, "admin/facts/waiting.html", context)


def _held(then):
    """(a page of what waits for its moment, the first to go out first; the query of the next page or "").

    It begins after the report with the key `then`, if one waits.
    """
    held = Report.objects.waiting().select_related("by", "preferred", "decided_by").order_by("effective_at", "pk")
    after = held.filter(pk=then).values_list("effective_at", flat=True).first() if then.isdecimal() else None
    if after:
        held = held.filter(Q(effective_at__gt=after) | Q(effective_at=after, pk__gt=then))
    rows = list(held[: PER_PAGE + 1])
    return rows[:PER_PAGE], f"?then={rows[PER_PAGE - 1].pk}" if len(rows) > PER_PAGE else ""


def _proposed(after):
    return list(paging.from_key(Report.objects.proposed().select_related("by", "preferred"), after, PER_PAGE))


def hide_sources(reports, user):
    """Take from the `reports` of `user`, for the page alone, sources that only what waits has named as well.

    Their very names may say what is coming.
    """
    named = Source.objects.filter(pk__in={report.preferred_id for report in reports})
    others = Report.sources.through.objects.exclude(report__by=user).filter(source__in=named)
    secret = set(others.exclude(source__in=Source.objects.told()).values_list("source", flat=True))
    for report in reports:
        if report.preferred_id in secret:
            report.preferred = None


def proposals_of(user):
    """What `user` ever proposed: still proposed, or decided upon by somebody."""
    return Report.objects.filter(Q(stage=Stage.PROPOSED) | ~Q(decided_by=None), by=user)


def with_words(reports):
    """`reports` as a list, each with `words`: its statements beside what stands now; a handful of queries for all.

    Those that `need_two` say what one person alone may not record.
    """
    reports = list(reports)
    rows = Statement.objects.filter(report__in=reports).with_history_data().select_related("fact__show").order_by("pk")
    statements = in_words(rows)
    stands = current([statement.fact.ref for statement in statements])
    now = said_by({ref: value for ref, (value, _) in stands.items()})
    for statement in statements:
        statement.stands, statement.seen = now.get(statement.fact.ref, ""), statement.fact.number
    for report in reports:
        report.words = [statement for statement in statements if statement.report_id == report.pk]
        moving = [word for word in report.words if word.stands != word.reads]
        report.needs_two = not report.overruled and any(word.fact.needs_two for word in moving)
        report.amend = amend_address(report)
    return reports


def amend_address(report):
    """Where the report is edited: on the page of its first season, with a second beside it, or of its person.

    "" where it speaks of more than one page can show.
    """
    seasons, people, whole = set(), set(), set()
    for statement in report.words:
        fact = statement.fact
        season = (
            fact.season_id or (fact.appearance and fact.appearance.season_id) or (fact.crew and fact.crew.season_id)
        )
        place, key = (seasons, season) if season else (people, fact.person_id) if fact.person_id else (whole, fact.show)
        place.add(key)
    if whole and not seasons:  # of the crew of a whole show: any of its seasons has it on its page
        seasons = {latest for show in whole if (latest := show.seasons.values_list("pk", flat=True).last())}
    if len(seasons) in (1, 2) and not people:
        first, *also = sorted(seasons)
        query = "".join(f"&also={pk}" for pk in also)
        return f"{reverse('admin:shows_season_announce', args=[first])}?report={report.pk}{query}"
    if len(people) == 1 and not seasons:
        return f"{reverse('admin:people_person_announce', args=[people.pop()])}?report={report.pk}"
    return ""


@require_POST
def decide(request, pk):
    """One decision about a report, by the button pressed; a refusal is said, and nothing is done."""
    report = get_object_or_404(Report.objects.select_related("preferred"), pk=pk)
    reason = clean_line(request.POST.get("reason", ""))[:500]
    button = next((name for name in DECISIONS if name in request.POST), "")
    if button == "_take_back" and report.by_id == request.user.pk:
        allowed = may_propose(request)
    else:
        allowed = button and may_record(request)
    if not allowed:
        raise PermissionDenied
    try:
        said = DECISIONS[button](report, request, reason)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
        if button in {"_undo", "_cancel"} and (left := still_waiting_beside(report)):
            messages.warning(
                request, f"Of the same facts there still waits: {left}. Cancel it too where it rested on this."
            )
    if button == "_undo":
        return redirect("admin:facts_report_change", report.pk)
    return redirect("admin:facts_report_waiting")


def still_waiting_beside(report):
    """What else waits to be said of the facts of `report`, in words; "" where nothing does."""
    same = Statement.objects.filter(report__in=Report.objects.waiting(), fact__in=report.statements.values("fact"))
    rows = in_words(same.with_history_data().order_by("report__effective_at", "pk"))
    return "; ".join(f"{row.about}, {row.label} {row.reads} ({written(row.report.effective_at)})" for row in rows)


def _accept(report, request, reason):
    decisions.accept(report, by=request.user, seen=seen_in(request))
    return "Accepted: recorded." if report.stage == Stage.RECORDED else "Accepted: it waits for its moment."


def _decline(report, request, reason):
    decisions.decline(report, by=request.user, reason=reason)
    return "Declined; whoever proposed it reads why."


def _take_back(report, request, reason):
    decisions.take_back(report, by=request.user)
    return "Taken back."


def _lift(report, request, reason):
    decisions.lift(report, by=request.user)
    return "Lifted: it is recorded, and readers have it now."


def _cancel(report, request, reason):
    decisions.cancel(report, by=request.user, reason=reason)
    return "Cancelled: it will never be published."


def _undo(report, request, reason):
    decisions.undo(report, by=request.user, reason=reason)
    return "Taken back, as a correction of our own mistake."


DECISIONS = {
    "_accept": _accept,
    "_decline": _decline,
    "_take_back": _take_back,
    "_lift": _lift,
    "_cancel": _cancel,
    "_undo": _undo,
}


def seen_in(request):
    """{FactRef: number} as the page said when whoever decides looked at it; garbage counts as never seen."""
    seen = {}
    for name, value in request.POST.items():
        if name.endswith(":seen"):
            try:
                ref = FactRef.parse(name.removesuffix(":seen"))
            except ValueError:
                continue
            seen[ref] = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
    return seen
