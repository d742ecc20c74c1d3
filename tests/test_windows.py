"""Release windows: what words mean, how a window is printed and exchanged, and what is refused."""

import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shows.spans import UNITS, Impossible, range_of, unit_of
from shows.windows import Unreadable, Window, from_edtf, parse
from shows.words import Certainty, Precision

SAID_ON = date(2026, 3, 15)  # a Sunday


def read(text, as_of=SAID_ON):
    window = parse(text, as_of=as_of)
    return f"{window.earliest} {window.latest} {window.precision}"


def refused(text, as_of=SAID_ON):
    with pytest.raises(Unreadable) as caught:
        parse(text, as_of=as_of)
    return caught.value


def window_of(bounds, certainty="confirmed", wording="as said"):
    earliest, latest, precision = bounds.split()
    return Window(wording, date.fromisoformat(earliest), date.fromisoformat(latest), precision, certainty)


# Words that mean the same on any day

READ = {
    "27 Oct 2023": "2023-10-27 2023-10-27 day",
    "27th of October, 2023": "2023-10-27 2023-10-27 day",
    "October 27, 2023": "2023-10-27 2023-10-27 day",
    "Friday, October 27, 2023": "2023-10-27 2023-10-27 day",
    "2023-10-27": "2023-10-27 2023-10-27 day",
    "27/10/2023": "2023-10-27 2023-10-27 day",
    "10/27/2023": "2023-10-27 2023-10-27 day",
    "3.3.2025": "2025-03-03 2025-03-03 day",
    "12/13/2025": "2025-12-13 2025-12-13 day",
    "29 February 2024": "2024-02-29 2024-02-29 day",
    "Christmas Day 2026": "2026-12-25 2026-12-25 day",
    "New Year's Eve 2026": "2026-12-31 2026-12-31 day",
    "New Year’s Day 2027": "2027-01-01 2027-01-01 day",
    "October 2023": "2023-10-01 2023-10-31 month",
    "Sept. 2023": "2023-09-01 2023-09-30 month",
    "May 2026": "2026-05-01 2026-05-31 month",
    "2024-02": "2024-02-01 2024-02-29 month",
    "Q1 2024": "2024-01-01 2024-03-31 quarter",
    "2024 Q4": "2024-10-01 2024-12-31 quarter",
    "the first quarter of 2024": "2024-01-01 2024-03-31 quarter",
    "last quarter of 2024": "2024-10-01 2024-12-31 quarter",
    "early 2023": "2023-01-01 2023-04-30 third",
    "mid-2023": "2023-05-01 2023-08-31 third",
    "the middle of 2023": "2023-05-01 2023-08-31 third",
    "In late 2023": "2023-09-01 2023-12-31 third",
    "spring 2025": "2025-03-01 2025-05-31 season",
    "Summer of 2025": "2025-06-01 2025-08-31 season",
    "autumn 2025": "2025-09-01 2025-11-30 season",
    "Fall 2025": "2025-09-01 2025-11-30 season",
    "winter 2025–26": "2025-12-01 2026-02-28 season",
    "winter 2023-2024": "2023-12-01 2024-02-29 season",
    "second half of 2026": "2026-07-01 2026-12-31 half",
    "H1 2026": "2026-01-01 2026-06-30 half",
    "2026": "2026-01-01 2026-12-31 year",
    "sometime in 2026": "2026-01-01 2026-12-31 year",
    "late 2022 or early 2023": "2022-09-01 2023-04-30 range",
    "mid-to-late 2026": "2026-05-01 2026-12-31 range",
    "between June and August 2025": "2025-06-01 2025-08-31 range",
    "June to August 2025": "2025-06-01 2025-08-31 range",
    "spring/summer 2025": "2025-03-01 2025-08-31 range",
    "Q1 or Q2 2026": "2026-01-01 2026-06-30 range",
    "December 2025–February 2026": "2025-12-01 2026-02-28 range",
    "from 3 to 9 March 2026": "2026-03-03 2026-03-09 range",
    "March 3–9, 2026": "2026-03-03 2026-03-09 range",
    "27 October to 3 November 2026": "2026-10-27 2026-11-03 range",
    "2024 or 2025": "2024-01-01 2025-12-31 range",
    "2025–26": "2025-01-01 2026-12-31 range",
    "2025/26": "2025-01-01 2026-12-31 range",
    "2099–00": "2099-01-01 2100-12-31 range",
    "Christmas 2026": "2026-12-24 2026-12-26 range",
    "the 2026–27 season": "2026-09-01 2027-05-31 range",
    "2026-2027 TV season": "2026-09-01 2027-05-31 range",
    "midseason 2027": "2027-01-01 2027-05-31 range",
    "mid-season 2026–27": "2027-01-01 2027-05-31 range",
    "the beginning of 2026": "2026-01-01 2026-02-28 range",
    "end of 2026": "2026-11-01 2026-12-31 range",
    "early March 2026": "2026-03-01 2026-03-10 range",
    "mid-March 2026": "2026-03-11 2026-03-20 range",
    "late February 2024": "2024-02-21 2024-02-29 range",
}


