"""What time alone makes doubtful: a day that passed, a window that ran out, a fact nobody has checked for too long.

A fact carries the day after which that is so, `due_on`; stories that rest on it then come up for a second look without
any job having run. The ledger's door keeps it; `manage.py check_ledger --set-due` makes it anew after a change of
NEWSDESK_CHECK_AFTER.
"""

from datetime import timedelta

from django.conf import settings

from facts.models import Fact
from shows.models import Season
from shows.words import SeasonStatus

# A season without word for that long is asked about again, however often it was checked.
SILENCE = timedelta(days=365)
UNDECIDED = {SeasonStatus.AWAITING, SeasonStatus.IN_DEVELOPMENT}
OVER = {SeasonStatus.AIRING, SeasonStatus.COMPLETE, SeasonStatus.NOT_HAPPENING}


def due_day(fact, season):
    """The day after which `fact`, the status or release of `season`, is doubtful; None when time does not touch it.

    A day on which the desk has made sure since is no such day any more.
    """
    if not fact.number:
        return None
    days = (_status_days if fact.name == "status" else _release_days)(fact, season)
    return min((day for day in days if day >= fact.checked), default=None)


def _status_days(fact, season):
    if (after := settings.CHECK_AFTER_DAYS.get(season.status)) is not None:
        yield fact.checked + timedelta(days=after)
    if season.status in UNDECIDED:
        yield fact.as_of + SILENCE
    if season.status == SeasonStatus.DATED:
        yield season.release_latest


def _release_days(fact, season):
    if season.release_latest and season.status not in OVER:
        yield season.release_latest


def set_due(season_keys):
    """Store the due days of the status and release of these seasons; returns how many were others. Two queries."""
    seasons = Season.objects.in_bulk(list(season_keys))
    changed = 0
    for fact in Fact.objects.filter(season__in=seasons, name__in=["status", "release"]):
        day = due_day(fact, seasons[fact.season_id])
        if day != fact.due_on:
            changed += Fact.objects.filter(pk=fact.pk).update(due_on=day)
    return changed


def set_all_due():
    """The same for every season, in batches of 500 keys."""
    last = Season.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    starts = range(0, last, 500)
    return sum(
        set_due(Season.objects.filter(pk__gt=start, pk__lte=start + 500).values_list("pk", flat=True))
        for start in starts
    )
