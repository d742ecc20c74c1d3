"""A report that waits: no page shows its value, or that it waits, before its minute; every page does after."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from facts.models import Report, Source
from facts.refs import FactRef
from tests.make import (
    make_appearance,
    make_author,
    make_draft,
    make_person,
    make_season,
    make_show,
    make_story,
    make_user,
    record_facts,
    record_status,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SECRET = "Embargo Gazette"


@pytest.fixture
def season():
    """A season whose renewal, per a publisher named nowhere else, waits until noon."""
    from tests.make import make_source

    season = make_season(make_show(), 2)
    appearance = make_appearance(season, make_person(), "Choi Nam-ra")
    record_status(season, "awaiting", at=NOON - timedelta(days=3))
    source = make_source(SECRET)
    record_status(
        season, "ordered", release="late 2027", as_of=date(2026, 11, 20), checked=None, source=source,
        at=NOON - timedelta(hours=2), effective_at=NOON,
    )  # fmt: skip
    record_facts(
        appearance, {"standing": {"word": "confirmed"}}, as_of=date(2026, 11, 20), checked=None, source=source,
        at=NOON - timedelta(hours=2), effective_at=NOON,
    )  # fmt: skip
    return season


@pytest.fixture
def pages(season):
    """Every public page that says something of the season."""
    body = (
        f'<p><data data-fact="season:{season.pk}:status" data-form="sentence">No word.</data></p>'
        f'<div data-live-block="status" data-ref="season:{season.pk}"></div>'
        f'<div data-live-block="cast" data-ref="season:{season.pk}"></div>'
        f'<div data-live-block="seasons" data-ref="show:{season.show_id}"></div>'
        f'<section data-while="season:{season.pk}:status=ordered" data-hold="swap"><p>{SECRET} was right.</p></section>'
    )
    story = make_story(
        shows=[season.show], authors=[make_author()], body=body, tags=["Netflix"], at=NOON - timedelta(days=1)
    )
    person = season.appearances.get().cast_member
    return {
        "story": story.get_absolute_url(),
        "show": season.show.get_absolute_url(),
        "season": season.get_absolute_url(),
        "person": person.person.get_absolute_url(),
        "character": person.character.get_absolute_url(),
        "scorecard": reverse("scorecard"),
        "home": reverse("home"),
        "network": season.show.network.get_absolute_url(),
        "shows": reverse("shows"),
    }


def read(client, path):
    answer = client.get(path)
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{answer.content.decode()}"


# What each page says once the moment has come.
AFTER = {
    "story": [SECRET, "Renewed on 20 November 2026", "was right", "confirmed"],
    "show": [SECRET, "Renewed on 20 November 2026", "onfirmed"],
    "season": [SECRET, "Renewed on 20 November 2026", "onfirmed"],
    "person": ["Renewed", "onfirmed"],
    "character": ["onfirmed"],
    "scorecard": [SECRET, "Renewed"],
    "home": [SECRET, "Renewed"],
    "network": ["enewed", "upcoming"],
    "shows": ["pcoming"],
}


def test_no_page_shows_it_before_its_minute_and_every_page_after_with_nothing_run_in_between(client, pages):
    with time_machine.travel(NOON - timedelta(seconds=1), tick=False):
        before = {name: read(client, path) for name, path in pages.items()}
    for name, text in before.items():
        text = text.replace(">Renewed</a>", "")  # the list of shows offers every status as a filter
        assert SECRET not in text and "Renewed" not in text and "onfirmed" not in text and "was right" not in text, name
        assert "s-maxage=1," in text, name
    assert Report.objects.waiting().count() == 2
    with time_machine.travel(NOON, tick=False):
        after = {name: read(client, path) for name, path in pages.items()}
    for name, text in after.items():
        found = [words for words in AFTER[name] if words in text]
        assert found if name in {"network"} else found == AFTER[name], (name, found)
    assert Report.objects.waiting().count() == 0


def test_nobody_below_an_editor_learns_that_something_waits(client, season):
    client.force_login(make_user("writer", groups=["Writers"]))
    with time_machine.travel(NOON - timedelta(minutes=30), tick=False):
        for path in [
            reverse("admin:index"),
            reverse("admin:shows_season_changelist"),
            reverse("admin:shows_season_change", args=[season.pk]),
            reverse("admin:shows_show_change", args=[season.show_id]),
            reverse("admin:facts_source_changelist"),
            reverse("admin:articles_article_lookup") + "?q=all+of+us",
        ]:
            text = client.get(path).content.decode()
            assert SECRET not in text and "20 Nov 2026" not in text and "late 2027" not in text, path


def proposal(season, **typed):
    status = FactRef.of(season, "status")
    described = {"as_of": "2026-11-19", "kind": "news", "publisher": "Variety", "title": "Word", "tier": "2"}
    return {f"{status}": "complete", f"{status}:seen": "1", "_propose": "1", **described, **typed}


def test_a_refused_proposal_does_not_tell_what_will_stand_by_then(client, season, writer):
    with time_machine.travel(NOON - timedelta(minutes=30), tick=False):
        announce = reverse("admin:shows_season_announce", args=[season.pk])
        text = read(client, announce) + client.post(announce, proposal(season, effective_at="2027-01-01T00:00")).text
    assert "A season that is “awaiting word” cannot become “complete”" in text
    assert "that is “ordered”" not in text


def test_a_source_known_only_from_what_waits_cannot_be_guessed_by_its_number(client, season, writer):
    known, unknown = Source.objects.get(publisher=SECRET).pk, 10**6
    announce = reverse("admin:shows_season_announce", args=[season.pk])
    with time_machine.travel(NOON - timedelta(minutes=30), tick=False):
        answers = [client.post(announce, proposal(season, known_sources=[key])).text for key in (known, unknown)]
        going_back = client.post(announce, proposal(season, known_sources=[known], _back="1")).text
    assert SECRET not in answers[0] + going_back
    assert f"Select a valid choice. {known} is not one" in answers[0] and f"choice. {unknown} is" in answers[1]


def test_nor_by_its_address(client, season, writer):
    Source.objects.filter(publisher=SECRET).update(address="https://secret.example/embargo")
    announce, waits = reverse("admin:shows_season_announce", args=[season.pk]), reverse("admin:facts_report_waiting")
    typed = {"address": "https://secret.example/embargo", f"{FactRef.of(season, 'status')}": "ordered"}
    with time_machine.travel(NOON - timedelta(minutes=30), tick=False):
        asked = client.post(announce, proposal(season, **typed, publisher="", tier="")).text
        assert "Say who published the new source." in asked and SECRET not in asked
        hearsay = proposal(season, **typed, publisher="Tom’s guess", tier="7")
        assert "A source of tier 6 or 7 alone may not decide" in client.post(announce, hearsay).text
        answer = client.post(announce, proposal(season, **typed, publisher="Tom’s guess", tier="3"), follow=True)
        assert Report.objects.proposed().count() == 1
        assert SECRET not in answer.text + client.get(waits).text


def test_a_writer_cannot_find_out_by_its_number_that_a_report_waits_for_a_story(client, season, writer):
    story = make_draft(shows=[season.show], by=writer, authors=[make_author()])
    address, document = reverse("admin:articles_article_change", args=[story.pk]), story.latest.document
    data = {
        **{name: value for name, value in document.items() if value is not None},
        "tags": "", "note": "", "_version": story.version, "goes_with": Report.objects.waiting().first().pk,
    }  # fmt: skip
    refused = client.post(address, data)
    assert refused.status_code == 200 and "goes_with" in refused.context["adminform"].form.errors
    unknown = client.post(address, data | {"goes_with": 10**6})
    assert unknown.context["adminform"].form.errors == refused.context["adminform"].form.errors


def test_an_editor_sees_what_waits_on_the_desk(client, season):
    client.force_login(make_user(groups=["Editors"]))
    with time_machine.travel(NOON - timedelta(minutes=30), tick=False):
        assert "20 Nov 2026" in read(client, reverse("admin:shows_season_announce", args=[season.pk]))
