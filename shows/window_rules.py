"""The rules that read one stretch of time, one for each way of saying it.

A rule is a pattern that has to match all of the plain words (see window_words) and a function of what it found and the
day the words were said. It answers a Span, or a Reading where there is doubt, or raises Impossible.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from shows.spans import HALVES, MONTHS, SEASONS, THIRDS, Impossible, Span, day_of, format_date, range_of, unit_of
from shows.words import Precision

EXAMPLES = 'Write it like "27 October 2026", "October 2026", "late 2026" or "TBA".'


class Reading(NamedTuple):
    """What words mean. `doubt`, a sentence, says why it may be wrong; `timeless` words mean the same on any day."""

    span: Span
    doubt: str = ""
    timeless: bool = True


_RULES = []
MONTH = "|".join(name if name == "may" else f"{name[:3]}(?:{name[3:]})?" for name in map(str.lower, MONTHS)) + "|sept"
_MACROS = {
    "<Y>": r"(?P<year>[0-9]{4})",
    "<Y2>": r"(?P<until>[0-9]{4}|[0-9]{2})",
    "<M>": rf"(?P<month>{MONTH})",
    "<D>": r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?",
    "<W>": r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)? )?",
    "<S>": r"(?P<season>spring|summer|autumn|fall|winter)",
    "<N>": r"(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th|last|final)",
}
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_FEAST_DAYS = {
    "christmas eve": (12, 24), "christmas day": (12, 25), "boxing day": (12, 26), "new year's eve": (12, 31),
    "new year's day": (1, 1), "valentine's day": (2, 14), "halloween": (10, 31),
}  # fmt: skip


def _rule(*patterns):
    """Keep the function under these patterns, with their <…> written out."""

    def keep(function):
        for pattern in patterns:
            for short, long in _MACROS.items():
                pattern = pattern.replace(short, long)
            _RULES.append((re.compile(pattern), function))
        return function

    return keep


def read_one(words, as_of):
    """The Reading by the first rule that matches all of the plain `words`, or None."""
    for pattern, function in _RULES:
        if found := pattern.fullmatch(words):
            result = function({name: value for name, value in found.groupdict().items() if value}, as_of)
            return Reading(result) if isinstance(result, Span) else result
    return None


def _month(said):
    return [name[:3].lower() for name in MONTHS].index(said["month"][:3]) + 1


def _season(said):
    return SEASONS.index(said["season"].replace("fall", "autumn")) + 1


def _until(said):
    """The second year of "2025–26"; Impossible when it is not later."""
    year, until = int(said["year"]), said["until"]
    last = int(until) if len(until) == 4 else year // 100 * 100 + int(until)
    if until == "00" and year % 100 == 99:
        last = year + 1
    if last <= year:
        raise Impossible(f"{year}–{until} runs backwards: write the earlier first.")
    return last


def _two_winters(said, what):
    """The year of "2025–26", where only two years in a row make sense."""
    if _until(said) != int(said["year"]) + 1:
        raise Impossible(f"{what} runs over two years in a row, like 2026–27.")
    return int(said["year"])


def _to_come(make, as_of):
    """Doubtful: the first of `make(year)` that is not over on `as_of`, where no year was said."""
    for year in range(as_of.year, as_of.year + 9):  # 29 February may be eight years off
        try:
            span = make(year)
        except Impossible:
            continue
        if span.latest >= as_of:
            return Reading(span, "The year is missing.", timeless=False)
    raise Impossible(f"The year is missing. {EXAMPLES}")


@_rule(r"<W><D>[ -]<M>[ -]<Y>", r"<W><M> <D> <Y>")
def _day(said, as_of):
    reading = Reading(day_of(int(said["year"]), _month(said), int(said["day"])))
    falls_on = f"{reading.span.earliest:%A}"
    if not falls_on.lower().startswith(said.get("weekday", "")):
        return reading._replace(doubt=f"{format_date(reading.span.earliest)} is a {falls_on}.")
    return reading


@_rule(r"<Y>-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})", r"<Y>/(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})")
def _iso_day(said, as_of):
    return day_of(int(said["year"]), int(said["m"]), int(said["d"]))


@_rule(r"(?P<a>[0-9]{1,2})(?P<sign>[/.-])(?P<b>[0-9]{1,2})(?P=sign)<Y>")
def _numeric_day(said, as_of):
    """Day or month first is a matter of country: doubtful unless only one reading exists or both are the same."""
    year, a, b = int(said["year"]), int(said["a"]), int(said["b"])
    if a > 12 or b > 12 or a == b:
        return day_of(year, min(a, b), max(a, b)) if min(a, b) <= 12 else day_of(year, b, a)
    british, american = day_of(year, b, a), day_of(year, a, b)
    both = f"{format_date(british.earliest)} or {format_date(american.earliest)}"
    return Reading(british, f"{a}/{b}/{year} may be {both}: write the month as a word.")


@_rule(r"<W><D> <M>", r"<W><M> <D>")
def _day_without_year(said, as_of):
    month, day = _month(said), int(said["day"])
    if not 1 <= day <= unit_of(Precision.MONTH, 2024, month).latest.day:  # a leap year
        raise Impossible(f"There is no {day} {MONTHS[month - 1]}.")
    return _to_come(lambda year: day_of(year, month, day), as_of)


@_rule(r"<M>[ -]<Y>")
def _month_of_year(said, as_of):
    return unit_of(Precision.MONTH, int(said["year"]), _month(said))


@_rule(r"<Y>-(?P<m>0[1-9]|1[0-2])")
def _iso_month(said, as_of):
    """2023-10 is a month; 2011-12 may be meant as two years."""
    year, month = int(said["year"]), int(said["m"])
    doubt = f"It may be {MONTHS[month - 1]} {year} or {year} to {year + 1}." if month == (year + 1) % 100 else ""
    return Reading(unit_of(Precision.MONTH, year, month), doubt)


@_rule(r"<M>", r"<S>")
def _part_without_year(said, as_of):
    precision, number = _named_part(said)
    return _to_come(lambda year: unit_of(precision, year, number), as_of)


@_rule(r"q(?P<q>[1-4])[ -]?<Y>", r"<Y>[ -]?q(?P<q>[1-4])", r"<N> quarter <Y>")
def _quarter(said, as_of):
    number = int(said["q"]) if "q" in said else _NTH.get(said["nth"], 4)
    return unit_of(Precision.QUARTER, int(said["year"]), number)


@_rule(r"h(?P<h>[12])[ -]?<Y>", r"<Y>[ -]?h(?P<h>[12])", r"(?P<half>first|1st|second|2nd|latter|back|last) half <Y>")
def _half(said, as_of):
    number = int(said["h"]) if "h" in said else _NTH.get(said["half"], len(HALVES))
    return unit_of(Precision.HALF, int(said["year"]), number)


@_rule(r"(?P<third>early|mid|middle|late)[ -]?<Y>")
def _third(said, as_of):
    return unit_of(Precision.THIRD, int(said["year"]), THIRDS.index(said["third"].replace("middle", "mid")) + 1)


@_rule(r"(?P<edge>beginning|start|end) <Y>")
def _edge(said, as_of):
    """The start of a year is its first two months, the end its last two: narrower than early and late."""
    months = (11, 12) if said["edge"] == "end" else (1, 2)
    first, last = (unit_of(Precision.MONTH, int(said["year"]), month) for month in months)
    return range_of(first.earliest, last.latest)


@_rule(r"(?P<part>early|beginning|start|mid|middle|late|end)[ -]<M> <Y>")
def _part_of_month(said, as_of):
    """Early is the 1st to the 10th, mid the 11th to the 20th, late the rest."""
    whole = unit_of(Precision.MONTH, int(said["year"]), _month(said))
    if said["part"] in {"late", "end"}:
        return range_of(whole.earliest.replace(day=21), whole.latest)
    first = 11 if said["part"] in {"mid", "middle"} else 1
    return range_of(whole.earliest.replace(day=first), whole.earliest.replace(day=first + 9))


@_rule(r"<S> <Y>")
def _season_of_year(said, as_of):
    """A bare "winter 2025" may be the one that begins or the one that ends in 2025; the first is offered."""
    year = int(said["year"])
    doubt = f"Winter {year} may begin or end in {year}." if said["season"] == "winter" else ""
    return Reading(unit_of(Precision.SEASON, year, _season(said)), doubt)


@_rule(r"(?:early|mid|late)[ -]<S> <Y>")
def _part_of_season(said, as_of):
    return _season_of_year(said, as_of)._replace(doubt="A part of a season is not known.")


@_rule(r"winter <Y>[-–/]<Y2>")
def _winter(said, as_of):
    return unit_of(Precision.SEASON, _two_winters(said, "A winter"), 4)


@_rule(r"<Y>")
def _year(said, as_of):
    return unit_of(Precision.YEAR, int(said["year"]))


@_rule(r"<Y>[-–/]<Y2>")
def _years(said, as_of):
    return range_of(date(int(said["year"]), 1, 1), date(_until(said), 12, 31))


@_rule(r"(?:christmas|xmas)(?: <Y>)?")
def _christmas(said, as_of):
    """Christmas Eve to Boxing Day, when a Christmas special is shown."""

    def christmas(year):
        return range_of(day_of(year, 12, 24).earliest, day_of(year, 12, 26).latest)

    return christmas(int(said["year"])) if "year" in said else _to_come(christmas, as_of)


@_rule(rf"(?P<feast>{'|'.join(_FEAST_DAYS)}) <Y>")
def _feast_day(said, as_of):
    return day_of(int(said["year"]), *_FEAST_DAYS[said["feast"]])


@_rule(r"<Y>[-–/]<Y2>(?: tv| television| broadcast)? season")
def _broadcast_season(said, as_of):
    """The American networks' season: September to May."""
    year = _two_winters(said, "A broadcast season")
    return range_of(date(year, 9, 1), day_of(year + 1, 5, 31).latest)


