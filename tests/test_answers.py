"""The answers in house English, word for word."""

from dataclasses import dataclass, field
from datetime import date, time
from itertools import product

import pytest

from shows.answers import (
    Told,
    answer,
    episode_order_phrase,
    flag_sentence,
    format_date,
    format_time,
    label,
    release_label,
    release_sentence,
    short,
    standing_phrase,
    tense,
)
from shows.phrases import when
from shows.windows import parse
from shows.words import SeasonStatus, Standing

TODAY = date(2026, 3, 15)
SAID = Told("Netflix", date(2022, 6, 6), date(2026, 3, 1))
UNCHECKED = Told("Netflix", date(2022, 6, 6))
TRADE = Told("Deadline", date(2025, 2, 3), date(2026, 2, 2))


@dataclass
class Named:
    name: str


@dataclass
class AShow:
    form: str = "ongoing"
    network: Named | None = field(default_factory=lambda: Named("Netflix"))


@dataclass
class ASeason:
    status: str = "awaiting"
    number: int = 2
    release: object = None
    final: bool = False
    paused: bool = False
    split: bool = False
    cut_short: bool = False
    moved_to: Named | None = None
    local_time: time | None = None
    time_zone: str = ""
    first_aired: date | None = None
    show: AShow = field(default_factory=AShow)


def make_season(status, *, release=None, certainty="confirmed", **values):
    window = parse(release, as_of=date(2022, 6, 6), certainty=certainty) if release else None
    return ASeason(status, release=window, **values)


def answer_of(status, told=None, *, today=TODAY, now_time=None, followed=False, **values):
    told = {"status": UNCHECKED} if told is None else told
    return answer(make_season(status, **values), told, today=today, now_time=now_time, followed=followed)


# Every status


def test_awaiting_names_no_source():
    assert answer_of("awaiting") == "No decision has been announced."
    assert answer_of("awaiting", {"status": SAID}) == "No decision has been announced. Checked 1 March 2026."
    assert answer_of("awaiting", {}) == "No decision has been announced."


def test_in_development():
    assert answer_of("in_development") == "Not ordered yet; Netflix reported talks on 6 June 2022."
    assert answer_of("in_development", {}) == "Not ordered yet; talks have been reported."
    nobody = {"status": Told("", date(2022, 6, 6))}
    assert answer_of("in_development", nobody) == "Not ordered yet; talks were reported on 6 June 2022."


def test_ordered():
    assert answer_of("ordered") == "Yes. Renewed on 6 June 2022, per Netflix; no release date yet."
    assert (
        answer_of("ordered", {"status": SAID})
        == "Yes. Renewed on 6 June 2022, per Netflix; no release date yet. Checked 1 March 2026."
    )


@pytest.mark.parametrize("number", [0, 1])
def test_a_first_season_is_ordered_rather_than_renewed(number):
    assert answer_of("ordered", number=number) == "Yes. Ordered on 6 June 2022, per Netflix; no release date yet."


def test_in_production():
    assert answer_of("in_production") == "Yes. Filming now, per Netflix on 6 June 2022; no release date yet."
    assert (
        answer_of("in_production", release="late 2026")
        == "Yes. Filming now, per Netflix on 6 June 2022; expected late 2026."
    )


def test_wrapped():
    assert answer_of("wrapped") == "Yes. Filming has finished, per Netflix on 6 June 2022; no premiere date."
    assert (
        answer_of("wrapped", release="late 2026")
        == "Yes. Filming has finished, per Netflix on 6 June 2022; expected late 2026."
    )


def test_dated_ahead_today_and_overdue():
    def said(today, **values):
        return answer_of("dated", release="27 October 2026", today=today, **values)

    assert said(date(2026, 10, 26)) == "Premieres 27 October 2026 on Netflix, per Netflix on 6 June 2022."
    assert said(date(2026, 10, 27)) == "Premieres today on Netflix, per Netflix on 6 June 2022."
    assert said(date(2026, 10, 28)) == "Was scheduled for 27 October 2026, per Netflix; arrival not yet confirmed."


