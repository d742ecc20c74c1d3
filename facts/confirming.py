"""Still right: the desk made sure, and nothing else moves but the day it did."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from facts.ledger import record
from facts.models import Fact, Report, ReportKind
from facts.refs import FactRef
from facts.rules import Refused
from facts.values import fact_type
from shows.models import Season


def confirm(season, *, by, at=None):
    """Record that all that stands of `season` was checked today. Returns the Report; raises Refused."""
    at = at or timezone.now()
    facts = Fact.objects.filter(season=season, number__gt=0)
    if not facts:
        raise Refused(f"{season}: nothing was recorded yet, so there is nothing to confirm.")
    values = {fact.ref: fact_type(fact.ref).read(season) for fact in facts}
    seen = {fact.ref: fact.number for fact in facts}
    today = timezone.localdate(at)
    return record(Report(as_of=today, kind=ReportKind.CONFIRMATION), values, seen=seen, by=by, at=at)


def confirm_awaiting(season, *, by, at=None):
    """The same where nothing was ever recorded: the desk looked, and there is no word. Opens the status at awaiting."""
    at = at or timezone.now()
    if Fact.objects.filter(season=season, number__gt=0).exists():
        return confirm(season, by=by, at=at)
    report = Report(as_of=timezone.localdate(at), kind=ReportKind.OPENING)
    return record(report, {FactRef.of(season, "status"): season.status}, seen={}, by=by, at=at)


def confirm_seasons(seasons, *, by, at=None):
    """Confirm each; yields (message level, sentence) of what was done and of each that was not."""
    done = 0
    for season in seasons.select_related("show__network", "moved_to"):
        try:
            confirm_awaiting(season, by=by, at=at)
        except Refused as refused:
            yield messages.WARNING, str(refused)
        else:
            done += 1
    if done:
        yield messages.SUCCESS, f"Checked today: {done} season{'' if done == 1 else 's'}."


@require_POST
def still_right_today(request, pk):
    """One press: the desk made sure of this season today. Goes back to where it was pressed."""
    if not request.user.has_perm("facts.add_report"):
        raise PermissionDenied
    get_object_or_404(Season, pk=pk)
    for level, sentence in confirm_seasons(Season.objects.filter(pk=pk), by=request.user):
        messages.add_message(request, level, sentence)
    back = request.META.get("HTTP_REFERER", "")
    here = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back if here else "admin:index")
