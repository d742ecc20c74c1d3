"""What readers are told has changed in a story: asked for with a material update, kept, and shown on its page."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing
from articles.models import Amendment, Article
from tests.make import PUBLISHED, make_author, make_draft, make_season, make_show, make_story, make_user
from tests.test_writing_room import again, errors, press, room

pytestmark = pytest.mark.django_db

LATER = PUBLISHED + timedelta(days=2)


def told():
    return [(row.kind, row.words, row.by) for row in Amendment.objects.order_by("pk")]


# In the writing room


def test_a_material_update_is_told_to_readers_in_words(client, editor):
    story = make_story()
    answer = press(client, "publish", story, standfirst="News.", material="on", changed="The day was announced.")
    assert answer.status_code == 302
    assert told() == [("update", "The day was announced.", editor)]
    assert again(story).material_update == Amendment.objects.get().at > PUBLISHED


@pytest.mark.parametrize("kind", ["clarification", "correction"])
def test_a_correction_moves_the_date_without_being_ticked(client, editor, kind):
    story = make_story()
    press(client, "publish", story, standfirst="Right.", amendment=kind, changed="It has six episodes, not eight.")
    assert told() == [(kind, "It has six episodes, not eight.", editor)]
    assert again(story).material_update == Amendment.objects.get().at


@pytest.mark.parametrize(
    ("button", "typed", "sentence"),
    [
        ("publish", {"material": "on"}, "Say what changed: readers see it with the new date."),
        ("publish", {"material": "on", "changed": " \n "}, "Say what changed: readers see it with the new date."),
        ("publish", {"amendment": "correction"}, "Say what changed: readers see it with the new date."),
        ("publish", {"changed": "A word."}, "Tick Material update to tell readers of it, or empty these words."),
        ("save", {"material": "on", "changed": "A word."},
         "These words go out when the changes are published: press that, or empty them."),
        ("publish", {"material": "on", "changed": "x" * 1001},
         "Ensure this value has at most 1000 characters (it has 1001)."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_every_word_stays(client, editor, button, typed, sentence):
    story = make_story()
    answer = press(client, button, story, standfirst="Typed with care.", **typed)
    assert errors(answer) == {"changed": [sentence]}
    html = answer.content.decode()
    assert "Typed with care." in html and sentence in html and typed.get("changed", "").strip() in html
    if "amendment" in typed:
        assert '<option value="correction" selected>' in html
    assert (told(), again(story).material_update, again(story).latest.number) == ([], None, 1)


def test_an_unknown_kind_is_refused(client, editor):
    answer = press(client, "publish", make_story(), material="on", changed="A word.", amendment="retraction")
    assert errors(answer)["amendment"] == ["Select a valid choice. retraction is not one of the available choices."]


def test_words_for_readers_survive_a_refused_publication(client, editor):
    story = make_story()
    answer = press(client, "publish", story, body="", material="on", changed="The day was announced.")
    assert errors(answer) == {"__all__": ["A story needs a text."]}
    html = answer.content.decode()
    assert ">\nThe day was announced.</textarea>" in html and re.search('name="material"[^>]* checked', html)
    assert told() == []


def test_the_field_is_there_only_for_what_readers_had(client, editor):
    live, draft = make_story("Live"), make_draft("Draft", authors=[make_author()])
    withdrawn, coming = make_story("Gone"), make_story("Coming", publish_at=timezone.now() + timedelta(days=2))
    publishing.withdraw(withdrawn, by=None)
    found = {
        story.draft_headline: 'name="changed"' in client.get(room(story)).content.decode()
        for story in (live, draft, withdrawn, coming)
    }
    assert found == {"Live": True, "Draft": False, "Gone": True, "Coming": False}


def test_a_writer_is_not_asked(client):
    writer = make_user("writer", groups=["Writers"])
    client.force_login(writer)
    assert 'name="changed"' not in client.get(room(make_draft(by=writer))).content.decode()


# At publication


def test_a_correction_comes_back_with_a_story_that_was_withdrawn():
    story = make_story()
    publishing.withdraw(story, by=None)
    publishing.publish(story, by=None, amended=("correction", "It was never ordered."), at=LATER)
    assert (story.publish_at, story.material_update, story.updated) == (PUBLISHED, LATER, LATER)
    assert Amendment.objects.get().at == LATER


def test_nobody_is_told_of_a_change_in_what_nobody_has_read():
    draft = make_draft(authors=[make_author()])
    with pytest.raises(publishing.CannotPublish, match="Nobody has read this story yet"):
        publishing.publish(draft, by=None, amended=("update", "News."))
    assert (Article.objects.get().state, told()) == ("draft", [])


def test_a_first_publication_with_a_forged_tick_says_so(client, editor):
    draft = make_draft(authors=[make_author()])
    answer = press(client, "publish", draft, material="on", changed="News.")
    assert "Nobody has read this story yet" in answer.content.decode()
    assert told() == []


# On the page


def test_readers_unfold_what_changed_the_newest_first(client):
    story = make_story()
    told = [("update", "Netflix named the day."), ("clarification", "<The> first."), ("correction", "Six, not eight.")]
    for number, (kind, words) in enumerate(told):
        publishing.publish(story, by=None, amended=(kind, words), at=LATER + timedelta(days=number))
    html = client.get(story.get_absolute_url()).content.decode()
    assert "<summary>What changed since first published on 12 November 2026</summary>" in html
    places = [html.index(words) for words in ("Six, not eight.", "&lt;The&gt; first.", "Netflix named the day.")]
    assert places == sorted(places)
    assert (
        '<p class="kicker">Correction, <time datetime="2026-11-16T09:00:00+00:00">16 November 2026</time></p>' in html
    )
    assert 'Updated <time datetime="2026-11-16T09:00:00+00:00">16 November 2026</time>' in html


def test_a_story_nothing_was_told_of_has_no_such_line(client):
    story = make_story()
    assert "What changed" not in client.get(story.get_absolute_url()).content.decode()
    publishing.publish(story, by=None, material=True, at=LATER)
    assert "What changed" not in client.get(story.get_absolute_url()).content.decode()


def test_a_preview_has_them_too(client, editor):
    story = make_story()
    publishing.publish(story, by=None, amended=("update", "Netflix named the day."), at=LATER)
    html = client.get(f"/admin/articles/article/{story.pk}/preview/").content.decode()
    assert "Netflix named the day." in html and "since first published on 12 November 2026" in html


@pytest.mark.parametrize("length", [1, 30])
def test_a_guide_with_everything_stays_within_its_queries(client, length):
    show = make_show(seasons=length + 1)
    first, *_, last = show.seasons.order_by("number")
    story = make_story("Old", season=first.pk, shows=[show], tags=["Netflix"])
    make_story("New", season=last.pk, shows=[show])
    for number in range(length):
        publishing.publish(story, by=None, amended=("update", f"Number {number}."), at=LATER + timedelta(days=number))
    client.get(story.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        html = client.get(story.get_absolute_url()).content.decode()
    assert html.count('<p class="kicker">Update') == length and 'class="handover"' in html
    assert len(captured) == 8


def test_a_story_without_updates_reads_no_amendments(client):
    season = make_season(make_show())
    story = make_story(season=season.pk)
    client.get(story.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        client.get(story.get_absolute_url())
    assert not any("amendment" in query["sql"] for query in captured)
