"""The history of a story: its revisions named, compared, and made the draft again."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from articles import editing, planned, publishing
from articles.models import Article
from tests.make import PUBLISHED, make_author, make_draft, make_story, make_user, ready
from tests.test_writing_room import again, room

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    user = make_user("editor", groups=["Editors"], first_name="Mina", last_name="Frost")
    client.force_login(user)
    return user


def history(story):
    return reverse("admin:articles_article_history", args=[story.pk])


def comparison(story, **asked):
    address = reverse("admin:articles_article_compare", args=[story.pk])
    return f"{address}?{'&'.join(f'{name}={value}' for name, value in asked.items())}"


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def saved(story, note="", **document):
    story = again(story)
    return editing.save_revision(story, {**story.latest.document, **document}, by=story.owner, note=note)


def test_each_revision_says_who_saved_it_why_and_what_it_is(client, editor):
    story = make_story("First", by=editor, authors=[make_author()])
    saved(story, headline="Second", note="A better one.")
    page = text(client.get(history(story)))
    assert "Revision 1" in page and "Revision 2" in page
    assert "Mina Frost" in page and "A better one." in page
    assert page.count("<b>published</b>") == page.count("<b>draft</b>") == 1


def test_a_revision_is_given_a_name_and_loses_it(client, editor):
    story = make_draft(by=editor)
    client.post(history(story), {"_name": "1", "name": "  As sent\nto the lawyer "})
    assert story.revisions.get().name == "As sent to the lawyer"
    for address in (history(story), room(story)):
        assert "As sent to the lawyer" in text(client.get(address))
    client.post(history(story), {"_name": "1", "name": ""})
    assert story.revisions.get().name == ""


@pytest.mark.parametrize(("typed", "kept"), [("x" * 81, ""), ("\x00", ""), ("\udc80", "���")])
def test_a_name_that_is_none_is_refused_or_cleaned(client, editor, typed, kept):
    story = make_draft(by=editor)
    sent = urlencode({"_name": "1", "name": typed.encode("utf-8", "surrogatepass")})
    answer = client.post(history(story), sent, content_type="application/x-www-form-urlencoded", follow=True)
    assert answer.status_code == 200
    assert story.revisions.get().name == kept


def test_the_draft_is_compared_with_what_readers_have(client, editor):
    story = make_story("No word yet", by=editor, authors=[make_author()])
    assert "What differs from" not in text(client.get(room(story)))
    saved(story, headline="Ordered at last")
    assert f'{comparison(story, old="live")}">What differs from what readers have' in text(client.get(room(story)))
    for page in (text(client.get(comparison(story, old="live"))), text(client.get(comparison(story)))):
        assert "<del>No word yet</del><ins>Ordered at last</ins>" in page
        assert "What readers have." in page and "The draft." in page


def test_any_two_are_compared(client, editor):
    story = make_draft("One", by=editor)
    saved(story, headline="Two")
    saved(story, headline="Three")
    assert "<del>One</del><ins>Two</ins>" in text(client.get(comparison(story, old=1, new=2)))
    assert "<del>Three</del><ins>One</ins>" in text(client.get(comparison(story, old=3, new=1)))
    assert "They say the same." in text(client.get(comparison(story, old=2, new=2)))


def test_a_revision_that_is_not_there_is_not_found(client, editor):
    assert client.get(comparison(make_draft(by=editor), old=99)).status_code == 404


@pytest.mark.parametrize("said", ["", "x", "-1", "%00", "live", "²", "9" * 40])
def test_whatever_names_no_revision_is_as_if_nothing_was_chosen(client, editor, said):
    assert "They say the same." in text(client.get(comparison(make_draft(by=editor), old=said, new=said)))


def test_a_revision_becomes_the_draft_again_and_readers_see_nothing_of_it(client, editor):
    story = make_story("First", by=editor, authors=[make_author()])
    saved(story, headline="Second")
    publishing.publish(again(story), by=editor, at=PUBLISHED + timedelta(days=1))
    story = again(story)
    page = text(client.get(comparison(story, old=2, new=1)))
    assert "Make revision 1 the draft again" in page
    answer = client.post(history(story), {"_restore": "1", "_version": story.version, "note": "The lawyer asked."})
    assert answer["Location"] == room(story)
    story = again(story)
    assert (story.headline, story.latest.number, story.latest.document["headline"]) == ("Second", 3, "First")
    assert story.latest.note == "Revision 1 again. The lawyer asked."
    assert "Second" in text(Client().get(story.get_absolute_url()))


def test_what_was_put_aside_comes_back_too(client, editor):
    story = make_draft("Theirs", by=editor)
    editing.put_aside(story, {**story.latest.document, "headline": "Mine"}, by=editor)
    client.post(history(story), {"_restore": "2", "_version": again(story).version})
    assert again(story).latest.document["headline"] == "Mine"


def test_what_the_draft_says_already_is_not_saved_again(client, editor):
    story = make_draft("Same", by=editor)
    answer = client.post(history(story), {"_restore": "1", "_version": story.version}, follow=True)
    assert "there is nothing to restore" in text(answer)
    assert story.revisions.count() == 1


def test_whoever_restores_over_somebody_elses_save_is_told_and_nothing_is_lost(client, editor):
    story = make_draft("One", by=editor)
    saved(story, headline="Two")
    seen = again(story).version
    saved(story, headline="Three")
    answer = client.post(history(story), {"_restore": "1", "_version": seen}, follow=True)
    assert "Somebody saved this story meanwhile" in text(answer)
    assert "<del>Three</del><ins>One</ins>" in text(answer)
    assert (again(story).latest.document["headline"], story.revisions.count()) == ("Three", 3)


def test_a_writer_reads_the_history_of_others_and_changes_none(client):
    writer, other = make_user("writer", groups=["Writers"]), make_user("other", groups=["Writers"])
    client.force_login(writer)
    story = make_draft("Theirs", by=other)
    saved(story, headline="Theirs again")
    page = text(client.get(history(story)))
    assert "Name it" not in page and "Restore" not in page
    assert "the draft again" not in text(client.get(comparison(story, old=2, new=1)))
    for sent in ({"_name": "1", "name": "Mine now"}, {"_restore": "1", "_version": again(story).version}):
        assert client.post(history(story), sent).status_code == 403
    assert set(story.revisions.values_list("name", flat=True)) == {""}
    assert again(story).latest.number == 2


def test_a_revision_of_another_story_is_not_reached(client, editor):
    story, other = make_draft("Mine", by=editor), make_draft("Other", by=editor)
    saved(other, headline="Second of the other")
    assert client.post(history(story), {"_restore": "2", "_version": story.version}).status_code == 404
    assert client.get(comparison(story, new=2)).status_code == 404


def test_what_is_planned_is_marked(client, editor):
    story = make_story(by=editor, **ready())
    saved(story, standfirst="Later.")
    planned.plan_update(again(story), again(story).publish_at.replace(year=2099), by=editor)
    assert text(client.get(history(story))).count("<b>planned</b>") == 1


def test_a_long_history_is_paged_at_the_same_cost(client, editor, django_assert_max_num_queries):
    story = make_draft("Number 1", by=editor)
    for number in range(2, 53):
        saved(story, headline=f"Number {number}")
    with django_assert_max_num_queries(12):
        page = text(client.get(history(story)))
    assert "Revision 52" in page and "Revision 2<" not in page and "?before=3" in page
    assert "Revision 2<" in text(client.get(history(story) + "?before=3"))
    with django_assert_max_num_queries(12):
        client.get(comparison(story, old=1, new=52))


def test_a_story_that_is_not_there_has_no_history(client, editor):
    assert client.get("/admin/articles/article/999/history/").status_code == 404
    assert Article.objects.count() == 0
