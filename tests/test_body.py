"""Bodies: what a story may hold, the grammar of its marks, its words and references, and the editor that writes it."""

from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from articles import body, marks, words
from articles.body import sanitise
from articles.editor import BodyWidget, EditorAdminMixin
from articles.fields import BodyField, BodyFormField
from articles.marks import read_fact, read_number, read_ref, read_while
from articles.words import Mark, plain_text, references
from facts.values import FACTS

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
STRANGE_TAGS = ("b", "h1", "thead", "font", "object", "center", "pre")
PIECES = [
    *(f"<{tag}>" for tag in (*sorted(body.TAGS), *STRANGE_TAGS)),
    *(f"</{tag}>" for tag in (*sorted(body.TAGS), *STRANGE_TAGS)),
    *(" ", "\n", "\t", "&nbsp;", "&amp;", "&lt;", "&#13;", "&#x338;", "&#x301;", "&#x200b;", "\u0338", "\u0301"),
    *("<!-- x -->", "<script>x</script>", "<p", '"', "'", ">", "&"),
    *("<a href='/x' title=' t'>", '<a href="javascript:x">'),
    *('<a data-ref="show:12">', '<a data-ref="show:x" href="/y">', '<a data-ref="character:9223372036854775807">'),
    *('<data data-fact="season:34:status" data-form="sentence">', '<data data-fact="crew:3:standing">'),
    *('<div data-live-block="cast" data-ref="season:34">', '<div data-live-block="plot" data-ref="season:34">'),
    *('<span data-while="season:34:status=awaiting" data-hold="swap">', '<span data-while="season:34:status=soon">'),
    *('<section data-while="season:34:final=yes">', '<figure data-picture="5">', '<blockquote data-quote="7">'),
    *('<section data-spoiler="Who &quot;dies&quot;?">', "<section data-spoiler>", '<span data-spoiler="x">'),
    *('<figure data-embed="https://youtu.be/dQw4w9WgXcQ">', '<figure data-embed="https://evil.example/?a&b">'),
    *('<td colspan="3">', '<ol start="4">', "Words. ", "e", "한국"),
]


def bodies():
    """Bodies good and bad: our marks, broken ones, stray tags, and any text between them."""
    return st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=25).map("".join)


# --- Cleaning ---


@given(bodies())
def test_cleaning_twice_changes_nothing(html):
    cleaned = sanitise(html)
    assert sanitise(cleaned) == cleaned


@given(st.text(alphabet=st.characters(exclude_characters="<&", exclude_categories=["Cc", "Cs"]), max_size=50))
def test_any_text_without_tags_keeps_its_letters(text):
    kept = plain_text(sanitise(f"<p>x{text}</p>"))
    assert "".join(kept.split()) == "".join(body.clean_text(f"x{text}").split())


