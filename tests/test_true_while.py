"""Words that are true only while something holds: made and changed in a dialog, and said in words. In a browser."""

import pytest
from playwright.sync_api import expect

from shows.words import SeasonStatus
from tests.axe import faults
from tests.make import (
    make_appearance,
    make_author,
    make_draft,
    make_person,
    make_show,
    make_user,
    record_facts,
    record_status,
)
from tests.room import OpenRoom

pytestmark = pytest.mark.django_db(transaction=True)

TWO = "<p>Nobody has said a word.</p><p>We shall see. Or not.</p><p>The school is quiet.</p>"


@pytest.fixture
def dead():
    """*All of Us Are Dead*, its second season awaiting word."""
    show = make_show(seasons=2)
    first, second = show.seasons.order_by("number")
    record_status(first, SeasonStatus.COMPLETE, release="28 January 2022")
    record_facts(second, {"paused": True})
    make_appearance(second, make_person(), "Choi Nam-ra")
    return show


@pytest.fixture
def status(dead):
    return f"season:{dead.seasons.get(number=2).pk}:status"


class Room(OpenRoom):
    """The writing room, with the dialog for a condition."""

    def __init__(self, page, address, story):
        self.dialog = page.get_by_role("dialog", name="True while…")
        self.button = page.get_by_role("button", name="True while… (Alt+Shift+W)")
        super().__init__(page, address, story)

    def choose(self, *words, hold=None):
        for word in words:
            self.dialog.get_by_label(word).check()
        if hold:
            self.dialog.get_by_label(hold).check()

    def press(self, name):
        self.dialog.get_by_role("button", name=name).click()
        expect(self.dialog).to_have_count(0)


@pytest.fixture
def room(watched_page, live_server, log_in, dead):
    def room(body=TWO):
        editor = make_user("editor", groups=["Editors"])
        log_in(editor)
        return Room(
            watched_page, live_server.url, make_draft(by=editor, shows=[dead], body=body, authors=[make_author()])
        )

    return room


def test_words_are_flagged_with_the_keyboard_alone_and_say_so_when_the_story_is_opened_again(room, status):
    room = room()
    room.select("said a word")
    room.page.keyboard.press("Alt+Shift+W")
    expect(room.dialog.locator("q")).to_have_text("said a word")
    asked = room.dialog.get_by_role("combobox", name="Which fact do they hang on?")
    expect(asked).to_be_focused()
    chosen = room.dialog.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("All of Us Are Dead season 2, status")
    expect(chosen).to_contain_text("now: awaiting word")
    room.page.keyboard.type("dead 2 hold")
    expect(chosen).to_contain_text("All of Us Are Dead season 2, on hold")
    room.page.keyboard.press("Control+a")
    room.page.keyboard.type("dead 2 status")
    expect(chosen).to_contain_text("All of Us Are Dead season 2, status")
    room.page.keyboard.press("Enter")
    expect(room.dialog.get_by_label("awaiting word now")).to_be_focused()
    room.page.keyboard.press("Space")
    room.page.keyboard.press("Tab")
    room.page.keyboard.press("Space")
    expect(room.dialog.locator(".desk-while-said")).to_have_text(
        "True while All of Us Are Dead season 2 is awaiting word or in development · so now."
    )
    expect(room.dialog.get_by_label("Tell us when it stops")).to_be_checked()
    room.page.keyboard.press("Enter")
    expect(room.dialog).to_have_count(0)
    expect(room.text).to_be_focused()
    stored = room.save()
    assert stored == TWO.replace(
        "said a word", f'<span data-while="{status}=awaiting|in_development" data-hold="flag">said a word</span>'
    )
    words = room.text.locator("span[data-while]")
    expect(words.locator("[title]").first).to_have_attribute(
        "title", "True while All of Us Are Dead season 2 is awaiting word or in development · so now"
    )
    expect(words.locator(".desk-holds")).to_have_text("said a word")
    expect(room.text).not_to_contain_text("season:")


def test_two_paragraphs_become_a_passage_served_only_while_it_holds(room, status):
    room = room()
    room.select("has said", "We shall")
    room.button.click()
    expect(room.dialog.locator("q")).to_have_text("Nobody has said a word. We shall see. Or not.")
    room.dialog.get_by_role("option", name="All of Us Are Dead season 2, status").click()
    expect(room.dialog.get_by_label("Show them only while it is so")).to_be_checked()
    room.choose("ordered")
    room.press("Set the condition")
    label = room.text.locator("section > .desk-while-label")
    expect(label).to_have_text("Only while All of Us Are Dead season 2 is ordered · not now")
    stored = room.save()
    assert stored == (
        f'<section data-while="{status}=ordered" data-hold="swap"><p>Nobody has said a word.</p>'
        "<p>We shall see. Or not.</p></section><p>The school is quiet.</p>"
    )
    expect(label).to_have_text("Only while All of Us Are Dead season 2 is ordered · not now")
    expect(room.text.locator("section")).to_have_class("desk-idle")


def test_a_condition_is_changed_and_removed_where_the_cursor_stands(room, status):
    room = room()
    room.select("Nobody has said a word.")  # a whole block becomes a passage
    room.button.click()
    room.dialog.get_by_role("option", name="All of Us Are Dead season 2, status").click()
    room.choose("awaiting word")
    room.press("Set the condition")
    room.put_cursor("said")
    room.page.keyboard.press("Alt+Shift+W")
    expect(room.dialog.get_by_label("awaiting word")).to_be_checked()
    room.dialog.get_by_label("awaiting word").uncheck()
    room.choose("dated", "ordered", hold="Tell us when it stops")
    room.press("Change the condition")
    label = room.text.locator(".desk-while-label")
    expect(label).to_have_text("True while All of Us Are Dead season 2 is ordered or dated · no longer so")
    label.click()  # the label leads to the same dialog
    room.dialog.get_by_role("button", name="Another fact").click()
    room.dialog.get_by_role("option", name="All of Us Are Dead season 2, on hold").click()
    room.choose("not on hold", hold="Show them only while it is so")
    room.press("Change the condition")
    paused = status.replace("status", "paused")
    assert room.save().startswith(
        f'<section data-while="{paused}=no" data-hold="swap"><p>Nobody has said a word.</p></section>'
    )
    expect(label).to_have_text("Only while All of Us Are Dead season 2 is not on hold · not now")
    room.put_cursor("said")
    room.button.click()
    room.press("Remove it")
    assert room.save() == TWO


