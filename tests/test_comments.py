"""Comments on a story and on its passages: said, answered, resolved, reopened; who is told; what a submission says."""

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.comments import named_in, reopen, resolve, say
from articles.models import Article, Comment, State
from staff.models import Notice
from tests.make import make_draft, make_story, make_user
from tests.test_writing_room import errors, press, room, said

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"


@pytest.fixture
def editor(client):
    user = make_user("editor", groups=["Editors"], first_name="Mina", last_name="Frost")
    client.force_login(user)
    return user


@pytest.fixture
def story(tom):
    return make_draft("Renewed", by=tom, body="<p>It was renewed on Monday.</p>")


def again(story):
    return Article.objects.select_related("latest").get(pk=story.pk)


def send(client, story, **typed):
    data = {name.replace("comment_", "comment-").replace("answer_", "answer-"): value for name, value in typed.items()}
    return client.post(f"{LIST}{story.pk}/comments/", data)


def told(user):
    return [(notice.kind, notice.words) for notice in Notice.objects.filter(user=user)]


def test_a_comment_on_a_passage_stands_beside_the_text_and_its_writer_is_told(client, editor, tom, story):
    answer = send(client, story, comment_words="Who said so?\nWhen?", comment_passage="on  Monday", comment_asks="on")
    comment = Comment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"{room(story)}#comment-{comment.pk}")
    assert [str(each) for each in get_messages(answer.wsgi_request)] == ["Asked for."]
    assert (comment.words, comment.passage, comment.asks, comment.by) == (
        "Who said so?\nWhen?", "on Monday", True, editor,
    )  # fmt: skip
    assert told(tom) == [("comment", "Mina Frost asks for a change of “Renewed”: Who said so? When?")]
    assert Notice.objects.get().address == f"{room(story)}#comment-{comment.pk}"
    html = client.get(room(story)).content.decode()
    assert "<p>Who said so?<br>When?</p>" in html
    assert 'data-passage="on Monday"' in html
    assert f'href="{LIST}{story.pk}/preview/#:~:text=on%20Monday"' in html
    assert "1 change asked for." in html
    assert again(story).version == story.version


def test_the_address_of_a_passage_survives_any_sign_in_it(client, editor, story):
    say(story, "See.", by=editor, passage="a-b, c & <d>")
    html = client.get(room(story)).content.decode()
    assert "#:~:text=a%2Db%2C%20c%20%26%20%3Cd%3E" in html
    assert 'data-passage="a-b, c &amp; &lt;d&gt;"' in html


def test_answers_stand_below_what_they_answer_and_tell_who_is_answered(client, editor, tom, story):
    asked = say(story, "Who said so?", by=editor)
    client.force_login(tom)
    answer = send(client, story, _answer=asked.pk, **{f"answer-{asked.pk}": "Netflix did."})
    reply = Comment.objects.get(parent=asked)
    assert answer["Location"] == f"{room(story)}#comment-{reply.pk}"
    assert (reply.words, reply.by) == ("Netflix did.", tom)
    assert told(editor) == [("comment", "Tom Bell answers on “Renewed”: Netflix did.")]
    html = client.get(room(story)).content.decode()
    assert html.index("Who said so?") < html.index("Netflix did.")
    assert html.count('class="room-comment"') == 1


def test_a_comment_tells_its_writer_and_who_has_the_story_but_not_who_says_it(editor, tom, story):
    ann = make_user("ann", groups=["Writers"])
    Article.objects.filter(pk=story.pk).update(assigned_to=ann)
    say(again(story), "Shorter?", by=tom)
    assert (told(tom), told(ann)) == ([], [("comment", "Tom Bell comments on “Renewed”: Shorter?")])


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("@tom please", ["tom"]),
        ("Ask @Tom Bell, or @ANN.", ["ann", "tom"]),
        ("(@ann.lee) and @ann.", ["ann", "ann.lee"]),
        ("@ann.lees @tommy tom@ann @ nobody @tom-2", []),
        ("mail me: a@tom", []),
        ("@tom @tom @Tom Bell", ["tom"]),
        ("@gone and @guest", []),
        ("@Tom  Bell", ["tom"]),
    ],
)
def test_a_name_after_an_at_sign_is_that_of_somebody_at_the_desk(tom, words, names):
    make_user("ann", groups=["Writers"])
    make_user("ann.lee", groups=["Writers"])
    make_user("gone", is_active=False)
    make_user("guest", is_staff=False)
    assert sorted(user.username for user in named_in(words)) == names