@pytest.mark.parametrize("text", READ)
@pytest.mark.parametrize("as_of", [SAID_ON, date(1999, 12, 31), date(2024, 2, 29)])
def test_words_that_name_their_year_mean_the_same_on_any_day(text, as_of):
    assert read(text, as_of) == READ[text]


@pytest.mark.parametrize(
    "text", ["", "  ", "TBA", "tbd.", "TBC", "no date", "No release date yet", "Unknown", "n/a", "–"]
)
def test_words_for_no_date_are_no_window(text):
    assert parse(text, as_of=SAID_ON) is None


def test_the_wording_is_kept_as_typed_on_one_line():
    assert parse("  Late 2022\n or  Early 2023 ", as_of=SAID_ON).wording == "Late 2022 or Early 2023"


def test_the_certainty_is_the_callers():
    assert parse("2026", as_of=SAID_ON).certainty == Certainty.CONFIRMED
    assert parse("2026", as_of=SAID_ON, certainty="estimate").certainty == Certainty.ESTIMATE


# Words that lean on the day they were said

LEANING = {
    "later this year": "2026-03-16 2026-12-31 range",
    "later in 2026": "2026-03-16 2026-12-31 range",
    "this year": "2026-01-01 2026-12-31 year",
    "next year": "2027-01-01 2027-12-31 year",
    "early next year": "2027-01-01 2027-04-30 third",
    "second half of this year": "2026-07-01 2026-12-31 half",
    "summer next year": "2027-06-01 2027-08-31 season",
    "this month": "2026-03-01 2026-03-31 month",
    "next month": "2026-04-01 2026-04-30 month",
    "this autumn": "2026-09-01 2026-11-30 season",
    "this winter": "2026-12-01 2027-02-28 season",
    "this October": "2026-10-01 2026-10-31 month",
    "next spring": "2027-03-01 2027-05-31 season",
    "today": "2026-03-15 2026-03-15 day",
    "tomorrow": "2026-03-16 2026-03-16 day",
    "midseason": "2027-01-01 2027-05-31 range",
    "by the end of 2026": "2026-03-16 2026-12-31 range",
    "by the end of the year": "2026-03-16 2026-12-31 range",
    "before Christmas 2026": "2026-03-16 2026-12-23 range",
    "no later than 1 June 2026": "2026-03-16 2026-06-01 range",
}


@pytest.mark.parametrize("text", LEANING)
def test_relative_words_are_read_against_the_day_they_were_said(text):
    assert read(text) == LEANING[text]


def test_this_winter_said_in_january_is_the_one_under_way():
    assert read("this winter", date(2026, 1, 5)) == "2025-12-01 2026-02-28 season"


def test_next_month_said_in_december_is_january():
    assert read("next month", date(2026, 12, 31)) == "2027-01-01 2027-01-31 month"


def test_midseason_said_in_autumn_is_the_coming_january():
    assert read("midseason", date(2026, 10, 1)) == "2027-01-01 2027-05-31 range"


def test_nothing_is_later_on_the_last_day_of_a_year():
    assert read("later this year", date(2026, 12, 30)) == "2026-12-31 2026-12-31 range"
    problem = refused("later this year", date(2026, 12, 31))
    assert problem.message == "It was said on the last day of 2026: nothing of that year is later."
    assert problem.understood is None


def test_a_deadline_that_had_passed_is_refused():
    assert refused("by the end of 2025").message == "That was over on 15 March 2026, the day it was said."


# Doubt: refused, with what it would have understood

