"""Feeds of stories: the latest in full, as readers have them at that moment, in three formats."""

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import planned, publishing
from articles.models import Article, Topic
from articles.plain import KEPT
from articles.syndicated import bodies
from newsdesk.feeds import SHOWN
from shows.words import SeasonStatus, Standing
from tests.feed_readers import ATOM, STORIES, entries, get, titles
from tests.hostile_payloads import OURS
from tests.hostile_site import HostileSite
from tests.make import (
    PUBLISHED,
    make_appearance,
    make_author,
    make_draft,
    make_person,
    make_picture,
    make_quote,
    make_show,
    make_source,
    make_story,
    record_facts,
    record_standing,
    record_status,
)
from tests.test_query_budgets import full_body

pytestmark = pytest.mark.django_db

HERE = "http://localhost:8000"
SHOW, TOPIC = "/shows/all-of-us-are-dead/feed.atom", "/topics/netflix/feed.atom"
LATER = PUBLISHED + timedelta(days=2)
RENEWED = "Yes. Renewed on 6 June 2022, per Netflix; no release date yet. Checked 12 November 2026."


@pytest.fixture
def season():
    return make_show(seasons=2).seasons.get(number=2)


def fact(season, form="sentence"):
    return f'<data data-fact="season:{season.pk}:status" data-form="{form}">as saved</data>'


def only(client, path=STORIES[1]):
    [entry] = entries(client, path)
    return entry


# A story


@pytest.mark.parametrize("path", STORIES)
def test_a_feed_tells_a_story_whole(client, path):
    picture = make_picture(alt="A gate & a wall", credit="Ana Doe/Netflix")
    authors = [make_author("Mina Frost"), make_author("Abe Lund")]
    words = {"standfirst": "Less < more & “all”.", "body": "<p>It is <em>quiet</em> again.</p>"}
    story = make_story("Dead & <b>gone</b>", authors=authors, tags=["Netflix", "Drama"], lead_picture=picture, **words)
    read = only(client, path)
    assert (read.id, read.title) == (f"tag:localhost,2026-11-12:story/{story.pk}", "Dead & <b>gone</b>")
    assert read.address == f"{HERE}{story.get_absolute_url()}"
    assert (read.published, read.updated) == ("2026-11-12T09:00:00+00:00", "2026-11-12T09:00:00+00:00")
    summary = "Less &lt; more &amp; “all”." if path.endswith("rss") else "Less < more & “all”."
    assert (read.summary, read.authors, read.tags) == (summary, ["Mina Frost", "Abe Lund"], ["Drama", "Netflix"])
    assert read.html == (
        f'<figure><img src="{HERE}{picture.src}" alt="A gate &amp; a wall" width="960" height="540">'
        "<figcaption>Picture: Ana Doe/Netflix</figcaption></figure>\n<p>It is <em>quiet</em> again.</p>"
    )
    at = f"{HERE}{picture.src}"
    assert read.picture == (at if path.endswith("json") else (at, "A gate & a wall", "Ana Doe/Netflix"))


@pytest.mark.parametrize("path", STORIES)
def test_a_picture_whose_licence_ran_out_is_in_no_feed(client, path):
    picture = make_picture(credit="Ana Doe", expires=timezone.localdate() + timedelta(days=1))
    make_story(lead_picture=picture, body=f'<p>Words.</p><figure data-picture="{picture.pk}"></figure>')
    assert only(client, path).html.count("Ana Doe") == 2
    picture.expires = timezone.localdate() - timedelta(days=1)
    picture.save()
    assert (only(client, path).html, only(client, path).picture) == ("<p>Words.</p>", None)


@pytest.mark.parametrize("path", STORIES)
def test_the_id_of_a_story_stays_when_its_address_changes(client, path):
    before = only(client, path) if make_story() else None
    story = Article.objects.get()
    document = {**story.latest.document, "slug": "another-address"}
    story.latest.document = document
    story.latest.save()
    publishing.publish(story, by=None, at=LATER)
    after = only(client, path)
    assert (after.id, after.published, after.updated) == (before.id, before.published, before.updated)
    assert (before.address, after.address) == (
        f"{HERE}/stories/all-of-us-are-dead-season-2-everything-we-know/",
        f"{HERE}/stories/another-address/",
    )


