"""What is typed and not saved is kept for whoever typed it, whatever ends: the session, the browser, the desk."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles import autosave, editing, publishing
from articles.models import Article, Presence, Revision, State, WorkingCopy
from staff.models import User
from tests.make import make_author, make_draft, make_show, make_user, ready
from tests.test_second_saver import address, fields
from tests.test_writing_room import ADD, again, room, typed

pytestmark = pytest.mark.django_db

START = "/admin/"
KEEP_NEW = "/admin/articles/article/add/keep/"
THROW_AWAY = "/admin/articles/article/throw-away/"


@pytest.fixture
def writer(client):
    """Mina Frost, logged in."""
    user = make_user("writer", groups=["Writers"], first_name="Mina", last_name="Frost")
    client.force_login(user)
    return user


@pytest.fixture
def editor():
    return make_user("editor", groups=["Editors"], first_name="Ed", last_name="Itor")


def client_of(user, **options):
    client = Client(**options)
    client.force_login(user)
    return client


def keep_address(story):
    return f"/admin/articles/article/{story.pk}/keep/" if story else KEEP_NEW


def opened(client, story=None, query=""):
    """What the form of the room holds when it is opened, as a browser would send it."""
    answer = client.get((room(story) if story else ADD) + query)
    assert answer.status_code == 200
    found = fields(answer)
    found.pop("key", None)
    return found


def keep(client, form, story=None, **changes):
    return client.post(keep_address(story), form | changes | {"_key": changes.get("_key", str(uuid4()))})


def page(client, address):
    return client.get(address).content.decode()


# Kept


def test_what_is_typed_is_kept_as_it_stands_and_apart_from_the_history(client, writer):
    story = make_draft("Mine", by=writer)
    form = opened(client, story)
    key = str(uuid4())
    answer = keep(client, form, story, headline="", slug="No Slug!", body="<p>Half a sen", _key=key)
    assert answer.status_code == 200
    copy = WorkingCopy.objects.get()
    assert (copy.user, copy.article, str(copy.key), copy.version) == (writer, story, key, 2)
    assert {name: copy.typed[name] for name in ("headline", "slug", "body", "_base")} == {
        "headline": [""], "slug": ["No Slug!"], "body": ["<p>Half a sen"], "_base": ["1"],
    }  # fmt: skip
    assert {name for name in copy.typed if name.startswith("_")} == {"_base"}
    assert "csrfmiddlewaretoken" not in copy.typed
    body = answer.json()
    assert body.pop("at")
    assert body == {"key": key, "version": 2, "present": [], "logged_in": True, "problem": ""}
    assert Revision.objects.count() == 1
    assert again(story).version == 2


def test_the_room_opens_with_what_was_typed_and_says_when(client, writer):
    story = make_draft("Mine", by=writer)
    keep(client, opened(client, story), story, headline="", slug="No Slug!", body="<p>Half a sen", tags="a, b")
    WorkingCopy.objects.update(at=timezone.make_aware(timezone.datetime(2026, 11, 12, 14, 32)))
    answer = client.get(room(story))
    html = answer.content.decode()
    assert "You typed this on 12 November at 14:32 and did not save it" in html
    assert "errorlist" not in html
    form = fields(answer)
    assert [form[name] for name in ("headline", "slug", "body", "tags")] == [
        [""],
        ["No Slug!"],
        ["<p>Half a sen</p>"],  # clean, before an editor reads it
        ["a, b"],
    ]
    assert form["_copy"] == [str(WorkingCopy.objects.get().key)]


def test_saving_deletes_the_copy_with_whatever_step(client, editor):
    client.force_login(editor)
    for button in ("save", "submit", "publish", "preview"):
        story = make_draft(f"To {button}", by=editor, **ready())
        keep(client, opened(client, story), story, headline="Typed")
        assert client.post(room(story), opened(client, story) | {f"_{button}": "1"}).status_code == 302
        assert (again(story).draft_headline, WorkingCopy.objects.count()) == ("Typed", 0)


def test_a_form_that_is_refused_keeps_the_copy_and_what_was_typed(client, writer):
    story = make_draft("Mine", by=writer)
    keep(client, opened(client, story), story, headline="")
    form = opened(client, story)
    answer = client.post(room(story), form | {"standfirst": "Typed", "_save": "1"})
    assert "Give the story a headline" in answer.content.decode()
    assert fields(answer)["standfirst"] == ["Typed"]
    assert (fields(answer)["_copy"], fields(answer)["_base"]) == (form["_copy"], ["1"])
    assert WorkingCopy.objects.count() == 1


def test_a_step_that_is_refused_keeps_the_copy(client, editor):
    client.force_login(editor)
    story = make_draft("No author", by=editor)
    keep(client, opened(client, story), story, headline="Typed")
    answer = client.post(room(story), opened(client, story) | {"_publish": "1"})
    assert "A story needs an author." in answer.content.decode()
    assert (WorkingCopy.objects.count(), again(story).draft_headline) == (1, "No author")


def test_a_copy_is_shown_to_nobody_but_its_own_user(client, writer, editor):
    story = make_draft("Mine", by=writer)
    keep(client, opened(client, story), story, headline="Unfinished secret")
    keep(client, opened(client), headline="Another secret")
    other = client_of(editor)
    new = WorkingCopy.objects.get(article=None).key
    for place in (room(story), ADD, START, f"{ADD}?copy={new}"):
        assert "secret" not in page(other, place)
    assert other.post(THROW_AWAY, {"key": str(new)}).status_code == 302
    assert WorkingCopy.objects.count() == 2
    keep(other, opened(other, story), story, headline="Theirs")
    keys = ",".join(str(key) for key in WorkingCopy.objects.values_list("key", flat=True))
    assert other.post(room(story), opened(other, story) | {"_copy": keys, "_save": "1"}).status_code == 302
    assert sorted(WorkingCopy.objects.values_list("user__username", flat=True)) == ["writer", "writer"]


def test_a_new_story_is_kept_under_a_key_and_listed_until_it_is_saved(client, writer):
    keep(client, opened(client), headline="Not saved", body="<p>Words.</p>", kind="guide")
    key = WorkingCopy.objects.get().key
    assert (WorkingCopy.objects.get().article, Article.objects.count()) == (None, 0)
    for place in (ADD, START):
        assert re.search(rf'href="{ADD}\?copy={key}">Not saved</a>', page(client, place))
    assert "Not saved yet" in page(client, START)
    form = opened(client, query=f"?copy={key}")
    assert (form["headline"], form["body"], form["kind"]) == (["Not saved"], ["<p>Words.</p>"], ["guide"])
    assert client.post(ADD, form | {"_save": "1"}).status_code == 302
    assert (Article.objects.get().draft_headline, WorkingCopy.objects.count()) == ("Not saved", 0)
    assert "Not saved yet" not in page(client, START)


@pytest.mark.parametrize("copy", ["", "nonsense", "\x00", "0" * 32, "1" * 5000])
def test_a_key_that_names_no_copy_opens_an_empty_form(client, writer, copy):
    assert opened(client, query=f"?copy={copy}")["headline"] == [""]


def test_throwing_away_opens_the_story_as_it_is_stored(client, writer):
    story = make_draft("Stored", by=writer)
    keep(client, opened(client, story), story, headline="Typed")
    answer = client.post(THROW_AWAY, {"key": str(WorkingCopy.objects.get().key)})
    assert answer["Location"] == room(story)
    assert (opened(client, story)["headline"], WorkingCopy.objects.count()) == (["Stored"], 0)
    assert client.post(THROW_AWAY, {"key": "nonsense"})["Location"] == START
    assert client.get(THROW_AWAY).status_code == 405


def test_odd_text_is_kept_through_the_cleaner(client, writer):
    story = make_draft("Mine", by=writer)
    assert keep(client, opened(client, story), story, headline="a\x00b\u202ec", tags="e\u0301").status_code == 200
    typed_now = WorkingCopy.objects.get().typed
    assert (typed_now["headline"], typed_now["tags"]) == (["abc"], ["é"])


def test_a_text_beyond_measure_is_refused_with_a_sentence(client, writer):
    story = make_draft("Mine", by=writer)
    form = opened(client, story)
    assert keep(client, form, story, body="x" * 4_000_000).status_code == 200
    answer = keep(client, form, story, body="x" * 5_000_001)
    assert answer.status_code == 409
    sentence = (
        r"This is too long to be kept while you type: 5,000,\d+ characters, and at most 5,000,000 fit. Shorten it."
    )
    assert re.fullmatch(sentence, answer.json()["problem"])


def test_a_form_beyond_all_measure_is_refused_with_a_sentence(client, writer):
    story = make_draft("Mine", by=writer)
    answer = client.post(room(story), opened(client, story) | {"body": "x" * (20 * 1024**2 + 1)})
    assert answer.status_code == 413
    assert "The form holds more than 20 MB, and nothing of it was saved." in answer.content.decode()
    assert again(story).latest.number == 1


def test_a_form_longer_than_a_story_may_be_gives_back_what_was_typed(client, writer):
    story = make_draft("Mine", by=writer)
    text = "<p>" + "word " * 3_900_000 + "</p>"
    answer = client.post(room(story), opened(client, story) | {"body": text, "standfirst": "Typed.", "_save": "1"})
    assert "at most 1,000,000 fit" in answer.content.decode()
    assert (fields(answer)["body"], fields(answer)["standfirst"]) == ([text], ["Typed."])


def test_the_answer_that_was_lost_does_not_stand_in_the_way_of_the_next(client, writer):
    story = make_draft("Mine", by=writer)
    form, first, second = opened(client, story), str(uuid4()), str(uuid4())
    assert keep(client, form, story, headline="One", _key=first).status_code == 200
    assert keep(client, form, story, headline="Two", _key=second, _copy=first).status_code == 200
    assert keep(client, form, story, headline="Two", _key=second, _copy=first).status_code == 200
    assert WorkingCopy.objects.get().typed["headline"] == ["Two"]


def test_another_window_of_ones_own_is_not_written_over(client, writer):
    story = make_draft("Mine", by=writer)
    one, other = opened(client, story), opened(client, story)
    keep(client, one, story, headline="One")
    answer = keep(client, other, story, headline="Other")
    assert answer.status_code == 409
    assert answer.json()["problem"].startswith("You typed in this story in another window too")
    assert WorkingCopy.objects.get().typed["headline"] == ["One"]
    new_one, new_other = opened(client), opened(client)
    keep(client, new_one, headline="New one")
    keep(client, new_other, headline="New other")
    assert WorkingCopy.objects.filter(article=None).count() == 2


def test_saving_one_window_leaves_what_another_one_typed(client, writer):
    story = make_draft("Mine", by=writer)
    one, other = opened(client, story), opened(client, story)
    keep(client, one, story, headline="One")
    assert client.post(room(story), other | {"headline": "Other", "_save": "1"}).status_code == 302
    assert WorkingCopy.objects.get().typed["headline"] == ["One"]
    html = page(client, room(story))
    assert "Somebody saved this story since you typed what stands here" in html
    assert client.post(room(story), opened(client, story)).context["title"] == "Somebody saved before you"


def test_what_was_typed_into_a_story_deleted_meanwhile_is_kept_as_a_new_one(client, writer):
    story = make_draft("Doomed", by=writer)
    form = opened(client, story)
    keep(client, form, story, headline="Hours of work")
    story.delete()
    copy = WorkingCopy.objects.get()
    answer = client.post(f"/admin/articles/article/{copy.article_id or 999}/keep/", form | {
        "headline": "Hours of work, and more", "_copy": str(copy.key), "_key": str(uuid4())})  # fmt: skip
    assert answer.json()["problem"] == autosave.DELETED
    assert WorkingCopy.objects.get().typed["headline"] == ["Hours of work, and more"]
    assert "Hours of work, and more" in page(client, START)


def test_old_copies_are_cleared_by_a_tick_after_sixty_days(client, writer):
    old, young = make_draft("Old", by=writer), make_draft("Young", by=writer)
    for story in (old, young):
        keep(client, opened(client, story), story, headline="Typed")
    now = timezone.now()
    WorkingCopy.objects.filter(article=old).update(at=now - timedelta(days=60, minutes=1))
    WorkingCopy.objects.filter(article=young).update(at=now - timedelta(days=59))
    call_command("tick")
    assert WorkingCopy.objects.get().article == young


def test_the_start_page_costs_the_same_for_any_number_of_copies(client, writer, django_assert_max_num_queries):
    for number in range(30):
        keep(client, opened(client), headline=f"New {number}")
    with django_assert_max_num_queries(12):
        html = page(client, START)
    assert html.count("?copy=") == 10


# Who may


def test_without_the_pass_of_the_form_nothing_is_kept(client, writer, editor):
    story = make_draft("Mine", by=writer)
    form = opened(client, story)
    for forged in (
        "",
        "1",
        f"{writer.pk}:x:y",
        form["_who"][0][:-1],
        f"{editor.pk}:{form['_who'][0].partition(':')[2]}",
    ):
        answer = keep(client, form, story, _who=forged)
        assert (answer.status_code, answer.json()["problem"]) == (401, "You are logged out.")
    assert keep(Client(), {}, story).status_code == 401
    assert not WorkingCopy.objects.exists()
    assert client.get(keep_address(story)).status_code == 405


def test_a_pass_ends_with_the_password_the_account_and_after_two_weeks(client, writer, monkeypatch):
    text = autosave.pass_of(writer)
    assert autosave.user_of(text) == writer
    writer.is_active = False
    writer.save()
    assert autosave.user_of(text) is None
    writer.is_active = True
    writer.save()
    assert autosave.user_of(text) is None  # nor when the account comes back
    text = autosave.pass_of(User.objects.get(pk=writer.pk))
    assert autosave.user_of(text) == writer
    monkeypatch.setattr(autosave, "PASS_LASTS", timedelta(seconds=-1))
    assert autosave.user_of(text) is None
    monkeypatch.undo()
    writer.set_password("another")
    writer.save()
    assert autosave.user_of(text) is None


def test_nobody_keeps_a_copy_of_a_story_that_is_not_theirs_to_change(client, writer, editor):
    story = make_draft("Theirs", by=editor)
    form = opened(client)  # the pass of a form of one's own
    answer = keep(client, form, story, headline="Forged")
    assert (answer.status_code, answer.json()["problem"]) == (403, autosave.NO_LONGER)
    assert not WorkingCopy.objects.exists()
    assert not Presence.objects.exists()


def test_what_a_writer_typed_while_an_editor_approved_the_story_is_kept_and_can_be_read(client, writer):
    story = make_draft("Mine", by=writer, authors=[make_author()])
    form = opened(client, story)
    publishing.publish(again(story), by=None)
    answer = keep(client, form, story, headline="Mine, better", body="<p>A <em>whole</em> evening.</p>")
    assert (answer.status_code, answer.json()["problem"]) == (200, autosave.APPROVED)
    html = page(client, room(story))
    assert "it was not saved. Give it to an editor" in html
    assert ">Mine, better</textarea>" in html
    assert ">A whole evening.</textarea>" in html


# The session ends


def test_what_is_typed_after_the_session_ended_is_kept_all_the_same(client, writer):
    story = make_draft("Mine", by=writer)
    form = opened(client, story)
    client.logout()
    answer = keep(client, form, story, headline="Typed")
    assert (answer.status_code, answer.json()["logged_in"]) == (200, False)
    assert (WorkingCopy.objects.get().user, WorkingCopy.objects.get().typed["headline"]) == (writer, ["Typed"])


def test_a_form_sent_after_the_session_ended_opens_again_after_the_log_in(client, writer):
    story = make_draft("Mine", by=writer)
    form = opened(client, story)
    client.logout()
    answer = client.post(room(story), form | {"headline": "Typed", "_save": "1"})
    assert (answer.status_code, again(story).draft_headline) == (302, "Mine")
    login = client.get(answer["Location"])
    assert "What you typed is kept: log in and go on." in login.content.decode()
    entered = client.post(answer["Location"], {"username": "writer", "password": "newsdesk", "next": room(story)})
    assert entered["Location"] == room(story)
    form = opened(client, story)
    assert form["headline"] == ["Typed"]
    assert client.post(room(story), form | {"_save": "1"}).status_code == 302
    assert (again(story).draft_headline, WorkingCopy.objects.count()) == ("Typed", 0)


def test_a_new_story_sent_after_the_session_ended_opens_again_after_the_log_in(client, writer):
    form = opened(client)
    client.logout()
    answer = client.post(ADD, form | {"headline": "Typed", "_save": "1"})
    client.force_login(writer)
    key = WorkingCopy.objects.get(article=None).key
    assert answer["Location"].endswith(f"next={ADD}%3Fcopy%3D{key}")
    assert opened(client, query=f"?copy={key}")["headline"] == ["Typed"]


def test_a_form_from_before_the_last_log_in_opens_again_as_it_was_typed(writer, editor):
    story = make_draft("Mine", by=writer)
    client = client_of(writer, enforce_csrf_checks=True)
    form = opened(client, story)
    client.force_login(writer)
    stale = {"csrfmiddlewaretoken": "x" * 64}
    answer = client.post(room(story), form | stale | {"headline": "Typed", "_save": "1"}, follow=True)
    assert answer.redirect_chain == [(room(story), 302)]
    assert "You logged in again after you opened this form" in answer.content.decode()
    assert fields(answer)["headline"] == ["Typed"]
    assert client.post(room(story), stale).status_code == 403
    assert client.post("/admin/shows/show/add/", form | stale).status_code == 403
    WorkingCopy.objects.all().delete()
    other = client_of(editor, enforce_csrf_checks=True)
    answer = other.post(room(story), form | stale | {"headline": "Typed again"}, follow=True)
    assert "what was typed is kept for Mina Frost, who you are not" in answer.content.decode()
    assert fields(answer)["headline"] == ["Mine"]


def test_a_form_sent_after_the_session_ended_by_a_stranger_keeps_nothing(client, writer):
    story = make_draft("Mine", by=writer)
    answer = client_of(make_user("x", is_staff=False)).post(room(story), typed(story, headline="Forged"))
    assert answer["Location"].startswith("/admin/login/")
    assert not WorkingCopy.objects.exists()


# Who else is here


def test_who_else_has_the_story_open_is_named_for_a_minute(client, writer, editor):
    story = make_draft("Ours", by=writer)
    other = client_of(editor)
    assert keep(other, opened(other, story), story, _here="1").json()["present"] == []
    assert not WorkingCopy.objects.exists()
    form = opened(client, story)
    assert keep(client, form, story, _here="1").json()["present"] == ["Ed Itor"]
    assert "Ed Itor has this open too." in page(client, room(story))
    assert keep(client, form, story, headline="Typed").json()["present"] == ["Ed Itor"]
    Presence.objects.filter(user=editor).update(at=timezone.now() - timedelta(seconds=61))
    assert keep(client, form, story, _here="1").json()["present"] == []
    assert "has this open too" not in page(client, room(story))


def test_who_leaves_is_gone_at_once_and_old_presence_is_cleared(client, writer, editor):
    story = make_draft("Ours", by=writer)
    other = client_of(editor)
    theirs, mine = opened(other, story), opened(client, story)
    keep(other, theirs, story, _here="1")
    keep(other, theirs, story, _here="1", _left="1")
    assert keep(client, mine, story, _here="1").json()["present"] == []
    Presence.objects.update(at=timezone.now() - timedelta(hours=1))
    call_command("tick")
    assert not Presence.objects.exists()


def test_the_room_hears_that_somebody_saved_meanwhile(client, writer):
    story = make_draft("Ours", by=writer)
    form = opened(client, story)
    editing.save_revision(again(story), {**story.latest.document, "headline": "Theirs"}, by=None)
    assert keep(client, form, story, _here="1").json()["version"] == 3


# Two texts


BODY = "<p>The first one stands.</p><p>The second one stands.</p><p>The third one stands.</p>"


def overtaken(client, editor, story, mine, **theirs):
    """The page of the second saver after `editor` saved `theirs` and the form `mine` was sent."""
    editing.save_revision(again(story), {**again(story).latest.document, **theirs}, by=editor)
    answer = client.post(room(story), mine | {"_save": "1"})
    assert answer.context["title"] == "Somebody saved before you"
    return answer


def choose(client, story, answer, button="chosen", **choices):
    chosen = {f"_take-{name.replace('_', '-')}": choice for name, choice in choices.items()}
    return client.post(room(story), fields(answer) | chosen | {"_take": button})


def rows(answer):
    """(label, what is chosen already, theirs, mine) of each row, the alike ones as their number."""
    found = answer.context["differences"]
    return [(d.label, d.taken, d.theirs, d.mine) if hasattr(d, "label") else d.count for d in found]


def test_paragraphs_only_one_of_us_changed_are_chosen_already_and_saved_together(client, writer, editor):
    story = make_draft("Ours", by=writer, body=BODY)
    mine = opened(client, story) | {"body": BODY.replace("first one stands", "first one fell")}
    answer = overtaken(client, editor, story, mine, body=BODY.replace("third one stands", "third one fell"))
    assert rows(answer) == [
        ("Paragraph 1", "mine", "The first one stands.", "The first one fell."),
        1,
        ("Paragraph 3", "theirs", "The third one fell.", "The third one stands."),
    ]
    assert choose(client, story, answer).status_code == 302
    assert again(story).latest.document["body"] == (
        "<p>The first one fell.</p><p>The second one stands.</p><p>The third one fell.</p>"
    )
    assert [revision.number for revision in story.revisions.all()] == [3, 2, 1]


@pytest.mark.parametrize(
    ("choice", "second"),
    [
        ("mine", "<p>The second one fell.</p>"),
        ("theirs", "<p>The second one stood.</p>"),
        ("both", "<p>The second one stood.</p><p>The second one fell.</p>"),
    ],
)
def test_a_paragraph_both_of_us_changed_is_chosen_by_hand_and_what_is_not_stays_in_the_history(
    client, writer, editor, choice, second
):
    story = make_draft("Ours", by=writer, body=BODY)
    mine = opened(client, story) | {"body": BODY.replace("second one stands", "second one fell")}
    answer = overtaken(client, editor, story, mine, body=BODY.replace("second one stands", "second one stood"))
    assert rows(answer)[1] == ("Paragraph 2", "", "The second one stood.", "The second one fell.")
    assert choose(client, story, answer, body_1=choice).status_code == 302
    assert again(story).latest.document["body"] == BODY.replace("<p>The second one stands.</p>", second)
    aside = [r for r in story.revisions.all() if r.note.startswith("Not chosen")]
    assert [(r.number, r.by, r.document["body"]) for r in aside] == (
        [(3, writer, mine["body"])] if choice == "theirs" else []
    )
    assert again(story).latest.number == (2 if choice == "theirs" else 3)


def test_a_choice_already_made_can_be_made_otherwise(client, writer, editor):
    story = make_draft("Ours", by=writer, body=BODY)
    mine = opened(client, story) | {"body": BODY.replace("first one stands", "first one fell")}
    answer = overtaken(client, editor, story, mine, body=BODY.replace("third one stands", "third one fell"))
    choose(client, story, answer, body_0="theirs", body_2="mine")
    assert again(story).latest.document["body"] == BODY
    assert story.revisions.get(number=3).document["body"] == mine["body"]
    assert story.revisions.get(number=2).document["body"].endswith("<p>The third one fell.</p>")


def test_fields_are_chosen_one_by_one_and_lists_can_be_both(client, writer, editor):
    story = make_draft("Ours", by=writer, tags=["old"], standfirst="Stands.")
    mine = opened(client, story) | {"headline": "Mine", "tags": "old, mine", "search_title": "My title"}
    answer = overtaken(client, editor, story, mine, headline="Theirs", tags=["theirs"], standfirst="Fell.")
    assert rows(answer) == [
        ("Headline", "", "Theirs", "Mine"),
        ("Standfirst", "theirs", "Fell.", "Stands."),
        ("Topics", "", "theirs", "old, mine"),
        ("Search title", "mine", "", "My title"),
    ]
    assert choose(client, story, answer, headline="theirs", tags="both").status_code == 302
    document = again(story).latest.document
    assert (document["headline"], document["standfirst"]) == ("Theirs", "Fell.")
    assert (document["tags"], document["search_title"]) == (["theirs", "old", "mine"], "My title")
    assert story.revisions.get(number=3).document["headline"] == "Mine"


def test_keep_mine_and_keep_theirs_lose_nothing(client, writer, editor):
    story = make_draft("Ours", by=writer, body=BODY)
    mine = opened(client, story) | {"headline": "Mine", "note": "My reasons"}
    answer = overtaken(client, editor, story, mine, headline="Theirs")
    assert choose(client, story, answer, "theirs")["Location"] == room(story)
    assert again(story).draft_headline == "Theirs"
    assert again(story).latest.number == 2
    aside = story.revisions.get(number=3)
    assert (aside.by, aside.document["headline"]) == (writer, "Mine")
    assert aside.note == "Not chosen, as revision 2 was saved first. My reasons"
    answer = overtaken(
        client, editor, story, opened(client, story) | {"headline": "Mine again"}, headline="Theirs again"
    )
    assert choose(client, story, answer, "mine").status_code == 302
    assert [(r.number, r.document["headline"]) for r in story.revisions.all()] == [
        (5, "Mine again"), (4, "Theirs again"), (3, "Mine"), (2, "Theirs"), (1, "Ours"),
    ]  # fmt: skip


def test_what_cannot_go_into_the_history_stays_in_the_copy_when_theirs_is_kept(client, writer, editor):
    story = make_draft("Ours", by=writer)
    mine = opened(client, story) | {"headline": "", "standfirst": "Typed."}
    answer = overtaken(client, editor, story, mine, headline="Theirs")
    choose(client, story, answer, "theirs")
    assert story.revisions.count() == 2
    assert opened(client, story)["standfirst"] == ["Typed."]
    answer = client.post(room(story), opened(client, story) | {"_save": "1"})
    assert choose(client, story, answer, headline="theirs", standfirst="theirs").status_code == 302
    assert WorkingCopy.objects.get().typed["standfirst"] == ["Typed."]


def test_a_third_saver_between_the_page_and_the_choice_is_merged_too(client, writer, editor):
    story = make_draft("Ours", by=writer, body=BODY)
    mine = opened(client, story) | {"body": BODY + "<p>Mine.</p>"}
    answer = overtaken(client, editor, story, mine, body=BODY + "<p>Theirs.</p>")
    editing.save_revision(
        again(story), {**again(story).latest.document, "body": BODY + "<p>Theirs.</p><p>Third.</p>"}, by=editor
    )
    answer = choose(client, story, answer)
    assert answer.context["title"] == "Somebody saved before you"
    assert choose(client, story, answer).status_code == 302
    assert again(story).latest.document["body"] == BODY + "<p>Theirs.</p><p>Third.</p><p>Mine.</p>"


def test_what_is_chosen_is_saved_and_not_published(client, editor):
    client.force_login(editor)
    story = make_draft("Ours", by=editor, authors=[make_author()])
    mine = opened(client, story) | {"headline": "Mine", "_publish": "1"}
    answer = overtaken(client, editor, story, mine, standfirst="Theirs.")
    assert choose(client, story, answer).status_code == 302
    assert (again(story).draft_headline, again(story).state) == ("Mine", State.DRAFT)


def test_a_story_merely_sent_on_meanwhile_has_nothing_to_choose_but_ones_own(client, writer):
    story = make_draft("Ours", by=writer, body=BODY)
    mine = opened(client, story) | {"body": BODY + "<p>Mine.</p>"}
    publishing.submit(again(story), by=writer)
    answer = client.post(room(story), mine | {"_save": "1"})
    assert rows(answer) == [3, ("Paragraph 4", "mine", "", "Mine.")]
    choose(client, story, answer)
    assert (again(story).latest.document["body"], again(story).state) == (BODY + "<p>Mine.</p>", State.IN_REVIEW)


@pytest.mark.parametrize("base", ["", "0", "999", "x", "9" * 40])
def test_without_the_revision_both_opened_everything_is_asked_and_nothing_lost(client, writer, editor, base):
    story = make_draft("Ours", by=writer, body=BODY)
    mine = opened(client, story) | {"body": BODY + "<p>Mine.</p>", "headline": "Mine", "_base": base}
    answer = overtaken(client, editor, story, mine, body=BODY + "<p>Theirs.</p>")
    assert rows(answer) == [("Headline", "", "Ours", "Mine"), 3, ("Paragraph 4", "both", "Theirs.", "Mine.")]
    choose(client, story, answer, headline="mine")
    assert again(story).latest.document["body"] == BODY + "<p>Theirs.</p><p>Mine.</p>"


def test_a_text_too_long_for_a_story_is_compared_as_one_field(client, writer, editor):
    story = make_draft("Ours", by=writer)
    mine = opened(client, story) | {"body": "<p>" + "x" * 1_000_001}
    answer = overtaken(client, editor, story, mine, headline="Theirs")
    assert [row[0] for row in rows(answer)] == ["Headline", "Body"]
    answer = choose(client, story, answer, headline="theirs", body="mine")
    assert "at most 1,000,000 fit" in answer.content.decode()
    assert len(fields(answer)["body"][0]) == 1_000_004


def test_passages_for_one_case_only_are_shown_whole(client, writer, editor):
    story = make_draft("Ours", by=writer, body="<p>One.</p>")
    swap = '<section data-while="season:1:status=ordered" data-hold="swap"><p>Renewed.</p></section>'
    answer = overtaken(client, editor, story, opened(client, story) | {"body": "<p>One.</p>" + swap}, headline="Theirs")
    assert rows(answer)[-1] == ("Passage 1", "mine", "", "Renewed.")


def test_of_other_things_theirs_can_be_taken_field_by_field(client, editor):
    client.force_login(editor)
    show = make_show(premise="A school.", countries=["KR"])
    mine = fields(client.get(address(show)))
    other = client_of(make_user("other", groups=["Editors"]))
    theirs = fields(other.get(address(show)))
    changed = {"premise": 'Theirs, "quoted" & <b>\r\nin two lines', "language": "Korean", "form": "limited"}
    assert other.post(address(show), theirs | changed).status_code == 302
    page = client.post(address(show), mine | {"premise": "Mine.", "language": "English"})
    sent = fields(page) | {
        "_take": "chosen",
        "_take-premise": "theirs",
        "_take-language": "mine",
        "_take-form": "theirs",
    }
    assert client.post(address(show), sent).status_code == 302
    show.refresh_from_db()
    assert (show.premise, show.language, show.form) == ('Theirs, "quoted" & <b>\nin two lines', "English", "limited")
