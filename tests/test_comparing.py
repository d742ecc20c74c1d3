"""Two versions of a story as one text: what came, what went, and what stayed."""

import pytest

from articles.comparing import Alike, compare
from articles.editing import tidy
from tests.make import make_author, make_person, make_picture, make_season, make_show, record_status

pytestmark = pytest.mark.django_db


def rows(old, new):
    """{label: [(kind, HTML, change)]} of what differs, with ("", number of lines, "") for a run that does not."""
    found = {}
    for change in compare(tidy(old), tidy(new)):
        found[change.label] = [
            ("", len(row.rows), "") if isinstance(row, Alike) else (row.kind, row.html, row.change)
            for row in change.rows
        ]
    return found


def body(old, new):
    return rows({"body": old}, {"body": new}).get("Body", [])


def test_two_that_say_the_same_differ_in_nothing():
    document = {"headline": "Quiet", "body": "<p>As it was.</p>", "tags": ["Netflix"]}
    assert rows(document, document) == {}


def test_a_text_shows_the_words_that_went_and_came():
    found = rows({"headline": "Season 2: no word yet"}, {"headline": "Season 2: ordered at last"})
    assert found == {"Headline": [("", "Season 2: <del>no word yet</del><ins>ordered at last</ins>", "changed")]}


def test_paragraphs_are_found_again_where_others_came_and_went():
    old = "<p>One stays as it is.</p><p>Two waits for word.</p><p>Three goes away.</p>"
    new = "<p>Nought is new here.</p><p>One stays as it is.</p><p>Two waits for news.</p>"
    assert body(old, new) == [
        ("Paragraph", "<ins>Nought is new here.</ins>", "came"),
        ("Paragraph", "One stays as it is.", ""),
        ("Paragraph", "Two waits for <del>word</del><ins>news</ins>.", "changed"),
        ("Paragraph", "<del>Three goes away.</del>", "went"),
    ]


def test_what_stays_is_folded_from_three_lines_on():
    same = "".join(f"<p>Paragraph {number} stays.</p>" for number in range(3))
    assert body(f"{same}<p>Old end.</p>", f"{same}<p>New end.</p>") == [
        ("", 3, ""),
        ("Paragraph", "<del>Old</del><ins>New</ins> end.", "changed"),
    ]


def test_headings_items_and_cells_are_lines_of_their_own():
    old = "<h2>Cast</h2><ul><li>Cho Yi-hyun</li><li>Lomon</li></ul><table><tbody><tr><td>12</td></tr></tbody></table>"
    new = old.replace("Lomon", "Park Solomon").replace("12", "13").replace("Cast", "Who returns")
    assert body(old, new) == [
        ("Heading", "<del>Cast</del><ins>Who returns</ins>", "changed"),
        ("List item", "Cho Yi-hyun", ""),
        ("List item", "<del>Lomon</del><ins>Park Solomon</ins>", "changed"),
        ("Cell", "<del>12</del><ins>13</ins>", "changed"),
    ]


def test_formatting_and_the_address_of_a_link_are_changes_too():
    assert body("<p>It comes.</p>", "<p>It <strong>comes</strong>.</p>") == [
        ("Paragraph", "It <del>comes</del><ins><strong>comes</strong></ins>.", "changed")
    ]
    old, new = (f'<p><a href="https://example.org/{path}">Said so</a>.</p>' for path in ("old", "new"))
    link = '<span class="mark mark-link"> (https://example.org/{})</span>'
    assert body(old, new) == [
        ("Paragraph", f"Said so<del>{link.format('old')}</del><ins>{link.format('new')}</ins>.", "changed")
    ]


def test_a_live_fact_is_named_and_its_stored_words_are_no_change():
    season = make_season(make_show(), 2)
    record_status(season, "ordered")
    fact = '<p>It is <data data-fact="season:{}:{}" data-form="label">{}</data>.</p>'
    assert body(fact.format(season.pk, "status", "old"), fact.format(season.pk, "status", "new") + "<p>More.</p>") == [
        (
            "Paragraph",
            'It is <span class="mark mark-fact">All of Us Are Dead season 2, status: new</span>.',
            "",
        ),
        ("Paragraph", "<ins>More.</ins>", "came"),
    ]
    (row,) = body(fact.format(season.pk, "status", "x"), fact.format(season.pk, "release", "x"))
    assert row == (
        "Paragraph",
        'It is <del><span class="mark mark-fact">All of Us Are Dead season 2, status: x</span></del>'
        '<ins><span class="mark mark-fact">All of Us Are Dead season 2, release: x</span></ins>.',
        "changed",
    )


