"""Who said so, behind a live fact: by hover, by focus and by a press, in a browser without script."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.make import make_season, make_show, make_story, make_user, record_status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser, live_server):
    season = make_season(make_show(), 2)
    record_status(season, "ordered")
    words = f'<data data-fact="season:{season.pk}:status" data-form="label">x</data>'
    story = make_story(body=f"<p>Its status is “{words}”, and that is all.</p>")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 700})
    page = context.new_page()
    page.goto(live_server.url + story.get_absolute_url())
    yield page
    context.close()


@pytest.fixture
def note(page):
    note = page.locator(".body .told-note")
    expect(note).to_be_hidden()
    return note


def test_it_is_shown_while_the_pointer_is_on_the_fact(page, note):
    page.locator(".body .sourced").hover()
    expect(note).to_be_visible()
    expect(note).to_contain_text("Netflix")
    expect(note).to_contain_text("6 June 2022")
    expect(note).to_contain_text("Checked 12 November 2026")
    page.mouse.move(5, 5)
    expect(note).to_be_hidden()


def test_it_is_shown_to_who_reaches_it_by_keyboard(page, note):
    mark = page.locator(".body").get_by_role("button", name="Who said so")
    page.locator("body").press("Tab")
    for _ in range(30):
        if mark.evaluate("mark => mark === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(mark).to_be_focused()
    expect(note).to_be_visible()
    page.keyboard.press("Tab")
    expect(note).to_be_hidden()


def test_a_press_opens_it_and_escape_closes_it(page, note):
    mark = page.locator(".body").get_by_role("button", name="Who said so")
    mark.click()
    page.mouse.move(5, 5)
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    expect(note).to_be_hidden()


@pytest.mark.parametrize("width", [230, 290, 310, 330, 350, 375])
def test_its_mark_stands_in_the_line_of_the_fact(page, width):
    page.set_viewport_size({"width": width, "height": 700})
    fact, mark = (page.locator(f".body .{name}").bounding_box() for name in ("fact", "told"))
    assert abs(fact["y"] - mark["y"]) < fact["height"]
    assert -4 < mark["x"] - (fact["x"] + fact["width"]) < 8  # pixels


def test_in_a_room_only_to_be_read_it_is_a_mark_in_the_line_too(watched_page, live_server, log_in):
    season = make_season(make_show(), 2)
    record_status(season, "ordered")
    words = f'<data data-fact="season:{season.pk}:status" data-form="label">x</data>'
    story = make_story(body=f"<p>Its status is “{words}”, and that is all.</p>")
    log_in(make_user("mina", groups=["Writers"]))
    watched_page.goto(live_server.url + reverse("admin:articles_article_change", args=[story.pk]))
    mark = watched_page.locator(".room-body .told")
    assert mark.bounding_box()["height"] < 28  # pixels: no button of a form
    mark.click()
    expect(watched_page.locator(".room-body .told-note")).to_contain_text("Netflix")
