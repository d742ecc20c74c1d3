"""Quotes of the bank in the editor: found, taken down without leaving the story, and read. In a browser."""

import pytest
from playwright.sync_api import expect

from articles.models import Quote
from tests.axe import faults
from tests.make import make_draft, make_person, make_quote, make_story, make_user
from tests.room import OpenRoom

pytestmark = pytest.mark.django_db(transaction=True)


class Room(OpenRoom):
    def __init__(self, page, address, story):
        self.dialog = page.get_by_role("dialog", name="Quote")
        super().__init__(page, address, story)


@pytest.fixture
def room(watched_page, live_server, log_in):
    def room(body="<p>So.</p>"):
        writer = make_user("tom", groups=["Writers"])
        log_in(writer)
        return Room(watched_page, live_server.url, make_draft(by=writer, body=body))

    return room


def block(quote, words="We wait."):
    return f'<blockquote data-quote="{quote.pk}"><p>{words}</p></blockquote>'


def test_a_quote_is_found_and_put_in_with_the_keyboard_alone(room):
    quote = make_quote("We wait.\nAnd see.", outlet="The Gantry")
    make_quote("Nothing else.", "Lomon")
    room = room()
    room.put_cursor("So.")
    room.hit("Alt+Shift+Q")
    asked = room.dialog.get_by_role("combobox", name="Find a quote by its words, its speaker or its outlet")
    expect(asked).to_be_focused()
    expect(room.dialog.get_by_role("option")).to_have_count(2)
    room.type("gantry")
    expect(room.dialog.get_by_role("option")).to_have_count(1)
    expect(room.dialog.get_by_role("option", selected=True)).to_contain_text("Cho Yi-hyun · The Gantry")
    room.hit("Enter")
    expect(room.dialog).to_have_count(0)
    expect(room.text).to_be_focused()
    room.type("More.")
    card = room.text.locator("blockquote")
    expect(card).to_contain_text("Cho Yi-hyun · The Gantry · In the bank")
    assert room.save() == (
        f'<p>So.</p><blockquote data-quote="{quote.pk}"><p>We wait.</p><p>And see.</p></blockquote><p>More.</p>'
    )
    expect(card).to_contain_text("Cho Yi-hyun · The Gantry · In the bank")


def test_the_menu_at_the_cursor_puts_one_in_too(room):
    quote = make_quote()
    room = room("<p></p>")
    room.text.click()
    room.type("@wait")
    option = room.page.locator(".desk-at [role=option]", has_text="We wait.")
    expect(option).to_be_visible()
    room.hit("Enter")
    expect(room.text.locator("blockquote")).to_contain_text("Cho Yi-hyun")
    assert room.save() == block(quote)


def test_a_new_quote_goes_into_the_bank_and_the_story_without_leaving_it(room):
    person = make_person()
    room = room()
    room.put_cursor("So.")
    room.hit("End")
    room.type(" @quote")
    expect(room.page.locator(".desk-at [role=option]", has_text="take down a new one")).to_be_visible()
    room.hit("Enter")
    expect(room.dialog.get_by_role("combobox")).to_be_focused()
    room.dialog.get_by_role("button", name="Take down a new one").press("Enter")
    words = room.dialog.get_by_label("What was said")
    expect(words).to_be_focused()
    room.type("“We wait.”")
    room.dialog.get_by_role("button", name="Take it down").press("Enter")
    speaker = room.dialog.get_by_label("Who said it")
    expect(speaker).to_be_focused()
    expect(speaker).to_have_attribute("aria-invalid", "true")
    expect(room.dialog).to_contain_text("This field is required.")
    room.type("Cho Yi-hyun")
    room.hit("Tab")
    expect(room.dialog.get_by_label("Their page")).to_have_value(str(person.pk))
    room.dialog.get_by_label("To whom, or where").fill("The Gantry")
    room.dialog.get_by_label("Link").fill("https://gantry.example/x")
    room.dialog.get_by_label("On which day").fill("2026-05-03")
    room.hit("Enter")
    expect(room.dialog).to_have_count(0)
    expect(room.text.locator("blockquote")).to_contain_text("Cho Yi-hyun · The Gantry · 3 May 2026 · In the bank")
    quote = Quote.objects.get()
    assert (quote.words, quote.person, quote.outlet, str(quote.said_on)) == (
        "We wait.", person, "The Gantry", "2026-05-03",
    )  # fmt: skip
    assert room.save() == f"<p>So.</p>{block(quote)}"


