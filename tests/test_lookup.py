"""What the @ menu is answered: the right things for few words, quickly, whatever the words are."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.lookup import look_up
from people.models import OtherName
from shows.models import OtherTitle
from shows.words import SeasonStatus
from tests.make import make_appearance, make_network, make_person, make_show, make_user, record_facts, record_status

pytestmark = pytest.mark.django_db

LOOKUP = "/admin/articles/article/lookup/"


@pytest.fixture
def dead():
    show = make_show(seasons=2, original_title="지금 우리 학교는")
    OtherTitle.objects.create(show=show, title="We Are All Dead", kind="known_wrong")
    OtherTitle.objects.create(show=show, title="Undead High", kind="working")
    first, second = show.seasons.order_by("number")
    record_status(first, SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2022, 1, 28))
    record_status(second, SeasonStatus.ORDERED)
    make_appearance(first, make_person("Cho Yi-hyun", original_name="조이현"), "Choi Nam-ra")
    yoo_mi = make_person("Lee Yoo-mi")
    OtherName.objects.create(person=yoo_mi, name="Lee You-mi", kind="known_wrong")
    make_appearance(first, yoo_mi, "Lee Na-yeon", position=1)
    return show


def lines(question, **kwargs):
    """The answers as "kind ref form-or-block", in order."""
    return [
        " ".join(filter(None, (row["kind"], row["ref"], row["form"] or row["block"])))
        for row in look_up(question, **kwargs)
    ]


# What is found


def test_a_question_for_one_fact_is_answered_in_every_form_it_has(dead):
    second = dead.seasons.get(number=2)
    rows = look_up("all of us dead 2 status")
    assert [(row["kind"], row["ref"], row["form"], row["text"]) for row in rows[:4]] == [
        ("fact", f"season:{second.pk}:status", "sentence",
         "Yes. Renewed on 6 June 2022, per Netflix; no release date yet. Checked 12 November 2026."),
        ("fact", f"season:{second.pk}:status", "label", "Renewed"),
        ("fact", f"season:{second.pk}:status", "short", "has been renewed"),
        ("fact", f"season:{second.pk}:status", "date", "6 June 2022"),
    ]  # fmt: skip
    assert lines("all of us dead 2 status")[4:] == [
        f"block season:{second.pk} status", f"mention show:{dead.pk}", f"mention season:{second.pk}",
    ]  # fmt: skip
    assert rows[0]["label"] == "All of Us Are Dead season 2, status"


@pytest.mark.parametrize(
    "words", ["all of us", "DEAD us", "We Are All Dead", "undead", "학교는", "all of us are dead:", "“dead” (us)"]
)
def test_a_show_is_found_by_words_of_any_of_its_titles_known_wrong_ones_included(dead, words):
    make_show("Squid Game", seasons=1)
    shows = [row for row in look_up(words, kind="mention") if row["ref"].startswith("show:")]
    assert [(row["ref"], row["label"], row["text"]) for row in shows] == [
        (f"show:{dead.pk}", "All of Us Are Dead", "All of Us Are Dead")
    ]


@pytest.mark.parametrize("words", ["cho yi", "yi-hyun", "조이현", "CHO"])
def test_a_person_is_found_by_words_of_any_name(dead, words):
    row = look_up(words)[0]
    assert (row["kind"], row["label"], row["hint"]) == ("mention", "Cho Yi-hyun", "person · 조이현")


def test_a_known_wrong_name_leads_to_the_right_person(dead):
    assert [row["text"] for row in look_up("you-mi")] == ["Lee Yoo-mi"]


def test_a_character_is_found_by_name_and_by_name_and_show(dead):
    make_appearance(make_show("Squid Game", seasons=1).seasons.get(), make_person("Somebody"), "Nam-gyu")
    assert [row["label"] for row in look_up("nam-")] == ["Nam-gyu", "Choi Nam-ra"]
    rows = look_up("nam- squid")
    assert [(row["label"], row["hint"]) for row in rows] == [("Nam-gyu", "character · Squid Game")]


def test_the_season_may_be_given_in_any_way_it_is_written(dead):
    second = dead.seasons.get(number=2)
    asked = [lines(f"all of us {way} release", kind="fact") for way in ("2", "s2", "S2", "season 2", "season2")]
    assert asked == [[f"fact season:{second.pk}:release label", f"fact season:{second.pk}:release sentence"]] * 5


def test_a_number_or_fact_word_in_a_title_is_part_of_the_title():
    year, last = make_show("1923", seasons=2), make_show("The Last Cast", seasons=1)
    assert lines("1923", kind="mention")[0] == f"mention show:{year.pk}"
    assert len({row["ref"] for row in look_up("1923", kind="fact")}) == 4
    second = year.seasons.get(number=2)
    assert {row["ref"] for row in look_up("1923 2 status", kind="fact")} == {f"season:{second.pk}:status"}
    refs = {row["ref"] for row in look_up("the last cast", kind="fact")}
    assert refs == {f"season:{last.seasons.get().pk}:{name}" for name in ("status", "release")}


def test_rarer_facts_are_offered_when_they_are_asked_for(dead):
    record_facts(dead.seasons.get(number=2), {"episode_order": 8, "final": True})
    assert [row["text"] for row in look_up("dead 2 episodes", kind="fact")] == ["8 episodes", "8", "6 June 2022"]
    assert look_up("dead 2 final", kind="fact")[0]["text"].startswith("Season 2 is the last")


def test_blocks_are_offered_where_they_would_show_something(dead):
    first, second = dead.seasons.order_by("number")
    assert lines("all of us dead", kind="block") == [
        f"block season:{second.pk} status", f"block season:{first.pk} status", f"block season:{first.pk} cast",
        f"block show:{dead.pk} seasons",
    ]  # fmt: skip
    assert lines("all of us dead cast") == [
        f"block season:{first.pk} cast", f"mention show:{dead.pk}", f"mention season:{second.pk}",
        f"mention season:{first.pk}",
    ]  # fmt: skip


def test_the_latest_season_comes_first_and_specials_last():
    show = make_show("Squid Game")
    numbers = {make.number: make.pk for make in [show.seasons.create(number=n) for n in (0, 1, 2)]}
    refs = list(dict.fromkeys(row["ref"] for row in look_up("squid", kind="fact")))
    assert refs[::2] == [f"season:{numbers[n]}:status" for n in (2, 1, 0)]


# The story's own shows


def test_without_words_the_facts_blocks_and_cast_of_the_storys_shows_are_offered(dead):
    make_show("Squid Game", seasons=1)
    rows = look_up("", about=[dead.pk])
    second = dead.seasons.get(number=2)
    assert rows[0]["ref"] == f"season:{second.pk}:status"
    assert [(row["label"], row["hint"]) for row in rows if row["kind"] == "mention"] == [
        ("Cho Yi-hyun", "person · Choi Nam-ra"),
        ("Choi Nam-ra", "character · Cho Yi-hyun"),
        ("Lee Yoo-mi", "person · Lee Na-yeon"),
        ("Lee Na-yeon", "character · Lee Yoo-mi"),
    ]
    assert look_up("") == []


def test_words_that_name_no_show_are_asked_of_the_storys_shows(dead):
    second = dead.seasons.get(number=2)
    assert lines("2 status", about=[dead.pk], kind="fact")[0] == f"fact season:{second.pk}:status sentence"
    assert lines("2 status", kind="fact") == []


def test_the_storys_shows_come_first(dead):
    rival = make_show("All of Them", seasons=1)
    assert lines("all of", kind="mention")[0] == f"mention show:{rival.pk}"
    assert lines("all of", kind="mention", about=[dead.pk])[0] == f"mention show:{dead.pk}"


def test_the_nearest_name_comes_first():
    for title in ("Dark Matter", "The Dark", "Dark", "A Darker Place"):
        make_show(title)
    shows = [row["label"] for row in look_up("dark", kind="mention")]
    assert shows == ["Dark", "Dark Matter", "A Darker Place", "The Dark"]


def test_about_twenty_answers_are_given_however_many_match():
    for number in range(30):
        show = make_show(f"Night {number:02}", seasons=3)
        make_appearance(show.seasons.first(), make_person(f"Night {number}"), "Nightwatch")
    rows = look_up("night")
    assert [sum(row["kind"] == kind for row in rows) for kind in ("fact", "block", "mention")] == [9, 4, 7]
    assert len(look_up("night", kind="fact")) == 20


# The endpoint


def ask(client, question, **params):
    return client.get(LOOKUP, {"q": question, **params})


def test_the_answer_is_private_json_with_every_key_the_editor_reads(client, dead):
    client.force_login(make_user("writer", groups=["Writers"]))
    answer = ask(client, "all of us dead 2 status", kind="", show=f"{dead.pk},")
    assert answer["Content-Type"] == "application/json"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    for row in answer.json()["results"]:
        assert set(row) == {"kind", "ref", "form", "block", "label", "text", "hint", "card"}
    assert answer.json()["results"][0]["ref"] == f"season:{dead.seasons.get(number=2).pk}:status"


def test_the_shows_of_the_story_may_be_named_in_the_address(client, dead):
    client.force_login(make_user("writer", groups=["Writers"]))
    results = ask(client, "", show=f"987,{dead.pk},x,{10**30},-1").json()["results"]
    assert len(results) == 17
    assert {row["kind"] for row in results} == {"fact", "block", "mention"}


def test_only_who_may_see_stories_is_answered(client, dead):
    assert ask(client, "dead").status_code == 302
    client.force_login(make_user("newcomer"))
    assert ask(client, "dead").status_code == 403


HOSTILE = [
    "%", "_", "\\", "'", '"', "a'; drop table shows_show; --", "\x00", "a\x00b", "\udc80", "😀", "عربي \u202e",
    "x" * 5000, " ".join("word" for _ in range(500)), "%" * 100, "((((", "s" + "9" * 40, "9" * 400,
    "season 99999999999999999999", "２ status", "²", "@", "{{ 7 }}", "<script>",
]  # fmt: skip


@pytest.mark.parametrize("show", ["", "1", "\x00", "١", "9" * 40])
def test_no_question_breaks_it(client, dead, show):
    client.force_login(make_user("writer", groups=["Writers"]))
    for question in HOSTILE:
        words = question.encode("utf-8", "surrogatepass")
        answer = client.get(f"{LOOKUP}?{urlencode({'q': words, 'kind': words[:9], 'show': show})}")
        assert answer.status_code == 200
        assert isinstance(answer.json()["results"], list)


def test_wildcards_are_letters(dead):
    assert look_up("%") == look_up("_") == []


@pytest.mark.parametrize("length", [1, 100])
def test_an_answer_costs_three_queries_and_one_for_quotes_and_the_request_eight(client, length):
    shows = [
        make_show(f"Night {number:02}", seasons=2, network=make_network(f"Net {number}")) for number in range(length)
    ]
    for show in shows:
        make_appearance(show.seasons.last(), make_person(f"Night {show.pk}"), "Nightwatch")
        record_status(show.seasons.last(), SeasonStatus.ORDERED)
    client.force_login(make_user("writer", groups=["Writers"]))
    for question in ["night", "night 2 status", "", "2 status", "night cast"]:
        with CaptureQueriesContext(connection) as captured:
            assert look_up(question, about=[show.pk for show in shows])
        assert len(captured) == (4 if question else 3)
        with CaptureQueriesContext(connection) as captured:
            ask(client, question, show=shows[0].pk)
        assert len(captured) <= 8
