"""Passages behind a fold: made in the editor, folded for readers, and given away by nothing around them."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from articles.lint import check
from articles.models import Article
from articles.reading import read_story
from articles.second_saver import kind_of
from shows.words import SeasonStatus, Standing
from tests.axe import faults
from tests.make import (
    make_appearance,
    make_draft,
    make_person,
    make_picture,
    make_quote,
    make_show,
    make_story,
    make_user,
    record_standing,
    record_status,
)
from tests.room import OpenRoom

pytestmark = pytest.mark.django_db(transaction=True)


LATER = datetime(2026, 11, 13, 9, 0, tzinfo=UTC)


def fold(html, label="Who dies"):
    return f'<section data-spoiler="{label}">{html}</section>'


# For readers


def test_a_fold_holds_live_facts_mentions_pictures_quotes_and_passages():
    season, person = make_show(seasons=1).seasons.get(), make_person()
    picture, quote = make_picture(credit="Ana Doe"), make_quote()
    story = make_story(
        body=fold(
            f'<p><a data-ref="person:{person.pk}">x</a> is in it: '
            f'<data data-fact="season:{season.pk}:status" data-form="label">x</data>.</p>'
            f'<figure data-picture="{picture.pk}"></figure><blockquote data-quote="{quote.pk}"><p>x</p></blockquote>'
            f'<section data-while="season:{season.pk}:status=ordered" data-hold="swap"><p>Renewed.</p></section>'
        )
    )
    html = read_story(story).html
    assert html.startswith(
        '<details class="spoiler"><summary>Who dies (spoiler)</summary>'
        '<p><a href="/people/cho-yi-hyun/">x</a> is in it: '
        '<data class="fact" value="awaiting">Awaiting word</data>.</p><figure><picture>'
    )
    assert "Picture: Ana Doe" in html and "<p>“We wait.”</p>" in html and "Renewed" not in html
    assert html.endswith("</details>")
    record_status(season, SeasonStatus.ORDERED)
    assert "<p>Renewed.</p></details>" in read_story(story).html
    assert sorted(story.references.values_list("role", flat=True)) == ["live", "mention", "picture", "quote", "while"]


def test_nothing_of_a_fold_stands_in_the_head_of_the_page_or_in_its_contents(client):
    headings = "<h2>One</h2><p>a</p><h2>Two</h2><p>b</p><h2>Three</h2>"
    body = headings + fold("<h2>Agnes dies</h2><p>She falls.</p>")
    story = make_story(body=body, standfirst="What is known.")
    before, _, after = client.get(story.get_absolute_url()).content.decode().partition('<details class="spoiler">')
    assert before.count("<li><a href=") == 3
    assert "Agnes" not in before and "She falls" not in before
    assert "<h2>Agnes dies</h2><p>She falls.</p></details>" in after


def test_what_moved_since_a_record_of_its_day_is_said_of_its_open_words_alone():
    season, folded = make_show(seasons=1).seasons.get(), make_show("Marrow Quay", seasons=1).seasons.get()
    one, other = (make_appearance(each, make_person(f"Person {each.pk}"), "Ada") for each in (season, folded))

    def told(season, appearance):
        return (
            f'<p><data data-fact="season:{season.pk}:status" data-form="label">x</data> '
            f'<data data-fact="appearance:{appearance.pk}:standing" data-form="label">x</data></p>'
            f'<div data-live-block="cast" data-ref="season:{season.pk}"></div>'
        )

    story = make_story(kind="news", body=told(season, one) + fold(told(folded, other)))
    for each in (season, folded):
        record_status(each, SeasonStatus.ORDERED, at=LATER)
    for each in (one, other):
        record_standing(each, Standing.CONFIRMED, at=LATER)
    said = [f"{thing}: {sentence}" for thing, sentence in read_story(story).since]
    assert len(said) == 3
    assert [line for line in said if "Marrow Quay" in line] == []


def test_checks_see_through_a_fold():
    make_show().other_titles.create(title="All Dead", kind="known_wrong")
    [found] = check(fold("<p>In All Dead nobody lives.</p>"))
    assert found.place == "In All Dead nobody lives."


def test_whoever_saves_second_is_told_what_kind_of_block_it_is():
    card, picture = '<figure data-embed="https://vimeo.com/76979871"></figure>', '<figure data-picture="5"></figure>'
    passage = '<section data-while="season:3:final=yes" data-hold="flag"><p>a</p></section>'
    kinds = [kind_of(block) for block in (fold("<p>a</p>"), card, picture, passage, "<p>a</p>")]
    assert kinds == ["Spoiler", "Embed", "Picture", "Passage", "Paragraph"]


# In the editor


class Room(OpenRoom):
    def __init__(self, page, address, story):
        self.dialog = page.get_by_role("dialog", name="Fold away (spoiler)")
        self.button = page.get_by_role("button", name="Fold away (Alt+Shift+S)")
        self.label = self.dialog.get_by_label("What is behind it")
        super().__init__(page, address, story)

    def press(self, name):
        self.dialog.get_by_role("button", name=name).click()
        expect(self.dialog).to_have_count(0)


THREE = "<p>She falls.</p><p>He does not.</p><p>They wait.</p>"


@pytest.fixture
def room(watched_page, live_server, log_in):
    def room(body=THREE):
        writer = make_user("tom", groups=["Writers"])
        log_in(writer)
        return Room(watched_page, live_server.url, make_draft(by=writer, body=body))

    return room


def test_blocks_are_folded_away_with_the_keyboard_alone(room):
    room = room()
    room.select("She falls.", "He does")
    room.hit("Alt+Shift+S")
    expect(room.label).to_be_focused()
    room.hit("Enter")
    expect(room.dialog).to_contain_text("Say what is behind the fold.")
    room.type("Who  dies in “4” & how")
    room.hit("Enter")
    expect(room.dialog).to_have_count(0)
    expect(room.text).to_be_focused()
    shown = room.text.locator(".desk-spoiler-label")
    expect(shown).to_have_text("Who dies in “4” & how (spoiler)")
    stored = fold("<p>She falls.</p><p>He does not.</p>", "Who dies in “4” &amp; how") + "<p>They wait.</p>"
    assert room.save() == stored
    expect(shown).to_have_text("Who dies in “4” & how (spoiler)")
    room.put_cursor("He does")
    room.type("!")
    assert room.save() == stored.replace("He", "H!e")


def test_what_a_fold_says_is_changed_and_it_is_unfolded_where_the_cursor_stands(room):
    room = room(fold("<p>She falls.</p><p>He does not.</p>") + "<p>They wait.</p>")
    room.put_cursor("He does")
    room.button.click()
    expect(room.label).to_have_value("Who dies")
    room.label.fill("Spoilers for the last episode")
    room.press("Change the words")
    assert room.save().startswith('<section data-spoiler="Spoilers for the last episode"><p>She')
    room.text.locator(".desk-spoiler-label").click()  # leads to the same dialog
    expect(room.label).to_have_value("Spoilers for the last episode")
    room.press("Unfold it")
    assert room.save() == THREE


def test_no_fold_goes_around_another_and_a_whole_list_goes_behind_one(room):
    room = room(fold("<p>She falls.</p>") + "<p>They wait.</p><ul><li><p>One.</p></li><li><p>Two.</p></li></ul>")
    room.text.evaluate("({ editor }) => editor.chain().focus().selectAll().run()")
    room.select("They wait.", "Two.")
    room.hit("Alt+Shift+S")
    room.type("Who waits")
    room.hit("Enter")
    expect(room.dialog).to_have_count(0)
    around = room.text.evaluate(
        """({ editor }) => {
            editor.chain().focus().selectAll().run()
            return document.querySelector("[data-name=spoiler]").classList.contains("disabled")
        }"""
    )
    assert around
    assert room.save() == fold("<p>She falls.</p>") + fold(
        "<p>They wait.</p><ul><li><p>One.</p></li><li><p>Two.</p></li></ul>", "Who waits"
    )


def test_the_dialog_is_put_away_without_a_trace(room):
    room = room()
    room.put_cursor("She falls.")
    room.button.click()
    room.type("Who")
    room.hit("Escape")
    expect(room.dialog).to_have_count(0)
    room.button.click()
    room.press("Cancel")
    assert room.save() == THREE


def test_a_fold_opens_with_a_key_and_axe_finds_nothing_serious(watched_page, live_server, room):
    room = room(fold("<h2>How</h2><p>She falls.</p>") + "<p>They wait.</p>")
    room.put_cursor("She falls.")
    room.button.click()
    found = {"dialog": faults(room.page)}
    room.fits_a_telephone(room.dialog)
    Article.objects.all().delete()
    story = make_story(body=fold("<h2>How</h2><p>She falls.</p>") + "<p>They wait.</p>")
    watched_page.goto(live_server.url + story.get_absolute_url())
    expect(watched_page.get_by_text("She falls.")).to_be_hidden()
    found["folded"] = faults(watched_page)
    watched_page.locator("summary", has_text="Who dies (spoiler)").press("Enter")
    expect(watched_page.get_by_text("She falls.")).to_be_visible()
    found["open"] = faults(watched_page)
    assert {name: fault for name, fault in found.items() if fault} == {}