def test_what_the_editor_writes_stays_as_it_is():
    assert sanitise(EVERYTHING) == EVERYTHING


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""),
        ("", ""),
        ("<p></p>", ""),
        ("<p>a</p><p></p><p> </p><p>&nbsp;</p>\n", "<p>a</p>"),
        ("<p>a</p><p></p><p>b</p>", "<p>a</p><p></p><p>b</p>"),
        ("<p> a  b\n<em> c </em> </p>", "<p>a b <em>c</em></p>"),
        ("<p>a <br> b</p>", "<p>a<br>b</p>"),
        ("<p>a\x00b\ud800c\u200bd</p>", "<p>abcd</p>"),
        ("<p>a&#0;b&#x200b;c&#xfeff;</p>", "<p>a\ufffdbc</p>"),
        ("<p>e&#x301;</p>", "<p>é</p>"),
        ("<p>e<font>&#x301;</font></p>", "<p>é</p>"),
        (
            "<h1>a</h1><h5>b</h5><p><b>c</b><i>d</i><del>e</del><u>f</u></p>",
            "<h2>a</h2><h4>b</h4><p><strong>c</strong><em>d</em><s>e</s>f</p>",
        ),
        ("<div>a</div><div><div>b</div>c<p>d</p></div>", "<p>a</p><p>b</p>c<p>d</p>"),
        ("<h2><p>a</p><p>b</p></h2><h2></h2>", "<h2>a b</h2>"),
        ('<p>a<em></em><a href="/x"> </a>b</p>', '<p>a<a href="/x"> </a>b</p>'),
        ("<p>a<table><tr><td>b</table>", "<p>a</p><table><tbody><tr><td>b</td></tr></tbody></table>"),
        (
            "<table><caption>a</caption><thead><tr><th>b</thead><tr><td>c</table>",
            "<table><caption>a</caption><tbody><tr><th>b</th></tr><tr><td>c</td></tr></tbody></table>",
        ),
        (
            "<table><caption> a <b>b</b><p>c</caption>d<tr><td><table><caption>e</caption><tr><td>f</table></table>",
            "d<table><caption>a b c</caption><tbody><tr><td>"
            "<table><caption>e</caption><tbody><tr><td>f</td></tr></tbody></table></td></tr></tbody></table>",
        ),
        ("<table><caption>a</caption></table><caption>b</caption>", "ab"),
        ('<p>a<img src="/x.jpg" onerror="x()">b<svg><text>c</text></svg></p>', "<p>ab</p>"),
        (
            '<ol start="0"><li>a</li></ol><ol start="7" type="i"><li>b</li></ol>',
            '<ol><li>a</li></ol><ol start="7"><li>b</li></ol>',
        ),
        ('<p class="x" style="color:red" id="main" dir="rtl">a</p>', "<p>a</p>"),
    ],
)
def test_a_body_is_stored_in_one_spelling(typed, kept):
    assert sanitise(typed) == kept


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/?b=c&amp;d=e#f",
        "http://a.example/",
        "mailto:desk@a.example",
        "/shows/x/",
        "#s-cast",
        "HTTPS://A.EXAMPLE/",
    ],
)
def test_a_web_address_or_a_place_on_the_site_is_a_link(address):
    assert sanitise(f'<p><a href="{address}" rel="x" target="_blank">a</a></p>') == f'<p><a href="{address}">a</a></p>'


def test_a_link_keeps_its_title_and_its_odd_characters_are_encoded():
    typed = """<a href="/a b&quot;c&lt;d\\e" title=" to  a ">x</a>"""
    assert sanitise(typed) == '<a href="/a%20b%22c%3Cd%5Ce" title="to a">x</a>'


@pytest.mark.parametrize("length", [body.LONGEST, body.LONGEST + 1])
def test_a_body_has_a_greatest_length(length):
    html = "<p>" + "x" * (length - 7) + "</p>"
    if length == body.LONGEST:
        assert sanitise(html) == html
    else:
        with pytest.raises(ValidationError, match="This text has 1,000,001 characters of HTML; at most 1,000,000 fit"):
            sanitise(html)


def test_a_body_that_grows_too_long_in_cleaning_is_refused_too():
    with pytest.raises(ValidationError, match="1,250,000 characters"):
        sanitise("&" * 250_000)


def test_a_body_that_will_not_settle_keeps_its_words(monkeypatch):
    monkeypatch.setattr(body, "MOST_ROUNDS", 1)
    assert sanitise("<p>a<object><p>b &amp; c</p></object>") == "<p>ab &amp; c</p>"


# --- The grammar of marks ---


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", None),
        *((odd, None) for odd in ("", "0", "01", "-1", "1 ", "٣", "²", "9" * 5000)),
    ],
)
def test_a_key_is_a_positive_number_that_fits_the_database(text, number):
    assert read_number(text) == number