def test_whoever_is_named_is_told_once_and_as_named(editor, tom, story):
    ann = make_user("ann", groups=["Writers"])
    say(story, "@Tom Bell and @ann: who said so?", by=editor)
    named = [("mention", "Mina Frost names you on “Renewed”: @Tom Bell and @ann: who said so?")]
    assert (told(tom), told(ann), told(editor)) == (named, named, [])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"comment_words": ""}, "Write the comment first."),
        ({"comment_words": " \n "}, "Write the comment first."),
        ({"comment_words": "x" * 2001}, "Ensure this value has at most 2000 characters (it has 2001)."),
        ({"comment_words": "Kept.", "comment_passage": "y" * 501},
         "Ensure this value has at most 500 characters (it has 501)."),
    ],
)  # fmt: skip
def test_a_refused_comment_says_why_and_gives_back_what_was_typed(client, editor, story, typed, sentence):
    answer = send(client, story, **{"comment_passage": "on Monday", "comment_asks": "on", **typed})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert sentence in html
    assert typed["comment_words"].strip() in html and typed.get("comment_passage", "on Monday") in html
    assert "checked" in html
    assert Comment.objects.count() == 0


def test_what_is_typed_elsewhere_in_the_panel_is_given_back(client, editor, story):
    first, second = say(story, "One?", by=editor), say(story, "Two?", by=editor)
    typed = {f"answer-{first.pk}": "Yes, one.", f"answer-{second.pk}": "Not sent.", "comment_words": "Nor this."}
    answer = send(client, story, _answer=first.pk, **typed)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert Comment.objects.get(parent=first).words == "Yes, one."
    assert "Not sent." in html and "Nor this." in html and html.count("Yes, one.") == 1
    answer = send(client, story, _answer=second.pk, **{f"answer-{second.pk}": " ", "comment_words": "Nor this."})
    assert answer.status_code == 409
    assert "Write the comment first." in answer.content.decode() and "Nor this." in answer.content.decode()


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\u202eabc", "😀", "<script>alert(1)</script>", "x" * 1_200_000])
def test_hostile_text_is_kept_clean_or_refused(client, editor, story, text):
    for name in ("comment_words", "comment_passage"):
        typed = {"comment_words": "Words.", name: text}
        assert send(client, story, **typed).status_code in (302, 409)
    html = client.get(room(story)).content.decode()
    assert "<script>alert" not in html


# Resolving


def test_a_comment_is_resolved_by_its_writer_or_an_editor_and_reopened(client, editor, tom, story):
    comment = say(story, "Who said so?", by=editor, asks=True)
    client.force_login(tom)
    send(client, story, _resolve=comment.pk)
    comment.refresh_from_db()
    assert (comment.resolved_by, Comment.objects.asked().count()) == (tom, 0)
    html = client.get(room(story)).content.decode()
    assert "1 resolved" in html and "Resolved by Tom Bell" in html and "asked for.</strong>" not in html
    client.force_login(editor)
    send(client, story, _reopen=comment.pk)
    comment.refresh_from_db()
    assert (comment.resolved_at, comment.resolved_by, Comment.objects.asked().count()) == (None, None, 1)
    send(client, story, _resolve=comment.pk)
    comment.refresh_from_db()
    assert comment.resolved_by == editor


def test_whoever_resolved_first_is_kept(editor, tom, story):
    comment = say(story, "Who?", by=editor)
    resolve(comment, by=tom)
    resolve(comment, by=editor)
    comment.refresh_from_db()
    assert comment.resolved_by == tom
    reopen(comment)
    comment.refresh_from_db()
    assert comment.resolved_by is None