DOUBTFUL = {
    "27 October": "27 October 2026",
    "January 5": "5 January 2027",
    "15 March": "15 March 2026",
    "14 March": "14 March 2027",
    "1 April": "1 April 2026",
    "31 December": "31 December 2026",
    "9 to 12 April": "9 to 12 April 2026",
    "29 February": "29 February 2028",
    "October": "October 2026",
    "summer": "summer 2026",
    "Christmas": "24 to 26 December 2026",
    "June to August": "June to August 2026",
    "winter 2025": "winter 2025–26",
    "early spring 2026": "spring 2026",
    "next autumn": "autumn 2026",
    "this February": "February 2027",
    "03/04/2025": "3 April 2025",
    "2011-12": "December 2011",
    "Monday 27 October 2023": "27 October 2023",
    "expected late 2026": "late 2026",
    "by June 2026": "16 March to 30 June 2026",
    "Dec–Jan 2026": "December 2025 to January 2026",
    "between December and January 2026": "December 2025 to January 2026",
    "autumn or spring 2026": "September 2025 to May 2026",
    "December to January": "December 2026 to January 2027",
}


@pytest.mark.parametrize("text", DOUBTFUL)
def test_doubtful_words_are_refused_and_show_what_they_would_mean(text):
    problem = refused(text)
    printed = DOUBTFUL[text]
    assert problem.message.endswith(f' Write "{printed}" if that is meant.')
    assert problem.understood.wording == problem.understood.printed() == printed
    assert parse(printed, as_of=SAID_ON) == problem.understood


def test_a_numeric_date_shows_both_its_readings():
    assert refused("03/04/2025").message == (
        "3/4/2025 may be 3 April 2025 or 4 March 2025: write the month as a word. "
        'Write "3 April 2025" if that is meant.'
    )


def test_an_understood_window_has_the_certainty_asked_for():
    with pytest.raises(Unreadable) as caught:
        parse("27 October", as_of=SAID_ON, certainty="expected")
    assert caught.value.understood.certainty == Certainty.EXPECTED


def test_a_wording_may_have_120_characters():
    assert parse(f"2026{'.' * 116}", as_of=SAID_ON).printed() == "2026"
    assert refused(f"2026{'.' * 117}").message == f"That is longer than 120 characters. {EXAMPLES}"


# Refused outright

OPEN = 'A window needs a last day as well as a first. Write how late it may be, like "2027 to 2028".'
EXAMPLES = 'Write it like "27 October 2026", "October 2026", "late 2026" or "TBA".'
REFUSED = {
    "no earlier than 2027": OPEN,
    "not before summer 2026": OPEN,
    "2027 or later": OPEN,
    "from 2027": OPEN,
    "after 2026": OPEN,
    "31 Feb 2025": "There is no 31 February 2025.",
    "2025-02-29": "There is no 29 February 2025.",
    "31/02/2025": "There is no 31 February 2025.",
    "31 June": "There is no 31 June.",
    "2025-13-01": "There is no month 13.",
    "1899": "The year 1899 is outside 1900 to 2100.",
    "2101": "The year 2101 is outside 1900 to 2100.",
    "winter 2100–01": "The year 2101 is outside 1900 to 2100.",
    "27 October 0026": "The year 26 is outside 1900 to 2100.",
    "early 2023 or late 2022": '"early 2023" to "late 2022" runs backwards: write the earlier first.',
    "2026 to March 2026": '"2026" to "march 2026" runs backwards: write the earlier first.',
    "March to 2026": '"march" to "2026" runs backwards: write the earlier first.',
    "0 March": "There is no 0 March.",
    "2025-01-32": "There is no 32 January 2025.",
    "2025-12-32": "There is no 32 December 2025.",
    "9 to 3 March 2026": '"9" to "3 march 2026" runs backwards: write the earlier first.',
    "2026–25": "2026–25 runs backwards: write the earlier first.",
    "winter 2025–27": "A winter runs over two years in a row, like 2026–27.",
    "the 2026–28 season": "A broadcast season runs over two years in a row, like 2026–27.",
    "later in 2027": 'It was said on 15 March 2026: "later in 2027" is clear only during 2027.',
    "soon": f'Could not read "soon". {EXAMPLES}',
    "Q5 2026": f'Could not read "Q5 2026". {EXAMPLES}',
    "third half of 2026": f'Could not read "third half of 2026". {EXAMPLES}',
    "1/1/26": f'Could not read "1/1/26". {EXAMPLES}',
    "2026 2027": f'Could not read "2026 2027". {EXAMPLES}',
    "27 October 2023 8pm": f'Could not read "27 October 2023 8pm". {EXAMPLES}',
    "x" * 60: f'Could not read "{"x" * 40}…". {EXAMPLES}',
    "2026\0": f'Could not read "2026 ". {EXAMPLES}',
    "٢٠٢٦": f'Could not read the signs in "٢٠٢٦". {EXAMPLES}',
    "２０２６": f'Could not read the signs in "２０２６". {EXAMPLES}',
    "😀 2026": f'Could not read the signs in "😀 2026". {EXAMPLES}',
    "\ud800": f'Could not read the signs in " ". {EXAMPLES}',
    "2026 " * 30: f"That is longer than 120 characters. {EXAMPLES}",
}


