"""What TVmaze's dates and words come to: the rule of `imports/tvmaze_status.py`, line by line."""

from datetime import date
from itertools import product

import pytest

from imports.tvmaze_status import (
    ENDED,
    IN_DEVELOPMENT,
    NO_SEASONS,
    RUNNING,
    SEASONS_CANNOT_TELL,
    TO_BE_DETERMINED,
    Dates,
    Finale,
    Stand,
    finale,
    season_status,
)
from shows.words import SeasonStatus

S = SeasonStatus
DAY = date(2020, 6, 15)
BEFORE, LATELY, AHEAD, LATER = date(2018, 1, 1), date(2020, 5, 1), date(2020, 9, 1), date(2020, 10, 1)
WORDS = [RUNNING, ENDED, TO_BE_DETERMINED, IN_DEVELOPMENT, "", "Resting", "renewed"]
NO_WORD = dict.fromkeys(WORDS, S.AWAITING)


def dates(number=2, first=None, last=None, more=False, order=None):
    return Dates(number, premiere=first, first=first, last=last or first, more=more, order=order)


FIRST_SEASON = dates(1, BEFORE, BEFORE)


@pytest.mark.parametrize(
    ("season", "told"),
    [
        (dates(first=LATELY, last=AHEAD), dict.fromkeys(WORDS, S.AIRING)),
        (dates(first=DAY), dict.fromkeys(WORDS, S.AIRING)),
        (dates(first=BEFORE, last=LATELY), dict.fromkeys(WORDS, S.COMPLETE)),
        (dates(first=LATELY, more=True), dict.fromkeys(WORDS, S.AIRING) | {ENDED: S.COMPLETE}),
        (dates(first=BEFORE, more=True), dict.fromkeys(WORDS, S.COMPLETE)),
        (dates(first=AHEAD, last=LATER), NO_WORD | {RUNNING: S.DATED, IN_DEVELOPMENT: S.DATED}),
        (dates(), NO_WORD | {RUNNING: S.ORDERED, IN_DEVELOPMENT: S.IN_DEVELOPMENT}),
        (dates(order=8), NO_WORD | {RUNNING: S.ORDERED, IN_DEVELOPMENT: S.IN_DEVELOPMENT}),
        (dates(0), NO_WORD),
        (dates(0, order=8), NO_WORD),
        (dates(3), NO_WORD | {IN_DEVELOPMENT: S.IN_DEVELOPMENT}),
    ],
)
@pytest.mark.parametrize("word", WORDS)
def test_a_seasons_status_follows_from_its_dates_and_the_word(word, season, told):
    others = [FIRST_SEASON, dates(2), season] if season.number == 3 else [FIRST_SEASON, season]
    assert season_status(word, season, others, DAY) == told[word]


@pytest.mark.parametrize("word", WORDS)
def test_a_season_before_one_that_has_begun_is_over(word):
    later = dates(3, LATELY, LATELY)
    assert season_status(word, dates(2), [dates(2), later], DAY) == S.COMPLETE
    assert season_status(word, dates(2, LATELY, more=True), [later], DAY) == S.COMPLETE


def test_running_says_nothing_of_the_next_season_while_one_is_on_air():
    on_air = dates(1, LATELY, AHEAD)
    assert season_status(RUNNING, dates(2), [on_air, dates(2)], DAY) == S.AWAITING
    assert season_status(RUNNING, dates(2, order=10), [on_air, dates(2, order=10)], DAY) == S.ORDERED
    assert season_status(RUNNING, dates(1), [dates(1)], DAY) == S.AWAITING


def test_no_word_not_known_here_ever_reads_as_renewed():
    days = [None, BEFORE, LATELY, DAY, AHEAD]
    seen = set()
    for first, last, more, order, before in product(days, days, [False, True], [None, 8], [[], [FIRST_SEASON]]):
        if (first is None) == (last is None) and (first is None or first <= last):
            season = Dates(2, first, first, last, more, order)
            seen |= {season_status(word, season, [*before, season], DAY) for word in ("Renewed", "Returning", "")}
    assert seen == {S.AWAITING, S.AIRING, S.COMPLETE}


def stand(number, status, word=ENDED, last=BEFORE, desk=False):
    return Stand(number, status, word, last, desk)


@pytest.mark.parametrize(
    ("seasons", "verdict"),
    [
        ([], Finale(override=NO_SEASONS)),
        ([stand(0, S.COMPLETE)], Finale(override=NO_SEASONS)),
        ([stand(1, S.COMPLETE), stand(2, S.COMPLETE)], Finale(final=2)),
        ([stand(2, S.COMPLETE), stand(1, S.COMPLETE), stand(3, S.AWAITING)], Finale(final=2)),
        ([stand(1, S.COMPLETE, RUNNING)], Finale(final=1)),
        ([stand(1, S.COMPLETE, RUNNING), stand(2, S.AWAITING, RUNNING)], Finale(override=SEASONS_CANNOT_TELL)),
        ([stand(1, S.COMPLETE, RUNNING, date(2017, 1, 1))], Finale(override=SEASONS_CANNOT_TELL)),
        ([stand(1, S.COMPLETE), stand(2, S.AIRING)], Finale(override=SEASONS_CANNOT_TELL)),
        ([stand(1, S.COMPLETE), stand(2, S.NOT_HAPPENING)], Finale(final=1)),
        ([stand(1, S.AWAITING)], Finale(override=SEASONS_CANNOT_TELL)),
        ([stand(1, S.COMPLETE), stand(2, S.ORDERED, desk=True)], Finale()),
        ([stand(1, S.COMPLETE, "", None)], Finale(final=1)),
    ],
)
def test_ended_marks_the_last_complete_season_or_overrides(seasons, verdict):
    assert finale(ENDED, BEFORE, seasons) == verdict
    assert {finale(word, BEFORE, seasons) for word in WORDS if word != ENDED} == {Finale()}