@_rule(r"mid-?season(?: <Y>(?:[-–/]<Y2>)?)?")
def _midseason(said, as_of):
    """The second half of a broadcast season, January to May: of the year said, else of the year after `as_of`."""
    year = int(said.get("year", as_of.year + 1))
    if "until" in said:
        year = _two_winters(said, "A broadcast season") + 1
    span = range_of(day_of(year, 1, 1).earliest, day_of(year, 5, 31).latest)
    return Reading(span, timeless="year" in said)


# Words that lean on the day they were said


def _day_after(as_of):
    return as_of + timedelta(days=1) if as_of < date.max else as_of


@_rule(r"later (?:in )?<Y>")
def _later_this_year(said, as_of):
    """From the day after it was said to the end of that year."""
    year = int(said["year"])
    if as_of.year != year:
        raise Impossible(f'It was said on {format_date(as_of)}: "later in {year}" is clear only during {year}.')
    if as_of == date(year, 12, 31):
        raise Impossible(f"It was said on the last day of {year}: nothing of that year is later.")
    return range_of(_day_after(as_of), date(year, 12, 31))


@_rule(r"today", r"(?P<tomorrow>tomorrow)")
def _today(said, as_of):
    day = _day_after(as_of) if "tomorrow" in said else as_of
    return Reading(day_of(day.year, day.month, day.day), timeless=False)


