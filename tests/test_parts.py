"""Bodies in parts: what is stored at publication, and what a page makes of it."""

import json
import re
from itertools import pairwise

import pytest
from hypothesis import given

from articles.body import escape_text, sanitise
from articles.parts import KeepText, compile_parts, headings, headings_in, join_parts
from tests.test_body import bodies

FACT = '<data data-fact="season:34:status" data-form="sentence">Renewed &amp; on.</data>'
SWAP = 'data-while="season:34:status=awaiting|in_development" data-hold="swap"'


class Known:
    """A resolver that names what it was asked."""

    def __init__(self, *, holds=True):
        self.holding = holds
        self.asked = []

    def __call__(self, part):
        self.asked.append(part)
        return f"[{next(iter(part))}]"

    def holds(self, part):
        return self.holding


def plain_link(found):
    link = f'<a href="{found[1]}">{found[1]}</a>'
    return f"<p>{found[2]} {link}</p>" if found[2] else f"<p>{link}</p>"


def without_marks(html):
    """`html`, a sanitised body, with each mark replaced by what it held: by pattern, where parts.py walks a tree."""
    html = re.sub(r"<div data-live-block[^>]*>[^<]*</div>", "", html)
    html = re.sub(r'<a data-ref="[^"]*">([^<]*)</a>', r"\1", html)
    html = re.sub(r'<blockquote data-quote="\d+">', "<blockquote>", html)
    html = re.sub(r'<figure data-embed="([^"]*)">(?:<figcaption>(.*?)</figcaption>)?</figure>', plain_link, html)
    html = re.sub(r"</?(data|span|section|figure|figcaption)\b[^>]*>", "", html)
    return re.sub("<h2>", "<h2 >", html)


def without_folds(html):
    """`html`, joined parts, without what was put around and into it: folds, ids, the scope of headers."""
    html = re.sub(r'<details class="spoiler"><summary>[^<]*</summary>|</details>', "", html)
    html = re.sub(r'<div class="table"[^>]*>|</div>|(?<=<th)( [^>]*)? scope="(?:col|row)"', r"\1", html)
    return re.sub('<h2( id="s-[a-z0-9_-]+")?>', "<h2 >", html)


@pytest.mark.parametrize(
    ("html", "left"),
    [
        ("<ul><li><p>{}</p></li><li><p>Two.</p></li></ul>", "<ul><li><p>Two.</p></li></ul>"),
        ("<ul><li><p>{}</p></li></ul><p>Two.</p>", "<p>Two.</p>"),
        ("<blockquote><section SWAP><p>One.</p></section></blockquote><p>Two.</p>", "<p>Two.</p>"),
        ("<h2>{}</h2><p>Two.</p>", "<p>Two.</p>"),
        ("<p><em>{}</em> {}</p><p>Two.</p>", "<p>Two.</p>"),
        (
            "<table><tbody><tr><td><p>{}</p></td></tr></tbody></table>",
            '<div class="table" role="group" tabindex="0" aria-label="Table">'
            "<table><tbody><tr><td></td></tr></tbody></table></div>",
        ),
    ],
)
def test_what_does_not_hold_leaves_no_hollow_behind(html, left):
    html = html.replace("SWAP", SWAP).replace("{}", f"<span {SWAP}>One.</span>")
    parts = compile_parts(html)
    assert (served := join_parts(parts, Known(holds=False))) == left
    assert headings_in(served) == []
    assert "One." in join_parts(parts, Known(holds=True))


def test_each_mark_becomes_a_part_between_ready_html():
    html = (
        f'<p>In <a data-ref="show:12">X &lt; Y</a>: {FACT}</p>'
        '<div data-live-block="cast" data-ref="season:34">Cast of Season 2</div>'
        '<figure data-picture="5"><figcaption>The <em>cast</em></figcaption></figure>'
        '<figure data-embed="https://vimeo.com/76979871"><figcaption>A &lt;film&gt;</figcaption></figure>'
        '<blockquote data-quote="7"><p>We &lt;wait&gt;.</p><p>So.</p></blockquote>'
        f"<section {SWAP}><p>Any day now, {FACT}</p></section>"
    )
    fact = {"fact": "season:34:status", "form": "sentence", "text": "Renewed & on."}
    assert compile_parts(html) == [
        "<p>In ",
        {"mention": "show:12", "text": "X < Y"},
        ": ",
        fact,
        "</p>",
        {"block": "cast", "ref": "season:34", "text": "Cast of Season 2"},
        {"picture": 5, "html_caption": "The <em>cast</em>"},
        {"embed": "https://vimeo.com/76979871", "html_caption": "A &lt;film&gt;"},
        {"quote": 7, "text": "We <wait>.\nSo."},
        {
            "while": "season:34:status",
            "values": ["awaiting", "in_development"],
            "hold": "swap",
            "tag": "section",
            "parts": ["<p>Any day now, ", fact, "</p>"],
        },
    ]


