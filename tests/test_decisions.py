"""What is decided about reports: proposals, what waits, what is taken back; and the screens on which it happens."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles import publishing
from articles.models import Article, State
from facts import decisions
from facts.ledger import current, settle
from facts.models import Fact, Report, ReportKind, Stage, Statement
from facts.refs import FactRef
from facts.rules import NeedsSecondPerson, Refused, StaleFact
from shows.models import Season
from shows.windows import parse
from shows.words import SOME_DAY, Job, SeasonStatus
from staff.models import AuditEntry, Notice
from tests.make import (
    make_appearance,
    make_crew,
    make_draft,
    make_person,
    make_season,
    make_show,
    make_source,
    make_story,
    make_user,
    ready,
    record_facts,
    record_status,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WAITING = reverse("admin:facts_report_waiting")


@pytest.fixture
def season():
    return make_season(make_show(), 2)


@pytest.fixture
def writer():
    return make_user("writer", groups=["Writers"])


@pytest.fixture
def editor():
    return make_user("editor", groups=["Editors"])


def status(season):
    return FactRef.of(season, "status")


def report(**fields):
    return Report(**{"as_of": date(2026, 11, 19), "citing": [make_source()], **fields})


def proposed(season, writer, said="ordered", **fields):
    return decisions.propose(report(**fields), {status(season): said}, by=writer, at=NOON)


def stands(season):
    return Season.objects.values_list("status", flat=True).get(pk=season.pk)


def page(client, user):
    client.force_login(user)
    return " ".join(client.get(WAITING).content.decode().split())


def decide(client, user, about, button, **typed):
    client.force_login(user)
    return client.post(reverse("admin:facts_report_decide", args=[about.pk]), {button: "1", **typed}, follow=True)


# Proposals


def test_a_proposal_moves_nothing_and_an_editor_accepts_it_through_the_same_door(client, season, writer, editor):
    given = proposed(season, writer)
    assert (stands(season), given.stage) == ("awaiting", Stage.PROPOSED)
    assert "ordered" in page(client, editor)
    decide(client, editor, given, "_accept", **{f"{status(season)}:seen": "0"})
    given.refresh_from_db()
    assert (stands(season), given.stage, given.by, given.decided_by) == ("ordered", Stage.RECORDED, writer, editor)
    assert AuditEntry.objects.get(kind="fact").by == editor  # whoever let it in, not who asked for it
    assert Statement.objects.get().number == 1
    call_command("check_ledger")


def test_a_declined_proposal_tells_its_proposer_why(client, season, writer, editor):
    given = proposed(season, writer)
    refused = decide(client, editor, given, "_decline").content.decode()
    assert "Say why, in a few words" in refused
    decide(client, editor, given, "_decline", reason="The trade took it back.")
    assert "The trade took it back." in page(client, writer)
    assert (stands(season), Fact.objects.get().number) == ("awaiting", 0)


def test_whoever_proposed_it_hears_what_became_of_it_and_nobody_else_does(season, writer, editor):
    decisions.decline(proposed(season, writer), by=editor, reason="The trade only guessed.")
    decisions.accept(proposed(season, writer, said="in_development"), by=editor)
    assert list(Notice.objects.order_by("pk").values_list("user__username", "kind", "words", "address")) == [
        ("writer", "decided", f"Your proposal “{named}” {became}", "/admin/facts/report/waiting/")
        for named, became in (
            ("All of Us Are Dead, Season 2: ordered", "is declined: The trade only guessed."),
            ("All of Us Are Dead, Season 2: in development", "is accepted."),
        )
    ]


def test_who_decides_on_the_own_proposal_is_told_nothing(season, editor):
    decisions.decline(proposed(season, editor), by=editor, reason="Mine was wrong.")
    assert not Notice.objects.exists()


def test_what_was_accepted_or_declined_cannot_be_decided_again(season, writer, editor):
    given = proposed(season, writer)
    decisions.accept(Report.objects.get(), by=editor, at=NOON)
    for again in (
        lambda: decisions.accept(given, by=editor, at=NOON),
        lambda: decisions.decline(given, by=editor, reason="Late."),
        lambda: decisions.take_back(given, by=writer),
    ):
        with pytest.raises(decisions.DecidedAlready, match="Somebody was faster: this report is recorded now"):
            again()
    assert Statement.objects.moving().count() == 1


def test_a_proposal_is_checked_again_and_against_what_the_editor_looked_at(season, writer, editor):
    given = proposed(season, writer)
    record_status(season, SeasonStatus.NOT_HAPPENING, as_of=date(2026, 11, 10), at=NOON)
    with pytest.raises(StaleFact):
        decisions.accept(given, by=editor, seen={status(season): 0}, at=NOON)
    assert (stands(season), Report.objects.get(pk=given.pk).stage) == ("not_happening", Stage.PROPOSED)


def test_a_writer_decides_about_nothing_but_takes_back_what_is_theirs(client, season, writer, editor):
    given, other = proposed(season, writer), make_user("other", groups=["Writers"])
    for user, button in [
        (writer, "_accept"),
        (writer, "_decline"),
        (other, "_take_back"),
        (writer, "_lift"),
        (writer, "_undo"),
    ]:
        assert decide(client, user, given, button, reason="x").status_code == 403
    decide(client, writer, given, "_take_back")
    given.refresh_from_db()
    assert (given.stage, stands(season)) == (Stage.CANCELLED, "awaiting")


def test_writers_see_their_own_proposals_and_nothing_that_waits(client, season, writer, editor):
    embargoed = decisions.propose(report(note="Secret."), {status(season): "ordered"}, by=editor, at=NOON)
    decisions.accept(embargoed, by=make_user("second", groups=["Editors"]), at=NOON)
    held = report(effective_at=NOON + timedelta(days=400), note="Embargoed until spring.")
    from facts.ledger import record

    record(held, {status(season): "wrapped"}, seen={}, by=editor, at=NOON)
    html = page(client, writer)
    assert "Embargoed until spring." not in html and "filming finished" not in html
    assert "Embargoed until spring." in page(client, editor)


def test_an_amended_proposal_is_recorded_as_amended_and_says_so(client, season, writer, editor):
    given = proposed(season, writer)
    client.force_login(editor)
    address = reverse("admin:shows_season_announce", args=[season.pk]) + f"?report={given.pk}"
    html = client.get(address).content.decode()
    assert 'value="ordered" selected' in html and f'name="report" value="{given.pk}"' in html
    data = {
        "report": given.pk, "as_of": "2026-11-19", "kind": "news", "known_sources": [given.preferred_id],
        "_record": "1",
        f"{status(season)}": "in_production", f"{status(season)}:seen": "0",
    }  # fmt: skip
    assert client.post(address, data).status_code == 302
    given.refresh_from_db()
    assert (stands(season), given.stage, given.decided_by) == ("in_production", Stage.CANCELLED, editor)
    assert given.decision.startswith("Amended: see report ")


# Two persons


def test_a_death_needs_a_second_person_who_is_another(editor):
    person, second = make_person(), make_user("second", groups=["Editors"])
    values = {FactRef.of(person, "died"): "2026-11-18"}
    from facts.ledger import record

    with pytest.raises(NeedsSecondPerson, match="needs a second person"):
        record(report(), values, seen={}, by=editor, at=NOON)
    given = decisions.propose(report(), values, by=editor, at=NOON)
    with pytest.raises(NeedsSecondPerson):
        decisions.accept(given, by=editor, at=NOON)
    decisions.accept(given, by=second, at=NOON)
    person.refresh_from_db()
    assert person.died == date(2026, 11, 18)


def test_what_an_import_says_of_a_death_is_no_second_person(client, editor):
    person, second = make_person(), make_user("second", groups=["Editors"])
    brought = decisions.propose(report(), {died(person): "2026-11-18"}, by=None, at=NOON)
    refused = decide(client, editor, brought, "_accept").content.decode()
    assert "Died needs a second person: propose it" in refused
    data = {
        "report": brought.pk, "as_of": "2026-11-19", "kind": "news", "known_sources": [brought.preferred_id],
        f"{died(person)}": "2026-11-18", f"{died(person)}:seen": "0", "_propose": "1",
    }  # fmt: skip
    client.post(reverse("admin:people_person_announce", args=[person.pk]), data)
    decisions.accept(Report.objects.proposed().get(), by=second, at=NOON)
    person.refresh_from_db()
    assert person.died == date(2026, 11, 18)


def test_a_lone_editor_overrules_with_a_reason_that_stays(client, editor):
    person = make_person()
    client.force_login(editor)
    address = reverse("admin:people_person_announce", args=[person.pk])
    data = {
        "as_of": "2026-11-19", "kind": "news", "publisher": "The Stage", "title": "Obituary", "tier": "2",
        f"person:{person.pk}:died": "2026-11-18", f"person:{person.pk}:died:seen": "0",
    }  # fmt: skip
    looked = client.post(address, data | {"_look": "1"}).content.decode()
    assert "needs a second person" in looked and "Record alone" in looked and not Report.objects.exists()
    assert client.post(address, data | {"_record": "1"}).status_code == 200
    client.post(address, data | {"_record": "1", "overruled": "Nobody else is here on Sunday."})
    person.refresh_from_db()
    assert (person.died, Report.objects.get().overruled) == (date(2026, 11, 18), "Nobody else is here on Sunday.")
    logged = AuditEntry.objects.get(kind="fact").words
    assert logged.startswith("News: ") and logged.endswith(". By one person alone: Nobody else is here on Sunday.")


def died(person):
    return FactRef.of(person, "died")


def test_what_waits_says_who_asks_for_a_second_person_and_offers_it_to_the_others(client, season, writer, editor):
    proposed(season, writer)
    given = decisions.propose(report(), {died(make_person()): "2026-11-18"}, by=editor, at=NOON)
    mine, theirs = page(client, editor), page(client, make_user("second", groups=["Editors"]))
    assert mine.count("Needs a second person") == theirs.count("Needs a second person") == 1
    assert "You asked; somebody else has to accept it." in mine and mine.count('name="_accept"') == 1
    assert f"{editor} asks for one" in theirs and theirs.count('name="_accept"') == 2
    start = client.get(reverse("admin:index")).content.decode()
    assert start.count("Needs a second person") == 1
    Report.objects.filter(pk=given.pk).update(overruled="Sunday.")
    assert "Needs a second person" not in page(client, editor)


def test_an_embargoed_death_says_who_the_two_were(client, editor):
    given = decisions.propose(
        report(effective_at=NOON + timedelta(days=400)), {died(make_person()): "2026-11-18"}, by=editor, at=NOON
    )
    decisions.accept(given, by=make_user("second", groups=["Editors"]), at=NOON)
    assert "entered by editor, accepted by second" in page(client, editor)


def test_an_amended_death_is_proposed_in_place_of_the_first(client, editor):
    person, second = make_person(), make_user("second", groups=["Editors"])
    given = decisions.propose(report(), {died(person): "2026-11-18"}, by=editor, at=NOON)
    client.force_login(second)
    data = {
        "report": given.pk, "as_of": "2026-11-19", "kind": "news", "known_sources": [given.preferred_id],
        f"{died(person)}": "2026-11-17", f"{died(person)}:seen": "0", "_propose": "1",
    }  # fmt: skip
    assert client.post(reverse("admin:people_person_announce", args=[person.pk]), data).status_code == 302
    amended = Report.objects.proposed().get()
    given.refresh_from_db()
    assert (given.stage, given.decision) == (Stage.CANCELLED, f"Amended: see report {amended.pk}.")
    with pytest.raises(NeedsSecondPerson):
        decisions.accept(amended, by=second, at=NOON)
    decisions.accept(amended, by=editor, at=NOON)
    person.refresh_from_db()
    assert person.died == date(2026, 11, 17)


def test_a_story_does_not_go_out_with_an_announcement_that_is_only_proposed(season, editor):
    story = make_draft("Renewed", authors=[_author()], kind="news")
    held = waiting(season, editor)
    publishing.publish(story, by=editor, publish_at=held.effective_at, goes_with=held, at=NOON)
    decisions.replace(held, report(), {status(season): "wrapped"}, seen={}, by=editor, at=NOON, door=decisions.propose)
    story.refresh_from_db()
    assert (story.state, story.publish_at, stands(season)) == (State.IN_REVIEW, None, "awaiting")


# What waits


def waiting(season, editor, said="ordered", minutes=60, **fields):
    from facts.ledger import record

    held = report(effective_at=NOON + timedelta(minutes=minutes), **fields)
    return record(held, {status(season): said}, seen={}, by=editor, at=NOON)


def test_a_cancelled_report_is_never_applied(season, editor):
    held = waiting(season, editor)
    decisions.cancel(held, by=editor, at=NOON)
    assert (settle(NOON + timedelta(days=1)), stands(season)) == ([], "awaiting")


def test_a_lifted_report_is_recorded_now(season, editor):
    held = waiting(season, editor)
    decisions.lift(held, by=editor, at=NOON + timedelta(minutes=5))
    assert (stands(season), Statement.objects.get().moved) == ("ordered", NOON + timedelta(minutes=5))
    assert settle(NOON + timedelta(days=1)) == []


def test_a_season_that_starts_before_its_day_is_not_said_to_have_begun_on_it(season, editor):
    from facts.ledger import record

    record_status(season, SeasonStatus.DATED, release="27 October 2027", as_of=date(2026, 11, 1), at=NOON)
    day = datetime(2027, 10, 27, 12, 0, tzinfo=UTC)
    held = record(report(effective_at=day), {status(season): "airing"}, seen={}, by=editor, at=NOON)
    decisions.lift(held, by=editor, at=day - timedelta(days=3))
    season.refresh_from_db()
    assert (season.status, season.first_aired) == ("airing", SOME_DAY)


def test_a_story_tied_to_a_report_goes_out_with_it_whatever_becomes_of_it(season, editor):
    def tied(held):
        story = make_draft(f"Renewed {held.pk}", authors=[_author()], kind="news")
        publishing.publish(story, by=editor, publish_at=held.effective_at, at=NOON)
        Article.objects.filter(pk=story.pk).update(goes_with=held)
        return story

    lifted = tied(held := waiting(season, editor))
    decisions.lift(held, by=editor, at=NOON + timedelta(minutes=5))
    lifted.refresh_from_db()
    assert lifted.is_live(NOON + timedelta(minutes=5))
    held_back = tied(held := waiting(season, editor, "wrapped"))
    decisions.cancel(held, by=editor, at=NOON)
    held_back.refresh_from_db()
    assert (held_back.state, held_back.publish_at) == (State.IN_REVIEW, None)
    refused = tied(waiting(season, editor, "in_production"))
    record_status(season, SeasonStatus.AIRING, as_of=date(2026, 11, 19), at=NOON)
    assert settle(NOON + timedelta(days=1)) == []
    refused.refresh_from_db()
    assert (refused.state, refused.publish_at) == (State.IN_REVIEW, None)


def test_whose_story_goes_out_no_more_hears_of_it_and_nothing_of_what_was_embargoed(season, editor, writer):
    def tied(held, headline):
        draft = make_draft(headline, authors=[_author()], kind="news", by=writer)
        publishing.publish(draft, by=editor, publish_at=held.effective_at, goes_with=held, at=NOON)

    tied(held := waiting(season, editor), "One")
    decisions.cancel(held, by=editor, at=NOON)
    tied(waiting(season, editor, "in_production"), "Two")
    record_status(season, SeasonStatus.AIRING, as_of=date(2026, 11, 19), at=NOON)
    settle(NOON + timedelta(days=1))
    cancelled = "Took off the schedule “One”: the announcement it was to go out with is cancelled"
    refused = "Took off the schedule “Two”: the announcement it was to go out with could not be recorded"
    assert list(writer.notices.order_by("pk").values_list("words", flat=True)) == [cancelled, refused]
    logged = AuditEntry.objects.filter(kind="publication", words__startswith="Took off")
    assert list(logged.order_by("pk").values_list("words", "who")) == [(cancelled, "editor"), (refused, "the clock")]
    told = Notice.objects.get(user=editor, kind="refused")
    assert told.words.startswith("What waited for 20 November 2026") and "“out now”" in told.words
    assert told.address == WAITING


def test_what_waits_is_paged_the_first_to_go_out_first(client, season, editor):
    reports = [waiting(season, editor, minutes=60 * 24 * 400 + number) for number in range(31)]
    first = page(client, editor)
    last, next_page = f'/report/{reports[30].pk}/decide/"', f'<a href="?then={reports[29].pk}#held">'
    assert last not in first and next_page in first
    second = client.get(WAITING, {"then": reports[29].pk}).content.decode()
    assert last in second and f'/report/{reports[29].pk}/decide/"' not in second
    for odd in ("0", "-1", "x", "9" * 30, "\x00", "٥"):
        assert client.get(WAITING, {"then": odd}).status_code == 200


def test_a_waiting_standing_of_the_crew_of_a_whole_show_can_be_amended(client, season, editor):
    from facts.ledger import record

    member = make_crew(season.show, make_person("Chun Sung-il"), Job.SHOWRUNNER)
    held = report(effective_at=NOON + timedelta(days=365))
    record(held, {FactRef.of(member, "standing"): {"word": "not_returning"}}, seen={}, by=editor, at=NOON)
    amend = f"{reverse('admin:shows_season_announce', args=[season.pk])}?report={held.pk}"
    assert amend in page(client, editor)
    assert f'name="{FactRef.of(member, "standing")}"' in client.get(amend).content.decode()


def _author():
    from staff.models import Profile
    from tests.make import make_author

    return Profile.objects.first() or make_author()


def test_airing_and_complete_can_wait_behind_dated(client, season, editor):
    client.force_login(editor)
    address = reverse("admin:shows_season_announce", args=[season.pk])
    data = {
        "as_of": "2026-11-19", "kind": "news", "publisher": "Netflix", "title": "Dated", "tier": "1",
        f"{status(season)}": "dated", f"{status(season)}:seen": "0",
        f"season:{season.pk}:release": "27 October 2099", f"season:{season.pk}:release:seen": "0",
    }  # fmt: skip
    looked = client.post(address, data | {"_look": "1"}).content.decode()
    assert "be “out now” on" in looked and 'value="2099-10-27T00:00"' in looked
    late = {
        f"follow-airing-{season.pk}": "on", f"follow-airing-{season.pk}-at": "2099-10-27T08:00",
        f"follow-complete-{season.pk}": "on", f"follow-complete-{season.pk}-at": "2099-12-01T08:00",
    }  # fmt: skip
    for wrong, said in (("", "Say when"), ("2020-01-01T00:00", "has passed")):
        refused = client.post(address, data | {"_record": "1"} | late | {f"follow-complete-{season.pk}-at": wrong})
        assert said in refused.content.decode() and stands(season) == "awaiting"
    client.post(address, data | {"_record": "1"} | late)
    assert stands(season) == "dated"
    assert [row.said for row in Statement.objects.filter(report__stage=Stage.WAITING).order_by("pk")] == [
        "airing", "complete",
    ]  # fmt: skip
    assert len(settle(datetime(2099, 12, 2, tzinfo=UTC))) == 2
    assert stands(season) == "complete"


def test_what_others_propose_is_told_before_a_change_is_recorded(client, season, writer, editor):
    proposed(season, writer)
    client.force_login(editor)
    address = reverse("admin:shows_season_announce", args=[season.pk])
    data = {
        "as_of": "2026-11-19", "kind": "news", "publisher": "Netflix", "title": "Off", "tier": "1",
        f"{status(season)}": "not_happening", f"{status(season)}:seen": "0",
    }  # fmt: skip
    looked = " ".join(client.post(address, data | {"_look": "1"}).content.decode().split())
    assert "Others are at it" in looked
    assert f"Proposed by {writer}: Season 2, status: ordered" in looked


def test_what_waits_for_a_day_moves_with_it(client, season, editor):
    client.force_login(editor)
    record_status(season, SeasonStatus.DATED, release="27 October 2099", as_of=date(2026, 11, 1))
    first = waiting(season, editor, "airing", minutes=60 * 24 * 365 * 72)
    address = reverse("admin:shows_season_announce", args=[season.pk])
    data = {
        "as_of": "2026-11-19", "kind": "news", "publisher": "Netflix", "title": "Moved", "tier": "1",
        f"season:{season.pk}:release": "3 May 2099", f"season:{season.pk}:release:seen": "1",
    }  # fmt: skip
    looked = " ".join(client.post(address, data | {"_look": "1"}).content.decode().split())
    assert "Others are at it" in looked and "Season 2, status: out now" in looked
    assert f'name="follow-airing-{season.pk}" id="id_follow-airing-{season.pk}" checked' in looked
    assert f'name="follow-complete-{season.pk}" id="id_follow-complete-{season.pk}" checked' not in looked
    moved = {f"follow-airing-{season.pk}": "on", f"follow-airing-{season.pk}-at": "2099-05-03T00:00"}
    client.post(address, data | {"_record": "1"} | moved)
    first.refresh_from_db()
    again = Report.objects.waiting().get()
    assert (first.stage, again.effective_at.date()) == (Stage.CANCELLED, date(2099, 5, 2))  # midnight in London
    assert again.statements.get().said == "airing"


# Undo


def test_the_last_change_is_undone_as_a_correction_with_its_old_source(client, season, editor):
    source = make_source("Variety")
    record_status(season, SeasonStatus.IN_DEVELOPMENT, as_of=date(2026, 10, 1), source=source)
    wrong = record_status(season, SeasonStatus.ORDERED, as_of=date(2026, 11, 1))
    html = decide(client, editor, wrong, "_undo", reason="It was another show.").content.decode()
    assert "<h2>Taken back</h2>" in html and html.count("It was another show.") == 1 and "Undo it" not in html
    fact = Fact.objects.get()
    assert (stands(season), fact.number, fact.source, fact.as_of) == ("in_development", 3, source, date(2026, 10, 1))
    correction = Report.objects.get(undoes=wrong)
    assert (correction.kind, correction.note) == (ReportKind.CORRECTION, "It was another show.")
    call_command("check_ledger")


def test_undoing_and_cancelling_say_what_still_waits_for_the_same_facts(client, season, editor):
    wrong = record_status(season, SeasonStatus.DATED, release="27 October 2099", as_of=date(2026, 11, 1))
    airing = waiting(season, editor, "airing", minutes=60 * 24 * 365 * 72)
    complete = waiting(season, editor, "complete", minutes=60 * 24 * 365 * 73)
    html = decide(client, editor, wrong, "_undo", reason="Another show.").content.decode()
    assert "there still waits: Season 2, status out now (" in html and "status complete (" in html
    html = decide(client, editor, airing, "_cancel").content.decode()
    assert "there still waits: Season 2, status complete (" in html
    assert "there still waits" not in decide(client, editor, complete, "_cancel").content.decode()


def test_a_day_with_its_status_is_undone_to_each_of_their_earlier_sources(season, editor):
    renewed = record_status(season, SeasonStatus.ORDERED, as_of=date(2026, 10, 1))
    wrong = record_status(season, SeasonStatus.DATED, release="27 October 2027", as_of=date(2026, 11, 1))
    decisions.undo(wrong, by=editor, reason="Another show.")
    season.refresh_from_db()
    assert (season.status, season.release) == ("ordered", None)
    assert Fact.objects.get(name="status").source == renewed.preferred
    call_command("check_ledger")


def test_what_came_after_a_day_is_undone_to_the_day(season, editor):
    record_status(season, SeasonStatus.DATED, release="27 October 2027", as_of=date(2026, 10, 1))
    wrong = record_status(season, SeasonStatus.WRAPPED, release="late 2027", as_of=date(2026, 11, 1))
    decisions.undo(wrong, by=editor, reason="Another show.")
    season.refresh_from_db()
    assert (season.status, season.release.earliest) == ("dated", date(2027, 10, 27))
    call_command("check_ledger")


def test_what_came_after_a_day_that_had_moved_is_undone_to_the_later_day(season, editor):
    record_status(season, SeasonStatus.DATED, release="27 October 2027", as_of=date(2026, 9, 1))
    record_facts(
        season, {"release": parse("3 November 2027", as_of=date(2026, 10, 1)).as_json()}, as_of=date(2026, 10, 1)
    )
    wrong = record_status(season, SeasonStatus.WRAPPED, release="late 2027", as_of=date(2026, 11, 1))
    decisions.undo(wrong, by=editor, reason="Another show.")
    season.refresh_from_db()
    assert (season.status, season.release.earliest) == ("dated", date(2027, 11, 3))
    call_command("check_ledger")


def test_an_opening_entry_is_undone_to_nothing_known(season, editor):
    wrong = record_status(season, SeasonStatus.DATED, release="27 October 2027", as_of=date(2026, 11, 1))
    decisions.undo(wrong, by=editor, reason="Another show.")
    season.refresh_from_db()
    assert (season.status, season.release) == ("awaiting", None)
    call_command("check_ledger")


def test_what_has_moved_since_is_not_undone(season, editor):
    first = record_status(season, SeasonStatus.ORDERED, as_of=date(2026, 11, 1))
    record_status(season, SeasonStatus.WRAPPED, as_of=date(2026, 11, 2))
    with pytest.raises(Refused, match="has moved since"):
        decisions.undo(first, by=editor, reason="Wrong.")
    assert stands(season) == "wrapped"


# Sources that differ


def test_a_source_that_differs_is_shown_beside_ours_which_stands(client, season, editor):
    record_status(season, SeasonStatus.ORDERED, as_of=date(2026, 11, 1))
    other = make_source("Variety", tier=6)
    record_facts(season, {"status": "in_production"}, kind=ReportKind.DISSENT, source=other, as_of=date(2026, 11, 5))
    assert stands(season) == "ordered"
    address = reverse("admin:shows_season_announce", args=[season.pk])
    client.force_login(editor)
    assert "Reports differ: Variety has “in production”" in " ".join(client.get(address).content.decode().split())
    client.post(address, {"_agree": str(Fact.objects.get().pk)})
    assert Fact.objects.get().differs is None
    call_command("check_ledger")


def test_reports_that_differ_on_a_standing_or_a_death_are_told_to_readers(client, season):
    appearance = make_appearance(season, make_person(), "Choi Nam-ra")
    person = appearance.cast_member.person
    record_facts(appearance, {"standing": {"word": "confirmed"}})
    record_facts(person, {"died": "2022-06-01"})
    job = make_crew(season.show, person, Job.WRITER, season=season)
    record_facts(job, {"standing": {"word": "confirmed"}})
    body = "".join(f'<p><data data-fact="{ref}" data-form="label">As ever.</data></p>' for ref in (
        FactRef.of(appearance, "standing"), died(person)
    ))  # fmt: skip
    story = make_story(body=body, kind="guide")
    cast = make_story(body=f'<div data-live-block="cast" data-ref="season:{season.pk}"></div>', kind="guide")
    pages = [story, cast, season, season.show, person]
    assert not any("Reports differ" in client.get(each.get_absolute_url()).text for each in pages)
    other = {"kind": ReportKind.DISSENT, "source": make_source("Variety", tier=6), "as_of": date(2022, 7, 1)}
    record_facts(appearance, {"standing": {"word": "not_returning"}}, **other)
    record_facts(person, {"died": "2022-06-02"}, **other)
    record_facts(job, {"standing": {"word": "unlikely"}}, **other)
    standing, death = "Variety, 1 July 2022: standing not returning.", "Variety, 1 July 2022: died 2 June 2022."
    crew = "Variety, 1 July 2022: standing unlikely."
    told = [[standing, death], [standing], [standing, crew], [standing, crew], [death, standing, crew]]
    for each, expected in zip(pages, told, strict=True):
        html = client.get(each.get_absolute_url()).text
        assert html.count("Reports differ") == len(expected) and all(words in html for words in expected), each


def test_a_fact_that_moves_ends_the_difference(season):
    record_status(season, SeasonStatus.ORDERED, as_of=date(2026, 11, 1))
    record_facts(season, {"status": "in_production"}, kind=ReportKind.DISSENT, as_of=date(2026, 11, 5))
    record_status(season, SeasonStatus.WRAPPED, as_of=date(2026, 11, 6))
    assert Fact.objects.get().differs is None


def test_dates_by_country_are_a_fact(season):
    record_facts(season, {"country_dates": {"Germany": "2026-10-28", "Japan": "2026-10-27"}}, as_of=date(2026, 6, 1))
    assert season.dates_by_country == [("Japan", date(2026, 10, 27)), ("Germany", date(2026, 10, 28))]
    assert current([FactRef.of(season, "country_dates")])[FactRef.of(season, "country_dates")][1] == 1


def test_a_story_is_tied_to_what_waits_from_the_writing_room(client, season, editor):
    held = waiting(season, editor, minutes=60 * 24 * 365 * 50)
    story = make_draft("Renewed", kind="news", shows=[season.show], **ready(authors=[_author()]))
    client.force_login(editor)
    address = reverse("admin:articles_article_change", args=[story.pk])
    assert "Season 2, status ordered" in client.get(address).content.decode()
    document = story.latest.document
    data = {
        **{name: value for name, value in document.items() if value is not None}, "tags": "Netflix", "note": "",
        "publish_at": "", "goes_with": held.pk, "_version": story.version, "_schedule": "1",
    }  # fmt: skip
    assert client.post(address, data).status_code == 302
    story.refresh_from_db()
    assert (story.goes_with, story.publish_at) == (held, held.effective_at)
