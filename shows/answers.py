"""The desk's answers in house English: whether a season comes, when, and who said so.

Pure: `season` is anything with the attributes of a season (its show and networks at hand), `told` maps a fact's name to
the Told of its latest change, and the day is an argument. A fact missing in `told` was never recorded: its sentence
then names no source and no date. Silence ("no decision", "no season 3") is never credited to a source.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from shows.phrases import (
    episode_order_phrase,
    format_date,
    format_time,
    release_phrase,
    standing_phrase,
    tense,
)
from shows.words import SOME_DAY, Certainty, Form, SeasonStatus

__all__ = [
    "Told",
    "answer",
    "episode_order_phrase",
    "flag_sentence",
    "format_date",
    "format_time",
    "label",
    "release_label",
    "release_sentence",
    "short",
    "standing_phrase",
    "tense",
]

_S = SeasonStatus
_OUT = {_S.AIRING, _S.COMPLETE}


@dataclass(frozen=True)
class Told:
    """Who said it last (empty: nobody to name), on which day, and when the desk last made sure.

    `differs` is what another source says without having won: "Variety, 5 November 2026: in production".
    """

    publisher: str
    as_of: date
    checked: date | None = None
    differs: str = ""

    @property
    def note(self):
        """Where it comes from, as the reader of a live fact unfolds it."""
        said = (
            f"{self.publisher}, {format_date(self.as_of)}." if self.publisher else f"As of {format_date(self.as_of)}."
        )
        checked = f" Checked {format_date(self.checked)}." if self.checked else ""
        return said + checked + (f" Reports differ: {self.differs}." if self.differs else "")

    def is_in(self, sentence):
        """Whether `sentence` says all of it already."""
        days = [format_date(day) for day in (self.as_of, self.checked) if day]
        return not self.differs and self.publisher in sentence and all(day in sentence for day in days)


@dataclass(frozen=True)
class _Case:
    """One season on one day, and the phrases its sentences share."""

    season: object
    told: Mapping[str, Told] = field(default_factory=dict)
    today: date | None = None
    now_time: time | None = None
    followed: bool = False

    def on_day(self, *facts):
        """ " on 6 June 2022", or nothing where the day was never recorded."""
        told = self._latest(facts)
        return f" on {format_date(told.as_of)}" if told else ""

    def per(self, *facts):
        """ ", per Netflix" """
        told = self._latest(facts)
        return f", per {told.publisher}" if told and told.publisher else ""

    def per_on_day(self, *facts):
        """ ", per Netflix on 6 June 2022" """
        if per := self.per(*facts):
            return per + self.on_day(*facts)
        told = self._latest(facts)
        return f", as of {format_date(told.as_of)}" if told else ""

    def checked(self, *facts):
        """The closing words, by the first of `facts` that the desk has checked."""
        days = [self.told[fact].checked for fact in facts if fact in self.told and self.told[fact].checked]
        return f" Checked {format_date(days[0])}." if days else ""

    def _latest(self, facts):
        """Of several facts a line rests on, the one somebody spoke of last; the first of `facts` on the same day."""
        return max((self.told[fact] for fact in facts if fact in self.told), key=lambda told: told.as_of, default=None)

    @property
    def network(self):
        """ " on Netflix": the network it moved to, else the show's."""
        network = self.season.moved_to or self.season.show.network
        return f" on {network.name}" if network else ""

    @property
    def hour(self):
        """ " at 9pm Seoul time", or nothing where the hour is not known."""
        return f" at {format_time(self.season.local_time, self.season.time_zone)}" if self.season.local_time else ""

    @property
    def hour_has_passed(self):
        return bool(self.now_time and self.season.local_time and self.now_time >= self.season.local_time)

    def window(self, *, silence):
        """When it is expected, as it stands today; `silence` where no window is known."""
        return release_phrase(self.season.release, self.today) if self.season.release else silence


# The answer


def answer(season, told, *, today, now_time=None, followed=False):
    """The season's answer: its status in a sentence, what its flags add, and when it was checked.

    `today`, and `now_time` if known, are the present where the season is released (its own time zone). `followed` says
    that the next season has been decided, so that a complete season does not deny it.
    """
    case = _Case(season, told, today, now_time, followed)
    said = list(_answer_lines(case))
    facts = [fact for fact, _ in said]
    return " ".join(line for _, line in said) + case.checked(*_checked_first(case, facts[0]), "status", *facts[1:])


