"""Autosave where it runs: the desk killed in the middle, a log-out and back, two browsers on one story."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Article, WorkingCopy
from tests.axe import faults
from tests.make import make_draft, make_user
from tests.test_ledger_races import database_url
from tests.test_writing_room import ADD, again, room

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "<p>The first one stands.</p><p>The second one stands.</p><p>The third one stands.</p>"


TO_THE_END = """({ editor }, words) => {
  let end
  editor.state.doc.descendants((node, at) => {
    if (node.isTextblock && node.textContent.includes(words)) end ??= at + node.nodeSize - 1
  })
  editor.commands.setTextSelection(end)
  editor.view.focus()
}"""


class Room:
    """The writing room of a story in a browser; of a new one without a story."""

    def __init__(self, page, site, story=None):
        self.page, self.address = page, site + (room(story) if story else ADD)
        self.open()

    def open(self):
        self.page.goto(self.address)
        self.text = self.page.locator(".ProseMirror")
        self.text.wait_for()
        return self

    @property
    def line(self):
        return self.page.locator(".room-kept")

    def write(self, words, after):
        """Type `words` at the end of the paragraph that holds `after`."""
        self.text.evaluate(TO_THE_END, after)  # the key End goes to the end of a line, wherever that wraps
        expect(self.text).to_be_focused()
        self.page.keyboard.type(words)
        return self

    def name(self, headline):
        self.page.get_by_label("Headline").fill(headline)
        return self

    def save(self):
        self.page.get_by_role("button", name="Save draft").click()
        return self

    def saved(self):
        expect(self.page.locator(".messagelist")).to_contain_text("Saved.")

    def is_kept(self):
        expect(self.line).to_contain_text("Only you see it until you save.", timeout=20_000)
        return self


@pytest.fixture
def writer():
    return make_user("writer", groups=["Writers"], first_name="Mina", last_name="Frost")


def copy():
    return WorkingCopy.objects.get().typed


def test_what_is_typed_is_kept_by_itself_and_opens_again_after_a_crash(watched_page, live_server, log_in, writer):
    story = make_draft("Mine", by=writer, body=BODY)
    log_in(writer)
    at = Room(watched_page, live_server.url, story)
    watched_page.wait_for_timeout(3500)
    assert not WorkingCopy.objects.exists()  # nobody typed
    at.write(" And so do I.", after="second").is_kept()
    assert copy()["body"] == [BODY.replace("second one stands.", "second one stands. And so do I.")]
    # The page is gone without a word, as when a browser crashes.
    watched_page.evaluate("window.onbeforeunload = null")
    fresh = watched_page.context.new_page()
    watched_page.close(run_before_unload=False)
    at = Room(fresh, live_server.url, story)
    expect(fresh.locator("[data-copy]")).to_contain_text(
        re.compile(r"You typed this on .* at \d\d:\d\d and did not save it")
    )
    expect(at.text).to_contain_text("And so do I.")
    fresh.get_by_role("button", name="Go on").click()
    expect(fresh.locator("[data-copy]")).to_be_hidden()
    at.save().saved()
    assert "And so do I." in again(story).latest.document["body"]
    assert not WorkingCopy.objects.exists()
    expect(fresh.locator("[data-copy]")).to_have_count(0)


def test_what_is_thrown_away_is_asked_for_twice_and_gone(watched_page, live_server, log_in, writer):
    story = make_draft("Stored", by=writer)
    log_in(writer)
    at = Room(watched_page, live_server.url, story).name("Typed").is_kept().open()
    watched_page.get_by_text("Throw away").click()
    watched_page.get_by_role("button", name="Throw it away").click()
    expect(watched_page.get_by_label("Headline")).to_have_value("Stored")
    assert not WorkingCopy.objects.exists()
    assert at.line.inner_text().strip() == ""


def test_a_new_story_is_found_again_by_a_reload_and_on_the_start_page(watched_page, live_server, log_in, writer):
    log_in(writer)
    at = Room(watched_page, live_server.url).name("Not saved").is_kept()
    assert f"?copy={WorkingCopy.objects.get().key}" in watched_page.url
    at.name("Still not saved")
    expect(at.line).to_contain_text(re.compile("Kept [0-3] s ago"), timeout=20_000)
    watched_page.wait_for_function("!document.querySelector('[name=_copy]').value.includes(',')")
    watched_page.reload()
    expect(watched_page.get_by_label("Headline")).to_have_value("Still not saved")
    watched_page.goto(live_server.url + reverse("admin:index"))
    watched_page.get_by_role("link", name="Still not saved").click()
    at.text.wait_for()
    at.save().saved()
    assert (Article.objects.get().draft_headline, WorkingCopy.objects.count()) == ("Still not saved", 0)


def test_leaving_the_page_keeps_what_was_typed_a_moment_before(watched_page, live_server, log_in, writer):
    story = make_draft("Mine", by=writer)
    log_in(writer)
    watched_page.on("dialog", lambda asked: asked.accept())
    at = Room(watched_page, live_server.url, story).name("Typed and left")
    watched_page.goto(live_server.url + reverse("admin:index"))
    for _ in range(100):  # it is sent as the page goes, and may arrive after the next one
        if WorkingCopy.objects.exists():
            break
        watched_page.wait_for_timeout(100)
    at.open()
    expect(watched_page.get_by_label("Headline")).to_have_value("Typed and left")


def test_a_form_too_long_to_be_sent_stays_on_the_page_and_says_so(watched_page, live_server, log_in, writer, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1024**2
    story = make_draft("Mine", by=writer)
    log_in(writer)
    at = Room(watched_page, live_server.url, story)
    at.text.click()
    watched_page.evaluate("document.querySelector('[name=body]').value = 'x'.repeat(1024 * 1024)")
    at.save()
    expect(at.line).to_contain_text("This form holds 2 MB, and at most 1 MB can be sent. Nothing was sent: shorten it.")
    assert watched_page.url == at.address
    assert again(story).latest.number == 1


# The desk is killed


class Desk:
    """The site as a process of its own, on the database of the tests: it can be killed."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def manage(self, *command, ahead=0):
        """The process of a command of manage.py, its clock so many seconds ahead."""
        env = {**os.environ, "DATABASE_URL": database_url(), "DEBUG": "1", "SECRET_KEY": settings.SECRET_KEY}
        env["MEDIA_ROOT"] = str(settings.MEDIA_ROOT)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [sys.executable, "-m", "tests.later", str(ahead), *command]
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, **quiet)

    def start(self, ahead=0):
        self.process = self.manage("runserver", "--noreload", str(self.port), ahead=ahead)
        for _ in range(600):
            try:
                return urllib.request.urlopen(f"{self.url}/healthz", timeout=5)
            except OSError:
                assert self.process.poll() is None
                time.sleep(0.1)
        raise AssertionError("the desk does not start")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def desk():
    desk = Desk()
    desk.start()
    yield desk
    desk.kill()