def test_another_writer_comments_but_resolves_only_the_own(client, editor, tom, story):
    theirs = say(story, "Who said so?", by=editor)
    ann = make_user("ann", groups=["Writers"])
    client.force_login(ann)
    assert send(client, story, comment_words="I know who.").status_code == 302
    assert send(client, story, _resolve=theirs.pk).status_code == 403
    assert send(client, story, _reopen=theirs.pk).status_code == 403
    own = Comment.objects.get(by=ann)
    assert send(client, story, _resolve=own.pk).status_code == 302
    html = client.get(room(story)).content.decode()
    assert html.count('name="_resolve"') == 0 and html.count('name="_reopen"') == 1


def test_an_account_without_a_role_says_nothing_and_reads_no_form(client, story):
    client.force_login(make_user("newcomer"))
    assert send(client, story, comment_words="Hello?").status_code == 403
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("key", ["x", "", "987", "9" * 40, "\x00", "-1"])
def test_a_button_of_no_comment_is_not_found(client, editor, story, key):
    for button in ("_resolve", "_reopen", "_answer"):
        assert send(client, story, **{button: key}).status_code == 404


def test_a_comment_of_another_story_is_not_found_here(client, editor, tom, story):
    other = say(make_draft("Another", by=tom), "Here?", by=editor)
    assert send(client, story, _resolve=other.pk).status_code == 404
    other.refresh_from_db()
    assert other.resolved_at is None


# Requesting changes


def test_a_story_goes_back_with_a_note_or_with_a_comment_that_asks(client, editor, tom, story):
    publishing.submit(again(story), by=None)
    answer = press(client, "send_back", again(story))
    assert errors(answer) == {"__all__": ["Say what is to change: in the note, or in a comment that asks for it."]}
    assert again(story).state == State.IN_REVIEW
    say(again(story), "Who said so?", by=editor, asks=True)
    assert said(press(client, "send_back", again(story))) == ["Sent back: it is a draft of Tom Bell again."]
    assert told(tom)[0] == ("returned", "“Renewed” is sent back. 1 change asked for is open.")
    publishing.submit(again(story), by=None)
    press(client, "send_back", again(story), note="And shorter.")
    assert told(tom)[0] == ("returned", "“Renewed” is sent back: And shorter. 1 change asked for is open.")


def test_a_withdrawn_story_goes_back_without_a_word(client, editor):
    story = make_story("Out")
    publishing.withdraw(again(story), by=None)
    assert press(client, "send_back", again(story)).status_code == 302


def test_what_is_still_asked_for_is_said_at_submission(client, editor, tom, story):
    one, two = (say(story, words, by=editor, asks=True) for words in ("Who?", "When?"))
    client.force_login(tom)
    html = client.get(room(story)).content.decode()
    assert '<a href="#room-comments">2 changes asked for</a> are still open.' in html
    answer = press(client, "submit", again(story))
    assert said(answer) == [
        "Submitted: it waits for an editor. You can go on writing until it is approved. 2 changes asked for are open."
    ]
    assert told(editor) == [("review", "“Renewed” by Tom Bell waits for review. 2 changes asked for are open.")]
    for comment in (one, two):
        resolve(comment, by=tom)
    publishing.send_back(again(story), by=None)
    answer = press(client, "submit", again(story))
    assert said(answer)[-1].endswith("until it is approved.")


@pytest.mark.parametrize("length", [1, 60])
def test_comments_cost_the_same_however_many_there_are(client, editor, tom, story, length):
    for number in range(length):
        comment = say(story, f"Comment {number}", by=make_user(f"user-{number}"), passage="on Monday")
        say(story, f"Answer {number}", by=tom, parent=comment)
        if number % 2:
            resolve(comment, by=tom)
    client.get(room(story))
    with CaptureQueriesContext(connection) as captured:
        html = client.get(room(story)).content.decode()
    assert html.count('class="room-answered"') == length
    assert len([query for query in captured if '"articles_comment"' in query["sql"]]) == 1
