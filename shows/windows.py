"""A release window: the words that were said, the two dates they mean, and how sure they are.

Pure: the day something was said and today's day are arguments.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shows import edtf, window_words
from shows.spans import HALVES, MONTHS, SEASONS, THIRDS, Impossible, Span, check, format_date, place_of
from shows.words import Certainty, Precision


class Unreadable(ValueError):
    """Words that give no certain window.

    `message` is a sentence for the editor. `understood` is the Window the words probably mean, in the house wording,
    so that it can be put in the form as it is; None when there is no guess.
    """

    def __init__(self, message, understood=None):
        super().__init__(message)
        self.message = message
        self.understood = understood


@dataclass(frozen=True)
class Window:
    """When something is released: bounds inclusive, whole units of `precision` (a month window is the whole month).

    `wording` is what the source said and leans on the day it said so ("later this year"); only the bounds are safe to
    compute with, and `shown()` is what a reader may see on any day. Raises ValueError with a sentence.
    """

    wording: str
    earliest: date
    latest: date
    precision: Precision
    certainty: Certainty = Certainty.CONFIRMED

    def __post_init__(self):
        for bound in (self.earliest, self.latest):
            if not isinstance(bound, date) or isinstance(bound, datetime):
                raise ValueError(f"The bounds of a window are dates, not {bound!r}.")
        if not self.wording.strip():
            raise ValueError("A window needs the words it was said in.")
        object.__setattr__(self, "precision", Precision(self.precision))
        object.__setattr__(self, "certainty", Certainty(self.certainty))
        check(self.span)

    @property
    def span(self):
        return Span(self.earliest, self.latest, self.precision)

    @property
    def is_day(self):
        return self.precision == Precision.DAY

    def state(self, today):
        """ "ahead", "now" or "past", by the bounds alone."""
        if today < self.earliest:
            return "ahead"
        return "now" if today <= self.latest else "past"

    def printed(self):
        """The house wording for the bounds, whatever was typed; `parse` reads it back to the same bounds."""
        return _printed(self.span)

    def shown(self):
        """What readers see: the house wording, or for a range the source's own words if they mean the same any day.

        "late 2022 or early 2023" stays; "later this year" becomes its two dates.
        """
        return _mid_sentence(self.wording) if self._is_well_worded() else self.printed()

    def _is_well_worded(self):
        if self.precision != Precision.RANGE:
            return False
        try:
            said = window_words.read(self.wording, self.earliest - timedelta(days=1))
        except Impossible:
            return False
        lasting = said and said.timeless and not said.doubt and said.span == self.span
        return bool(lasting) and not window_words.is_plain_dates(self.wording)

    def edtf(self):
        """ISO 8601-2, for exchange: 2023-10, 2024-33, 2022-09-01~/2023-04-30~."""
        return edtf.write(self.span, self.certainty)

    def as_json(self):
        return {
            "wording": self.wording,
            "earliest": self.earliest.isoformat(),
            "latest": self.latest.isoformat(),
            "precision": self.precision.value,
            "certainty": self.certainty.value,
        }

    @classmethod
    def from_json(cls, stored):
        """The Window that `as_json` wrote; ValueError for anything else."""
        try:
            bounds = date.fromisoformat(stored["earliest"]), date.fromisoformat(stored["latest"])
            return cls(str(stored["wording"]), *bounds, stored["precision"], stored["certainty"])
        except (KeyError, TypeError) as error:
            raise ValueError(f"Not a stored window: {error}.") from error


def parse(text, *, as_of, certainty=Certainty.CONFIRMED):
    """The Window that `text` means when said on the day `as_of`; None for "TBA" and its like.

    The wording is kept as typed, on one line. Relative words ("later this year", "midseason", "by the end of 2026")
    are stored with the bounds they had on `as_of`, and never read again against another day.
    Raises Unreadable for whatever is unknown, impossible or may mean two things.
    """
    text = " ".join((text or "").split())
    try:
        reading = window_words.read(text, as_of)
    except Impossible as error:
        raise Unreadable(str(error)) from None
    if reading is None:
        return None
    if reading.doubt:
        understood = Window(_printed(reading.span), *reading.span, certainty)
        raise Unreadable(f'{reading.doubt} Write "{understood.printed()}" if that is meant.', understood)
    return Window(text, *reading.span, certainty)


def from_edtf(text):
    """The Window of an EDTF notation, worded in house style; Unreadable for what a window cannot hold."""
    try:
        span, certainty = edtf.read(text)
    except Impossible as error:
        raise Unreadable(str(error)) from None
    return Window(_printed(span), *span, certainty)


def _printed_season(year, number):
    """A winter names both its years."""
    name = SEASONS[number - 1]
    return f"{name} {year}–{(year + 1) % 100:02}" if name == "winter" else f"{name} {year}"


_UNIT_WORDINGS = {
    Precision.MONTH: lambda year, number: f"{MONTHS[number - 1]} {year}",
    Precision.QUARTER: lambda year, number: f"Q{number} {year}",
    Precision.SEASON: _printed_season,
    Precision.HALF: lambda year, number: f"{HALVES[number - 1]} half of {year}",
    Precision.THIRD: lambda year, number: f"{THIRDS[number - 1]} {year}",
    Precision.YEAR: lambda year, number: f"{year}",
}


def _printed(span):
    if span.precision == Precision.DAY:
        return format_date(span.earliest)
    if span.precision == Precision.RANGE:
        return _printed_range(span.earliest, span.latest)
    return _UNIT_WORDINGS[span.precision](*place_of(span))


def _printed_range(first, last):
    """Whole years or months where the bounds allow, and nothing said twice; never the wording of a single unit."""
    ends_month = (last + timedelta(days=1)).day == 1
    one_year, one_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and not one_year:
        return f"{first.year} to {last.year}"
    if first.day == 1 and ends_month and not one_month:
        start, end = f"{MONTHS[first.month - 1]} {first.year}", f"{MONTHS[last.month - 1]} {last.year}"
    else:
        start, end = format_date(first), format_date(last)
    if one_month:
        start = f"{first.day}"
    elif one_year:
        start = start.removesuffix(f" {first.year}")
    return f"{start} to {end}"


_LOWERED = {
    "early", "mid", "late", "between", "from", "by", "before", "the", "no", "either", "end", "start", "beginning",
    "spring", "summer", "autumn", "fall", "winter", "midseason", "mid-season", "first", "second",
}  # fmt: skip


def _mid_sentence(wording):
    """A typed wording as it stands inside a sentence: "Late 2022 or …" begins small, "October …" does not."""
    wording = wording.removesuffix(".")
    first, space, rest = wording.partition(" ")
    if first.lower() in {"in", "on", "during", "sometime"}:
        return _mid_sentence(rest)
    return first.lower() + space + rest if first.lower() in _LOWERED else wording
