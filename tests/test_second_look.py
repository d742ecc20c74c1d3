"""The second look: what the world has overtaken comes up with its sentence, and goes when it has been dealt with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command

from articles import publishing
from articles.editing import save_revision
from articles.models import Reference, Vouch
from articles.second_look import Reason, counts, page, stamp
from articles.vouching import LookAgain, snooze, still_right
from facts.models import Fact
from shows.models import Show
from shows.words import SeasonStatus
from staff.models import User
from tests.make import (
    make_season,
    make_show,
    make_story,
    make_user,
    record_facts,
    record_status,
)

pytestmark = pytest.mark.django_db

FEBRUARY = datetime(2022, 2, 14, 9, 0, tzinfo=UTC)
JUNE = datetime(2022, 6, 6, 15, 0, tzinfo=UTC)


def flagged(season, words, values="awaiting|in_development"):
    return f'<span data-while="season:{season.pk}:status={values}" data-hold="flag">{words}</span>'


def swapped(season, words, values):
    return f'<section data-while="season:{season.pk}:status={values}" data-hold="swap"><p>{words}</p></section>'


def live(season, form="sentence"):
    return f'<data data-fact="season:{season.pk}:status" data-form="{form}">…</data>'


@pytest.fixture
def season():
    """Season 2 of All of Us Are Dead, without word in January 2022."""
    season = make_season(make_show(), 2)
    record_status(season, SeasonStatus.AWAITING, as_of=date(2022, 1, 28), checked=date(2022, 2, 10), at=FEBRUARY)
    return season


def guide(season, body="", /, **document):
    """A guide of February 2022: flagged words, two passages for what may come, a live fact."""
    body = body or (
        f"<p>The dead rest. {flagged(season, 'Netflix has yet to confirm')} another season. It is {live(season)}</p>"
        + swapped(season, "Nobody has said.", "awaiting|in_development")
        + swapped(season, "It is on its way.", "ordered|in_production|wrapped|dated|airing|complete")
    )
    return make_story(body=body, shows=[season.show], at=FEBRUARY, **document)


def tell(season, values, at, *, as_of=None, **report):
    """Record `values`, said and checked on the day of `at`; a word alone is a status."""
    values = {"status": str(values)} if isinstance(values, str) else values
    return record_facts(season, values, as_of=as_of or at.date(), checked=at.date(), at=at, **report)


def ordered(season, at=JUNE):
    return tell(season, SeasonStatus.ORDERED, at)


ASKED = [Reason.UNTRUE, Reason.EXPIRED, Reason.CHANGED]


def queue(at=JUNE + timedelta(hours=1), **wanted):
    """The first page, without what nobody has checked for long: a test that is about that asks for it."""
    return page(at, **{"reasons": ASKED, **wanted})[0]


# The stale story


def test_the_stale_story_comes_up_with_its_sentence_and_its_reason_and_keeps_its_date(season, client):
    story = guide(season)
    assert queue() == []
    ordered(season)
    [row] = queue()
    assert (row.reason, row.headline, row.sentences) == (
        Reason.UNTRUE, story.headline, ["Netflix has yet to confirm another season."],
    )  # fmt: skip
    assert (row.about, row.was, row.now, row.publisher, row.since) == (
        "All of Us Are Dead Season 2", "awaiting word", "ordered", "Netflix", JUNE,
    )  # fmt: skip
    html = client.get(story.get_absolute_url()).content.decode()
    assert "It is on its way." in html and "Nobody has said." not in html
    assert "Netflix has yet to confirm" in html and "6 June 2022</time>" not in html
    for page_of in (story, season, season.show):
        assert "Yes. Renewed on 6 June 2022, per Netflix" in client.get(page_of.get_absolute_url()).content.decode()
    story.refresh_from_db()
    assert story.updated == FEBRUARY


def test_still_right_clears_it_for_this_change_and_not_for_the_next(season):
    story, editor = guide(season), make_user()
    ordered(season)
    [row] = queue()
    still_right([story.pk], row.key, row.number, by=editor, at=JUNE)
    assert queue() == []
    assert Vouch.objects.get().by == editor
    tell(season, SeasonStatus.NOT_HAPPENING, JUNE + timedelta(days=30))
    [row] = queue(JUNE + timedelta(days=31))
    assert (row.reason, row.was, row.now) == (Reason.UNTRUE, "ordered", "not happening")


def test_what_was_said_is_what_stood_when_it_was_written_however_often_it_moved_since(season):
    guide(season)
    ordered(season)
    tell(season, SeasonStatus.IN_PRODUCTION, JUNE + timedelta(days=30))
    [row] = queue(JUNE + timedelta(days=33))
    assert (row.was, row.now, row.age(JUNE + timedelta(days=33))) == ("awaiting word", "in production", "3 days")


def test_what_was_vouched_for_survives_a_rebuild_of_the_references(season):
    story = guide(season)
    ordered(season)
    [row] = queue()
    still_right([story.pk], row.key, row.number, by=None, at=JUNE)
    Reference.objects.update(seen=0, sentence="Something else.")
    call_command("rebuild_references")
    assert queue() == []


def test_another_sentence_clears_it_and_a_comma_elsewhere_does_not(season):
    story = guide(season)
    ordered(season)
    before = story.latest.document["body"]
    save_revision(story, {**story.latest.document, "body": before.replace("The dead rest", "The dead, rest")}, by=None)
    publishing.publish(story, by=None, at=JUNE)
    assert [row.reason for row in queue()] == [Reason.UNTRUE]
    save_revision(story, {**story.latest.document, "body": before.replace("yet to confirm", "confirmed")}, by=None)
    publishing.publish(story, by=None, at=JUNE + timedelta(minutes=5))
    assert queue() == []


def test_a_vouch_for_what_has_moved_meanwhile_is_refused_and_writes_nothing(season):
    story = guide(season)
    ordered(season)
    [row] = queue()
    tell(season, SeasonStatus.IN_PRODUCTION, JUNE)
    with pytest.raises(LookAgain, match="moved again"):
        still_right([story.pk], row.key, row.number, by=None, at=JUNE)
    assert (Vouch.objects.count(), len(queue())) == (0, 1)


def test_a_snooze_needs_a_day_ahead_and_a_reason_and_ends_on_its_day_or_with_the_next_change(season):
    story = guide(season)
    ordered(season)
    [row] = queue()
    for until, reason in [(JUNE.date(), "Waiting."), (date(2022, 6, 20), "")]:
        with pytest.raises(LookAgain):
            snooze([story.pk], row.key, row.number, until=until, reason=reason, by=None, at=JUNE)
    snooze([story.pk], row.key, row.number, until=date(2022, 6, 20), reason="The trailer comes.", by=None, at=JUNE)
    assert queue(JUNE + timedelta(days=13)) == []
    assert [row.reason for row in queue(JUNE + timedelta(days=14))] == [Reason.UNTRUE]
    tell(season, SeasonStatus.IN_PRODUCTION, JUNE + timedelta(days=4))
    assert [row.reason for row in queue(JUNE + timedelta(days=5))] == [Reason.UNTRUE]


def test_a_dated_story_is_never_queued(season):
    guide(season, kind="news")
    ordered(season)
    assert queue() == []


def test_stories_nobody_reads_yet_or_any_more_are_not_queued(season):
    story = guide(season)
    make_story(
        "Scheduled",
        body=f"<p>{flagged(season, 'No word')}.</p>",
        at=FEBRUARY,
        publish_at=datetime(2099, 1, 1, tzinfo=UTC),
    )
    ordered(season)
    assert len(queue()) == 1
    publishing.withdraw(story, by=None)
    assert queue() == []


# Changed


def test_a_story_about_a_show_comes_up_when_something_moved_that_it_does_not_show(season):
    story = make_story("Ten shows to watch", kind="list", body="<p>This one.</p>", shows=[season.show], at=FEBRUARY)
    guide(season, f"<p>{live(season)}</p>")
    ordered(season)
    [row] = queue()
    assert (row.reason, row.article, row.now) == (Reason.CHANGED, story.pk, "ordered")
    still_right([story.pk], row.key, row.number, by=None, at=JUNE + timedelta(minutes=1))
    assert queue() == []


def test_the_row_names_what_the_story_does_not_show_and_not_what_moved_last(season):
    guide(season, f"<p>{live(season)}</p>")
    tell(make_season(season.show, 3), {"final": True}, JUNE)
    ordered(season, JUNE + timedelta(hours=2))
    [row] = queue(JUNE + timedelta(hours=3))
    assert (row.reason, row.about, row.label, row.now, row.since) == (
        Reason.CHANGED, "All of Us Are Dead Season 3", "last season", "yes", JUNE,
    )  # fmt: skip


@pytest.mark.parametrize(
    "block",
    [
        '<div data-live-block="status" data-ref="season:{season}">…</div>',
        '<div data-live-block="seasons" data-ref="show:{show}">…</div>',
    ],
)
def test_a_block_with_the_answer_is_right_by_itself(season, block):
    guide(season, block.format(season=season.pk, show=season.show_id))
    ordered(season)
    assert queue() == []


def test_who_returns_moves_no_story_that_is_only_about_the_show(season):
    make_story("Ten shows", kind="list", body="<p>This one.</p>", shows=[season.show], at=FEBRUARY)
    tell(season, {"episode_order": 8}, JUNE)
    assert queue() == []


def test_a_material_update_is_a_new_look_at_what_the_story_is_about(season):
    story = make_story("Ten shows", kind="list", body="<p>This one.</p>", shows=[season.show], at=FEBRUARY)
    ordered(season)
    save_revision(story, {**story.latest.document, "body": "<p>This one, renewed.</p>"}, by=None)
    publishing.publish(story, by=None, at=JUNE + timedelta(minutes=1))
    assert [row.reason for row in queue()] == [Reason.CHANGED]
    save_revision(story, {**story.latest.document, "body": "<p>This one, renewed!</p>"}, by=None)
    publishing.publish(story, by=None, at=JUNE + timedelta(minutes=2), material=True)
    assert queue() == []


def test_a_vouch_for_a_show_that_stirred_again_is_refused(season):
    story = make_story("Ten shows", kind="list", body="<p>This one.</p>", shows=[season.show], at=FEBRUARY)
    ordered(season)
    seen = stamp(Show.objects.get().stirred)
    tell(season, SeasonStatus.WRAPPED, JUNE + timedelta(minutes=10))
    with pytest.raises(LookAgain):
        still_right([story.pk], f"show:{season.show_id}", seen, by=None)


# The clock


def test_a_window_that_ran_out_comes_up_by_itself_until_somebody_looked_or_it_came(season):
    ordered(season)
    tell(season, {"release": window("October 2022")}, JUNE)
    story = guide(season, f'<p>Look for it in <data data-fact="season:{season.pk}:release">…</data>.</p>')
    assert queue(datetime(2022, 10, 31, 12, 0, tzinfo=UTC), reasons=[Reason.EXPIRED]) == []
    november = datetime(2022, 11, 1, 12, 0, tzinfo=UTC)
    [row] = queue(november, reasons=[Reason.EXPIRED])
    assert (row.article, row.since, row.sentences) == (
        story.pk,
        datetime(2022, 11, 1, tzinfo=UTC),
        ["Look for it in …."],
    )
    still_right([story.pk], row.key, row.number, by=None, at=november)
    assert queue(november, reasons=[Reason.EXPIRED]) == []


@pytest.mark.parametrize("told", ["status", "block", "box"])
def test_a_window_that_ran_out_comes_up_where_the_answer_tells_it(season, told):
    ordered(season)
    tell(season, {"release": window("October 2022")}, JUNE)
    block = f'<div data-live-block="status" data-ref="season:{season.pk}">…</div>'
    body = {"status": f"<p>{live(season)}</p>", "block": f"<p>So.</p>{block}", "box": "<p>So.</p>"}[told]
    story = guide(season, body, **({"season": season.pk} if told == "box" else {}))
    november = datetime(2022, 11, 1, 12, 0, tzinfo=UTC)
    assert queue(november - timedelta(days=1), reasons=[Reason.EXPIRED]) == []
    [row] = queue(november, reasons=[Reason.EXPIRED])
    assert (row.article, row.label, row.now) == (story.pk, "release", "October 2022")
    assert counts(november)[Reason.EXPIRED] == 1
    snooze([story.pk], row.key, row.number, until=date(2022, 11, 3), reason="They said Monday.", by=None, at=november)
    assert queue(november, reasons=[Reason.EXPIRED]) == []
    [row] = queue(november + timedelta(days=2), reasons=[Reason.EXPIRED])
    still_right([story.pk], row.key, row.number, by=None, at=november + timedelta(days=2))
    assert queue(november + timedelta(days=2), reasons=[Reason.EXPIRED]) == []


def test_a_premiere_day_that_passed_comes_up_once_where_only_the_box_tells_it(season):
    tell(season, {"status": "dated", "release": window("26 October 2022")}, JUNE)
    guide(season, "<p>So.</p>", season=season.pk)
    after = datetime(2022, 10, 27, 12, 0, tzinfo=UTC)
    assert [(row.reason, row.label) for row in queue(after)] == [(Reason.EXPIRED, "status")]


def test_a_season_nobody_checked_comes_up_for_the_guide_that_only_has_its_answer(season, settings):
    settings.CHECK_AFTER_DAYS = {"awaiting": 30}
    tell(season, "awaiting", datetime(2022, 3, 1, 9, 0, tzinfo=UTC), kind="confirmation")
    guide(season, "<p>So.</p>", season=season.pk)
    april = datetime(2022, 4, 1, 12, 0, tzinfo=UTC)
    assert [row.reason for row in queue(april, reasons=[Reason.QUIET])] == [Reason.QUIET]


def test_a_premiere_day_that_passed_without_word_that_it_came_is_expired_and_gone_once_it_airs(season):
    tell(season, {"status": "dated", "release": window("26 October 2022")}, JUNE)
    guide(season, f"<p>{live(season)}</p>")
    after = datetime(2022, 10, 27, 12, 0, tzinfo=UTC)
    assert [row.reason for row in queue(after)] == [Reason.EXPIRED]
    tell(season, SeasonStatus.AIRING, after)
    assert queue(after + timedelta(minutes=1)) == []


def test_a_status_nobody_checked_for_too_long_is_quiet_until_it_is_confirmed(season, settings):
    settings.CHECK_AFTER_DAYS = {"awaiting": 30}
    tell(season, "awaiting", datetime(2022, 3, 1, 9, 0, tzinfo=UTC), kind="confirmation")
    guide(season)
    assert queue(datetime(2022, 3, 31, 12, 0, tzinfo=UTC), reasons=[Reason.QUIET]) == []
    april = datetime(2022, 4, 1, 12, 0, tzinfo=UTC)
    assert {row.reason for row in queue(april, reasons=[Reason.QUIET])} == {Reason.QUIET}
    tell(season, "awaiting", datetime(2022, 4, 1, 9, 0, tzinfo=UTC), kind="confirmation")
    assert queue(april, reasons=[Reason.QUIET]) == []


def test_twelve_months_without_word_come_up_however_often_it_was_checked(season, settings):
    settings.CHECK_AFTER_DAYS = {"awaiting": 300}
    tell(season, "awaiting", datetime(2023, 1, 20, 9, 0, tzinfo=UTC), kind="confirmation")
    assert Fact.objects.get().due_at == datetime(2023, 1, 29, tzinfo=UTC)
    guide(season)
    assert {row.reason for row in queue(datetime(2023, 1, 29, 12, 0, tzinfo=UTC), reasons=[Reason.QUIET])} == {
        Reason.QUIET
    }


# Order and owners


def test_the_gravest_come_first_then_what_most_people_read_then_the_oldest(season):
    quiet_one = guide(season, f"<p>{live(season)}</p>", headline="Least")
    few, many = guide(season, headline="Few readers"), guide(season, headline="Many readers")
    type(many).objects.filter(pk=many.pk).update(readers=500)
    ordered(season)
    later = datetime(2023, 6, 6, 12, 0, tzinfo=UTC)
    rows = queue(later, reasons=Reason.ALL)
    assert [row.article for row in rows][:2] == [many.pk, few.pk]
    assert rows[2].reason == Reason.QUIET and quiet_one.pk in {row.article for row in rows[2:]}
    first, more = page(later, size=1)
    second, _ = page(later, start=1, size=1)
    assert (more, [row.article for row in (*first, *second)]) == (True, [many.pk, few.pk])
    assert counts(later)[Reason.UNTRUE] == 2


def test_it_is_the_beat_owners_else_the_writers_and_a_stand_ins_when_they_are_away(season):
    owner, stand_in, writer = make_user("owner"), make_user("stand-in"), make_user("mina")
    guide(season, by=writer)
    ordered(season)
    later = JUNE + timedelta(hours=1)

    def whose():
        [row] = queue(later)
        return row.whose

    assert whose() == writer.pk
    Show.objects.update(beat_owner=owner)
    assert whose() == owner.pk
    assert (queue(owner=writer.pk), len(queue(owner=owner.pk)), queue(desk=True)) == ([], 1, [])
    User.objects.filter(pk=owner.pk).update(away_until=later.date(), stand_in=stand_in)
    assert whose() == stand_in.pk
    User.objects.filter(pk=owner.pk).update(stand_in=None)
    assert whose() == writer.pk
    User.objects.filter(pk=writer.pk).update(is_active=False)
    assert whose() is None and len(queue(desk=True)) == 1


def test_a_stand_in_who_is_away_hands_on_and_where_that_ends_with_nobody_it_is_the_next_in_line(season):
    owner, first, second, writer = (make_user(name) for name in ("owner", "first", "second", "mina"))
    guide(season, by=writer)
    Show.objects.update(beat_owner=owner)
    ordered(season)
    later = JUNE + timedelta(hours=1)

    def away(user, stand_in):
        User.objects.filter(pk=user.pk).update(away_until=later.date(), stand_in=stand_in)

    def whose():
        [row] = queue(later)
        assert len(queue(later, owner=row.whose) if row.whose else queue(later, desk=True)) == 1
        return row.whose

    away(owner, first)
    away(first, second)
    assert whose() == second.pk
    away(second, owner)  # a circle
    assert whose() == writer.pk
    away(second, second)
    assert whose() == writer.pk
    away(owner, owner)
    assert whose() == writer.pk
    away(owner, first)
    for gone in ({"is_active": False}, {"is_staff": False}):
        User.objects.filter(pk=first.pk).update(is_active=True, is_staff=True, away_until=None)
        assert whose() == first.pk
        User.objects.filter(pk=first.pk).update(**gone)
        assert whose() == writer.pk
    away(writer, first)
    assert whose() is None


def window(words, as_of=date(2022, 6, 6)):
    from shows.windows import parse

    return parse(words, as_of=as_of).as_json()


def test_one_report_settles_many_stories_at_one_press(season):
    stories = [guide(season, headline=f"Guide {number}") for number in range(3)]
    ordered(season)
    rows = queue()
    still_right([story.pk for story in stories], rows[0].key, rows[0].number, by=None, at=JUNE)
    assert (queue(), Vouch.objects.count()) == ([], 3)
