"""What follows from time, for a timer or a loop: each thing once, however many run."""

import os
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from articles import editing, gone_out, planned, publishing
from articles.models import Amendment, Article, Planned, State
from newsdesk.management.commands import tick
from staff.models import AuditEntry, Notice
from tests.make import make_author, make_draft, make_story, make_user
from tests.test_ledger_races import database_url
from tests.test_web import Edge, edge  # noqa: F401 - a fixture
from web.models import Purge, Tick

pytestmark = pytest.mark.django_db

CALENDAR = "/admin/articles/article/calendar/"
NOTHING = "applied 0, told 0, purged 0, pinged 0, notices 0, mailed 0, cleared 0\n"


def out_by_the_clock(headline="Out by the clock", minutes=5, **how):
    """A story that went out some minutes ago, scheduled before that."""
    moment = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=minutes)
    return make_story(headline, at=moment - timedelta(hours=1), publish_at=moment, **how)


def test_a_tick_sends_what_the_edge_did_not_take_and_a_second_one_nothing(edge, capsys):  # noqa: F811
    Purge.objects.create(keys=["show-1"], tries=1, next_try=timezone.now() - timedelta(seconds=1))
    call_command("tick")
    call_command("tick")
    assert (
        capsys.readouterr().out == f"applied 0, told 0, purged 1, pinged 0, notices 0, mailed 0, cleared 0\n{NOTHING}"
    )
    assert Edge.purged == [("show-1", "show-1")]


def test_a_writer_is_told_once_that_the_clock_let_a_story_out(edge, capsys):  # noqa: F811
    story = out_by_the_clock()
    Purge.objects.all().delete()
    AuditEntry.objects.all().delete()
    Edge.purged.clear()
    call_command("tick")
    call_command("tick")
    assert (
        capsys.readouterr().out == f"applied 0, told 1, purged 1, pinged 0, notices 0, mailed 0, cleared 0\n{NOTHING}"
    )
    notice, entry = Notice.objects.get(), AuditEntry.objects.get()
    assert (notice.user, notice.kind, notice.at) == (story.owner, "published", story.publish_at)
    assert notice.words.startswith("“Out by the clock” is out: readers have it since ")
    assert (entry.words, entry.who, entry.at) == ("“Out by the clock” went out", "the clock", story.publish_at)
    assert [f"story-{story.pk}" in keys for keys, _ in Edge.purged] == [True]


def test_nobody_is_told_of_what_went_out_at_a_press_is_still_to_come_or_was_taken_down(capsys):
    make_story("At a press")
    make_story("To come", publish_at=timezone.now() + timedelta(hours=1))
    publishing.withdraw(out_by_the_clock("Taken down"), by=None)
    moved = out_by_the_clock("Moved", minutes=-60)
    publishing.publish(moved, by=None)
    Notice.objects.all().delete()  # of what was done by hand
    call_command("tick")
    told = Notice.objects.filter(words__contains="is out")
    assert (capsys.readouterr().out, told.count()) == (NOTHING, 0)


def test_a_story_updated_before_the_tick_came_is_told_of_once(capsys):
    story = out_by_the_clock()
    stale = Article.objects.get(pk=story.pk)
    call_command("tick")
    publishing.publish(stale, by=None)
    call_command("tick")
    assert Notice.objects.count() == 1


def test_what_was_planned_counts_as_applied(capsys):
    story = out_by_the_clock()
    moment = timezone.now().replace(second=0, microsecond=0)
    planned.plan_withdrawal(story, moment, by=None, at=moment - timedelta(minutes=1))
    call_command("tick")
    assert capsys.readouterr().out == "applied 1, told 0, purged 0, pinged 0, notices 0, mailed 0, cleared 0\n"


def test_one_bad_step_or_item_never_stops_the_rest(monkeypatch, capsys, caplog):
    stories = [out_by_the_clock(f"Story {number}") for number in range(3)]
    real = gone_out.tell

    def tell(users, kind, words, **how):
        if "Story 1" in words:
            raise KeyError("a fault of ours")
        real(users, kind, words, **how)

    monkeypatch.setattr(gone_out, "tell", tell)
    monkeypatch.setitem(tick.STEPS, "purged", lambda: 1 / 0)
    call_command("tick")
    assert capsys.readouterr().out == "applied 0, told 2, purged failed, pinged 0, notices 0, mailed 0, cleared 0\n"
    assert [record.exc_info[0] for record in caplog.records] == [KeyError, ZeroDivisionError]
    assert [Article.objects.get(pk=story.pk).unannounced for story in stories] == [False, True, False]
    assert Tick.objects.get().said == "applied 0, told 2, purged failed, pinged 0, notices 0, mailed 0, cleared 0"


# The desk's start page


def clock_of(client):
    html = client.get(CALENDAR).content.decode()
    return html[html.index('<h2 id="tick">') :].split("</section>")[0] if '<h2 id="tick">' in html else ""


@pytest.fixture
def editor(client):
    user = make_user("boss", groups=["Editors"])
    client.force_login(user)
    return user