def _answer_lines(case):
    """(fact, sentence) for each line. A season that is not happening is neither on hold, nor moved, nor the last."""
    season = case.season
    if season.status == _S.NOT_HAPPENING:
        yield "status", _not_happening(case)
        return
    yield ("paused", _paused(case)) if season.paused else ("status", _STATUS_LINES[season.status](case))
    if season.cut_short:
        yield "cut_short", _cut_short(case)
    elif season.split:
        yield "split", _split(case)
    if season.moved_to:
        yield "moved_to", _moved_to(case)
    if season.final:
        yield "final", _final(case)


def _checked_first(case, fact):
    """The facts whose checked day closes the answer: a dated line rests on its status and its day, the later counts."""
    if fact != "status" or case.season.status != _S.DATED:
        return [fact]
    both = [name for name in ("status", "release") if name in case.told and case.told[name].checked]
    return sorted(both, key=lambda name: case.told[name].checked, reverse=True)


def _awaiting(case):
    return "No decision has been announced."


def _in_development(case):
    told = case.told.get("status")
    if not told:
        return "Not ordered yet; talks have been reported."
    day = format_date(told.as_of)
    if not told.publisher:
        return f"Not ordered yet; talks were reported on {day}."
    return f"Not ordered yet; {told.publisher} reported talks on {day}."


def _ordered(case):
    window = case.window(silence="no release date yet")
    return f"Yes. {_ordered_word(case.season)}{case.on_day('status')}{case.per('status')}; {window}."


def _in_production(case):
    return f"Yes. Filming now{case.per_on_day('status')}; {case.window(silence='no release date yet')}."


def _wrapped(case):
    return f"Yes. Filming has finished{case.per_on_day('status')}; {case.window(silence='no premiere date')}."


def _dated(case):
    """Credited to whoever spoke last of the status or of the day: a day may move without a new status."""
    window = case.season.release
    if not window or not window.is_day:
        return f"Dated{case.per_on_day('status')}; {case.window(silence='no release date yet')}."
    state = window.state(case.today)
    if state == "past" or (state == "now" and case.hour_has_passed):
        day = f"today{case.hour}" if state == "now" else window.printed()
        return f"Was scheduled for {day}{case.per('status', 'release')}; arrival not yet confirmed."
    if state == "now":
        hour = f"{case.hour}," if case.hour and case.network else case.hour
        return f"Premieres today{hour}{case.network}{case.per_on_day('status', 'release')}."
    return f"Premieres {window.printed()}{case.network}{case.per_on_day('status', 'release')}."


def _airing(case):
    return f"Out now{case.network}{case.per_on_day('status')}."


def _complete(case):
    """Nothing is denied after the last season, or where the next has been decided. What was pulled is not complete."""
    number = case.season.number
    over = f"Season {number} {'is over' if case.season.cut_short else 'is complete'}"
    return f"{over}." if case.season.final or case.followed else f"{over}; no season {number + 1} announced."


def _not_happening(case):
    """ "None planned." answers for the second season of a limited series; its first was ordered, then cancelled."""
    if _was_never_planned(case.season):
        return "None planned."
    return f"No. Cancelled{case.on_day('status')}{case.per('status')}."


def _paused(case):
    since = f" since {format_date(case.told['paused'].as_of)}" if "paused" in case.told else ""
    return f"On hold{since}{case.per('paused')}; not cancelled."


def _moved_to(case):
    """Without a "Yes": the line before it says whether the season comes, and a move alone renews nothing."""
    return f"Now on {case.season.moved_to.name}{case.per_on_day('moved_to')}."


def _split(case):
    verb = "was" if case.season.status == _S.COMPLETE else "is"
    return f"Season {case.season.number} {verb} released in parts{case.per_on_day('split')}."


def _cut_short(case):
    return f"Season {case.season.number} was pulled mid-run{case.per_on_day('cut_short')}."


def _final(case):
    return f"Season {case.season.number} is the last{case.per_on_day('final')}."


_STATUS_LINES = {
    _S.AWAITING: _awaiting,
    _S.IN_DEVELOPMENT: _in_development,
    _S.ORDERED: _ordered,
    _S.IN_PRODUCTION: _in_production,
    _S.WRAPPED: _wrapped,
    _S.DATED: _dated,
    _S.AIRING: _airing,
    _S.COMPLETE: _complete,
    _S.NOT_HAPPENING: _not_happening,
}


def _ordered_word(season):
    return "Renewed" if season.number > 1 else "Ordered"


