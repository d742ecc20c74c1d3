"""Every address of the site that can be read, before something waits and while it does: no answer differs by a byte.

The addresses come from the URL map, so that a new one is swept as well, or the test says what it lacks to be.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
import time_machine
from django.contrib import admin

from articles import preview_links, publishing
from articles.models import Article, Pitch, Planned, PreviewLink
from facts import decisions
from facts.models import Report, Source
from facts.refs import FactRef
from shows.models import Season, Show
from shows.windows import parse
from shows.words import Job
from staff import notices
from staff.models import User
from tests.every_address import TOKEN, addresses, answer, lists, logged_in, sweep
from tests.make import (
    make_appearance,
    make_author,
    make_crew,
    make_draft,
    make_network,
    make_person,
    make_season,
    make_show,
    make_source,
    make_story,
    make_user,
    record_facts,
    record_status,
    sitemap_of,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HALF_PAST_ELEVEN = NOON - timedelta(minutes=30)
DAY = date(2026, 11, 20)
# Words that are nowhere else on the site.
SECRETS = ["Embargo Gazette", "Embargoland", "quietly decided"]


@pytest.fixture
def writer():
    return make_user("writer", groups=["Writers"])


@pytest.fixture
def season(writer):
    """A season with everything a page can say of it, recorded and published long ago."""
    show = make_show(seasons=1, beat_owner=writer)
    season = make_season(show, 2)
    make_appearance(season, make_person("Cho Yi-hyun"), "Choi Nam-ra")
    make_crew(show, make_person("Chun Sung-il"), Job.SHOWRUNNER)
    make_network("Another Network")
    make_user("editor", groups=["Editors"])
    record_status(season, "awaiting", at=NOON - timedelta(days=3))
    record_status(show.seasons.get(number=1), "complete", at=NOON - timedelta(days=3))
    name = FactRef.of(season, "status")
    body = (
        f'<p><data data-fact="{name}" data-form="sentence">No word.</data></p>'
        f'<div data-live-block="cast" data-ref="season:{season.pk}"></div>'
        f'<div data-live-block="seasons" data-ref="show:{show.pk}"></div>'
        f'<p><span data-while="{name}=awaiting" data-hold="flag">Nobody has said anything.</span></p>'
        f'<section data-while="{name}=ordered" data-hold="swap"><p>It comes back.</p></section>'
    )
    signed = {"shows": [show], "authors": [make_author(user=writer)], "tags": ["Netflix"], "by": writer}
    make_story("Everything we know", body=body, season=season.pk, at=NOON - timedelta(days=2), **signed)
    make_story("It awaits word", body=body, kind="news", at=NOON - timedelta(days=2), **signed)
    tied = make_draft("What is to come", kind="news", **signed)
    publishing.publish(tied, by=writer, publish_at=NOON, at=HALF_PAST_ELEVEN - timedelta(days=1))
    draft = make_draft("A guide in hand", body=body, **signed)
    lent = {"digest": preview_links.digest(TOKEN), "meant_for": "Somebody", "expires": NOON + timedelta(days=9)}
    PreviewLink.objects.create(article=draft, by=writer, **lent)
    out = Article.objects.get(draft_headline="It awaits word")
    Planned.objects.create(article=out, action="withdraw", at=NOON + timedelta(days=9), by=writer)
    notices.tell([writer], "mention", "Somebody names you", address="/admin/", about="story:1")
    Pitch.objects.create(idea="What comes next", show=show, owner=writer, by=writer, due_on=DAY)
    return season


def let_wait(season):
    """All that can be said of the season and its people, embargoed until noon, a story tied to it, and a proposal."""
    source = make_source(SECRETS[0])
    said = {"as_of": DAY, "checked": None, "source": source, "at": HALF_PAST_ELEVEN, "effective_at": NOON}
    said["note"] = "It was quietly decided."
    appearance, member = season.appearances.get(), season.show.crew.get()
    record_facts(
        season,
        {
            "status": "ordered", "release": parse("late 2027", as_of=DAY).as_json(), "episode_order": 17, "final": True,
            "country_dates": {SECRETS[1]: "2027-10-27"}, "moved_to": make_network("Another Network").pk,
        },
        **said,
    )  # fmt: skip
    record_facts(appearance, {"standing": {"word": "not_returning"}}, **said)
    record_facts(member, {"standing": {"word": "not_returning"}}, **said)
    record_facts(appearance.cast_member.person, {"died": "2026-11-18"}, **said)
    Article.objects.filter(draft_headline="What is to come").update(goes_with=Report.objects.waiting().first())
    asked = Report(as_of=DAY, citing=[source], note=said["note"])
    first = FactRef.of(season.show.seasons.get(number=1), "final")
    decisions.propose(asked, {first: True}, by=User.objects.get(username="editor"), at=HALF_PAST_ELEVEN)


# What is asked


def every_path():
    found = addresses()
    return found + list(asked(found))


def asked(found):
    """Lists searched for each secret word, menus asked for all they have, a preview of what may come."""
    season = Season.objects.get(number=2)
    words = [*SECRETS, "of"]
    yield from (f"/search/?q={words}" for words in ("renewed", "what+is+to", "comes+back", "all+of+us", "cho"))
    yield from (f"{path}?q={word.replace(' ', '+')}" for path, word in product(lists(found), words))
    lookup = "/admin/articles/article/lookup/"
    yield from (f"{lookup}?q=all+of+us&kind={kind}" for kind in ("", "fact", "block", "mention", "condition"))
    yield from (f"{lookup}?ref={FactRef.of(season, name)}" for name in ("status", "release", "final"))
    for model, name in autocompletes():
        about = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={name}"
        yield f"/admin/autocomplete/?{about}&term="
    yield f"/admin/shows/season/{season.pk}/announce/?also={season.show.seasons.get(number=1).pk}&report=1"


def autocompletes():
    yield Report, "sources"
    for model, model_admin in admin.site._registry.items():
        yield from ((model, name) for name in model_admin.autocomplete_fields)


@pytest.mark.parametrize("who", ["anybody", "a writer"])
def test_no_address_answers_otherwise_while_something_waits(season, writer, who):
    user = writer if who == "a writer" else None
    with time_machine.travel(HALF_PAST_ELEVEN, tick=False):
        paths = every_path()
        before = sweep(paths, user)
        let_wait(season)
        waiting = sweep(paths, user)
    assert len(paths) > 200 and Report.objects.waiting().count() == 4
    assert [path for path in paths if waiting[path] != before[path]] == []
    assert [path for path, word in product(paths, SECRETS) if word in waiting[path] and "?q=" not in path] == []
    with time_machine.travel(NOON, tick=False):
        after = sweep(paths, user)
    moved = {path for path in paths if after[path] != before[path]}
    person, show = season.appearances.get().cast_member.person, season.show
    for path in [
        "/", "/scorecard/", "/shows/", "/stories/", "/networks/netflix/", sitemap_of(Article.objects.first()),
        *("/feeds/stories.rss", "/feeds/stories.atom", "/feeds/stories.json", "/feeds/facts.atom", "/feeds/facts.json"),
        *("/shows/all-of-us-are-dead/feed.atom", "/topics/netflix/feed.atom", "/sitemap-news.xml"),
        show.get_absolute_url(), season.get_absolute_url(), person.get_absolute_url(),
        season.appearances.get().cast_member.character.get_absolute_url(),
        *(story.get_absolute_url() for story in Article.objects.exclude(published=None)),
    ]:  # fmt: skip
        assert path in moved, path
    assert all(word in after[season.get_absolute_url()] for word in SECRETS[:2])
    if user:
        assert "/admin/" in moved and f"/admin/shows/season/{season.pk}/change/" in moved


def test_what_waits_is_to_a_writer_as_what_is_not_there(season, writer):
    with time_machine.travel(HALF_PAST_ELEVEN, tick=False):
        let_wait(season)
        session = logged_in(writer)
        hidden = {"report": Report.objects.waiting().first().pk, "source": Source.objects.get(publisher=SECRETS[0]).pk}
        for (model, key), step in product(hidden.items(), ("change", "history", "delete")):
            other = 10 ** len(str(key)) - 1  # as long, so that the pages are
            assert other != key
            there, missing = (answer(f"/admin/facts/{model}/{pk}/{step}/", session) for pk in (key, other))
            there = there.replace(f"“{key}”", f"“{other}”").replace(f"/{model}/{key}/", f"/{model}/{other}/")
            assert there == missing, (model, step)


def test_the_sweep_would_see_a_difference(season, writer):
    with time_machine.travel(HALF_PAST_ELEVEN, tick=False):
        paths = every_path()
        before = sweep(paths, None)
        Show.objects.filter(pk=season.show_id).update(title="Quite another title")
        assert season.get_absolute_url() in {path for path, said in sweep(paths, None).items() if said != before[path]}