def test_references_are_read_or_refused():
    assert read_ref("character:7") == ("character", 7)
    assert read_ref("network:7") is None
    assert read_ref("show:7:8") is None
    assert read_fact("season:34:status") == ("season", 34, "status")
    assert read_fact("person:3:died") == ("person", 3, "died")
    assert read_fact("person:3:status") is None
    assert read_fact("season:34") is None
    assert read_while("season:34:status=dated|in_development") == ("season:34:status", ("dated", "in_development"))
    assert read_while("crew:1:standing=recast") == ("crew:1:standing", ("recast",))
    assert read_while("season:34:final=yes") == ("season:34:final", ("yes",))
    for wrong in ("", "=", "=soon", "=airing|airing", "=airing|soon", "=airing|", ":x=airing"):
        assert read_while(f"season:34:status{wrong}") is None


def test_every_fact_of_the_ledger_can_be_live_in_a_body():
    assert {kind: set(marks.FACTS[kind]) for kind in marks.FACTS} == {kind: set(FACTS[kind]) for kind in FACTS}


@pytest.mark.parametrize(
    "mark",
    [
        '<a data-ref="show:12">X</a>',
        '<a data-ref="season:1">X</a>',
        '<a data-ref="person:1">X</a>',
        '<a data-ref="character:1">X</a>',
        '<data data-fact="season:34:release" data-form="date">X</data>',
        '<data data-fact="appearance:5:standing" data-form="label">X</data>',
        '<data data-fact="crew:5:standing" data-form="short">X</data>',
        '<data data-fact="person:5:died" data-form="sentence">X</data>',
        '<data data-fact="person:5:died" data-form="sentence"></data>',
        '<span data-while="season:34:status=awaiting|in_development" data-hold="swap">X</span>',
    ],
)
def test_a_mark_in_a_line_is_kept(mark):
    assert sanitise(f"<p>a {mark} b</p>") == f"<p>a {mark} b</p>"