def test_a_condition_is_said_in_words_before_what_hangs_on_it():
    season = make_season(make_show(), 2)
    span = '<p>It <span data-while="season:{}:status={}" data-hold="flag">waits</span>.</p>'
    (row,) = body(span.format(season.pk, "awaiting"), span.format(season.pk, "awaiting|ordered"))
    mark = '<span class="mark mark-while">true while All of Us Are Dead season 2 is {}</span>'
    assert row[1] == (
        f"It <del>{mark.format('awaiting word')}</del><ins>{mark.format('awaiting word or ordered')}</ins>"
        'waits<span class="mark mark-while">end</span>.'
    )
    section = f'<section data-while="season:{season.pk}:status=ordered" data-hold="swap"><p>It comes.</p></section>'
    assert [html for _, html, _ in body("<p>Quiet.</p>", f"<p>Quiet.</p>{section}")] == [
        "Quiet.",
        '<ins><span class="mark mark-while">shown only while All of Us Are Dead season 2 is ordered</span></ins>',
        "<ins>It comes.</ins>",
        '<ins><span class="mark mark-while">end of the passage</span></ins>',
    ]


def test_folds_pictures_and_embeds_say_what_they_are():
    old = '<section data-spoiler="Who dies"><p>She does.</p></section>'
    new = '<section data-spoiler="Who goes"><p>She does.</p></section><figure data-picture="5"></figure>'
    new += '<figure data-embed="https://vimeo.com/1"><figcaption>The trailer</figcaption></figure>'
    assert [html for _, html, _ in body(old, new)] == [
        '<del><span class="mark mark-fold">behind a fold: Who dies</span></del>'
        '<ins><span class="mark mark-fold">behind a fold: Who goes</span></ins>',
        "She does.",
        '<span class="mark mark-fold">end of the fold</span>',
        '<ins><span class="mark mark-thing">picture 5</span></ins>',
        '<ins><span class="mark mark-thing">from https://vimeo.com/1</span></ins>',
        "<ins>The trailer</ins>",
    ]


def test_things_are_named_and_what_is_gone_is_said():
    show, person, picture = make_show(), make_person("Cho Yi-hyun"), make_picture("A still")
    mina, adam = make_author("Mina Frost"), make_author("Adam First")
    old = {"authors": [mina.pk, adam.pk], "shows": [show.pk], "people": [], "lead_picture": None, "kind": "news"}
    new = {"authors": [adam.pk], "shows": [show.pk, 999], "people": [person.pk], "lead_picture": picture.pk}
    name = '<span class="mark mark-name">{}</span>'
    assert rows(old, new | {"kind": "guide"}) == {
        "Kind": [("", f"<del>{name.format('news')}</del><ins>{name.format('guide')}</ins>", "changed")],
        "Authors": [("", f"<del>{name.format('Mina Frost')}</del>{name.format('Adam First')}", "changed")],
        "Shows": [("", f"{name.format('All of Us Are Dead')}<ins>{name.format('no longer there')}</ins>", "changed")],
        "People": [("", f"<ins>{name.format('Cho Yi-hyun')}</ins>", "came")],
        "Picture": [("", f"<ins>{name.format('A still')}</ins>", "came")],
    }


def test_markup_in_a_text_stays_text():
    found = rows({"headline": "a"}, {"headline": '<img src=x onerror="go()">'})
    ((_, html, _),) = found["Headline"]
    assert "<img" not in html and "&lt;" in html


def test_a_long_text_of_one_line_is_compared_at_once():
    old = "<p>" + "word " * 20_000 + "</p>"
    (row,) = body(old, old.replace("word", "other"))
    assert row[1].startswith("<del>word word") and row[2] == "changed"


@pytest.mark.parametrize("length", [1, 30])
def test_it_costs_a_query_for_each_kind_of_thing(django_assert_num_queries, length):
    season = make_season(make_show(), 2)
    fact = f'<data data-fact="season:{season.pk}:status" data-form="label">x</data>'
    people = [make_person(f"Person {number}").pk for number in range(length)]
    old, new = tidy({"people": []}), tidy({"people": people, "body": f"<p>{fact}</p>" * length})
    with django_assert_num_queries(2):
        compare(old, new)
