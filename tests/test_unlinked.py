"""Names a text says and does not link: found where they are first said, and nothing else is called a name."""

from time import perf_counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.body import sanitise
from articles.room import checks
from articles.unlinked import unlinked
from people.models import OtherName
from shows.models import OtherTitle
from tests.make import make_appearance, make_character, make_crew, make_draft, make_person, make_show, make_user

pytestmark = pytest.mark.django_db

CHECKS = "/admin/articles/article/checks/"


@pytest.fixture
def dead():
    show = make_show(seasons=2, original_title="지금 우리 학교는")
    OtherTitle.objects.create(show=show, title="We Are All Dead", kind="known_wrong")
    OtherTitle.objects.create(show=show, title="Undead High", kind="working")
    cho = make_person("Cho Yi-hyun", original_name="조이현")
    OtherName.objects.create(person=cho, name="Cho I-hyun", kind="transliteration")
    OtherName.objects.create(person=cho, name="Cho Ye-hyun", kind="known_wrong")
    make_appearance(show.seasons.get(number=1), cho, "Choi Nam-ra")
    make_crew(show, make_person("Lee Jae-kyoo"), "director")
    return show


def said(body, show=None, people=()):
    """What is found, as "words, nth: refs by kind"."""
    found = unlinked(sanitise(body), shows=[show.pk] if show else [], people=[each.pk for each in people])
    return [f"{each.words}, {each.nth}: {' '.join(one.ref for one in each.candidates)}" for each in found]


def refs(show):
    """The refs of the fixture, by what they are."""
    first, second = show.seasons.order_by("number")
    member = show.cast.get()
    return {
        "show": f"show:{show.pk}", "first": f"season:{first.pk}", "second": f"season:{second.pk}",
        "cho": f"person:{member.person_id}", "nam_ra": f"character:{member.character_id}",
        "lee": f"person:{show.crew.get().person_id}",
    }  # fmt: skip


def test_each_thing_the_story_is_about_is_found_where_it_is_first_said(dead):
    r = refs(dead)
    body = (
        "<p>All of Us Are Dead season 2 was ordered; All of Us Are Dead is on Netflix.</p>"
        "<p>Cho Yi-hyun is Choi Nam-ra. Choi Nam-ra waits. Lee Jae-kyoo directs season 1.</p>"
    )
    assert said(body, dead) == [
        f"All of Us Are Dead season 2, 0: {r['second']}", f"All of Us Are Dead, 1: {r['show']}",
        f"Cho Yi-hyun, 0: {r['cho']}", f"Choi Nam-ra, 0: {r['nam_ra']}", f"Lee Jae-kyoo, 0: {r['lee']}",
        f"season 1, 0: {r['first']}",
    ]  # fmt: skip


def test_what_is_mentioned_anywhere_is_not_asked_for_again_under_any_name(dead):
    r = refs(dead)
    body = f'<p>Cho Yi-hyun (조이현), Cho I-hyun. <a data-ref="{r["cho"]}">Cho Yi-hyun</a></p><p>Undead High.</p>'
    assert said(body, dead) == [f"Undead High, 0: {r['show']}"]
    assert said("<p>조이현, then Cho Yi-hyun.</p>", dead) == [f"조이현, 0: {r['cho']}"]


def test_known_wrong_names_are_the_lints(dead):
    assert said("<p>Cho Ye-hyun in We Are All Dead.</p>", dead) == []


@pytest.mark.parametrize(
    "body",
    [
        "<h2>Cho Yi-hyun</h2>", '<p><a href="/a/">Cho Yi-hyun</a></p>', "<p><code>Cho Yi-hyun</code></p>",
        '<figure data-picture="5"><figcaption>Cho Yi-hyun</figcaption></figure>', "<p>Cho Yi-hyuns</p>",
        '<blockquote data-quote="7"><p>Cho Yi-hyun</p></blockquote>', "<p>McCho Yi-hyun, cho yi-hyun</p>",
        '<p><data data-fact="season:1:status" data-form="label">Cho Yi-hyun</data></p>', "<p>Cho<br>Yi-hyun</p>", "",
    ],
)  # fmt: skip
def test_only_whole_names_in_plain_text_count(dead, body):
    assert said(body, dead) == []


def test_names_are_found_in_lists_tables_and_passages_and_however_they_are_typed(dead):
    r = refs(dead)
    for body in (
        "<ul><li><p>Cho Yi-hyun</p></li></ul>", "<table><tbody><tr><td><p>Cho Yi-hyun</p></td></tr></tbody></table>",
        '<section data-while="season:1:status=ordered"><p>“Cho Yi-hyun”</p></section>', "<p>Cho&nbsp;Yi‑hyun’s</p>",
        "<p><strong>Cho</strong> Yi-<em>hyun</em></p>",
    ):  # fmt: skip
        assert said(body, dead) == [f"Cho Yi-hyun, 0: {r['cho']}"]


def test_the_place_is_counted_over_the_plain_text_alone(dead):
    r = refs(dead)
    body = "<h2>Season 1</h2><p>All of Us Are Dead season 1 ended. <code>Season 1</code> Season 1.</p>"
    assert said(body, dead) == [f"All of Us Are Dead season 1, 0: {r['first']}"]
    body = "<p>All of Us Are Dead Season 1, All of Us Are Dead season 2.</p><p>On All of Us Are Dead.</p>"
    assert said(body, dead)[2] == f"All of Us Are Dead, 2: {r['show']}"


