"""The dates of a show's seasons as TVmaze last gave them, put together from its seasons and its episodes.

Only what was brought counts, never what the desk has made of it: the statuses told from these dates are TVmaze's word.
"""

from collections import defaultdict

from imports.models import Brought
from imports.tvmaze_reading import as_day
from imports.tvmaze_status import Dates
from shows.models import Episode, Season

Kind = Brought.Kind


def dates_id(show_id, number):
    return f"{show_id}/{number}"


def gather(show_pk):
    """{season number: Dates} of all seasons TVmaze has told us of. Four queries."""
    numbers = dict(Season.objects.filter(show=show_pk).values_list("pk", "number"))
    season_of = dict(Episode.objects.filter(season__show=show_pk).values_list("pk", "season_id"))
    records = {row.object_id: row for row in _brought(Kind.SEASON, numbers)}
    episodes = defaultdict(list)
    for row in _brought(Kind.EPISODE, season_of):
        episodes[season_of[row.object_id]].append(row)
    return {
        number: put_together(number, records.get(pk), episodes[pk])
        for pk, number in numbers.items()
        if pk in records or episodes[pk]
    }


def _brought(kind, pks):
    pks = sorted(pks)
    for start in range(0, len(pks), 500):
        yield from Brought.objects.filter(kind=kind, object_id__in=pks[start : start + 500])


def put_together(number, record, episodes):
    """The Dates of one season from what its own record and its `episodes` brought; either may be missing.

    Specials, which have no number, count only where there is nothing else. The first day is the newer one of the
    season's own and that of episode 1; the last is the latest anybody named.
    """
    told = record.values if record else {}
    regular = [row for row in episodes if row.values.get("number") is not None]
    aired = [day for row in regular or episodes if (day := as_day(row.values.get("airdate")))]
    opening = next((as_day(row.values.get("airdate")) for row in regular if row.values["number"] == 1), None)
    own, end = as_day(told.get("premiere")), as_day(told.get("end"))
    own_is_newer = record and all(record.updated >= row.updated for row in episodes)
    premiere = (own or opening) if own_is_newer else (opening or own)
    known = [day for day in (premiere, end, *aired) if day]
    return Dates(
        number=number,
        premiere=premiere,
        first=premiere or min(known, default=None),
        last=max(known, default=None),
        more=_more_to_come(told, regular, aired, end),
        order=told.get("order"),
    )


def _more_to_come(told, regular, aired, end):
    if any(not row.values.get("airdate") for row in regular):
        return True
    if regular and told.get("order"):
        return len(aired) < told["order"]
    in_part = bool(regular) and min(row.values["number"] for row in regular) > 1
    return not end and (in_part or not aired)


def as_values(dates, word):
    """`dates` as they are kept, with TVmaze's word for the show at the time."""
    days = {name: (day := getattr(dates, name)) and day.isoformat() for name in ("premiere", "first", "last")}
    return {"word": word, **days, "more": dates.more, "order": dates.order}
