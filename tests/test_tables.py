"""Tables of a story: inserted, pasted and written with the keyboard, and read on a telephone. In a browser."""

import pytest
from playwright.sync_api import expect

from tests.axe import faults
from tests.make import make_draft, make_story, make_user
from tests.room import OpenRoom

pytestmark = pytest.mark.django_db(transaction=True)


class Room(OpenRoom):
    def __init__(self, page, address, story):
        self.dialog = page.get_by_role("dialog", name="Table", exact=True)
        super().__init__(page, address, story)


@pytest.fixture
def room(watched_page, live_server, log_in):
    def room(body="<p>So.</p><p></p><p>End.</p>"):
        writer = make_user("tom", groups=["Writers"])
        log_in(writer)
        return Room(watched_page, live_server.url, make_draft(by=writer, body=body))

    return room


def table(*rows, caption=""):
    """A table of these rows, the first of headers; "" is an empty cell."""
    cells = [
        "".join(f"<{tag}><p>{words}</p></{tag}>" for words in row)
        for row, tag in zip(rows, ["th", *["td"] * len(rows)], strict=False)
    ]
    caption = caption and f"<caption>{caption}</caption>"
    return f"<table>{caption}<tbody>{''.join(f'<tr>{row}</tr>' for row in cells)}</tbody></table>"


def test_a_table_is_put_in_named_and_filled_with_the_keyboard_alone(room):
    room = room()
    room.text.locator("p").nth(1).click()
    room.page.get_by_role("button", name="Insert table").press("Enter")
    expect(room.dialog.get_by_label("Caption")).to_be_focused()
    room.type("Days  & names")
    room.hit("Tab")
    room.type("200")
    room.hit("Tab")
    room.type("2")
    room.hit("Tab")
    expect(room.dialog.get_by_label("The first row names the columns")).to_be_checked()
    room.hit("Enter")
    expect(room.dialog).to_contain_text("Between 1 and 100.")
    expect(room.dialog.get_by_label("Rows")).to_be_focused()
    room.hit("Control+a")
    room.type("2")
    room.hit("Enter")
    expect(room.dialog).to_have_count(0)
    expect(room.text).to_be_focused()
    for words in ("Day", "Name", "1 May", "Ada"):
        room.type(words)
        if words != "Ada":
            room.hit("Tab")
    room.hit("ArrowDown")
    room.type("So: ")
    stored = table(("Day", "Name"), ("1 May", "Ada"), caption="Days &amp; names")
    assert room.save() == f"<p>So.</p>{stored}<p>So: End.</p>"
    expect(room.text.locator("caption")).to_have_text("Days & names")


def test_a_caption_is_changed_where_the_cursor_stands_and_taken_away(room):
    room = room(table(("Day", "Name"), ("1 May", "Ada"), caption="Days"))
    room.put_cursor("1 May")
    button = room.page.get_by_role("button", name="Caption of the table")
    button.click()
    caption = room.page.get_by_role("dialog", name="Caption of the table").get_by_label("Caption")
    expect(caption).to_have_value("Days")
    caption.fill("Days of the week")
    room.hit("Enter")
    expect(room.text.locator("caption")).to_have_text("Days of the week")
    assert room.save() == table(("Day", "Name"), ("1 May", "Ada"), caption="Days of the week")
    room.put_cursor("1 May")
    button.click()
    caption.fill("")
    room.hit("Enter")
    expect(room.text.locator("caption")).to_be_hidden()
    assert room.save() == table(("Day", "Name"), ("1 May", "Ada"))


def test_a_pasted_table_keeps_its_headers_its_caption_and_its_shape(room):
    room = room()
    room.text.locator("p").nth(1).click()
    room.text.evaluate(
        """(dom, html) => {
            const clipboardData = new DataTransfer()
            clipboardData.setData("text/html", html)
            dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
        }""",
        '<table class="x" border="1"><caption>Days</caption>'
        '<thead><tr><th scope="col">Day</th><th>Name</th></tr></thead>'
        '<tbody><tr><th scope="row" rowspan="2">1 May</th><td width="9"><b>Ada</b></td></tr><tr><td>Bo</td></tr>'
        "</tbody></table>",
    )
    assert room.save() == (
        "<p>So.</p><table><caption>Days</caption><tbody><tr><th><p>Day</p></th><th><p>Name</p></th></tr>"
        '<tr><th rowspan="2"><p>1 May</p></th><td><p><strong>Ada</strong></p></td></tr><tr><td><p>Bo</p></td></tr>'
        "</tbody></table><p>End.</p>"
    )


def test_a_wide_table_scrolls_on_a_telephone_by_keyboard_too_and_the_page_does_not(watched_page, live_server):
    wide = table(tuple(f"Counterintelligence{number}" for number in range(6)), ("x",) * 6, caption="Days")
    story = make_story(body=f"<p>So.</p>{wide}")
    watched_page.set_viewport_size({"width": 375, "height": 700})
    watched_page.goto(live_server.url + story.get_absolute_url())
    assert watched_page.evaluate("document.documentElement.scrollWidth") <= 375
    group = watched_page.get_by_role("group", name="Days")
    assert group.evaluate("group => group.scrollWidth > group.clientWidth")
    group.focus()
    watched_page.keyboard.press("ArrowRight")
    watched_page.wait_for_timeout(300)
    assert group.evaluate("group => group.scrollLeft") > 0
    assert watched_page.get_by_role("columnheader").count() == 6
    assert faults(watched_page) == {}


def test_axe_finds_nothing_serious_in_the_dialog_and_it_fits_a_telephone(room):
    room = room(table(("Day", "Name"), ("1 May", "Ada"), caption="Days") + "<p>So.</p>")
    room.put_cursor("So.")
    room.page.get_by_role("button", name="Insert table").click()
    assert faults(room.page) == {}
    room.fits_a_telephone(room.dialog)