@_rule(r"(?P<which>this|next) month")
def _this_month(said, as_of):
    months = as_of.year * 12 + as_of.month - 1 + (said["which"] == "next")
    return Reading(unit_of(Precision.MONTH, months // 12, months % 12 + 1), timeless=False)


def _named_part(said):
    """(precision, number) of the month or season named."""
    return (Precision.SEASON, _season(said)) if "season" in said else (Precision.MONTH, _month(said))


@_rule(r"this <S>", r"this <M>")
def _this_part(said, as_of):
    """The one that is under way or still to come in the year it was said; doubtful when it was over."""
    precision, number = _named_part(said)
    in_winter = said.get("season") == "winter" and as_of.month <= 2
    span = unit_of(precision, as_of.year - in_winter, number)
    if span.latest >= as_of:
        return Reading(span, timeless=False)
    over = f"That of {as_of.year} was over on {format_date(as_of)}, the day it was said."
    return _to_come(lambda year: unit_of(precision, year, number), as_of)._replace(doubt=over)


@_rule(r"next <S>", r"next <M>")
def _next_part(said, as_of):
    """Sure once this year's has begun; before that people mean either, and the nearer is offered."""
    precision, number = _named_part(said)
    span = unit_of(precision, as_of.year, number)
    if span.earliest <= as_of:
        return Reading(unit_of(precision, as_of.year + 1, number), timeless=False)
    return Reading(span, f"It may be that of {as_of.year} or of {as_of.year + 1}.", timeless=False)


@_rule(r"(?P<word>by|no later than|not later than|before) (?P<end>end )?(?P<what>(?!by |no |not |before ).+)")
def _deadline(said, as_of):
    """From the day after it was said to the day named. "By March" is doubtful: its first day or its last?"""
    limit = read_one(said["what"], as_of)
    if limit is None:
        return None
    doubt = limit.doubt
    last = limit.span.latest
    if said["word"] == "before" and "end" not in said:
        last = limit.span.earliest - timedelta(days=1)
    elif "end" not in said and limit.span.precision != Precision.DAY:
        doubt = doubt or f'"{said["word"].capitalize()}" may mean its first day or its last.'
    if last <= as_of:
        raise Impossible(f"That was over on {format_date(as_of)}, the day it was said.")
    return Reading(range_of(_day_after(as_of), last), doubt, limit.timeless)
