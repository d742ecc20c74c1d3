"""How feeds are sent, found and forgotten, what their formats ask for, and the sitemap of news."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import timezone

from articles import publishing
from articles.models import Article
from facts.decisions import undo
from tests.feed_readers import ATOM, FACTS, STORIES, get
from tests.make import (
    PUBLISHED,
    make_picture,
    make_season,
    make_show,
    make_story,
    make_user,
    record_facts,
    record_status,
)
from web.models import Purge

pytestmark = pytest.mark.django_db

HERE = "http://localhost:8000"
SHOW, TOPIC, NEWS = "/shows/all-of-us-are-dead/feed.atom", "/topics/netflix/feed.atom", "/sitemap-news.xml"
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
    "xml": "application/xml",
}
ALL = [*STORIES, *FACTS, SHOW, TOPIC, NEWS]


@pytest.fixture
def season():
    """With a story and an announcement, so that every feed has an entry of each of its sorts."""
    season = make_season(make_show(), 2)
    body = f'<p><data data-fact="season:{season.pk}:status" data-form="label">x</data></p>'
    make_story("A story", body=body, shows=[season.show], tags=["Netflix"], lead_picture=make_picture())
    record_status(season, "ordered")
    return season


# How they are sent


@pytest.mark.parametrize("path", ALL)
def test_a_feed_is_sent_as_public_pages_are(client, season, path):
    client.force_login(make_user())
    answer = get(client, path)
    assert answer["Content-Type"] == TYPES[path.rpartition(".")[2]]
    assert re.fullmatch(r"public, s-maxage=\d{1,2}, stale-if-error=86400", answer["Cache-Control"])
    assert "Cookie" not in answer.get("Vary", "") and not answer.cookies and "Last-Modified" not in answer
    same = client.get(path, headers={"If-None-Match": answer["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    head = client.head(path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", answer["ETag"])
    assert client.post(path).status_code == 405


def test_a_feed_has_another_tag_once_a_fact_in_it_moved(client, season):
    tags = {path: get(client, path)["ETag"] for path in ALL}
    record_facts(season, {"status": "in_production"}, at=PUBLISHED + timedelta(hours=1))
    assert [path for path in ALL if get(client, path)["ETag"] == tags[path]] == [NEWS]


# How they are forgotten


def publish(season):
    make_story("Another", shows=[season.show], tags=["Netflix"])


def correct(season):
    publishing.publish(Article.objects.get(), by=None, amended=("correction", "It was two.", "top"))


def withdraw(season):
    publishing.withdraw(Article.objects.get(), by=None)


def kill(season):
    publishing.kill(Article.objects.get(), by=None)


def record(season):
    record_facts(season, {"final": True})


def take_back(season):
    undo(season.facts.get().statements.get().report, by=None, reason="Misread.")


def rename(season):
    season.show.title = "Another name"
    season.show.save()


STORY_FEEDS = [*STORIES, SHOW, TOPIC]


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        (publish, [*STORY_FEEDS, NEWS]),
        (correct, STORY_FEEDS),
        (withdraw, [*STORY_FEEDS, NEWS]),
        (kill, [*STORY_FEEDS, NEWS]),
        (record, [*STORY_FEEDS, *FACTS]),
        (take_back, [*STORY_FEEDS, *FACTS]),
        (rename, [*STORY_FEEDS, *FACTS]),
    ],
)
def test_the_edge_forgets_the_feeds_that_a_change_is_in(client, season, settings, change, paths):
    keys = {path: set(get(client, path)["Surrogate-Key"].split()) for path in paths}
    settings.EDGE_PURGE_URL = "http://127.0.0.1:9/"
    change(season)
    purged = {key for purge in Purge.objects.all() for key in purge.keys}
    assert [path for path in paths if not purged & keys[path]] == []


def test_surrogate_keys_are_those_of_lists_and_of_the_shows_whose_facts_are_told(client, season):
    show = f"show-{season.show_id}"
    assert {path: get(client, path)["Surrogate-Key"] for path in ALL} == {
        **dict.fromkeys([*STORIES, TOPIC], f"stories facts shows people {show}"),
        **dict.fromkeys(FACTS, "facts shows people"),
        SHOW: f"{show} people",
        NEWS: "stories",
    }


# How they are found


def alternates(client, path):
    html = get(client, path).content.decode()
    return re.findall(r'<link rel="alternate" type="([^"]+)" title="([^"]+)" href="([^"]+)">', html)


def test_pages_name_their_feeds_and_their_foot_leads_to_two(client, season):
    everywhere = [
        ("application/rss+xml", "Newsdesk: stories", STORIES[0]),
        ("application/atom+xml", "Newsdesk: stories", STORIES[1]),
        ("application/feed+json", "Newsdesk: stories", STORIES[2]),
        ("application/atom+xml", "Newsdesk: what was decided", FACTS[0]),
        ("application/feed+json", "Newsdesk: what was decided", FACTS[1]),
    ]
    for path in ("/", "/stories/", Article.objects.get().get_absolute_url()):
        assert alternates(client, path) == everywhere, path
    of_show = [("application/atom+xml", "Newsdesk: All of Us Are Dead", SHOW)]
    assert alternates(client, "/shows/all-of-us-are-dead/") == of_show
    assert alternates(client, "/topics/netflix/") == [("application/atom+xml", "Newsdesk: Netflix", TOPIC)]
    for path in ("/", "/people/", "/scorecard/"):
        foot = get(client, path).content.decode().partition('<footer class="foot">')[2]
        assert f'Feeds: <a href="{STORIES[0]}">stories</a>, <a href="{FACTS[0]}">decisions</a>' in foot


# What the formats ask for


@pytest.mark.parametrize("path", [STORIES[1], FACTS[0], SHOW, TOPIC])
def test_atom_has_what_rfc_4287_demands(client, season, path):
    root = ElementTree.fromstring(get(client, path).content)
    assert root.tag == f"{ATOM}feed"
    assert [link.get("href") for link in root.findall(f"{ATOM}link[@rel='self']")] == [HERE + path]
    assert [name.text for name in root.findall(f"{ATOM}author/{ATOM}name")] == ["Newsdesk"]
    found = root.findall(f"{ATOM}entry")
    assert len(found) == (2 if path == SHOW else 1)
    for each in (root, *found):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1 and each.findtext(f"{ATOM}{name}"), name
        moment = datetime.fromisoformat(each.findtext(f"{ATOM}updated"))
        assert moment.tzinfo is not None
        assert re.match(r"tag:localhost,\d{4}-\d\d-\d\d:[a-z/0-9]+$|urn:uuid:", each.findtext(f"{ATOM}id"))
    assert root.findtext(f"{ATOM}updated") == max(each.findtext(f"{ATOM}updated") for each in found)
    ids = [each.findtext(f"{ATOM}id") for each in (root, *found)]
    assert len(set(ids)) == len(ids)
    for entry in found:
        assert entry.find(f"{ATOM}link[@rel='alternate']").get("href").startswith(HERE)
        assert entry.find(f"{ATOM}content").get("type") == "html"


def test_rss_has_what_its_second_version_demands(client, season):
    root = ElementTree.fromstring(get(client, STORIES[0]).content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    [channel] = root
    assert channel.findtext("title") == "Newsdesk: stories" and channel.findtext("link") == f"{HERE}/stories/"
    assert channel.findtext("description") and channel.findtext("language") == "en-GB"
    assert channel.find(f"{ATOM}link").attrib == {"rel": "self", "href": HERE + STORIES[0]}
    [item] = channel.findall("item")
    assert item.find("guid").get("isPermaLink") == "false"
    assert item.findtext("pubDate") == "Thu, 12 Nov 2026 09:00:00 +0000"


@pytest.mark.parametrize("path", [STORIES[2], FACTS[1]])
def test_json_has_what_json_feed_demands(client, season, path):
    feed = json.loads(get(client, path).content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == HERE + path and feed["home_page_url"].startswith(HERE)
    assert (feed["authors"], feed["language"]) == ([{"name": "Newsdesk", "url": HERE}], "en-GB")
    [item] = feed["items"]
    assert {"id", "url", "title", "content_html", "date_published", "date_modified"} <= item.keys()
    assert all(isinstance(item[name], str) and item[name] for name in ("id", "url", "content_html"))


def test_the_id_of_a_story_is_of_the_sites_host_without_its_port(client, season, settings):
    settings.SITE_URL = "https://news.example:8443"
    [item] = json.loads(get(client, STORIES[2]).content)["items"]
    assert item["id"] == f"tag:news.example,2026-11-12:story/{Article.objects.get().pk}"
    assert item["url"].startswith("https://news.example:8443/stories/")
    assert item["image"].startswith("https://news.example:8443/media/")


# The sitemap of news


def test_the_sitemap_of_news_has_the_stories_of_the_last_two_days(client):
    with time_machine.travel(datetime(2026, 11, 13, 12, tzinfo=UTC), tick=False):
        make_story("Too old", at=timezone.now() - timedelta(days=2))
        back = make_story("Back again", at=timezone.now() - timedelta(days=3))
        publishing.withdraw(back, by=None)
        publishing.publish(back, by=None, publish_at=timezone.now() - timedelta(hours=1))
        make_story("Just in", at=timezone.now() - timedelta(days=2) + timedelta(seconds=1))
        make_story("Cats & <dogs>", at=timezone.now())
        root = ElementTree.fromstring(get(client, NEWS).content)
    sitemaps = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    news = "{http://www.google.com/schemas/sitemap-news/0.9}"
    assert root.tag == f"{sitemaps}urlset"
    told = [
        (
            url.findtext(f"{sitemaps}loc"),
            *(url.findtext(f"{news}news/{news}{name}") for name in ("title", "publication_date")),
            *(url.findtext(f"{news}news/{news}publication/{news}{name}") for name in ("name", "language")),
        )
        for url in root
    ]
    assert told == [
        (f"{HERE}/stories/cats-and-dogs/", "Cats & <dogs>", "2026-11-13T12:00:00+00:00", "Newsdesk", "en"),
        (f"{HERE}/stories/just-in/", "Just in", "2026-11-11T12:00:01+00:00", "Newsdesk", "en"),
    ]


@pytest.mark.parametrize("length", [1, 3, 30])
def test_the_sitemap_of_news_costs_the_same_for_any_number_of_stories(client, length, django_assert_num_queries):
    for number in range(length):
        make_story(f"Story {number}", at=timezone.now() - timedelta(minutes=number))
    get(client, NEWS)
    with django_assert_num_queries(2):
        assert get(client, NEWS).content.count(b"<url>") == length
