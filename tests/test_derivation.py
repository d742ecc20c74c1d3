"""A show's status from its seasons: each line of the design's table, its odd cases, and every combination."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shows.derivation import SeasonState, derive, last_and_next
from shows.words import Form, SeasonStatus, ShowStatus

DAY = date(2023, 10, 27)
COMING = ["ordered", "in_production", "wrapped", "dated"]


def season(number, status, **flags):
    return SeasonState(number, status, **flags)


def status_of(*seasons, form="ongoing"):
    return str(derive(form, seasons))


# Line 1: next is not happening


def test_a_first_season_that_is_not_happening_is_a_shelved_show():
    assert status_of(season(1, "not_happening")) == "shelved"


def test_no_season_after_a_final_one_ends_the_show():
    assert status_of(season(1, "complete", final=True), season(2, "not_happening")) == "ended"


def test_no_next_season_cancels_the_show():
    assert status_of(season(1, "complete"), season(2, "not_happening")) == "cancelled"


def test_a_show_is_cancelled_even_with_episodes_left():
    assert status_of(season(1, "airing"), season(2, "not_happening")) == "cancelled"


def test_a_final_season_on_air_with_the_next_refused_has_ended_the_show():
    assert status_of(season(1, "airing", final=True), season(2, "not_happening")) == "ended"


def test_seasons_after_a_refused_one_do_not_revive_the_show():
    assert status_of(season(1, "complete"), season(2, "not_happening"), season(3, "ordered")) == "cancelled"


def test_several_refused_seasons_cancel_once():
    assert status_of(season(1, "complete"), season(2, "not_happening"), season(3, "not_happening")) == "cancelled"


def test_a_dropped_second_part_says_nothing_of_the_next_season():
    assert status_of(season(1, "not_happening", first_aired=DAY)) == "undecided"
    assert status_of(season(1, "not_happening", first_aired=DAY), season(2, "ordered")) == "renewed"


# Line 2: last is airing, or between parts


def test_a_season_on_air_makes_the_show_airing():
    assert status_of(season(1, "airing")) == "airing"


def test_a_final_season_on_air_makes_the_show_ending():
    assert status_of(season(1, "complete"), season(2, "airing", final=True)) == "ending"


def test_a_renewal_during_the_run_leaves_the_show_airing():
    assert status_of(season(1, "airing"), season(2, "ordered")) == "airing"


def test_a_next_season_dated_before_the_last_is_complete_leaves_the_show_airing():
    assert status_of(season(1, "airing"), season(2, "dated", final=True)) == "airing"


@pytest.mark.parametrize("status", COMING)
def test_a_season_between_parts_is_still_airing(status):
    assert status_of(season(1, status, first_aired=DAY, split=True)) == "airing"
    assert status_of(season(1, status, first_aired=DAY, final=True)) == "ending"
    assert status_of(season(1, status, first_aired=DAY), season(2, "awaiting")) == "airing"


def test_a_complete_season_is_not_between_parts_however_it_was_released():
    assert status_of(season(1, "complete", first_aired=DAY, split=True)) == "undecided"


# Line 3: next is ordered … dated


@pytest.mark.parametrize("status", COMING)
def test_a_first_season_to_come_is_an_upcoming_show(status):
    assert status_of(season(1, status)) == "upcoming"


def test_a_first_season_that_is_also_the_last_is_upcoming():
    assert status_of(season(1, "dated", final=True), form="limited") == "upcoming"


@pytest.mark.parametrize("status", COMING)
def test_a_next_season_to_come_is_a_renewal_and_the_final_one_an_ending(status):
    assert status_of(season(1, "complete"), season(2, status)) == "renewed"
    assert status_of(season(1, "complete"), season(2, status, final=True)) == "ending"


def test_a_season_ordered_after_the_final_one_renews_the_show():
    assert status_of(season(1, "complete", final=True), season(2, "ordered")) == "renewed"


def test_a_limited_series_with_a_second_season_ordered_is_renewed():
    assert status_of(season(1, "complete"), season(2, "ordered"), form="limited") == "renewed"


# Line 4: over


def test_a_complete_final_season_ends_the_show_with_or_without_talks():
    assert status_of(season(1, "complete", final=True)) == "ended"
    assert status_of(season(1, "complete", final=True), season(2, "awaiting")) == "ended"
    assert status_of(season(1, "complete", final=True), season(2, "in_development")) == "ended"


@pytest.mark.parametrize("form", ["limited", "special", "film"])
def test_a_form_of_one_season_has_ended_when_it_is_complete(form):
    assert status_of(season(1, "complete"), season(2, "awaiting"), form=form) == "ended"


@pytest.mark.parametrize("form", ["ongoing", "anthology"])
def test_a_form_of_many_seasons_has_not_ended_when_one_is_complete(form):
    assert status_of(season(1, "complete"), season(2, "awaiting"), form=form) == "awaiting"


# Lines 5 to 7: open


def test_talks_about_a_first_season_are_a_show_in_development():
    assert status_of(season(1, "in_development")) == "in_development"


def test_talks_about_another_season_leave_the_show_awaiting():
    assert status_of(season(1, "complete"), season(2, "in_development")) == "awaiting"


def test_a_season_without_word_leaves_the_show_awaiting():
    assert status_of(season(1, "awaiting")) == "awaiting"
    assert status_of(season(1, "complete"), season(2, "awaiting")) == "awaiting"


def test_nothing_next_is_undecided():
    assert status_of() == "undecided"
    assert status_of(season(1, "complete")) == "undecided"
    assert status_of(season(1, "complete", cut_short=True)) == "undecided"


# Which seasons count


def test_season_0_counts_for_nothing():
    assert status_of(season(0, "airing", final=True)) == "undecided"
    assert status_of(season(0, "complete", first_aired=DAY), season(1, "ordered")) == "upcoming"
    assert status_of(season(0, "not_happening"), season(1, "complete")) == "undecided"


def test_numbers_may_have_gaps_and_come_in_any_order():
    seasons = [season(7, "ordered"), season(3, "complete"), season(0, "airing"), season(9, "not_happening")]
    last, coming = last_and_next(seasons)
    assert (last.number, coming.number) == (3, 7)
    assert status_of(*seasons) == "renewed"


def test_a_season_that_never_aired_below_the_last_is_forgotten():
    assert status_of(season(1, "not_happening"), season(2, "complete"), season(3, "awaiting")) == "awaiting"


def test_a_first_aired_day_is_enough_to_have_begun():
    last, coming = last_and_next([season(1, "complete"), season(2, "dated", first_aired=DAY), season(3, "ordered")])
    assert (last.number, coming.number) == (2, 3)


def test_without_seasons_there_is_neither_last_nor_next():
    assert last_and_next([]) == (None, None)


def test_seasons_may_come_from_a_generator():
    assert derive("ongoing", (season(number, "complete") for number in (1, 2))) == "undecided"


# Every combination, against the table written as a list of rows


def table(form, seasons):
    """The design's table read as data: the first row whose cells all hold."""
    numbered = {one.number: one for one in seasons if one.number > 0}
    aired = [n for n, one in numbered.items() if one.first_aired or one.status in ("airing", "complete")]
    last = numbered[max(aired)] if aired else None
    above = [n for n in numbered if n > max(aired, default=0)]
    word = numbered[min(above)].status if above else "nothing"
    next_final = bool(above) and numbered[min(above)].final
    final = bool(last) and last.final
    running = bool(last) and last.status in ("airing", *COMING)
    done = bool(last) and last.status == "complete" and form in ("limited", "special", "film")
    rows = [
        (word == "not_happening" and not last, "shelved"),
        (word == "not_happening" and final, "ended"),
        (word == "not_happening", "cancelled"),
        (running and final, "ending"),
        (running, "airing"),
        (word in COMING and not last, "upcoming"),
        (word in COMING and next_final, "ending"),
        (word in COMING, "renewed"),
        (final or done, "ended"),
        (word == "in_development" and not last, "in_development"),
        (word in ("awaiting", "in_development"), "awaiting"),
        (word == "nothing", "undecided"),
    ]
    return next(result for holds, result in rows if holds)


def test_two_seasons_agree_with_the_table_in_every_combination():
    states = list(product(SeasonStatus.values, [False, True], [None, DAY]))
    seen = set()
    for form, one, two in product(Form.values, states, states):
        seasons = [SeasonState(1, *one), SeasonState(2, *two)]
        result = str(derive(form, seasons))
        assert result == table(form, seasons), (form, seasons)
        seen.add(result)
    assert seen == set(ShowStatus.values)


states = st.builds(
    SeasonState,
    number=st.integers(0, 6),
    status=st.sampled_from(SeasonStatus.values),
    final=st.booleans(),
    first_aired=st.sampled_from([None, DAY]),
    split=st.booleans(),
    paused=st.booleans(),
    cut_short=st.booleans(),
)


@given(
    form=st.sampled_from(Form.values),
    seasons=st.lists(states, max_size=4, unique_by=lambda one: one.number),
)
def test_any_four_seasons_agree_with_the_table(form, seasons):
    assert derive(form, seasons) == table(form, seasons)
    assert derive(form, list(reversed(seasons))) == derive(form, seasons)
