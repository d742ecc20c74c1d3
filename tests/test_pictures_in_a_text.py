"""Pictures in a text: dropped, pasted, or chosen from the library, with the words they need. In a browser."""

import io

import pytest
from django.contrib.auth.models import Permission
from PIL import Image
from playwright.sync_api import expect

from pictures import cleaning
from pictures.models import Picture
from tests.axe import faults
from tests.make import make_author, make_draft, make_user
from tests.room import OpenRoom
from tests.test_choosing_pictures import a_file

pytestmark = pytest.mark.django_db(transaction=True)

BODY = "<p>The first one.</p><p>The second one.</p>"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def room(watched_page, live_server, log_in):
    def room(body=BODY, groups=("Writers",)):
        writer = make_user("writer", groups=groups)
        if not groups:
            may = ["view_article", "change_article", "view_picture", "publish_article"]
            writer.user_permissions.set(Permission.objects.filter(codename__in=may))
        log_in(writer)
        room = PictureRoom(watched_page, live_server.url, make_draft(by=writer, body=body, authors=[make_author()]))
        return room

    return room


FILES = """(dom, [type, files, after]) => {
    const data = new DataTransfer()
    for (const [name, kind, bytes] of files) data.items.add(new File([new Uint8Array(bytes)], name, { type: kind }))
    const init = { bubbles: true, cancelable: true }
    if (type === "paste") return dom.dispatchEvent(new ClipboardEvent("paste", { ...init, clipboardData: data }))
    const block = [...dom.children].find((child) => child.textContent.includes(after))
    const { left, bottom } = block.getBoundingClientRect()
    const place = { clientX: left + 200, clientY: bottom - 2 }
    dom.dispatchEvent(new DragEvent("drop", { ...init, ...place, dataTransfer: data }))
}"""


def a_jpeg(colour="#446688", size=(640, 360)):
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "JPEG")
    return ["IMG 1234.jpg", "image/jpeg", list(stream.getvalue())]


class PictureRoom(OpenRoom):
    @property
    def dialog(self):
        return self.page.get_by_role("dialog")

    def drop(self, *files, after="The first"):
        self.text.evaluate(FILES, ["drop", files, after])
        return self

    def paste_files(self, *files):
        self.text.evaluate(FILES, ["paste", files, ""])
        return self

    def fill(self, **words):
        for name, typed in words.items():
            self.dialog.locator(f"[name={name}]").fill(typed)
        return self

    def press(self, name):
        self.dialog.get_by_role("button", name=name).click()
        return self


def figure(number, caption=""):
    inside = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<figure data-picture="{number}">{inside}</figure>'