@pytest.mark.parametrize("text", REFUSED, ids=ascii)
def test_what_cannot_be_a_window_is_refused_with_a_sentence(text):
    problem = refused(text)
    assert problem.message == str(problem) == REFUSED[text]
    assert problem.understood is None


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000,
        "to " * 400_000,
        "2026-" * 24,
        "by " * 40,
        "or " * 40,
        "between a and " * 8,
        "1 - " * 30,
        "early " * 20,
    ],
    ids=["digits", "words", "dashes", "by", "or", "between", "spaced dashes", "early"],
)
def test_hostile_text_is_refused_at_once(text):
    start = time.perf_counter()
    assert refused(text).understood is None
    assert time.perf_counter() - start < 0.5


PIECES = """
2026 27 3 october march q1 h2 early mid late spring winter christmas season midseason the of end half quarter between
and from to or by before next this year month later first no - – / , . 10/11/2025 2025-10-27 25–26 \0 é
"""
pieces = st.sampled_from(PIECES.split())


@given(
    text=st.one_of(st.text(max_size=60), st.lists(pieces, max_size=8).map(" ".join)),
    as_of=st.dates(),
)
def test_any_text_on_any_day_gives_a_window_none_or_a_sentence(text, as_of):
    try:
        window = parse(text, as_of=as_of)
    except Unreadable as problem:
        assert problem.message.endswith((".", "?"))  # noqa: PT017 - both outcomes are right
    else:
        assert window is None or window.wording == " ".join(text.split())


# The window itself


def test_a_window_checks_its_bounds():
    with pytest.raises(ValueError, match=r"^4 March 2026 to 3 March 2026 runs backwards: write the earlier first\.$"):
        window_of("2026-03-04 2026-03-03 range")
    with pytest.raises(ValueError, match=r"^3 March 2026 to 4 March 2026 is more than a day\.$"):
        window_of("2026-03-03 2026-03-04 day")
    with pytest.raises(ValueError, match=r"^The year 2101 is outside 1900 to 2100\.$"):
        window_of("2026-03-03 2101-01-01 range")


@pytest.mark.parametrize(
    "bounds",
    [
        "2026-03-01 2026-03-30 month",
        "2026-02-01 2026-04-30 quarter",
        "2026-01-01 2026-03-31 season",
        "2026-02-01 2026-07-31 half",
        "2026-02-01 2026-05-31 third",
        "2026-01-01 2026-01-01 year",
        "2026-03-02 2026-04-01 month",
    ],
)
def test_a_window_covers_whole_units_of_its_precision(bounds):
    with pytest.raises(ValueError, match=r"is not a whole .+\.$"):
        window_of(bounds)


def test_a_window_takes_dates_words_and_known_precisions_only():
    with pytest.raises(ValueError, match="bounds of a window are dates"):
        Window("2026", datetime(2026, 1, 1), datetime(2026, 12, 31), "year")
    with pytest.raises(ValueError, match="bounds of a window are dates"):
        Window("2026", "2026-01-01", "2026-12-31", "year")
    with pytest.raises(ValueError, match="fortnight"):
        window_of("2026-03-01 2026-03-14 fortnight")
    with pytest.raises(ValueError, match="certain"):
        window_of("2026-03-01 2026-03-14 range", "certain")
    with pytest.raises(ValueError, match="needs the words"):
        window_of("2026-03-01 2026-03-14 range", wording=" ")


def test_a_window_knows_whether_it_lies_ahead():
    window = window_of("2026-09-01 2026-12-31 third")
    assert window.state(date(2026, 8, 31)) == "ahead"
    assert window.state(date(2026, 9, 1)) == "now"
    assert window.state(date(2026, 12, 31)) == "now"
    assert window.state(date(2027, 1, 1)) == "past"


