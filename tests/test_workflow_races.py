"""Several at the doors of the workflow at once, on whichever database the tests run."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import pitching
from articles.assigning import Overtaken, assign
from articles.models import Article, Pitch, State
from articles.publishing import CannotPublish, kill, reschedule, withdraw
from staff.models import Notice
from tests.make import make_author, make_draft, make_story, make_user
from tests.test_ledger_races import AT_ONCE, at_once
from web.bases import SecondSaver

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_eight_who_take_up_one_pitch_at_once_one_has_the_draft_and_the_others_are_told():
    users = [make_user(f"writer-{number}", groups=["Writers"]) for number in range(AT_ONCE)]
    pitch = Pitch.objects.create(idea="Who is Nam-ra now?")
    answers = at_once(lambda number: pitching.take_up(Pitch.objects.get(pk=pitch.pk), by=users[number]))
    made = [answer for answer in answers if isinstance(answer, Article)]
    refused = [answer for answer in answers if isinstance(answer, SecondSaver | pitching.CannotDecide)]
    assert (len(made), len(refused)) == (1, AT_ONCE - 1)
    assert (Article.objects.get(), Pitch.objects.get().story, Pitch.objects.get().owner) == (
        made[0], made[0], made[0].owner,
    )  # fmt: skip


def test_of_eight_who_give_one_story_at_once_one_is_heard_and_the_others_are_told():
    users = [make_user(f"writer-{number}", groups=["Writers"]) for number in range(AT_ONCE)]
    story = make_draft("Renewed")

    def give(number):
        found = Article.objects.get(pk=story.pk)
        return assign(found, to=users[number], due_on=None, note="", by=None, seen=(None, None, ""))

    answers = at_once(give)
    assert sum(isinstance(answer, Overtaken) for answer in answers) == AT_ONCE - 1
    given = next(answer for answer in answers if isinstance(answer, Article))
    assert Article.objects.get().assigned_to == given.assigned_to == Notice.objects.get().user


def test_of_eight_who_decide_on_one_scheduled_story_at_once_one_does_and_no_moment_outlives_a_withdrawal():
    author, moment = make_author(), timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
    story = make_story("Later", publish_at=moment, authors=[author])
    version = Article.objects.get().version

    def decide(number):
        found = Article.objects.get(pk=story.pk)
        found.version = version
        steps = (
            lambda: reschedule(found, moment + timedelta(days=number), by=None),
            lambda: withdraw(found, by=None),
            lambda: kill(found, by=None),
        )
        return steps[number % 3]()

    answers = at_once(decide)
    assert sum(isinstance(answer, SecondSaver | CannotPublish) for answer in answers) == AT_ONCE - 1
    found = Article.objects.get()
    assert found.version == version + 1
    assert (found.state == State.APPROVED) == (found.publish_at is not None)
