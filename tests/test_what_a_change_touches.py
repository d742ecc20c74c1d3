"""The blast radius, confirmations and outlooks: what is told before a change, and what is kept apart from facts."""

from datetime import date

import pytest
from django.urls import reverse

from articles import second_look, vouching
from articles.models import Article
from facts.blast_radius import blast_radius
from facts.confirming import confirm, confirm_awaiting
from facts.models import Fact, Outlook, Report
from facts.outlooks import give
from facts.refs import FactRef
from facts.rules import NotAllowed, Refused
from shows.models import Season
from shows.words import SeasonStatus
from tests.make import (
    PUBLISHED,
    make_appearance,
    make_draft,
    make_person,
    make_season,
    make_show,
    make_source,
    make_story,
    make_user,
    record_facts,
)
from tests.make import record_status as record

pytestmark = pytest.mark.django_db


@pytest.fixture
def season():
    season = make_season(make_show(), 2)
    record(season, SeasonStatus.AWAITING, as_of=date(2022, 1, 28))
    return season


def flagged(season, hold="flag", values="awaiting"):
    return f'<span data-while="season:{season.pk}:status={values}" data-hold="{hold}">No word</span>'


def live(season):
    return f'<p>It is <data data-fact="season:{season.pk}:status" data-form="label">x</data>.</p>'


def radius(season, said="ordered"):
    return blast_radius({FactRef.of(season, "status"): said})


def test_it_tells_pages_stories_and_sentences_apart(season):
    make_appearance(season, make_person(), "Choi Nam-ra")
    make_story("Live", body=live(season))
    make_story("News of the day", kind="news", body=live(season))
    make_story("Flagged", body=f"<p>{flagged(season)} yet.</p>")
    make_story("Prepared", body=f"<p>{flagged(season, 'swap')}</p>")
    make_story("About it", kind="list", body="<p>Watch.</p>", shows=[season.show])
    make_story("Not yet", body=f"<p>{flagged(season)}.</p>", publish_at=PUBLISHED.replace(year=2099))
    told = radius(season)
    assert {listing.label: listing.count for listing in told.pages} == {
        "show": 1, "season": 1, "character": 0, "person": 1, "network": 1, "list": 3,
    }  # fmt: skip
    assert (told.live.count, [words for words, _ in told.live.first], told.dated, told.swaps) == (1, ["Live"], 1, 1)
    assert told.looks_count == 2
    assert [(look.headline, look.sentence) for look in told.looks] == [("Flagged", "No word yet."), ("About it", "")]
    assert "true only while status is “awaiting word”" in told.looks[0].reason


def test_a_standing_touches_the_pages_and_blocks_of_that_cast_alone(season):
    appearance = make_appearance(season, make_person(), "Choi Nam-ra")
    make_appearance(season, make_person("Lomon"), "Lee Su-hyeok")
    block = f'<div data-live-block="cast" data-ref="season:{season.pk}">x</div>'
    make_story("Guide", body=f"<p>Who returns?</p>{block}")
    make_story("News of the day", kind="news", body=f"<p>They met.</p>{block}")
    make_story("Live", body=live(season))
    told = blast_radius({FactRef.of(appearance, "standing"): {"word": "confirmed"}})
    assert {listing.label: [words for words, _ in listing.first] for listing in told.pages} == {
        "show": ["All of Us Are Dead"], "season": ["All of Us Are Dead season 2"], "character": ["Choi Nam-ra"],
        "person": ["Cho Yi-hyun"],
    }  # fmt: skip
    assert (told.live.count, [words for words, _ in told.live.first], told.dated) == (1, ["Guide"], 1)


def test_words_vouched_for_as_things_stand_are_told_of_again_where_the_change_brings_them_back(season):
    story = make_story("Flagged", body=f"<p>{flagged(season)} yet.</p>")
    record(season, SeasonStatus.ORDERED)
    [row] = second_look.page(reasons=[second_look.Reason.UNTRUE])[0]
    vouching.still_right([story.pk], row.key, row.number, by=None)
    assert second_look.page(reasons=[second_look.Reason.UNTRUE])[0] == []
    told = radius(season, "in_production")
    assert [(look.headline, look.sentence) for look in told.looks] == [("Flagged", "No word yet.")]
    assert told.looks[0].reason == "not true while status is “ordered”, and not then either"
    assert radius(season, "awaiting").looks_count == 0
    record(season, SeasonStatus.IN_PRODUCTION)
    assert len(second_look.page(reasons=[second_look.Reason.UNTRUE])[0]) == told.looks_count


def test_what_stays_as_it_is_touches_nothing(season):
    make_story("Flagged", body=f"<p>{flagged(season)}.</p>")
    told = radius(season, "awaiting")
    assert (told.looks_count, told.live.count, told.pages[0].count) == (0, 0, 0)


@pytest.mark.parametrize("length", [1, 30])
def test_it_costs_the_same_for_any_number_of_stories(season, length, django_assert_max_num_queries):
    for number in range(length):
        make_story(f"Story {number}", body=f"<p>{flagged(season)} yet.</p>{live(season)}")
    with django_assert_max_num_queries(20):
        told = radius(season)
    assert (told.looks_count, told.live.count) == (length, length)