def test_dated_today_names_the_hour_until_it_has_struck():
    def said(now_time, **values):
        return answer_of("dated", release="27 October 2026", today=date(2026, 10, 27), now_time=now_time, **values)

    hour = {"local_time": time(21, 30), "time_zone": "Asia/Seoul"}
    ahead = "Premieres today at 9.30pm Seoul time, on Netflix, per Netflix on 6 June 2022."
    assert said(None, **hour) == ahead
    assert said(time(21, 29), **hour) == ahead
    overdue = "Was scheduled for today at 9.30pm Seoul time, per Netflix; arrival not yet confirmed."
    assert said(time(21, 30), **hour) == overdue
    assert said(time(23, 0)) == "Premieres today on Netflix, per Netflix on 6 June 2022."
    assert (
        said(None, **hour, show=AShow(network=None))
        == "Premieres today at 9.30pm Seoul time, per Netflix on 6 June 2022."
    )


def test_a_day_that_moved_is_credited_to_whoever_moved_it():
    told = {"status": SAID, "release": TRADE}
    assert (
        answer_of("dated", told, release="27 October 2026")
        == "Premieres 27 October 2026 on Netflix, per Deadline on 3 February 2025. Checked 1 March 2026."
    )
    told = {"status": TRADE, "release": SAID}
    assert (
        answer_of("dated", told, release="27 October 2026", today=date(2026, 12, 1))
        == "Was scheduled for 27 October 2026, per Deadline; arrival not yet confirmed. Checked 1 March 2026."
    )
    assert (
        answer_of("dated", {"release": TRADE}, release="27 October 2026")
        == "Premieres 27 October 2026 on Netflix, per Deadline on 3 February 2025. Checked 2 February 2026."
    )


def test_dated_without_a_day_does_not_invent_one():
    assert answer_of("dated") == "Dated, per Netflix on 6 June 2022; no release date yet."
    assert answer_of("dated", release="late 2026") == "Dated, per Netflix on 6 June 2022; expected late 2026."


def test_airing():
    assert answer_of("airing") == "Out now on Netflix, per Netflix on 6 June 2022."


def test_complete_denies_only_what_is_not_announced():
    assert answer_of("complete") == "Season 2 is complete; no season 3 announced."
    assert answer_of("complete", followed=True) == "Season 2 is complete."
    assert (
        answer_of("complete", {"status": SAID}) == "Season 2 is complete; no season 3 announced. Checked 1 March 2026."
    )


def test_not_happening():
    assert answer_of("not_happening") == "No. Cancelled on 6 June 2022, per Netflix."
    assert answer_of("not_happening", show=AShow("limited")) == "None planned."
    assert answer_of("not_happening", {"status": SAID}, show=AShow("limited")) == "None planned. Checked 1 March 2026."
    first = answer_of("not_happening", number=1, show=AShow("limited"))
    assert first == "No. Cancelled on 6 June 2022, per Netflix."


@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("ordered", "Yes. Renewed; no release date yet."),
        ("in_production", "Yes. Filming now; no release date yet."),
        ("wrapped", "Yes. Filming has finished; no premiere date."),
        ("dated", "Premieres 27 October 2026."),
        ("airing", "Out now."),
        ("not_happening", "No. Cancelled."),
    ],
)
def test_without_a_record_or_a_network_nothing_is_made_up(status, line):
    release = "27 October 2026" if status == "dated" else None
    assert answer_of(status, {}, release=release, show=AShow(network=None)) == line


def test_a_source_without_a_name_leaves_its_day():
    nobody = {"status": Told("", date(2022, 6, 6))}
    assert answer_of("ordered", nobody) == "Yes. Renewed on 6 June 2022; no release date yet."
    assert answer_of("in_production", nobody) == "Yes. Filming now, as of 6 June 2022; no release date yet."
    assert answer_of("airing", nobody) == "Out now on Netflix, as of 6 June 2022."
    assert answer_of("not_happening", nobody) == "No. Cancelled on 6 June 2022."


# The window in an answer