@pytest.mark.parametrize("path", STORIES)
def test_a_fact_moves_the_words_and_only_a_material_change_the_date(client, season, path):
    story = make_story(body=f"<p>{fact(season)}</p>")
    assert only(client, path).html == "<p>No decision has been announced.</p>"
    record_status(season, SeasonStatus.ORDERED)
    publishing.publish(story, by=None, at=LATER)
    read = only(client, path)
    assert (read.html, read.updated) == (f"<p>{RENEWED}</p>", "2026-11-12T09:00:00+00:00")
    publishing.publish(story, by=None, material=True, at=LATER)
    read = only(client, path)
    assert (read.published, read.updated) == ("2026-11-12T09:00:00+00:00", "2026-11-14T09:00:00+00:00")


def test_the_latest_stories_come_first_and_no_more_than_twenty(client):
    for number in range(22):
        make_story(f"Story {number}", at=PUBLISHED + timedelta(minutes=number))
    for path in STORIES:
        assert titles(client, path) == [f"Story {number}" for number in range(21, 1, -1)]


# Its text


@pytest.mark.parametrize("path", STORIES)
def test_of_prepared_passages_only_the_one_that_holds_is_in_a_feed(client, season, path):
    ref = f"season:{season.pk}:status"
    make_story(
        body=f'<section data-while="{ref}=awaiting" data-hold="swap"><p>Nobody knows.</p></section>'
        f'<section data-while="{ref}=ordered" data-hold="swap"><p>It comes back.</p></section>'
        f'<section data-while="{ref}=not_happening" data-hold="swap"><p>It is over.</p></section>'
    )
    assert only(client, path).html == "<p>Nobody knows.</p>"
    record_status(season, SeasonStatus.ORDERED)
    assert only(client, path).html == "<p>It comes back.</p>"


def test_addresses_are_whole_and_nothing_is_left_to_hang_style_or_script_on(client, season):
    person = make_person()
    appearance = make_appearance(season, person, "Choi Nam-ra")
    record_standing(appearance, Standing.EXPECTED, source=make_source("Netflix"))
    quote = make_quote("We wait.", person=person, outlet="Variety", address="https://v.example/1?a&b")
    body = (
        f'<h2>Who</h2><p>{fact(season)} <a data-ref="person:{person.pk}">her</a> <a href="/shows/">shows</a> '
        '<a href="#s-who">above</a> <a href="https://e.example/?a&amp;b" title="There">there</a> '
        '<a href="mailto:a@e.example">mail</a></p>'
        f'<div data-live-block="cast" data-ref="season:{season.pk}"></div>'
        f'<div data-live-block="status" data-ref="season:{season.pk}"></div>'
        f'<div data-live-block="seasons" data-ref="show:{season.show_id}"></div>'
        f'<blockquote data-quote="{quote.pk}"><p>x</p></blockquote>'
        '<figure data-embed="https://vimeo.com/76979871"><figcaption>The <em>trailer</em></figcaption></figure>'
        '<table><caption>Days</caption><tbody><tr><th>Day</th><td colspan="2">One</td></tr></tbody></table>'
        '<ol start="3"><li>Three</li></ol>'
    )
    story = make_story("Who returns", body=body)
    there = f"{HERE}/shows/all-of-us-are-dead"
    awaited = "No decision has been announced."
    assert only(client).html.replace("\n", "") == (
        f'<h2>Who</h2><p>{awaited} <a href="{HERE}/people/cho-yi-hyun/">her</a> <a href="{HERE}/shows/">shows</a> '
        f'<a href="{HERE}{story.get_absolute_url()}#s-who">above</a> '
        '<a href="https://e.example/?a&amp;b" title="There">there</a> <a href="mailto:a@e.example">mail</a></p>'
        "<table><caption>Cast of All of Us Are Dead season 2</caption>"
        '<thead><tr><th scope="col">Actor</th><th scope="col">As</th><th scope="col">Standing</th></tr></thead>'
        f'<tbody><tr><th scope="row"><a href="{HERE}/people/cho-yi-hyun/">Cho Yi-hyun</a></th>'
        f'<td><a href="{there}/characters/choi-nam-ra/">Choi Nam-ra</a></td><td>Expected</td></tr></tbody></table>'
        f'<p><a href="{there}/season-2/">All of Us Are Dead season 2</a>: {awaited}</p>'
        f'<ul><li><a href="{there}/season-1/">Season 1</a>: {awaited}</li>'
        f'<li><a href="{there}/season-2/">Season 2</a>: {awaited}</li></ul>'
        '<figure><blockquote cite="https://v.example/1?a&amp;b"><p>“We wait.”</p></blockquote><figcaption>'
        f'<a href="{HERE}/people/cho-yi-hyun/">Cho Yi-hyun</a>, <a href="https://v.example/1?a&amp;b">Variety</a>'
        "</figcaption></figure>"
        '<p>The <em>trailer</em> <a href="https://vimeo.com/76979871">Watch it on Vimeo</a></p>'
        '<table><caption>Days</caption><tbody><tr><th scope="row">Day</th><td colspan="2">One</td></tr></tbody></table>'
        '<ol start="3"><li>Three</li></ol>'
    )