def test_a_window_travels_as_five_plain_values():
    window = parse("late 2022 or early 2023", as_of=SAID_ON, certainty="expected")
    stored = {
        "wording": "late 2022 or early 2023",
        "earliest": "2022-09-01",
        "latest": "2023-04-30",
        "precision": "range",
        "certainty": "expected",
    }
    assert window.as_json() == stored
    assert {type(value) for value in window.as_json().values()} == {str}
    assert Window.from_json(stored) == window


@pytest.mark.parametrize("stored", [None, {}, [], "2026", {"wording": "2026", "earliest": 1}])
def test_what_is_no_stored_window_is_refused(stored):
    with pytest.raises(ValueError, match="Not a stored window"):
        Window.from_json(stored)


# House wording

PRINTED = {
    "2023-10-27 2023-10-27 day": "27 October 2023",
    "2023-10-01 2023-10-31 month": "October 2023",
    "2024-01-01 2024-03-31 quarter": "Q1 2024",
    "2025-03-01 2025-05-31 season": "spring 2025",
    "2025-12-01 2026-02-28 season": "winter 2025–26",
    "1999-12-01 2000-02-29 season": "winter 1999–00",
    "2023-01-01 2023-04-30 third": "early 2023",
    "2023-05-01 2023-08-31 third": "mid 2023",
    "2026-07-01 2026-12-31 half": "second half of 2026",
    "2026-01-01 2026-12-31 year": "2026",
    "2022-09-01 2023-04-30 range": "September 2022 to April 2023",
    "2025-06-01 2025-08-31 range": "June to August 2025",
    "2026-03-03 2026-03-09 range": "3 to 9 March 2026",
    "2026-10-27 2026-11-03 range": "27 October to 3 November 2026",
    "2025-10-27 2026-01-03 range": "27 October 2025 to 3 January 2026",
    "2025-01-01 2026-12-31 range": "2025 to 2026",
    # ranges that happen to fill a unit are not worded like it
    "2026-01-01 2026-12-31 range": "January to December 2026",
    "2026-10-01 2026-10-31 range": "1 to 31 October 2026",
    "2026-10-27 2026-10-27 range": "27 to 27 October 2026",
}


@pytest.mark.parametrize("bounds", PRINTED)
def test_a_window_is_printed_in_house_wording(bounds):
    assert window_of(bounds).printed() == PRINTED[bounds]


days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
certainties = st.sampled_from(list(Certainty))


@st.composite
def windows(draw):
    """Every window there can be: a day, any unit of any year, or any two days in order."""
    precision = draw(st.sampled_from(list(Precision)))
    if precision == Precision.DAY:
        earliest = latest = draw(days)
    elif precision == Precision.RANGE:
        earliest, latest = sorted([draw(days), draw(st.one_of(days, st.just(date(2026, 12, 31))))])
    else:
        # the winter that begins in 2100 ends outside the years we know
        year = draw(st.integers(1900, 2099 if precision == Precision.SEASON else 2100))
        earliest, latest, _ = unit_of(precision, year, draw(st.integers(1, UNITS[precision].count)))
    return Window("as said", earliest, latest, precision, draw(certainties))


@given(window=windows(), as_of=st.dates())
@example(window=window_of("2024-02-29 2024-03-03 range"), as_of=SAID_ON)
@example(window=window_of("1900-01-01 2100-12-31 range"), as_of=date.max)
def test_what_is_printed_reads_back_to_the_same_window(window, as_of):
    again = parse(window.printed(), as_of=as_of, certainty=window.certainty)
    assert again.span == window.span
    assert again.wording == window.printed() == again.printed()