@pytest.mark.parametrize(
    ("release", "today", "clause"),
    [
        ("late 2026", TODAY, "expected late 2026"),
        ("late 2026", date(2026, 12, 31), "expected late 2026"),
        ("late 2026", date(2027, 1, 1), "was due in late 2026"),
        ("October 2026", TODAY, "expected October 2026"),
        ("Q4 2026", date(2027, 1, 1), "was due in Q4 2026"),
        ("2026", TODAY, "expected 2026"),
        ("second half of 2026", TODAY, "expected in the second half of 2026"),
        ("second half of 2026", date(2027, 1, 1), "was due in the second half of 2026"),
        ("the 2026–27 season", TODAY, "expected in the 2026–27 season"),
        ("the 2026–27 season", date(2028, 1, 1), "was due in the 2026–27 season"),
        ("Christmas 2026", TODAY, "expected at Christmas 2026"),
        ("Christmas 2026", date(2027, 1, 1), "was due at Christmas 2026"),
        ("late 2026 or early 2027", TODAY, "expected late 2026 or early 2027"),
        ("late 2026 or early 2027", date(2028, 1, 1), "was due in late 2026 or early 2027"),
        ("by the end of 2026", TODAY, "expected by the end of 2026"),
        ("by the end of 2026", date(2027, 1, 1), "was due by the end of 2026"),
        ("later this year", date(2022, 7, 1), "expected 7 June to 31 December 2022"),
        ("later this year", TODAY, "was due between 7 June and 31 December 2022"),
        ("27 October 2026", TODAY, "due on 27 October 2026"),
        ("27 October 2026", date(2026, 10, 27), "due today"),
        ("27 October 2026", date(2026, 10, 28), "was due on 27 October 2026"),
    ],
)
def test_a_window_is_said_as_it_stands_today(release, today, clause):
    line = f"Yes. Renewed on 6 June 2022, per Netflix; {clause}."
    assert answer_of("ordered", release=release, today=today) == line


def test_a_day_that_is_not_confirmed_is_expected():
    line = "Yes. Renewed on 6 June 2022, per Netflix; expected on 27 October 2026."
    assert answer_of("ordered", release="27 October 2026", certainty="expected") == line


@pytest.mark.parametrize("certainty", ["expected", "estimate"])
def test_a_window_is_expected_however_sure_it_is(certainty):
    line = "Yes. Renewed on 6 June 2022, per Netflix; expected late 2026."
    assert answer_of("ordered", release="late 2026", certainty=certainty) == line


# Flags


def test_paused_takes_the_lines_place():
    told = {"status": UNCHECKED, "paused": TRADE}
    line = "On hold since 3 February 2025, per Deadline; not cancelled. Checked 2 February 2026."
    for status in set(SeasonStatus.values) - {"not_happening"}:
        assert answer_of(status, told, paused=True) == line
    assert answer_of("in_production", {}, paused=True) == "On hold; not cancelled."
    assert (
        answer_of("in_production", {"status": SAID, "paused": UNCHECKED}, paused=True)
        == "On hold since 6 June 2022, per Netflix; not cancelled. Checked 1 March 2026."
    )


def test_final_is_added_to_the_line():
    told = {"status": SAID, "final": TRADE}
    assert answer_of("ordered", told, final=True) == (
        "Yes. Renewed on 6 June 2022, per Netflix; no release date yet. "
        "Season 2 is the last, per Deadline on 3 February 2025. Checked 1 March 2026."
    )
    assert answer_of("awaiting", {"final": TRADE}, final=True) == (
        "No decision has been announced. "
        "Season 2 is the last, per Deadline on 3 February 2025. Checked 2 February 2026."
    )


def test_a_complete_final_season_does_not_wait_for_another():
    assert (
        answer_of("complete", {"status": SAID, "final": UNCHECKED}, final=True)
        == "Season 2 is complete. Season 2 is the last, per Netflix on 6 June 2022. Checked 1 March 2026."
    )


def test_a_move_is_added_and_names_the_new_network():
    told = {"status": UNCHECKED, "moved_to": TRADE}
    moved = {"moved_to": Named("Hulu")}
    assert answer_of("ordered", told, **moved) == (
        "Yes. Renewed on 6 June 2022, per Netflix; no release date yet. "
        "Now on Hulu, per Deadline on 3 February 2025. Checked 2 February 2026."
    )
    assert answer_of("airing", {"status": UNCHECKED}, **moved) == (
        "Out now on Hulu, per Netflix on 6 June 2022. Now on Hulu."
    )
    assert answer_of("dated", {"status": UNCHECKED}, release="27 October 2026", **moved).startswith(
        "Premieres 27 October 2026 on Hulu, per Netflix"
    )


