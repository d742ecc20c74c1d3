"""The card beside the @ menu: what a row is, and what it would put into the text now."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import expect

from articles.lookup import look_up
from articles.lookup_card import card, parts_of
from shows.words import SeasonStatus
from tests.axe import faults
from tests.make import (
    make_appearance,
    make_author,
    make_character,
    make_crew,
    make_draft,
    make_person,
    make_show,
    make_user,
    record_facts,
    record_standing,
    record_status,
)
from tests.room import OpenRoom

pytestmark = pytest.mark.django_db(transaction=True)

LOOKUP = "/admin/articles/article/lookup/"


@pytest.fixture
def dead():
    show = make_show(seasons=2)
    first, second = show.seasons.order_by("number")
    record_status(first, SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2022, 1, 28))
    record_status(second, SeasonStatus.ORDERED)
    make_appearance(first, make_person("Cho Yi-hyun", original_name="조이현"), "Choi Nam-ra")
    record_standing(make_appearance(second, make_person("Lomon")), "confirmed")
    make_crew(show, make_person("Lee Jae-kyoo"), "director")
    return show


ANSWER = "Yes. Renewed on 6 June 2022, per Netflix; no release date yet. Checked 12 November 2026."
SOURCE = "Netflix, 6 June 2022. Checked 12 November 2026."


def cards(question, **kwargs):
    """{"kind ref form-or-block": its card} of what the menu offers."""
    return {
        " ".join(filter(None, (row["kind"], row["ref"], row["form"] or row["block"]))): row["card"]
        for row in look_up(question, **kwargs)
    }


# What comes with the rows


def test_a_fact_says_what_it_would_read_now_and_who_said_so(dead):
    second = dead.seasons.get(number=2)
    found = cards("all of us dead 2 status", kind="fact")
    what = "Live fact: status of All of Us Are Dead season 2"
    assert found[f"fact season:{second.pk}:status label"] == {
        "what": what,
        "lines": ["Renewed", ANSWER],
        "source": SOURCE,
    }
    assert found[f"fact season:{second.pk}:status sentence"]["lines"] == [ANSWER]
    found = cards("all of us dead 2 paused", kind="fact")
    assert [each["source"] for each in found.values()] == ["Nothing is recorded of it yet."] * len(found)


def test_blocks_seasons_and_shows_say_what_they_hold(dead):
    first, second = dead.seasons.order_by("number")
    found = cards("all of us dead")
    assert found[f"block season:{second.pk} status"] == {
        "what": "Live block: where All of Us Are Dead season 2 stands", "lines": [ANSWER], "source": SOURCE,
    }  # fmt: skip
    seasons = cards("all of us dead", kind="block")[f"block show:{dead.pk} seasons"]
    assert (seasons["what"], seasons["lines"][0][:18]) == (
        "Live block: all seasons of All of Us Are Dead",
        "Season 2: Renewed.",
    )
    assert found[f"mention season:{second.pk}"] == {"what": "A link to the season", "lines": [ANSWER], "source": SOURCE}
    assert found[f"mention show:{dead.pk}"] == {
        "what": "A link to the show, on Netflix", "lines": ["Season 2: Renewed.", "Season 1: Complete."], "source": "",
    }  # fmt: skip
    assert found[f"block season:{first.pk} cast"] is None


def test_a_long_list_is_counted_not_told():
    show = make_show(seasons=9)
    assert cards("all of us dead", kind="block")[f"block show:{show.pk} seasons"]["lines"][5:] == ["and 4 more"]


# What is asked for


def test_people_characters_casts_and_shows_are_known_when_they_are_asked_for(dead):
    first, second = dead.seasons.order_by("number")
    member = dead.cast.get(person__name="Cho Yi-hyun")
    assert card(f"person:{member.person_id}") == {
        "what": "A link to the person, 조이현", "lines": ["Choi Nam-ra in All of Us Are Dead"], "source": "",
    }  # fmt: skip
    assert card(f"character:{member.character_id}") == {
        "what": "A link to the character of All of Us Are Dead", "lines": ["Played by Cho Yi-hyun."], "source": "",
    }  # fmt: skip
    assert card(f"cast:season:{first.pk}") == {
        "what": "Live block: cast of All of Us Are Dead season 1",
        "lines": ["Cho Yi-hyun as Choi Nam-ra: unknown"], "source": "",
    }  # fmt: skip
    assert card(f"cast:season:{second.pk}")["lines"] == ["Lomon: confirmed"]
    assert card(f"show:{make_show('Squid Game', seasons=1).pk}")["lines"] == ["Season 1: awaiting word."]


def test_what_somebody_is_known_for_is_all_of_it_and_a_death_comes_first(dead):
    lee = dead.crew.get().person
    make_appearance(make_show("Squid Game", seasons=1).seasons.get(), lee, "The Front Man")
    record_facts(lee, {"died": "2026-01-02"})
    assert card(f"person:{lee.pk}")["lines"] == [
        "Died 2 January 2026.", "director of All of Us Are Dead", "The Front Man in Squid Game",
    ]  # fmt: skip
    host = make_person("Kim Host")
    make_appearance(make_show("Kitchen", seasons=1).seasons.get(), host, role="host")
    assert parts_of([host.pk, lee.pk])[host.pk] == ["host in Kitchen"]


def test_a_card_costs_at_most_two_queries_for_any_number_of_parts(dead):
    lee = dead.crew.get().person
    for number in range(12):
        make_crew(make_show(f"Show {number:02}"), lee, "writer")
        make_character(dead, f"Pupil {number}")
    for asked in (f"person:{lee.pk}", f"show:{dead.pk}", f"cast:season:{dead.seasons.first().pk}"):
        with CaptureQueriesContext(connection) as captured:
            assert card(asked)
        assert len(captured) <= 2
    assert card(f"person:{lee.pk}")["lines"][5:] == ["and 8 more"]


@pytest.mark.parametrize(
    "asked",
    ["", "x", "person:", "person:0", "person:987", "cast:person:1", "season:1", "show:x", "cast:season:987", ":::"],
)
def test_what_is_not_there_has_no_card(asked):
    assert card(asked) is None


def test_the_look_up_answers_with_a_card_whoever_may_see_stories(client, dead):
    member = dead.cast.first()
    assert client.get(LOOKUP, {"card": f"person:{member.person_id}"}).status_code == 302
    client.force_login(make_user("writer", groups=["Writers"]))
    answer = client.get(LOOKUP, {"card": f"person:{member.person_id}"})
    assert [each["what"] for each in answer.json()["results"]] == ["A link to the person, 조이현"]
    assert "no-store" in answer["Cache-Control"]
    for odd in ("\x00", "person:" + "9" * 40, "x" * 5000, "\udc80", "person:١"):
        answer = client.get(LOOKUP, {"card": odd.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200 and "results" in answer.json()


# In a browser


@pytest.fixture
def room(watched_page, live_server, log_in, dead):
    writer = make_user("writer", groups=["Writers"])
    log_in(writer)
    story = make_draft(by=writer, body="<p>See </p>", shows=[dead], authors=[make_author()])
    return OpenRoom(watched_page, live_server.url, story)


def overlap(one, other):
    return (
        one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]
    )  # fmt: skip


@pytest.mark.parametrize("width", [1280, 375])
def test_the_card_follows_the_chosen_row_beside_the_menu_or_beyond_it(room, width):
    room.page.set_viewport_size({"width": width, "height": 800})
    asked = []
    room.page.on("request", lambda request: asked.append(request.url) if "card=" in request.url else None)
    room.put_cursor_behind("See")
    room.page.keyboard.type(" @dead 2 status")
    shown = room.page.locator(".desk-at-card")
    expect(shown).to_contain_text("Live fact: status of All of Us Are Dead season 2")
    expect(shown).to_contain_text(SOURCE)
    chosen = room.page.locator(".desk-at [aria-selected=true]")
    assert chosen.get_attribute("aria-describedby") == shown.get_attribute("id")
    menu, box = room.page.locator(".desk-at").bounding_box(), shown.bounding_box()
    assert not overlap(menu, box)
    beside = box["x"] >= menu["x"] + menu["width"]
    assert beside == (width == 1280)
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] >= 0 and box["y"] + box["height"] <= 800
    line = room.text.locator("p").first.bounding_box()
    line |= {"height": line["height"] - 4}  # its box ends below its letters
    assert not overlap(line, box)
    assert faults(room.page) == {}
    room.page.keyboard.press("ArrowDown")
    expect(shown.locator("p").first).to_have_text("Renewed")
    assert asked == []
    room.page.keyboard.press("Escape")
    expect(shown).to_be_hidden()


def test_a_person_is_asked_for_when_somebody_rests_on_the_row_and_only_once(room):
    asked = []
    room.page.on("request", lambda request: asked.append(request.url) if "card=" in request.url else None)
    room.put_cursor_behind("See")
    room.page.keyboard.type(" @cho yi")
    shown = room.page.locator(".desk-at-card")
    expect(shown).to_contain_text("Choi Nam-ra in All of Us Are Dead")
    room.page.keyboard.press("ArrowUp")
    room.page.keyboard.press("ArrowDown")
    expect(shown).to_contain_text("Choi Nam-ra in All of Us Are Dead")
    assert len(asked) == 1
    room.page.keyboard.press("Enter")
    expect(shown).to_be_hidden()
    assert room.html.startswith('<p>See <a data-ref="person:')