def test_a_body_is_cleaned_before_it_is_compiled():
    assert compile_parts('<p onclick="x()">a<script>b</script></p>') == ["<p>a</p>"]
    assert compile_parts("") == []


def test_a_page_joins_the_parts_with_what_its_resolver_says():
    known = Known()
    html = f'<p>In <a data-ref="show:12">X</a>: {FACT}</p><div data-live-block="cast" data-ref="season:34"></div>'
    assert join_parts(compile_parts(html), known) == "<p>In [mention]: [fact]</p>[block]"
    assert [next(iter(part.values())) for part in known.asked] == ["show:12", "season:34:status", "cast"]


def test_a_swapped_passage_is_served_only_while_it_holds_and_never_with_its_wrapper():
    passage = f"<section {SWAP}><p>Wait, {FACT}</p></section>"
    parts = compile_parts(f"<p>Start <span {SWAP}>and wait</span></p>{passage}<p>End</p>")
    assert join_parts(parts, Known(holds=True)) == "<p>Start and wait</p><p>Wait, [fact]</p><p>End</p>"
    assert join_parts(parts, Known(holds=False)) == "<p>Start </p><p>End</p>"


def test_what_does_not_hold_is_not_even_looked_up():
    known = Known(holds=False)
    join_parts(compile_parts(f"<section {SWAP}><p>{FACT}</p></section>"), known)
    assert known.asked == []


def test_a_flagged_passage_is_always_served():
    parts = compile_parts('<p>Now <span data-while="season:34:status=awaiting" data-hold="flag">waiting</span></p>')
    assert join_parts(parts, Known(holds=False)) == "<p>Now waiting</p>"


def test_a_passage_within_a_passage_needs_both():
    inner = '<section data-while="season:34:final=yes" data-hold="swap"><p>the last</p></section>'
    parts = compile_parts(f"<section {SWAP}><p>a</p>{inner}<p>b</p></section>")

    class OnlyStatus(Known):
        def holds(self, part):
            return part["while"] == "season:34:status"

    assert join_parts(parts, OnlyStatus()) == "<p>a</p><p>b</p>"
    assert join_parts(parts, Known(holds=True)) == "<p>a</p><p>the last</p><p>b</p>"


def test_kept_text_is_escaped_and_leaves_swapped_passages_out():
    parts = compile_parts(f'<p><a data-ref="show:12">&lt;b&gt;</a> {FACT} <span {SWAP}>soon</span></p>')
    assert join_parts(parts, KeepText()) == "<p>&lt;b&gt; Renewed &amp; on. </p>"
    assert join_parts(parts, KeepText(swaps=True)) == "<p>&lt;b&gt; Renewed &amp; on. soon</p>"


def test_a_quote_keeps_its_words_where_there_is_no_bank_to_ask():
    parts = compile_parts('<blockquote data-quote="7"><p>We &lt;wait&gt;.</p><p>So.</p></blockquote>')
    assert join_parts(parts, KeepText()) == "<blockquote><p>We &lt;wait&gt;.</p><p>So.</p></blockquote>"


@given(bodies())
def test_parts_joined_with_the_stored_text_are_the_body_without_its_marks(html):
    html = sanitise(html)
    joined = join_parts(compile_parts(html), KeepText(swaps=True))
    assert without_folds(joined) == without_marks(html)


@given(bodies())
def test_parts_survive_being_stored_as_json(html):
    parts = compile_parts(html)
    assert json.loads(json.dumps(parts)) == parts
    assert all(parts), "no part is empty"
    assert not any(isinstance(a, str) and isinstance(b, str) for a, b in pairwise(parts))


# --- Folds ---

FOLDED = '<section data-spoiler="Who dies">{}</section>'


