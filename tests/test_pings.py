"""A hub is told of what is new in feeds: once for each, whoever ticks, and again where it did not listen."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from articles import publishing
from articles.models import Article
from newsdesk import pings
from newsdesk.pings import ping_due
from tests.feed_readers import FACTS, STORIES
from tests.listening import Listener, listening
from tests.make import make_author, make_draft, make_season, make_show, make_user, record_status
from web.models import Ping, Tick

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)


class Hub(Listener):
    told = []

    def do_POST(self):
        said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.told.append(said["hub.url"][0].removeprefix("http://localhost:8000"))
        assert said["hub.mode"] == ["publish"]
        self.answer()


@pytest.fixture
def hub(settings):
    Hub.told = []
    with listening(Hub) as settings.NEWSDESK_HUB:
        yield Hub


def scheduled(moment, **document):
    story = make_draft(authors=[make_author()], **document)
    publishing.publish(story, by=None, publish_at=moment, at=NOW - timedelta(days=9))
    return story


def test_without_a_hub_nothing_is_asked_and_no_feed_names_one(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ping_due() == 0
    assert "hub" not in client.get(STORIES[1]).content.decode()


def test_every_format_names_the_hub(client, settings):
    settings.NEWSDESK_HUB = "https://hub.example/"
    rss, atom, json = (client.get(path) for path in STORIES)
    assert '<atom:link href="https://hub.example/" rel="hub"/>' in rss.content.decode()
    assert '<link href="https://hub.example/" rel="hub"' in atom.content.decode()
    assert json.json()["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_a_hub_is_told_once_of_each_feed_with_something_new_the_clock_s_too(hub):
    assert (ping_due(NOW), hub.told) == (0, [])
    scheduled(NOW - timedelta(hours=2))
    assert (ping_due(NOW), hub.told) == (3, STORIES)
    assert ping_due(NOW) == 0
    record_status(make_season(make_show()), "ordered", at=NOW - timedelta(hours=1))
    assert (ping_due(NOW), hub.told[3:]) == (2, FACTS)
    scheduled(NOW + timedelta(minutes=5), headline="Later")
    assert ping_due(NOW) == 0
    assert (ping_due(NOW + timedelta(minutes=5)), hub.told[5:]) == (3, STORIES)


def test_a_material_update_is_news(hub):
    story = scheduled(NOW - timedelta(hours=2))
    assert ping_due(NOW) == 3
    Article.objects.filter(pk=story.pk).update(material_update=NOW - timedelta(hours=1))
    assert ping_due(NOW) == 3


def test_what_the_hub_does_not_take_is_told_the_next_time_and_stops_nothing(hub, client):
    scheduled(NOW - timedelta(hours=2))
    hub.answers = [500]
    assert ping_due(NOW) == 2
    [ping] = Ping.objects.exclude(problem="")
    assert (ping.feed, ping.newest, ping.problem) == ("stories-rss", None, "HTTP Error 500: Internal Server Error")
    client.force_login(make_user("editor", groups=["Editors"]))
    Tick.objects.create(at=timezone.now(), said="")
    page = "/admin/articles/article/calendar/"
    assert "The hub could not be told what is new in feeds." in client.get(page).content.decode()
    assert (ping_due(NOW), hub.told[3:]) == (1, STORIES[:1])
    assert "The hub could not" not in client.get(page).content.decode()


def test_of_two_at_once_one_tells(hub, monkeypatch):
    scheduled(NOW - timedelta(hours=2))
    inner = []

    def send(address, really=pings._send):
        monkeypatch.setattr(pings, "_send", really)
        inner.append(ping_due(NOW))
        really(address)

    monkeypatch.setattr(pings, "_send", send)
    assert (ping_due(NOW), inner) == (1, [2])
    assert sorted(hub.told) == sorted(STORIES)