@pytest.mark.parametrize("path", STORIES)
def test_what_gives_a_story_away_is_not_spelt_out(client, season, path):
    appearance = make_appearance(season, make_person(), "Choi Nam-ra", standing_is_spoiler=True)
    record_standing(appearance, Standing.NOT_RETURNING)
    cast = f'<div data-live-block="cast" data-ref="season:{season.pk}"></div>'
    folded = (
        f'<section data-spoiler="Who dies"><p>Tom dies.</p>{cast}</section><section data-spoiler><p>So.</p></section>'
    )
    story = make_story("Seen", body=f"<p>Words.</p>{folded}{cast}")
    html = only(client, path).html
    link = f'<a href="{HERE}{story.get_absolute_url()}">read it on the site</a>'
    assert html.startswith(f"<p>Words.</p><p>Who dies (spoiler): {link}.</p><p>Spoiler: {link}.</p><table>")
    assert f"<td><p>Standing (spoiler): {link}.</p></td>" in html
    assert "Tom" not in html and "ot returning" not in html


def test_a_fold_over_nothing_is_not_told_of(client, season):
    passage = f'<section data-while="season:{season.pk}:status=ordered" data-hold="swap"><p>It dies.</p></section>'
    make_story(body=f'<p>Words.</p><section data-spoiler="The end">{passage}</section>')
    assert only(client).html == "<p>Words.</p>"


def test_a_guide_begins_with_its_answer(client, season):
    record_status(season, SeasonStatus.ORDERED)
    make_story(season=season.pk, body=f'<div data-live-block="status" data-ref="season:{season.pk}"></div><p>All.</p>')
    assert only(client).html == (
        f'<p><strong><a href="{HERE}/shows/all-of-us-are-dead/season-2/">'
        f"Will there be a season 2 of All of Us Are Dead?</a></strong></p>\n<p>{RENEWED}</p>\n<p>All.</p>"
    )


def test_a_complete_season_denies_no_next_one_that_is_decided(client, season):
    first = season.show.seasons.get(number=1)
    record_status(first, SeasonStatus.COMPLETE)
    make_story(body=f"<p>{fact(first)}</p>")
    said = "<p>Season 1 is complete; no season 2 announced. Checked 12 November 2026.</p>"
    assert only(client).html == said
    record_status(season, SeasonStatus.IN_DEVELOPMENT)
    assert only(client).html == said
    record_status(season, SeasonStatus.ORDERED, as_of=date(2022, 7, 1))
    assert only(client).html == "<p>Season 1 is complete. Checked 12 November 2026.</p>"


def test_a_dated_story_keeps_what_stood_and_says_where_things_stand_now(client, season):
    make_story(kind="news", body=f"<p>{fact(season)}</p>")
    record_status(season, SeasonStatus.ORDERED, at=LATER)
    assert only(client).html == (
        "<p><strong>Where it stands now</strong></p>\n"
        f'<p><a href="{HERE}/shows/all-of-us-are-dead/season-2/">All of Us Are Dead season 2</a>: {RENEWED}</p>\n'
        "<p>No decision has been announced.</p>"
    )


@pytest.mark.parametrize("path", STORIES)
def test_what_was_amended_stands_where_the_page_has_it_the_newest_first(client, path):
    story = make_story(body="<p>It is three.</p>")
    for hours, amended in enumerate([
        ("correction", "It was <two>.", "top"), ("update", "More.", "foot"), ("clarification", "Of it.", "foot"),
    ]):  # fmt: skip
        publishing.publish(story, by=None, amended=amended, at=LATER + timedelta(hours=hours))

    def told(kind, hour, words):
        time = f'<time datetime="2026-11-14T{hour:02}:00:00+00:00">14 November 2026</time>'
        return f"<li><p>{kind}, {time}</p><p>{words}</p></li>"

    read = only(client, path)
    assert read.html.replace("\n", "") == (
        f"<ol>{told('Correction', 9, 'It was &lt;two&gt;.')}</ol><p>It is three.</p>"
        "<h2>What changed since first published on 12 November 2026</h2>"
        f"<ol>{told('Clarification', 11, 'Of it.')}{told('Update', 10, 'More.')}</ol>"
    )
    assert read.updated == "2026-11-14T11:00:00+00:00"


