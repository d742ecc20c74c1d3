"""The writing room at 375 pixels: everything can be reached and pressed, and nothing is wider than the screen."""

import pytest
from playwright.sync_api import expect

from tests.axe import faults
from tests.make import make_appearance, make_author, make_draft, make_person, make_show, make_user
from tests.room import OpenRoom

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH, HEIGHT = 375, 667
CELLS = "".join(f"<td><p>Halbjahresbericht{number}</p></td>" for number in range(8))
BODY = (
    f"<h2>{'Donaudampfschiff' * 6}</h2><p>Cho Yi-hyun {'x' * 400}</p>"
    f"<table><tbody><tr>{CELLS}</tr></tbody></table>"
    '<figure data-picture="987"><figcaption>Gone.</figcaption></figure><p>The end.</p>'
)
# What is smaller than a finger, of what a finger is meant for; a link within a sentence may be.
SMALL = """() => [...document.querySelectorAll(".room :is(button, summary), .room .room-line a")]
    .filter((each) => each.checkVisibility())
    .map((each) => [each.textContent.trim() || each.title, each.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 24 || height < 24)
    .map(([name, { width, height }]) => `${name}: ${width} by ${height}`)"""


@pytest.fixture
def room(watched_page, live_server, log_in):
    watched_page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    show = make_show(seasons=2)
    make_appearance(show.seasons.get(number=1), make_person(), "Choi Nam-ra")
    editor = make_user("editor", groups=["Editors"])
    log_in(editor)
    story = make_draft("Donaudampfschiff" * 9, by=editor, body=BODY, shows=[show], authors=[make_author()])
    return OpenRoom(watched_page, live_server.url, story)


def width(room):
    return room.page.evaluate("document.documentElement.scrollWidth")


def fits(room):
    """Whether the open dialog lies within the screen, and within its own width."""
    box = room.page.locator("dialog[open]").bounding_box()
    inner = room.page.locator("dialog[open]").evaluate("(dialog) => dialog.scrollWidth <= dialog.clientWidth")
    within = box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= WIDTH and box["y"] + box["height"] <= HEIGHT
    return within and inner


def test_nothing_is_wider_than_the_screen_or_smaller_than_a_finger(room):
    assert width(room) == WIDTH
    assert room.page.evaluate(SMALL) == []
    assert faults(room.page) == {}
    bar = room.page.locator(".prose-menubar").bounding_box()
    for button in room.page.locator(".prose-menubar button:visible").all():
        box = button.bounding_box()
        assert bar["x"] <= box["x"] and box["x"] + box["width"] <= bar["x"] + bar["width"]


def test_every_dialog_fits(room):
    found = {}
    for name, keys in (("shortcuts", "Control+/"), ("pictures", "Alt+Shift+I"), ("while", "Alt+Shift+W")):
        room.select("The end")
        expect(room.text).to_be_focused()
        room.page.keyboard.press(keys)
        expect(room.page.locator("dialog[open]")).to_be_visible()
        found[name] = fits(room)
        if name == "pictures":
            room.page.get_by_role("button", name="A new one").click()
            room.page.get_by_role("button", name="Add and insert").click()
            found["a new picture"] = fits(room)
        assert width(room) == WIDTH
        room.page.keyboard.press("Escape")
        expect(room.page.locator("dialog[open]")).to_have_count(0)
    room.select("The end")
    expect(room.text).to_be_focused()
    room.page.keyboard.press("Control+k")
    found["link"] = fits(room)
    assert found == dict.fromkeys(("shortcuts", "pictures", "a new picture", "while", "link"), True)


def test_what_is_said_of_a_paste_and_of_names_stays_within_the_screen(room):
    room.put_cursor_behind("The end").paste("<p>Pasted</p><img src=a.png><del>no</del>")
    expect(room.told).to_contain_text("1 picture was left out.")
    room.page.get_by_role("button", name="Link Cho Yi-hyun").click()
    expect(room.page.locator(".room-linked")).to_contain_text("“Cho Yi-hyun” is linked.")
    assert width(room) == WIDTH
    assert room.page.evaluate(SMALL) == []


def test_on_its_side_the_toolbar_leaves_the_screen_to_the_text(room):
    room.page.set_viewport_size({"width": HEIGHT, "height": WIDTH})
    assert room.page.locator(".prose-menubar").evaluate("(bar) => getComputedStyle(bar).position") == "static"
    room.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    assert room.page.locator(".prose-menubar").evaluate("(bar) => getComputedStyle(bar).position") == "sticky"
