"""Comments on passages, giving a story, the checklist and the calendar, as somebody at the desk uses them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.assigning import assign
from articles.comments import say
from articles.models import Article, Comment, Pitch, State
from tests.make import make_author, make_draft, make_picture, make_show, make_user, ready

pytestmark = pytest.mark.django_db(transaction=True)

CALENDAR = "/admin/articles/article/calendar/"
BODY = "<h2>Renewed?</h2><p>It was <strong>renewed</strong> on Monday, they say. Nobody knows more.</p><p>Or so.</p>"


@pytest.fixture
def editor(log_in):
    user = make_user("editor", groups=["Editors"], first_name="Mina", last_name="Frost")
    log_in(user)
    return user


def open_room(page, site, story):
    page.goto(f"{site}/admin/articles/article/{story.pk}/change/")
    page.locator("[contenteditable=true].ProseMirror p").first.wait_for()


def wait_for_selection(page, words):
    page.wait_for_function("(words) => document.getSelection().toString() === words", arg=words)


def select(page, words):
    """Select words of the text, as somebody dragging over them does."""
    page.evaluate(
        """(words) => {
          const { editor } = document.querySelector(".ProseMirror")
          let found
          editor.state.doc.descendants((node, position) => {
            const at = node.isTextblock ? node.textContent.indexOf(words) : -1
            if (at >= 0) found = position + 1 + at
          })
          editor.chain().focus().setTextSelection({ from: found, to: found + words.length }).run()
        }""",
        words,
    )


def test_words_selected_are_commented_on_and_found_again(watched_page, live_server, editor, tom):
    page, story = watched_page, make_draft("Renewed", by=tom, body=BODY)
    open_room(page, live_server.url, story)
    page.get_by_label("Headline").fill("Renewed, typed and not saved")
    select(page, "renewed on Monday")
    page.locator(".room-bubble").click()
    expect(page.get_by_label("On the words")).to_have_value("renewed on Monday")
    expect(page.get_by_label("Comment", exact=True)).to_be_focused()
    page.keyboard.type("Who said so, @Tom Bell?")
    page.get_by_label("Asks for a change").check()
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".room-comment")).to_have_count(1)
    expect(page.get_by_text("1 change asked for.")).to_be_visible()
    assert Comment.objects.get().passage == "renewed on Monday"
    assert tom.notices.get().kind == "mention"
    expect(page.get_by_label("Headline")).to_have_value("Renewed, typed and not saved")
    assert Article.objects.get().draft_headline == "Renewed"

    page.get_by_label("Headline").click()
    page.get_by_role("link", name="Show in the text: renewed on Monday").click()
    wait_for_selection(page, "renewed on Monday")
    page.keyboard.press("Delete")
    page.get_by_role("link", name="Show in the text: renewed on Monday").click()
    expect(page.get_by_text("These words are no longer in the text.")).to_be_visible()


def test_the_keyboard_comments_answers_and_resolves(watched_page, live_server, editor, tom):
    page, story = watched_page, make_draft("Renewed", by=tom, body=BODY)
    say(story, "Shorter?", by=tom)
    open_room(page, live_server.url, story)
    select(page, "they say")
    page.keyboard.press("Control+Alt+KeyM")
    page.keyboard.type("Who are they?")
    page.get_by_text("Answer", exact=True).first.click()
    page.get_by_label("Answer to Tom Bell").fill("By how much?")
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".room-answered")).to_contain_text("By how much?")
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Who are they?")
    expect(page.get_by_label("On the words")).to_have_value("they say")
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("1 resolved")).to_be_visible()
    expect(page.get_by_label("Comment", exact=True)).to_have_value("Who are they?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("#room-comments > .room-comment")).to_have_count(1)
    assert [(each.words, each.passage) for each in Comment.objects.order_by("pk")] == [
        ("Shorter?", ""), ("By how much?", ""), ("Who are they?", "they say"),
    ]  # fmt: skip


def test_a_refused_comment_is_refused_where_it_stands(watched_page, live_server, editor, tom):
    page, story = watched_page, make_draft("Renewed", by=tom, body=BODY)
    open_room(page, live_server.url, story)
    page.get_by_label("Headline").fill("Typed")
    page.get_by_label("On the words").fill("they say")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("Write the comment first.").first).to_be_visible()
    expect(page.get_by_label("On the words")).to_have_value("they say")
    expect(page.get_by_label("Headline")).to_have_value("Typed")
    assert [said for said in page.complaints if "409" not in said] == []
    page.complaints.clear()  # the browser logs that 409


def test_a_story_is_given_without_losing_what_is_typed(watched_page, live_server, editor, tom):
    page, story = watched_page, make_draft("Renewed", by=editor, body=BODY)
    open_room(page, live_server.url, story)
    page.get_by_label("Headline").fill("Typed and not saved")
    page.get_by_label("Given to").select_option("Tom Bell")
    page.get_by_label("Due").fill((timezone.localdate() + timedelta(days=2)).isoformat())
    page.get_by_label("Note for the desk").fill("Ask first.")
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.locator(".room-unseen[role=status]")).to_contain_text("Given to Tom Bell")
    expect(page.get_by_label("Headline")).to_have_value("Typed and not saved")
    story = Article.objects.get()
    assert (story.assigned_to, story.desk_note, story.draft_headline) == (tom, "Ask first.", "Renewed")
    page.get_by_label("Note for the desk").fill("Ask twice.")
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.locator("#room-assign .errorlist")).to_have_count(0)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    story = Article.objects.get()
    assert (story.assigned_to, story.desk_note, story.draft_headline) == (tom, "Ask twice.", "Typed and not saved")


def test_each_thing_missing_leads_to_its_field(watched_page, live_server, editor):
    page, story = watched_page, make_draft("Bare", by=editor)
    open_room(page, live_server.url, story)
    for item, field in (
        ("Standfirst", page.get_by_label("Standfirst")),
        ("A source", page.get_by_role("textbox", name="Body")),
        ("Topics", page.get_by_role("textbox", name="Topics")),
        ("Search description", page.get_by_label("Search description")),
        ("Lead picture", page.locator(".field-lead_picture .select2-selection")),
        ("Authors", page.locator(".field-authors .select2-search__field")),
    ):
        page.locator(".room-checklist a", has_text=item).click()
        expect(field).to_be_focused()
        expect(field).to_be_in_viewport()


def test_an_entry_is_dragged_to_another_day(watched_page, live_server, editor, tom):
    page = watched_page
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    story = make_draft("Due", by=tom)
    assign(story, to=tom, due_on=monday, note="", by=None)
    page.goto(f"{live_server.url}{CALENDAR}?view=week&on={monday}")
    wednesday = monday + timedelta(days=2)
    page.locator(f"#due-{story.pk} .cal-kind").drag_to(page.locator(f'[data-day="{wednesday}"]'))
    expect(page.get_by_text(f"“Due” is due on {wednesday:%-d %B}.")).to_be_visible()
    expect(page.locator(f'[data-day="{wednesday}"] #due-{story.pk}')).to_be_visible()
    assert Article.objects.get().due_on == wednesday


@pytest.mark.parametrize("width", [1280, 375])
def test_the_keyboard_moves_and_decides_in_the_calendar(watched_page, live_server, editor, tom, width):
    page = watched_page
    page.set_viewport_size({"width": width, "height": 800})
    make_author()
    monday = timezone.localdate() + timedelta(days=7 - timezone.localdate().weekday())
    story = make_draft("Due", by=tom, **ready())
    assign(story, to=tom, due_on=monday, note="", by=None)
    Pitch.objects.create(idea="Pitched", due_on=monday, show=make_show())
    page.goto(f"{live_server.url}{CALENDAR}?view=week&on={monday}")
    page.get_by_label("Move or decide: Pitched").focus()
    page.keyboard.press("Enter")
    page.locator("[id^=day-pitch]").fill((monday + timedelta(days=1)).isoformat())
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Pitched” is due on")).to_be_visible()
    assert Pitch.objects.get().due_on == monday + timedelta(days=1)
    page.get_by_label("Move or decide: Due").click()
    expect(page.get_by_role("button", name="Publish now")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("“Due” is published: readers have it now.")).to_be_visible()
    assert Article.objects.get().state == State.APPROVED


def test_all_of_it_works_without_script(context, live_server, client, tom):
    editor = make_user("editor", groups=["Editors"])
    make_picture()
    story = make_draft("Renewed", by=tom, body=BODY)
    assign(story, to=None, due_on=timezone.localdate(), note="", by=None)
    client.force_login(editor)
    scriptless = context.browser.new_context(java_script_enabled=False)
    scriptless.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = scriptless.new_page()
    page.goto(f"{live_server.url}/admin/articles/article/{story.pk}/change/")
    page.get_by_label("Given to").select_option("Tom Bell")
    page.get_by_role("button", name="Give", exact=True).click()
    expect(page.get_by_text("Given to Tom Bell, due")).to_be_visible()
    page.get_by_label("Comment", exact=True).fill("Who said so?")
    page.get_by_label("On the words").fill("they say")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("Commented.")).to_be_visible()
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("Resolved.", exact=True)).to_be_visible()
    page.goto(f"{live_server.url}{CALENDAR}")
    page.get_by_label("Move or decide: Renewed").click()
    tomorrow = timezone.localdate() + timedelta(days=1)
    page.get_by_role("textbox", name="Day").fill(tomorrow.isoformat())
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_text(f"“Renewed” is due on {tomorrow:%-d %B}.")).to_be_visible()
    scriptless.close()
    story = Article.objects.get()
    assert (story.assigned_to, story.due_on, Comment.objects.get().resolved_by) == (tom, tomorrow, editor)