@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("awaiting", "No decision has been announced."),
        ("in_development", "Not ordered yet; Netflix reported talks on 6 June 2022."),
        ("complete", "Season 2 is complete; no season 3 announced."),
    ],
)
def test_a_move_alone_does_not_say_yes(status, line):
    told = {"status": UNCHECKED, "moved_to": TRADE}
    moved = "Now on Hulu, per Deadline on 3 February 2025. Checked 2 February 2026."
    assert answer_of(status, told, moved_to=Named("Hulu")) == f"{line} {moved}"


def test_the_flags_come_in_one_order():
    told = dict.fromkeys(("status", "paused", "moved_to", "final"), UNCHECKED)
    assert answer_of("in_production", told, paused=True, moved_to=Named("Hulu"), final=True) == (
        "On hold since 6 June 2022, per Netflix; not cancelled. "
        "Now on Hulu, per Netflix on 6 June 2022. "
        "Season 2 is the last, per Netflix on 6 June 2022."
    )


@pytest.mark.parametrize(
    ("status", "flags", "line"),
    [
        ("dated", {"split": True}, "Season 2 is released in parts, per Netflix on 6 June 2022."),
        ("complete", {"split": True}, "Season 2 was released in parts, per Netflix on 6 June 2022."),
        ("airing", {"cut_short": True, "split": True}, "Season 2 was pulled mid-run, per Netflix on 6 June 2022."),
    ],
)
def test_a_season_in_parts_or_pulled_mid_run_says_so(status, flags, line):
    said = answer_of(status, dict.fromkeys(("status", "split", "cut_short"), UNCHECKED), **flags)
    assert said.endswith(f". {line}")


def test_what_was_pulled_mid_run_is_not_called_complete():
    told = dict.fromkeys(("status", "cut_short"), UNCHECKED)
    assert answer_of("complete", told, cut_short=True) == (
        "Season 2 is over; no season 3 announced. Season 2 was pulled mid-run, per Netflix on 6 June 2022."
    )


def test_a_season_that_is_not_happening_keeps_none_of_its_flags():
    told = dict.fromkeys(("status", "paused", "moved_to", "final", "split", "cut_short"), SAID)
    flags = {"paused": True, "final": True, "split": True, "cut_short": True}
    assert (
        answer_of("not_happening", told, moved_to=Named("Hulu"), **flags)
        == "No. Cancelled on 6 June 2022, per Netflix. Checked 1 March 2026."
    )


def test_every_combination_is_one_line_that_is_checked_once():
    told = dict.fromkeys(("status", "release", "paused", "moved_to", "final", "split", "cut_short"), SAID)
    either = [False, True]
    flags = product(
        either, [None, Named("Hulu")], either, either, either, [None, "late 2026", "27 October 2026", "2023"]
    )
    for status, (paused, moved_to, final, split, cut_short, release) in product(SeasonStatus.values, flags):
        set_flags = {"paused": paused, "moved_to": moved_to, "final": final, "split": split, "cut_short": cut_short}
        line = answer_of(status, told, release=release, **set_flags)
        assert line.endswith(". Checked 1 March 2026.")
        assert line.count("Checked") == 1
        for slip in ("  ", " ,", " .", ",,", "None on", "None,", "None."):
            assert slip not in line


def test_one_flag_in_a_sentence():
    told = dict.fromkeys(("final", "paused", "split", "cut_short", "moved_to"), SAID)
    season = ASeason(final=True, paused=True, split=True, cut_short=True, moved_to=Named("Hulu"), status="airing")
    assert {name: flag_sentence(season, name, told) for name in told} == {
        "final": "Season 2 is the last, per Netflix on 6 June 2022. Checked 1 March 2026.",
        "paused": "On hold since 6 June 2022, per Netflix; not cancelled. Checked 1 March 2026.",
        "split": "Season 2 is released in parts, per Netflix on 6 June 2022. Checked 1 March 2026.",
        "cut_short": "Season 2 was pulled mid-run, per Netflix on 6 June 2022. Checked 1 March 2026.",
        "moved_to": "Now on Hulu, per Netflix on 6 June 2022. Checked 1 March 2026.",
    }


