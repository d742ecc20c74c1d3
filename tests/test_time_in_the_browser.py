"""Schedule, lend, correct: what is planned for a story and shown to outsiders, in a real browser on a phone too."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import editing, planned, preview_links, publishing
from articles.models import Planned
from tests.axe import faults
from tests.make import make_author, make_draft, make_story, make_user, ready

TYPED = "%Y-%m-%dT%H:%M"


@pytest.fixture
def editor(transactional_db, log_in):
    user = make_user("editor", groups=["Editors"], time_zone="Asia/Seoul")
    log_in(user)
    return user


def room(story):
    return f"/admin/articles/article/{story.pk}/change/"


def test_an_editor_schedules_changes_moves_them_and_takes_them_back(watched_page, live_server, editor):
    page, story = watched_page, make_story(authors=[make_author()])
    moment = (timezone.localtime() + timedelta(days=3)).replace(hour=10, minute=0)
    page.goto(live_server.url + room(story))
    page.fill("[name=standfirst]", "The new word.")
    page.get_by_label("Changes go out at").fill(moment.strftime(TYPED))
    assert page.locator("#id_update_at + output").inner_text().startswith("Asia/Seoul: ")
    page.get_by_role("button", name="Schedule these changes").click()
    page.get_by_text("Planned, its changes go out on").wait_for()
    assert Planned.objects.get().revision.document["standfirst"] == "The new word."
    page.get_by_role("link", name="Change the moment").click()
    page.get_by_label("When").fill((moment + timedelta(days=1)).strftime(TYPED))
    page.get_by_role("button", name="Change the moment").click()
    page.get_by_text("Moved to").wait_for()
    assert timezone.localtime(Planned.objects.get().at).day == (moment + timedelta(days=1)).day
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_text("Cancelled: it will not happen.").wait_for()
    assert not Planned.objects.waiting().exists()


def test_a_time_that_comes_twice_is_chosen_by_name(watched_page, live_server, editor):
    page, story = watched_page, make_draft(**ready())
    page.goto(live_server.url + room(story))
    page.get_by_label("Publish at").fill("2027-10-31T01:30")
    page.get_by_role("button", name="Schedule", exact=True).click()
    page.get_by_label("01:30 GMT, the later").check()
    page.get_by_role("button", name="Schedule", exact=True).click()
    page.get_by_text("Scheduled: readers will have it on 31 October 2027, 01:30 GMT (Asia/Seoul: 10:30).").wait_for()


def test_an_outsider_reads_the_draft_until_it_is_revoked(watched_page, live_server, editor, browser):
    page, story = watched_page, make_draft("The secret wedding", authors=[make_author()])
    page.goto(live_server.url + room(story))
    page.get_by_text("Make a link").click()
    page.get_by_label("For whom").fill("Their lawyer")
    page.get_by_role("button", name="Make the link").click()
    address = re.search(r"/preview/.*", page.get_by_label("The address.").input_value())[0]
    outside = browser.new_context(viewport={"width": 375, "height": 800}).new_page()
    outside.goto(live_server.url + address)
    assert outside.get_by_role("heading", name="The secret wedding").is_visible()
    page.goto(live_server.url + room(story))
    page.get_by_role("button", name="Revoke the link for Their lawyer").click()
    page.get_by_text("Revoked: the link for Their lawyer opens nothing any more.").wait_for()
    assert outside.goto(live_server.url + address).status == 404
    outside.context.close()


def test_no_screen_of_it_has_a_serious_fault(watched_page, live_server, editor):
    page, found = watched_page, {}
    page.set_viewport_size({"width": 375, "height": 800})
    story = make_story(authors=[make_author()])
    for place in ("top", "foot"):
        publishing.publish(story, by=None, amended=("correction", "Six, not eight.", place))
    editing.save_revision(story, {**story.latest.document, "standfirst": "New."}, by=None)
    plan = planned.plan_update(
        story, timezone.now().replace(second=0, microsecond=0) + timedelta(days=1), by=editor,
        amended=("update", "News.", "foot"),
    )  # fmt: skip
    _, token = preview_links.make(story, by=editor, meant_for="Their lawyer", days=3)
    killed = make_story("Killed")
    publishing.kill(killed, by=None)
    rooms = [room(story), f"/admin/articles/article/planned/{plan.pk}/", f"{room(story)[:-7]}preview-links/", "/admin/"]
    readers = [story.get_absolute_url(), "/corrections/", f"/preview/{token}/"]
    for address in (*rooms, *readers, killed.get_absolute_url()):
        answer = page.goto(live_server.url + address)
        assert answer.status == (410 if address == killed.get_absolute_url() else 200), address
        page.complaints[:] = [said for said in page.complaints if "410" not in said]
        found[address] = faults(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 375, f"{address} is {wide} pixels wide"
    assert {address: fault for address, fault in found.items() if fault} == {}
