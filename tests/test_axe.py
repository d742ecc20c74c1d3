"""Every kind of public page in a real browser: nothing serious for axe, nothing in the console, nothing too wide."""

from datetime import date, timedelta
from functools import partial
from io import StringIO

import pytest
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Route

from articles.publishing import kill
from people.models import Person
from shows.models import Adaptation, Character, Network, Season, Show, SourceWork, WatchLink
from shows.words import SeasonStatus, Standing, WorkKind
from tests.axe import faults
from tests.make import (
    PUBLISHED,
    make_appearance,
    make_network,
    make_person,
    make_show,
    make_story,
    make_user,
    record_facts,
    record_standing,
    record_status,
)

PAGES = {
    "home": "/",
    "scorecard": "/scorecard/",
    "stories": "/stories/",
    "guide": "/stories/everything-we-know/",
    "news": "/stories/renewed/",
    "topic": "/topics/korean-drama/",
    "author": "/authors/mina-frost/",
    "shows": "/shows/",
    "show": "/shows/all-of-us-are-dead/",
    "season": "/shows/all-of-us-are-dead/season-2/",
    "character": "/shows/all-of-us-are-dead/characters/choi-nam-ra/",
    "people": "/people/",
    "person": "/people/cho-yi-hyun/",
    "network": "/networks/netflix/",
    "what was known when": "/shows/all-of-us-are-dead/history/",
    "corrections": "/corrections/",
    "search": "/search/",
    "searched": "/search/?q=renewed",
    "names found": "/search/?q=all+of+us",
    "nothing found": "/search/?q=zzz",
}


@pytest.fixture
def site(transactional_db, live_server):
    """One of everything, in every status a chip has a shape for."""
    show = make_show(seasons=2, original_title="지금 우리 학교는", premise="Students.", premise_credit="TVmaze")
    first, second = show.seasons.order_by("number")
    record_status(first, SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2022, 1, 28))
    record_status(second, SeasonStatus.ORDERED)
    person = make_person(original_name="조이현")
    appearance = make_appearance(second, person, "Choi Nam-ra", standing_is_spoiler=True)
    record_standing(appearance, Standing.RECAST, by_person=make_person("Kim Min-ha"))
    appearance.cast_member.character.fate = "Leaves."
    appearance.cast_member.character.save()
    make_appearance(first, make_person("Lee Yoo-mi"), "Lee Na-yeon", episodes=3)
    first.episodes.create(number=1, title="The bell", airdate=date(2022, 1, 28))
    WatchLink.objects.create(show=show, network=show.network, address="https://www.netflix.com/", region="US")
    work = SourceWork.objects.create(title="Now at Our School", kind=WorkKind.WEBTOON)
    work.authors.add(make_person("Joo Dong-geun"))
    Adaptation.objects.create(show=show, work=work)
    for number, status in enumerate(SeasonStatus):
        other = make_show(f"Show {number}", seasons=1, network=make_network("Orrery+"))
        release = "1 December 2026" if status == SeasonStatus.DATED else None
        record_status(other.seasons.get(), status, release=release)
    blocks = "".join(
        f'<h2>Part {name}</h2><div data-live-block="{name}" data-ref="{ref}"></div>'
        for name, ref in (
            ("status", f"season:{second.pk}"),
            ("cast", f"season:{second.pk}"),
            ("seasons", f"show:{show.pk}"),
        )
    )
    fact = f'<p>It is <data data-fact="season:{second.pk}:status" data-form="label">x</data>.</p>'
    make_story("Everything we know", body=fact + blocks, shows=[show], people=[person], tags=["Korean drama"])
    make_story("Renewed", body=fact, kind="news", shows=[show], at=PUBLISHED + timedelta(minutes=2))
    record_facts(second, {"paused": True}, as_of=date(2023, 1, 1), at=PUBLISHED + timedelta(minutes=3))
    record_status(second, SeasonStatus.IN_PRODUCTION, as_of=date(2023, 1, 2), at=PUBLISHED + timedelta(minutes=4))
    return live_server.url


def test_axe_finds_nothing_serious_on_any_page(site, watched_page):
    found = {}
    for name, path in PAGES.items():
        answer = watched_page.goto(site + path)
        assert answer.status == 200, path
        watched_page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        found[name] = faults(watched_page)
    assert {name: fault for name, fault in found.items() if fault} == {}


def test_no_page_is_wider_than_a_small_telephone(site, watched_page):
    watched_page.set_viewport_size({"width": 320, "height": 640})
    for path in PAGES.values():
        watched_page.goto(site + path)
        wide = watched_page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, path


def test_targets_are_large_enough_and_the_keyboard_reaches_the_page(site, watched_page):
    watched_page.goto(site + "/")
    watched_page.keyboard.press("Tab")
    assert watched_page.evaluate("document.activeElement.textContent") == "Skip to the page"
    watched_page.keyboard.press("Enter")
    assert watched_page.evaluate("document.activeElement.id") == "main"
    heights = "[...document.querySelectorAll('nav a')].map(link => link.getBoundingClientRect().height)"
    assert min(watched_page.evaluate(heights)) >= 24  # CSS pixels, WCAG 2.2


def test_the_pages_of_refusals_and_faults_are_dressed_too(site, watched_page, log_in):
    log_in(make_user("tom", groups=["Writers"]))
    kill(make_story("Gone for good"), by=None, reason="Untrue.")
    for path, status in {
        "/nowhere/": 404,
        "/stories/gone-for-good/": 410,
        "/admin/nowhere/": 404,
        "/admin/facts/report/": 403,
    }.items():
        assert watched_page.goto(site + path).status == status
        watched_page.complaints[:] = [said for said in watched_page.complaints if str(status) not in said]
        assert (path, faults(watched_page)) == (path, {})
    for status, context in {413: {"most": 1_048_576}, 500: {}}.items():
        html = render_to_string(f"{status}.html", context, RequestFactory().get("/") if context else None)
        broken = f"/broken-{status}/"
        watched_page.route(f"**{broken}", partial(Route.fulfill, body=html, content_type="text/html"))
        watched_page.goto(site + broken)
        assert (status, faults(watched_page)) == (status, {})


def test_pages_of_real_records_have_no_fault_either(transactional_db, live_server, watched_page, shared_data):
    """A show with its cast, and one with its seasons, as TVmaze has them; each long."""
    names = ["shows-526-embed-cast.excerpt", "singlesearch-shows-embed-seasons-q-the-walking-dead.200.0d53d3"]
    call_command("import_tvmaze", *(str(shared_data / "tvmaze" / f"{name}.json") for name in names), stderr=StringIO())
    pages = [Show.objects.order_by("pk"), Season.objects.order_by("-number"), Person.objects.order_by("pk")]
    pages += [Character.objects.order_by("pk"), Network.objects.order_by("pk")]
    found = {}
    for thing in (thing for rows in pages for thing in rows[:2]):
        assert watched_page.goto(live_server.url + thing.get_absolute_url()).status == 200
        found[thing.get_absolute_url()] = faults(watched_page)
        watched_page.set_viewport_size({"width": 320, "height": 640})
        assert watched_page.evaluate("document.documentElement.scrollWidth") <= 320, thing
        watched_page.set_viewport_size({"width": 1280, "height": 720})
    assert len(found) >= 8 and {path: fault for path, fault in found.items() if fault} == {}