def test_a_flag_that_is_not_set_names_no_source():
    told = dict.fromkeys(("final", "paused"), SAID)
    assert {
        name: flag_sentence(ASeason(), name, told) for name in ("final", "paused", "split", "cut_short", "moved_to")
    } == {
        "final": "Nobody has called it the last season. Checked 1 March 2026.",
        "paused": "Not on hold. Checked 1 March 2026.",
        "split": "No release in parts has been announced.",
        "cut_short": "Not pulled mid-run.",
        "moved_to": "No move to another network has been announced.",
    }


# When


@pytest.mark.parametrize(
    ("status", "release", "sentence", "short_label"),
    [
        ("ordered", None, "No release date yet.", "no release date yet"),
        ("ordered", "late 2026", "Expected late 2026, per Deadline on 3 February 2025.", "expected late 2026"),
        ("ordered", "late 2025", "Was due in late 2025, per Deadline on 3 February 2025.", "was due in late 2025"),
        ("ordered", "27 October 2026", "Due on 27 October 2026, per Deadline on 3 February 2025.", "27 October 2026"),
        ("ordered", "15 March 2026", "Due today, per Deadline on 3 February 2025.", "15 March 2026"),
        (
            "ordered",
            "1 March 2026",
            "Was due on 1 March 2026, per Deadline on 3 February 2025.",
            "was due on 1 March 2026",
        ),
        (
            "dated",
            "27 October 2026",
            "Premieres 27 October 2026 on Netflix, per Deadline on 3 February 2025.",
            "27 October 2026",
        ),
        (
            "dated",
            "1 March 2026",
            "Was scheduled for 1 March 2026, per Deadline; arrival not yet confirmed.",
            "was due on 1 March 2026",
        ),
        ("airing", "1 March 2026", "Premiered 1 March 2026 on Netflix.", "1 March 2026"),
        ("complete", "late 2025", "Released; the day is not recorded.", "released"),
        ("not_happening", "late 2026", "No release date.", "no release date"),
    ],
)
def test_the_release_in_a_sentence_and_in_a_few_words(status, release, sentence, short_label):
    season = make_season(status, release=release)
    told = {"status": UNCHECKED, "release": TRADE}
    assert release_sentence(season, told, TODAY) == f"{sentence} Checked 2 February 2026."
    assert release_label(season, TODAY) == short_label


def test_a_season_that_is_out_tells_the_day_it_first_aired():
    season = make_season("complete", release="2 March 2024", first_aired=date(2023, 10, 27))
    assert release_sentence(season, {}, TODAY) == "Premiered 27 October 2023 on Netflix."
    assert release_label(season, TODAY) == "27 October 2023"


def test_a_second_part_to_come_tells_its_own_day():
    season = make_season("dated", release="27 October 2026", first_aired=date(2026, 1, 5))
    assert release_label(season, TODAY) == "27 October 2026"
    assert release_sentence(season, {"status": SAID}, TODAY) == (
        "Premieres 27 October 2026 on Netflix, per Netflix on 6 June 2022. Checked 1 March 2026."
    )


def test_a_day_that_is_not_confirmed_is_labelled_so():
    season = make_season("ordered", release="27 October 2026", certainty="estimate")
    assert release_label(season, TODAY) == "expected on 27 October 2026"


def test_a_release_today_names_the_hour():
    season = make_season("dated", release="15 March 2026", local_time=time(0, 0), time_zone="America/Los_Angeles")
    sentence = "Premieres today at midnight Los Angeles time, on Netflix."
    assert release_sentence(season, {}, today=TODAY) == sentence
    overdue = "Was scheduled for today at midnight Los Angeles time; arrival not yet confirmed."
    assert release_sentence(season, {}, today=TODAY, now_time=time(8, 0)) == overdue


def test_the_tense_follows_the_day():
    day = date(2026, 10, 27)
    assert tense(day, date(2026, 10, 26)) == "premieres on"
    assert tense(day, day) == "premieres today"
    assert tense(day, day, aired=True) == "premiered today"
    assert tense(day, date(2026, 10, 28)) == "was due on"
    assert tense(day, date(2026, 10, 28), aired=True) == "premiered on"


