"""How much is written, and what the keyboard does: said beside the text, and true. In a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.axe import faults
from tests.make import make_author, make_draft, make_user
from tests.room import OpenRoom

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(watched_page, live_server, log_in):
    def room(body="<p>Nobody has said a word.</p>"):
        writer = make_user("writer", groups=["Writers"])
        log_in(writer)
        return OpenRoom(
            watched_page, live_server.url, make_draft("Mine", by=writer, body=body, authors=[make_author()])
        )

    return room


# Counts


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "0 words"),
        ("<p>Word</p>", "1 word · 1 min"),
        ("<h2>Cho Yi-hyun</h2><p>won’t say<br>10,000 – or 3.5.</p>", "7 words · 1 min"),
        ('<p>It is <data data-fact="season:1:status" data-form="label">in production</data>.</p>', "4 words · 1 min"),
        ("<p>지금 우리 학교는</p>", "3 words · 1 min"),
        ("<ul><li><p>a b</p></li></ul><table><tbody><tr><td><p>c</p></td></tr></tbody></table>", "3 words · 1 min"),
        (f"<p>{'word ' * 460}</p>" * 2, "920 words · 4 min"),
        (f"<p>{'word ' * 1000}</p>" * 5, "5,000 words · 22 min"),
    ],
)  # fmt: skip
def test_words_and_minutes_are_counted_in_any_script(room, body, said):
    expect(room(body).page.locator(".room-counts")).to_have_text(said)


def test_a_script_without_spaces_is_counted_by_its_words(room):
    expect(room("<p>我们喜欢看电视剧。</p>").page.locator(".room-counts")).to_have_text(re.compile(r"^[3-6] words"))


def test_the_count_follows_what_is_typed_and_what_is_selected(room):
    room = room()
    count = room.page.locator(".room-counts")
    room.put_cursor_behind("said a word")
    room.page.keyboard.type(" or two")
    expect(count).to_have_text("7 words · 1 min")
    room.select("said a word")
    expect(count).to_have_text("3 of 7 words selected")
    room.page.keyboard.press("ArrowRight")
    expect(count).to_have_text("7 words · 1 min")
    assert room.save() == "<p>Nobody has said a word or two.</p>"


# Shortcuts


def listed(room):
    """{heading: {what it does: keys}} of the dialog."""
    return {
        section.get_by_role("heading").inner_text(): dict(
            zip(section.locator("li span").all_inner_texts(), section.locator("kbd").all_inner_texts(), strict=True)
        )
        for section in room.page.locator(".desk-shortcuts section").all()
    }


@pytest.fixture
def dialog(watched_page):
    return watched_page.get_by_role("dialog", name="Keyboard shortcuts")


def test_the_list_names_what_the_room_understands_and_can_be_read_by_everybody(room, dialog):
    room = room()
    room.page.get_by_role("button", name="Keyboard shortcuts (Ctrl+/)").click()
    expect(dialog.get_by_role("heading", name="Keyboard shortcuts")).to_be_focused()
    found = listed(room)
    assert found["The story"] == {
        "Save the draft": "Ctrl+S",
        "Save and preview": "Alt+Shift+P",
        "Insert a live fact": "Alt+Shift+F",
        "Insert a picture": "Alt+Shift+I",
        "Comment on what is selected": "Ctrl+Alt+M",
        "Go to the checks": "Alt+Shift+C",
        "Show this list": "Ctrl+/",
    }
    assert (found["Text"]["Bold"], found["Text"]["True while…"]) == ("Ctrl+B", "Alt+Shift+W")
    assert found["Editing"] == {"Undo": "Ctrl+Z", "Redo": "Ctrl+Shift+Z", "Full screen, and back": "F11"}
    assert faults(room.page) == {}
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_on_a_mac_they_have_the_names_of_a_mac(room, dialog, watched_page):
    watched_page.add_init_script("Object.defineProperty(Navigator.prototype, 'platform', { get: () => 'MacIntel' })")
    room = room()
    room.page.keyboard.press("Meta+/")
    found = listed(room)
    assert (found["The story"]["Save the draft"], found["The story"]["Save and preview"]) == ("⌘S", "⌥⇧P")
    assert (found["Editing"]["Redo"], found["Blocks"]["New line, same paragraph"]) == ("⇧⌘Z", "⇧↩")


# What each shortcut of the editor makes of "<p>ab</p>" with "ab" selected, or does otherwise.
MADE = {
    "Bold": "<p><strong>ab</strong></p>",
    "Italic": "<p><em>ab</em></p>",
    "Struck out": "<p><s>ab</s></p>",
    "Code": "<p><code>ab</code></p>",
    "Subscript": "<p><sub>ab</sub></p>",
    "Superscript": "<p><sup>ab</sup></p>",
    "Heading": "<h2>ab</h2>",
    "Heading below it": "<h3>ab</h3>",
    "Heading below that": "<h4>ab</h4>",
    "Paragraph": "<p>ab</p>",
    "List": "<ul><li><p>ab</p></li></ul>",
    "Numbered list": "<ol><li><p>ab</p></li></ol>",
    "Quotation": "<blockquote><p>ab</p></blockquote>",
    "New line, same paragraph": "<p><br></p>",
}
SEEN_ELSEWHERE = {
    "Live facts, live blocks and mentions", "Link", "True while…", "Item one level in; next cell of a table",
    "Item one level out; cell before", "Quote", "Video or post", "Fold away",
}  # fmt: skip


def test_everything_listed_for_the_text_does_what_it_says(room, dialog):
    room = room()
    room.page.keyboard.press("Control+/")
    keys = {does: keys for heading in ("Text", "Blocks") for does, keys in listed(room)[heading].items()}
    room.page.keyboard.press("Escape")
    assert set(keys) == set(MADE) | SEEN_ELSEWHERE
    found = {}
    for does in MADE:
        room.text.evaluate("({ editor }) => editor.chain().setContent('<p>ab</p>').selectAll().focus().run()")
        room.page.keyboard.press(keys[does].replace("Ctrl", "Control"))
        found[does] = room.html
    assert found == MADE
    room.text.evaluate(
        "({ editor }) => editor.commands.setContent('<ul><li><p>a</p></li><li><p>b</p></li></ul>')",
    )
    room.put_cursor_behind("b")
    room.page.keyboard.press("Tab")
    assert room.html == "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>"
    room.page.keyboard.press("Shift+Tab")
    assert room.html == "<ul><li><p>a</p></li><li><p>b</p></li></ul>"


def test_the_story_is_saved_and_looked_at_with_the_keyboard(room):
    room = room()
    room.put_cursor_behind("word")
    room.page.keyboard.type("s")
    with room.page.expect_navigation():
        room.page.keyboard.press("Control+s")
    expect(room.page.get_by_text("Saved.")).to_be_visible()
    room.page.wait_for_selector(".ProseMirror[aria-multiline]")
    assert room.html == "<p>Nobody has said a words.</p>"
    room.page.get_by_label("Headline").fill("Mine, better")
    with room.page.expect_navigation(url="**/preview/"):
        room.page.keyboard.press("Alt+Shift+P")
    expect(room.page.get_by_role("heading", name="Mine, better")).to_be_visible()


def test_facts_pictures_checks_and_comments_are_a_key_away(room):
    room = room()
    room.put_cursor_behind("Nobody")
    room.page.keyboard.press("Alt+Shift+F")
    expect(room.page.locator(".desk-at")).to_be_visible()
    assert room.html == "<p>Nobody @ has said a word.</p>"
    room.page.keyboard.press("Escape")
    room.page.keyboard.press("Alt+Shift+I")
    pictures = room.page.get_by_role("dialog", name="Insert picture")
    expect(pictures).to_be_visible()
    room.page.keyboard.press("Control+s")  # neither saves below the dialog nor asks the browser to
    expect(pictures).to_be_visible()
    room.page.keyboard.press("Escape")
    expect(pictures).to_have_count(0)
    room.page.keyboard.press("Alt+Shift+C")
    expect(room.page.get_by_role("heading", name="Checks")).to_be_focused()
    room.select("a word")
    expect(room.text).to_be_focused()
    room.page.keyboard.press("Control+Alt+m")
    expect(room.page.locator("#comment-words")).to_be_focused()
    expect(room.page.locator("#comment-passage")).to_have_value("a word")


def test_a_question_mark_alone_opens_the_list_unless_somebody_types_or_has_turned_it_off(room, dialog):
    room = room()
    room.put_cursor_behind("a word")
    room.page.keyboard.type("?")
    expect(dialog).to_have_count(0)
    room.page.get_by_label("Headline").press("?")
    assert room.page.get_by_label("Headline").input_value().count("?") == 1
    room.page.get_by_role("button", name="Bold").focus()
    room.page.keyboard.press("?")
    expect(dialog).to_be_visible()
    dialog.get_by_label("? alone opens this list too").uncheck()
    room.page.keyboard.press("Escape")
    expect(room.page.get_by_role("button", name="Bold")).to_be_focused()
    room.page.keyboard.press("?")
    room.page.keyboard.press("Control+/")
    expect(dialog).to_have_count(1)
    assert room.html == "<p>Nobody has said a word?.</p>"