@pytest.mark.parametrize(
    "mark",
    [
        *('<a data-ref="network:12">X</a>', '<a data-ref="show:0">X</a>', '<a data-ref="show:-1">X</a>'),
        *('<a data-ref="show:9223372036854775808">X</a>', '<a data-ref="show:1:status">X</a>', "<a data-ref>X</a>"),
        *('<data data-fact="show:34:status">X</data>', '<data data-fact="season:34:mood">X</data>', "<data>X</data>"),
        *('<data data-fact="season:3:status" data-form="shout">X</data>', '<data data-fact="season:x:status">X</data>'),
        *('<span data-while="season:34:status">X</span>', '<span data-while="season:34:status=soon">X</span>'),
        *('<span data-hold="swap">X</span>', '<span class="x">X</span>'),
    ],
)
def test_a_malformed_mark_is_unwrapped_to_its_words(mark):
    assert sanitise(f"<p>a {mark} b</p>") == "<p>a X b</p>"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('<a data-ref="show:12" href="/x">a</a>', '<a data-ref="show:12">a</a>'),
        ('<a data-ref="show:x" href="/x">a</a>', '<a href="/x">a</a>'),
        ('<a data-ref="show:12"><em> a </em>b</a>', '<a data-ref="show:12">a b</a>'),
        (
            '<data data-fact="season:3:final" value="1">a</data>',
            '<data data-fact="season:3:final" data-form="label">a</data>',
        ),
        (
            '<div data-live-block="cast" data-ref="season:34"><p>Cast</p></div>',
            '<div data-live-block="cast" data-ref="season:34">Cast</div>',
        ),
        ('<div data-live-block="plot" data-ref="season:34">a</div>', "<p>a</p>"),
        ('<div data-live-block="cast" data-ref="person:34">a</div>', "<p>a</p>"),
        (
            '<section data-while="season:3:final=yes" data-hold="x"><p>a</p></section>',
            '<section data-while="season:3:final=yes" data-hold="flag"><p>a</p></section>',
        ),
        ('<section data-while="season:3:final=maybe"><p>a</p></section>', "<p>a</p>"),
        (
            '<span data-while="season:3:final=yes"><p>a</p></span>',
            '<section data-while="season:3:final=yes" data-hold="flag"><p>a</p></section>',
        ),
        (
            '<section data-spoiler="  Who&#10;<b>dies</b>&#x202e;? "><h2>A</h2>b<p>c</p></section>',
            '<section data-spoiler="Who &lt;b&gt;dies&lt;/b&gt;?"><h2>A</h2>b<p>c</p></section>',
        ),
        ("<section data-spoiler><p>a</p></section>", '<section data-spoiler="Spoiler"><p>a</p></section>'),
        (
            f'<section data-spoiler="{"x" * 119} yz"><p>a</p></section>',
            f'<section data-spoiler="{"x" * 119}"><p>a</p></section>',
        ),
        (
            '<section data-spoiler="A"><ul><li><section data-spoiler="B">b<p>c</p></section>d</li></ul></section>',
            '<section data-spoiler="A"><ul><li>b<p>c</p>d</li></ul></section>',
        ),
        ('<p>a<section data-spoiler="A">b</section></p>', '<p>a</p><section data-spoiler="A">b</section>'),
        ('<h2>a<section data-spoiler="A">b</section></h2>', "<h2>a b</h2>"),
        ('<section data-spoiler="A"> </section><p>a</p>', "<p>a</p>"),
        (
            '<section data-while="season:3:final=yes" data-spoiler="A"><p>a</p></section>',
            '<section data-while="season:3:final=yes" data-hold="flag"><p>a</p></section>',
        ),
        ('<span data-spoiler="A">a</span><details data-spoiler="A"><summary>b</summary>c</details>', "abc"),
        ('<figure data-picture="5"><img src="x"></figure>', '<figure data-picture="5"></figure>'),
        (
            '<figure data-picture="5">a<figcaption>b</figcaption><p>c</p></figure>',
            '<figure data-picture="5"><figcaption>a b c</figcaption></figure>',
        ),
        ('<figure data-picture="x"><figcaption>b</figcaption></figure>', "<p>b</p>"),
        (
            '<figure data-picture="5"><figcaption><a data-ref="show:1">b</a></figcaption></figure>',
            '<figure data-picture="5"><figcaption>b</figcaption></figure>',
        ),
        (
            '<figure data-embed="HTTP://m.youtube.com/watch?list=a&amp;v=dQw4w9WgXcQ#t=1"><p>a <em>b</em></p></figure>',
            f'<figure data-embed="{VIDEO}"><figcaption>a <em>b</em></figcaption></figure>',
        ),
        (
            f'<figure data-embed="{VIDEO}"><iframe src="x">a</iframe></figure>',
            f'<figure data-embed="{VIDEO}"></figure>',
        ),
        (f'<figure data-embed="{VIDEO}" data-picture="5"></figure>', '<figure data-picture="5"></figure>'),
        (
            f'<figure data-embed="{VIDEO}"><figcaption><a data-ref="show:1">b</a><h2>c</h2></figcaption></figure>',
            f'<figure data-embed="{VIDEO}"><figcaption>b c</figcaption></figure>',
        ),
        (
            '<figure data-embed="https://vm.tiktok.com/x?a&amp;b"><figcaption>c <em>d</em></figcaption></figure>',
            '<p><a href="https://vm.tiktok.com/x?a&amp;b">c d</a></p>',
        ),
        (
            '<figure data-embed="https://evil.example/"></figure>',
            '<p><a href="https://evil.example/">https://evil.example/</a></p>',
        ),
        ('<figure data-embed="javascript:alert(1)"><figcaption>a</figcaption></figure>', "<p>a</p>"),
        (f'<h2>a<figure data-embed="{VIDEO}">b</figure></h2>', "<h2>a b</h2>"),
        ('<blockquote data-quote="x"><p>a</p></blockquote>', "<blockquote><p>a</p></blockquote>"),
        (
            '<blockquote data-quote="7">a<br>b <em>c</em><h2> </h2><ul><li><a href="/">d</a></li></ul></blockquote>',
            '<blockquote data-quote="7"><p>a</p><p>b c</p><p>d</p></blockquote>',
        ),
        (
            '<blockquote data-quote="7"><blockquote data-quote="8"><p>a</p></blockquote></blockquote>',
            '<blockquote data-quote="7"><p>a</p></blockquote>',
        ),
        ('<blockquote data-quote="7"> </blockquote>', '<blockquote data-quote="7"></blockquote>'),
        ('<h2>a<blockquote data-quote="7"><p>b</p></blockquote></h2>', "<h2>a b</h2>"),
        (
            '<blockquote data-quote="9223372036854775807"><p>a</p></blockquote>',
            '<blockquote data-quote="9223372036854775807"><p>a</p></blockquote>',
        ),
    ],
)
def test_a_mark_is_stored_in_one_spelling(typed, kept):
    assert sanitise(typed) == kept