def test_a_dropped_picture_is_sent_with_its_words_and_stands_where_it_was_dropped(room):
    room = room().drop(a_jpeg())
    expect(room.dialog.get_by_role("heading")).to_have_text("Insert picture")
    expect(room.dialog.get_by_label("Alternative text", exact=True)).to_be_focused()
    expect(room.dialog.locator("canvas")).to_be_visible()
    assert faults(room.page) == {}
    room.press("Add and insert")
    expect(room.dialog.get_by_label("Alternative text", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(room.dialog).to_contain_text("Say what it shows, for those who cannot see it.")
    expect(room.dialog).to_contain_text("Say whom to name beside it.")
    room.fill(alt="A corridor", credit="Ana Doe/Network").press("Add and insert")
    expect(room.dialog).to_have_count(0)
    picture = Picture.objects.get()
    assert (picture.alt, picture.credit, picture.title) == ("A corridor", "Ana Doe/Network", "A corridor")
    expect(room.text.locator("figure img")).to_have_attribute("src", picture.src)
    expect(room.text.locator("figure small")).to_have_text("A corridor · Ana Doe/Network.")
    room.page.keyboard.type("The school.")
    wanted = BODY.replace("</p>", "</p>" + figure(picture.pk, "The school."), 1)
    assert room.html == wanted
    assert room.save() == wanted
    room.page.wait_for_function("document.querySelector('.ProseMirror figure img')?.naturalWidth === 640")
    assert room.html == wanted


def test_a_refused_file_says_why_and_keeps_what_was_typed(room):
    room = room().paste_files(["photo.png", "image/png", list(b"<svg onload='alert(1)'/>")])
    room.fill(alt="A corridor", credit="Ana Doe").press("Add and insert")
    expect(room.dialog).to_contain_text(cleaning.UNKNOWN)
    expect(room.dialog.get_by_label("Alternative text", exact=True)).to_have_value("A corridor")
    room.page.complaints.clear()  # the browser's own note of a 400
    chosen = a_file()
    room.dialog.get_by_label("File").set_input_files(
        {"name": chosen.name, "mimeType": "image/jpeg", "buffer": chosen.read()}
    )
    expect(room.dialog).not_to_contain_text(cleaning.UNKNOWN)
    room.press("Add and insert")
    expect(room.dialog).to_have_count(0)
    assert room.html == figure(Picture.objects.get().pk) + BODY


def test_several_files_come_one_after_another_and_one_can_be_left_out(room):
    room = room().drop(
        a_jpeg("red"), a_jpeg("green"), a_jpeg("blue"), ["a.pdf", "application/pdf", [1]], after="second"
    )
    expect(room.dialog.get_by_role("heading")).to_have_text("Insert picture 1 of 3")
    room.fill(alt="Red", credit="Ana Doe", licence="Press kit").press("Add and insert")
    expect(room.dialog.get_by_role("heading")).to_have_text("Insert picture 2 of 3")
    expect(room.dialog.get_by_label("Alternative text", exact=True)).to_have_value("")
    room.press("Leave this one out")
    expect(room.dialog.get_by_role("heading")).to_have_text("Insert picture 3 of 3")
    room.fill(alt="Blue").press("Add and insert")
    expect(room.dialog).to_have_count(0)
    first, second = Picture.objects.order_by("pk")
    assert [(each.alt, each.credit, each.licence) for each in (first, second)] == [
        ("Red", "Ana Doe", "Press kit"), ("Blue", "Ana Doe", "Press kit"),
    ]  # fmt: skip
    assert room.html == BODY + figure(first.pk) + figure(second.pk)
    room.page.keyboard.press("Control+z")
    assert room.html == BODY + figure(first.pk)


def test_a_picture_of_the_library_is_found_and_put_into_an_empty_line(room):
    wanted = Picture.objects.create(file=a_file(), title="Harbour", alt="Boats", credit="Ana Doe")
    Picture.objects.create(file=a_file(), title="Street", alt="Cars", credit="Tom Bell")
    room = room("<p>One.</p><p></p><p>Two.</p>")
    room.put_cursor_behind("One.")
    room.page.keyboard.press("ArrowDown")
    room.page.wait_for_function(
        "() => document.querySelector('.ProseMirror').editor.state.selection.$from.index(0) === 1"
    )
    room.page.get_by_role("button", name="Insert picture").click()
    asked = room.dialog.get_by_label("Find by title, what it shows, or credit")
    expect(asked).to_be_focused()
    expect(room.dialog.get_by_role("listitem")).to_have_text(["StreetTom Bell", "HarbourAna Doe"])
    assert faults(room.page) == {}
    asked.fill("nothing of it")
    expect(room.dialog).to_contain_text("No match")
    asked.fill("boats")
    room.dialog.get_by_role("button", name="Harbour").click()
    expect(room.dialog).to_have_count(0)
    assert room.html == f"<p>One.</p>{figure(wanted.pk)}<p>Two.</p>"


def test_a_picture_can_be_added_by_the_button_and_a_dialog_put_away_leaves_the_text(room):
    room = room("<p>Only.</p>")
    room.page.get_by_role("button", name="Insert picture").click()
    room.press("A new one")
    expect(room.dialog.get_by_label("File")).to_be_focused()
    room.press("Add and insert")
    expect(room.dialog).to_contain_text("Choose a file.")
    room.page.keyboard.press("Escape")
    expect(room.dialog).to_have_count(0)
    expect(room.text).to_be_focused()
    assert room.html == "<p>Only.</p>"


def test_text_on_the_clipboard_wins_over_its_picture_and_other_files_are_refused_in_words(room):
    room = room("<p>Only.</p>").empty()
    room.text.evaluate(
        """(dom, bytes) => {
            const data = new DataTransfer()
            data.setData("text/html", "<p>Copied <b>words</b></p>")
            data.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }))
            dom.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }))
        }""",
        a_jpeg()[2],
    )
    assert room.html == "<p>Copied <strong>words</strong></p>"
    room.drop(["a.pdf", "application/pdf", [1, 2]], after="Copied")
    expect(room.told).to_have_text(
        "That is no picture. Only pictures can be dropped or pasted here: JPEG, PNG, WebP or GIF."
    )
    assert room.html == "<p>Copied <strong>words</strong></p>"


def test_who_may_not_add_pictures_is_told_so_and_may_choose(room):
    wanted = Picture.objects.create(file=a_file(), title="Harbour", alt="Boats", credit="Ana Doe")
    room = room("<p>Only.</p>", groups=()).drop(a_jpeg(), after="Only")
    expect(room.told).to_have_text(
        "You may not add pictures to the library: ask an editor. Those in it can be chosen with Insert picture."
    )
    room.page.get_by_role("button", name="Insert picture").click()
    expect(room.dialog).to_contain_text("You may choose what is in the library; to add a picture, ask an editor.")
    expect(room.dialog.get_by_role("button", name="A new one")).to_be_hidden()
    room.dialog.get_by_role("button", name="Harbour").click()
    assert room.html == f"<p>Only.</p>{figure(wanted.pk)}"


def test_a_picture_that_is_gone_says_so(room):
    room = room(figure(987, "Gone.") + "<p>a</p>")
    expect(room.text.locator("figure")).to_contain_text("This picture is not in the library any more")
    assert room.html == figure(987, "Gone.") + "<p>a</p>"
    assert Picture.objects.count() == 0