@given(first_month=st.integers(0, 2411), months=st.integers(1, 40), as_of=st.dates())
def test_ranges_of_whole_months_read_back_too(first_month, months, as_of):
    earliest = date(1900 + first_month // 12, first_month % 12 + 1, 1)
    after = first_month + months
    latest = min(date(1900 + after // 12, after % 12 + 1, 1) - timedelta(days=1), date(2100, 12, 31))
    window = Window("as said", *range_of(earliest, latest))
    assert parse(window.printed(), as_of=as_of).span == window.span


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("late 2022 or early 2023", "late 2022 or early 2023"),
        ("In Late 2022 or early 2023.", "late 2022 or early 2023"),
        ("Christmas 2026", "Christmas 2026"),
        ("The 2026–27 season", "the 2026–27 season"),
        ("2024 or 2025", "2024 or 2025"),
        ("by the end of 2026", "by the end of 2026"),
        ("mid-March 2026", "mid-March 2026"),
        ("midseason 2027", "midseason 2027"),
        # plain dates are put in house style
        ("March 3-9, 2026", "3 to 9 March 2026"),
        ("2022-09-01/2023-04-30", "September 2022 to April 2023"),
        ("2025–26", "2025 to 2026"),
        ("Fall 2025", "autumn 2025"),
        ("Oct 27, 2023", "27 October 2023"),
        # words that lean on the day they were said are not shown on another
        ("later this year", "16 March to 31 December 2026"),
        ("by the end of the year", "16 March to 31 December 2026"),
        ("midseason", "January to May 2027"),
        ("next year", "2027"),
    ],
)
def test_readers_see_words_that_mean_the_same_on_any_day(text, shown):
    assert parse(text, as_of=SAID_ON).shown() == shown


def test_a_wording_that_does_not_mean_the_bounds_is_not_shown():
    assert window_of("2026-03-03 2026-03-09 range", wording="late 2022 or early 2023").shown() == "3 to 9 March 2026"
    assert window_of("2026-03-03 2026-03-09 range", wording="when it is done").shown() == "3 to 9 March 2026"
    assert window_of("2026-03-03 2026-03-09 range", wording="TBA").shown() == "3 to 9 March 2026"


# EDTF

NOTATION = {
    "2023-10-27": "2023-10-27 2023-10-27 day",
    "2023-10": "2023-10-01 2023-10-31 month",
    "2025-21": "2025-03-01 2025-05-31 season",
    "2025-24": "2025-12-01 2026-02-28 season",
    "2024-33": "2024-01-01 2024-03-31 quarter",
    "2024-36": "2024-10-01 2024-12-31 quarter",
    "2023-37": "2023-01-01 2023-04-30 third",
    "2023-39": "2023-09-01 2023-12-31 third",
    "2026-40": "2026-01-01 2026-06-30 half",
    "2026-41": "2026-07-01 2026-12-31 half",
    "2026": "2026-01-01 2026-12-31 year",
    "2022-09-01/2023-04-30": "2022-09-01 2023-04-30 range",
}


@pytest.mark.parametrize("notation", NOTATION)
def test_a_window_is_exchanged_in_edtf(notation):
    window = window_of(NOTATION[notation])
    assert window.edtf() == notation
    assert from_edtf(notation).span == window.span


def test_edtf_marks_what_is_expected_and_what_is_an_estimate():
    assert window_of("2026-09-01 2026-12-31 third", "expected").edtf() == "2026-39~"
    assert window_of("2026-09-01 2026-12-31 third", "estimate").edtf() == "2026-39?"
    assert window_of("2022-09-01 2023-04-30 range", "expected").edtf() == "2022-09-01~/2023-04-30~"
    assert from_edtf("2026-39%").certainty == Certainty.ESTIMATE


@given(window=windows())
def test_edtf_reads_back_to_the_same_window(window):
    again = from_edtf(window.edtf())
    assert (again.span, again.certainty) == (window.span, window.certainty)
    assert again.wording == window.printed()


def test_an_interval_is_as_wide_and_as_unsure_as_its_ends():
    window = from_edtf("2022-39/2023-37?")
    assert (window.span, window.certainty) == (window_of("2022-09-01 2023-04-30 range").span, Certainty.ESTIMATE)


NOT_HELD = """
202X 2026-00 2026-13 2026-20 2026-25 2026-32 2026-42 2026-02-30 ../2026 2026/.. 2026/ [2024,2025] 2026/2025 1850 Y17000
2026-39~~ ٢٠٢٦
"""


@pytest.mark.parametrize("notation", ["", "2026\n", *NOT_HELD.split()], ids=ascii)
def test_edtf_that_a_window_cannot_hold_is_refused(notation):
    with pytest.raises(Unreadable, match=r"\.$"):
        from_edtf(notation)


def test_endless_edtf_is_refused_at_once():
    start = time.perf_counter()
    with pytest.raises(Unreadable, match=r"\.$"):
        from_edtf("9" * 1_000_000)
    assert time.perf_counter() - start < 0.5


def test_a_unit_has_only_its_numbers():
    with pytest.raises(Impossible, match=r"^A year has no quarter number 5\.$"):
        unit_of(Precision.QUARTER, 2026, 5)