# --- Words ---


def test_plain_text_is_the_words_served_without_condition():
    html = (
        '<h2>Cast</h2><p>A <em>b</em>c<br>d <data data-fact="season:3:status">ordered &amp; on</data></p>'
        '<p>x <span data-while="season:3:final=yes" data-hold="swap">swapped</span> y '
        '<span data-while="season:3:final=yes">flagged</span></p>'
        '<section data-while="season:3:final=yes" data-hold="swap"><p>swapped too</p></section>'
        '<div data-live-block="cast" data-ref="season:3">Cast of Season 3</div>'
        '<figure data-picture="5"><figcaption>Caption</figcaption></figure><ul><li>1</li><li>2</li></ul>'
    )
    assert plain_text(sanitise(html)) == "Cast\nA bc\nd ordered & on\nx  y flagged\nCaption\n1\n2"


def test_plain_text_sees_through_a_fold_unless_it_is_for_a_summary():
    html = sanitise('<p>a</p><section data-spoiler="Who dies"><h2>b</h2><p>c</p></section><p>d</p>')
    assert plain_text(html) == "a\nb\nc\nd"
    assert plain_text(html, folded=False) == plain_text(html, whole=True, folded=False) == "a\nd"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Mr. Kim vs. Dr. Park. They met.", ["Mr. Kim vs. Dr. Park.", "They met."]),
        ("J. K. Rowling wrote it. “Did she?” Yes.", ["J. K. Rowling wrote it.", "“Did she?”", "Yes."]),
        ("It costs 3.50 a month… or so. 2026 it is.", ["It costs 3.50 a month… or so.", "2026 it is."]),
        ("A line\nanother", ["A line", "another"]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text, found):
    assert words.sentences(text) == found


# --- References ---


def test_references_come_in_order_each_with_its_sentence():
    html = (
        '<h2>Is <a data-ref="show:12">X</a> back?</h2>'
        '<p>First. Then <data data-fact="season:34:status" data-form="sentence">it was renewed</data> by all. Last.</p>'
        '<div data-live-block="cast" data-ref="season:34">Cast</div>'
        '<figure data-picture="5"><figcaption>Two. Men.</figcaption></figure>'
        '<blockquote data-quote="7"><p>We wait. Still.</p><p>So.</p></blockquote>'
        '<section data-while="season:34:status=dated|airing" data-hold="swap">'
        '<p>Soon. <a data-ref="person:3">Kim</a> says.</p></section>'
        '<p>One. <span data-while="season:34:final=yes">Two. Three</span> four. Five.</p>'
    )
    assert references(html) == [
        Mark("mention", "show:12", text="X", sentence="Is X back?"),
        Mark("live", "season:34:status", "sentence", text="it was renewed", sentence="Then it was renewed by all."),
        Mark("block", "season:34", block="cast", text="Cast"),
        Mark("picture", "5", text="Two. Men.", sentence="Two."),
        Mark("quote", "7", text="We wait. Still. So.", sentence="We wait."),
        Mark("while", "season:34:status", "", "", "swap", ("dated", "airing"), "Soon. Kim says.", "Soon."),
        Mark("mention", "person:3", text="Kim", sentence="Kim says."),
        Mark("while", "season:34:final", hold="flag", values=("yes",), text="Two. Three", sentence="Two. Three four."),
    ]


