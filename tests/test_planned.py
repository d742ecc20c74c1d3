"""What is planned for a live story: its changes go out by themselves, or it is withdrawn, or it is cancelled."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import editing, planned, publishing
from articles.models import Amendment, Article, Planned, State
from articles.publishing import CannotPublish
from articles.steps import standing
from facts import ledger
from staff.models import AuditEntry, Notice
from tests.make import (
    PUBLISHED,
    make_author,
    make_draft,
    make_picture,
    make_season,
    make_show,
    make_story,
    make_user,
    record_status,
)
from tests.test_writing_room import again, editor, errors, press, room, said, writer  # noqa: F401 - two are fixtures
from web.due import apply_due

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def save(story, **changes):
    editing.save_revision(story, {**story.latest.document, **changes}, by=story.owner)
    return story


def live(headline="As it was", **document):
    return make_story(headline, standfirst="The old word.", **document)


def read(client, story):
    return client.get(story.get_absolute_url()).content.decode()


# At its moment


def test_changes_go_out_at_their_minute_with_nothing_run_in_between_and_dated_then(client, clock):
    boss = make_user("boss")
    story = save(live(), standfirst="The new word.")
    planned.plan_update(story, NOON, by=boss, amended=("correction", "It was six, not eight.", "top"))
    clock.move_to(NOON - timedelta(seconds=1))
    before = read(client, story)
    assert "The old word." in before and "The new word." not in before and "six, not eight" not in before
    clock.move_to(NOON + timedelta(minutes=7))
    after = read(client, story)
    assert "The new word." in after and "six, not eight" in after
    story = again(story)
    assert (story.material_update, story.touched, story.publish_at) == (NOON, NOON, PUBLISHED)
    amendment = Amendment.objects.get()
    assert (amendment.kind, amendment.place, amendment.at, amendment.by) == ("correction", "top", NOON, boss)
    assert Planned.objects.get().done_at == NOON + timedelta(minutes=7)


def test_what_goes_out_is_the_revision_planned_not_what_was_typed_later(client, clock):
    story = save(live(), standfirst="The new word.")
    planned.plan_update(story, NOON, by=None)
    save(story, standfirst="A later thought.")
    clock.move_to(NOON)
    html = read(client, story)
    assert "The new word." in html and "A later thought." not in html
    story = again(story)
    assert (story.published.number, story.latest.number, story.has_unpublished_changes) == (2, 3, True)
    assert story.latest.document["standfirst"] == "A later thought."


def test_a_story_is_withdrawn_at_its_minute_and_can_return(client, clock):
    story = live()
    planned.plan_withdrawal(story, NOON, by=None)
    clock.move_to(NOON - timedelta(seconds=1))
    assert client.get(story.get_absolute_url()).status_code == 200
    clock.move_to(NOON)
    assert client.get(story.get_absolute_url()).status_code == 404
    publishing.publish(again(story), by=None)
    assert client.get(story.get_absolute_url()).status_code == 200


def test_a_command_applies_what_is_due_too(clock):
    story = live()
    planned.plan_withdrawal(story, NOON, by=None)
    clock.move_to(NOON)
    call_command("check_ledger")
    assert again(story).state == State.WITHDRAWN


def test_a_scheduled_story_can_be_planned_to_come_down_again(client, clock):
    story = make_story(publish_at=NOON, at=NOW)
    planned.plan_withdrawal(story, NOON + timedelta(hours=1), by=None)
    answers = []
    for moment in (NOON - timedelta(seconds=1), NOON, NOON + timedelta(hours=1)):
        clock.move_to(moment)
        answers.append(client.get(story.get_absolute_url()).status_code)
    assert answers == [404, 200, 404]


def test_its_writer_is_told_what_the_clock_did(clock):
    story = save(live(), standfirst="The new word.")
    planned.plan_update(story, NOON, by=None)
    planned.plan_withdrawal(story, NOON + timedelta(hours=1), by=None)
    apply_due(NOON + timedelta(hours=2))
    notices = Notice.objects.order_by("at")
    assert [(n.user, n.kind, n.words, n.at, n.address) for n in notices] == [
        (story.owner, "published", "“As it was” was updated, as planned.", NOON, room(story)),
        (story.owner, "published", "“As it was” was withdrawn, as planned.", NOON + timedelta(hours=1), room(story)),
    ]


# What no longer passes


def refused(story, *told):
    """Whether the one plan of `story` was refused, for this reason, and each of `told` knows it."""
    plan = Planned.objects.get()
    assert (plan.done_at, plan.cancelled_at) == (None, None)
    assert set(Notice.objects.filter(kind="refused").values_list("user", flat=True)) == {user.pk for user in told}
    assert plan.refusal in Notice.objects.filter(kind="refused").first().words
    return plan.refusal


def test_a_plan_is_checked_again_and_one_that_no_longer_passes_keeps_why_and_the_editor_is_told(client, clock):
    boss, picture = make_user("boss"), make_picture()
    story = save(live(), standfirst="The new word.", lead_picture=picture.pk)
    planned.plan_update(story, NOON, by=boss)
    type(picture).objects.filter(pk=picture.pk).update(credit="")
    clock.move_to(NOON)
    assert "The old word." in read(client, story)
    assert refused(story, boss, story.owner) == "The lead picture needs an alternative text and a credit."
    read(client, story)
    assert Notice.objects.count() == 2


def test_a_later_publication_is_not_undone_by_an_older_plan(client, clock):
    story = save(live(), standfirst="The new word.")
    planned.plan_update(story, NOON, by=None)
    publishing.publish(save(story, standfirst="Corrected at eleven."), by=None)
    clock.move_to(NOON)
    assert "Corrected at eleven." in read(client, story)
    sentence = "Revision 3 was published meanwhile, and is later than the one planned, Revision 2."
    assert refused(story, story.owner) == sentence


def test_one_bad_plan_never_stops_the_rest(client, clock, monkeypatch, caplog):
    stories = [save(live(f"Story {number}"), standfirst="The new word.") for number in range(3)]
    for story in stories:
        planned.plan_update(story, NOON, by=None)
    real = publishing.publish

    def publish(article, **how):
        if article.pk == stories[0].pk:
            raise KeyError("a fault of ours")
        return real(article, **how)

    monkeypatch.setattr(publishing, "publish", publish)
    clock.move_to(NOON)
    pages = [read(client, story) for story in stories]
    assert ["The new word." in page for page in pages] == [False, True, True]
    assert [plan.refusal for plan in Planned.objects.order_by("pk")] == [
        "It failed for a reason that only the log of the site tells.", "", "",
    ]  # fmt: skip
    client.get("/")
    assert [str(record.exc_info[1]) for record in caplog.records] == ["'a fault of ours'"]


def test_one_bad_announcement_never_stops_the_rest(client, clock, monkeypatch, caplog):
    first, second = make_season(make_show("First"), 1), make_season(make_show("Second"), 1)
    for season in (first, second):
        record_status(season, "ordered", as_of=NOW.date(), checked=None, at=NOW, effective_at=NOON)
    story = save(live(), standfirst="The new word.")
    planned.plan_update(story, NOON, by=None)
    real = ledger.apply_held

    def apply_held(report, *arguments):
        if report.statements.filter(fact__season=first).exists():
            raise KeyError("a fault of ours")
        return real(report, *arguments)

    monkeypatch.setattr(ledger, "apply_held", apply_held)
    clock.move_to(NOON)
    assert "The new word." in read(client, story)
    for season in (first, second):
        season.refresh_from_db()
    assert (first.status, second.status) == ("awaiting", "ordered")
    assert "a fault of ours" in caplog.text


# Planning


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        (NOW, "That minute has passed: choose one to come, or do it now."),
        (NOON + timedelta(seconds=1), "What happens by itself happens on a whole minute."),
    ],
)
def test_a_moment_is_a_whole_minute_to_come(clock, moment, sentence):
    with pytest.raises(CannotPublish, match=sentence):
        planned.plan_withdrawal(live(), moment, by=None)
    assert not Planned.objects.exists()


def test_a_draft_and_a_withdrawn_story_have_nothing_to_plan(clock):
    gone = live()
    publishing.withdraw(gone, by=None)
    for story in (make_draft(), gone):
        with pytest.raises(CannotPublish, match="Readers will not have the story at that moment"):
            planned.plan_withdrawal(story, NOON, by=None)


def test_what_could_not_be_published_now_cannot_be_planned(clock):
    story = save(live(), body="")
    with pytest.raises(CannotPublish, match="A story needs a text."):
        planned.plan_update(story, NOON, by=None)
    assert (Planned.objects.count(), again(story).published.number, Notice.objects.count()) == (0, 1, 0)


def test_nothing_changed_is_nothing_to_plan(clock):
    with pytest.raises(CannotPublish, match="Nothing has changed since it was published"):
        planned.plan_update(live(), NOON, by=None)


def test_an_update_after_the_withdrawal_is_refused_either_way_round(clock):
    story, hour = save(live(), standfirst="New."), timedelta(hours=1)
    planned.plan_withdrawal(story, NOON, by=None)
    sentence = "It would be withdrawn on 20 November 2026, 12:00, before its update on 20 November 2026, 13:00"
    with pytest.raises(CannotPublish, match=sentence):
        planned.plan_update(story, NOON + hour, by=None)
    update = planned.plan_update(story, NOON - hour, by=None)
    with pytest.raises(CannotPublish, match=sentence):
        planned.move(update, NOON + hour, by=None)
    assert Planned.objects.get(pk=update.pk).at == NOON - hour


def test_a_second_plan_takes_the_place_of_the_first(clock):
    story = save(live(), standfirst="New.")
    first = planned.plan_update(story, NOON, by=None)
    second = planned.plan_update(save(story, standfirst="Newer."), NOON + timedelta(hours=1), by=None)
    assert [plan.pk for plan in Planned.objects.waiting()] == [second.pk]
    assert Planned.objects.get(pk=first.pk).cancelled_at == NOW


# Cancelling and moving


def test_a_cancelled_plan_is_never_applied(client, clock):
    story = save(live(), standfirst="The new word.")
    planned.cancel(planned.plan_update(story, NOON, by=None), by=None)
    clock.move_to(NOON + timedelta(days=1))
    assert "The old word." in read(client, story)
    assert (Planned.objects.get().done_at, Planned.objects.get().cancelled_at) == (None, NOW)


def test_whoever_cancels_too_late_is_told(clock):
    plan = planned.plan_withdrawal(live(), NOON, by=None)
    apply_due(NOON)
    with pytest.raises(planned.TooLate, match="Too late: it is done."):
        planned.cancel(plan, by=None)
    assert Planned.objects.get().cancelled_at is None


def test_a_plan_moved_since_it_was_found_due_is_not_applied(clock):
    plan = planned.plan_withdrawal(live(), NOON, by=None)
    found = Planned.objects.due(NOON).get()
    planned.move(plan, NOON + timedelta(hours=1), by=None)
    assert planned.apply_one(found, NOON) is False
    assert Article.objects.get().state == State.APPROVED


@pytest.mark.parametrize("take_down", [publishing.withdraw, publishing.kill])
def test_taking_a_story_down_cancels_what_is_planned_for_it(clock, take_down):
    story = save(live(), standfirst="New.")
    planned.plan_update(story, NOON, by=None)
    planned.plan_withdrawal(story, NOON + timedelta(hours=1), by=None)
    take_down(again(story), by=None)
    assert not Planned.objects.waiting().exists()
    words = AuditEntry.objects.order_by("-pk").values_list("words", flat=True).first()
    assert words.endswith("; what was planned for it is cancelled")
    apply_due(NOON + timedelta(days=1))
    assert [(plan.done_at, plan.refusal) for plan in Planned.objects.all()] == [(None, "")] * 2


# The log


def test_every_step_stands_in_the_log_with_who_took_it(clock):
    boss = make_user("boss")
    draft = make_draft("As it was")
    save(draft, authors=[make_author().pk])
    publishing.publish(draft, by=boss, publish_at=NOON)
    publishing.publish(draft, by=boss)
    save(draft, headline="As it is")
    publishing.publish(draft, by=boss, amended=("correction", "Six, not eight."))
    save(draft, headline="As it shall be")
    planned.cancel(planned.plan_update(draft, NOON, by=boss), by=boss)
    plan = planned.plan_withdrawal(draft, NOON, by=boss)
    planned.move(plan, NOON + timedelta(hours=1), by=boss)
    apply_due(NOON + timedelta(hours=1))
    publishing.kill(again(draft), by=boss, reason="The source asked us to.")
    entries = AuditEntry.objects.order_by("pk")
    assert {(entry.kind, entry.by, entry.who, entry.address) for entry in entries} == {
        ("publication", boss, "boss", room(draft))
    }
    assert [entry.words for entry in entries] == [
        "Scheduled “As it was” for 20 November 2026, 12:00",
        "Published “As it was”",
        "Updated “As it is” with correction: Six, not eight.",
        "Planned an update of “As it is”, revision 4 for 20 November 2026, 12:00",
        "Cancelled an update of “As it is”, revision 4",
        "Planned the withdrawal of “As it is” for 20 November 2026, 12:00",
        "Moved the withdrawal of “As it is” to 20 November 2026, 13:00",
        "Withdrew “As it is”, as planned",
        "Killed “As it is”: The source asked us to.",
    ]
    assert entries[7].at == NOON + timedelta(hours=1)


# In the room


@pytest.fixture
def at_the_desk(client, editor, clock):  # noqa: F811
    client.force_login(editor)
    return client


def test_an_editor_schedules_changes_in_the_room_with_what_readers_are_told(at_the_desk, clock):
    client, story = at_the_desk, live()
    answer = press(
        client, "plan_update", story, standfirst="The new word.", update_at="2026-11-20T12:00",
        amendment="clarification", changed="We were unclear.", place="top",
    )  # fmt: skip
    assert said(answer) == ["Planned, its changes go out on 20 November 2026, 12:00."]
    plan = Planned.objects.get()
    assert (plan.action, plan.revision.number, plan.at) == ("update", 2, NOON)
    assert plan.amended == ["clarification", "We were unclear.", "top"]
    html = client.get(room(story)).content.decode()
    assert "goes out on" in html and "Schedule these changes instead" in html and "We were unclear." in html
    words = "live, changed since published, its changes go out on 20 November 2026, 12:00"
    assert standing(again(story)) == words
    assert words in client.get("/admin/articles/article/").content.decode()


def test_an_editor_plans_a_withdrawal_moves_it_and_cancels_it(at_the_desk):
    client, story = at_the_desk, live()
    answer = press(client, "plan_withdrawal", story, withdraw_at="2026-11-20T12:00")
    assert said(answer) == ["Planned, to be withdrawn on 20 November 2026, 12:00."]
    page = f"/admin/articles/article/planned/{Planned.objects.get().pk}/"
    assert 'value="2026-11-20T12:00"' in client.get(page).content.decode()
    seen = Planned.objects.get().at.isoformat()
    assert f'name="seen" value="{seen}"' in client.get(page).content.decode()
    answer = client.post(page, {"at": "2026-11-20T13:30", "seen": seen})
    assert (answer["Location"], said(answer)[-1]) == (room(story), "Moved to 20 November 2026, 13:30.")
    assert Planned.objects.get().at == NOON + timedelta(minutes=90)
    answer = client.post(page, {"at": "2026-11-20T15:00", "seen": seen})
    assert said(answer)[-1] == "Somebody moved it meanwhile, to 20 November 2026, 13:30."
    assert Planned.objects.get().at == NOON + timedelta(minutes=90)
    answer = client.post(page, {"cancel": "1"})
    assert said(answer)[-1] == "Cancelled: it will not happen."
    answer = client.post(page, {"cancel": "1"})
    assert said(answer)[-1] == "Somebody was faster: it is cancelled already."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "This field is required."), ("2026-11-20T08:00", "That minute has passed: choose one to come, or do it now."),
     ("2027-03-28T01:30", "No clock in Europe/London shows 01:30 on 28 March 2027: they are put forward. "
      "Choose 00:30 GMT or 02:30 BST.")],
)  # fmt: skip
def test_a_moment_that_cannot_be_is_said_on_the_page_and_nothing_moves(at_the_desk, typed, sentence):
    plan = planned.plan_withdrawal(live(), NOON, by=None)
    answer = at_the_desk.post(f"/admin/articles/article/planned/{plan.pk}/", {"at": typed})
    assert answer.context["form"].errors == {"at": [sentence]}
    assert Planned.objects.get().at == NOON
    answer = at_the_desk.post(answer.request["PATH_INFO"], {"at": "2026-11-20T13:30", "seen": answer.context["seen"]})
    assert said(answer)[-1] == "Moved to 20 November 2026, 13:30."


@pytest.mark.parametrize(
    ("button", "typed", "field", "sentence"),
    [
        ("plan_update", {"standfirst": "New."}, "update_at", "Say when."),
        ("plan_withdrawal", {}, "withdraw_at", "Say when."),
        ("publish", {"update_at": "2026-11-20T12:00"}, "update_at",
         "You named a moment: press the button beside it, or empty it."),
        ("plan_update", {"update_at": "2026-11-20T12:00"}, "__all__",
         "Nothing has changed since it was published: there is nothing to schedule."),
        ("plan_update", {"standfirst": "New.", "update_at": "2026-11-20T08:00"}, "__all__",
         "That minute has passed: choose one to come, or do it now."),
        ("plan_update", {"standfirst": "New.", "update_at": "2026-11-20T12:00", "changed": "A word."}, "changed",
         "Tick Material update to tell readers of it, or empty these words."),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_said_and_nothing_typed_is_lost(at_the_desk, button, typed, field, sentence):
    story = live()
    answer = press(at_the_desk, button, story, **typed)
    assert errors(answer) == {field: [sentence]}
    html = answer.content.decode()
    assert all(value in html for value in typed.values()) and sentence in html
    assert (Planned.objects.count(), again(story).latest.number) == (0, 1)


def test_a_refused_plan_stands_in_the_room_until_it_is_put_away(at_the_desk, clock):
    client, story = at_the_desk, save(live(), standfirst="New.")
    plan = planned.plan_update(story, NOON, by=None)
    Planned.objects.update(refusal="The licence of the lead picture has run out; choose another.")
    assert "was not done: The licence of the lead picture has run out" in client.get(room(story)).content.decode()
    answer = client.post(f"/admin/articles/article/planned/{plan.pk}/", {"cancel": "1"})
    assert said(answer)[-1] == "Put away."
    assert "was not done" not in client.get(room(story)).content.decode()


def test_a_writer_plans_nothing(client, writer, clock):  # noqa: F811
    story = save(make_story(by=writer), standfirst="New.")
    plan = planned.plan_withdrawal(story, NOON, by=None)
    assert client.post(f"/admin/articles/article/planned/{plan.pk}/", {"cancel": "1"}).status_code == 403
    assert press(client, "plan_withdrawal", story, withdraw_at="2026-11-20T12:30").status_code in {403, 409}
    assert Planned.objects.get() == plan and Planned.objects.waiting().exists()


@pytest.mark.parametrize("length", [1, 20])
def test_the_list_says_what_is_planned_at_the_same_cost_for_any_number(at_the_desk, length):
    for number in range(length):
        planned.plan_withdrawal(live(f"Story {number}"), NOON, by=None)
    at_the_desk.get("/admin/articles/article/")
    with CaptureQueriesContext(connection) as captured:
        html = at_the_desk.get("/admin/articles/article/").content.decode()
    assert html.count("to be withdrawn on 20 November 2026, 12:00") == length
    assert len(captured) == 7


def test_looking_for_what_is_due_is_one_query_on_a_partial_index(clock, django_assert_num_queries):
    planned.plan_withdrawal(live(), NOON, by=None)
    with django_assert_num_queries(1):
        assert apply_due(NOON - timedelta(minutes=1)) == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {planned.DUE}", [timezone.now()])
            assert "planned_to_do" in str(cursor.fetchall())


@pytest.mark.parametrize(("steps", "most"), [("publish", 45), ("withdraw", 15)])
def test_what_a_step_costs(clock, steps, most):
    story = save(live(shows=[make_show()], tags=["Netflix"]), standfirst="New.")
    with CaptureQueriesContext(connection) as captured:
        getattr(publishing, steps)(story, by=None)
    assert len(captured) <= most