def test_a_spoiler_is_folded_as_elsewhere_on_the_site_and_says_that_it_is_one():
    html = FOLDED.format(f'<p>It is <a data-ref="show:12">X</a>: {FACT}</p>') + "<p>End</p>"
    parts = compile_parts(html)
    assert [*parts[0]] == ["spoiler", "parts"]
    assert join_parts(parts, Known()) == (
        '<details class="spoiler"><summary>Who dies (spoiler)</summary><p>It is [mention]: [fact]</p></details>'
        "<p>End</p>"
    )
    named = join_parts(
        compile_parts(FOLDED.replace("Who dies", "Spoilers for &lt;all&gt; {curly}").replace("{}", "a")), Known()
    )
    assert named == '<details class="spoiler"><summary>Spoilers for &lt;all&gt; {curly}</summary>a</details>'


def test_a_passage_behind_a_fold_is_served_only_while_it_holds_and_no_fold_is_left_over_nothing():
    passage = f"<section {SWAP}><p>Wait</p></section>"
    parts = compile_parts(FOLDED.format(passage) + FOLDED.format(f"<p>Yes</p>{passage}") + "<p>End</p>")
    fold = '<details class="spoiler"><summary>Who dies (spoiler)</summary>{}</details>'
    assert join_parts(parts, Known(holds=False)) == fold.format("<p>Yes</p>") + "<p>End</p>"
    assert join_parts(parts, Known(holds=True)) == (
        fold.format("<p>Wait</p>") + fold.format("<p>Yes</p><p>Wait</p>") + "<p>End</p>"
    )


def test_the_contents_of_the_page_give_no_folded_heading_away():
    parts = compile_parts(f"<h2>Cast</h2>{FOLDED.format('<h2>Agnes dies</h2><h3>How</h3>')}<h2>Cast</h2>")
    html = join_parts(parts, Known())
    assert "<summary>Who dies (spoiler)</summary><h2>Agnes dies</h2><h3>How</h3></details>" in html
    assert headings(parts) == headings_in(html) == [("s-cast", "Cast"), ("s-cast-2", "Cast")]


# --- Tables ---


def test_a_table_scrolls_by_itself_under_its_caption_and_its_headers_say_what_they_head():
    html = (
        '<table><caption>Days &amp; "names"</caption><tbody>'
        '<tr><th colspan="2"><p>A</p></th><th><p>B</p></th></tr>'
        f"<tr><th><p>1</p></th><td><p>{FACT}</p></td><td><p>c</p></td></tr></tbody></table>"
    )
    assert join_parts(compile_parts(html), Known()) == (
        '<div class="table" role="group" tabindex="0" aria-label="Days &amp; &quot;names&quot;">'
        '<table><caption>Days &amp; "names"</caption><tbody>'
        '<tr><th colspan="2" scope="col"><p>A</p></th><th scope="col"><p>B</p></th></tr>'
        '<tr><th scope="row"><p>1</p></th><td><p>[fact]</p></td><td><p>c</p></td></tr></tbody></table></div>'
    )


# --- Headings ---


@pytest.mark.parametrize(
    ("words", "anchor"),
    [
        ("How it ended", "s-how-it-ended"),
        ("Cast & crew", "s-cast-and-crew"),
        ("최신 소식", "s-part"),
        ("main", "s-main"),  # the prefix keeps it apart from the page's own ids
    ],
)
def test_a_heading_has_an_anchor_made_of_its_words(words, anchor):
    assert compile_parts(f"<h2>{escape_text(words)}</h2>") == [f'<h2 id="{anchor}">{escape_text(words)}</h2>']


def test_headings_of_the_same_words_have_different_anchors():
    passage = f"<section {SWAP}><h2>Cast</h2></section>"
    parts = compile_parts(f"<h2>Cast</h2>{passage}<h2>Cast 2</h2><h2>Cast</h2><h3>Cast</h3>")
    anchors = re.findall('id="([^"]+)"', join_parts(parts, Known()))
    assert anchors == ["s-cast", "s-cast-2", "s-cast-2-2", "s-cast-3"]


def test_the_table_of_contents_lists_what_is_served():
    passage = f"<section {SWAP}><h2>Waiting</h2></section>"
    parts = compile_parts(f'<h2>Is <a data-ref="show:12">X &amp; Y</a> <em>over</em>?</h2><h3>No</h3>{passage}')
    assert headings(parts) == [("s-is-x-and-y-over", "Is X & Y over?")]
    first = ("s-is-x-and-y-over", "Is [mention] over?")
    assert headings_in(join_parts(parts, Known())) == [first, ("s-waiting", "Waiting")]
    assert headings_in(join_parts(parts, Known(holds=False))) == [first]
