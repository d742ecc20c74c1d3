"""Where TVmaze disagrees with what the desk has recorded: proposed field by field, each difference once."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from facts import decisions
from facts.check import differences
from facts.models import Report, ReportKind, Stage, Statement
from facts.rules import Refused
from imports.tvmaze_bringing import bring_whole
from imports.tvmaze_shows import bring_show
from imports.tvmaze_status import ENDED, TO_BE_DETERMINED
from shows.models import Season
from shows.windows import parse
from tests.make import make_user, record_facts
from tests.test_import_tvmaze import (  # noqa: F401 - bring is a fixture
    FEBRUARY_2020,
    MARCH_2017,
    MAY_2018,
    a_season,
    a_show,
    bring,
    run,
    some_versions,
)

pytestmark = pytest.mark.django_db

DAY = 24 * 60 * 60
FIRST = a_season(1, "2016-01-01", "2016-02-01")
NOTHING = "created 0, updated 0, unchanged 3, proposed 0, failed 0"


def said(proposal):
    """{fact: (ours, theirs)} of a proposal."""
    return {row.fact.name: (row.before, row.said) for row in proposal.statements.select_related("fact")}


def proposals():
    return list(Report.objects.proposed().order_by("pk"))


def in_march(**season):
    """TVmaze as of 24 March 2017: season 1 complete, season 2 with an order of 8 and so ordered."""
    return a_show(seasons=[FIRST, a_season(2, order=8, **season)])


def in_may(*days, **season):
    """TVmaze as of 11 May 2018, with the days of season 2."""
    return a_show(updated=MAY_2018, seasons=[FIRST, a_season(2, *days, **{"order": 8, **season})])


def day(text):
    return parse(text, as_of=date(2018, 1, 1)).as_json()


def by_the_desk(as_of=date(2018, 1, 10), number=2, kind=ReportKind.NEWS, **values):
    note = "Ours was wrong." if kind == ReportKind.CORRECTION else ""
    season = Season.objects.get(number=number)
    return record_facts(season, values, as_of=as_of, kind=kind, note=note)


def test_a_difference_is_proposed_with_ours_and_theirs_and_ours_stands(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(episode_order=10)
    answer = bring(in_may(order=12))
    assert answer.last == "created 0, updated 0, unchanged 3, proposed 1, failed 0"
    assert "propose A Show season 2, episode_order: 10 → 12, as of 2018-05-11" in answer.err
    [proposal] = proposals()
    assert said(proposal) == {"episode_order": (10, 12)}
    assert (proposal.kind, proposal.as_of, proposal.by, proposal.note) == (
        "news", date(2018, 5, 11), None, "TVmaze has episode order “12” where we had “10”.",
    )  # fmt: skip
    assert (proposal.preferred.publisher, proposal.preferred.tier) == ("TVmaze", 4)
    assert Season.objects.get(number=2).episode_order == 10
    assert list(differences()) == []


def test_the_same_difference_is_never_proposed_twice_open_or_declined(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(episode_order=10)
    bring(in_may(order=12))
    assert bring(in_may(order=12)).last == NOTHING
    decisions.decline(proposals()[0], by=make_user(), reason="The network says ten.")
    assert bring(in_may(order=12)).last == NOTHING
    later = in_may(order=12) | {"updated": FEBRUARY_2020}
    assert bring(later).last == NOTHING
    assert Report.objects.filter(stage=Stage.DECLINED).count() == 1


def test_another_value_of_theirs_or_of_ours_is_another_difference(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(episode_order=10)
    bring(in_may(order=12))
    assert bring(in_may(order=13) | {"updated": FEBRUARY_2020}).last.endswith("proposed 1, failed 0")
    by_the_desk(episode_order=11, as_of=date(2021, 1, 1))
    assert bring(in_may(order=13) | {"updated": FEBRUARY_2020}).last.endswith("proposed 1, failed 0")
    assert [said(each)["episode_order"] for each in Report.objects.filter(by=None).exclude(note="").order_by("pk")] == [
        (10, 12), (10, 13), (11, 13),
    ]  # fmt: skip
    # Ours was newer than their word by then, so that only a correction can bring theirs.
    assert [(each.kind, said(each)["episode_order"]) for each in proposals()] == [("correction", (11, 13))]


def test_a_proposal_is_withdrawn_once_they_say_something_else_and_made_again_when_they_say_it_again(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(episode_order=10)
    bring(in_may(order=12))
    bring(in_may(order=10) | {"updated": FEBRUARY_2020})
    assert proposals() == []
    gone = Report.objects.get(stage=Stage.CANCELLED)
    assert gone.decision == "Withdrawn: TVmaze no longer says so, as of 2020-02-21."
    with pytest.raises(decisions.DecidedAlready, match="this report is cancelled now"):
        decisions.accept(gone, by=make_user())
    bring(in_may(order=12) | {"updated": FEBRUARY_2020 + DAY})
    assert [said(each) for each in proposals()] == [{"episode_order": (10, 12)}]
    # Their silence is no other word of theirs, and yet nobody says twelve any more.
    bring(in_may(order=None) | {"updated": FEBRUARY_2020 + 2 * DAY})
    assert proposals() == []
    assert list(differences()) == []


def test_a_proposal_is_withdrawn_once_the_desk_has_recorded_the_same_or_something_else(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(episode_order=10)
    bring(in_may(order=12))
    by_the_desk(as_of=date(2019, 1, 1), episode_order=12)
    answer = bring(in_may(order=12), dry_run=True)
    assert "would withdraw the proposal of A Show season 2, episode_order: the desk has recorded" in answer.out
    assert len(proposals()) == 1
    bring(in_may(order=12))
    assert proposals() == []
    assert Report.objects.get(stage=Stage.CANCELLED).decision.startswith("Withdrawn: the desk has recorded something")


def test_an_older_answer_withdraws_nothing(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(episode_order=10)
    bring(in_may(order=12))
    bring(in_march() | {"updated": MARCH_2017 - DAY})
    assert [said(each) for each in proposals()] == [{"episode_order": (10, 12)}]


def test_a_last_season_they_no_longer_name_is_withdrawn_and_other_proposals_stay(bring):  # noqa: F811
    seasons = [FIRST, a_season(2, "2017-01-01", "2017-02-01", order=8)]
    bring(a_show(seasons=seasons))
    by_the_desk(number=1, final=True)
    by_the_desk(episode_order=10)
    ended = a_show(updated=FEBRUARY_2020, status=ENDED, seasons=seasons)
    bring(ended)
    named = {fact for each in proposals() for fact in said(each)}
    assert named == {"final", "episode_order"}
    bring(ended | {"updated": FEBRUARY_2020 + DAY, "status": TO_BE_DETERMINED})
    assert {fact for each in proposals() for fact in said(each)} == {"episode_order"}


def test_once_accepted_or_recorded_by_the_desk_itself_there_is_no_difference(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(episode_order=10)
    bring(in_may(order=12))
    decisions.accept(proposals()[0], by=make_user())
    assert Season.objects.get(number=2).episode_order == 12
    assert bring(in_may(order=12)).last == NOTHING
    by_the_desk(episode_order=14, as_of=date(2019, 1, 1))
    bring(in_may(order=15) | {"updated": FEBRUARY_2020})
    by_the_desk(episode_order=15, as_of=date(2020, 3, 1))
    assert bring(in_may(order=15) | {"updated": FEBRUARY_2020}).last == NOTHING
    assert list(differences()) == []


def test_an_accepted_proposal_that_is_taken_back_is_not_proposed_again(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(episode_order=10)
    bring(in_may(order=12))
    editor = make_user()
    accepted = decisions.accept(proposals()[0], by=editor)
    decisions.undo(accepted, by=editor, reason="It was ten after all.")
    assert Season.objects.get(number=2).episode_order == 10
    assert bring(in_may(order=12)).last == NOTHING


def test_a_file_brought_before_is_held_against_what_the_desk_has_recorded_since(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(episode_order=10)
    assert bring(in_march()).last == "created 0, updated 0, unchanged 3, proposed 1, failed 0"
    [proposal] = proposals()
    assert (said(proposal), proposal.kind) == ({"episode_order": (10, 8)}, "correction")
    assert bring(in_march()).last == NOTHING


def test_status_and_release_are_decided_apart_where_they_can_be(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(status="airing", release=day("2 April 2018"))
    bring(in_may("2018-04-01", "2018-05-01"))
    assert [(each.kind, list(said(each))) for each in proposals()] == [("news", ["release"]), ("news", ["status"])]
    for each in proposals():
        decisions.accept(each, by=None)
    season = Season.objects.get(number=2)
    assert (season.status, season.release_earliest) == ("complete", date(2018, 4, 1))


def test_a_dated_season_is_proposed_with_its_day(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(status="in_production", release=day("2019"))
    bring(in_may("2018-09-01"))
    [proposal] = proposals()
    assert said(proposal)["status"] == ("in_production", "dated")
    assert [value["earliest"] for value in said(proposal)["release"]] == ["2019-01-01", "2018-09-01"]
    decisions.accept(proposal, by=make_user())
    assert Season.objects.get(number=2).status == "dated"


def test_what_only_a_correction_could_do_is_proposed_as_one(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(number=1, kind=ReportKind.CORRECTION, status="in_production")
    bring(in_may())
    [proposal] = proposals()
    assert (said(proposal), proposal.kind, proposal.note) == (
        {"status": ("in_production", "complete")}, "correction",
        "TVmaze has status “complete” where we had “in production”.",
    )  # fmt: skip
    decisions.accept(proposal, by=make_user())
    assert Season.objects.get(number=1).status == "complete"
    assert list(differences()) == []


@pytest.mark.parametrize("words", ["September 1, 2018", "1 September 2018 (expected)"])
def test_the_same_day_in_other_words_is_no_difference(bring, words):  # noqa: F811
    from facts.values import FACTS

    bring(in_march())
    release = FACTS["season"]["release"].parse(words, as_of=date(2018, 1, 1))
    by_the_desk(status="dated", release=release)
    assert bring(in_may("2018-09-01")).last == NOTHING


def test_no_date_of_theirs_is_silence_and_no_difference(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(release=day("2019"))
    assert bring(in_may()).last == NOTHING


def test_a_status_they_have_not_heard_of_yet_is_no_difference_until_their_record_is_newer(bring):  # noqa: F811
    undecided = in_may(order=None) | {"status": TO_BE_DETERMINED}
    bring(undecided)
    by_the_desk(status="ordered", as_of=date(2018, 6, 1))
    assert bring(undecided).last == NOTHING
    assert bring(undecided | {"updated": FEBRUARY_2020}).last.endswith("proposed 1, failed 0")
    assert said(proposals()[0]) == {"status": ("ordered", "awaiting")}


def test_another_last_season_than_the_desks_is_proposed(bring):  # noqa: F811
    seasons = [FIRST, a_season(2, "2017-01-01", "2017-02-01")]
    bring(a_show(seasons=seasons))
    by_the_desk(number=1, final=True)
    assert bring(a_show(updated=MAY_2018, seasons=seasons)).last == NOTHING
    ended = a_show(updated=FEBRUARY_2020, status=ENDED, seasons=seasons)
    assert bring(ended).last == "created 0, updated 1, unchanged 2, proposed 1, failed 0"
    assert said(proposals()[0]) == {"final": (True, False)}
    assert bring(ended).last == NOTHING


def test_a_dry_run_says_what_it_would_propose_and_writes_nothing(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(episode_order=10)
    dry = bring(in_may(order=12), dry_run=True)
    assert "would propose A Show season 2, episode_order: 10 → 12, as of 2018-05-11" in dry.out
    assert dry.last == "created 0, updated 0, unchanged 3, proposed 1, failed 0"
    assert proposals() == []
    assert bring(in_may(order=12)).last == dry.last


def test_a_source_renamed_at_the_desk_makes_no_difference_new(bring):  # noqa: F811
    bring(in_march())
    by_the_desk(episode_order=10)
    bring(in_may(order=12))
    source = proposals()[0].preferred
    source.publisher = "TVmaze.com"
    source.save()
    assert bring(in_may(order=12)).last.endswith("proposed 0, failed 0")


def test_all_real_answers_against_a_desk_that_says_otherwise(shared_data):
    files = sorted((shared_data / "tvmaze").glob("*.json"))
    run(*files, show=82)
    last = Season.objects.get(show__tvmaze_id=82, number=8)
    ours = {"release": day("15 April 2019"), "final": False}
    record_facts(last, ours, as_of=date(2026, 1, 1), kind="correction", note="Ours.")
    assert run(*files, show=82).last == "created 0, updated 0, unchanged 654, proposed 2, failed 12"
    final, release = sorted((said(each) for each in proposals()), key=min)
    assert final == {"final": (False, True)}
    assert [value["earliest"] for value in release["release"]] == ["2019-04-15", "2019-04-14"]
    assert run(*files, show=82).last == "created 0, updated 0, unchanged 654, proposed 0, failed 12"
    assert list(differences()) == []


WORDS = {
    "status": st.sampled_from(["awaiting", "ordered", "in_production", "airing", "complete", "not_happening"]),
    "release": st.sampled_from([None, day("2019"), day("1 April 2018"), day("May 2017")]),
    "episode_order": st.sampled_from([None, 2, 9]),
    "final": st.booleans(),
}
some_desk = st.lists(
    st.tuples(st.sampled_from(sorted(WORDS)), st.integers(0, 3), st.dates(date(2016, 1, 1), date(2020, 6, 1))),
    max_size=5,
)


class ADeskThatDisagrees(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(versions=st.lists(some_versions(), min_size=1, max_size=3), desk=some_desk, data=st.data())
    def test_every_difference_comes_to_rest_and_can_be_accepted(self, versions, desk, data):
        for raw in versions:
            bring_whole("show", "it", lambda bringing, raw=raw: bring_show(bringing, raw))
        for name, number, as_of in desk:
            for season in Season.objects.filter(number=number):
                value = data.draw(WORDS[name])
                try:
                    record_facts(season, {name: value}, as_of=as_of, kind="correction", note="Ours.")
                except Refused:  # such as a dated season without its day
                    continue
        raw = data.draw(st.sampled_from(versions))
        found = bring_whole("show", "it", lambda bringing: bring_show(bringing, raw))
        assert [note for note in found.notes if "left alone" in note] == []
        assert Report.objects.proposed().count() == len(found.proposals)
        again = bring_whole("show", "it", lambda bringing: bring_show(bringing, raw))
        assert (set(again.outcomes.values()), again.lines, again.proposals) == ({"unchanged"}, [], [])
        for proposal in proposals():
            decisions.accept(proposal, by=None)
        assert list(differences()) == []
        assert Statement.objects.filter(report__stage=Stage.PROPOSED).count() == 0
