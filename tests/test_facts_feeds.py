"""Feeds of facts: an entry for each report that moved something, told as readers may know it."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from facts.announced import announced
from facts.confirming import confirm
from facts.decisions import cancel, propose, undo
from facts.ledger import record
from facts.models import Report
from facts.refs import FactRef
from shows.models import Show
from shows.windows import parse
from shows.words import Form, Standing
from tests.feed_readers import FACTS, entries, get, titles
from tests.make import (
    PUBLISHED,
    make_appearance,
    make_crew,
    make_network,
    make_person,
    make_season,
    make_show,
    make_source,
    make_story,
    record_facts,
    record_standing,
    record_status,
)

pytestmark = pytest.mark.django_db

HERE = "http://localhost:8000"
FEED = FACTS[0]
SHOW = "/shows/hallow-parish/feed.atom"
MOST = dict.fromkeys(FACTS, 30) | {SHOW: 20}  # entries: the feed of a show has its stories too, in full
SEASON = f"{HERE}/shows/hallow-parish/season-3/"


@pytest.fixture
def season():
    return make_season(make_show("Hallow Parish"), 3)


@pytest.mark.parametrize("path", FACTS)
def test_an_entry_tells_what_was_decided_who_said_so_and_when(client, season, path):
    source = make_source("Netflix", tier=2, address="https://netflix.example/renewed?a&b")
    record_status(season, "awaiting", as_of=date(2022, 1, 1), kind="opening", at=PUBLISHED - timedelta(hours=1))
    record_status(season, "ordered", source=source)
    [entry] = entries(client, path)
    assert entry.id == f"tag:localhost,2026-11-12:season/{season.pk}/status/2"
    assert (entry.title, entry.address) == ("Hallow Parish: season 3 renewed", SEASON)
    assert (entry.published, entry.updated) == ("2026-11-12T09:00:00+00:00", "2026-11-12T09:00:00+00:00")
    assert entry.html == (
        f'<ul>\n<li><a href="{SEASON}">Season 3</a>: status <strong>ordered</strong> (was awaiting word)</li>\n</ul>\n'
        '<p>As of <time datetime="2022-06-06">6 June 2022</time>, '
        'per <a href="https://netflix.example/renewed?a&amp;b">Netflix</a> '
        "(press release, or a named trade quoting the network).</p>"
    )


DAY = {"status": "dated", "release": parse("27 October 2027", as_of=date(2022, 6, 6)).as_json()}


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"status": "not_happening"}, "season 3 cancelled"),
        ({"status": "in_development"}, "season 3 in development"),
        ({"status": "in_production"}, "season 3 filming"),
        ({"status": "wrapped"}, "season 3 filmed"),
        ({"status": "airing"}, "season 3 out now"),
        ({"status": "complete"}, "season 3 complete"),
        (DAY, "season 3 premieres 27 October 2027"),
        ({"release": parse("late 2026", as_of=date(2022, 6, 6)).as_json()}, "season 3 expected late 2026"),
        ({"release": None}, "season 3 no release date"),
        ({"episode_order": 8, "status": "ordered", "final": True}, "season 3 renewed, to be the last, 8 episodes"),
        ({"final": False}, "season 3 not to be the last"),
        ({"paused": True}, "season 3 on hold"),
        ({"paused": False}, "season 3 no longer on hold"),
        ({"split": True}, "season 3 released in parts"),
        ({"cut_short": True}, "season 3 pulled mid-run"),
        ({"moved_to": None}, "season 3 not moved"),
        ({"country_dates": {"Japan": "2026-11-01"}}, "season 3 dates by country"),
    ],
)
def test_a_headline_says_each_fact_in_house_english(client, season, values, title):
    record_facts(season, values)
    assert titles(client, FEED) == [f"Hallow Parish: {title}"]


def test_a_first_season_is_ordered_and_one_more_of_a_limited_series_is_not_planned(client, season):
    record_status(make_season(season.show, 1), "ordered")
    Show.objects.update(form=Form.LIMITED)
    record_status(season, "not_happening", at=PUBLISHED + timedelta(hours=1))
    record_status(make_season(season.show, 0), "ordered", at=PUBLISHED + timedelta(hours=2))
    assert titles(client, FEED) == [
        "Hallow Parish: specials ordered", "Hallow Parish: season 3 none planned", "Hallow Parish: season 1 ordered",
    ]  # fmt: skip


def test_a_network_and_who_takes_over_are_named(client, season):
    record_facts(season, {"moved_to": make_network("Orrery+").pk})
    appearance = make_appearance(season, make_person("Ada Vale"), "Nell")
    record_standing(appearance, Standing.RECAST, by_person=make_person("Ines Roe"), at=PUBLISHED + timedelta(hours=1))
    assert titles(client, FEED) == [
        "Hallow Parish: Ada Vale (season 3) recast, now Ines Roe", "Hallow Parish: season 3 now on Orrery+",
    ]  # fmt: skip
    assert "moved to <strong>Orrery+</strong>" in entries(client, FEED)[1].html


def test_crew_and_people_are_told_of_at_their_own_pages(client, season):
    maker = make_crew(season.show, make_person("Tom Ray"))
    record_standing(maker, Standing.NOT_RETURNING)
    record_facts(make_person("Ada Vale"), {"died": "2022-06-03"}, at=PUBLISHED + timedelta(hours=1))
    assert [(entry.title, entry.address) for entry in entries(client, FEED)] == [
        ("Ada Vale died 3 June 2022", f"{HERE}/people/ada-vale/"),
        ("Hallow Parish: Tom Ray not returning", f"{HERE}/people/tom-ray/"),
    ]


def test_a_standing_that_gives_the_story_away_is_not_spelt_out(client, season):
    appearance = make_appearance(season, make_person("Ada Vale"), "Nell", standing_is_spoiler=True)
    record_standing(appearance, Standing.NOT_RETURNING)
    for path in (*FACTS, SHOW):
        [entry] = entries(client, path)
        assert entry.title == "Hallow Parish: Ada Vale (season 3) standing (spoiler)"
        assert (
            f'<a href="{HERE}/people/ada-vale/">Ada Vale, Season 3</a>: standing (spoiler): '
            f'<a href="{HERE}/people/ada-vale/">read it on the site</a>'
        ) in entry.html
        assert "ot returning" not in get(client, path).content.decode()


def test_a_report_on_several_things_is_one_entry_that_leads_to_their_show(client, season):
    other = make_season(season.show, 4)
    third = make_season(make_show("Marrow Quay"), 2)
    report = Report(as_of=date(2022, 6, 6), citing=[make_source()])
    values = {FactRef.of(each, "status"): "ordered" for each in (season, other, third)}

    record(report, values, seen={}, at=PUBLISHED)
    [entry] = entries(client, FEED)
    assert entry.title == "Hallow Parish: season 3 renewed; season 4 renewed and 1 more"
    assert entry.address == f"{HERE}/shows/hallow-parish/"
    assert "Marrow Quay, Season 2</a>: status <strong>ordered</strong>" in entry.html
    [of_show] = entries(client, SHOW)
    assert of_show.title == "Hallow Parish: season 3 renewed; season 4 renewed" and "Marrow" not in of_show.html
    assert of_show.id == entry.id


def test_a_correction_is_told_as_one_and_what_it_corrects_is_marked_and_updated(client, season):
    report = record_status(season, "ordered")
    undo(report, by=None, reason="It was <season> 4.", at=PUBLISHED + timedelta(hours=2))
    for path in FACTS:
        correction, mistake = entries(client, path)
        assert correction.title == "Correction: Hallow Parish: season 3 awaiting word"
        assert "<p>Our correction: It was &lt;season&gt; 4.</p>" in correction.html
        assert (correction.published, correction.updated) == ("2026-11-12T11:00:00+00:00",) * 2
        assert mistake.title == "Hallow Parish: season 3 renewed (corrected since)"
        assert "<s>ordered</s> Our mistake, corrected since." in mistake.html
        assert (mistake.published, mistake.updated) == ("2026-11-12T09:00:00+00:00", "2026-11-12T11:00:00+00:00")


def test_a_source_that_is_gone_is_named_and_not_linked(client, season):
    record_status(season, "ordered", source=make_source("Netflix", address="https://netflix.example/", dead=True))
    assert ", per Netflix (on screen or official announcement).</p>" in entries(client, FEED)[0].html


def test_what_moves_nothing_or_only_opens_our_records_is_no_news(client, season):
    record_status(season, "ordered", kind="opening")
    confirm(season, by=None, at=PUBLISHED + timedelta(hours=1))
    rival = make_source("Variety", tier=6)
    record_facts(season, {"status": "in_production"}, kind="dissent", source=rival, as_of=date(2022, 7, 1))
    record_status(season, "ordered", as_of=date(2022, 8, 1))
    assert [titles(client, path) for path in (*FACTS, SHOW)] == [[], [], []]
    record_status(season, "in_production", as_of=date(2022, 9, 1))
    assert titles(client, FEED) == ["Hallow Parish: season 3 filming"]


@pytest.mark.parametrize("path", [*FACTS, SHOW])
def test_nothing_tells_of_what_waits_until_its_minute(client, season, path):
    with time_machine.travel(datetime(2026, 11, 13, 12, tzinfo=UTC), tick=False) as clock:
        record_status(season, "awaiting", kind="opening")
        record_facts(season, {"episode_order": 8})
        before = get(client, path)
        moment = datetime(2026, 11, 13, 12, 5, tzinfo=UTC)
        said = {"as_of": date(2026, 11, 13), "checked": None, "at": datetime.now(UTC), "effective_at": moment}
        record_status(season, "ordered", **said)
        cancel(record_facts(season, {"final": True}, **said), by=None)
        propose(
            Report(as_of=date(2022, 6, 6), citing=[make_source()]), {FactRef.of(season, "status"): "ordered"}, by=None
        )
        clock.move_to(moment - timedelta(seconds=1))
        assert (get(client, path).content, get(client, path)["ETag"]) == (before.content, before["ETag"])
        clock.move_to(moment)
        [after, _] = entries(client, path)
        assert (after.title, after.published) == ("Hallow Parish: season 3 renewed", "2026-11-13T12:05:00+00:00")


def test_no_id_counts_reports(client, season):
    """The keys of reports would: what waits has one too, and would leave a gap."""
    record_status(season, "ordered")
    first = entries(client, FEED)[0].id
    for _ in range(3):
        confirm(season, by=None)
    record_facts(season, {"final": True}, at=PUBLISHED + timedelta(hours=1))
    ids = [entry.id for entry in entries(client, FEED)]
    assert ids == [f"tag:localhost,2026-11-12:season/{season.pk}/final/1", first]


def test_a_show_has_its_stories_and_what_was_announced_of_it_by_date(client, season):
    make_story("First", shows=[season.show], at=PUBLISHED)
    record_status(season, "ordered", at=PUBLISHED + timedelta(hours=1))
    make_story("Third", shows=[season.show], at=PUBLISHED + timedelta(hours=2))
    record_status(make_season(make_show("Marrow Quay"), 2), "ordered")
    make_story("Of another")
    assert titles(client, SHOW) == ["Third", "Hallow Parish: season 3 renewed", "First"]
    make_show("Quiet")
    assert titles(client, "/shows/quiet/feed.atom") == []


def test_the_latest_are_told_and_a_long_report_by_its_first_lines(client):
    show = make_show("Hallow Parish")
    for number in range(1, 32):
        record_status(make_season(show, number), "ordered", at=PUBLISHED + timedelta(minutes=number))
    for path, most in MOST.items():
        assert titles(client, path) == [f"Hallow Parish: season {n} renewed" for n in range(31, 31 - most, -1)]
    season = make_season(show, 40)
    values = {
        FactRef.of(make_appearance(season, make_person(f"P {number}")), "standing"): {"word": "confirmed"}
        for number in range(23)
    }

    record(Report(as_of=date(2022, 6, 6), citing=[make_source()]), values, seen={}, at=PUBLISHED + timedelta(days=1))
    entry = entries(client, FEED)[0]
    assert entry.title == "Hallow Parish: P 0 (season 40) confirmed; P 1 (season 40) confirmed and 21 more"
    assert entry.html.count("<strong>confirmed</strong>") == 20 and "<li>And 3 more.</li>" in entry.html


HOSTILE = '<script>alert(1)</script>"&{{ 7 }}'


def test_hostile_words_are_words(client):
    season = make_season(make_show(HOSTILE, slug="hostile"), 3)
    network = make_network(HOSTILE, slug="hostile-network")
    source = make_source(HOSTILE)
    record_facts(season, {"moved_to": network.pk, "country_dates": {HOSTILE[:80]: "2026-11-01"}}, source=source)
    undo(Report.objects.get(), by=None, reason=HOSTILE, at=PUBLISHED + timedelta(hours=1))
    for path in (*FACTS, "/shows/hostile/feed.atom"):
        told = entries(client, path)
        assert len(told) == 2 and HOSTILE in told[0].title
        assert all("<script" not in entry.html for entry in told)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told[0].html


@pytest.mark.parametrize("length", [1, 3, 30])
def test_it_costs_the_same_for_any_number_of_reports(client, length):
    show = make_show("Hallow Parish")
    for number in range(length):
        season = make_season(show, number + 2)
        appearance = make_appearance(season, make_person(f"Person {number}"), f"Part {number}")
        record_facts(season, {"status": "ordered", "moved_to": make_network(f"Network {number}").pk})
        record_standing(appearance, Standing.RECAST, by_person=make_person(f"Other {number}"))
    for path, cost in {**dict.fromkeys(FACTS, 2), SHOW: 4}.items():
        get(client, path)
        with CaptureQueriesContext(connection) as captured:
            told = entries(client, path)
        assert (len(told), len(captured)) == (min(2 * length, MOST[path]), cost)


def test_who_asks_with_an_earlier_clock_is_told_of_no_later_report(season):
    record_status(season, "ordered")
    assert [each.title for each in announced(PUBLISHED)] == ["Hallow Parish: season 3 renewed"]
    assert announced(PUBLISHED - timedelta(seconds=1)) == []


def test_the_feeds_are_well_formed_without_an_entry(client):
    for path in (FEED, "/feeds/stories.atom", "/feeds/stories.rss"):
        root = ElementTree.fromstring(get(client, path).content)
        assert "1970" in ElementTree.tostring(root).decode()
