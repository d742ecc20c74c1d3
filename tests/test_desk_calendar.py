"""The desk's calendar: what stands on which day, moved and decided from it, never over somebody else's change."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import editing, publishing
from articles.assigning import assign
from articles.models import Article, Pitch, Planned, State
from facts.models import Report
from staff.models import AuditEntry
from tests.make import (
    make_author,
    make_draft,
    make_season,
    make_show,
    make_story,
    make_user,
    ready,
    record_facts,
)

pytestmark = pytest.mark.django_db

CALENDAR = "/admin/articles/article/calendar/"
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def due(headline, day, *, by, to=None, state=State.DRAFT, **document):
    story = make_draft(headline, by=by, **document)
    assign(story, to=to, due_on=day, note="", by=None)
    if state == State.IN_REVIEW:
        publishing.submit(Article.objects.select_related("latest").get(pk=story.pk), by=None)
    return again(story)


def scheduled(headline, at, **fields):
    return make_story(headline, publish_at=at, **{**ready(), **fields})


def again(story):
    return Article.objects.select_related("latest", "goes_with").get(pk=story.pk)


def days(client, **query):
    """{day: [(kind, title)]} of the page."""
    answer = client.get(CALENDAR, query)
    assert answer.status_code == 200
    weeks = answer.context["weeks"]
    return {
        day.date: [(entry.kind, entry.title) for entry in day.entries] for week in weeks for day in week if day.entries
    }


def entry(client, key, **query):
    weeks = client.get(CALENDAR, query).context["weeks"]
    return next(entry for week in weeks for day in week for entry in day.entries if entry.key == key)


def send(client, key, button, **typed):
    """Press a button of the form of an entry as it stands now."""
    shown = entry(client, key)
    data = {"entry": key, "seen": shown.seen, "version": shown.version, f"_{button}": "1", **typed}
    return client.post(f"{CALENDAR}?view=month&on=2026-11-18", data)


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def refusal(answer):
    assert answer.status_code == 409
    assert answer.context["refusal"] in answer.content.decode().replace("&#x27;", "'")
    return answer.context["refusal"]


# What it shows


def test_each_day_holds_what_is_due_pitched_scheduled_planned_and_published(client, editor, tom):
    due("Due", date(2026, 11, 20), by=tom)
    Pitch.objects.create(idea="Pitched", due_on=date(2026, 11, 20), owner=tom)
    Pitch.objects.create(idea="Declined", due_on=date(2026, 11, 20), state="declined")
    make_story("Out", at=datetime(2026, 11, 12, 9, tzinfo=UTC))
    scheduled("Later", datetime(2026, 11, 20, 8, 30, tzinfo=UTC))
    live = make_story("Live", at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    Planned.objects.create(article=live, action="withdraw", at=datetime(2026, 11, 30, 23, 0, tzinfo=UTC))
    done = make_story("Done", at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    Planned.objects.create(article=done, action="withdraw", at=NOW + timedelta(days=1), cancelled_at=NOW)
    assert days(client) == {
        date(2026, 11, 12): [("published", "Out")],
        date(2026, 11, 20): [("due", "Due"), ("pitch", "Pitched"), ("scheduled", "Later")],
        date(2026, 11, 30): [("planned", "Live")],
    }
    assert days(client, view="week", on="2026-11-18") == {
        date(2026, 11, 20): [("due", "Due"), ("pitch", "Pitched"), ("scheduled", "Later")]
    }
    assert days(client, on="2026-09-15") == {date(2026, 10, 1): [("published", "Live"), ("published", "Done")]}


def test_a_day_is_one_of_the_desk_not_of_greenwich(client, editor):
    with time_machine.travel(datetime(2026, 6, 20, 12, tzinfo=UTC), tick=False):
        make_story("Just before midnight in London", at=datetime(2026, 6, 9, 22, 59, tzinfo=UTC))
        make_story("Just after", at=datetime(2026, 6, 9, 23, 0, tzinfo=UTC))
        assert days(client) == {
            date(2026, 6, 9): [("published", "Just before midnight in London")],
            date(2026, 6, 10): [("published", "Just after")],
        }


def test_an_announcement_that_waits_is_for_those_who_record_alone(client, editor):
    season = make_season(make_show(), 2)
    record_facts(season, {"status": "not_happening"}, as_of=NOW.date(), checked=NOW.date(), at=NOW,
                 effective_at=NOW + timedelta(days=2))  # fmt: skip
    words = "All of Us Are Dead Season 2: status not happening"
    assert days(client) == {date(2026, 11, 20): [("report", words)]}
    assert entry(client, f"report-{Report.objects.get().pk}").may_move is False
    client.force_login(make_user("writer", groups=["Writers"]))
    assert days(client) == {}
    assert "not happening" not in client.get(CALENDAR).content.decode()


def test_a_busy_day_of_the_month_leaves_the_rest_to_the_week(client, editor):
    author = make_author()
    for number in range(9):
        make_story(f"Story {number}", at=datetime(2026, 11, 12, 9, number, tzinfo=UTC), authors=[author])
    assert len(days(client)[date(2026, 11, 12)]) == 5
    assert '<a href="?view=week&amp;on=2026-11-12">4 more published</a>' in client.get(CALENDAR).content.decode()
    assert len(days(client, view="week", on="2026-11-12")[date(2026, 11, 12)]) == 9


@pytest.mark.parametrize("on", ["", "x", "2026-02-30", "0001-01-01", "9999-12-31", "\x00", "2100-12-31", "2000-01-01"])
@pytest.mark.parametrize("view", ["month", "week", "year"])
def test_any_day_may_be_asked_for(client, writer, on, view):
    assert client.get(CALENDAR, {"on": on, "view": view}).status_code == 200


def test_a_month_is_whole_weeks_from_monday_and_leads_on_to_the_next(client, writer):
    context = client.get(CALENDAR, {"on": "2026-12-31"}).context
    shown = [day.date for week in context["weeks"] for day in week]
    assert (shown[0], shown[-1], len(shown)) == (date(2026, 11, 30), date(2027, 1, 3), 35)
    assert (context["heading"], context["before"], context["after"]) == (
        "December 2026", "?view=month&on=2026-11-01", "?view=month&on=2027-01-01",
    )  # fmt: skip
    context = client.get(CALENDAR, {"on": "2026-12-31", "view": "week"}).context
    assert (context["heading"], context["after"]) == ("28 December – 3 January 2027", "?view=week&on=2027-01-07")


def test_late_is_said(client, writer, tom):
    due("Late", date(2026, 11, 16), by=tom)
    due("Not yet", date(2026, 11, 18), by=tom)
    page = client.get(CALENDAR).content.decode()
    assert page.count('<span class="bad">late</span>') == 1


# Moving


def test_what_is_due_moves_to_another_day(client, editor, tom):
    story = due("Due", date(2026, 11, 20), by=tom, to=tom)
    answer = send(client, f"due-{story.pk}", "move", day="2026-11-25")
    assert (answer.status_code, answer["Location"]) == (302, f"{CALENDAR}?view=month&on=2026-11-18")
    assert said(answer) == ["“Due” is due on 25 November."]
    assert (again(story).due_on, again(story).assigned_to, again(story).version) == (
        date(2026, 11, 25), tom, story.version,
    )  # fmt: skip


def test_a_scheduled_story_keeps_its_time_of_day_across_a_change_of_clocks(client, editor):
    story = scheduled("Later", datetime(2027, 3, 26, 9, 30, tzinfo=UTC))
    data = {"entry": f"scheduled-{story.pk}", "version": story.version, "_move": "1", "day": "2027-03-29"}
    answer = client.post(CALENDAR, data)
    assert said(answer) == ["“Later” goes out on 29 March, 09:30."]
    assert again(story).publish_at == again(story).first_published == datetime(2027, 3, 29, 8, 30, tzinfo=UTC)
    assert again(story).bylines.get().publish_at == again(story).publish_at
    assert again(story).version == story.version + 1


def test_a_time_that_a_day_does_not_have_is_refused(client, editor):
    story = scheduled("Later", datetime(2027, 3, 26, 1, 30, tzinfo=UTC))
    data = {"entry": f"scheduled-{story.pk}", "version": story.version, "_move": "1", "day": "2027-03-28"}
    assert refusal(client.post(CALENDAR, data)) == (
        "On 28 March the clocks of Europe/London do not show 01:30 exactly once: choose the moment in the story’s room."
    )
    assert again(story).publish_at == datetime(2027, 3, 26, 1, 30, tzinfo=UTC)


def test_a_pitch_and_a_planned_change_move(client, editor, tom):
    pitch = Pitch.objects.create(idea="Pitched", due_on=date(2026, 11, 20), owner=tom)
    live = make_story("Live", at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    plan = Planned.objects.create(article=live, action="withdraw", at=datetime(2026, 11, 24, 7, 15, tzinfo=UTC))
    assert said(send(client, f"pitch-{pitch.pk}", "move", day="2026-11-25")) == ["“Pitched” is due on 25 November."]
    answer = send(client, f"planned-{plan.pk}", "move", day="2026-11-27")
    assert said(answer)[-1] == "The withdrawal of “Live” is on 27 November, 07:15."
    pitch.refresh_from_db(), plan.refresh_from_db()
    assert (pitch.due_on, pitch.version, plan.at) == (
        date(2026, 11, 25), 2, datetime(2026, 11, 27, 7, 15, tzinfo=UTC),
    )  # fmt: skip


def test_nothing_moves_into_the_past(client, editor, tom):
    story, other = due("Due", date(2026, 11, 20), by=tom), scheduled("Later", datetime(2026, 11, 20, 8, tzinfo=UTC))
    sentence = "That day has passed: choose one to come."
    assert refusal(send(client, f"due-{story.pk}", "move", day="2026-11-17")) == sentence
    assert refusal(send(client, f"scheduled-{other.pk}", "move", day="2026-11-17")) == sentence
    assert refusal(send(client, f"scheduled-{other.pk}", "move", day="2026-11-18")) == (
        "That minute has passed: choose one to come, or publish now."
    )
    assert (again(story).due_on, again(other).publish_at) == (
        date(2026, 11, 20), datetime(2026, 11, 20, 8, tzinfo=UTC),
    )  # fmt: skip


def test_a_story_tied_to_an_announcement_moves_with_that_alone(client, editor):
    season = make_season(make_show(), 2)
    moment = NOW + timedelta(days=2)
    report = record_facts(season, {"status": "not_happening"}, as_of=NOW.date(), checked=NOW.date(), at=NOW,
                          effective_at=moment)  # fmt: skip
    story = make_draft("Tied", **ready())
    publishing.publish(story, by=None, publish_at=moment, goes_with=report)
    assert entry(client, f"scheduled-{story.pk}").may_move is False
    assert refusal(send(client, f"scheduled-{story.pk}", "move", day="2026-11-25")) == (
        "This story goes out together with an announcement: move that, or untie the two."
    )
    assert again(story).publish_at == moment


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": ""}, "Say to which day it is to move."),
        ({"day": "soon"}, "Enter a valid date."),
        ({"day": "\x00"}, "Enter a valid date."),
        ({"day": "2026-11-25", "version": "x"}, "Enter a whole number."),
    ],
)
def test_what_cannot_be_a_move_is_refused_and_its_form_stays_open(client, editor, tom, typed, sentence):
    story = due("Due", date(2026, 11, 20), by=tom)
    answer = send(client, f"due-{story.pk}", "move", **typed)
    assert refusal(answer) == sentence
    assert "<details open>" in answer.content.decode()
    assert again(story).due_on == date(2026, 11, 20)


# Somebody was faster


def test_a_stale_drag_of_a_due_story_is_refused(client, editor, tom):
    story = due("Due", date(2026, 11, 20), by=tom)
    stale = {"entry": f"due-{story.pk}", "seen": "2026-11-20", "version": story.version, "_move": "1"}
    assert client.post(CALENDAR, {**stale, "day": "2026-11-25"}).status_code == 302
    assert refusal(client.post(CALENDAR, {**stale, "day": "2026-11-27"})) == (
        "Somebody else gave this story to somebody, or moved its day, since you opened it."
    )
    assert again(story).due_on == date(2026, 11, 25)


def test_a_stale_drag_of_a_scheduled_story_a_pitch_or_a_plan_is_refused(client, editor, tom):
    story = scheduled("Later", datetime(2026, 11, 20, 8, 30, tzinfo=UTC))
    pitch = Pitch.objects.create(idea="Pitched", due_on=date(2026, 11, 20))
    live = make_story("Live", at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    plan = Planned.objects.create(article=live, action="withdraw", at=datetime(2026, 11, 24, 7, 15, tzinfo=UTC))
    keys = [f"scheduled-{story.pk}", f"pitch-{pitch.pk}", f"planned-{plan.pk}"]
    shown = {key: entry(client, key) for key in keys}
    for day, ok in (("2026-11-25", True), ("2026-11-27", False)):
        for key in keys:
            data = {"entry": key, "seen": shown[key].seen, "version": shown[key].version, "_move": "1", "day": day}
            answer = client.post(CALENDAR, data)
            assert (key, answer.status_code) == (key, 302 if ok else 409)
            assert ok or "since you opened the calendar" in refusal(answer)
    assert [again(story).publish_at.day, Pitch.objects.get().due_on.day, Planned.objects.get().at.day] == [25, 25, 25]


def test_what_is_no_longer_what_it_was_is_refused_with_a_sentence(client, editor, tom):
    story = due("Due", date(2026, 11, 20), by=tom, authors=[make_author()])
    other = scheduled("Later", datetime(2026, 11, 20, 8, tzinfo=UTC))
    pitch = Pitch.objects.create(idea="Pitched", due_on=date(2026, 11, 20), state="declined", answer="No.")
    publishing.publish(again(story), by=None)
    publishing.withdraw(again(other), by=None)
    data = {"_move": "1", "day": "2026-11-25", "version": "1"}
    sentences = [
        refusal(client.post(CALENDAR, {**data, "entry": key, "seen": "2026-11-20"}))
        for key in (f"due-{story.pk}", f"scheduled-{other.pk}", f"pitch-{pitch.pk}", "due-987")
    ]
    assert sentences == [
        "“Due” is approved since you opened the calendar: it is no longer due.",
        "“Later” is withdrawn since you opened the calendar.",
        "“Pitched” is declined since you opened the calendar.",
        "Somebody deleted this since you opened the calendar.",
    ]


def test_a_story_whose_moment_has_come_meanwhile_does_not_move(client, editor):
    story = scheduled("Later", NOW + timedelta(minutes=5))
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        data = {"entry": f"scheduled-{story.pk}", "version": story.version, "_move": "1", "day": "2026-11-25"}
        assert refusal(client.post(CALENDAR, data)) == "Readers have this story already."
        data = {"entry": f"scheduled-{story.pk}", "version": story.version, "_withdraw": "1"}
        assert refusal(client.post(CALENDAR, data)) == "Readers have this story by now: withdraw it in its room."
    assert again(story).state == State.APPROVED


# Deciding


def test_an_editor_approves_schedules_sends_back_and_takes_off_from_it(client, editor, tom):
    now = due("Now", date(2026, 11, 20), by=tom, state=State.IN_REVIEW, **ready())
    later = due("Later", date(2026, 11, 20), by=tom, **ready())
    back = due("Back", date(2026, 11, 20), by=tom, state=State.IN_REVIEW)
    assert said(send(client, f"due-{now.pk}", "approve")) == ["“Now” is published: readers have it now."]
    answer = send(client, f"due-{later.pk}", "schedule", publish_at="2026-11-21T09:30")
    assert said(answer)[-1] == "“Later” is scheduled for 21 November, 09:30."
    assert refusal(send(client, f"due-{back.pk}", "send_back")) == (
        "Say what is to change: in the note, or in a comment that asks for it."
    )
    answer = send(client, f"due-{back.pk}", "send_back", note="Who said so?")
    assert said(answer)[-1] == "“Back” is sent back."
    assert [again(story).state for story in (now, later, back)] == [State.APPROVED, State.APPROVED, State.DRAFT]
    answer = send(client, f"scheduled-{later.pk}", "withdraw")
    assert said(answer)[-1] == "“Later” is taken off the schedule."
    assert (again(later).state, again(later).publish_at) == (State.WITHDRAWN, None)


def test_what_the_checklist_asks_for_is_asked_for_here_too(client, editor, tom):
    story = due("Bare", date(2026, 11, 20), by=tom, **ready(standfirst="", tags=[]))
    sentence = "This guide needs a standfirst. This guide needs a topic."
    assert refusal(send(client, f"due-{story.pk}", "approve")) == sentence
    answer = send(client, f"due-{story.pk}", "schedule", publish_at="2026-11-21T09:30")
    assert refusal(answer) == sentence
    assert 'value="2026-11-21T09:30"' in answer.content.decode()
    for moment in ("", "2026-11-18T09:00", "2037-01-01T09:00", "2260-01-01T09:00"):
        assert refusal(send(client, f"due-{story.pk}", "schedule", publish_at=moment))
    assert again(story).state == State.DRAFT


def test_what_somebody_changed_since_is_not_approved_unseen(client, editor, tom):
    story = due("Due", date(2026, 11, 20), by=tom, **ready())
    stale = {"entry": f"due-{story.pk}", "seen": "2026-11-20", "version": story.version, "_approve": "1"}
    editing.save_revision(again(story), {**story.latest.document, "standfirst": "Unseen."}, by=tom)
    assert refusal(client.post(CALENDAR, stale)) == (
        "Somebody changed “Due” since you opened the calendar: nothing was done. It stands as it is here."
    )
    assert again(story).state == State.DRAFT


# Rights


def test_a_writer_moves_the_own_days_and_decides_nothing(client, writer, tom):
    mine, theirs = due("Mine", date(2026, 11, 20), by=writer), due("Theirs", date(2026, 11, 20), by=tom, to=writer)
    other = scheduled("Later", datetime(2026, 11, 20, 8, tzinfo=UTC))
    live = make_story("Live", at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    plan = Planned.objects.create(article=live, action="withdraw", at=datetime(2026, 11, 24, 7, 15, tzinfo=UTC))
    given = Pitch.objects.create(idea="Tom’s", due_on=date(2026, 11, 20), owner=tom)
    assert client.get(CALENDAR).content.decode().count('draggable="true"') == 1
    assert send(client, f"due-{mine.pk}", "move", day="2026-11-25").status_code == 302
    for key in (f"due-{theirs.pk}", f"scheduled-{other.pk}", f"planned-{plan.pk}", f"pitch-{given.pk}"):
        assert (key, send(client, key, "move", day="2026-11-25").status_code) == (key, 403)
    for key, button in ((f"due-{mine.pk}", "approve"), (f"due-{mine.pk}", "schedule"), (f"due-{mine.pk}", "send_back"),
                        (f"scheduled-{other.pk}", "withdraw")):  # fmt: skip
        answer = send(client, key, button, note="Forged", publish_at="2026-11-21T09:30")
        assert (button, answer.status_code) == (button, 403)
    assert [again(story).state for story in (mine, theirs, other)] == [State.DRAFT, State.DRAFT, State.APPROVED]
    assert (again(theirs).due_on, Planned.objects.get().at.day, Pitch.objects.get().due_on.day) == (
        date(2026, 11, 20), 24, 20,
    )  # fmt: skip


@pytest.mark.parametrize(
    "key", ["", "due", "due-", "due-x", "report-1", "published-1", "poem-1", f"due-{'9' * 40}", "\x00"]
)
def test_an_entry_that_is_none_is_not_found(client, editor, key):
    data = {"entry": key, "_move": "1", "day": "2026-11-25"}
    assert client.post(CALENDAR, data).status_code == 404
    assert client.post(CALENDAR, {"entry": "due-1"}).status_code == 404
    assert client.post(CALENDAR, {"entry": "pitch-1", "_approve": "1"}).status_code == 404


def test_an_account_without_a_role_sees_no_calendar(client):
    client.force_login(make_user("newcomer"))
    assert client.get(CALENDAR).status_code == 403
    client.logout()
    assert client.get(CALENDAR).status_code == 302


@pytest.mark.parametrize("length", [1, 30])
def test_the_calendar_costs_the_same_however_much_there_is(client, editor, tom, length):
    author = make_author()
    for number in range(length):
        user = make_user(f"user-{number}")
        due(f"Due {number}", date(2026, 11, 20), by=user, to=user)
        Pitch.objects.create(
            idea=f"Pitch {number}", due_on=date(2026, 11, 21), owner=user, show=make_show(f"Show {number}")
        )
        live = make_story(f"Live {number}", at=datetime(2026, 11, 12, 9, tzinfo=UTC), authors=[author])
        Planned.objects.create(article=live, action="withdraw", at=datetime(2026, 11, 24, 7, 15, tzinfo=UTC))
        record_facts(make_season(make_show(f"Other {number}")), {"status": "not_happening"}, as_of=NOW.date(),
                     checked=NOW.date(), at=NOW, effective_at=NOW + timedelta(days=2))  # fmt: skip
    for view in ("month", "week"):
        client.get(CALENDAR, {"view": view})
        with CaptureQueriesContext(connection) as captured:
            page = client.get(CALENDAR, {"view": view, "on": "2026-11-18"}).content.decode()
        assert len(re.findall(r'class="cal-entry"', page)) >= 3 * length
        assert len(captured) == 10
        assert not any('"body"' in query["sql"] or '"parts"' in query["sql"] for query in captured)


def test_a_trusted_writer_decides_on_the_own_story_of_the_own_beat_and_is_told_why_not_on_another(client):
    trusted = make_user("trusted", groups=["Trusted writers"])
    client.force_login(trusted)
    mine = due("Mine", date(2026, 11, 20), by=trusted, **ready(shows=[make_show("Mine", beat_owner=trusted)]))
    other = due("Other", date(2026, 11, 20), by=trusted, **ready(shows=[make_show("Other")]))
    assert refusal(send(client, f"due-{other.pk}", "approve")) == (
        "“Other” is not of your beat alone: an editor decides on it."
    )
    assert said(send(client, f"due-{mine.pk}", "approve")) == ["“Mine” is published: readers have it now."]
    assert [again(story).state for story in (mine, other)] == [State.APPROVED, State.DRAFT]


def test_a_plan_moves_through_its_own_door(client, editor):
    live = make_story("Live", at=datetime(2026, 10, 1, 9, tzinfo=UTC))
    withdrawal = Planned.objects.create(article=live, action="withdraw", at=datetime(2026, 11, 24, 7, 15, tzinfo=UTC))
    update = Planned.objects.create(
        article=live, action="update", revision=live.latest, at=datetime(2026, 11, 20, 7, 15, tzinfo=UTC)
    )
    assert "before its update" in refusal(send(client, f"planned-{update.pk}", "move", day="2026-11-25"))
    assert send(client, f"planned-{withdrawal.pk}", "move", day="2026-11-26").status_code == 302
    assert [plan.at.day for plan in Planned.objects.order_by("at")] == [20, 26]
    assert AuditEntry.objects.filter(words__startswith="Moved").count() == 1
