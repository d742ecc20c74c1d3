"""Stretches of the calendar: a day, a month, a quarter … and the two dates, both inclusive, that each stands for.

Years run from 1900 to 2100: a year outside them is a slip of the keyboard.
"""

from datetime import date, timedelta
from typing import NamedTuple

from shows.words import Precision

FIRST_YEAR, LAST_YEAR = 1900, 2100
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS = ("spring", "summer", "autumn", "winter")
THIRDS = ("early", "mid", "late")
HALVES = ("first", "second")


class Impossible(ValueError):
    """There is no such stretch of the calendar; the message is a sentence."""


class Span(NamedTuple):
    earliest: date
    latest: date
    precision: Precision


class _Unit(NamedTuple):
    first_month: int  # the month in which number 1 begins
    months: int
    count: int  # how many begin in a year


# Seasons are the northern, meteorological ones. A winter belongs to the year in which it begins: number 4 of 2025 is
# December 2025 to February 2026.
UNITS = {
    Precision.MONTH: _Unit(1, 1, 12),
    Precision.QUARTER: _Unit(1, 3, 4),
    Precision.SEASON: _Unit(3, 3, 4),
    Precision.HALF: _Unit(1, 6, 2),
    Precision.THIRD: _Unit(1, 4, 3),
    Precision.YEAR: _Unit(1, 12, 1),
}


def format_date(day):
    """The house style for a date: 6 June 2022."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def day_of(year, month, day):
    """The one day; Impossible for 31 February."""
    _check_year(year)
    try:
        only = date(year, month, day)
    except ValueError:
        said = f"{day} {MONTHS[month - 1]} {year}" if 1 <= month <= 12 else f"month {month}"
        raise Impossible(f"There is no {said}.") from None
    return Span(only, only, Precision.DAY)


def unit_of(precision, year, number=1):
    """The month, quarter, season, half, third or year numbered `number` that begins in `year`."""
    first_month, months, count = UNITS[precision]
    if not 1 <= number <= count:
        raise Impossible(f"A year has no {Precision(precision).label} number {number}.")
    _check_year(year)
    begins = first_month + (number - 1) * months
    latest = _first_of(year, begins + months) - timedelta(days=1)
    _check_year(latest.year)
    return Span(_first_of(year, begins), latest, Precision(precision))


def range_of(earliest, latest):
    """Any two dates in order."""
    _check_year(earliest.year)
    _check_year(latest.year)
    if latest < earliest:
        raise Impossible(f"{format_date(earliest)} to {format_date(latest)} runs backwards: write the earlier first.")
    return Span(earliest, latest, Precision.RANGE)


def place_of(span):
    """(year, number) of a span made by `unit_of`; Impossible when the bounds are not those of its precision."""
    first_month, months, _ = UNITS[span.precision]
    since_first = span.earliest.month - first_month
    year = span.earliest.year
    if span == unit_of(span.precision, year, since_first // months + 1 if since_first >= 0 else 1):
        return year, since_first // months + 1
    raise Impossible(
        f"{format_date(span.earliest)} to {format_date(span.latest)} is not a whole {span.precision.label}."
    )


def check(span):
    """Impossible unless the bounds are in order, inside the years we know and those of the precision."""
    range_of(span.earliest, span.latest)
    if span.precision == Precision.DAY and span.earliest != span.latest:
        raise Impossible(f"{format_date(span.earliest)} to {format_date(span.latest)} is more than a day.")
    if span.precision in UNITS:
        place_of(span)


def _first_of(year, month):
    """The first of a month; month 13 is January of the next year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _check_year(year):
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Impossible(f"The year {year} is outside {FIRST_YEAR} to {LAST_YEAR}.")
