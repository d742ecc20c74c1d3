"""Several at the same door at once, on whichever database the tests run."""

import os
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from facts.check import differences
from facts.ledger import record, settle
from facts.models import Fact, Report, Source, Statement
from facts.refs import FactRef
from facts.rules import StaleFact
from shows.models import Season
from shows.words import SeasonStatus
from tests.make import make_season, make_show, make_source, make_user, record_status

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
AT_ONCE = 8


def at_once(work, times=AT_ONCE):
    """Run `work(number)` in so many threads that start together; what each returned or raised, in their order."""
    answers, barrier = [None] * times, threading.Barrier(times)

    def run(number):
        try:
            barrier.wait()
            answers[number] = work(number)
        except Exception as raised:
            answers[number] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_eight_editors_recording_one_fact_at_once_one_is_recorded_and_the_others_are_told():
    season, source = make_season(make_show(), 2), make_source()
    ref = FactRef.of(season, "status")

    def announce(number):
        said = ["ordered", "not_happening"][number % 2]
        return record(
            Report(as_of=date(2022, 6, 6), citing=[Source.objects.get(pk=source.pk)]),
            {ref: said},
            seen={ref: 0},
            at=NOW,
        )

    answers = at_once(announce)
    recorded = [answer for answer in answers if isinstance(answer, Report)]
    stale = [answer for answer in answers if isinstance(answer, StaleFact)]
    assert (len(recorded), len(stale)) == (1, AT_ONCE - 1)
    assert (Fact.objects.get().number, Statement.objects.count(), Report.objects.count()) == (1, 1, 1)
    stands = Season.objects.get(pk=season.pk).status
    assert {refused.value for refused in stale} == {stands}
    assert list(differences()) == []


def test_of_two_editors_who_press_at_once_the_slower_sees_whose_value_stands_and_keeps_what_was_typed():
    season, said = make_season(make_show(), 2), ["ordered", "not_happening"]
    status, address = FactRef.of(season, "status"), reverse("admin:shows_season_announce", args=[season.pk])
    editors = [Client(), Client()]
    for number, client in enumerate(editors):
        client.force_login(make_user(f"editor {number}", groups=["Editors"]))

    def press(number):
        typed = {
            f"{status}": said[number], f"{status}:seen": "0", "as_of": "2022-06-06", "kind": "news", "tier": "1",
            "publisher": f"Publisher {number}", "title": "Renewed", "note": f"What editor {number} typed.",
        }  # fmt: skip
        return editors[number].post(address, {**typed, "_record": "1"})

    answers = at_once(press, 2)
    slower, faster = sorted((0, 1), key=lambda number: answers[number].status_code)
    assert (answers[faster].status_code, answers[slower].status_code) == (302, 200)
    page, stands = " ".join(answers[slower].content.decode().split()), SeasonStatus(said[faster]).label
    assert f"Somebody was faster: status now reads “{stands}”." in page
    assert f"<strong>{stands}</strong>" in page and f"per Publisher {faster}; checked" in page
    assert f'name="{status}:seen" value="1"' in page
    assert f'<option value="{said[slower]}" selected>' in page
    assert f"What editor {slower} typed." in page and f'value="Publisher {slower}"' in page
    assert Season.objects.get(pk=season.pk).status == said[faster]
    assert (Report.objects.count(), Statement.objects.count(), Source.objects.count()) == (1, 1, 1)
    assert list(differences()) == []


def test_eight_processes_settling_at_once_apply_each_report_once():
    show = make_show()
    moment = NOW + timedelta(minutes=5)
    seasons = [make_season(show, number) for number in range(1, 6)]
    for season in seasons:
        record_status(season, "ordered", as_of=date(2026, 11, 12), effective_at=moment)
    answers = at_once(lambda number: settle(moment))
    assert sorted(report.pk for applied in answers for report in applied) == sorted(
        Report.objects.values_list("pk", flat=True)
    )
    assert set(Season.objects.values_list("status", flat=True)) == {"ordered"}
    assert Statement.objects.moving().count() == 5
    assert list(differences()) == []


def database_url():
    """The test database as a process of its own is told of it."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


def test_two_processes_settling_at_once_apply_a_report_once():
    now = timezone.now().replace(second=0, microsecond=0)
    season = make_season(make_show(), 1)
    record_status(
        season, "ordered", as_of=timezone.localdate(), checked=None,
        at=now - timedelta(minutes=9), effective_at=now - timedelta(minutes=4),
    )  # fmt: skip
    command = [sys.executable, "manage.py", "check_ledger"]
    env = {**os.environ, "DATABASE_URL": database_url(), "DEBUG": "1"}
    both = [subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate(timeout=60)[0] for process in both] == [b"0 differences\n"] * 2
    season.refresh_from_db()
    assert (season.status, Statement.objects.count(), Fact.objects.get().number) == ("ordered", 1, 1)


def test_reports_on_two_shows_at_once_never_wait_for_each_other_in_a_ring():
    first, second = make_season(make_show("First"), 1), make_season(make_show("Second"), 1)
    source = make_source()

    def announce(number):
        pair = [first, second] if number % 2 else [second, first]
        values = {FactRef.of(season, "episode_order"): number + 1 for season in pair}
        return record(
            Report(as_of=date(2022, 6, 6), citing=[Source.objects.get(pk=source.pk)]), values, seen={}, at=NOW
        )

    assert all(isinstance(answer, Report) for answer in at_once(announce))
    assert {fact.number for fact in Fact.objects.all()} == {AT_ONCE}
    assert list(differences()) == []