def _was_never_planned(season):
    return season.show.form == Form.LIMITED and season.number > 1


# One flag in a sentence


def flag_sentence(season, name, told):
    """The sentence for a season's `final`, `paused`, `split`, `cut_short` or `moved_to`, true or not."""
    case = _Case(season, told)
    if not getattr(season, name):
        return _FLAGS_UNSET[name] + case.checked(name)
    lines = {"final": _final, "paused": _paused, "moved_to": _moved_to, "split": _split, "cut_short": _cut_short}
    return lines[name](case) + case.checked(name)


_FLAGS_UNSET = {
    "final": "Nobody has called it the last season.",
    "paused": "Not on hold.",
    "split": "No release in parts has been announced.",
    "cut_short": "Not pulled mid-run.",
    "moved_to": "No move to another network has been announced.",
}


# When


def release_sentence(season, told, today, now_time=None):
    """When the season is, or was, released, and per whom."""
    case = _Case(season, told, today, now_time)
    if season.status == _S.DATED:
        return _dated(case) + case.checked(*_checked_first(case, "status"))
    return _release_line(case) + case.checked("release")


def _release_line(case):
    window, premiere = case.season.release, _premiere_day(case.season)
    if premiere:
        return f"Premiered {format_date(premiere)}{case.network}."
    if case.season.status in _OUT:
        return "Released; the day is not recorded."
    if case.season.status == _S.NOT_HAPPENING:
        return "No release date."
    if not window:
        return "No release date yet."
    phrase = release_phrase(window, case.today)
    return f"{phrase[0].upper()}{phrase[1:]}{case.per_on_day('release')}."


def release_label(season, today):
    """A few words: "27 October 2026", "expected late 2026", "was due in late 2025", "no release date yet"."""
    window, premiere = season.release, _premiere_day(season)
    if premiere:
        return format_date(premiere)
    if season.status in _OUT:
        return "released"
    if season.status == _S.NOT_HAPPENING:
        return "no release date"
    if not window:
        return "no release date yet"
    if window.is_day and window.certainty == Certainty.CONFIRMED and window.state(today) != "past":
        return window.printed()
    return release_phrase(window, today)


def _premiere_day(season):
    """The day it came out, for a season that is out: the one it first aired, else the day announced; None unknown."""
    if season.status not in _OUT or season.first_aired == SOME_DAY:
        return None
    announced = season.release and season.release.is_day and season.release.earliest
    return season.first_aired or announced or None


# Labels and phrases

_LABELS = {
    _S.AWAITING: "Awaiting word",
    _S.IN_DEVELOPMENT: "In development",
    _S.IN_PRODUCTION: "Filming",
    _S.WRAPPED: "Filmed",
    _S.AIRING: "Out now",
    _S.COMPLETE: "Complete",
}
_SHORT = {
    _S.AWAITING: "awaits a decision",
    _S.IN_DEVELOPMENT: "is in development",
    _S.IN_PRODUCTION: "is filming",
    _S.WRAPPED: "has finished filming",
    _S.AIRING: "is out now",
    _S.COMPLETE: "is complete",
}


def label(season, today=None):
    """The status in a word or two, for badges and lists. Without `today` a dated season is taken to be ahead."""
    if season.status == _S.NOT_HAPPENING:
        return "None planned" if _was_never_planned(season) else "Cancelled"
    if season.paused:
        return "On hold"
    if season.status == _S.ORDERED:
        return _ordered_word(season)
    if season.status == _S.DATED:
        phrase = _premiere_phrase(season, today).replace(" on ", " ", 1)
        return phrase[0].upper() + phrase[1:]
    return _LABELS[season.status]


def short(season, today):
    """The status as what follows "Season 2" inside a sentence: "has been renewed", "premieres on 27 October 2026"."""
    if season.status == _S.NOT_HAPPENING:
        return "is not planned" if _was_never_planned(season) else "has been cancelled"
    if season.paused:
        return "is on hold"
    if season.status == _S.ORDERED:
        return f"has been {_ordered_word(season).lower()}"
    if season.status == _S.DATED:
        return _premiere_phrase(season, today)
    return _SHORT[season.status]


def _premiere_phrase(season, today):
    if not season.release or not season.release.is_day:
        return "has a premiere date"
    day = season.release.earliest
    verb = tense(day, today) if today else "premieres on"
    return verb if verb.endswith("today") else f"{verb} {format_date(day)}"
