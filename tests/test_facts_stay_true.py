"""Facts stay true, in a browser: what a change touches, the queue it fills, undoing it, and proposals."""

from datetime import date

import pytest
from playwright.sync_api import expect

from articles import second_look
from articles.models import Article
from facts.models import Fact, Report, Stage
from shows.models import Season
from shows.words import SeasonStatus
from tests.make import make_author, make_season, make_show, make_story, make_user, record_status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def season(transactional_db):
    season = make_season(make_show(), 2)
    record_status(season, SeasonStatus.AWAITING, as_of=date(2022, 1, 28))
    return season


def announce(page, site, season, **values):
    page.goto(f"{site}/admin/shows/season/{season.pk}/announce/")
    for name, value in values.items():
        field = page.locator(f'[name="season:{season.pk}:{name}"]')
        (field.select_option if name in {"status", "final"} else field.fill)(value)
    page.get_by_label("As of").fill("2022-06-06")
    page.get_by_label("Publisher").fill("Netflix")
    page.get_by_label("Tier").select_option("1")


def test_from_what_a_change_touches_to_the_sentence_it_makes_wrong(watched_page, live_server, log_in, season):
    page, site = watched_page, live_server.url
    editor = make_user("editor", groups=["Editors"])
    make_author("Mina Frost", user=editor)
    words = f'<span data-while="season:{season.pk}:status=awaiting" data-hold="flag">Netflix has yet to confirm</span>'
    story = make_story(body=f"<p>The dead rest.</p><p>{words} another season.</p>", by=editor, shows=[season.show])
    log_in(editor)

    announce(page, site, season, status="ordered")
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_role("heading", name="needs a look")).to_be_visible()
    expect(page.locator(".looks q").first).to_have_text("Netflix has yet to confirm another season.")
    assert Season.objects.get(pk=season.pk).status == "awaiting"
    page.get_by_role("button", name="Go back").click()
    expect(page.get_by_label("Publisher")).to_have_value("Netflix")
    page.get_by_role("button", name="See what it changes").click()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded.")).to_be_visible()

    page.goto(f"{site}/admin/articles/article/second-look/")
    row = page.locator(".queue-row").filter(has_text="No longer true")
    expect(row.locator("q")).to_have_text("Netflix has yet to confirm another season.")
    row.get_by_role("link", name="Edit").click()
    page.wait_for_selector(".ProseMirror[aria-multiline]")
    body = page.get_by_role("textbox", name="Body")
    expect(body).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type("Netflix has confirmed another season.")
    page.get_by_role("button", name="Publish changes").click()
    expect(page.get_by_text("Published: readers have it now.")).to_be_visible()
    published = Article.objects.get(pk=story.pk)
    assert "has confirmed" in published.body and published.updated == story.publish_at
    assert second_look.page(reasons=[second_look.Reason.UNTRUE])[0] == []


def test_still_right_is_one_press(watched_page, live_server, log_in, season):
    page, site = watched_page, live_server.url
    editor = make_user("editor", groups=["Editors"])
    make_story("Ten shows", kind="list", body="<p>This one.</p>", by=editor, shows=[season.show])
    log_in(editor)
    announce(page, site, season, status="ordered")
    page.get_by_role("button", name="See what it changes").click()
    page.get_by_role("button", name="Record it").click()
    page.goto(f"{site}/admin/articles/article/second-look/")
    page.locator(".queue-row").get_by_role("button", name="Still right").click()
    expect(page.get_by_text("1 story still right.")).to_be_visible()
    expect(page.get_by_text("Nothing needs a second look")).to_be_visible()


def test_an_announcement_of_many_facts_is_undone_at_once(watched_page, live_server, log_in, season):
    page, site = watched_page, live_server.url
    log_in(make_user("editor", groups=["Editors"]))
    announce(page, site, season, status="ordered", final="yes", release="late 2026")
    page.get_by_role("button", name="See what it changes").click()
    expect(page.locator(".said tbody tr")).to_have_count(3)
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("link", name="See the report").click()
    page.get_by_label("What was wrong").fill("It was another show.")
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_text("Taken back, as a correction of our own mistake.")).to_be_visible()
    again = Season.objects.get(pk=season.pk)
    assert (again.status, again.final, again.release) == ("awaiting", False, None)


def test_a_writer_proposes_and_an_editor_accepts(watched_page, live_server, log_in, season):
    page, site = watched_page, live_server.url
    log_in(make_user("writer", groups=["Writers"]))
    announce(page, site, season, status="ordered")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("Proposed: an editor decides about it")).to_be_visible()
    log_in(make_user("editor", groups=["Editors"]))
    page.goto(f"{site}/admin/facts/report/waiting/")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Accepted: recorded.")).to_be_visible()
    assert (Fact.objects.get().word, Report.objects.order_by("pk").last().stage) == ("ordered", Stage.RECORDED)
