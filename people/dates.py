"""A date known to the day, the month or only the year."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.dateformat import format as dateformat


class DatePrecision(TextChoices):
    DAY = "day", "day"
    MONTH = "month", "month"
    YEAR = "year", "year"


_PRINTED = {DatePrecision.DAY: "j F Y", DatePrecision.MONTH: "F Y", DatePrecision.YEAR: "Y"}


@dataclass(frozen=True)
class PartialDate:
    """`on` counts only as far as `precision` says: a year is never 1 January."""

    on: date
    precision: str = DatePrecision.DAY

    @classmethod
    def of(cls, on, precision):
        """The date of a pair of columns, or None when there is none."""
        return cls(on, precision) if on else None

    @classmethod
    def parse(cls, text):
        """From "2022-06-06", "2022-06" or "2022"; raises ValueError with a sentence."""
        parts = str(text).strip().split("-")
        try:
            numbers = [int(part) for part in parts]
            on = date(*numbers, *[1] * (3 - len(numbers)))
            return cls(on, [DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY][len(numbers) - 1])
        except (ValueError, TypeError, IndexError, OverflowError):
            raise ValueError(f"“{str(text)[:40]}” is no date; write 2022-06-06, 2022-06 or 2022.") from None

    def isoformat(self):
        """As `parse` reads it: "2022-06-06", "2022-06" or "2022"."""
        return self.on.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]]

    def __str__(self):
        return dateformat(self.on, _PRINTED[DatePrecision(self.precision)])
