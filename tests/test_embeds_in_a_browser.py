"""Cards of videos and posts in a browser: they ask for nothing before a press, and are made in the editor."""

import re

import pytest
from playwright.sync_api import expect

from articles.embeds import REFUSAL, SERVICES
from tests.axe import faults
from tests.make import make_draft, make_story, make_user
from tests.room import OpenRoom
from tests.test_embeds import FILM, FRAME, TWEET, VIDEO, card

pytestmark = pytest.mark.django_db(transaction=True)


# For readers


@pytest.fixture
def elsewhere(watched_page):
    """What the browser asks of other hosts: [(address, where it says it comes from)]; each is answered."""
    asked = []

    def serve(route):
        asked.append((route.request.url, route.request.all_headers().get("referer")))
        route.fulfill(body="<p>A video.</p>", content_type="text/html")

    watched_page.route(re.compile(r"^https://"), serve)
    return asked


class StoryPage:
    def __init__(self, page, address, *cards):
        self.page, self.address = page, address
        story = make_story(body="<p>Before.</p>" * 9 + "".join(cards) + "<p>After.</p>" * 40)
        page.goto(address + story.get_absolute_url())
        self.card = page.locator(".embed")
        self.link = page.frame_locator(".embed iframe").get_by_role("link")

    def scroll(self):
        """Let the card come into view, leave it, and come back."""
        for place in (self.card, self.page.locator(".foot"), self.card):
            place.scroll_into_view_if_needed()
            self.page.wait_for_timeout(300)


def example(service):
    """(the address of a page of `service`, that of its frame)."""
    ids = {"youtube": "dQw4w9WgXcQ", "instagram": "CeZ_1-xK"}
    ids = {"id": ids.get(service.slug, "20"), "user": "netflix", "kind": "p"}
    return service.page.format(**ids), service.frame.format(**ids)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.slug)
def test_no_host_is_asked_for_anything_before_the_reader_presses(watched_page, live_server, elsewhere, service):
    address, frame = example(service)
    story = StoryPage(watched_page, live_server.url, card(address, "The trailer"))
    story.scroll()
    assert elsewhere == []
    story.link.press("Enter")
    expect(watched_page.frame_locator(".embed iframe").get_by_text("A video.")).to_be_visible()
    origin = f"{live_server.url}/" if service.slug == "youtube" else None
    assert elsewhere == [(frame, origin)]
    assert watched_page.url.startswith(live_server.url)


def test_no_more_is_asked_for_where_the_browser_runs_no_script(browser, live_server):
    page = browser.new_context(java_script_enabled=False).new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    story = StoryPage(page, live_server.url, card())
    story.scroll()
    assert [address for address in asked if not address.startswith(live_server.url)] == []
    story.link.click()
    page.wait_for_timeout(500)
    assert asked[-1] == FRAME
    page.context.close()


def test_a_frame_goes_nowhere_that_its_page_does_not_allow(watched_page, live_server, elsewhere):
    story = StoryPage(watched_page, live_server.url, card())
    frame = watched_page.frames[1]
    frame.evaluate("document.querySelector('a').href = 'https://evil.example/'")
    story.link.click()
    watched_page.wait_for_timeout(500)
    assert elsewhere == []
    assert "frame-src" in watched_page.complaints.pop()


def test_print_has_the_plain_link(watched_page, live_server, elsewhere):
    StoryPage(watched_page, live_server.url, card(caption="The trailer"))
    watched_page.emulate_media(media="print")
    expect(watched_page.locator(".embed iframe")).to_be_hidden()
    expect(watched_page.get_by_role("link", name="Watch it on YouTube")).to_be_visible()
    watched_page.pdf()
    assert elsewhere == []


def test_axe_finds_nothing_serious_on_the_page_of_a_story_with_cards(watched_page, live_server, elsewhere):
    StoryPage(watched_page, live_server.url, card(caption="The trailer"), card(TWEET))
    assert faults(watched_page) == {}
    watched_page.set_viewport_size({"width": 320, "height": 700})
    assert watched_page.evaluate("document.documentElement.scrollWidth") <= 320
    for frame in watched_page.frames[1:]:
        inside = (
            "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
        )
        assert frame.evaluate(inside)


# In the editor


class Room(OpenRoom):
    def __init__(self, page, address, story):
        self.dialog = page.get_by_role("dialog", name="Video or post")
        self.card = page.locator(".ProseMirror figure[data-embed]")
        super().__init__(page, address, story)

    def paste(self, words):
        self.text.evaluate(
            """(dom, words) => {
                const clipboardData = new DataTransfer()
                clipboardData.setData("text/plain", words)
                dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
            }""",
            words,
        )


@pytest.fixture
def room(watched_page, live_server, log_in, elsewhere):
    def room(body="<p>So.</p>"):
        writer = make_user("tom", groups=["Writers"])
        log_in(writer)
        return Room(watched_page, live_server.url, make_draft(by=writer, body=body))

    return room