@pytest.mark.parametrize(
    ("release", "phrase"),
    [
        ("from 3 to 9 March 2026", "between 3 and 9 March 2026"),
        ("2025–26", "between 2025 and 2026"),
        ("27 October 2025 to 3 January 2026", "between 27 October 2025 and 3 January 2026"),
        ("between late 2025 and early 2026", "between late 2025 and early 2026"),
        ("spring 2026", "in spring 2026"),
        ("before Christmas 2026", "before Christmas 2026"),
    ],
)
def test_a_window_takes_the_preposition_it_needs(release, phrase):
    assert when(parse(release, as_of=TODAY)) == phrase


# Labels


@pytest.mark.parametrize(
    ("status", "badge", "phrase"),
    [
        ("awaiting", "Awaiting word", "awaits a decision"),
        ("in_development", "In development", "is in development"),
        ("ordered", "Renewed", "has been renewed"),
        ("in_production", "Filming", "is filming"),
        ("wrapped", "Filmed", "has finished filming"),
        ("dated", "Premieres 27 October 2026", "premieres on 27 October 2026"),
        ("airing", "Out now", "is out now"),
        ("complete", "Complete", "is complete"),
        ("not_happening", "Cancelled", "has been cancelled"),
    ],
)
def test_every_status_has_a_label_and_a_phrase_for_the_middle_of_a_sentence(status, badge, phrase):
    season = make_season(status, release="27 October 2026")
    assert label(season) == label(season, today=TODAY) == badge
    assert short(season, today=TODAY) == phrase


def test_labels_and_phrases_of_a_first_season_and_of_a_limited_series():
    assert label(make_season("ordered", number=1)) == "Ordered"
    assert short(make_season("ordered", number=1), TODAY) == "has been ordered"
    assert label(make_season("not_happening", show=AShow("limited"))) == "None planned"
    assert short(make_season("not_happening", show=AShow("limited")), TODAY) == "is not planned"
    assert label(make_season("not_happening", number=1, show=AShow("limited"))) == "Cancelled"


def test_a_dated_label_follows_the_day():
    season = make_season("dated", release="27 October 2026")
    assert (label(season, date(2026, 10, 27)), short(season, date(2026, 10, 27))) == (
        "Premieres today",
        "premieres today",
    )
    assert (label(season, date(2026, 10, 28)), short(season, date(2026, 10, 28))) == (
        "Was due 27 October 2026",
        "was due on 27 October 2026",
    )


def test_a_dated_label_without_a_day_does_not_invent_one():
    assert label(make_season("dated")) == "Has a premiere date"


def test_on_hold_comes_before_every_status_but_not_happening():
    assert label(make_season("in_production", paused=True)) == "On hold"
    assert short(make_season("in_production", paused=True), TODAY) == "is on hold"
    assert label(make_season("not_happening", paused=True)) == "Cancelled"
    assert short(make_season("not_happening", paused=True), TODAY) == "has been cancelled"


def test_standings_in_words():
    assert {word.value: standing_phrase(word) for word in Standing} == {
        "confirmed": "confirmed",
        "expected": "expected",
        "unconfirmed": "not confirmed",
        "unlikely": "unlikely",
        "not_returning": "not returning",
        "recast": "recast",
        "unknown": "not known",
    }
    assert standing_phrase("recast", "Kim Min-ha") == "recast, now Kim Min-ha"
    assert standing_phrase("confirmed", "Kim Min-ha") == "confirmed"


def test_numbers_of_episodes():
    assert episode_order_phrase(8) == "8 episodes"
    assert episode_order_phrase(1) == "1 episode"
    assert episode_order_phrase(None) == "number of episodes not announced"


def test_dates_and_times_in_house_style():
    assert format_date(date(2022, 6, 6)) == "6 June 2022"
    hours = [time(0), time(0, 5), time(9), time(12), time(12, 30), time(21), time(21, 5, 59)]
    assert [format_time(hour) for hour in hours] == [
        "midnight", "12.05am", "9am", "noon", "12.30pm", "9pm", "9.05pm",
    ]  # fmt: skip
    assert format_time(time(21), "America/Argentina/Buenos_Aires") == "9pm Buenos Aires time"
    assert format_time(time(21), "Etc/UTC") == "9pm UTC"
