"""Reading the words of a release window.

Text is first made plain (small letters, no commas, no "the" or "of"), then one of the window_rules has to match all of
it; "A to B" and "A or B" are read as two such texts. Text is short and no pattern nests repeats, so hostile text costs
nothing.
"""

import re

from shows.spans import Impossible, day_of, range_of
from shows.window_rules import EXAMPLES, MONTH, Reading, read_one
from shows.words import Precision

LONGEST = 120  # characters; the longest wording seen in a press release is half of it
UNSAID = {
    "", "-", "–", "?", "tba", "tbd", "tbc", "n/a", "none", "unknown", "no date", "no date yet", "no release date",
    "no release date yet", "no premiere date", "not announced", "unannounced",
    "to be announced", "to be confirmed", "to be determined",
}  # fmt: skip


def read(text, as_of):
    """The Reading of `text` said on the day `as_of`; None when it says that there is no date.

    Raises Impossible with a sentence when the words, or the days they name, make no sense.
    """
    words = plain(text)
    if words in UNSAID:
        return None
    if _OPEN.fullmatch(words):
        raise Impossible(_OPEN_REFUSED)
    words, hedge = _without_hedge(words)
    dated = _with_years(words, as_of)
    reading = read_one(dated, as_of) or _read_two(dated, as_of)
    if reading is None and words.startswith("from "):
        raise Impossible(_OPEN_REFUSED)
    if reading is None:
        raise Impossible(f'Could not read "{_quoted(text)}". {EXAMPLES}')
    return reading._replace(doubt=reading.doubt or hedge, timeless=reading.timeless and dated == words)


def plain(text):
    """Small letters, plain dashes, no commas, full stops after words, "the" or "of"; Impossible for odd signs."""
    if len(text) > LONGEST:
        raise Impossible(f"That is longer than {LONGEST} characters. {EXAMPLES}")
    text = text.translate(_SIGNS)
    if not text.replace("–", "").isascii():
        raise Impossible(f'Could not read the signs in "{_quoted(text)}". {EXAMPLES}')
    text = re.sub(r"(?<=[a-z])\.", "", text.lower()).replace("-to-", " to ").replace("-or-", " or ")
    words = " ".join(word for word in text.rstrip(". ").split() if word not in {"the", "of", "either"})
    return _PREFIX.sub("", words)


_SIGNS = str.maketrans({**dict.fromkeys("—‐‑‒−", "-"), "’": "'", "‘": "'", ",": " "})
_PREFIX = re.compile(r"\A(?:some ?time )?(?:in|on|during|at) ")
_HEDGE = re.compile(
    r"(expected|tentatively|probably|possibly|maybe|likely|estimated|approximately|around|about|circa|ca) "
    r"(?:in |on |for )?"
)
_OPEN = re.compile(
    r"(?:no (?:earlier|sooner) than|not (?:before|until|earlier than|sooner than)|after|since|starting|beginning in) .+"
    r"|.+ (?:or later|or after|and later|and beyond|onwards?|at earliest)"
)
_OPEN_REFUSED = 'A window needs a last day as well as a first. Write how late it may be, like "2027 to 2028".'


def _quoted(text):
    """At most 40 characters of what was typed, fit for a message."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text[:41])
    return shown if len(shown) < 41 else shown[:40] + "…"


def is_plain_dates(text):
    """Whether it only names days, months and years: the house wording then says the same, in house style."""
    return not _PLAIN_DATES.sub("", plain(text))


def _without_hedge(words):
    hedge = _HEDGE.match(words)
    if not hedge:
        return words, ""
    return words[hedge.end() :], f'"{hedge[1].capitalize()}" is a certainty: choose it beside the words.'


def _with_years(words, as_of):
    """ "next year" and "end of the year" with the year they name."""
    words = re.sub(r"\b(end|half|quarter|later in) year\b", rf"\1 {as_of.year}", words)
    return words.replace("this year", str(as_of.year)).replace("next year", str(as_of.year + 1))


# "A to B", "A or B"

_FRAMES = (
    re.compile(r"between (?P<a>.+?) and (?P<b>.+)"),
    re.compile(r"(?:from )?(?P<a>.+?) (?:to|until|till|through|into|or) (?P<b>.+)"),
    re.compile(r"(?:from )?(?P<a>[^–]+)–(?P<b>[^–]+)"),
    re.compile(r"(?:from )?(?P<a>.+?) - (?P<b>.+)"),
    re.compile(r"(?P<a>[^/]+)/(?P<b>[^/]+)"),
    re.compile(r"(?P<a>[^-]+)-(?P<b>[^-]+)"),
)
_PLAIN_DATES = re.compile(rf"\b(?:{MONTH}|from|between|to|and|until|through)\b|[0-9](?:st|nd|rd|th)?|[ –/-]")
_DAY_NUMBER = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
_MONTH_DAY = re.compile(rf"({MONTH}) [0-9]{{1,2}}(?:st|nd|rd|th)?")
_DAY_YEAR = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)? ([0-9]{4})")


def _read_two(words, as_of):
    """From the first day of A to the last of B. A takes its month and year from B where it has none of its own."""
    for frame in _FRAMES:
        if found := frame.fullmatch(words):
            a, b = (_PREFIX.sub("", part.strip()) for part in found.group("a", "b"))
            reading = _join(a, b, as_of)
            if reading:
                return reading
    return None


def _join(a, b, as_of):
    month_of_a, days_of_b = _MONTH_DAY.fullmatch(a), _DAY_YEAR.fullmatch(b)
    if month_of_a and days_of_b:  # March 3 to 9 2026
        b = f"{days_of_b[1]} {month_of_a[1]} {days_of_b[2]}"
    last = read_one(b, as_of)
    first = last and _read_first(a, last.span, as_of)
    if not first:
        return None
    if first.span.earliest > last.span.latest:  # December to January 2026
        first = _of_the_year_before(a, b, last.span, as_of) or first
    if first.span.earliest > last.span.earliest or first.span.latest > last.span.latest:
        raise Impossible(f'"{a}" to "{b}" runs backwards: write the earlier first.')
    span = range_of(first.span.earliest, last.span.latest)
    return Reading(span, first.doubt or last.doubt, first.timeless and last.timeless)


def _of_the_year_before(a, b, last, as_of):
    """Doubtful: A in the year before B, where A names no year of its own; None where that makes no sense."""
    found = None if re.search(r"[0-9]{4}", a) else read_one(f"{a} {last.earliest.year - 1}", as_of)
    return found and found._replace(doubt=f'"{a}" comes after "{b}", unless it is of the year before.')


def _read_first(a, last, as_of):
    if number := _DAY_NUMBER.fullmatch(a):
        if last.precision != Precision.DAY:
            return None
        return Reading(day_of(last.earliest.year, last.earliest.month, int(number[1])))
    if re.search(r"[0-9]{4}", a):
        return read_one(a, as_of)
    return read_one(f"{a} {last.earliest.year}", as_of) or read_one(a, as_of)
