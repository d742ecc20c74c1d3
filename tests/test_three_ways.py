"""Writer, editor, reader: one story from its first word to the change that every page tells at once. In a browser."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from articles.models import Article, Reference, ReferenceRole, State
from facts.models import Fact, Statement
from shows.words import SeasonStatus
from tests.axe import faults
from tests.make import (
    make_appearance,
    make_author,
    make_draft,
    make_person,
    make_picture,
    make_show,
    make_story,
    make_user,
    record_status,
)

pytestmark = pytest.mark.django_db(transaction=True)

RENEWED = re.compile(r"Yes\. Renewed on 6 June 2022, per Netflix; no release date yet\.")


@pytest.fixture
def dead():
    """*All of Us Are Dead* on the day its second season had no word, the first one out."""
    show = make_show(seasons=2)
    first, second = show.seasons.order_by("number")
    record_status(first, SeasonStatus.COMPLETE, release="28 January 2022", as_of=date(2022, 1, 28))
    record_status(second, SeasonStatus.AWAITING, as_of=date(2022, 1, 28))
    person = make_person()
    for season in (first, second):
        make_appearance(season, person, "Choi Nam-ra")
    return show


def at_menu(page, words, option):
    """Type @ and `words`, and take `option` with the keyboard once it is the chosen one."""
    page.keyboard.type(f"@{words}")
    expect(page.locator(".desk-at [aria-selected=true]")).to_contain_text(option)
    page.keyboard.press("Enter")


EMPTY_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def fill_in_the_rest(page, picture):
    """What the checklist asks for besides a text with a source and its author."""
    # The row of the picture is there, and its file is not.
    page.route("**/media/**", lambda route: route.fulfill(content_type="image/svg+xml", body=EMPTY_PICTURE))
    page.get_by_label("Standfirst").fill("So far.")
    page.locator(".field-lead_picture .select2-selection").click()
    page.keyboard.type(picture.title)
    page.get_by_role("option", name=picture.title).click()
    page.get_by_role("textbox", name="Topics").fill("Netflix")
    page.get_by_text("Address and search").click()
    page.get_by_label("Search description").fill("What is known so far.")


def log_in_by_form(page, site, username):
    """Through the door everybody uses, as nobody the browser knew before."""
    page.context.clear_cookies()
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill("newsdesk")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("#user-tools summary")).to_contain_text(username)


def test_a_renewal_reaches_every_page_that_rests_on_it(watched_page, live_server, dead):
    page, site = watched_page, live_server.url
    second = dead.seasons.get(number=2)
    writer = make_user("writer", groups=["Writers"])
    make_author("Mina Frost", user=writer)

    # The writer drafts a guide with a mention and a live fact, and submits it.
    log_in_by_form(page, site, "writer")
    page.goto(f"{site}/admin/articles/article/add/?show={dead.pk}")
    page.get_by_label("Headline").fill("All of Us Are Dead season 2: everything we know")
    page.get_by_label("Kind").select_option("guide")
    page.wait_for_selector(".ProseMirror[aria-multiline]")
    page.get_by_role("textbox", name="Body").click()
    page.keyboard.type("What of ")
    at_menu(page, "nam-ra", "Choi Nam-ra")
    page.keyboard.type("now? ")
    at_menu(page, "all of us dead 2 status", "No decision has been announced.")
    page.keyboard.type("She waits.")
    fill_in_the_rest(page, make_picture("A still"))
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Submitted: it waits for an editor.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Publish"))).to_have_count(0)
    story = Article.objects.get()
    assert (story.state, story.owner) == (State.IN_REVIEW, writer)
    assert page.goto(f"{site}{story.get_absolute_url()}").status == 404
    page.complaints.clear()  # the browser logs that 404

    # An editor publishes it. Readers are told that there is no word.
    editor = make_user("editor", groups=["Editors"])
    log_in_by_form(page, site, "editor")
    page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Published: readers have it now.")).to_be_visible()
    page.get_by_role("link", name="readers have it now").click()
    body = page.locator(".body")
    expect(body).to_contain_text("What of Choi Nam-ra now? No decision has been announced.")
    expect(body.get_by_role("link", name="Choi Nam-ra")).to_have_attribute(
        "href", "/shows/all-of-us-are-dead/characters/choi-nam-ra/"
    )

    others = [
        "/shows/all-of-us-are-dead/",
        "/shows/all-of-us-are-dead/season-2/",
        "/people/cho-yi-hyun/",
        "/scorecard/",
    ]
    for address in others:
        page.goto(f"{site}{address}")
        expect(page.locator("main")).to_contain_text("All of Us Are Dead")
        expect(page.locator("main")).not_to_contain_text("Renewed")

    # The editor records that Netflix has renewed it.
    page.goto(f"{site}/admin/shows/season/{second.pk}/announce/")
    page.get_by_label("Status").select_option("ordered")
    page.get_by_label("As of").fill("2022-06-06")
    page.get_by_label("Or a new one: address").fill("https://about.netflix.com/en/news/all-of-us-are-dead-season-2")
    page.get_by_label("Publisher").fill("Netflix")
    page.get_by_label("Tier").select_option("1")
    page.get_by_role("button", name="See what it changes").click()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded.")).to_be_visible()

    # A reader, whom the desk does not know, is told so on every page.
    page.context.clear_cookies()
    page.goto(f"{site}{Article.objects.get().get_absolute_url()}")
    expect(page.locator(".body data.fact")).to_have_text(RENEWED)
    for address in others:
        page.goto(f"{site}{address}")
        expect(page.locator("main")).to_contain_text("Renewed")
    page.goto(f"{site}/shows/all-of-us-are-dead/")
    expect(page.locator("main")).to_contain_text(RENEWED)
    page.goto(f"{site}/shows/all-of-us-are-dead/season-2/")
    expect(page.locator("main")).to_contain_text(RENEWED)
    assert page.context.cookies() == []

    # The ledger has its rows, the story what it rests on.
    status = Fact.objects.get(season=second, name="status")
    assert (status.number, status.as_of, status.source.publisher) == (2, date(2022, 6, 6), "Netflix")
    rows = Statement.objects.moving().filter(fact=status).order_by("number")
    assert [(row.before, row.said, row.report.by) for row in rows][1:] == [("awaiting", "ordered", editor)]
    live = Reference.objects.get(article=story, role=ReferenceRole.LIVE)
    assert (live.fact, live.seen) == (status, 1)


def test_a_fact_beside_the_text_goes_in_where_the_cursor_is(watched_page, live_server, log_in, dead):
    log_in(make_user("editor", groups=["Editors"]))
    watched_page.goto(f"{live_server.url}/admin/articles/article/add/?show={dead.pk}")
    watched_page.wait_for_selector(".ProseMirror[aria-multiline]")
    body = watched_page.get_by_role("textbox", name="Body")
    body.click()
    watched_page.keyboard.type("They say: .")
    watched_page.keyboard.press("ArrowLeft")
    watched_page.get_by_role("button", name="+ status word").first.click()
    expect(body).to_have_text("They say: Awaiting word.")
    watched_page.get_by_label("Headline").fill("A headline")
    watched_page.get_by_role("button", name="Save draft").click()
    expect(watched_page.get_by_text("Saved.")).to_be_visible()
    ref = f"season:{dead.seasons.get(number=2).pk}:status"
    assert Article.objects.get().latest.document["body"] == (
        f'<p>They say: <data data-fact="{ref}" data-form="label">Awaiting word</data>.</p>'
    )
    assert Article.objects.get().state == State.DRAFT


def test_whoever_is_chosen_last_is_signed_last(watched_page, live_server, log_in):
    page = watched_page
    for name in ("Adam First", "Zoe Last"):
        make_author(name)
    log_in(make_user("editor", groups=["Editors"]))
    page.goto(f"{live_server.url}/admin/articles/article/add/")

    def choose(name):
        page.locator(".field-authors .select2-search__field").click()
        page.keyboard.type(name[:4])
        page.get_by_role("option", name=name).click()

    page.get_by_label("Headline").fill("A headline")
    choose("Adam First")
    choose("Zoe Last")
    page.locator(".field-authors .select2-selection__choice__remove").first.click()
    page.keyboard.press("Escape")
    choose("Adam First")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    chosen = page.locator(".field-authors .select2-selection__choice")
    expect(chosen).to_have_text([re.compile("Zoe Last"), re.compile("Adam First")])
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("A story needs a text.")).to_be_visible()
    expect(chosen).to_have_text([re.compile("Zoe Last"), re.compile("Adam First")])


def test_axe_finds_nothing_serious_in_the_room_and_it_fits_a_telephone(watched_page, live_server, log_in, dead):
    page, writer = watched_page, make_user("writer", groups=["Writers"])
    body = f'<h2>Renewed?</h2><p>It is <data data-fact="season:{dead.seasons.last().pk}:status">old</data>.</p>'
    own = make_draft(by=writer, shows=[dead], body=body, authors=[make_author()])
    other = make_story("Of others", by=make_user("other"), shows=[dead], body=body)
    log_in(writer)
    found = {}
    for path in (f"{own.pk}/change/", f"{other.pk}/change/", "add/", f"{own.pk}/preview/", ""):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{live_server.url}/admin/articles/article/{path}")
        found[path] = faults(page)
        page.set_viewport_size({"width": 375, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path
    assert {path: fault for path, fault in found.items() if fault} == {}
