"""A report that waits: no page shows its value, or that it waits, before its minute; every page does after."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from facts.models import Report
from tests.make import (
    make_appearance,
    make_author,
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


def test_an_editor_sees_what_waits_on_the_desk(client, season):
    client.force_login(make_user(groups=["Editors"]))
    with time_machine.travel(NOON - timedelta(minutes=30), tick=False):
        assert "20 Nov 2026" in read(client, reverse("admin:shows_season_announce", args=[season.pk]))
