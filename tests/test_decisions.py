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
from shows.words import SeasonStatus
from tests.make import (
    make_draft,
    make_person,
    make_season,
    make_show,
    make_source,
    make_user,
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
    assert Statement.objects.get().number == 1
    call_command("check_ledger")


def test_a_declined_proposal_tells_its_proposer_why(client, season, writer, editor):
    given = proposed(season, writer)
    refused = decide(client, editor, given, "_decline").content.decode()
    assert "Say why, in a few words" in refused
    decide(client, editor, given, "_decline", reason="The trade took it back.")
    assert "The trade took it back." in page(client, writer)
    assert (stands(season), Fact.objects.get().number) == ("awaiting", 0)


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
    assert "is out now" in looked and "27 October 2099, 00:00" in looked
    late = {f"follow-airing-{season.pk}": "2099-10-27T08:00", f"follow-complete-{season.pk}": "2099-12-01T08:00"}
    client.post(address, data | {"_record": "1"} | late)
    assert stands(season) == "dated"
    assert [row.said for row in Statement.objects.filter(report__stage=Stage.WAITING).order_by("pk")] == [
        "airing", "complete",
    ]  # fmt: skip
    assert len(settle(datetime(2099, 12, 2, tzinfo=UTC))) == 2
    assert stands(season) == "complete"


# Undo


def test_the_last_change_is_undone_as_a_correction_with_its_old_source(client, season, editor):
    source = make_source("Variety")
    record_status(season, SeasonStatus.IN_DEVELOPMENT, as_of=date(2026, 10, 1), source=source)
    wrong = record_status(season, SeasonStatus.ORDERED, as_of=date(2026, 11, 1))
    decide(client, editor, wrong, "_undo", reason="It was another show.")
    fact = Fact.objects.get()
    assert (stands(season), fact.number, fact.source, fact.as_of) == ("in_development", 3, source, date(2026, 10, 1))
    correction = Report.objects.get(undoes=wrong)
    assert (correction.kind, correction.note) == (ReportKind.CORRECTION, "It was another show.")
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
    story = make_draft("Renewed", authors=[_author()], kind="news", shows=[season.show])
    client.force_login(editor)
    address = reverse("admin:articles_article_change", args=[story.pk])
    assert "Season 2, status ordered" in client.get(address).content.decode()
    document = story.latest.document
    data = {
        **{name: value for name, value in document.items() if value is not None}, "tags": "", "note": "",
        "publish_at": "", "goes_with": held.pk, "_version": story.version, "_schedule": "1",
    }  # fmt: skip
    assert client.post(address, data).status_code == 302
    story.refresh_from_db()
    assert (story.goes_with, story.publish_at) == (held, held.effective_at)