def test_going_back_keeps_what_was_typed_and_nothing_is_recorded_by_looking(client, season):
    client.force_login(make_user(groups=["Editors"]))
    address = reverse("admin:shows_season_announce", args=[season.pk])
    status = FactRef.of(season, "status")
    typed = {
        "as_of": "2022-06-06", "kind": "news", "publisher": "Netflix", "title": "Renewed", "tier": "1",
        "note": "Heard at noon.", f"{status}": "ordered", f"{status}:seen": "1",
    }  # fmt: skip
    looked = client.post(address, typed | {"_look": "1"}).content.decode()
    assert "Record it" in looked and 'name="note" value="Heard at noon."' in looked
    assert Report.objects.count() == 1
    back = client.post(address, typed | {"_back": "1"}).content.decode()
    assert "Heard at noon." in back and 'value="ordered" selected' in back
    refused = client.post(address, typed | {"_look": "1", f"{status}": "complete"}).content.decode()
    assert "cannot become" in refused and "Heard at noon." in refused


def test_going_back_keeps_every_source_that_was_ticked_and_what_was_to_follow(client, season):
    client.force_login(make_user(groups=["Editors"]))
    address = reverse("admin:shows_season_announce", args=[season.pk])
    netflix, variety = make_source(), make_source("Variety")
    status, release = FactRef.of(season, "status"), FactRef.of(season, "release")
    typed = {
        "as_of": "2022-06-06", "kind": "news", "known_sources": [netflix.pk, variety.pk], f"{status}": "dated",
        f"{status}:seen": "1", f"{release}": "1 March 2099", f"{release}:seen": "0",
    }  # fmt: skip
    follow = f"follow-airing-{season.pk}"
    typed |= {follow: "on", f"{follow}-at": "2099-03-01T08:00"}
    back = client.post(address, typed | {"_back": "1"}).content.decode()
    for source in (netflix, variety):
        assert f'<option value="{source.pk}" selected>' in back
    assert f'<input type="hidden" name="{follow}-at" value="2099-03-01T08:00">' in back
    again = client.post(address, typed | {"_look": "1"}).content.decode()
    assert f'name="{follow}-at" value="2099-03-01T08:00"' in again
    assert Report.objects.count() == 1


# Still right


def test_a_season_is_confirmed_with_everything_recorded_of_it(season):
    confirm(season, by=None)
    fact = Fact.objects.get()
    assert (fact.number, fact.checked, fact.as_of) == (1, Report.objects.order_by("pk").last().as_of, date(2022, 1, 28))


def test_nothing_recorded_is_nothing_to_confirm_but_silence_can_be_noted():
    season = make_season(make_show("Another"), 1)
    with pytest.raises(Refused, match="nothing to confirm"):
        confirm(season, by=None)
    confirm_awaiting(season, by=None)
    assert (Fact.objects.get().number, Season.objects.get().status) == (1, "awaiting")


def test_a_whole_list_is_confirmed_at_once(client, season):
    client.force_login(make_user(groups=["Editors"]))
    other = make_season(season.show, 3)
    data = {"action": "still_right", "_selected_action": [season.pk, other.pk]}
    page = client.post(reverse("admin:shows_season_changelist"), data, follow=True)
    assert "Checked today: 2 seasons." in page.content.decode()


# Outlooks


def test_an_outlook_is_signed_shown_and_cleared_by_the_first_official_word(client, season):
    editor = make_user(groups=["Editors"])
    client.force_login(editor)
    data = {"verdict": "safe_bet", "reason": "It was watched."}
    client.post(reverse("admin:shows_season_outlook", args=[season.pk]), data)
    page = client.get(season.show.get_absolute_url()).content.decode()
    assert "Our outlook, not a fact: <strong>safe bet</strong>. It was watched." in page
    record(season, SeasonStatus.ORDERED)
    assert Outlook.objects.get().cleared_at is not None
    assert "Our outlook" not in client.get(season.show.get_absolute_url()).content.decode()


@pytest.mark.parametrize("values", [{"final": True}, {"paused": True}, {"episode_order": 8}])
def test_an_outlook_ends_with_what_decides_something(season, values):
    give(season, "safe_bet", by=None, signed="Mina Frost")
    record_facts(season, values)
    assert (Outlook.objects.get().cleared_at is None) == ("episode_order" in values)


def test_a_decided_season_needs_no_outlook(season):
    record(season, SeasonStatus.ORDERED)
    season.refresh_from_db()
    with pytest.raises(NotAllowed, match="is decided"):
        give(season, "safe_bet", by=None, signed="Mina Frost")


def test_a_writer_signs_no_outlook(client, season):
    client.force_login(make_user("writer", groups=["Writers"]))
    address = reverse("admin:shows_season_outlook", args=[season.pk])
    assert client.post(address, {"verdict": "safe_bet"}).status_code == 403


def test_a_draft_is_no_story_that_needs_a_look(season):
    make_draft("Draft", body=f"<p>{flagged(season)}.</p>")
    assert (radius(season).looks_count, Article.objects.count()) == (0, 1)