def full_feed(length):
    """Stories of both sorts, all about the same show, with all that a text may have; one dated, one maintained."""
    body, show = full_body(2)
    person = show.seasons.first().appearances.get().cast_member.person
    body += f'<blockquote data-quote="{make_quote(person=person).pk}"><p>x</p></blockquote>'
    # A season that is complete: whether another follows is asked apart.
    earlier = make_show("Marrow Quay", seasons=2).seasons.get(number=1)
    record_status(earlier, SeasonStatus.COMPLETE)
    body += f"<p>{fact(earlier)}</p>"
    stories = [
        make_story(
            f"Story {number}", body=body, kind="guide" if number % 2 else "news", shows=[show], tags=["Netflix"],
            lead_picture=make_picture(), at=PUBLISHED + timedelta(minutes=number),
        )
        for number in range(length)
    ]  # fmt: skip
    for number, season in enumerate(show.seasons.all()):
        record_status(season, SeasonStatus.ORDERED, at=PUBLISHED + timedelta(minutes=3 * number))
    for appearance in (each.appearances.get() for each in show.seasons.all()):
        record_standing(appearance, Standing.CONFIRMED, at=PUBLISHED + timedelta(minutes=1))
        record_facts(
            appearance, {"standing": {"word": "unlikely"}}, kind="dissent", source=make_source("Variety", tier=6),
            as_of=date(2022, 7, 1), at=LATER,
        )  # fmt: skip
    for story in stories[:2]:
        publishing.publish(story, by=None, amended=("correction", "It was two.", "top"), at=LATER)
    return show


def test_what_a_story_says_does_not_depend_on_which_others_are_read_beside_it():
    full_feed(6)
    stories = list(Article.objects.live(LATER).newest())
    together = bodies(stories, LATER)
    alone = {story.pk: bodies([story], LATER)[story.pk] for story in stories}
    assert together == alone
    assert len(set(alone.values())) == 5 and sum("Reports differ" in html for html in alone.values()) == 3


# Who may have it, and when


def states():
    """{headline: whether readers have it} of stories in every state, all of which began as told."""
    now = timezone.now().replace(microsecond=0)
    signed = {"tags": ["Netflix"], "shows": [make_show()], "authors": [make_author()]}
    for name, step in {"Withdrawn": publishing.withdraw, "Killed": publishing.kill}.items():
        step(make_story(name, **signed), by=None)
    make_draft("Draft", **signed)
    publishing.submit(make_draft("In review", **signed), by=None)
    make_story("Scheduled", publish_at=now + timedelta(seconds=60), at=now, **signed)
    make_story("Live", **signed)
    return now


@pytest.mark.parametrize("path", [*STORIES, SHOW, TOPIC, "/sitemap-news.xml"])
def test_only_what_is_live_is_in_a_feed_and_from_its_very_second_on(client, path):
    with time_machine.travel(datetime(2026, 11, 13, 12, tzinfo=UTC), tick=False) as clock:
        now = states()
        told = ("Live", "Scheduled", "Withdrawn", "Killed", "Draft", "In review")

        def in_it():
            text = get(client, path).content.decode()
            return [name for name in told if name in text]

        clock.move_to(now + timedelta(seconds=59))
        assert in_it() == ["Live"]
        clock.move_to(now + timedelta(seconds=60))
        assert in_it() == ["Live", "Scheduled"]


@pytest.mark.parametrize("path", [*STORIES, SHOW, TOPIC])
def test_an_update_is_in_a_feed_from_the_minute_it_is_planned_for(client, path):
    with time_machine.travel(datetime(2026, 11, 13, 12, tzinfo=UTC), tick=False) as clock:
        story = make_story(shows=[make_show()], tags=["Netflix"])
        changed = {**story.latest.document, "headline": "As planned"}
        revision = story.revisions.create(number=9, document=changed)
        Article.objects.filter(pk=story.pk).update(latest=revision)
        story.refresh_from_db()
        told = ("update", "More is known.", "foot")
        planned.plan_update(story, timezone.now() + timedelta(minutes=1), by=story.owner, amended=told)
        clock.shift(59)
        assert [entry.title for entry in entries(client, path)] == [story.headline]
        clock.shift(1)
        [entry] = entries(client, path)
        assert (entry.title, entry.updated) == ("As planned", "2026-11-13T12:01:00+00:00")