def test_malformed_marks_are_no_references():
    assert references('<p><a data-ref="show:x">a</a><data data-fact="x">b</data></p>') == []


@given(bodies())
def test_reading_a_body_never_fails(html):
    for mark in references(html):
        assert mark.role in {"mention", "live", "block", "while", "picture", "quote"}
    assert "<p>" not in plain_text(sanitise(html))


# --- The field ---


def test_no_way_into_the_field_stores_a_script():
    field = BodyField()
    field.set_attributes_from_name("body")
    hostile, clean = "<p>a<script>b()</script></p>", "<p>a</p>"
    story = SimpleNamespace(body=hostile)
    assert field.pre_save(story, add=True) == clean  # save() and bulk_create()
    assert story.body == clean
    assert field.get_prep_value(hostile) == clean  # update()
    assert field.to_python(hostile) == clean  # full_clean()
    assert field.formfield().clean(hostile) == clean


def test_the_admin_gets_the_editor_instead_of_a_text_area():
    for kwargs in ({}, {"widget": AdminTextareaWidget}, {"widget": AdminTextareaWidget()}):
        assert isinstance(BodyField().formfield(**kwargs).widget, BodyWidget)
    assert isinstance(BodyField().formfield(widget=forms.HiddenInput).widget, forms.HiddenInput)


def test_two_spellings_of_one_body_are_no_change():
    field = BodyFormField()
    assert not field.has_changed("<p>a</p>", "<p>a </p><p></p>")
    assert not field.has_changed(None, "<p></p>")
    assert field.has_changed("<p>a</p>", "<p>b</p>")


# --- The editor, in a browser ---

EVERYTHING = (
    '<h2>How is <a data-ref="show:1">X &amp; Y</a>?</h2>'
    '<p>Then <data data-fact="season:34:status" data-form="sentence">yes &lt; no</data> it was '
    '<strong>bold <data data-fact="season:34:release" data-form="date">2026</data></strong>, <em>em</em> <s>s</s> '
    "<code>c</code> <sub>1</sub><sup>2</sup><br>line. "
    '<a href="https://a.example/?a=1&amp;b=2" title="T">link</a></p>'
    '<section data-while="season:34:status=awaiting" data-hold="swap"><h3>In</h3>'
    '<p>So <span data-while="season:34:final=yes" data-hold="flag">in <em>x</em> '
    '<span data-while="season:34:final=no" data-hold="swap">nested</span></span> end</p></section>'
    '<div data-live-block="cast" data-ref="season:34">Cast of Season 2, X</div>'
    '<div data-live-block="seasons" data-ref="show:35"></div>'
    '<figure data-picture="5"><figcaption>Cap <em>x</em></figcaption></figure><figure data-picture="6"></figure>'
    '<blockquote data-quote="7"><p>Quote</p></blockquote><blockquote><p>Quote</p></blockquote>'
    f'<figure data-embed="{VIDEO}"><figcaption>Cap <em>x</em></figcaption></figure>'
    '<figure data-embed="https://vimeo.com/76979871"></figure>'
    '<section data-spoiler="Who &quot;dies&quot; &amp; how"><h2>In</h2><blockquote data-quote="8"><p>Q</p></blockquote>'
    '<section data-while="season:34:final=yes" data-hold="swap"><p>Both</p></section></section>'
    '<ul><li><p>a</p></li><li><p>b</p><ol start="3"><li><p>c</p></li></ol></li></ul><hr>'
    '<table><caption>Days &amp; names</caption><tbody><tr><th><p>1</p></th><th colspan="2"><p></p></th></tr>'
    "<tr><td><p>x&nbsp;y</p></td><td><p></p></td><td><p></p></td></tr></tbody></table><h4>end</h4>"
)
POLICY = "default-src 'self'; script-src 'self' 'nonce-abc'; style-src 'self' 'nonce-abc'; object-src 'none'"
FOUND = [
    {"kind": "mention", "ref": "show:12", "label": "The Kitchen", "text": "The Kitchen", "hint": "show · Netflix"},
    {"kind": "fact", "ref": "season:34:status", "form": "label", "label": "Season 2 status", "text": "renewed"},
    {
        "kind": "fact",
        "ref": "season:34:status",
        "form": "sentence",
        "label": "Season 2 status",
        "text": "It was renewed.",
    },
    {"kind": "block", "ref": "season:34", "block": "cast", "label": "Cast of Season 2", "hint": "live block"},
]
urlpatterns = [
    path(f"{name}/", lambda request: None, name=name) for name in ("lookup", "quote_changelist", "quote_typed", "embed")
]


