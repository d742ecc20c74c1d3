"""Giving a story to somebody: who may, what it opens, what the start page and the list say of it."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import editing, publishing
from articles.assigning import CannotAssign, Overtaken, as_seen, assign
from articles.models import Article, State
from staff.models import Notice
from tests.make import make_author, make_draft, make_show, make_story, make_user, ready
from tests.test_writing_room import press, room

pytestmark = pytest.mark.django_db

START, LIST = "/admin/", "/admin/articles/article/"


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def again(story):
    return Article.objects.select_related("assigned_to", "latest").get(pk=story.pk)


def give(client, story, **typed):
    story = again(story)
    data = {"seen": as_seen(story), "assigned_to": "", "due_on": "", "desk_note": "", **typed}
    return client.post(f"{LIST}{story.pk}/assign/", {f"assign-{name}": value for name, value in data.items()})


def section(page, name):
    found = re.search(rf'<section aria-labelledby="{name}".*?</section>', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def told(user):
    return [(notice.kind, notice.words) for notice in Notice.objects.filter(user=user)]


def test_an_editor_gives_a_story_to_somebody_who_is_told(client, editor, tom):
    story = make_draft("Renewed", by=make_user("other"))
    due = today(3)
    answer = give(client, story, assigned_to=tom.pk, due_on=due.isoformat(), desk_note="Ask Netflix first.")
    assert (answer.status_code, answer["Location"]) == (302, f"{room(story)}#room-assign")
    assert [str(said) for said in get_messages(answer.wsgi_request)] == [f"Given to Tom Bell, due {due:%-d %B}."]
    story = again(story)
    assert (story.assigned_to, story.due_on, story.desk_note) == (tom, due, "Ask Netflix first.")
    assert told(tom) == [("assigned", f"“Renewed” is yours, due {due:%-d %B}: Ask Netflix first.")]
    assert Notice.objects.get().address == room(story)
    give(client, story, assigned_to=tom.pk, due_on=due.isoformat(), desk_note="Ask Netflix first.")
    assert len(told(tom)) == 1


def test_giving_a_story_overtakes_nobody_who_types(client, editor, tom):
    story = make_draft("Renewed")
    open_form = again(story)
    give(client, story, assigned_to=tom.pk)
    editing.save_revision(open_form, {**open_form.latest.document, "headline": "Renewed at last"}, by=editor)
    assert (again(story).draft_headline, again(story).assigned_to) == ("Renewed at last", tom)


def test_no_save_of_an_old_copy_takes_a_story_away_again(tom, editor):
    story = make_draft("Renewed", authors=[make_author()])
    old = Article.objects.get(pk=story.pk)
    assign(again(story), to=tom, due_on=today(2), note="Soon.", by=editor)
    publishing.publish(old, by=editor)
    story = again(story)
    assert (story.state, story.assigned_to, story.due_on, story.desk_note) == (State.APPROVED, tom, today(2), "Soon.")


def test_of_two_who_give_it_at_once_the_second_reads_what_stands_and_can_press_again(client, editor, tom):
    story = make_draft("Renewed")
    seen, opened = again(story), as_seen(again(story))
    assign(again(story), to=tom, due_on=None, note="Mine first.", by=None)
    with pytest.raises(Overtaken):
        assign(seen, to=editor, due_on=None, note="", by=editor)
    typed = {"seen": opened, "assigned_to": editor.pk, "desk_note": "No, mine."}
    answer = give(client, story, **typed)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "It is given to Tom Bell now. The note says: “Mine first.” Press again to have it your way." in html
    assert "No, mine." in html
    assert again(story).assigned_to == tom
    seen = answer.context["assign"]["seen"].value()
    assert give(client, story, **typed | {"seen": seen}).status_code == 302
    assert (again(story).assigned_to, again(story).desk_note) == (editor, "No, mine.")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"due_on": "2020-01-01"}, "That day has passed: choose one to come."),
        ({"due_on": "soon"}, "Enter a valid date."),
        ({"assigned_to": "987"}, "Select a valid choice. That choice is not one of the available choices."),
        ({"assigned_to": "9" * 40}, "Select a valid choice. That choice is not one of the available choices."),
        ({"assigned_to": "\x00"}, "Null characters are not allowed."),
        ({"desk_note": "x" * 1001}, "Ensure this value has at most 1000 characters (it has 1001)."),
        ({"seen": ""}, "Somebody else gave this story to somebody"),
        ({"seen": "[" * 100_000}, "Somebody else gave this story to somebody"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_kept(client, editor, typed, sentence):
    story = make_draft("Renewed")
    answer = give(client, story, **{"desk_note": "Typed with care.", **typed})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert sentence in html
    assert typed.get("desk_note", "Typed with care.") in html
    assert (again(story).assigned_to, again(story).due_on, again(story).desk_note) == (None, None, "")


def test_a_late_story_can_be_given_on_without_moving_its_day(client, editor, tom):
    story = make_draft("Late")
    Article.objects.filter(pk=story.pk).update(due_on=date(2026, 1, 5))
    assert give(client, story, assigned_to=tom.pk, due_on="2026-01-05").status_code == 302
    assert (again(story).assigned_to, again(story).due_on) == (tom, date(2026, 1, 5))


def test_nobody_is_given_a_story_that_was_killed(client, editor, tom):
    story = make_draft("Dead")
    publishing.kill(story, by=None)
    with pytest.raises(CannotAssign, match="nobody’s work any more"):
        assign(again(story), to=tom, due_on=None, note="", by=editor)
    assert give(client, story, assigned_to=tom.pk).status_code == 409


# Rights


def test_a_writer_gives_the_own_story_and_no_other(client, writer, tom):
    mine, theirs = make_draft("Mine", by=writer), make_draft("Theirs", by=tom)
    assert give(client, mine, assigned_to=tom.pk).status_code == 302
    assert give(client, theirs, assigned_to=writer.pk).status_code == 403
    assert (again(mine).assigned_to, again(theirs).assigned_to) == (tom, None)
    assert client.get(f"{LIST}{mine.pk}/assign/").status_code == 405
    assert 'form="assign"' in client.get(room(mine)).content.decode()
    assert "Given to nobody." in client.get(room(theirs)).content.decode()


def test_whoever_has_it_may_change_it_until_it_is_approved_but_not_give_it_on(client, writer, tom):
    story = make_draft("Theirs", by=tom, authors=[make_author()])
    assert press(client, "save", story, headline="Not yet").status_code == 403
    assign(again(story), to=writer, due_on=None, note="", by=None)
    assert press(client, "save", again(story), headline="Mine now").status_code == 302
    assert again(story).latest.by == writer
    assert give(client, story).status_code == 403
    publishing.submit(again(story), by=None)
    assert press(client, "save", again(story), headline="Mine still").status_code == 302
    publishing.publish(again(story), by=None)
    assert press(client, "save", again(story), headline="Too late").status_code == 403
    assert (again(story).draft_headline, again(story).owner) == ("Mine still", tom)


def test_an_account_without_a_role_gives_nothing(client, tom):
    story = make_draft("Mine", by=make_user("newcomer"))
    client.force_login(story.owner)
    assert give(client, story, assigned_to=tom.pk).status_code == 403


# Where it shows


def test_the_start_page_shows_what_is_given_to_me_the_first_due_first_and_says_what_is_late(client, writer, tom):
    for headline, due in (("Someday", None), ("Late one", date(2026, 1, 5)), ("Next week", today(7))):
        story = make_draft(headline, by=tom)
        assign(story, to=writer, due_on=due, note="", by=None)
    done = make_story("Done", by=tom)
    assign(done, to=writer, due_on=today(1), note="", by=None)
    text = section(client.get(START).content.decode(), "given")
    assert text == (
        "Given to me Late one late, was due 5 Jan · guide by Tom Bell, draft "
        f"Next week due {today(7):%-d %b} · guide by Tom Bell, draft Someday guide by Tom Bell, draft"
    )
    client.force_login(tom)
    assert section(client.get(START).content.decode(), "given") == ""


def test_the_start_page_says_when_a_draft_of_mine_is_due(client, writer):
    story = make_draft("Mine", by=writer)
    assign(story, to=None, due_on=date(2026, 1, 5), note="", by=None)
    assert "guide, draft · late, was due 5 Jan" in section(client.get(START).content.decode(), "drafts")


def test_the_list_filters_what_is_given_to_me_and_what_is_late(client, writer, tom):
    late, given, out = make_draft("Late", by=tom), make_draft("Given", by=tom), make_story("Out", by=tom)
    for story, to, due in ((late, None, today(-2)), (given, writer, today(2)), (out, None, today(-2))):
        assign(story, to=to, due_on=due, note="", by=None)

    def found(**query):
        return {str(story) for story in client.get(LIST, query).context["cl"].result_list}

    assert found(writer="given") == {"Given"}
    assert found(due="late") == {"Late"}
    assert found(due="late", writer="given") == set()
    page = client.get(LIST).content.decode()
    assert f"writer, {today(2):%-d %b}" in page
    assert f"{today(-2):%-d %b}, late" in page


@pytest.mark.parametrize("length", [1, 40])
def test_the_list_and_the_start_page_cost_the_same_for_any_number_given(client, writer, length):
    for number in range(length):
        assign(
            make_draft(f"Story {number}", by=make_user(f"user-{number}")), to=writer, due_on=today(-1), note="", by=None
        )
    for address, cost in ((START, 11), (f"{LIST}?writer=given", 7), (f"{LIST}?due=late", 7)):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        assert (address, len(captured)) == (address, cost)


# Who is told of a story's steps


def test_a_submitted_story_is_told_to_who_looks_after_its_show_else_to_the_editors(client, tom):
    editor, beat = make_user("editor", groups=["Editors"]), make_user("beat", groups=["Writers"])
    make_user("gone", groups=["Editors"], is_active=False)
    show = make_show(beat_owner=beat)
    publishing.submit(make_draft("Of a beat", by=tom, shows=[show]), by=tom)
    publishing.submit(make_draft("Of nobody’s", by=tom), by=tom)
    assert told(beat) == [("review", "“Of a beat” by Tom Bell waits for review.")]
    assert told(editor) == [("review", "“Of nobody’s” by Tom Bell waits for review.")]
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"beat", "editor"}


def test_whoever_is_away_is_stood_in_for_and_nobody_is_told_of_their_own(tom):
    editor, deputy = make_user("editor", groups=["Editors"]), make_user("deputy", groups=["Writers"])
    beat = make_user("beat", groups=["Editors"], away_until=today(3), stand_in=deputy)
    show = make_show(beat_owner=beat)
    publishing.submit(make_draft("Of a beat", by=tom, shows=[show]), by=tom)
    assert (len(told(deputy)), told(beat), told(editor)) == (1, [], [])
    third = make_user("third", groups=["Writers"])
    get_user_model().objects.filter(pk=deputy.pk).update(away_until=today(3), stand_in=third)
    publishing.submit(make_draft("Of a beat, too", by=tom, shows=[show]), by=tom)
    assert (len(told(third)), len(told(deputy))) == (1, 1)
    get_user_model().objects.filter(pk=deputy.pk).update(away_until=None)
    publishing.submit(make_draft("The deputy’s own", by=deputy, shows=[show]), by=deputy)
    assert len(told(deputy)) == 1
    assert told(editor) == told(beat) == [("review", "“The deputy’s own” by deputy waits for review.")]


def test_sending_back_approving_withdrawing_and_killing_tell_the_writer_and_whoever_has_it(client, editor, tom):
    other = make_user("other", groups=["Writers"])
    story = make_draft("Renewed", by=tom, **ready())
    assign(story, to=other, due_on=None, note="", by=None)
    publishing.submit(again(story), by=tom)
    press(client, "send_back", again(story), note="Who said so?")
    press(client, "publish", again(story))
    press(client, "withdraw", again(story))
    story = again(story)
    client.post(f"{LIST}{story.pk}/kill/", {"_version": story.version, "why": "It was a hoax."})
    words = [
        ("published", "Killed “Renewed”: It was a hoax."),
        ("published", "Withdrew “Renewed”"),
        ("returned", "“Renewed” is approved: readers have it now."),
        ("returned", "“Renewed” is sent back: Who said so?"),
    ]
    assert told(tom) == words
    assert told(other)[:4] == words
    assert set(Notice.objects.values_list("about", flat=True)) == {f"story:{story.pk}"}


def test_a_story_approved_for_later_tells_its_writer_when(client, editor, tom):
    story = make_draft("Renewed", by=tom, **ready())
    press(client, "schedule", story, publish_at=f"{today(3)}T09:30")
    assert told(tom) == [("returned", f"“Renewed” is approved: readers will have it on {today(3):%-d %B}, 09:30.")]
    press(client, "publish", again(make_story("Live", by=tom, **ready())), standfirst="News.")
    assert told(tom)[0] == ("published", "Changes to “Live” are published.")


# The kill button


def test_killing_asks_first_and_is_for_editors(client, editor, tom):
    story = make_story("Renewed", by=tom)
    address = f"{LIST}{story.pk}/kill/"
    assert f'href="{address}"' in client.get(room(story)).content.decode()
    page = client.get(address).content.decode()
    assert "A killed story cannot return" in page
    assert "Its page will say that it is gone" in page
    assert again(story).state == State.APPROVED
    answer = client.post(address, {"_version": again(story).version, "why": ""})
    assert answer["Location"] == room(story)
    assert again(story).state == State.KILLED
    assert client.get(story.get_absolute_url()).status_code in {404, 410}
    assert address not in client.get(room(story)).content.decode()
    assert "There is no way back." in client.get(address).content.decode()
    client.force_login(tom)
    other = make_draft("Mine", by=tom)
    assert client.get(f"{LIST}{other.pk}/kill/").status_code == 403
    assert client.post(f"{LIST}{other.pk}/kill/", {"_version": other.version}).status_code == 403
    assert (again(other).state, f"{other.pk}/kill/" in client.get(room(other)).content.decode()) == (State.DRAFT, False)


@pytest.mark.parametrize("version", ["", "0", "x", "1", "9" * 30])
def test_a_story_that_was_changed_since_is_not_killed(client, editor, version):
    story = make_story("Renewed")
    answer = client.post(f"{LIST}{story.pk}/kill/", {"_version": version, "why": "A hoax."})
    assert answer.status_code == 409
    assert "Somebody changed this story since you opened this page." in answer.content.decode()
    assert 'value="A hoax."' in answer.content.decode()
    assert again(story).state == State.APPROVED


def test_a_story_killed_by_somebody_else_says_so(client, editor):
    story = make_story("Renewed")
    publishing.kill(again(story), by=None)
    answer = client.post(f"{LIST}{story.pk}/kill/", {"_version": again(story).version})
    assert answer.status_code == 409
    assert "A story that is killed cannot become killed." in answer.content.decode()
