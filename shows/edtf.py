"""The notation in which windows are exchanged: EDTF, level 2 of ISO 8601-2.

2023-10-27 a day, 2023-10 a month, 2026 a year; 2025-21 to 24 spring to winter, 2024-33 to 36 the quarters, 2023-37 to
39 the thirds, 2026-40 and 41 the halves; 2022-09-01/2023-04-30 a range. "~" stands for expected, "?" for estimate.
Winter 2025–26 is 2025-24, by the year in which it begins.
"""

import re

from shows.spans import Impossible, day_of, place_of, range_of, unit_of
from shows.words import Certainty, Precision

_MARKS = {Certainty.CONFIRMED: "", Certainty.EXPECTED: "~", Certainty.ESTIMATE: "?"}
_CERTAINTY = {"": Certainty.CONFIRMED, "~": Certainty.EXPECTED, "?": Certainty.ESTIMATE, "%": Certainty.ESTIMATE}
_WEAKEST_LAST = list(Certainty)
# The number that precedes the first of each unit.
_CODES = {
    Precision.MONTH: 0,
    Precision.SEASON: 20,
    Precision.QUARTER: 32,
    Precision.THIRD: 36,
    Precision.HALF: 39,
}
_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([~?%]?)")


def write(span, certainty):
    """The notation for a span and how sure it is."""
    mark = _MARKS[certainty]
    if span.precision == Precision.RANGE:
        return f"{span.earliest}{mark}/{span.latest}{mark}"
    return _point(span) + mark


def read(text):
    """(span, certainty) of a notation; Impossible, with a sentence, for what a window cannot hold."""
    first, slash, last = text.partition("/") if len(text) < 40 else ("", "", "")
    span, certainty = _read_point(first)
    if not slash:
        return span, certainty
    end, end_certainty = _read_point(last)
    weaker = max(certainty, end_certainty, key=_WEAKEST_LAST.index)
    return range_of(span.earliest, end.latest), weaker


def _point(span):
    if span.precision == Precision.DAY:
        return span.earliest.isoformat()
    year, number = place_of(span)
    return f"{year}" if span.precision == Precision.YEAR else f"{year}-{number + _CODES[span.precision]:02}"


def _read_point(text):
    found = _POINT.fullmatch(text)
    if not found:
        raise Impossible("That is not a date in EDTF that a window can hold.")
    year, part, day, mark = found.groups()
    certainty = _CERTAINTY[mark]
    if day:
        return day_of(int(year), int(part), int(day)), certainty
    if part:
        return _read_part(int(year), int(part)), certainty
    return unit_of(Precision.YEAR, int(year)), certainty


def _read_part(year, code):
    for precision, before in sorted(_CODES.items(), key=lambda item: -item[1]):
        if code > before:
            return unit_of(precision, year, code - before)
    raise Impossible("A year has no month 00.")