class EditorForm(forms.Form):
    shows = forms.MultipleChoiceField(choices=[("12", "A"), ("13", "B"), ("14", "C")], required=False)
    body = BodyFormField(
        widget=BodyWidget(lookup="lookup", quotes="quote", embed="embed"), required=False, help_text="Help"
    )


class Plain:
    def render_change_form(self, request, context):
        return context["media"]


class Desk(EditorAdminMixin, Plain):
    """Just enough of an admin to draw the media of a form."""


class Writing:
    """The editor on a page of its own, under the desk's policy; `asked` collects what it looks up."""

    def __init__(self, page):
        self.page, self.asked, self.status, self.results = page, [], 200, FOUND
        page.route("**/*", self.serve)

    def open(self, html):
        form = EditorForm(initial={"body": html, "shows": ["12", "14"]})
        media = Desk().render_change_form(SimpleNamespace(csp_nonce="abc"), {"media": form.media})
        self.html = f'<!doctype html><html lang="en"><title>Desk</title>{media}<form>{form.as_div()}</form>'
        self.page.goto("http://desk.test/")
        self.page.wait_for_selector(".ProseMirror[aria-multiline]")
        self.page.wait_for_selector(".prose-menubar button")
        self.text = self.page.locator("[contenteditable=true].ProseMirror")
        self.menu = self.page.locator(".desk-at")
        return self

    def serve(self, route):
        parts = urlsplit(route.request.url)
        if parts.path.startswith("/static/"):
            file = Path(finders.find(parts.path.removeprefix("/static/")))
            kind = {".js": "text/javascript", ".css": "text/css"}.get(file.suffix, "application/octet-stream")
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif parts.path == "/lookup/":
            query = parse_qs(parts.query, keep_blank_values=True)
            if "card" in query:
                return route.fulfill(json={"results": []})
            self.asked.append({name: values[0] for name, values in query.items()})
            matching = [result for result in self.results if query["q"][0].lower() in result["label"].lower()]
            matching = [] if "ref" in query else matching
            route.fulfill(status=self.status, json={"results": matching})
        elif parts.path == "/":
            kind = "text/html; charset=utf-8"
            route.fulfill(body=self.html, headers={"Content-Type": kind, "Content-Security-Policy": POLICY})
        else:
            route.fulfill(status=204)

    def type(self, text):
        self.page.keyboard.type(text)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def options(self):
        self.page.wait_for_selector(".desk-at [role=option]")
        return self.page.locator(".desk-at [role=option] b").all_inner_texts()

    def stored(self):
        """What the form would send, cleaned."""
        return sanitise(self.page.locator("textarea[name=body]").input_value())


@pytest.fixture
def writing(watched_page, settings):
    settings.ROOT_URLCONF = __name__
    return Writing(watched_page)


def test_a_body_opened_and_saved_in_the_editor_is_the_same_body(writing):
    writing.open(EVERYTHING)
    html = writing.text.evaluate("element => element.editor.getHTML()")
    assert html == EVERYTHING + "<p></p>"
    assert sanitise(html) == EVERYTHING


def test_the_editor_has_the_name_and_the_help_of_its_field(writing):
    writing.open("<p>a</p>")
    named = "element => document.getElementById(element.getAttribute('aria-labelledby')).textContent"
    assert writing.text.evaluate(named) == "Body:"
    assert writing.text.get_attribute("aria-describedby") == "id_body_helptext"
    writing.page.get_by_text("Body:").click()
    expect(writing.text).to_be_focused()