def test_flagged_words_are_changed_and_removed_too(room, status):
    room = room(f'<p>It <span data-while="{status}=ordered" data-hold="flag">waits <em>for</em> us</span>. So.</p>')
    expect(room.text.locator(".desk-while-note")).to_have_text("no longer so")
    room.put_cursor("waits")
    room.button.click()
    expect(room.dialog.locator("q")).to_have_text("waits for us")
    room.choose("awaiting word")
    room.press("Change the condition")
    assert room.save() == (
        f'<p>It <span data-while="{status}=awaiting|ordered" data-hold="flag">waits <em>for</em> us</span>. So.</p>'
    )
    expect(room.text.locator(".desk-while-note")).to_have_count(0)
    room.put_cursor("waits")
    room.button.click()
    room.press("Remove it")
    assert room.save() == "<p>It waits <em>for</em> us. So.</p>"


def test_the_dialog_is_put_away_without_a_trace_and_says_what_is_missing(room):
    room = room()
    room.select("said a word")
    room.button.click()
    room.dialog.get_by_role("option", name="All of Us Are Dead season 2, status").click()
    room.dialog.get_by_role("button", name="Set the condition").click()
    expect(room.dialog.get_by_role("alert")).to_have_text("Say what it must be.")
    for box in room.dialog.get_by_role("checkbox").all():
        box.check()
    room.dialog.get_by_role("button", name="Set the condition").click()
    expect(room.dialog.get_by_role("alert")).to_have_text(
        "That is always so: leave something out, or set no condition."
    )
    room.page.keyboard.press("Escape")
    expect(room.dialog).to_have_count(0)
    room.button.click()
    room.press("Cancel")
    assert room.save() == TWO


def test_a_pasted_condition_is_asked_for_and_one_on_what_is_gone_says_so(room, status):
    room = room()
    room.select("The school is quiet.")
    room.text.evaluate(
        "(dom, html) => dom.editor.commands.insertContent(html)",
        f'<section data-while="{status}=awaiting" data-hold="swap"><p>Pasted.</p></section>'
        '<section data-while="season:987654:status=awaiting" data-hold="swap"><p>Of old.</p></section>',
    )
    expect(room.text.locator(".desk-while-label")).to_have_text([
        "Only while All of Us Are Dead season 2 is awaiting word · so now",
        "Hangs on something that is no longer here · not now",
    ])  # fmt: skip


def test_a_check_leads_to_its_passage(room, status):
    room = room(TWO + f'<section data-while="{status}=ordered" data-hold="flag"><p>It comes. Soon.</p></section>')
    checks = room.page.get_by_role("region", name="Checks")
    expect(checks.get_by_role("listitem")).to_have_count(1)
    expect(checks).to_contain_text("True only while All of Us Are Dead season 2 is ordered; now it is awaiting word.")
    checks.get_by_role("button", name="Show in the text: It comes.").click()
    expect(room.text).to_be_focused()
    room.page.keyboard.type("Now: ")
    assert "<p>Now: It comes. Soon.</p>" in room.save()


def test_checks_follow_what_is_typed_and_a_known_wrong_title_is_put_right_at_one_press(room, dead, status):
    dead.other_titles.create(title="All Dead", kind="known_wrong")
    room = room(TWO + f'<p>At <data data-fact="{status}" data-form="label">x</data> of <strong>All</strong> Dead.</p>')
    checks = room.page.get_by_role("region", name="Checks")
    expect(checks).to_contain_text("As of the last save.")
    expect(checks.get_by_role("listitem")).to_have_count(1)
    room.select("Or not.")
    room.page.keyboard.type("All Dead is quiet.")
    expect(checks.get_by_role("listitem")).to_have_count(2)
    expect(checks).to_contain_text("As typed just now.")
    checks.get_by_role("button", name="Replace with “All of Us Are Dead”").first.click()
    expect(checks).to_contain_text("Nothing to look at. As typed just now.")
    stored = room.save()
    assert "<p>We shall see. All of Us Are Dead is quiet.</p>" in stored
    assert "All of Us Are Dead</strong>.</p>" in stored and "All Dead" not in stored


def test_axe_finds_nothing_serious_in_the_dialog_and_it_fits_a_telephone(room, status):
    body = f'<p>It <span data-while="{status}=ordered" data-hold="flag">comes</span>.</p>'
    body += f'<section data-while="{status}=ordered" data-hold="swap"><p>It comes.</p></section>' + TWO
    room, found = room(body), {}

    def look(name):
        found[name] = faults(room.page)
        room.fits_a_telephone(room.dialog)

    room.select("said a word")
    room.button.click()
    option = room.dialog.get_by_role("option", name="All of Us Are Dead season 2, status")
    expect(option).to_be_visible()
    look("finding")
    option.click()
    room.choose("awaiting word")
    look("choosing")
    room.dialog.get_by_role("button", name="Cancel").click()
    room.put_cursor("comes")
    room.button.click()
    look("changing")
    assert {name: fault for name, fault in found.items() if fault} == {}
