"""What time alone makes doubtful: a day that passed, a window that ran out, a fact nobody has checked for too long.

A fact carries the moment from which that is so, `due_at`; stories that rest on it then come up for a second look, and
no job has to run for it. The ledger's door keeps it; `manage.py check_ledger --set-due` makes it anew after a change of
NEWSDESK_CHECK_AFTER.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

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


def due_moment(fact, season):
    """The desk's midnight after that day, so that queries compare moments; None without one."""
    day = due_day(fact, season)
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(0), timezone.get_default_timezone())


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
    """Store when the status and release of these seasons are due; returns how many were not. Two queries."""
    seasons = Season.objects.in_bulk(list(season_keys))
    changed = 0
    for fact in Fact.objects.filter(season__in=seasons, name__in=["status", "release"]):
        moment = due_moment(fact, seasons[fact.season_id])
        if moment != fact.due_at:
            changed += Fact.objects.filter(pk=fact.pk).update(due_at=moment)
    return changed


def set_all_due():
    """The same for every season, in batches of 500 keys."""
    last = Season.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    starts = range(0, last, 500)
    return sum(
        set_due(Season.objects.filter(pk__gt=start, pk__lte=start + 500).values_list("pk", flat=True))
        for start in starts
    )
