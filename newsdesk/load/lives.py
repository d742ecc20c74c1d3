"""What becomes of a show: its announcements in order, and what its seasons were on any day.

Pure: a life depends on the show's number and on the day the load was begun. Four seasons have been shown; the fifth is
the one in question, or on, or over.
"""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache

from facts.models import ReportKind, Tier
from facts.values import FACTS
from newsdesk.load.keys import noon
from newsdesk.load.plan import SEASONS, dice
from shows.windows import parse
from shows.words import Certainty, SeasonStatus

# Statuses that stories speak of in the same words: a move within a group leaves those words true.
_S = SeasonStatus
GROUPS = {
    "undecided": (_S.AWAITING, _S.IN_DEVELOPMENT),
    "coming": (_S.ORDERED, _S.IN_PRODUCTION, _S.WRAPPED, _S.DATED),
    "out": (_S.AIRING, _S.COMPLETE),
    "over": (_S.NOT_HAPPENING,),
}
HOT = (1, SEASONS)  # the show and season of which everybody writes
# How the fifth season may stand, and how many shows in a hundred have it so.
ENDINGS = {
    "awaiting": 24, "in_development": 10, "ordered": 16, "in_production": 10, "wrapped": 5, "dated": 6,
    "not_happening": 12, "airing": 5, "complete": 12,
}  # fmt: skip


def group_of(status):
    return next(name for name, statuses in GROUPS.items() if status in statuses)


@dataclass(frozen=True)
class Event:
    """One report of one season: {fact name: value}, or with `cast` the standings of that many of its cast."""

    on: date
    season: int
    says: dict
    kind: str = ReportKind.NEWS
    tier: int | None = Tier.PRESS
    note: str = ""
    cast: int = 0
    at: datetime = None


@dataclass
class Track:
    """The changes of one fact: `moments[n]` is when it became `values[n]`, by which event."""

    moments: list = field(default_factory=list)
    values: list = field(default_factory=list)
    events: list = field(default_factory=list)

    def number(self, at):
        """How often it had moved by `at`."""
        return bisect_right(self.moments, at)

    def value(self, at, default):
        return self.values[number - 1] if (number := self.number(at)) else default


class Life:
    """The events of one show, each at its own minute, and a Track for every (season, fact name)."""

    def __init__(self, number, today):
        self.number = number
        told = sorted(tell(number, today), key=lambda event: event.on)
        self.events = [replace(event, at=noon(event.on) + timedelta(minutes=place)) for place, event in enumerate(told)]
        self.tracks = {(season, name): Track() for season in range(1, SEASONS + 1) for name in FACTS["season"]}
        for event in self.events:
            self._enter(event)
        self.last_moment = max(track.moments[-1] for track in self.tracks.values() if track.moments)

    def _enter(self, event):
        for name, value in event.says.items():
            track = self.tracks[event.season, name]
            if not track.values or track.values[-1] != value:
                track.moments.append(event.at)
                track.values.append(value)
                track.events.append(event)

    def value(self, season, name, at):
        return self.tracks[season, name].value(at, FACTS["season"][name].default)

    def season_told_of(self, at):
        """The season whose status had moved last by `at`; the first before anything was said."""
        moved = [(track.moments[: track.number(at)] or [None])[-1] for track in map(self.status, range(1, SEASONS + 1))]
        told = [(moment, season) for season, moment in enumerate(moved, 1) if moment]
        return max(told)[1] if told else 1

    def status(self, season):
        return self.tracks[season, "status"]


@cache
def life(number, today):
    return Life(number, today)


def tell(number, today):
    """The events of show `number` up to `today`, in no order."""
    rng = dice("life", number)
    ending = "ordered" if number == HOT[0] else rng.choices(list(ENDINGS), ENDINGS.values())[0]
    begun = today - timedelta(days=rng.randrange(2330, 2480))
    last = today - timedelta(days=rng.randrange(270, 390))  # of the fourth season's premiere
    step = (last - begun - timedelta(days=290)) / 3
    for season in range(1, SEASONS):
        premiere = begun + timedelta(days=290) + step * (season - 1)
        yield from _shown(rng, season, premiere - timedelta(days=rng.randrange(240, 285)), premiere)
    yield from _fifth(rng, ending, last + timedelta(days=75), today)


