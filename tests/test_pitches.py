"""Ideas before there is a draft: pitched, taken up, declined with a reason; by whom, and where they show."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import pitching
from articles.models import Article, Pitch, State
from articles.pitching import CannotDecide
from staff.models import Notice
from tests.make import make_author, make_show, make_user
from tests.test_writing_room import errors
from web.bases import SecondSaver

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/pitch/"


@pytest.fixture
def tom():
    user = make_user("tom", groups=["Writers"], first_name="Tom", last_name="Bell")
    make_author("Tom Bell", user=user)
    return user


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def make_pitch(idea="Who is Nam-ra now?", **fields):
    return Pitch.objects.create(idea=idea, **fields)


def form(pitch=None, **changes):
    names = ("idea", "note", "kind", "show_id", "owner_id", "due_on")
    data = {name.removesuffix("_id"): getattr(pitch, name) if pitch else "" for name in names}
    data = {name: "" if value is None else value for name, value in data.items()}
    version = {"_version": pitch.version} if pitch else {"kind": "news"}
    return {**data, "reason": "", **version, **changes}


def press(client, button, pitch=None, **changes):
    address = f"{LIST}{pitch.pk}/change/" if pitch else f"{LIST}add/"
    return client.post(address, form(pitch, **changes) | {f"_{button}": "1"})


def again(pitch):
    return Pitch.objects.get(pk=pitch.pk)


def told(user):
    return [(notice.kind, notice.words) for notice in Notice.objects.filter(user=user)]


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_a_writer_pitches_and_it_is_theirs(client, writer):
    show = make_show()
    page = client.get(f"{LIST}add/", {"due_on": "2030-07-01"})
    assert page.context["adminform"].form["owner"].value() == writer.pk
    assert page.context["adminform"].form["due_on"].value() == "2030-07-01"
    answer = press(client, "save", idea="Who is Nam-ra now?", note="The actor spoke.", kind="interview",
                   show=show.pk, owner=writer.pk, due_on=today(5).isoformat())  # fmt: skip
    pitch = Pitch.objects.get()
    assert (answer["Location"], said(answer)) == (LIST, ["Saved."])
    assert (pitch.idea, pitch.note, pitch.kind, pitch.show, pitch.owner, pitch.due_on, pitch.by, pitch.state) == (
        "Who is Nam-ra now?", "The actor spoke.", "interview", show, writer, today(5), writer, "open",
    )  # fmt: skip
    assert Notice.objects.count() == 0


def test_taking_it_up_makes_the_draft_and_opens_its_room(client, editor, tom):
    show = make_show()
    pitch = make_pitch(note="The actor spoke.", kind="interview", show=show, owner=tom, due_on=today(5), by=tom)
    answer = press(client, "take_up", pitch, idea="Where is Nam-ra now?")
    story = Article.objects.select_related("latest").get()
    assert answer["Location"] == f"/admin/articles/article/{story.pk}/change/"
    assert said(answer) == ["Taken up: this is its draft."]
    assert (story.state, story.owner, story.due_on, story.desk_note, story.draft_headline) == (
        State.DRAFT, tom, today(5), "The actor spoke.", "Where is Nam-ra now?",
    )  # fmt: skip
    document = story.latest.document
    assert (document["kind"], document["shows"], story.latest.by) == ("interview", [show.pk], editor)
    assert document["authors"] == [tom.profile.pk]
    pitch = again(pitch)
    assert (pitch.state, pitch.story) == ("taken", story)
    assert told(tom) == [("assigned", "“Where is Nam-ra now?” is taken up by Tom Bell.")]
    page = client.get(answer["Location"]).content.decode()
    assert f'From the pitch <a href="{LIST}{pitch.pk}/change/">Where is Nam-ra now?</a>' in page
    page = client.get(f"{LIST}{pitch.pk}/change/").content.decode()
    assert "Taken up:" in page and 'name="_take_up"' not in page and 'name="_decline"' not in page


def test_an_unowned_pitch_becomes_that_of_whoever_takes_it_up(client, writer, tom):
    pitch = make_pitch(by=tom)
    assert press(client, "take_up", pitch).status_code == 302
    assert (Article.objects.get().owner, again(pitch).owner) == (writer, writer)
    assert told(tom) == [("assigned", "“Who is Nam-ra now?” is taken up by writer.")]


def test_declining_needs_a_reason_which_its_author_is_told(client, editor, tom):
    pitch = make_pitch(by=tom)
    answer = press(client, "decline", pitch, note="Typed with care.")
    assert errors(answer) == {"__all__": ["Say why: who pitched it reads it."]}
    assert "Typed with care." in answer.content.decode()
    assert (again(pitch).state, again(pitch).note) == ("open", "")
    answer = press(client, "decline", pitch, reason="We ran it in May.")
    assert said(answer) == ["“Who is Nam-ra now?” is declined; who pitched it reads why."]
    assert (again(pitch).state, again(pitch).answer) == ("declined", "We ran it in May.")
    assert told(tom) == [("decided", "“Who is Nam-ra now?” is declined: We ran it in May.")]
    client.force_login(tom)
    page = client.get(f"{LIST}{pitch.pk}/change/").content.decode()
    assert "We ran it in May." in page and 'name="idea"' not in page


def test_what_is_given_to_somebody_is_told_to_them(client, editor, tom):
    press(client, "save", idea="Ask Tom", owner=tom.pk, due_on=today(3).isoformat())
    assert told(tom) == [("assigned", f"The pitch “Ask Tom” is yours, due {today(3):%-d %B}.")]
    press(client, "save", Pitch.objects.get(), note="More.")
    assert len(told(tom)) == 1


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"idea": ""}, {"idea": ["This field is required."]}),
        ({"idea": "x" * 161}, {"idea": ["Ensure this value has at most 160 characters (it has 161)."]}),
        ({"due_on": "2020-01-01"}, {"due_on": ["That day has passed: choose one to come."]}),
        ({"kind": "poem"}, {"kind": ["Select a valid choice. poem is not one of the available choices."]}),
        ({"reason": "x" * 301}, {"reason": ["Ensure this value has at most 300 characters (it has 301)."]}),
    ],
)
def test_a_refused_pitch_says_why_and_keeps_what_was_typed(client, writer, changes, sentences):
    answer = press(client, "save", **{"idea": "An idea", "note": "Typed with care.", **changes})
    assert errors(answer) == sentences
    assert "Typed with care." in answer.content.decode()
    assert Pitch.objects.count() == 0


def test_a_late_pitch_can_be_changed_without_moving_its_day(client, editor):
    pitch = make_pitch(due_on=date(2026, 1, 5))
    assert press(client, "save", pitch, note="Still good.").status_code == 302
    assert (again(pitch).note, again(pitch).due_on) == ("Still good.", date(2026, 1, 5))


# Rights


def test_a_writer_changes_and_takes_up_the_own_and_the_unowned_and_no_other(client, writer, tom):
    own, free, given = make_pitch("Own", owner=writer, by=tom), make_pitch("Free"), make_pitch("Given", owner=tom)
    mine = make_pitch("Mine, given to Tom", owner=tom, by=writer)
    pages = {str(pitch): client.get(f"{LIST}{pitch.pk}/change/").content.decode() for pitch in (own, free, given, mine)}
    assert {name: ('name="idea"' in page, 'name="_take_up"' in page, 'name="_decline"' in page)
            for name, page in pages.items()} == {
        "Own": (True, True, False), "Free": (True, True, False), "Given": (False, False, False),
        "Mine, given to Tom": (True, False, True),
    }  # fmt: skip
    assert press(client, "save", given, note="Forged").status_code == 403
    assert press(client, "take_up", given).status_code == 403
    assert press(client, "take_up", mine).status_code == 403
    assert press(client, "decline", free, reason="Forged").status_code == 403
    assert [pitch.state for pitch in map(again, (own, free, given, mine))] == ["open"] * 4
    assert Article.objects.count() == 0
    assert press(client, "decline", mine, reason="No longer.").status_code == 302


def test_a_writer_gives_a_pitch_to_nobody_else(client, writer, tom):
    answer = press(client, "save", idea="For Tom", owner=tom.pk)
    assert list(errors(answer)) == ["owner"]
    mine = make_pitch("Mine, given to Tom", owner=tom, by=writer)
    assert press(client, "save", mine, note="More.").status_code == 302
    assert (again(mine).owner, again(mine).note) == (tom, "More.")


def test_nobody_deletes_a_pitch_and_an_account_without_a_role_sees_none(client, editor):
    pitch = make_pitch()
    assert client.post(f"{LIST}{pitch.pk}/delete/", {"post": "yes"}).status_code == 403
    client.force_login(make_user("newcomer"))
    assert client.get(LIST).status_code == 403
    assert press(client, "take_up", pitch).status_code == 403


# Two at once


def test_of_two_who_decide_the_second_is_told_and_keeps_what_was_typed(client, editor, tom):
    pitch = make_pitch(by=tom)
    late = form(pitch, note="Typed with care.", reason="Too late") | {"_decline": "1"}
    pitching.take_up(again(pitch), by=tom)
    answer = client.post(f"{LIST}{pitch.pk}/change/", late)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "is taken up since you opened it" in html and "Typed with care." in html and "Too late" in html
    assert Article.objects.count() == 1
    with pytest.raises(SecondSaver):
        pitching.decline(pitch, by=editor, answer="No.")
    with pytest.raises(CannotDecide, match="This pitch is taken up already."):
        pitching.take_up(again(pitch), by=editor)
    assert Article.objects.count() == 1


def test_the_second_to_save_an_open_pitch_sees_both_texts(client, editor):
    pitch = make_pitch(note="Theirs")
    again(pitch).save()
    answer = press(client, "save", pitch, note="Mine")
    assert answer.context["title"] == "Somebody saved before you"


# Where they show


def test_the_list_is_filtered_and_searched(client, writer, tom):
    make_pitch("Tom’s", owner=tom, by=tom)
    make_pitch("Nobody’s", by=tom)
    make_pitch("Own", owner=writer)

    def found(**query):
        return {str(pitch) for pitch in client.get(LIST, query).context["cl"].result_list}

    assert found(whose="me") == {"Own"}
    assert found(whose="nobody") == {"Nobody’s"}
    assert found(q="tom") == {"Tom’s"}
    assert found(state__exact="open") == {"Tom’s", "Nobody’s", "Own"}


@pytest.mark.parametrize("length", [1, 60])
def test_the_list_costs_the_same_at_any_length(client, editor, length):
    for number in range(length):
        make_pitch(f"Idea {number}", show=make_show(f"Show {number}"), owner=make_user(f"user-{number}"))
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(LIST).status_code == 200
    assert len(captured) == 6
