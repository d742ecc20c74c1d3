"""What waits: proposals for an editor's word, embargoed reports for their moment; and what is decided about each."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from facts import decisions
from facts.history import in_words, said_by
from facts.ledger import current
from facts.models import Report, Stage, Statement
from facts.recording import may_propose, may_record
from facts.refs import FactRef
from facts.rules import Refused
from web import paging
from web.text import clean_line

PER_PAGE = 30
OWN = 20  # of one's own proposals, the latest


def what_waits(request):
    """Editors see all that waits; others what became of their own proposals, and nothing of what is embargoed."""
    if not may_propose(request):
        raise PermissionDenied
    mine = list(
        Report.objects.filter(by=request.user, pk__in=proposals_of(request.user)).select_related("preferred")[:OWN]
    )
    context = {
        **admin.site.each_context(request),
        "title": "What waits" if may_record(request) else "My proposals",
        "opts": Report._meta,
        "mine": mine,
        "may_record": may_record(request),
        "zone": timezone.get_current_timezone_name(),
    }
    if may_record(request):
        page = paging.by_key(request, _proposed, PER_PAGE)
        held = Report.objects.waiting().select_related("by", "preferred").order_by("effective_at", "pk")
        context |= {"proposed": page, "held": list(held[:PER_PAGE])}
    with_words([*mine, *(context["proposed"].rows + context["held"] if may_record(request) else ())])
    return render(request, "admin/facts/waiting.html", context)


def _proposed(after):
    return list(paging.from_key(Report.objects.proposed().select_related("by", "preferred"), after, PER_PAGE))


def proposals_of(user):
    """What `user` ever proposed: still proposed, or decided upon by somebody."""
    return Report.objects.filter(Q(stage=Stage.PROPOSED) | ~Q(decided_by=None), by=user)


def with_words(reports):
    """`reports` as a list, each with `words`: its statements beside what stands now; a handful of queries for all."""
    reports = list(reports)
    rows = Statement.objects.filter(report__in=reports).with_history_data().select_related("fact__show").order_by("pk")
    statements = in_words(rows)
    stands = current([statement.fact.ref for statement in statements])
    now = said_by({ref: value for ref, (value, _) in stands.items()})
    for statement in statements:
        statement.stands, statement.seen = now.get(statement.fact.ref, ""), statement.fact.number
    for report in reports:
        report.words = [statement for statement in statements if statement.report_id == report.pk]
        report.amend = amend_address(report)
    return reports


def amend_address(report):
    """Where the report is edited: on the page of its first season, with a second beside it, or of its person.

    "" where it speaks of more than one page can show.
    """
    seasons, people = set(), set()
    for statement in report.words:
        fact = statement.fact
        season = (
            fact.season_id or (fact.appearance and fact.appearance.season_id) or (fact.crew and fact.crew.season_id)
        )
        (seasons if season else people).add(season or fact.person_id)
    if len(seasons) in (1, 2) and not people:
        first, *also = sorted(seasons)
        query = "".join(f"&also={pk}" for pk in also)
        return f"{reverse('admin:shows_season_announce', args=[first])}?report={report.pk}{query}"
    if len(people) == 1 and not seasons and None not in people:
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
    if button == "_undo":
        return redirect("admin:facts_report_change", report.pk)
    return redirect("admin:facts_report_waiting")


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