def test_a_card_is_made_of_an_address_with_the_keyboard_alone(room, elsewhere):
    room = room()
    room.put_cursor("So.")
    room.hit("Alt+Shift+E")
    address = room.dialog.get_by_label("Address of the video or post")
    expect(address).to_be_focused()
    room.type("https://evil.example/watch?v=dQw4w9WgXcQ")
    room.hit("Enter")
    expect(room.dialog).to_contain_text(REFUSAL)
    expect(address).to_be_focused()
    expect(address).to_have_attribute("aria-invalid", "true")
    room.hit("Control+a")
    room.type("youtu.be/dQw4w9WgXcQ?si=x")
    room.hit("Tab")
    room.type("The  trailer")
    room.hit("Enter")
    expect(room.dialog).to_have_count(0)
    expect(room.text).to_be_focused()
    expect(room.card).to_contain_text(f"YouTube {VIDEO}")
    room.type("More.")
    assert room.save() == f"<p>So.</p>{card(caption='The trailer')}<p>More.</p>"
    expect(room.card.locator("iframe")).to_have_count(0)
    assert elsewhere == []


def test_a_caption_is_written_in_the_card_and_its_address_changed(room):
    room = room(card() + "<p>So.</p>")
    room.card.locator("figcaption").click()
    room.type("The trailer")
    room.hit("Alt+Shift+E")
    expect(room.dialog.get_by_label("Address of the video or post")).to_have_value(VIDEO)
    room.type(FILM)
    room.hit("Enter")
    expect(room.dialog).to_have_count(0)
    expect(room.card).to_contain_text(f"Vimeo {FILM}")
    room.hit("Enter")
    room.type("Below.")
    assert room.save() == f"{card(FILM, 'The trailer')}<p>Below.</p><p>So.</p>"


def test_an_address_pasted_alone_on_a_line_becomes_its_card_and_undo_brings_it_back(room):
    room = room("<p>So.</p><p></p><p>End.</p>")
    room.text.locator("p").nth(1).click()
    room.paste("https://youtu.be/dQw4w9WgXcQ?si=x")
    expect(room.card).to_contain_text(VIDEO)
    expect(room.page.get_by_role("status").filter(has_text="Now a card from YouTube.")).to_have_count(1)
    stored = room.save()
    assert stored == f"<p>So.</p>{card()}<p>End.</p>"
    room.open()
    room.text.evaluate("({ editor }) => editor.commands.setContent('<p></p>', { emitUpdate: true })")
    room.text.click()
    room.paste("https://youtu.be/dQw4w9WgXcQ?si=x")
    expect(room.card).to_have_count(1)
    room.hit("Control+z")
    expect(room.card).to_have_count(0)
    expect(room.text).to_have_text("https://youtu.be/dQw4w9WgXcQ?si=x")


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("https://www.youtube.com/@netflix", 1),
        ("https://evil.example/watch?v=dQw4w9WgXcQ", 1),
        ("See https://youtu.be/dQw4w9WgXcQ", 1),
        ("https://youtu.be/dQw4w9WgXcQ", 0),
    ],
)
def test_what_is_no_such_address_or_stands_in_a_sentence_stays_an_address(room, words, place):
    room = room("<p>So: </p><p></p><p>End.</p>")
    room.text.locator("p").nth(place).click()
    room.hit("End")
    room.paste(words)
    room.page.wait_for_timeout(700)
    expect(room.card).to_have_count(0)
    expect(room.text).to_contain_text(words)


@pytest.mark.parametrize("address", ["javascript://www.youtube.com/%0aalert(1)", "https://evil.example/"])
def test_a_pasted_card_of_elsewhere_leads_nowhere_in_the_editor(room, address):
    room = room()
    room.put_cursor("So.")
    room.text.evaluate(
        """(dom, html) => {
            const clipboardData = new DataTransfer()
            clipboardData.setData("text/html", html)
            dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
        }""",
        f"<p data-pm-slice='0 0 []'>Before</p>{card(address, 'a')}<p>After</p>",  # as if copied in the desk
    )
    expect(room.card).to_contain_text("Elsewhere: readers get a plain link")
    assert room.card.locator("a").get_attribute("href") is None
    assert "data-embed" not in room.save()


def test_axe_finds_nothing_serious_in_the_dialog_and_it_fits_a_telephone(room):
    room = room(card(caption="The trailer") + "<p>So.</p>")
    room.put_cursor("So.")
    room.page.get_by_role("button", name="Video or post (Alt+Shift+E)").click()
    room.dialog.get_by_role("button", name="Put it in").click()
    expect(room.dialog).to_contain_text(REFUSAL)
    assert faults(room.page) == {}
    room.fits_a_telephone(room.dialog)
