"""A plan whose moment has come, and several who want it at once, on whichever database the tests run."""

from datetime import UTC, datetime, timedelta

import pytest

from articles import editing, planned, publishing
from articles.models import Amendment, Article, Planned, State
from articles.publishing import CannotPublish
from tests.make import make_story
from tests.test_ledger_races import at_once
from web.bases import SecondSaver
from web.due import apply_due

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NOON = NOW + timedelta(hours=3)


def planned_update(headline):
    story = make_story(headline, standfirst="Old.", at=NOW - timedelta(days=1))
    editing.save_revision(story, {**story.latest.document, "standfirst": "New."}, by=None, at=NOW)
    return planned.plan_update(story, NOON, by=None, amended=("update", "News.", "foot"), at=NOW)


@pytest.mark.parametrize("round_", range(5))
def test_a_cancel_that_was_acknowledged_is_never_applied(round_):
    plan = planned_update(f"Round {round_}")

    def work(number):
        if number == 3:
            return planned.cancel(Planned.objects.get(pk=plan.pk), by=None, at=NOON)
        return len(apply_due(NOON))

    answers = at_once(work)
    now, story = Planned.objects.get(), Article.objects.get()
    acknowledged = answers[3] is None
    assert acknowledged or isinstance(answers[3], planned.TooLate)
    done = sum(answer for answer in answers if isinstance(answer, int))
    assert done == (0 if acknowledged else 1)
    assert (now.cancelled_at is not None, now.done_at is None) == (acknowledged, acknowledged)
    assert (story.standfirst, Amendment.objects.count()) == (("Old.", 0) if acknowledged else ("New.", 1))


@pytest.mark.parametrize("round_", range(3))
def test_an_editor_who_withdraws_at_the_same_moment_is_never_stuck_with_the_clock(round_):
    plan = planned_update(f"Round {round_}")

    def work(number):
        if number % 2:
            return publishing.withdraw(Article.objects.get(pk=plan.article_id), by=None, at=NOON)
        return apply_due(NOON)

    answers = at_once(work)
    raised = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(isinstance(each, SecondSaver | CannotPublish) for each in raised), raised
    now, story = Planned.objects.get(), Article.objects.get()
    assert (story.state == State.WITHDRAWN) == (None in answers)  # else all of them saw what the clock did first
    assert (now.done_at is None) == (now.cancelled_at is not None)
    assert Amendment.objects.count() == (now.done_at is not None)