@pytest.fixture
def logged_in(page, client, writer, desk):
    client.force_login(writer)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": desk.url}])
    return page


def test_with_the_desk_killed_in_the_middle_no_word_is_lost(logged_in, desk, writer):
    story = make_draft("Mine", by=writer, body=BODY)
    at = Room(logged_in, desk.url, story).write(" Before.", after="first").is_kept()
    desk.kill()
    at.write(" Meanwhile.", after="second")
    expect(at.line).to_contain_text("Not kept: no connection, trying again. This browser has it.", timeout=20_000)
    at.save()
    expect(at.line).to_contain_text("Not saved: no connection. What you typed is kept in this browser")
    assert logged_in.url == at.address
    at.write(" Afterwards.", after="third")
    desk.start()
    at.is_kept().save().saved()
    assert again(story).latest.document["body"] == (
        "<p>The first one stands. Before.</p><p>The second one stands. Meanwhile.</p>"
        "<p>The third one stands. Afterwards.</p>"
    )
    assert not WorkingCopy.objects.exists()
    assert logged_in.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('newsdesk-typed'))") == []


def test_with_desk_and_browser_gone_this_browser_brings_back_what_it_kept(logged_in, desk, writer):
    story = make_draft("Mine", by=writer, body=BODY)
    at = Room(logged_in, desk.url, story).write(" Before.", after="first").is_kept()
    desk.kill()
    at.write(" Meanwhile.", after="second")
    expect(at.line).to_contain_text("This browser has it.", timeout=20_000)
    fresh = logged_in.context.new_page()
    logged_in.close(run_before_unload=False)
    desk.start()
    at = Room(fresh, desk.url, story)
    expect(fresh.locator("[data-copy]")).to_contain_text("You typed this on", timeout=20_000)
    expect(at.text).to_contain_text("The second one stands. Meanwhile.")
    at.save().saved()
    assert "Before." in again(story).latest.document["body"]
    assert "Meanwhile." in again(story).latest.document["body"]


# The session ends


