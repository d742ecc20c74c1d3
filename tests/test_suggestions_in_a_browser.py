"""Names not linked yet: linked one by one, taken back, or told not to be meant. In a browser."""

import pytest
from playwright.sync_api import expect

from tests.axe import faults
from tests.make import make_appearance, make_author, make_draft, make_person, make_show, make_user
from tests.room import OpenRoom

pytestmark = pytest.mark.django_db(transaction=True)

BODY = (
    "<h2>Cho Yi-hyun</h2><p>Of <strong>Cho Yi-hyun</strong> we know. Cho Yi-hyun waits.</p><p>So does Kim Min-ji.</p>"
)


@pytest.fixture
def dead():
    show = make_show(seasons=1)
    make_appearance(show.seasons.get(), make_person(), "Choi Nam-ra")
    make_appearance(show.seasons.get(), make_person("Kim Min-ji"), "Min-ji", position=1)
    make_person("Kim Min-ji")
    return show


@pytest.fixture
def room(watched_page, live_server, log_in, dead):
    def room(body=BODY):
        writer = make_user("writer", groups=["Writers"])
        log_in(writer)
        story = make_draft(by=writer, body=body, shows=[dead], authors=[make_author()])
        return OpenRoom(watched_page, live_server.url, story)

    return room


def rows(room):
    return room.page.locator(".room-unlinked li")


def undo(room):
    return room.page.locator(".room-linked").get_by_role("button", name="Undo")


def linked(person):
    words = f'<strong><a data-ref="person:{person.pk}">Cho Yi-hyun</a></strong>'
    return BODY.replace("<strong>Cho Yi-hyun</strong>", words)


def test_one_press_links_the_first_place_in_plain_text_and_nothing_else(room, dead):
    room, cho = room(), dead.cast.order_by("pk").first().person
    expect(rows(room).locator("b")).to_have_text(["Cho Yi-hyun", "Kim Min-ji"])
    assert faults(room.page) == {}
    room.page.get_by_role("button", name="Link Cho Yi-hyun").click()
    expect(room.page.locator(".room-linked")).to_contain_text("“Cho Yi-hyun” is linked.")
    expect(undo(room)).to_be_focused()
    assert room.html == linked(cho)
    expect(rows(room).locator("b")).to_have_text(["Kim Min-ji"])
    expect(room.page.locator("#room-found")).to_contain_text("As typed just now.")
    expect(rows(room).locator("b")).to_have_text(["Kim Min-ji"])
    expect(room.page.locator(".room-unlinked summary")).to_have_text("1 name not linked yet")
    assert room.save() == linked(cho)


def test_what_was_linked_is_taken_back_by_its_button_or_by_undo(room, dead):
    room, cho = room(), dead.cast.order_by("pk").first().person
    link = room.page.get_by_role("button", name="Link Cho Yi-hyun")
    link.click()
    undo(room).click()
    assert room.html == BODY
    expect(room.page.locator(".room-linked")).to_contain_text("“Cho Yi-hyun” is plain text again.")
    expect(undo(room)).to_be_hidden()
    link.click()  # it is listed again
    assert room.html == linked(cho)
    room.text.focus()
    room.page.keyboard.press("Control+z")
    assert room.html == BODY
    expect(link).to_be_visible()


def test_a_name_of_two_people_offers_both(room, dead):
    room = room()
    choices = rows(room).nth(1).get_by_role("button", name="Link: ")
    expect(choices).to_have_text(["Link: Min-ji in All of Us Are Dead", "Link: person"])
    choices.first.click()
    actor = dead.cast.order_by("pk").last().person
    assert room.html == BODY.replace("Kim Min-ji", f'<a data-ref="person:{actor.pk}">Kim Min-ji</a>')


def test_what_is_not_meant_stays_away_and_what_is_shown_is_selected(room):
    room = room()
    rows(room).first.get_by_role("button", name="Not Cho Yi-hyun").click()
    expect(rows(room).locator("b")).to_have_text(["Kim Min-ji"])
    expect(rows(room).get_by_role("button", name="Link: ").first).to_be_focused()
    room.page.get_by_role("button", name="Show Kim Min-ji in the text").click()
    assert room.focused().text.evaluate("() => getSelection().toString()") == "Kim Min-ji"
    room.page.keyboard.press("ArrowRight")
    room.page.keyboard.type(" now")
    expect(room.page.locator("#room-found")).to_contain_text("As typed just now.")
    expect(rows(room).locator("b")).to_have_text(["Kim Min-ji"])
    room.save()
    expect(rows(room).locator("b")).to_have_text(["Kim Min-ji"])
    room.page.get_by_role("button", name="Not Kim Min-ji").click()
    expect(rows(room)).to_have_count(0)
    expect(room.page.get_by_role("heading", name="Checks")).to_be_focused()


def test_what_is_said_is_found_while_it_is_typed_and_what_is_gone_is_not_linked(room):
    room = room("<p>Nobody.</p>")
    room.put_cursor_behind("Nobody")
    room.page.keyboard.type(" but Choi Nam-ra")
    link = room.page.get_by_role("button", name="Link Choi Nam-ra")
    expect(link).to_be_visible()
    room.text.evaluate("({ editor }) => editor.commands.setContent('<p>Nobody.</p>')")
    link.click()
    expect(room.page.locator(".room-linked")).to_contain_text("“Choi Nam-ra” no longer stands in the text as it did.")
    assert room.html == "<p>Nobody.</p>"


def test_a_show_named_in_the_form_brings_its_names_at_once(room, dead):
    room = room("<p>Choi Nam-ra.</p>")
    expect(rows(room)).to_have_count(1)
    room.page.evaluate("django.jQuery('#id_shows').val([]).trigger('change')")
    expect(room.page.locator("#room-found")).to_contain_text("As typed just now.")
    expect(rows(room)).to_have_count(0)