def test_a_bare_season_is_linked_only_where_one_show_alone_is_meant(dead):
    other = make_show("Squid Game", seasons=1)
    found = unlinked("<p>Season 1 and Squid Game season 1.</p>", shows=[dead.pk, other.pk])
    assert [each.words for each in found] == ["Squid Game season 1"]


def test_whole_names_of_two_words_are_known_from_the_catalogue():
    jung, bear = make_person("Jung Ho-yeon"), make_show("Kestrel & Vane")
    make_person("Madonna"), make_show("Dark"), make_person("Jung Ho"), make_show("What If...?")
    body = "<p>Madonna saw Dark. “Jung Ho-yeon,” said Mr. Kestrel &amp; Vane. jung ho. In What If...? Yes.</p>"
    assert said(body) == [
        f"Jung Ho-yeon, 0: person:{jung.pk}",
        f"Kestrel & Vane, 0: show:{bear.pk}",
        f"What If...?, 0: show:{bear.pk + 2}",
    ]
    assert said("<p>Jung, Ho-yeon. Jung (Ho-yeon). Jung  Ho.</p>") == [f"Jung Ho, 0: person:{jung.pk + 2}"]


def test_a_name_of_several_offers_each_with_what_tells_them_apart(dead):
    one, other, third = make_person("Kim Min-ji"), make_person("Kim Min-ji"), make_person("Kim Min-ji")
    make_appearance(dead.seasons.get(number=1), one, "Min-ji", position=1)
    make_crew(make_show("Squid Game"), other, "writer")
    make_character(dead, "Kim Min-ji")
    (found,) = unlinked("<p>Kim Min-ji came.</p>", shows=[dead.pk])
    assert sorted((each.ref.partition(":")[0], each.hint) for each in found.candidates) == [
        ("character", "character in All of Us Are Dead"), ("person", "Min-ji in All of Us Are Dead"),
        ("person", "person"), ("person", "writer of Squid Game"),
    ]  # fmt: skip
    assert said(f'<p>Kim Min-ji and <a data-ref="person:{third.pk}">she</a>.</p>', dead) == []


def test_who_is_found_by_another_name_is_offered_with_their_own(dead):
    make_show("Undead High")
    (shown,) = unlinked("<p>Undead High is back.</p>", shows=[dead.pk])
    assert [each.hint for each in shown.candidates] == ["show All of Us Are Dead", "show"]
    (person,) = unlinked("<p>Cho I-hyun is back.</p>", shows=[dead.pk])
    assert [each.hint for each in person.candidates] == ["person Cho Yi-hyun"]


def test_the_people_of_a_story_are_known_by_one_word_too():
    lomon, odd = make_person("Lomon"), make_person("'No. 456'")
    assert said("<p>Lomon is 'No. 456'!</p>", people=[lomon, odd]) == [
        f"Lomon, 0: person:{lomon.pk}",
        f"'No. 456', 0: person:{odd.pk}",
    ]


@pytest.mark.parametrize(
    "text", ["\x00", "Cho \udc80", "%_\\", "((((", "؜عربي \u202e", "A B " * 5000, "9" * 4000, "? ! . : ’", "𝔄 𝔅"]
)
def test_no_text_breaks_it(dead, text):
    assert isinstance(unlinked(sanitise(f"<p>{text.replace('<', '')}</p>"), shows=[dead.pk, 10**17]), list)


# The checks


def test_the_checks_of_a_text_name_them_for_what_is_typed_in_the_form(client, dead):
    writer = make_user("writer", groups=["Writers"])
    client.force_login(writer)
    story = make_draft(by=writer)
    lomon = make_person("Lomon")
    sent = {
        "body": "<p>Cho Yi-hyun and Lomon.</p>",
        "story": story.pk,
        "shows": [dead.pk],
        "people": [lomon.pk, "x", "9" * 40],
    }
    html = client.post(CHECKS, sent).content.decode()
    assert "2 names not linked yet" in html and "<b>Lomon</b> is not linked yet." in html
    assert f'data-ref="{refs(dead)["cho"]}"' in html
    assert "Lomon" not in client.post(CHECKS, {**sent, "people": []}).content.decode()


def test_the_room_opens_with_them(client, dead):
    writer = make_user("writer", groups=["Writers"])
    client.force_login(writer)
    story = make_draft(by=writer, shows=[dead], body="<p>Cho Yi-hyun.</p>")
    assert "1 name not linked yet" in client.get(f"/admin/articles/article/{story.pk}/change/").content.decode()


def test_five_thousand_words_cost_two_queries_and_no_time_while_somebody_types(dead):
    season = dead.seasons.get(number=1)
    for number in range(60):
        make_appearance(season, make_person(f"Kim Number{number}"), f"Pupil {number}", position=number)
    sentence = (
        "Kim Number7 met the Rest of Class 5 in the Great Hall of Hyosan High before All of Us Are Dead season 2. "
    )
    body = sanitise("".join(f"<p>{sentence * 12}</p>" for _ in range(20)))
    assert len(body.split()) > 5000
    with CaptureQueriesContext(connection) as captured:
        began = perf_counter()
        found = unlinked(body, shows=[dead.pk])
        took = perf_counter() - began
    assert [each.words for each in found] == ["Kim Number7", "All of Us Are Dead season 2"]
    assert len(captured) == 2
    assert took < 1  # a tenth of it on a machine with nothing else to do
    with CaptureQueriesContext(connection) as captured:
        checks(body, None, shows=[dead.pk])
    assert len(captured) == 3