def test_a_topic_that_only_a_scheduled_story_has_has_no_feed(client):
    make_story(tags=["Netflix"], publish_at=timezone.now() + timedelta(hours=1))
    assert client.get(TOPIC).status_code == 404
    assert client.get("/topics/nowhere/feed.atom").status_code == 404
    assert client.get("/shows/nowhere/feed.atom").status_code == 404


def test_a_topic_has_its_stories_and_no_others(client):
    make_story("On it", tags=["Netflix"])
    make_story("On another", tags=["Drama"])
    assert titles(client, TOPIC) == ["On it"]
    assert f"<title>Newsdesk: {Topic.objects.get(slug='netflix')}</title>" in get(client, TOPIC).content.decode()


def test_a_show_that_moved_takes_its_feed_along_in_one_hop(client):
    show = make_show()
    make_story(shows=[show])
    before = get(client, SHOW).content.decode()
    show.slug = "the-dead"
    show.save()
    answer = client.get(SHOW)
    assert (answer.status_code, answer["Location"]) == (301, "/shows/the-dead/feed.atom")
    after = get(client, answer["Location"]).content.decode()
    assert ids_of(before)[0] == ids_of(after)[0]  # that of the feed


def ids_of(text):
    return [each.text for each in ElementTree.fromstring(text).iter(f"{ATOM}id")]


# Texts that are no friends


def test_hostile_words_break_no_feed_and_come_out_as_words(client):
    site = HostileSite(OURS)
    pages = [*STORIES, site.show.get_absolute_url() + "feed.atom", site.topics[0].get_absolute_url() + "feed.atom"]
    for path in pages:
        for entry in entries(client, path):
            assert_plain(entry.html)
    ElementTree.fromstring(get(client, "/sitemap-news.xml").content)
    latest = site.small[0]
    assert only_titled(client, STORIES[1], latest.headline).summary == latest.standfirst


def only_titled(client, path, title):
    return next(entry for entry in entries(client, path) if entry.title == title)


TAG = re.compile(r"<(/?)([^\s>/]*)((?:[^>\"]|\"[^\"]*\")*)>")


def assert_plain(html):
    """Only tags and attributes we keep are in it, and no address that runs or leads nowhere from elsewhere."""
    tags = TAG.findall(html)
    assert html.count("<") == html.count(">") == len(tags)
    for _, name, attributes in tags:
        assert name in KEPT, html
        for attribute, value in re.findall(r'([\w-]+)="([^"]*)"', attributes):
            assert attribute in KEPT[name], html
            if attribute in {"href", "src", "cite"}:
                assert re.match(r"https?://|mailto:", value), html
        assert not re.sub(r' [\w-]+="[^"]*"', "", attributes).strip(), html


def test_characters_that_xml_forbids_are_cleaned_away_before_they_are_stored(client):
    junk = "\x00\x01\x0b\x0c\x1f\ufffe\uffff\ud800\x85"
    body = f"<p>He{junk}re &#1; &#x8; &#xFFFE; &#xD800; &#0;</p><p><a href='https://e.example/{junk}'>x</a></p>"
    make_story(
        f"Head{junk}line", standfirst=f"Stand{junk}first", body=body, tags=[f"To{junk}pic"],
        authors=[make_author(f"Na{junk}me")], lead_picture=make_picture(alt=f"Al{junk}t", credit=f"Cre{junk}dit"),
    )  # fmt: skip
    publishing.publish(Article.objects.get(), by=None, amended=("correction", f"Wo{junk}rds", "top"))
    forbidden = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
    for path in STORIES:
        assert not forbidden.search(get(client, path).content.decode())
        read = only(client, path)
        assert (read.title, read.summary.replace("\n", " "), read.tags) == ("Head line", "Stand first", ["To pic"])
        assert "<p>He re" in read.html.replace("\n", " ") and "<p>Wo" in read.html


# What it costs, and how long it is kept


@pytest.mark.parametrize("length", [1, 3, 30])
def test_a_feed_costs_the_same_for_any_number_of_stories(client, length):
    full_feed(length)
    costs = {path: queries(client, path, length) for path in [*STORIES, TOPIC, SHOW]}
    assert costs == dict.fromkeys(STORIES, 7) | {TOPIC: 7, SHOW: 8}


def queries(client, path, length):
    get(client, path)
    with CaptureQueriesContext(connection) as captured:
        told = entries(client, path)
    stories = [entry for entry in told if "<figure>" in entry.html]
    assert len(stories) == min(length, SHOWN - len(told) + len(stories))
    return len(captured)
