"""What the desk thinks will become of an undecided season: signed, dated, cleared by the first official word."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from facts.models import Outlook, Verdict
from facts.reading import UNDECIDED
from facts.recording import may_record
from facts.rules import NotAllowed
from shows.models import Season
from web.outbox import touch
from web.text import clean_text


@transaction.atomic
def give(season, verdict, *, by, signed, reason="", at=None):
    """Sign `verdict` on an undecided season in place of the opinion that stood; returns the Outlook, or None for none.

    Side effects: the one before is cleared, keys in the purge outbox. Raises NotAllowed with a sentence.
    """
    at = at or timezone.now()
    if verdict and season.status not in UNDECIDED:
        raise NotAllowed(f"{season} is decided: there is nothing left to think about.")
    season.outlooks.standing().update(cleared_at=at)
    touch(f"show-{season.show_id}", "facts")
    if not verdict:
        return None
    return Outlook.objects.create(season=season, verdict=Verdict(verdict), reason=reason, by=by, signed=signed, at=at)


@require_POST
def outlook(request, pk):
    """Sign an outlook from the season's page; an empty verdict takes back the one that stands."""
    if not may_record(request):
        raise PermissionDenied
    season = get_object_or_404(Season.objects.select_related("show"), pk=pk)
    verdict, reason = request.POST.get("verdict", ""), clean_text(request.POST.get("reason", "")).strip()
    profile = getattr(request.user, "profile", None)
    if verdict and verdict not in Verdict.values:
        messages.error(request, "Choose one of the verdicts.")
    elif len(reason) > 1000:
        messages.error(request, f"The reason has {len(reason):,} characters; at most 1,000 fit. Nothing was changed.")
    else:
        _given(request, season, verdict, reason, profile.name if profile else str(request.user))
    return redirect("admin:shows_season_change", season.pk)


def _given(request, season, verdict, reason, signed):
    try:
        given = give(season, verdict, by=request.user, signed=signed, reason=reason)
    except NotAllowed as refused:
        messages.error(request, str(refused))
    else:
        said = f"Signed: {given.get_verdict_display()}." if given else "Taken back: the desk says nothing."
        messages.success(request, said)
