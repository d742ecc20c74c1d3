"""One story through a whole day of the newsroom, as a writer, an editor and a reader meet it: real forms, one desk.

From the pitch to the kill: with the desk killed in the middle, a log-out, a conflict, a minute that comes by itself.
"""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Comment, Pitch, Revision, State, WorkingCopy
from staff.models import User
from tests.make import make_author, make_show, make_user, record_status
from tests.test_desk_axe import a_photograph
from tests.test_saving_in_a_browser import Desk, Room
from tests.test_three_ways import at_menu
from tests.test_workflow_in_a_browser import select

pytestmark = pytest.mark.django_db(transaction=True)

IDEA = "All of Us Are Dead season 2: everything we know"
HOUR = 3600  # seconds


class Somebody:
    """A person at a browser of their own."""

    def __init__(self, browser, desk, name=""):
        self.desk, self.name = desk, name
        self.page = browser.new_context().new_page()
        self.page.set_default_timeout(30_000)  # ms

    def opens(self, address):
        return self.page.goto(self.desk.url + address)

    def logs_in(self, page=None):
        page = page or self.page
        page.get_by_label("Username").fill(self.name)
        page.get_by_label("Password").fill("newsdesk")
        page.get_by_role("button", name="Log in").click()
        expect(page.locator("#user-tools summary")).to_be_visible()

    def presses(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def follows(self, words):
        self.page.get_by_role("link", name=words).first.click()

    def is_told(self, words):
        expect(self.page.locator(".messagelist")).to_contain_text(words)

    def fills(self, label, text):
        self.page.get_by_label(label).first.fill(text)

    def picks(self, field, words):
        """Choose what a box of choices finds for `words`."""
        self.page.locator(f".field-{field} .select2-selection").click()
        self.page.locator(".select2-search__field").last.fill(words)
        self.page.locator(".select2-results__option", has_text=words).first.click()


@pytest.fixture
def desk():
    record_status(make_show("All of Us Are Dead", seasons=2).seasons.get(number=2), "awaiting")
    mina = make_user("mina", groups=["Writers"], first_name="Mina", last_name="Frost")
    make_user("ed", groups=["Editors"], first_name="Ed", last_name="Itor")
    make_author("Mina Frost", user=mina)
    # The desk is a process of its own, and hashes as it does in earnest.
    User.objects.update(password=PBKDF2PasswordHasher().encode("newsdesk", "salt"))
    desk = Desk()
    desk.start()
    yield desk
    desk.kill()


@pytest.fixture
def people(page, desk):
    """Mina writes, Ed edits, and somebody has no account."""
    browser = page.context.browser
    mina, ed, reader = Somebody(browser, desk, "mina"), Somebody(browser, desk, "ed"), Somebody(browser, desk)
    for each in (mina, ed):
        each.opens("/admin/")
        each.logs_in()
    yield mina, ed, reader
    for each in (mina, ed, reader):
        each.page.context.close()


def now():
    return Article.objects.select_related("latest").get()


def test_a_story_from_its_pitch_to_its_end(people):
    mina, ed, reader = people
    story = pitched_and_taken_up(mina, ed)
    room = written_while_the_desk_is_killed(mina, story)
    written_on_after_a_log_out(mina, room)
    both_write_and_lose_nothing(mina, ed, story, room)
    sent_back_for_what_is_missing(ed)
    what_is_missing_is_put_right(mina, story)
    address = scheduled(ed, reader)
    read_by_somebody_outside(ed, reader)
    goes_out_by_the_clock(mina, reader, address)
    corrected(ed, reader, story)
    withdrawn_and_brought_back(ed, reader, address)
    restored(ed, reader, address)
    killed(ed, reader, address)


def pitched_and_taken_up(mina, ed):
    mina.opens("/admin/")
    mina.page.get_by_role("link", name="Pitch", exact=True).click()
    mina.fills("Idea", IDEA)
    mina.fills("Note", "Filming is said to have begun.")
    mina.page.get_by_label("Kind").select_option("guide")
    mina.picks("show", "All of Us Are Dead")
    mina.presses("Pitch it")
    mina.is_told("Saved.")
    ed.opens("/admin/articles/pitch/")
    ed.follows(IDEA)
    ed.presses("Take it up")
    ed.is_told("Taken up: this is its draft.")
    story = now()
    assert (str(story.owner), Pitch.objects.get().story, story.state) == ("Mina Frost", story, State.DRAFT)
    return story


def written_while_the_desk_is_killed(mina, story):
    mina.opens("/admin/notices/")
    mina.follows(f"“{IDEA}” is taken up by Mina Frost.")
    desk = mina.desk
    room = Room(mina.page, desk.url, story)
    room.text.click()
    mina.page.keyboard.type("The school is quiet again.")
    mina.page.keyboard.press("Enter")
    mina.page.keyboard.type("Nobody has named a day.")
    room.is_kept()
    desk.kill()
    room.write(" Not yet.", after="Nobody")
    expect(room.line).to_contain_text("This browser has it.", timeout=20_000)
    desk.start()
    room.is_kept()
    assert "Not yet." in WorkingCopy.objects.get().typed["body"][0]
    return room


def written_on_after_a_log_out(mina, room):
    second = mina.page.context.new_page()
    second.goto(mina.desk.url + "/admin/")
    second.locator("#user-tools summary").click()
    second.get_by_role("button", name="Log out").click()
    room.write(" Or so they say.", after="school")
    expect(room.line).to_contain_text("Kept, but you are logged out", timeout=20_000)
    second.goto(mina.desk.url + "/admin/")
    mina.logs_in(second)
    expect(second.get_by_role("heading", name="Not saved yet")).to_be_visible()
    second.close()
    room.save().saved()
    body = "<p>The school is quiet again. Or so they say.</p><p>Nobody has named a day. Not yet.</p>"
    assert (now().latest.document["body"], WorkingCopy.objects.count()) == (body, 0)


def both_write_and_lose_nothing(mina, ed, story, room):
    room.open()
    theirs = Room(ed.page, ed.desk.url, story)
    theirs.write(" Netflix is silent.", after="school").save().saved()
    room.write(" Filming has begun.", after="school").write(" Soon.", after="Nobody").save()
    expect(mina.page.get_by_role("heading", name="Somebody saved before you")).to_be_visible()
    mina.page.get_by_label("Both, theirs first, Paragraph 1").check()
    mina.presses("Save what is chosen")
    mina.is_told("Saved.")
    assert now().latest.document["body"] == (
        "<p>The school is quiet again. Or so they say. Netflix is silent.</p>"
        "<p>The school is quiet again. Or so they say. Filming has begun.</p>"
        "<p>Nobody has named a day. Not yet. Soon.</p>"
    )
    mina.presses("Submit for review")
    mina.is_told("Submitted: it waits for an editor.")


def sent_back_for_what_is_missing(ed):
    ed.opens("/admin/")
    ed.follows(IDEA)
    room = ed.page
    ed.fills("Publish at", moment(timedelta(minutes=30)))
    ed.presses("Schedule")
    expect(room.locator(".errornote, .errorlist").first).to_be_visible()
    expect(room.get_by_text("This guide needs a topic.")).to_be_visible()
    assert now().state == State.IN_REVIEW
    ed.fills("Publish at", "")
    room.locator("[contenteditable=true].ProseMirror p").first.wait_for()
    select(room, "Netflix is silent")
    room.locator(".room-bubble").click()
    room.keyboard.type("Who asked them, @Mina Frost?")
    room.get_by_label("Asks for a change").check()
    ed.presses("Comment")
    expect(room.get_by_text("1 change asked for.")).to_be_visible()
    ed.presses("Request changes")
    ed.is_told("Sent back: it is a draft of Mina Frost again.")
    assert (now().state, Comment.objects.get().passage) == (State.DRAFT, "Netflix is silent")


def what_is_missing_is_put_right(mina, story):
    mina.opens("/admin/pictures/picture/add/")
    photograph = a_photograph()
    file = {"name": "still.jpg", "mimeType": "image/jpeg", "buffer": photograph.read()}
    mina.page.locator("[name=file]").set_input_files(file)
    mina.fills("Title", "A corridor at night")
    mina.fills("Alternative text", "A corridor, its lights out")
    mina.fills("Credit", "Newsdesk")
    mina.page.locator("[name=_save]").click()
    mina.opens("/admin/notices/")
    mina.page.get_by_text("earlier about the same").first.click()
    expect(mina.page.get_by_text("Ed Itor names you on")).to_be_visible()
    mina.follows(f"“{IDEA}” is sent back")
    room = Room(mina.page, mina.desk.url, story)
    room.write(" We asked on Monday.", after="Netflix is silent")
    mina.fills("Standfirst", "What is known so far.")
    mina.fills("Topics", "Netflix, Korean drama")
    mina.picks("lead_picture", "A corridor at night")
    mina.page.get_by_text("Address and search").click()
    mina.fills("Search description", "Everything we know of season 2.")
    mina.presses("Resolve")
    expect(mina.page.locator("#room-comments")).to_contain_text("1 resolved")
    room.write(" The desk says: ", after="Nobody has named")
    at_menu(mina.page, "all of us dead 2 status", "No decision has been announced.")
    room.save().saved()
    expect(mina.page.locator(".room-checklist [data-met=no]")).to_have_count(0)
    mina.presses("Submit for review")
    mina.is_told("Submitted: it waits for an editor.")
    assert (now().state, now().latest.document["tags"]) == (State.IN_REVIEW, ["Netflix", "Korean drama"])


def scheduled(ed, reader):
    """Approved for a minute to come; returns where readers will find it."""
    ed.opens("/admin/")
    ed.follows(IDEA)
    ed.fills("Publish at", moment(timedelta(minutes=30)))
    ed.presses("Schedule")
    ed.is_told("Scheduled: readers will have it on")
    address = now().get_absolute_url()
    assert address == "/stories/all-of-us-are-dead-season-2-everything-we-know/"
    assert reader.opens(address).status == 404
    return address


def read_by_somebody_outside(ed, reader):
    ed.page.get_by_text("Make a link").click()
    ed.page.get_by_label("For whom").fill("Their agent")
    ed.presses("Make the link")
    lent = re.search(r"/preview/.*", ed.page.get_by_label("The address.").input_value())[0]
    assert reader.opens(lent).status == 200
    expect(reader.page.get_by_role("heading", name=IDEA)).to_be_visible()
    expect(reader.page.locator("main")).to_contain_text("Netflix is silent. We asked on Monday.")
    assert reader.page.context.cookies() == []


def goes_out_by_the_clock(mina, reader, address):
    """Nothing runs at that minute: the desk is down, and comes back half an hour after it."""
    desk = reader.desk
    desk.kill()
    desk.start(ahead=HOUR)
    assert reader.opens("/").status == 200
    reader.follows(IDEA)
    assert reader.page.url == desk.url + address
    expect(reader.page.locator(".body")).to_contain_text("The desk says: No decision has been announced.")
    expect(reader.page.locator(".by")).to_contain_text("By Mina Frost")
    assert desk.manage("tick", ahead=HOUR).wait() == 0
    mina.opens("/admin/notices/")
    expect(mina.page.get_by_role("link", name=f"“{IDEA}” is out: readers have it since")).to_be_visible()


def corrected(ed, reader, story):
    Room(ed.page, ed.desk.url, story)
    ed.page.get_by_label("Standfirst").fill("What is known so far, corrected.")
    ed.page.get_by_label("Material update").check()
    ed.page.get_by_label("What changed, for readers").fill("We had the wrong day: it was a Tuesday.")
    ed.page.get_by_label("Which is").select_option("a correction")
    ed.presses("Publish changes")
    ed.is_told("Published: readers have it now.")
    reader.opens("/corrections/")
    expect(reader.page.locator("main")).to_contain_text("We had the wrong day: it was a Tuesday.")
    reader.follows(IDEA)
    expect(reader.page.locator(".standfirst")).to_have_text("What is known so far, corrected.")


def withdrawn_and_brought_back(ed, reader, address):
    ed.presses("Withdraw")
    ed.is_told("Withdrawn: readers no longer find it.")
    assert reader.opens(address).status == 404
    reader.opens("/corrections/")
    expect(reader.page.locator("main")).not_to_contain_text("We had the wrong day")
    ed.presses("Publish now")
    ed.is_told("Published: readers have it now.")
    assert reader.opens(address).status == 200
    expect(reader.page.locator("main")).to_contain_text("We had the wrong day")


def restored(ed, reader, address):
    """What it said before the correction is the draft again, and what readers have once that is published."""
    before = Revision.objects.filter(document__standfirst="What is known so far.").latest("number").number
    ed.follows("Compare, name and restore")
    ed.page.get_by_role("link", name=f"Restore… revision {before}", exact=True).click()
    ed.presses(f"Make revision {before} the draft again")
    ed.is_told(f"Revision {before} is the draft again. Readers see nothing of it before it is published.")
    reader.opens(address)
    expect(reader.page.locator(".standfirst")).to_have_text("What is known so far, corrected.")
    ed.presses("Publish changes")
    ed.is_told("Published: readers have it now.")
    reader.opens(address)
    expect(reader.page.locator(".standfirst")).to_have_text("What is known so far.")


def killed(ed, reader, address):
    ed.follows("Kill this story")
    ed.page.get_by_label("Why").fill("Their lawyers were right.")
    ed.presses("Kill it for good")
    ed.is_told("Killed: it can never return.")
    assert reader.opens(address).status == 410
    expect(reader.page.get_by_role("heading", name="This story has been taken down")).to_be_visible()
    reader.opens("/")
    expect(reader.page.locator("main")).not_to_contain_text(IDEA)


def moment(ahead):
    """As a field for a moment takes it, on a whole minute."""
    return (timezone.localtime() + ahead).strftime("%Y-%m-%dT%H:%M")
