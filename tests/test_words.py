"""The words of a season's status and the moves between them, against the design's table typed out again here."""

import pytest

from shows.words import MOVES, SeasonStatus, allowed_moves

TABLE = """
awaiting: in_development ordered in_production wrapped dated airing not_happening
in_development: ordered in_production wrapped dated airing awaiting not_happening
ordered: in_production wrapped dated airing not_happening
in_production: wrapped dated airing ordered not_happening
wrapped: dated airing in_production not_happening
dated: airing wrapped in_production ordered not_happening
airing: complete
complete: dated airing
not_happening: in_development ordered dated airing
"""


ROWS = [(start, set(ends.split())) for start, ends in (line.split(": ") for line in TABLE.strip().splitlines())]


@pytest.mark.parametrize(("start", "ends"), ROWS)
def test_a_status_may_move_where_the_design_says_and_nowhere_else(start, ends):
    assert {str(word) for word in MOVES[start]} == ends
    assert set(allowed_moves(start)) == ends


def test_the_table_has_a_row_for_every_status_and_no_other():
    assert [start for start, _ in ROWS] == SeasonStatus.values
    assert set(MOVES) == set(SeasonStatus)


@pytest.mark.parametrize("status", SeasonStatus.values)
def test_no_status_moves_to_itself(status):
    assert status not in allowed_moves(status)
    assert status not in allowed_moves(status, opened=False)


def test_a_season_without_a_recorded_change_may_open_anywhere():
    assert allowed_moves("awaiting", opened=False) == [
        "in_development",
        "ordered",
        "in_production",
        "wrapped",
        "dated",
        "airing",
        "complete",
        "not_happening",
    ]


def test_moves_are_offered_in_the_order_of_the_words():
    assert allowed_moves("dated") == ["ordered", "in_production", "wrapped", "airing", "not_happening"]


def test_an_unknown_status_has_no_moves():
    with pytest.raises(ValueError, match="resting"):
        allowed_moves("resting")
