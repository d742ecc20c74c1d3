"""The read API says what the pages say, in the same minute, and of nothing else."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from people.models import OtherName
from shows.models import RelatedShow
from shows.words import Relation
from tests.make import (
    PUBLISHED,
    make_appearance,
    make_author,
    make_draft,
    make_network,
    make_person,
    make_picture,
    make_season,
    make_show,
    make_source,
    make_story,
    make_user,
    record_facts,
    record_status,
)
from web.bases import Addressed

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"


def asked(client, path, status=200):
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    return json.loads(answer.content)


def test_the_index_leads_to_every_list(client):
    found = asked(client, "/")
    assert found == {
        "shows": f"{SITE}/api/v1/shows/",
        "people": f"{SITE}/api/v1/people/",
        "stories": f"{SITE}/api/v1/stories/",
        "openapi": f"{SITE}/api/v1/openapi.json",
    }
    for address in found.values():
        assert client.get(address.removeprefix(SITE)).status_code == 200


def test_a_season_has_each_fact_with_its_source_and_days(client):
    show = make_show(seasons=1)
    season = make_season(show, 2)
    source = make_source("Netflix", tier=1)
    said = {"as_of": date(2022, 6, 6), "checked": date(2026, 11, 12), "source": source}
    record_facts(season, {"status": "ordered", "final": True}, **said)
    found = asked(client, "/shows/all-of-us-are-dead/seasons/2/")
    assert found["answer"] == client.get(season.get_absolute_url()).context["season"].answer
    assert (found["status"], found["final"], found["release"]) == ("ordered", True, None)
    assert found["show"] == {"name": "All of Us Are Dead", "address": f"{SITE}/shows/all-of-us-are-dead/"}
    facts = {fact["name"]: fact for fact in found["facts"]}
    assert set(facts) == {"final", "status"}
    assert facts["status"] == {
        "name": "status",
        "label": "status",
        "value": "ordered",
        "words": "ordered",
        "as_of": "2022-06-06",
        "checked": "2026-11-12",
        "source": {"title": source.title, "publisher": "Netflix", "address": source.address, "tier": 1},
        "differs": "",
    }
    assert facts["final"]["value"] is True


def test_a_release_window_comes_in_words_days_and_edtf(client):
    show = make_show(seasons=1)
    record_status(show.seasons.get(), "ordered", release="early 2027")
    assert asked(client, "/shows/all-of-us-are-dead/seasons/1/")["release"] == {
        "words": "early 2027",
        "earliest": "2027-01-01",
        "latest": "2027-04-30",
        "precision": "third",
        "certainty": "confirmed",
        "edtf": "2027-37",
    }


def test_a_show_has_its_seasons_cast_and_stories(client):
    show = make_show(seasons=2, imdb_id="tt14169960", poster=make_picture(credit="Orrery"))
    first, second = show.seasons.order_by("number")
    record_status(first, "complete", release="28 January 2022", as_of=date(2022, 1, 28))
    record_status(second, "ordered")
    make_appearance(second, make_person(), "Choi Nam-ra", standing_is_spoiler=True)
    make_story("It comes back", shows=[show])
    found = asked(client, "/shows/all-of-us-are-dead/")
    assert (found["status"], found["asked"]) == ("renewed", 2)
    assert [season["number"] for season in found["seasons"]] == [2, 1]
    assert found["ids"] == {"imdb": "tt14169960", "tmdb": None, "tvmaze": None, "wikidata": None}
    assert found["poster"]["credit"] == "Orrery" and found["poster"]["address"].startswith(f"{SITE}/media/")
    assert found["cast"] == [
        {
            "person": {"name": "Cho Yi-hyun", "address": f"{SITE}/people/cho-yi-hyun/"},
            "character": {"name": "Choi Nam-ra", "address": f"{SITE}/shows/all-of-us-are-dead/characters/choi-nam-ra/"},
            "role": "",
            "billing": "main",
            "episodes": None,
            "standing": "unknown",
            "recast_by": None,
            "spoiler": True,
        }
    ]
    assert [story["headline"] for story in found["stories"]] == ["It comes back"]
    assert found["stories"][0]["api"] == f"{SITE}/api/v1/stories/it-comes-back/"


def test_a_person_has_names_roles_and_what_comes_next(client):
    person = make_person(original_name="조이현")
    OtherName.objects.create(person=person, name="Cho I-hyun", kind="transliteration")
    OtherName.objects.create(person=person, name="Jo Yi-hun", kind="known_wrong")
    show = make_show(seasons=1)
    make_appearance(show.seasons.get(), person, "Choi Nam-ra")
    record_facts(person, {"died": "2022-06"}, as_of=date(2022, 7, 1))
    found = asked(client, "/people/cho-yi-hyun/")
    assert found["original_name"] == "조이현"
    assert found["other_names"] == [{"name": "Cho I-hyun", "kind": "transliteration"}]
    assert found["died"] == {"day": "2022-06-01", "precision": "month"}
    assert [(role["show"]["name"], role["next"]["number"]) for role in found["roles"]] == [("All of Us Are Dead", 1)]


def test_a_story_has_its_text_as_it_reads_now(client):
    show = make_show(seasons=1)
    status = f"season:{show.seasons.get().pk}:status"
    body = (
        f'<p>It is <data data-fact="{status}" data-form="label">awaiting word</data>.</p>'
        f'<section data-while="{status}=awaiting" data-hold="swap"><p>Nobody has said.</p></section>'
        f'<section data-while="{status}=ordered" data-hold="swap"><p>It comes back.</p></section>'
    )
    make_story("Everything we know", body=body, shows=[show], authors=[make_author("Mina Frost")], tags=["Netflix"])
    before = asked(client, "/stories/everything-we-know/")
    assert "Nobody has said." in before["html"] and "It comes back." not in before["html"]
    record_status(show.seasons.get(), "ordered")
    after = asked(client, "/stories/everything-we-know/")
    assert "It comes back." in after["html"] and "Nobody has said." not in after["html"]
    assert after["updated"] == before["updated"] == "2026-11-12T09:00:00Z"
    assert after["authors"] == [{"name": "Mina Frost", "address": f"{SITE}/authors/mina-frost/"}]
    assert after["shows"] == [{"name": "All of Us Are Dead", "address": f"{SITE}/shows/all-of-us-are-dead/"}]
    assert after["topics"] == [{"name": "Netflix", "address": f"{SITE}/topics/netflix/"}]


def test_a_story_about_several_shows_and_people_names_them_all_and_is_purged_with_each(client):
    shows = [make_show("Marrow Quay", seasons=1), make_show("A Winter at Corrow", seasons=1)]
    people = [make_person("Orla Fennimore"), make_person("Anton Vessely")]
    facts = "".join(
        f'<data data-fact="season:{show.seasons.get().pk}:status" data-form="label">x</data>' for show in shows
    )
    story = make_story("Both", body=f"<p>{facts}</p>", shows=shows, people=people, kind="news")
    found = asked(client, "/stories/both/")
    assert [show["name"] for show in found["shows"]] == ["A Winter at Corrow", "Marrow Quay"]
    assert [person["name"] for person in found["people"]] == ["Anton Vessely", "Orla Fennimore"]
    keys = client.get("/api/v1/stories/both/")["Surrogate-Key"].split()
    wanted = {f"story-{story.pk}", *(f"show-{show.pk}" for show in shows), *(f"person-{each.pk}" for each in people)}
    assert wanted <= set(keys)


def test_lists_go_on_where_the_page_before_says(client):
    for number in range(30):
        kind = "news" if number % 2 else "list"
        make_story(f"Story {number:02}", at=PUBLISHED + timedelta(minutes=number), kind=kind)
    first = asked(client, "/stories/")
    assert [story["headline"] for story in first["items"][:2]] == ["Story 29", "Story 28"] and len(first["items"]) == 24
    second = asked(client, first["next"].removeprefix(f"{SITE}/api/v1"))
    assert [story["headline"] for story in second["items"]] == [f"Story {number:02}" for number in range(5, -1, -1)]
    assert second["next"] is None
    assert len(asked(client, "/stories/?kind=news")["items"]) == 15


def test_shows_of_one_status(client):
    make_show("A Winter at Corrow", seasons=1)
    record_status(make_show("Marrow Quay", seasons=1).seasons.get(), "ordered")
    assert [show["title"] for show in asked(client, "/shows/")["items"]] == ["A Winter at Corrow", "Marrow Quay"]
    assert [show["title"] for show in asked(client, "/shows/?status=upcoming")["items"]] == ["Marrow Quay"]
    refused = asked(client, "/shows/?status=renewedd", status=422)
    assert refused["detail"][0]["where"] == "query.status"


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn"])
def test_what_readers_do_not_have_is_not_there(client, state):
    show, editor = make_show(seasons=1), make_user()
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        if state == "withdrawn":
            publishing.withdraw(make_story("Unheard of", shows=[show]), by=editor)
        else:
            draft = make_draft("Unheard of", shows=[show], authors=[make_author()])
            if state == "scheduled":
                publishing.publish(draft, by=editor, publish_at=now + timedelta(minutes=1))
        assert asked(client, "/stories/unheard-of/", status=404) == {"detail": "Nothing is at this address."}
        for path in ("/stories/", "/shows/all-of-us-are-dead/", "/shows/all-of-us-are-dead/seasons/1/"):
            assert "Unheard of" not in json.dumps(asked(client, path))


def test_what_is_no_address_of_it_is_answered_as_json_too(client):
    assert asked(client, "/nowhere/", status=404) == {"detail": "Nothing is at this address."}
    assert asked(client, "/shows/all/seasons/one/", status=404) == {"detail": "Nothing is at this address."}


def test_a_killed_story_says_so(client):
    publishing.kill(make_story("Gone"), by=make_user(), reason="Untrue.")
    assert asked(client, "/stories/gone/", status=410) == {"detail": "This story is gone, and will not return."}


def test_an_old_slug_leads_to_the_present_one(client):
    show = make_show(seasons=1)
    show.slug = "now-at-our-school"
    Addressed.save(show)
    moved = client.get("/api/v1/shows/all-of-us-are-dead/seasons/1/?x=1")
    assert (moved.status_code, moved["Location"]) == (301, "/api/v1/shows/now-at-our-school/seasons/1/?x=1")


def test_its_answers_are_cached_and_purged_like_pages(client):
    show = make_show(seasons=1)
    answer = client.get("/api/v1/shows/all-of-us-are-dead/")
    assert answer["Cache-Control"].startswith("public, s-maxage=") and f"show-{show.pk}" in answer["Surrogate-Key"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Cookie" not in answer.get("Vary", "") and not answer.cookies
    again = client.get("/api/v1/shows/all-of-us-are-dead/", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head("/api/v1/shows/all-of-us-are-dead/")
    assert (head.status_code, head["ETag"]) == (200, answer["ETag"])
    missing = client.get("/api/v1/shows/nowhere/")
    assert missing["Surrogate-Key"] == "stories shows people"
    assert client.post("/api/v1/shows/all-of-us-are-dead/").status_code == 405


def test_its_answers_are_purged_by_the_keys_of_the_page_that_tells_the_same(client):
    show, person = make_show(seasons=2), make_person()
    RelatedShow.objects.create(show=show, to=make_show("Squid Game"), relation=Relation.SAME_UNIVERSE)
    make_appearance(show.seasons.get(number=2), person)
    for page, answer in [
        (show.get_absolute_url(), "/shows/all-of-us-are-dead/"),
        (show.seasons.get(number=2).get_absolute_url(), "/shows/all-of-us-are-dead/seasons/2/"),
        (person.get_absolute_url(), f"/people/{person.slug}/"),
    ]:
        keys = client.get(page)["Surrogate-Key"]
        assert len(keys.split()) >= 2
        assert client.get(f"/api/v1{answer}")["Surrogate-Key"] == keys


@pytest.mark.parametrize("path", ["shows", "people", "stories", "shows/all-of-us-are-dead/seasons/1"])
def test_an_address_without_its_last_slash_leads_to_the_one_with_it(client, path):
    answer = client.get(f"/api/v1/{path}")
    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/{path}/")


def test_its_document_names_every_address_and_what_it_answers(client):
    document = asked(client, "/openapi.json")
    assert document["info"]["title"] == "Newsdesk: read API"
    assert set(document["paths"]) == {
        "/api/v1/",
        "/api/v1/shows/",
        "/api/v1/shows/{slug}/",
        "/api/v1/shows/{slug}/seasons/{number}/",
        "/api/v1/people/",
        "/api/v1/people/{slug}/",
        "/api/v1/stories/",
        "/api/v1/stories/{slug}/",
    }
    assert all(list(path) == ["get"] for path in document["paths"].values())
    listed = document["paths"]["/api/v1/shows/"]["get"]["parameters"]
    assert [parameter["name"] for parameter in listed] == ["status", "after"]
    assert {"Fact", "Season", "Story"} <= set(document["components"]["schemas"])


@pytest.mark.parametrize("length", [1, 3, 30])
def test_its_answers_cost_the_same_at_any_length(client, length):
    show, source = make_show(network=make_network()), make_source()
    for number in range(1, length + 1):
        season = make_season(show, number)
        record_facts(season, {"status": "ordered", "episode_order": 8}, source=source)
        make_appearance(season, make_person(f"Person {number}"), f"Character {number}")
        make_show(f"Show {number}")
        make_story(f"Story {number}", shows=[show], authors=[make_author(f"Author {number}")])

    def queries(path):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    assert {path: queries(f"/api/v1{path}") for path in COSTS} == COSTS


# One of each is the look for what is due.
COSTS = {
    "/shows/": 2,
    "/people/": 2,
    "/stories/": 3,
    "/shows/all-of-us-are-dead/": 11,
    "/shows/all-of-us-are-dead/seasons/1/": 9,
    "/people/person-1/": 10,
    "/stories/story-1/": 4,
}


@pytest.mark.parametrize(
    "path",
    [
        "/shows/?after=%00", "/shows/?after=%ed%a0%80", "/stories/?after=-1", "/stories/?after=9" + "9" * 400,
        "/people/?after=" + "a" * 5000, "/people/?from=%F0%9F%92%A5", "/shows/?status=", "/stories/?kind=%00",
        "/shows/%00/", "/shows/all/seasons/99999999999999999999/", "/shows/a/seasons/-1/", "/stories/%F0%9F%92%A5/",
    ],
)  # fmt: skip
def test_hostile_questions_get_an_answer(client, path):
    make_show(seasons=1)
    assert client.get(f"/api/v1{path}").status_code in {200, 404, 422}