def test_the_desk_shows_when_the_last_tick_ran_and_what_is_overdue(client, editor):
    assert "No tick has run yet" in clock_of(client)
    call_command("tick")
    assert "Last tick 0\xa0minutes ago. Nothing is overdue." in clock_of(client)
    out_by_the_clock(minutes=11)
    Purge.objects.create(keys=["show-1"], created=timezone.now() - timedelta(minutes=11))
    Tick.objects.update(at=timezone.now() - timedelta(minutes=12))
    page = clock_of(client)
    assert "Last tick 12\xa0minutes ago." in page and "Nothing is overdue" not in page
    assert "It should have run since" in page
    assert "Writers are not told yet that stories of theirs are out." in page
    assert "The edge has not taken yet what it shall forget." in page


@pytest.mark.parametrize(
    ("more", "waits"), [({}, True), ({"seen_at": timezone.now()}, False), ({"mailed_at": timezone.now()}, False)]
)
def test_mail_is_overdue_where_somebody_is_still_to_get_it(client, editor, more, waits):
    call_command("tick")
    mina = make_user("mina", email="mina@news.example")
    late = {"kind": "mention", "words": "Words", "at": timezone.now() - timedelta(hours=1), "by_mail": True}
    Notice.objects.create(user=mina, **late, **more)
    Notice.objects.create(user=make_user("no-address"), **late)
    assert ("Notices wait to be mailed." in clock_of(client)) == waits


def test_a_writer_sees_no_clock(client):
    client.force_login(make_user("writer", groups=["Writers"]))
    assert clock_of(client) == ""


# Several processes at once

ITEMS = 200
TICKS = 3
ROUNDS = int(os.environ.get("NEWSDESK_ROUNDS", 2))
KINDS = ("out", "update", "withdraw", "refused")


def due_things(moment):
    """{kind: [story]} of ITEMS things due at `moment`, scheduled before."""
    before, writer, author = moment - timedelta(hours=1), make_user("writer"), make_author()
    stories = {kind: [] for kind in KINDS}
    for number in range(ITEMS):
        kind = KINDS[number % len(KINDS)]
        draft = make_draft(f"{number} {kind}", by=writer, authors=[author], at=before)
        publishing.publish(draft, by=writer, at=before, publish_at=moment if kind == "out" else None)
        if kind in {"update", "refused"}:
            editing.save_revision(draft, {**draft.latest.document, "standfirst": "New."}, by=writer, at=before)
        stories[kind].append(draft)
        revision = draft.latest if kind in {"update", "refused"} else None
        if kind != "out":
            Planned.objects.create(
                article=draft, action="update" if revision else "withdraw", revision=revision, at=moment, by=writer,
                amended=["update", str(draft.pk), "foot"] if revision else [],
            )  # fmt: skip
        if kind == "refused":
            editing.save_revision(draft, {**draft.latest.document, "standfirst": "Newer."}, by=writer, at=before)
            publishing.publish(draft, by=writer, at=before)
    return stories


def due_again(stories):
    """As if nothing of it had been done yet."""
    for model in (Notice, AuditEntry, Amendment, Tick):
        model.objects.all().delete()
    Planned.objects.update(done_at=None, refusal="")
    Article.objects.filter(pk__in=[story.pk for story in stories["out"]]).update(unannounced=True)
    Article.objects.filter(pk__in=[story.pk for story in stories["withdraw"]]).update(state=State.APPROVED)


def ticks_at_once():
    """The last lines of TICKS processes that run `manage.py tick` at the same time, as {name: sum}."""
    env = {**os.environ, "DATABASE_URL": database_url(), "DEBUG": "1"}
    command = [sys.executable, "manage.py", "tick"]
    running = [subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=subprocess.PIPE) for _ in range(TICKS)]
    said = [process.communicate(timeout=300)[0].decode() for process in running]
    assert [process.returncode for process in running] == [0] * TICKS
    counted = Counter()
    for out in said:
        counted.update({part.split()[0]: int(part.split()[1]) for part in out.splitlines()[-1].split(", ")})
    return counted


@pytest.mark.django_db(transaction=True)
def test_of_three_ticks_at_once_each_of_200_due_items_is_followed_up_exactly_once():
    stories = due_things(timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=1))
    each = ITEMS // len(KINDS)
    rooms = sorted(f"/admin/articles/article/{story.pk}/change/" for some in stories.values() for story in some)
    for _ in range(ROUNDS):
        due_again(stories)
        counted = ticks_at_once()
        assert (counted["applied"], counted["told"]) == (2 * each, each)
        assert sorted(Notice.objects.values_list("address", flat=True)) == rooms
        assert sorted(AuditEntry.objects.values_list("address", flat=True)) == rooms
        amended = sorted(Amendment.objects.values_list("words", flat=True))
        assert amended == sorted(str(story.pk) for story in stories["update"])
        assert (Planned.objects.exclude(done_at=None).count(), Planned.objects.refused().count()) == (2 * each, each)
        withdrawn = Article.objects.filter(state=State.WITHDRAWN).values_list("pk", flat=True)
        assert sorted(withdrawn) == sorted(story.pk for story in stories["withdraw"])
        assert Tick.objects.count() == 1