def test_a_log_out_in_between_says_so_and_one_goes_on_after_logging_in_again(watched_page, live_server, log_in, writer):
    story = make_draft("Mine", by=writer, body=BODY)
    log_in(writer)
    at = Room(watched_page, live_server.url, story)
    second = watched_page.context.new_page()
    second.goto(live_server.url + reverse("admin:index"))
    second.locator("#user-tools summary").click()
    second.get_by_role("button", name="Log out").click()
    second.wait_for_load_state()
    second.close()
    at.write(" Typed afterwards.", after="second")
    expect(at.line).to_contain_text("Kept, but you are logged out: log in, then go on here.", timeout=20_000)
    at.save()
    expect(at.line).to_contain_text("Kept, but you are logged out")
    assert watched_page.url == at.address
    with watched_page.context.expect_page() as opened:
        watched_page.get_by_role("link", name="Log in in a new tab").click()
    login = opened.value
    login.get_by_label("Username").fill("writer")
    login.get_by_label("Password").fill("newsdesk")
    login.get_by_role("button", name="Log in").click()
    expect(login.get_by_role("heading", name="Not saved yet")).to_be_visible()
    login.close()
    watched_page.bring_to_front()
    at.write(" And after the log-in.", after="third").is_kept()
    at.save().saved()
    body = again(story).latest.document["body"]
    assert "Typed afterwards." in body and "And after the log-in." in body
    assert not WorkingCopy.objects.exists()


def test_without_script_a_log_out_costs_no_word_either(page, live_server, client, writer):
    story = make_draft("Mine", by=writer)
    client.force_login(writer)
    context = page.context.browser.new_context(java_script_enabled=False)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + room(story))
    page.get_by_label("Headline").fill("Typed without script")
    context.clear_cookies(name=name)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("What you typed is kept: log in and go on.")).to_be_visible()
    page.get_by_label("Username").fill("writer")
    page.get_by_label("Password").fill("newsdesk")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label("Headline")).to_have_value("Typed without script")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert again(story).draft_headline == "Typed without script"
    context.close()


# Two browsers


@pytest.fixture
def other_page(page, live_server, writer):
    """The browser of Ed Itor."""
    from django.test import Client

    editor, client = make_user("editor", groups=["Editors"], first_name="Ed", last_name="Itor"), Client()
    client.force_login(editor)
    context = page.context.browser.new_context()
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_two_browsers_on_one_story_see_each_other_and_lose_nothing(
    watched_page, other_page, live_server, log_in, writer
):
    story = make_draft("Ours", by=writer, body=BODY)
    log_in(writer)
    theirs, mine = Room(other_page, live_server.url, story), Room(watched_page, live_server.url, story)
    expect(watched_page.locator("[data-here]")).to_have_text("Ed Itor has this open too.")
    mine.write(" Mine.", after="first").write(" Mine too.", after="second")
    theirs.write(" Theirs.", after="third").write(" Theirs too.", after="second").save().saved()
    expect(watched_page.locator("[data-overtaken]")).to_be_visible(timeout=30_000)
    mine.save()
    expect(watched_page.get_by_role("heading", name="Somebody saved before you")).to_be_visible()
    watched_page.get_by_role("button", name="Save what is chosen").click()  # refused by the browser: choose first
    expect(watched_page.get_by_role("heading", name="Somebody saved before you")).to_be_visible()
    watched_page.get_by_label("Both, theirs first, Paragraph 2").check()
    watched_page.get_by_role("button", name="Save what is chosen").click()
    mine.saved()
    assert again(story).latest.document["body"] == (
        "<p>The first one stands. Mine.</p><p>The second one stands. Theirs too.</p>"
        "<p>The second one stands. Mine too.</p><p>The third one stands. Theirs.</p>"
    )
    assert not WorkingCopy.objects.exists()
    other_page.goto(live_server.url + reverse("admin:index"))
    expect(watched_page.locator("[data-here]")).to_be_hidden(timeout=30_000)


def test_the_screens_of_saving_have_no_fault(watched_page, other_page, live_server, log_in, writer):
    story = make_draft("Ours", by=writer, body=BODY)
    log_in(writer)
    Room(other_page, live_server.url, story)
    Room(watched_page, live_server.url).name("Not saved").is_kept()
    mine = Room(watched_page, live_server.url, story).write(" Mine.", after="second").is_kept()
    for width in (1280, 375):
        watched_page.set_viewport_size({"width": width, "height": 800})
        for address in (ADD, room(story), reverse("admin:index")):
            watched_page.goto(live_server.url + address, wait_until="networkidle")
            assert (address, width, faults(watched_page)) == (address, width, {})
            assert watched_page.evaluate("document.documentElement.scrollWidth") <= width
    Room(other_page, live_server.url, story).write(" Theirs.", after="second").save().saved()
    mine.open().save()
    watched_page.get_by_role("button", name="Keep theirs").wait_for()
    for width in (1280, 375):
        watched_page.set_viewport_size({"width": width, "height": 800})
        assert (width, faults(watched_page)) == (width, {})
        assert watched_page.evaluate("document.documentElement.scrollWidth") <= width