def test_a_quote_typed_in_the_text_is_taken_into_the_bank_in_its_place(room):
    room = room("<p>So.</p><blockquote><p>“We wait.</p><p>And see.”</p></blockquote><p>End.</p>")
    room.put_cursor("And see.")
    room.page.get_by_role("button", name="Quote (Alt+Shift+Q)").click()
    expect(room.dialog.get_by_label("What was said")).to_have_value("“We wait.\nAnd see.”")
    room.dialog.get_by_label("Who said it").fill("Lomon")
    room.hit("Enter")
    expect(room.dialog).to_have_count(0)
    quote = Quote.objects.get()
    assert quote.words == "We wait.\nAnd see."
    assert room.save() == (
        f'<p>So.</p><blockquote data-quote="{quote.pk}"><p>We wait.</p><p>And see.</p></blockquote><p>End.</p>'
    )


def test_the_editor_shows_what_the_bank_has_now_and_stores_nothing_by_looking(room):
    quote = make_quote("We waited.")
    gone = '<blockquote data-quote="987"><p>Of old.</p></blockquote>'
    body = block(quote, "We wait.") + gone + "<p>So.</p>"
    room = room(body)
    cards = room.text.locator("blockquote")
    expect(cards.nth(0)).to_contain_text("We waited.")
    expect(cards.nth(1)).to_contain_text("No longer in the bank: readers get these words")
    assert room.text.evaluate("({ editor }) => editor.getHTML()") == body
    link = cards.nth(0).get_by_role("link", name="In the bank")
    assert link.get_attribute("href") == f"/admin/articles/quote/{quote.pk}/change/"


def test_a_pasted_quote_without_a_number_is_a_plain_quote(room):
    room = room()
    room.put_cursor("So.")
    room.text.evaluate(
        "(dom, html) => dom.editor.commands.insertContentAt(dom.editor.state.doc.content.size, html)",
        '<blockquote data-quote="../../x"><p>We wait.</p></blockquote><p>End.</p>',
    )
    assert "<blockquote><p>We wait.</p></blockquote>" in room.save()


def test_the_dialog_is_put_away_without_a_trace_and_says_when_the_desk_is_not_there(room):
    room = room()
    room.put_cursor("So.")
    room.hit("Alt+Shift+Q")
    expect(room.dialog).to_contain_text("The bank is empty.")
    room.dialog.get_by_role("button", name="Take down a new one").click()
    room.type("We wait.")
    room.dialog.get_by_label("Who said it").fill("Lomon")
    room.page.route("**/typed/", lambda route: route.abort())
    room.hit("Enter")
    expect(room.dialog.get_by_role("alert")).to_have_text("The desk did not answer. Is the connection up?")
    room.page.complaints.clear()
    expect(room.dialog.get_by_label("What was said")).to_have_value("We wait.")
    room.hit("Escape")
    expect(room.dialog).to_have_count(0)
    expect(room.text).to_be_focused()
    assert (room.save(), Quote.objects.count()) == ("<p>So.</p>", 0)


def test_axe_finds_nothing_serious_in_the_dialog_and_it_fits_a_telephone(room):
    quote = make_quote("We wait. " * 60, outlet="The Gantry")
    room, found = room(block(quote) + "<p>So.</p>"), {}
    room.put_cursor("So.")
    room.hit("Alt+Shift+Q")
    expect(room.dialog.get_by_role("option")).to_have_count(1)
    found["finding"] = faults(room.page)
    room.fits_a_telephone(room.dialog)
    room.dialog.get_by_role("button", name="Take down a new one").click()
    room.dialog.get_by_role("button", name="Take it down").click()
    expect(room.dialog.get_by_label("What was said")).to_have_attribute("aria-invalid", "true")
    found["typing"] = faults(room.page)
    room.fits_a_telephone(room.dialog)
    assert {name: fault for name, fault in found.items() if fault} == {}


def test_axe_finds_nothing_serious_on_the_page_of_a_story_with_quotes(watched_page, live_server):
    quote = make_quote(
        "We wait.\nAnd see.", person=make_person(), outlet="The Gantry", address="https://gantry.example/"
    )
    story = make_story(body=f"<p>So.</p>{block(quote)}{block(make_quote('Nothing.'))}")
    watched_page.goto(live_server.url + story.get_absolute_url())
    assert faults(watched_page) == {}