def test_a_live_fact_is_chosen_by_keyboard(writing):
    writing.open("<p>Well: </p>")
    writing.text.click()
    writing.press("Control+End")
    writing.type(" See @sea")
    assert writing.options() == ["Season 2 status", "Season 2 status", "Cast of Season 2"]
    assert writing.asked[-1] == {"q": "sea", "kind": "", "show": "12,14"}
    assert writing.text.get_attribute("role") == "combobox"
    assert writing.text.get_attribute("aria-expanded") == "true"
    writing.press("ArrowDown")
    chosen = writing.page.locator(f"#{writing.text.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    assert "It was renewed." in chosen.inner_text()
    writing.press("Enter")
    writing.type("Good.")
    assert writing.stored() == (
        '<p>Well: See <data data-fact="season:34:status" data-form="sentence">It was renewed.</data> Good.</p>'
    )
    assert writing.text.get_attribute("role") == "textbox"
    assert writing.menu.is_hidden()


def test_a_mention_is_chosen_by_mouse(writing):
    writing.open("<p>Well </p>")
    writing.page.locator("button[title=Mention]").click()
    assert writing.options() == ["The Kitchen"]
    writing.menu.get_by_text("The Kitchen").click()
    assert writing.stored() == '<p>Well <a data-ref="show:12">The Kitchen</a></p>'


def test_typing_goes_on_behind_a_live_block(writing):
    writing.open("")
    writing.page.locator("button[title='Insert live block']").click()  # the editor has no focus yet
    assert writing.options() == ["Cast of Season 2"]
    assert writing.asked[-1]["kind"] == "block"
    writing.press("Tab")
    writing.type("After")
    assert writing.stored() == '<div data-live-block="cast" data-ref="season:34">Cast of Season 2</div><p>After</p>'


def test_a_menu_put_away_stays_away(writing):
    writing.open("")
    writing.text.click()
    writing.type("@sea")
    writing.options()
    writing.press("Escape")
    writing.type("son two")
    writing.page.wait_for_timeout(300)
    assert writing.menu.is_hidden()
    assert writing.stored() == "<p>@season two</p>"


def test_nothing_found_is_said_and_enter_still_makes_a_line(writing):
    writing.open("")
    writing.text.click()
    writing.type("@zzz")
    writing.page.wait_for_selector(".desk-at-note:has-text('No match')")
    assert writing.page.locator(".desk-at-said").inner_text() == "No match"
    writing.press("Enter")
    writing.type("b")
    assert writing.stored() == "<p>@zzz</p><p>b</p>"


def test_a_failing_look_up_says_so_and_leaves_the_text(writing):
    writing.status = 500
    writing.open("")
    writing.text.click()
    writing.type("@sea")
    writing.page.wait_for_selector(".desk-at-note:has-text('The desk refused it (500). Your text is untouched.')")
    assert writing.stored() == "<p>@sea</p>"
    assert [complaint for complaint in writing.page.complaints if "500" not in complaint] == []
    writing.page.complaints.clear()


def test_an_address_for_mail_asks_nothing(writing):
    writing.open("")
    writing.text.click()
    writing.type("desk@a.example and done")
    writing.page.wait_for_timeout(300)
    assert writing.asked == []


def test_the_menu_stays_within_a_narrow_window(writing):
    writing.page.set_viewport_size({"width": 375, "height": 600})
    writing.open("<p>line</p>" * 40)
    writing.text.click()
    writing.press("Control+End")
    writing.type("some words before it @")
    writing.options()
    box = writing.menu.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 600


def test_enter_leaves_a_caption(writing):
    writing.open('<figure data-picture="5"><figcaption>ab</figcaption></figure>')
    writing.page.locator("figcaption").click()
    writing.press("Home", "ArrowRight", "Enter")
    writing.type("c")
    assert writing.stored() == '<figure data-picture="5"><figcaption>ab</figcaption></figure><p>c</p>'
