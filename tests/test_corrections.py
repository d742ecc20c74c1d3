"""Corrections where readers find them: on the story at the place chosen, on a page of their own, and in its data."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import editing, publishing
from articles.corrections import PER_PAGE
from articles.models import Amendment, Article
from tests.make import PUBLISHED, make_draft, make_story, make_user, sitemap_of
from tests.test_writing_room import again, press, room
from web.models import Purge

pytestmark = pytest.mark.django_db

LATER = PUBLISHED + timedelta(days=2)
PAGE = "/corrections/"


def correct(story, words, kind="correction", place="foot", at=LATER):
    publishing.publish(story, by=None, amended=(kind, words, place), at=at)


def read(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


# On the story


def test_the_editor_chooses_whether_it_stands_above_the_text_or_at_its_foot(client):
    client.force_login(make_user("editor", groups=["Editors"]))
    story = make_story("Six or eight", body="<p>The text itself.</p>")
    assert 'name="place"' in read(client, room(story))
    press(client, "publish", story, standfirst="A", amendment="correction", changed="Six, not eight.", place="top")
    press(client, "publish", again(story), standfirst="B", amendment="clarification", changed="Of season two.")
    assert list(Amendment.objects.order_by("pk").values_list("place", flat=True)) == ["top", "foot"]
    html = read(client, story.get_absolute_url())
    places = [html.index(words) for words in ("Six, not eight.</p>", "The text itself.", "Of season two.</p>")]
    assert places == sorted(places)


def test_what_put_a_mistake_right_is_unfolded_at_the_foot_and_a_mere_update_is_not(client):
    story = make_story()
    correct(story, "Netflix named the day.", kind="update")
    assert '<details class="changes"><summary>What changed' in read(client, story.get_absolute_url())
    correct(story, "Six, not eight.")
    assert '<details class="changes" open><summary>What changed' in read(client, story.get_absolute_url())


def test_it_stands_in_the_data_of_the_story_for_machines(client):
    story = make_story()
    correct(story, "The <day> was named.", kind="update")
    correct(story, "Six, not “eight”.", at=LATER + timedelta(days=1))
    correct(story, "Of season two.", kind="clarification", at=LATER + timedelta(days=2))
    html = read(client, story.get_absolute_url())
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    assert data["correction"] == [
        {"@type": "CorrectionComment", "text": "Of season two.", "datePublished": "2026-11-16T09:00:00+00:00"},
        {"@type": "CorrectionComment", "text": "Six, not “eight”.", "datePublished": "2026-11-15T09:00:00+00:00"},
    ]
    plain = read(client, make_story("Never wrong").get_absolute_url())
    assert "CorrectionComment" not in plain


# The page


def test_the_page_lists_corrections_and_clarifications_the_newest_first(client):
    first, second = make_story("First story"), make_story("Second story")
    correct(first, "Six, not eight.")
    correct(second, "Of <season> two.", kind="clarification", at=LATER + timedelta(hours=1))
    correct(first, "The day was named.", kind="update", at=LATER + timedelta(hours=2))
    html = read(client, PAGE)
    assert html.index("Of &lt;season&gt; two.") < html.index("Six, not eight.")
    assert "The day was named." not in html
    assert f'<a href="{first.get_absolute_url()}">First story</a>' in html
    assert 'Correction, <time datetime="2026-11-14T09:00:00+00:00">14 November 2026</time>' in html


def test_nothing_corrected_is_said_so_and_the_page_is_one_press_away(client):
    html = read(client, PAGE)
    assert "Nothing has been corrected yet." in html
    assert 'href="/corrections/" aria-current="page">Corrections</a>' in html
    assert 'href="/corrections/">Corrections</a>' in read(client, "/")


def test_search_engines_are_told_of_it(client):
    assert "<loc>http://localhost:8000/sitemap-pages-0.xml</loc>" in read(client, "/sitemap.xml")
    assert "<loc>http://localhost:8000/corrections/</loc>" in read(client, "/sitemap-pages-0.xml")
    assert client.get("/sitemap-pages-1.xml").status_code == 404


def test_only_stories_that_are_up_are_named(client):
    withdrawn, killed, live = make_story("Withdrawn one"), make_story("Killed one"), make_story("Live one")
    for story in (withdrawn, killed, live):
        correct(story, f"Correction of {story}.")
    publishing.withdraw(withdrawn, by=None)
    publishing.kill(killed, by=None)
    html = read(client, PAGE)
    assert "Live one" in html and "Withdrawn one" not in html and "Killed one" not in html
    publishing.publish(withdrawn, by=None)
    assert "Withdrawn one" in read(client, PAGE)


def test_it_has_pages(client):
    story = make_story()
    rows = [
        Amendment(
            article=story, kind="correction", words=f"Number {number}.", at=LATER + timedelta(minutes=number // 2)
        )
        for number in range(2 * PER_PAGE + 1)
    ]
    Amendment.objects.bulk_create(rows)
    seen, address = [], PAGE
    while address:
        html = read(client, address)
        seen.append(re.findall(r"Number (\d+)\.", html))
        onward = re.search(r'rel="next" href="([^"]+)"', html)
        address = onward and PAGE + onward[1]
    assert [len(numbers) for numbers in seen] == [PER_PAGE, PER_PAGE, 1]
    assert [int(number) for numbers in seen for number in numbers] == list(range(2 * PER_PAGE, -1, -1))
    assert client.get(f"{PAGE}?after=x").status_code == client.get(f"{PAGE}?after=999999").status_code == 200


@pytest.mark.parametrize("length", [1, 25])
def test_it_costs_the_same_at_any_length(client, length):
    for number in range(length):
        correct(make_story(f"Story {number}"), "Wrong.")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as captured:
        html = read(client, PAGE)
    assert (html.count("Wrong."), len(captured)) == (length, 2)


def test_it_is_forgotten_by_the_edge_when_a_story_changes(client):
    assert client.get(PAGE)["Surrogate-Key"] == "stories"
    assert client.get(PAGE)["Cache-Control"].startswith("public, s-maxage=")


# Killed


def test_a_killed_story_says_that_it_is_gone_at_its_address_and_at_its_old_ones(client, settings):
    settings.EDGE_PURGE_URL = "http://127.0.0.1:9/"
    story = make_story("The secret", slug="first-address")
    editing.save_revision(story, {**story.latest.document, "slug": "second-address"}, by=None)
    publishing.publish(story, by=None)
    assert client.get("/stories/first-address/").status_code == 301
    Purge.objects.all().delete()
    publishing.kill(again(story), by=None, reason="The source asked us to.")
    for address in ("/stories/second-address/", "/stories/first-address/"):
        for ask in (client.get, client.head):
            answer = ask(address)
            assert answer.status_code == 410, address
            assert re.fullmatch(r"public, s-maxage=[1-5]?\d, stale-if-error=86400", answer["Cache-Control"])
            assert answer["Surrogate-Key"] == f"story-{story.pk}"
            assert "The secret" not in answer.content.decode()
    assert "This story has been taken down" in client.get("/stories/second-address/").content.decode()
    assert f"story-{story.pk}" in {key for row in Purge.objects.all() for key in row.keys}


def test_a_story_killed_before_readers_had_it_is_not_there_at_all(client):
    draft, coming = make_draft("Draft"), make_story("Coming", publish_at=timezone.now() + timedelta(hours=1))
    addresses = [story.get_absolute_url() for story in (draft, coming)]
    for story in (draft, coming):
        publishing.kill(story, by=None)
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_withdrawn_is_404_and_can_return_killed_is_410_and_cannot(client):
    withdrawn, killed = make_story("Withdrawn"), make_story("Killed")
    publishing.withdraw(withdrawn, by=None)
    publishing.kill(killed, by=None)
    assert [client.get(story.get_absolute_url()).status_code for story in (withdrawn, killed)] == [404, 410]
    publishing.publish(withdrawn, by=None)
    assert client.get(withdrawn.get_absolute_url()).status_code == 200
    with pytest.raises(publishing.CannotPublish, match="A story that is killed cannot become approved."):
        publishing.publish(killed, by=None)


def test_no_list_shows_a_killed_story(client):
    story = make_story("Unmistakable words", tags=["Netflix"])
    author = story.authors.get()
    pages = ["/", "/stories/", "/topics/netflix/", author.get_absolute_url(), sitemap_of(story)]
    before = [client.get(address).content.decode() for address in pages]
    assert all("Unmistakable words" in html or story.slug in html for html in before)
    publishing.kill(story, by=None)
    after = [client.get(address).content.decode() for address in pages]
    assert [html for html in after if "Unmistakable words" in html or story.slug in html] == []


def test_a_killed_address_costs_two_queries(client):
    story = make_story()
    publishing.kill(story, by=None)
    client.get(story.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        assert client.get(story.get_absolute_url()).status_code == 410
    assert len(captured) == 2
    assert Article.objects.met().count() == 1
