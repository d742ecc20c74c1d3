"""The queue on the desk: its rows, its keys, and what becomes of a form that others were faster than."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Vouch
from articles.second_look import PER_PAGE, Reason, page
from facts.models import Fact
from shows.words import SeasonStatus
from tests.make import make_season, make_show, make_story, make_user, record_status

pytestmark = pytest.mark.django_db

QUEUE = "/admin/articles/article/second-look/"


@pytest.fixture
def editor(db):
    return make_user("editor", groups=["Editors"], first_name="Rafi", last_name="Dane")


@pytest.fixture
def season(db):
    """Ordered today, after stories said that there was no word."""
    season = make_season(make_show(), 2)
    record_status(season, SeasonStatus.AWAITING)
    return season


def flag(season, number, by):
    words = f'<span data-while="season:{season.pk}:status=awaiting" data-hold="flag">No word, {number}.</span>'
    return make_story(f"Guide {number}", body=f"<p>{words}</p>", by=by)


def order(season):
    record_status(season, SeasonStatus.ORDERED, at=timezone.now())


def ticked(rows=None):
    return [f"{row.article} {row.key} {row.number}" for row in rows or page()[0]]


def press(client, button, rows, query="", **typed):
    return client.post(f"{QUEUE}{query}", {button: "1", "row": rows, **typed}, follow=True).content.decode()


def test_a_row_says_all_that_whoever_looks_must_know(client, editor, season):
    story = flag(season, 1, editor)
    Article.objects.filter(pk=story.pk).update(readers=1234)
    record_status(season, SeasonStatus.ORDERED, at=timezone.now())
    Fact.objects.update(moved=timezone.now() - timedelta(days=40))
    client.force_login(editor)
    html = " ".join(client.get(QUEUE).content.decode().split())
    for said in (
        "No longer true", "All of Us Are Dead Season 2: status", "<del>awaiting word</del> <strong>ordered</strong>",
        "per Netflix, as of 6 Jun 2022", "40 days", "<q>No word, 1.</q>", "Guide 1</a> · Rafi Dane",
        "1234 readers in four weeks",
    ):  # fmt: skip
        assert said in html


def test_all_that_one_change_touched_is_settled_apart_from_the_rest(client, editor, season):
    other = make_season(make_show("Marrow Quay"), 2)
    record_status(other, SeasonStatus.AWAITING)
    for number in (1, 2):
        flag(season, number, editor)
    flag(other, 3, editor)
    order(season)
    order(other)
    client.force_login(editor)
    fact = season.facts.get(name="status")
    assert f'href="?whose=all&amp;change={fact.pk}">all of this change</a>' in client.get(QUEUE).content.decode()
    html = client.get(f"{QUEUE}?whose=all&change={fact.pk}").content.decode()
    assert ("Guide 1" in html, "Guide 2" in html, "Guide 3" in html) == (True, True, False)
    rows = re.findall(r'name="row" value="([^"]+)"', html)
    said = press(client, "_still", rows, f"?whose=all&change={fact.pk}")
    assert "2 stories still right." in said
    assert [row.headline for row in page()[0]] == ["Guide 3"]


def test_sixty_stories_are_settled_page_by_page_and_the_last_page_leads_back_to_what_is_left(client, editor, season):
    for number in range(PER_PAGE + 20):
        flag(season, number, editor)
    order(season)
    client.force_login(editor)
    second = page(start=PER_PAGE)[0]
    said = press(client, "_still", ticked(second), f"?start={PER_PAGE}")
    assert "20 stories still right." in said and "Nothing needs a second look" not in said
    said = press(client, "_still", ticked())
    assert "40 stories still right." in said and "Nothing needs a second look" in said
    assert Vouch.objects.filter(by=editor, until=None).count() == PER_PAGE + 20


def test_a_form_that_is_behind_vouches_again_or_is_told_that_it_moved(client, editor, season):
    flag(season, 1, editor)
    order(season)
    client.force_login(editor)
    rows = ticked()
    assert "1 story still right." in press(client, "_only", [], _only=rows[0])
    assert "1 story still right." in press(client, "_only", [], _only=rows[0])  # another editor's older page
    assert page(reasons=[Reason.UNTRUE])[0] == []
    record_status(season, SeasonStatus.IN_PRODUCTION, at=timezone.now())
    said = press(client, "_still", rows)
    assert "It has moved again since you looked." in said and "still right." not in said
    assert len(page(reasons=[Reason.UNTRUE])[0]) == 1


def test_putting_off_asks_for_a_day_ahead_and_a_reason_which_whoever_looks_next_reads(client, editor, season):
    story = flag(season, 1, editor)
    order(season)
    client.force_login(editor)
    rows, today = ticked(), timezone.localdate()
    for until, reason, refusal in [
        (today, "Wait.", "Name a day ahead"), (today - timedelta(days=9), "Wait.", "Name a day ahead"),
        ("soon", "Wait.", "Name the day"), (today + timedelta(days=3), "  ", "Say why it can wait"),
    ]:  # fmt: skip
        assert refusal in press(client, "_snooze", rows, until=str(until), reason=reason)
    assert not Vouch.objects.exists()
    assert "Tick a story first." in press(client, "_snooze", [], until=str(today), reason="Wait.")
    said = press(client, "_snooze", rows, until=str(today + timedelta(days=3)), reason="The trailer comes.")
    assert "1 story put off." in said and "No word" not in said
    record_status(season, SeasonStatus.IN_PRODUCTION, at=timezone.now())
    assert "by Rafi Dane: <q>The trailer comes.</q>" in client.get(QUEUE).content.decode()
    room = client.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()
    assert "Second looks" in room and "Rafi Dane" in room and "<q>The trailer comes.</q>" in room


def test_the_queue_costs_the_same_for_any_number_of_stories(client, editor, season):
    client.force_login(editor)
    asked = []
    for length in (1, 30):
        for number in range(length):
            flag(season, number, editor)
        order(season)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(QUEUE).content.decode().count("queue-row") == (1 if length == 1 else 31)
        asked.append(len(captured))
        record_status(season, SeasonStatus.AWAITING, kind="correction", note="Not yet.", at=timezone.now())
    assert asked[0] == asked[1] <= 12


# In a browser


@pytest.fixture
def queue(transactional_db, watched_page, live_server, log_in, editor, season):
    for number in range(3):
        flag(season, number, editor)
    order(season)
    log_in(editor)
    watched_page.goto(live_server.url + QUEUE)
    return watched_page


def test_three_keys_and_none_of_them_while_somebody_types(queue):
    rows, reason = queue.locator(".queue-row"), queue.get_by_label("because")
    first, second = (rows.nth(at).get_by_role("link", name="Guide").inner_text() for at in (0, 1))
    queue.keyboard.press("y")  # nothing is chosen yet
    expect(rows).to_have_count(3)
    queue.keyboard.press("j")
    expect(rows.nth(0).get_by_role("link", name="Edit")).to_be_focused()
    queue.keyboard.press("j")
    expect(rows.nth(1).get_by_role("link", name="Edit")).to_be_focused()
    queue.keyboard.press("k")
    expect(rows.nth(0).get_by_role("link", name="Edit")).to_be_focused()
    queue.keyboard.press("j")
    queue.keyboard.press("s")
    expect(reason).to_be_focused()
    queue.keyboard.type("jkey season")
    expect(reason).to_have_value("jkey season")
    queue.get_by_role("button", name="Put off what is ticked").click()
    expect(queue.get_by_text("1 story put off.")).to_be_visible()
    expect(queue.get_by_text(second)).to_have_count(0)
    rows.nth(0).get_by_role("checkbox").check()
    queue.keyboard.press("y")  # the row whose box has the focus
    expect(queue.get_by_text("1 story still right.")).to_be_visible()
    expect(queue.get_by_text(first)).to_have_count(0)
    queue.keyboard.press("j")
    queue.keyboard.press("e")
    expect(queue.get_by_role("textbox", name="Body")).to_be_focused()
    assert "?at=No+word" in queue.url


def test_one_story_is_put_off_alone_and_all_of_a_page_are_settled_at_once(queue):
    rows = queue.locator(".queue-row")
    rows.nth(0).get_by_role("checkbox").check()
    rows.nth(2).get_by_role("link", name="Snooze").click()
    queue.get_by_label("because").fill("The trailer comes.")
    queue.get_by_role("button", name="Put off what is ticked").click()
    expect(queue.get_by_text("1 story put off.")).to_be_visible()
    queue.get_by_label("All on this page").check()
    queue.locator(".queue-bulk").get_by_role("button", name="Still right").click()
    expect(queue.get_by_text("2 stories still right.")).to_be_visible()
    expect(rows).to_have_count(0)


@pytest.mark.parametrize("width", [375, 800, 1280])
def test_the_menu_opens_within_the_page(queue, width):
    queue.set_viewport_size({"width": width, "height": 800})
    queue.locator("#menu summary").click()
    expect(queue.get_by_role("link", name="Source works", exact=True)).to_be_visible()
    assert queue.evaluate("document.documentElement.scrollWidth") <= width
    assert queue.locator("#menu .drop").bounding_box()["x"] >= 0