def _shown(rng, season, ordered, premiere, *, final=False):
    """A season from its order to its end."""
    size = rng.choice((6, 8, 8, 10, 12))
    asked = size + 2 if rng.random() < 0.06 else size
    yield Event(ordered, season, {"status": "ordered", "episode_order": asked}, ReportKind.OPENING)
    if asked != size:
        note = f"We wrote {asked} episodes; the announcement says {size}."
        yield Event(ordered + timedelta(days=9), season, {"episode_order": size}, ReportKind.CORRECTION, note=note)
    said = premiere - timedelta(days=rng.randrange(35, 70))
    if rng.random() < 0.4:
        filming = min(ordered + timedelta(days=rng.randrange(60, 110)), said - timedelta(days=10))
        yield Event(filming, season, {"status": "in_production"}, tier=Tier.ACCOUNT)
    yield Event(said, season, {"status": "dated", "release": _day(premiere)} | ({"final": True} if final else {}))
    if rng.random() < 0.15:
        yield Event(
            said + timedelta(days=14), season, {"release": _day(premiere)}, ReportKind.CONFIRMATION, tier=Tier.LISTING
        )
    yield Event(premiere, season, {"status": "airing"}, tier=Tier.OFFICIAL)
    yield Event(premiere + timedelta(days=rng.randrange(30, 60)), season, {"status": "complete"}, tier=Tier.OFFICIAL)


def _fifth(rng, ending, opened, today):
    """The season in question. Whatever is still to come lies at least 20 days ahead, whatever was lately 20 behind."""
    if ending in {"airing", "complete"}:
        premiere = today - timedelta(days=25 if ending == "airing" else 95)
        shown = _shown(rng, SEASONS, opened, premiere, final=ending == "complete")
        yield from (event for event in shown if event.on <= today - timedelta(days=20))
        return
    yield Event(opened, SEASONS, {"status": "awaiting"}, ReportKind.OPENING, tier=None)
    left = (today - opened).days - 40  # at least 150
    for status in _way_to(rng, ending):
        opened += timedelta(days=max(10, left // 6))
        yield _step(rng, status, opened, today)
        if status == "ordered":
            yield Event(opened + timedelta(days=3), SEASONS, {}, tier=Tier.ON_RECORD, cast=3)
    if ending != "not_happening" and rng.random() < 0.98:  # the desk has made sure of it lately
        asked = today - timedelta(days=rng.randrange(2, 20))
        yield Event(asked, SEASONS, {"status": ending}, ReportKind.CONFIRMATION, tier=None)


def _way_to(rng, ending):
    if ending == "awaiting":
        return []
    hinted = ["in_development"] if ending == "in_development" or rng.random() < 0.3 else []
    ahead = [word.value for word in GROUPS["coming"]]
    decided = ahead[: ahead.index(ending) + 1] if ending in ahead else []
    return hinted + (["not_happening"] if ending == "not_happening" else decided)


def _step(rng, status, on, today):
    match status:
        case "in_development":
            return Event(on, SEASONS, {"status": status}, tier=Tier.TRADE)
        case "ordered":
            return Event(on, SEASONS, {"status": status, "episode_order": rng.choice((6, 8, 10))}, tier=Tier.OFFICIAL)
        case "in_production":
            words = str(today.year + 1) if rng.random() < 0.95 else f"{today - timedelta(days=75):%B %Y}"
            window = parse(words, as_of=on, certainty=Certainty.EXPECTED)
            return Event(on, SEASONS, {"status": status, "release": window.as_json()})
        case "dated":
            premiere = today + timedelta(days=rng.randrange(20, 200))
            return Event(on, SEASONS, {"status": status, "release": _day(premiere)})
    return Event(on, SEASONS, {"status": status})


def _day(day):
    return parse(f"{day.day} {day:%B %Y}", as_of=day).as_json()
