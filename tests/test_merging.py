"""Two texts over the one both opened: what only one changed is taken, what both changed is chosen, no word is lost."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.body import blocks, sanitise
from articles.merging import BOTH, MINE, SAME, THEIRS, merge
from articles.words import plain_text

A, B, C = "<p>The first one stands.</p>", "<p>The second one stands.</p>", "<p>The third one stands.</p>"


def merged(base, mine, theirs, *choices):
    """(what is taken of each piece, the whole)."""
    pieces = merge(base, mine, theirs)
    asked = iter(choices)
    return [piece.taken for piece in pieces], [piece.chosen("" if piece.taken else next(asked, "")) for piece in pieces]


def test_paragraphs_that_only_one_of_two_changed_merge_by_themselves():
    mine, theirs = "<p>Mine stands.</p>", "<p>Theirs stands.</p>"
    assert merged([A, B, C], [A, mine, C], [theirs, B, C]) == ([THEIRS, MINE, SAME], [theirs, mine, C])


def test_a_paragraph_both_changed_waits_for_a_choice_and_is_kept_twice_without_one():
    mine, theirs = "<p>The second one fell.</p>", "<p>The second one stood.</p>"
    asked = [A, mine, C], [A, theirs, C]
    assert merged([A, B, C], *asked) == ([SAME, "", SAME], [A, theirs + mine, C])
    assert merged([A, B, C], *asked, MINE)[1] == [A, mine, C]
    assert merged([A, B, C], *asked, THEIRS)[1] == [A, theirs, C]
    assert merged([A, B, C], *asked, BOTH)[1] == [A, theirs + mine, C]


def test_what_both_wrote_in_the_same_place_is_taken_from_both():
    assert merged([A], [A, "<p>Mine.</p>"], [A, "<p>Theirs.</p>"]) == ([SAME, BOTH], [A, "<p>Theirs.</p><p>Mine.</p>"])


def test_what_both_wrote_alike_stands_once():
    assert merged([A], [A, B, C], [A, B, C]) == ([SAME, SAME, SAME], [A, B, C])
    assert merged([A], [A, B, "<p>Mine.</p>"], [A, B]) == ([SAME, SAME, MINE], [A, B, "<p>Mine.</p>"])


def test_what_one_deleted_and_the_other_left_goes_and_what_the_other_changed_is_asked():
    assert merged([A, B, C], [A, C], [A, B, C]) == ([SAME, MINE, SAME], [A, "", C])
    changed = "<p>The second one stood.</p>"
    assert merged([A, B, C], [A, C], [A, changed, C]) == ([SAME, "", SAME], [A, changed, C])
    assert merged([A, B], [A], [A]) == ([SAME], [A])


def test_a_paragraph_moved_apart_by_new_ones_is_still_the_one_that_was_changed():
    mine = [A, "<p>New of mine, quite another thing.</p>", "<p>The second one stands tall.</p>", C]
    theirs = [A, "<p>The second one falls.</p>", C]
    taken, whole = merged([A, B, C], mine, theirs, MINE)
    assert taken == [SAME, MINE, "", SAME]
    assert whole == [A, "<p>New of mine, quite another thing.</p>", "<p>The second one stands tall.</p>", C]


def test_without_a_common_text_nothing_of_either_is_dropped():
    assert merged(None, [A, B], [A, C])[1] == [A, C + B]


def test_only_the_choice_of_theirs_over_my_own_words_leaves_words_out():
    (piece,) = merge([A], ["<p>Mine.</p>"], ["<p>Theirs.</p>"])
    assert [piece.loses(choice) for choice in (THEIRS, MINE, BOTH, "")] == [True, False, False, False]
    (piece,) = merge([A], [A], ["<p>Theirs.</p>"])
    assert not piece.loses(THEIRS)


WORDS = st.lists(st.integers(0, 12).map(lambda n: f"<p>Word {n} of them.</p>"), max_size=9)


@settings(max_examples=300, deadline=None)
@given(WORDS, WORDS, WORDS, st.booleans())
def test_every_block_either_wrote_is_there_until_somebody_chooses(base, mine, theirs, known):
    pieces = merge(base if known else None, mine, theirs)
    whole = "".join(piece.chosen() for piece in pieces)
    for block in {*mine, *theirs} - set(base):
        assert block in whole
    assert "".join(piece.mine for piece in pieces) == "".join(mine)
    assert "".join(piece.theirs for piece in pieces) == "".join(theirs)


def test_two_long_texts_with_nothing_in_common_merge_in_good_time():
    begun = time.perf_counter()
    pieces = merge(
        [f"<p>Base {n}.</p>" for n in range(5000)],
        [f"<p>Mine {n}.</p>" for n in range(4000)],
        ["<p>Same.</p>"] * 5000,
    )
    assert time.perf_counter() - begun < 10
    assert "".join(piece.mine for piece in pieces).count("Mine") == 4000


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("", []),
        ("<p>1</p><h2>2</h2><ul><li><p>3</p></li></ul>", ["<p>1</p>", "<h2>2</h2>", "<ul><li><p>3</p></li></ul>"]),
        ("Bare <em>words</em><p>One.</p>", ["<p>Bare <em>words</em></p>", "<p>One.</p>"]),
        ("<p>One.</p><hr><p>Two.</p>", ["<p>One.</p>", "<hr>", "<p>Two.</p>"]),
    ],
)  # fmt: skip
def test_a_body_is_its_blocks(html, found):
    assert blocks(sanitise(html)) == found


def test_the_blocks_of_any_text_hold_all_its_words_and_are_stored_as_they_are(shared_data):
    cases = [path.read_text(errors="replace") for path in sorted((shared_data / "html").rglob("*")) if path.is_file()]
    assert len(cases) > 3
    for html in cases:
        body = sanitise(html[:200_000])
        joined = "".join(blocks(body))
        assert plain_text(joined, whole=True) == plain_text(body, whole=True)
        assert sanitise(joined) == joined
