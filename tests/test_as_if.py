"""The preview as if a fact stood otherwise: the whole text follows, and nothing is written."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.as_if import questions, read_as_if
from articles.models import Reference
from articles.parts import compile_parts
from facts.models import Fact, Report, Statement
from shows.models import Season
from shows.words import SeasonStatus
from tests.make import (
    make_appearance,
    make_draft,
    make_network,
    make_person,
    make_show,
    make_story,
    make_user,
    record_facts,
    record_standing,
    record_status,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def season():
    """The second of *All of Us Are Dead*, ordered, and nobody knows when."""
    season = make_show(seasons=2).seasons.get(number=2)
    record_status(season, SeasonStatus.ORDERED)
    return season


def variants(season):
    """A text with a live answer, a block, and a passage for each of three cases."""
    ref = f"season:{season.pk}"
    return (
        f'<p>Season 2? <data data-fact="{ref}:status" data-form="sentence">x</data></p>'
        f'<p>When? <data data-fact="{ref}:release" data-form="label">x</data>.</p>'
        f'<div data-live-block="status" data-ref="{ref}">Status</div>'
        f'<section data-while="{ref}:status=awaiting|in_development" data-hold="swap"><p>It waits.</p></section>'
        f'<section data-while="{ref}:status=ordered|dated" data-hold="swap"><p>It comes.</p></section>'
        f'<section data-while="{ref}:status=not_happening" data-hold="swap"><p>It is over.</p></section>'
        f'<p>Then <span data-while="{ref}:final=yes" data-hold="swap">for the last time</span>.</p>'
    )


def as_if(html, assumed, **kwargs):
    return read_as_if(compile_parts(html), assumed, NOW, **kwargs)


def test_live_facts_blocks_and_passages_follow_what_is_assumed(season):
    text = as_if(variants(season), {f"season:{season.pk}:status": "not_happening", f"season:{season.pk}:final": "yes"})
    assert "It is over." in text.html
    assert "It comes." not in text.html and "It waits." not in text.html
    assert "Then for the last time." in text.html
    assert "When? " in text.html and ">no release date</data>" in text.html
    assert text.html.count("No. Cancelled.") == 2  # the sentence and the block


def test_what_is_assumed_was_said_by_nobody(season):
    html = as_if(variants(season), {f"season:{season.pk}:status": "in_production"}).html
    assert "Yes. Filming now; no release date yet." in html
    assert "Netflix" not in html.split("When?")[0]
    unchanged = as_if(variants(season), {f"season:{season.pk}:final": "yes"}).html
    assert "Yes. Renewed on 6 June 2022, per Netflix; no release date yet. Season 2 is the last." in unchanged


def test_dated_comes_with_a_day_that_could_be(season):
    html = as_if(variants(season), {f"season:{season.pk}:status": "dated"}).html
    assert "Premieres 20 December 2026 on Netflix." in html
    assert ">20 December 2026</data>" in html
    record_facts(season, {"release": {
        "wording": "1 March 2027", "earliest": "2027-03-01", "latest": "2027-03-01", "precision": "day",
        "certainty": "confirmed",
    }})  # fmt: skip
    assert "Premieres 1 March 2027 on Netflix" in as_if(variants(season), {f"season:{season.pk}:status": "dated"}).html


def test_complete_denies_no_season_that_is_decided(season):
    first = season.show.seasons.get(number=1)
    assert "Season 1 is complete.<" in as_if(variants(first), {f"season:{first.pk}:status": "complete"}).html
    third = as_if(variants(season), {f"season:{season.pk}:status": "complete"}).html
    assert "Season 2 is complete; no season 3 announced." in third


@pytest.mark.parametrize(
    ("name", "word"),
    [
        *(("release", "known"), ("episode_order", "known"), ("paused", "yes"), ("split", "yes"), ("cut_short", "yes")),
        *(("moved_to", "known"), ("final", "no"), ("release", "unknown"), ("moved_to", "unknown")),
    ],
)
def test_every_fact_of_a_season_can_be_assumed(season, name, word):
    make_network("Orrery+")
    ref = f"season:{season.pk}:{name}"
    html = f'<section data-while="{ref}={word}" data-hold="swap"><p>So.</p></section>'
    assert as_if(html, {ref: word}).html == "<p>So.</p>"


def test_the_standing_of_the_cast_and_a_death_can_be_assumed(season):
    appearance = make_appearance(season, make_person(), "Choi Nam-ra")
    record_standing(appearance, "confirmed")
    standing, died = f"appearance:{appearance.pk}:standing", f"person:{appearance.cast_member.person_id}:died"
    html = (
        f'<p><data data-fact="{standing}">x</data></p><div data-live-block="cast" data-ref="season:{season.pk}">x</div>'
        f'<section data-while="{standing}=not_returning" data-hold="swap"><p>Without her.</p></section>'
        f'<section data-while="{died}=known" data-hold="swap"><p>She is missed.</p></section>'
    )
    text = as_if(html, {standing: "not_returning", died: "known"}).html
    assert '<data class="fact" value="not_returning">not returning</data>' in text
    assert "Without her." in text and "She is missed." in text
    assert "confirmed" not in text


def test_a_dated_story_is_read_as_if_it_had_been_so_on_its_day(season):
    record_status(season, SeasonStatus.WRAPPED, as_of=date(2026, 11, 15), at=datetime(2026, 11, 15, tzinfo=UTC))
    text = as_if(variants(season), {f"season:{season.pk}:status": "awaiting"}, as_published=NOW)
    assert "It waits." in text.html and text.since == []


def test_nothing_is_written(season):
    story = make_story(body=variants(season))
    tables = (Season, Fact, Report, Statement, Reference)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    parts = compile_parts(story.body)
    with CaptureQueriesContext(connection) as captured:
        read_as_if(parts, {f"season:{season.pk}:status": "dated", f"season:{season.pk}:final": "yes"}, NOW)
    assert {query["sql"].split()[0] for query in captured} == {"SELECT"}
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


# What is asked


def test_a_question_for_each_fact_that_conditions_hang_on_and_only_words_that_it_may_have(season):
    parts = compile_parts(variants(season))
    ref = f"season:{season.pk}:status"
    asked = {ref: "not_happening", f"season:{season.pk}:final": "maybe", f"season:{season.pk}:paused": "yes"}
    assert [(each.fact.ref, each.chosen) for each in questions(parts, asked)] == [
        (ref, "not_happening"), (f"season:{season.pk}:final", ""),
    ]  # fmt: skip
    assert questions(parts, {ref: "ordered"})[0].chosen == ""  # as it is


def preview(client, story, **asked):
    return client.get(f"/admin/articles/article/{story.pk}/preview/", asked)


def test_the_preview_offers_to_assume_and_says_that_it_does(client, season):
    client.force_login(make_user("writer", groups=["Writers"]))
    story = make_draft(body=variants(season))
    html = preview(client, story).content.decode()
    assert f'<select name="season:{season.pk}:status"><option value="">as it is: ordered</option>' in html
    assert "It comes." in html and "preview-as-if" not in html
    html = preview(client, story, **{f"season:{season.pk}:status": "not_happening"}).content.decode()
    assert "All of Us Are Dead season 2 is not happening (it is ordered)." in html
    assert '<option value="not_happening" selected>not happening</option>' in html
    assert "It is over." in html and "It comes." not in html


def test_the_revision_asked_for_is_the_one_that_is_assumed_of(client, season):
    client.force_login(make_user("writer", groups=["Writers"]))
    html = preview(client, make_draft(body=variants(season)), revision="1").content.decode()
    assert '<input type="hidden" name="revision" value="1">' in html


@pytest.mark.parametrize("word", ["", "soon", "\x00", "a" * 5000, "<script>", "ordered|dated", "\udc80", "None"])
def test_what_nobody_offered_is_ignored(client, season, word):
    client.force_login(make_user("writer", groups=["Writers"]))
    story = make_draft(body=variants(season))
    word = word.encode("utf-8", "surrogatepass")
    keys = (f"season:{season.pk}:status", "season:987654:status", "season:1", "\x00", "revision:")
    answer = client.get(f"/admin/articles/article/{story.pk}/preview/", dict.fromkeys(keys, word))
    assert answer.status_code == 200
    assert "It comes." in answer.content.decode() and "preview-as-if" not in answer.content.decode()


def test_a_text_without_conditions_asks_nothing(client):
    client.force_login(make_user("writer", groups=["Writers"]))
    assert "<form" not in preview(client, make_draft()).content.decode().split("</header>")[1].split("<article")[0]
