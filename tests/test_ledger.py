"""The one door for facts: what it writes, and what it refuses with which sentence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from facts.check import differences
from facts.ledger import current, record, settle
from facts.models import Fact, Report, ReportKind, Source, Statement, Tier
from facts.refs import FactRef
from facts.rules import NeedsSource, NotAllowed, Refused, StaleFact
from shows.models import Season, Show
from shows.words import SOME_DAY
from tests.make import (
    make_appearance,
    make_crew,
    make_network,
    make_person,
    make_season,
    make_show,
    make_source,
    record_facts,
    record_standing,
    record_status,
)
from web.models import Purge

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
DAY = {
    "wording": "28 January 2022",
    "earliest": "2022-01-28",
    "latest": "2022-01-28",
    "precision": "day",
    "certainty": "confirmed",
}
LATE_2026 = {
    "wording": "late 2026",
    "earliest": "2026-09-01",
    "latest": "2026-12-31",
    "precision": "third",
    "certainty": "expected",
}


@pytest.fixture
def season():
    return make_season(make_show(), 2)


def row(season, name="status"):
    return Fact.objects.get(season=season, name=name)


def test_a_report_moves_the_column_and_enters_the_ledger(season):
    netflix = make_source("Netflix")
    report = record_facts(season, {"status": "ordered"}, source=netflix, as_of=date(2022, 6, 6))
    fact = row(season)
    assert season.status == "ordered"
    assert (fact.number, fact.as_of, fact.checked, fact.source, fact.moved) == (
        1, date(2022, 6, 6), date(2026, 11, 12), netflix, NOW,
    )  # fmt: skip
    statement = Statement.objects.get(fact=fact)
    assert (statement.before, statement.said, statement.number, statement.moved) == ("awaiting", "ordered", 1, NOW)
    assert (report.applied_at, report.preferred, list(report.sources.all())) == (NOW, netflix, [netflix])
    assert list(differences()) == []


def test_one_press_release_may_speak_of_two_seasons(season):
    third = make_season(season.show, 3)
    values = {
        FactRef.of(season, "status"): "ordered",
        FactRef.of(third, "status"): "ordered",
        FactRef.of(third, "final"): True,
    }
    record(Report(as_of=date(2022, 6, 6), citing=[make_source()]), values, seen={}, at=NOW)
    third.refresh_from_db()
    assert (third.status, third.final, Report.objects.count(), Statement.objects.count()) == ("ordered", True, 1, 3)


def test_the_shows_status_follows_in_the_same_breath(season):
    record_status(make_season(season.show, 1), "complete", kind=ReportKind.OPENING)
    record_status(season, "ordered")
    assert Show.objects.get(pk=season.show_id).status == "renewed"


@pytest.mark.parametrize(
    ("moves", "sentence"),
    [
        (["ordered", "complete"], "A season that is “ordered” cannot become “complete”; it can become"),
        (
            ["complete", "ordered"],
            "A season that is “complete” cannot become “ordered”; it can become “dated”, “out now”. If ours",
        ),
        (
            ["airing", "not_happening"],
            "A season that is “out now” cannot become “not happening”; it can become “complete”. If ours",
        ),
    ],
)
def test_a_move_that_is_not_allowed_is_refused_and_writes_nothing(season, moves, sentence):
    record_status(season, moves[0])
    before = (Statement.objects.count(), Report.objects.count(), row(season).number)
    with pytest.raises(NotAllowed, match=f"^{sentence}"):
        record_status(season, moves[1], as_of=date(2022, 7, 1))
    assert (Statement.objects.count(), Report.objects.count(), row(season).number) == before
    season.refresh_from_db()
    assert season.status == moves[0]


def test_a_correction_of_our_own_mistake_may_go_anywhere_but_needs_a_note(season):
    record_status(season, "complete")
    with pytest.raises(Refused, match="A correction needs a note that says what was wrong."):
        record_status(season, "ordered", kind=ReportKind.CORRECTION)
    record_status(season, "ordered", kind=ReportKind.CORRECTION, note="Taken for another show.", as_of=date(2022, 1, 1))
    assert (season.status, season.first_aired, row(season).number) == ("ordered", None, 2)
    assert list(differences()) == []


@pytest.mark.parametrize("tier", [Tier.TRADE, Tier.UNNAMED])
def test_hearsay_may_hint_and_not_decide(season, tier):
    with pytest.raises(NeedsSource, match="A source of tier 6 or 7 alone may not decide status"):
        record_status(season, "ordered", source=make_source("A trade", tier=tier))
    record_status(season, "in_development", source=make_source("A trade", tier=tier))
    assert season.status == "in_development"


@pytest.mark.parametrize(
    ("name", "value"),
    [("release", {**LATE_2026, "certainty": "confirmed"}), ("final", True), ("episode_order", 8), ("paused", True)],
)
def test_hearsay_may_not_decide_the_other_facts_either(season, name, value):
    with pytest.raises(NeedsSource):
        record_facts(season, {name: value}, source=make_source(tier=Tier.TRADE))


def test_hearsay_may_give_a_window_that_is_expected_and_a_standing_that_is_open(season):
    appearance = make_appearance(season, make_person(), "Choi Nam-ra")
    record_facts(season, {"release": LATE_2026}, source=make_source(tier=Tier.UNNAMED))
    record_standing(appearance, "expected", source=make_source(tier=Tier.UNNAMED))
    for word in ("confirmed", "not_returning"):
        with pytest.raises(NeedsSource):
            record_standing(appearance, word, source=make_source(tier=Tier.UNNAMED))
    assert (season.release.wording, appearance.standing) == ("late 2026", "expected")


def test_hearsay_may_not_wipe_a_window_that_is_confirmed(season):
    record_facts(season, {"release": {**LATE_2026, "certainty": "confirmed"}})
    for said in (None, LATE_2026):
        with pytest.raises(NeedsSource):
            record_facts(season, {"release": said}, source=make_source(tier=Tier.UNNAMED))


def test_a_better_source_beside_hearsay_decides(season):
    report = Report(as_of=date(2022, 6, 6), citing=[make_source(tier=Tier.UNNAMED), make_source(tier=Tier.OFFICIAL)])
    record(report, {FactRef.of(season, "status"): "ordered"}, seen={}, at=NOW)
    season.refresh_from_db()
    assert season.status == "ordered"


def test_only_awaiting_word_needs_no_source(season):
    report = Report(as_of=date(2022, 1, 28))
    record(report, {FactRef.of(season, "status"): "awaiting"}, seen={}, at=NOW)
    assert (row(season).number, row(season).source) == (1, None)
    with pytest.raises(NeedsSource, match="Name the source"):
        record(Report(as_of=date(2022, 6, 6)), {FactRef.of(season, "status"): "ordered"}, seen={}, at=NOW)


def test_dated_needs_its_day_in_the_same_report(season):
    with pytest.raises(NotAllowed, match="“Dated” needs the day in the same report"):
        record_status(season, "dated")
    with pytest.raises(NotAllowed, match="“Dated” needs the day"):
        record_facts(season, {"status": "dated", "release": LATE_2026})
    record_facts(season, {"status": "dated", "release": DAY}, as_of=date(2022, 1, 1))
    assert (season.status, season.release.earliest) == ("dated", date(2022, 1, 28))
    with pytest.raises(NotAllowed, match="A dated season keeps a day"):
        record_facts(season, {"release": LATE_2026}, as_of=date(2022, 1, 2))


def test_a_stale_seen_number_is_refused_and_says_what_stands_now(season):
    ref = FactRef.of(season, "status")
    record_status(season, "ordered")
    with pytest.raises(StaleFact, match="Somebody was faster: status now reads “ordered”.") as refused:
        record(Report(as_of=date(2022, 7, 1), citing=[make_source()]), {ref: "in_production"}, seen={ref: 0}, at=NOW)
    assert (refused.value.number, row(season).number) == (1, 1)


def test_a_to_b_to_a_is_still_stale(season):
    ref = FactRef.of(season, "status")
    record_status(season, "awaiting", as_of=date(2022, 1, 1))
    seen = {ref: 1}
    record_status(season, "in_development", as_of=date(2022, 2, 1))
    record_status(season, "awaiting", as_of=date(2022, 3, 1))
    with pytest.raises(StaleFact):
        record(Report(as_of=date(2022, 7, 1), citing=[make_source()]), {ref: "ordered"}, seen=seen, at=NOW)


def test_an_as_of_earlier_than_what_we_know_is_refused(season):
    record_status(season, "ordered", as_of=date(2022, 6, 6))
    with pytest.raises(
        NotAllowed, match="We already know better: status stands as of 2022-06-06, and this is as of 2022-06-05"
    ):
        record_status(season, "not_happening", as_of=date(2022, 6, 5))


def test_an_as_of_date_ahead_is_refused(season):
    with pytest.raises(Refused, match="The as-of date 2026-11-13 lies ahead"):
        record_status(season, "ordered", as_of=date(2026, 11, 13))


def test_still_right_moves_the_checked_date_and_nothing_else(season):
    record_status(season, "ordered", as_of=date(2022, 6, 6), checked=date(2022, 6, 7))
    moved = row(season).moved
    record_status(season, "ordered", as_of=date(2026, 11, 1), kind=ReportKind.CONFIRMATION, checked=date(2026, 11, 1))
    fact = row(season)
    assert (fact.number, fact.as_of, fact.checked, fact.moved) == (1, date(2022, 6, 6), date(2026, 11, 1), moved)
    assert Statement.objects.filter(number=None).count() == 1
    with pytest.raises(NotAllowed, match="“Still right” changes nothing"):
        record_status(season, "wrapped", kind=ReportKind.CONFIRMATION)


def test_an_older_check_does_not_move_the_checked_date_back(season):
    record_status(season, "ordered", checked=date(2026, 11, 10))
    record_status(season, "ordered", kind=ReportKind.CONFIRMATION, checked=date(2026, 11, 1))
    assert row(season).checked == date(2026, 11, 10)


def test_an_opening_entry_comes_first_or_not_at_all(season):
    record_status(season, "complete", kind=ReportKind.OPENING)
    with pytest.raises(NotAllowed, match="There is an entry for status already"):
        record_status(season, "airing", kind=ReportKind.OPENING, as_of=date(2022, 7, 1))


def test_a_season_keeps_the_day_it_first_aired(season):
    record_facts(season, {"status": "dated", "release": DAY}, as_of=date(2022, 1, 1))
    record_status(season, "airing", as_of=date(2022, 1, 29))
    assert season.first_aired == date(2022, 1, 28)
    record_status(season, "complete", as_of=date(2022, 1, 30))
    later = {**DAY, "wording": "1 May 2022", "earliest": "2022-05-01", "latest": "2022-05-01"}
    record_facts(season, {"status": "dated", "release": later}, as_of=date(2022, 2, 1))
    assert season.first_aired == date(2022, 1, 28)
    assert Show.objects.get(pk=season.show_id).status == "airing"


def test_a_correction_moves_the_day_it_first_aired_or_takes_it_back(season):
    record_facts(season, {"status": "airing", "release": DAY}, as_of=date(2022, 2, 1), kind=ReportKind.OPENING)
    earlier = {**DAY, "wording": "25 December 2021", "earliest": "2021-12-25", "latest": "2021-12-25"}
    record_facts(season, {"release": earlier}, as_of=date(2022, 2, 1), kind=ReportKind.CORRECTION, note="Misread.")
    assert season.first_aired == date(2021, 12, 25)
    record_status(season, "complete", as_of=date(2022, 2, 2))
    record_status(season, "ordered", as_of=date(2022, 2, 2), kind=ReportKind.CORRECTION, note="It never aired.")
    assert (season.first_aired, Show.objects.get(pk=season.show_id).status) == (None, "upcoming")


def test_no_premiere_day_is_said_that_nobody_gave(client, season):
    record_status(season, "complete", kind=ReportKind.OPENING)
    assert season.first_aired == SOME_DAY
    assert Show.objects.get(pk=season.show_id).status == "undecided"
    page = client.get(season.get_absolute_url()).content.decode()
    assert "Released; the day is not recorded." in page and "Premiered" not in page
    part_2 = {**DAY, "wording": "1 July 2022", "earliest": "2022-07-01", "latest": "2022-07-01"}
    record_facts(season, {"status": "dated", "release": part_2}, as_of=date(2022, 6, 10))
    assert Show.objects.get(pk=season.show_id).status == "airing"
    record_status(season, "airing", as_of=date(2022, 7, 1))
    record_status(season, "complete", as_of=date(2022, 7, 2))
    assert season.first_aired == SOME_DAY
    assert "Premiered" not in client.get(season.get_absolute_url()).content.decode()


def test_a_season_on_air_ahead_of_its_day_did_not_begin_on_that_day(season):
    record_facts(season, {"status": "dated", "release": DAY}, as_of=date(2022, 1, 1))
    record_status(season, "airing", as_of=date(2022, 1, 20))
    assert season.first_aired == SOME_DAY


def test_the_day_it_first_aired_may_be_told_afterwards(season):
    record_status(season, "complete", kind=ReportKind.OPENING)
    record_facts(season, {"release": DAY}, as_of=date(2022, 6, 7))
    assert season.first_aired == date(2022, 1, 28)


def test_the_check_finds_a_premiere_day_that_no_report_gave_and_a_correction_gives_it(season):
    record_status(season, "complete", kind=ReportKind.OPENING)
    assert list(differences()) == []
    Season.objects.filter(pk=season.pk).update(first_aired=date(2022, 6, 6))
    sentence = f"season {season.pk} ({season}): first aired 2022-06-06, and no report gave that day"
    assert list(differences()) == [sentence]
    record_facts(season, {"release": DAY}, as_of=date(2022, 6, 7), kind=ReportKind.CORRECTION, note="It has a day.")
    assert (season.first_aired, list(differences())) == (date(2022, 1, 28), [])


def test_a_report_that_waited_for_the_day_dates_the_premiere_by_that_day_where_it_is_released(season):
    Season.objects.filter(pk=season.pk).update(time_zone="Asia/Seoul")
    day = {**DAY, "wording": "2 December 2026", "earliest": "2026-12-02", "latest": "2026-12-02"}
    record_facts(season, {"status": "dated", "release": day}, as_of=date(2026, 11, 12), at=NOW)
    midnight_in_seoul = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    record_status(season, "airing", as_of=date(2026, 11, 12), at=NOW, effective_at=midnight_in_seoul)
    settle(midnight_in_seoul)
    season.refresh_from_db()
    assert (season.status, season.first_aired) == ("airing", date(2026, 12, 2))


def test_the_day_of_a_second_part_is_corrected_alone(season):
    record_facts(season, {"status": "complete", "release": DAY}, as_of=date(2022, 2, 1), kind=ReportKind.OPENING)
    part_2 = {**DAY, "wording": "1 May 2022", "earliest": "2022-05-01", "latest": "2022-05-01"}
    record_facts(season, {"status": "airing", "release": part_2}, as_of=date(2022, 5, 1))
    corrected = {**DAY, "wording": "2 May 2022", "earliest": "2022-05-02", "latest": "2022-05-02"}
    record_facts(season, {"release": corrected}, as_of=date(2022, 5, 3), kind=ReportKind.CORRECTION, note="Misread.")
    assert season.first_aired == date(2022, 1, 28)


def test_standings_deaths_networks_and_crew_go_through_the_same_door(season):
    person, other = make_person(), make_person("Park Ji-hu")
    appearance, crew = make_appearance(season, person, "Choi Nam-ra"), make_crew(season.show, person)
    record_standing(appearance, "recast", by_person=other)
    record_facts(crew, {"standing": {"word": "not_returning"}})
    record_facts(person, {"died": "2022-05"})
    record_facts(season, {"moved_to": make_network("Elsewhere").pk})
    assert (appearance.standing, appearance.recast_by, crew.standing) == ("recast", other, "not_returning")
    assert (person.died, person.died_precision, season.moved_to.name) == (date(2022, 5, 1), "month", "Elsewhere")
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "renewed"),
        ("status", None),
        ("release", {"wording": "soon"}),
        ("release", "2026"),
        ("moved_to", "x"),
        ("final", "x"),
    ],
)
def test_a_value_that_cannot_be_is_refused_before_any_database_sees_it(season, name, value):
    with pytest.raises(Refused, match="cannot be|is yes or no"):
        record_facts(season, {name: value})
    assert Statement.objects.count() == 0


def test_a_subject_that_is_gone_is_refused(season):
    with pytest.raises(Refused, match="There is no season 999999 any more."):
        record(
            Report(as_of=date(2022, 6, 6), citing=[make_source()]),
            {FactRef("season", 999999, "status"): "ordered"},
            seen={},
        )


def test_an_old_object_saved_after_a_change_does_not_put_the_old_value_back(season):
    old = Season.objects.get(pk=season.pk)
    record_status(season, "ordered")
    old.title, old.status = "Part 2", "not_happening"
    old.save()
    season.refresh_from_db()
    assert (season.title, season.status) == ("Part 2", "ordered")


def test_a_season_cannot_be_created_with_a_fact_in_it():
    with pytest.raises(Exception, match="Status is a fact: create the row, then record it with its source."):
        Season.objects.create(show=make_show(), number=1, status="ordered")


def test_a_subject_with_facts_cannot_be_deleted(season):
    record_status(season, "ordered")
    with pytest.raises(IntegrityError), transaction.atomic():
        season.show.delete()


def test_what_changed_goes_to_the_outbox_in_the_same_transaction(season, settings):
    source = make_source()
    settings.EDGE_PURGE_URL = "http://127.0.0.1:9/"
    record_status(season, "ordered", source=source)
    assert Purge.objects.get().keys == ["facts", f"show-{season.show_id}"]


# Waiting for a moment

MOMENT = NOW + timedelta(minutes=30)


@pytest.fixture
def waiting(season):
    return record_status(season, "ordered", as_of=date(2026, 11, 12), effective_at=MOMENT)


def test_a_waiting_report_changes_nothing_before_its_minute(season, waiting):
    assert (season.status, waiting.applied_at, row(season).number) == ("awaiting", None, 0)
    assert settle(MOMENT - timedelta(seconds=1)) == []
    assert current([FactRef.of(season, "status")]) == {FactRef.of(season, "status"): ("awaiting", 0)}
    assert list(differences()) == []


def test_a_waiting_report_is_applied_once_and_dated_at_its_moment(season, waiting):
    assert settle(MOMENT + timedelta(hours=5)) == [waiting]
    assert settle(MOMENT + timedelta(hours=5)) == []
    season.refresh_from_db()
    waiting.refresh_from_db()
    assert (season.status, waiting.applied_at, row(season).moved) == ("ordered", MOMENT, MOMENT)
    assert Statement.objects.count() == 1
    assert list(differences()) == []


def test_a_waiting_report_that_no_longer_passes_stays_waiting_and_says_why(season, waiting):
    record_status(season, "complete", as_of=date(2026, 11, 12))
    assert settle(MOMENT) == []
    waiting.refresh_from_db()
    assert waiting.applied_at is None
    assert waiting.refusal.startswith("A season that is “complete” cannot become “ordered”")
    season.refresh_from_db()
    assert (season.status, list(differences())) == ("complete", [])


def test_settling_costs_one_query_when_nothing_is_due(waiting, django_assert_num_queries):
    with django_assert_num_queries(1):
        settle(NOW)


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [(NOW, "That moment has passed"), (MOMENT.replace(second=5), "a whole minute")],
)
def test_a_moment_that_is_none_is_refused(season, moment, sentence):
    with pytest.raises(Refused, match=sentence):
        record_status(season, "ordered", effective_at=moment)


# The check finds what went round the door


def test_the_check_finds_a_column_written_round_the_door(season):
    record_status(season, "ordered")
    Season.objects.filter(pk=season.pk).update(status="wrapped", paused=True)
    Show.objects.filter(pk=season.show_id).update(status="ended")
    assert list(differences()) == [
        f"season:{season.pk}:status: stands at 'wrapped', the ledger says 'ordered'",
        f"season:{season.pk}:paused: stands at True, nothing was recorded",
        f"show {season.show_id} (All of Us Are Dead): status is ended, its seasons make it upcoming",
    ]


def test_the_check_finds_a_hole_in_the_ledger(season):
    record_status(season, "ordered")
    record_status(season, "wrapped", as_of=date(2022, 7, 1))
    Statement.objects.filter(number=1).delete()
    assert "2 changes counted, the ledger has numbers [2]" in next(differences())


def test_the_check_command_prints_its_count(season, capsys):
    record_status(season, "ordered")
    call_command("check_ledger")
    assert capsys.readouterr().out == "0 differences\n"
    Season.objects.filter(pk=season.pk).update(status="wrapped")
    with pytest.raises(CommandError, match="1 differences"):
        call_command("check_ledger")


def test_a_source_is_one_row_per_address():
    Source.objects.create(title="A", publisher="B", tier=1, address="https://example.com/a")
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(title="C", publisher="D", tier=2, address="https://example.com/a")


def test_a_source_somebody_else_entered_meanwhile_is_used(season):
    typed = Source(publisher="Netflix", title="Renewed", tier=1, address="https://example.com/renewed")
    theirs = make_source("Netflix", address="https://example.com/renewed")
    report = record_facts(season, {"status": "ordered"}, citing=[typed, make_source("Variety")])
    assert report.preferred == theirs and report.sources.count() == 2
    assert Source.objects.filter(address=theirs.address).count() == 1
