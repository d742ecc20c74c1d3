"""TVmaze answers brought in: what they become, what a second file changes, and what stays the desk's."""

import copy
import json
import random
from datetime import UTC, date, datetime
from io import StringIO
from itertools import permutations
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from facts.check import differences
from facts.ledger import record
from facts.models import Report, ReportKind, Source, Statement, Tier
from facts.refs import FactRef
from imports.models import Brought
from imports.tvmaze_bringing import bring_whole
from imports.tvmaze_shows import bring_show
from imports.tvmaze_status import ENDED, NO_SEASONS, RUNNING
from people.models import Person
from shows.models import Appearance, CastMember, Character, Episode, Network, Season, Show

FIXTURES = Path(__file__).parent / "fixtures" / "tvmaze"
CATALOGUES = [
    "shows-index.json", "show-embed-seasons.json", "show-embed-episodes.json", "show-embed-cast.json",
]  # fmt: skip
MARCH_2017, MAY_2018, FEBRUARY_2020 = 1490358251, 1526000000, 1582273722


def fixture(name):
    return json.loads((FIXTURES / name).read_text())


class Said:
    """What one run printed: `last` line of the output, all of it, and the error stream."""

    def __init__(self, out, err, code):
        self.out, self.err, self.code = out, err, code
        self.last = out.strip().splitlines()[-1]


def run(*paths, **options):
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("import_tvmaze", *map(str, paths), stdout=out, stderr=err, **options)
    except CommandError as problem:
        code = problem.returncode
    return Said(out.getvalue(), err.getvalue(), code)


def test_how_far_it_has_come_stands_on_standard_error(db, shared_data):
    path = shared_data / "tvmaze" / "shows-526-embed-cast.excerpt.json"
    said = run(path)
    assert f"{path}: 1 shows, 0 episodes" in said.err.splitlines()
    assert said.last.startswith("created ")


@pytest.fixture
def bring(tmp_path, db):
    """`bring(answer, …)` imports answers given as data, as `bytes` or as the names of fixtures."""

    def bring(*answers, **options):
        paths = []
        for number, answer in enumerate(answers):
            path = tmp_path / f"{number}.json"
            raw = (FIXTURES / answer).read_bytes() if isinstance(answer, str) else answer
            path.write_bytes(raw if isinstance(raw, bytes) else json.dumps(raw).encode())
            paths.append(path)
        return run(*paths, **options)

    return bring


def a_show(number=1, updated=MARCH_2017, status=RUNNING, seasons=None, episodes=None, cast=None, **values):
    """A show as TVmaze answers it, with only what a test is about."""
    lists = {"seasons": seasons, "episodes": episodes, "cast": cast}
    embedded = {key: found for key, found in lists.items() if found is not None}
    url = f"http://www.tvmaze.com/shows/{number}/a-show"
    raw = {"id": number, "url": url, "name": "A Show", "type": "Scripted", "status": status, "updated": updated}
    return raw | ({"_embedded": embedded} if embedded else {}) | values


def a_season(number, first=None, last=None, order=None, **values):
    raw = {"id": 100 + number, "number": number, "name": "", "episodeOrder": order, "premiereDate": first}
    return raw | {"endDate": last} | values


def an_episode(season, number, airdate, identity=None, **values):
    identity = identity or season * 1000 + (number or 900)
    return {"id": identity, "name": f"Part {number}", "season": season, "number": number, "airdate": airdate} | values


def statuses(show):
    return {season.number: season.status for season in show.seasons.all()}


def by_the_desk(season, name, value, as_of=date(2016, 1, 1), kind=ReportKind.NEWS):
    source = Source.objects.create(title="Press", publisher="Coast One", tier=Tier.OFFICIAL)
    record(Report(as_of=as_of, kind=kind, citing=[source]), {FactRef.of(season, name): value}, seen={})


# --- The shapes ---


def test_a_list_of_shows_becomes_shows_and_networks(bring):
    said = bring("shows-index.json")
    assert (said.last, said.code) == ("created 6, updated 0, unchanged 1, proposed 0, failed 0", 0)
    show = Show.objects.get(tvmaze_id=7001)
    assert (show.title, show.slug, show.kind, show.language, show.genres) == (
        "Harbour Lights", "harbour-lights", "scripted", "English", ["Drama"],
    )  # fmt: skip
    assert show.premise == "Harbour Lights follows a pilot & her crew.\nThey never sleep."
    assert (show.premise_credit, show.countries, show.imdb_id, show.tvdb_id) == (
        "TVmaze", ["United States"], "tt9990001", 90210,
    )  # fmt: skip
    assert show.address == "http://coastone.example/harbour-lights"


def test_network_1_is_not_web_channel_1(bring):
    bring("shows-index.json")
    coast, stream = Network.objects.get(tvmaze_network_id=1), Network.objects.get(tvmaze_channel_id=1)
    assert (coast.name, coast.country, stream.name, stream.country) == ("Coast One", "United States", "Streamline", "")
    assert list(Show.objects.order_by("tvmaze_id").values_list("network__name", flat=True)) == [
        "Coast One", "Streamline", "Coast Two",
    ]  # fmt: skip


def test_two_shows_of_one_title_stay_two(bring):
    bring("shows-index.json")
    assert list(Show.objects.filter(title="Harbour Lights").order_by("pk").values_list("slug", "tvmaze_id")) == [
        ("harbour-lights", 7001), ("harbour-lights-2", 7002),
    ]  # fmt: skip


def test_embedded_seasons_open_the_ledger_as_of_the_record(bring):
    said = bring("show-embed-seasons.json")
    assert said.last == "created 6, updated 0, unchanged 0, proposed 0, failed 0"
    show = Show.objects.get(tvmaze_id=7004)
    assert statuses(show) == {0: "complete", 1: "complete", 2: "airing", 3: "awaiting"}
    assert list(show.seasons.values_list("title", "release_earliest", "episode_order", "first_aired")) == [
        ("Specials", date(2015, 12, 24), None, date(2015, 12, 24)),
        ("", date(2015, 3, 1), 10, date(2015, 3, 1)),
        ("Ebb", date(2017, 3, 5), 10, date(2017, 3, 5)),
        ("", None, None, None),
    ]
    assert show.status == "airing"
    report = Report.objects.get()
    assert (report.kind, report.as_of, report.checked) == ("opening", date(2017, 3, 24), date(2017, 3, 24))
    source = report.preferred
    assert (source.address, source.publisher, source.title, source.tier) == (
        "https://www.tvmaze.com/shows/7004/the-long-tide", "TVmaze", "The Long Tide at TVmaze", 4,
    )  # fmt: skip
    assert list(differences()) == []


def test_embedded_episodes_make_their_season_and_its_end(bring):
    said = bring("show-embed-episodes.json")
    assert said.last == "created 6, updated 0, unchanged 0, proposed 0, failed 0"
    season = Season.objects.get()
    assert (season.number, season.status, season.final, season.show.status) == (1, "complete", True, "ended")
    assert season.release_earliest == date(2019, 10, 4)
    assert list(season.episodes.values_list("number", "title", "airdate", "summary", "summary_credit")) == [
        (1, "Boarding", date(2019, 10, 4), "The ferry leaves late.", "TVmaze"),
        (2, "Open Sea", date(2019, 10, 11), "", ""),
        (None, "Behind the Ferry", date(2019, 12, 24), "", ""),
    ]
    assert season.episodes.first().airstamp == datetime(2019, 10, 5, 1, tzinfo=UTC)


def test_embedded_cast_makes_people_and_characters_but_no_appearances(bring):
    said = bring("show-embed-cast.json")
    assert said.last == "created 10, updated 0, unchanged 0, proposed 0, failed 0"
    assert list(CastMember.objects.values_list("person__slug", "character__name", "role", "position")) == [
        ("ada-wren", "Min Tae-jun / 'No. 456'", "", 0), ("ada-wren-2", "The Voice", "voice", 1),
        ("cyril-oak", None, "self", 2),
    ]  # fmt: skip
    first = Person.objects.get(tvmaze_id=5001)
    assert (first.born, first.born_precision) == (date(1980, 5, 6), "day")
    assert (Appearance.objects.count(), Character.objects.count()) == (0, 2)
    assert Person.objects.get(tvmaze_id=5003).died is None  # a death needs the desk and a source


def test_a_bare_list_of_episodes_needs_the_show_it_belongs_to(bring):
    said = bring("shows-index.json", "episodes.json")
    assert (said.code, Episode.objects.count()) == (1, 0)
    assert "1.json: a list of episodes does not say whose they are: import it with --show ID" in said.err
    assert said.last == "created 6, updated 0, unchanged 1, proposed 0, failed 1"


def test_a_bare_list_with_its_show_is_read_as_of_that_show(bring):
    said = bring("episodes.json", "shows-index.json", show=7001)
    # The show's override goes, now that its seasons can tell.
    assert said.last == "created 11, updated 1, unchanged 1, proposed 0, failed 0"
    show = Show.objects.get(tvmaze_id=7001)
    assert (statuses(show), show.status, show.status_override) == ({1: "complete", 2: "complete"}, "ended", "")
    assert list(show.seasons.values_list("final", flat=True)) == [False, True]
    assert set(Report.objects.values_list("as_of", flat=True)) == {date(2020, 2, 21)}


def test_a_bare_list_of_an_unknown_show_is_refused(bring):
    said = bring("episodes.json", show=7001)
    assert said.last == "created 0, updated 0, unchanged 0, proposed 0, failed 1"
    assert "TVmaze's show 7001 has not been brought in: import the show first" in said.err


def test_of_two_lists_of_episodes_only_the_shows_own_goes_in(bring):
    other = [an_episode(4, 1, "2018-01-01", url="http://www.tvmaze.com/episodes/4001/somewhere-else-4x01")]
    said = bring("shows-index.json", "episodes.json", other, show=7001)
    assert (Episode.objects.count(), said.code) == (3, 1)
    assert "2.json: its addresses are not those of show 7001" in said.err


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("episode.json", "it is no catalogue: it holds a single episode, and does not say whose"),
        ("schedule.json", "it is no catalogue: it is a schedule or a search, which only mentions shows"),
        ("not-found.json", "it is no catalogue: it holds no show"),
        ([{"score": 1.0, "show": a_show()}], "it is no catalogue: it is a schedule or a search"),
        ([a_season(1)], "it is no catalogue: its records are neither shows nor episodes"),
        (["a", 1], "it is no catalogue: its records are neither shows nor episodes"),
        ("null", "it is no catalogue: it holds neither a show nor a list"),
        (b'{"id": 1, "name": ', "it is no JSON"),
        (b"\xff\xfe\x00", "it is no JSON"),
        (b"[" * 200_000, "it is no JSON"),
        (b"1" * 5000, "it is no JSON"),
    ],
)
def test_an_answer_that_is_no_catalogue_is_reported_as_such(bring, answer, reason):
    said = bring(b"null" if answer == "null" else answer, "show-embed-cast.json")
    assert said.last == "created 10, updated 0, unchanged 0, proposed 0, failed 1"
    assert said.code == 1
    assert reason in said.err


def test_a_file_that_is_not_there_is_reported_and_the_others_go_in(db, tmp_path):
    said = run(tmp_path / "none.json", tmp_path, FIXTURES / "show-embed-cast.json")
    assert said.last == "created 10, updated 0, unchanged 0, proposed 0, failed 2"
    assert "it cannot be read: No such file or directory" in said.err


# --- Once more, and newer ---


def test_a_second_run_in_any_order_changes_nothing(bring):
    bring(*CATALOGUES)
    bring("episodes.json", show=7001)
    before = list(Brought.objects.order_by("pk").values()), Statement.objects.count()
    for order in permutations(CATALOGUES):
        assert bring(*order).last == "created 0, updated 0, unchanged 29, proposed 0, failed 0"
    assert bring("episodes.json", show=7001).last == "created 0, updated 0, unchanged 5, proposed 0, failed 0"
    assert (list(Brought.objects.order_by("pk").values()), Statement.objects.count()) == before


VERSIONS = [
    a_show(updated=MARCH_2017, seasons=[a_season(1, "2016-03-01", "2016-05-01", 8), a_season(2)]),
    a_show(updated=MAY_2018, status=ENDED, name="A Renamed Show"),
    a_show(updated=MAY_2018, status=ENDED, episodes=[an_episode(1, 1, "2016-03-02"), an_episode(3, 1, "2018-04-01")]),
    a_show(updated=FEBRUARY_2020, seasons=[a_season(1, "2016-03-01", "2016-05-01", 9), a_season(2, "2017-01-01")]),
]


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_versions_brought_one_by_one_in_any_order_come_to_rest(bring, order):
    for index in order:
        bring(VERSIONS[index])
    for index in reversed(order):
        assert bring(VERSIONS[index]).last.startswith("created 0, updated 0,")
    assert Show.objects.get().title == "A Show"
    assert list(differences()) == []


def test_a_newer_file_updates_only_what_the_desk_has_not_touched(bring):
    bring(a_show(name="Old", language="English", summary="<p>Old words.</p>", genres=["Drama"]))
    show = Show.objects.get()
    show.title, show.premise_credit = "Ours", ""
    show.save()
    newer = {"name": "New", "language": "Welsh", "summary": "<p>New words.</p>", "genres": ["Comedy"]}
    assert bring(a_show(updated=MAY_2018, **newer)).last == "created 0, updated 1, unchanged 0, proposed 0, failed 0"
    show = Show.objects.get()
    assert (show.title, show.language, show.genres, show.slug) == ("Ours", "Welsh", ["Comedy"], "old")
    # Their new words would stand there without their credit, so they stay out.
    assert (show.premise, show.premise_credit) == ("Old words.", "")


def test_an_older_record_changes_nothing(bring):
    bring(a_show(updated=MAY_2018, name="New"))
    assert bring(a_show(updated=MARCH_2017, name="Old")).last == (
        "created 0, updated 0, unchanged 1, proposed 0, failed 0"
    )
    assert Show.objects.get().title == "New"


def test_an_older_record_still_brings_seasons_nobody_has_brought(bring):
    bring(a_show(updated=FEBRUARY_2020, name="New"))
    bring(a_show(updated=MARCH_2017, name="Old", seasons=[a_season(1, "2017-03-01", "2017-05-01")]))
    assert (Show.objects.get().title, Season.objects.get().status) == ("New", "airing")
    assert Statement.objects.filter(fact__name="status").get().report.as_of == date(2017, 3, 24)


def test_what_the_desk_has_deleted_stays_deleted(bring):
    bring("show-embed-cast.json")
    CastMember.objects.all().delete()
    Character.objects.all().delete()
    newer = fixture("show-embed-cast.json") | {"updated": 1704794498}
    # The two lines of the cast that need a deleted character are not read.
    assert bring(newer).last == "created 0, updated 0, unchanged 8, proposed 0, failed 0"
    assert (CastMember.objects.count(), Character.objects.count()) == (0, 0)


def test_a_renumbered_season_finds_its_numbers_free(bring):
    bring(a_show(episodes=[an_episode(1, 1, "2016-01-01", 11), an_episode(1, 2, "2016-01-08", 12)]))
    again = [an_episode(1, 1, "2015-12-25", 13), an_episode(1, 2, "2016-01-01", 11), an_episode(1, 3, "2016-01-08", 12)]
    said = bring(a_show(updated=MAY_2018, episodes=again))
    assert said.last == "created 1, updated 3, unchanged 1, proposed 0, failed 0"
    assert Season.objects.get().release_earliest == date(2015, 12, 25)
    assert list(Episode.objects.values_list("number", "tvmaze_id")) == [(1, 13), (2, 11), (3, 12)]


def test_a_show_already_here_is_found_by_its_imdb_id_and_only_filled_in(bring):
    show = Show.objects.create(title="Our Title", imdb_id="tt9990001", kind="reality")
    assert bring("shows-index.json").last == "created 5, updated 1, unchanged 1, proposed 0, failed 0"
    show.refresh_from_db()
    assert (show.title, show.kind, show.tvmaze_id, show.language) == ("Our Title", "reality", 7001, "English")


def test_a_title_alone_matches_nothing(bring):
    Show.objects.create(title="Harbour Lights")
    bring("shows-index.json")
    assert Show.objects.filter(title="Harbour Lights").count() == 3


def test_an_imdb_id_of_another_tvmaze_show_is_refused(bring):
    Show.objects.create(title="Ours", imdb_id="tt9990001", tvmaze_id=1)
    said = bring("shows-index.json")
    assert said.last == "created 4, updated 0, unchanged 0, proposed 0, failed 1"
    assert "failed: show 7001: its IMDb id tt9990001 is that of Ours, which is TVmaze's show 1" in said.err


def test_a_person_is_never_matched_by_name(bring):
    Person.objects.create(name="Cyril Oak")
    bring("show-embed-cast.json")
    assert Person.objects.filter(name="Cyril Oak").count() == 2


# --- The ledger ---


def test_a_missed_airing_is_recorded_before_complete(bring):
    bring(a_show(seasons=[a_season(1, "2017-09-01", "2017-11-01")]))
    assert Season.objects.get().status == "dated"
    said = bring(a_show(updated=MAY_2018, seasons=[a_season(1, "2017-09-08", "2017-11-01")]))
    assert said.last == "created 0, updated 1, unchanged 1, proposed 0, failed 0"
    told = Statement.objects.filter(fact__name="status").order_by("number")
    assert [(said.said, said.report.kind, said.report.as_of) for said in told] == [
        ("dated", "opening", date(2017, 3, 24)), ("airing", "news", date(2018, 5, 11)),
        ("complete", "news", date(2018, 5, 11)),
    ]  # fmt: skip
    season = Season.objects.get()
    assert (season.release_earliest, season.first_aired) == (date(2017, 9, 8), date(2017, 9, 1))
    assert list(differences()) == []


def test_what_the_desk_has_recorded_is_left_alone_and_their_word_proposed(bring):
    bring(a_show(seasons=[a_season(1, "2016-01-01", "2016-02-01"), a_season(2, order=8)]))
    by_the_desk(Season.objects.get(number=2), "status", "in_production", as_of=date(2017, 4, 1))
    newer = [a_season(1, "2016-01-01", "2016-02-01"), a_season(2, "2018-04-01", "2018-05-01", order=10)]
    said = bring(a_show(updated=MAY_2018, seasons=newer))
    season = Season.objects.get(number=2)
    assert (season.status, season.release_earliest, season.episode_order) == ("in_production", None, 10)
    assert (
        "propose A Show season 2, status: in production → complete; release: no date → 1 April 2018, as of 2018-05-11"
        in said.err
    )
    assert (said.last, said.code) == ("created 0, updated 1, unchanged 2, proposed 1, failed 0", 0)
    assert list(differences()) == []


def test_a_season_of_the_desks_own_is_matched_by_its_number_and_keeps_its_facts(bring):
    show = Show.objects.create(title="Ours", tvmaze_id=1)
    season = Season.objects.create(show=show, number=1, title="Hotel")
    by_the_desk(season, "status", "ordered", kind=ReportKind.OPENING)
    bring(a_show(seasons=[a_season(1, "2016-03-01", "2016-05-01", name="Other")]))
    season = Season.objects.get()
    assert (season.tvmaze_id, season.title, season.status) == (101, "Hotel", "ordered")


def test_ended_without_seasons_overrides_the_status_until_seasons_can_tell(bring):
    bring(a_show(status=ENDED))
    show = Show.objects.get()
    assert (show.status, show.status_override, show.override_reason) == ("ended", "ended", NO_SEASONS)
    said = bring(a_show(updated=MAY_2018, status=ENDED, seasons=[a_season(1, "2016-03-01", "2016-05-01")]))
    assert said.last == "created 1, updated 1, unchanged 0, proposed 0, failed 0"
    show = Show.objects.get()
    assert (show.status, show.status_override, show.override_reason) == ("ended", "", "")
    assert show.seasons.get().final is True


def test_an_override_the_desk_took_back_stays_away(bring):
    bring(a_show(status=ENDED))
    show = Show.objects.get()
    show.status_override = show.override_reason = ""
    show.save()
    bring(a_show(updated=MAY_2018, status=ENDED))
    assert Show.objects.get().status_override == ""


def test_a_show_that_only_turns_to_ended_marks_its_last_season_and_back(bring):
    bring(a_show(seasons=[a_season(1, "2016-03-01", "2016-05-01")]))
    assert Season.objects.get().final is False
    bring(a_show(updated=MAY_2018, status=ENDED))
    assert (Season.objects.get().final, Show.objects.get().status) == (True, "ended")
    bring(a_show(updated=FEBRUARY_2020, status=RUNNING))
    assert (Season.objects.get().final, Show.objects.get().status) == (False, "undecided")
    assert list(differences()) == []


# --- Odd records ---


ODD_SHOWS = [
    ({"id": "12"}, "failed: show '12': id is '12', not a whole number"),
    ({"id": True}, "failed: show True: id is True, not a whole number"),
    ({"id": 0}, "failed: show 0: id is 0, not between 1 and 9223372036854775807"),
    ({"id": 10**30}, "not between 1 and 9223372036854775807"),
    ({"id": None}, "failed: show without an id: id is None, not a whole number"),
    ({"name": None}, "failed: show 12: name is None, not text"),
    ({"name": "\x00\ud800 "}, "failed: show 12: name is empty"),
    ({"name": "x" * 1_000_000}, "failed: show 12: title: Ensure this value has at most 200 characters"),
    ({"updated": None}, "failed: show 12: updated is None, not a whole number"),
    ({"updated": 10**15}, "failed: show 12: updated is 1000000000000000, which lies ahead"),
    ({"genres": "Drama"}, "failed: show 12: genres is 'Drama', not a list of words"),
    ({"summary": 5}, "failed: show 12: summary is 5, not text"),
    ({"summary": "<p>" + "word " * 2000}, "failed: show 12: Premise: 9,999 characters, at most 5,000 fit."),
    ({"officialSite": "javascript:alert(1)"}, "failed: show 12: address: Enter a valid URL."),
    ({"externals": {"imdb": "12"}}, "failed: show 12: imdb is '12', not an IMDb id such as tt14169960"),
    ({"ended": "0000-00-00"}, "failed: show 12: ended is '0000-00-00', not a date"),
    ({"_embedded": []}, None),
    ({"_embedded": {"cast": {}}}, "failed: show 12: _embedded.cast is {}, not a list"),
]


@pytest.mark.parametrize(("odd", "reason"), ODD_SHOWS, ids=[str(odd)[:30] for odd, _ in ODD_SHOWS])
def test_an_odd_show_is_reported_with_its_id_and_reason_and_the_others_go_in(bring, odd, reason):
    said = bring([a_show(11), a_show(12, name="B") | odd, a_show(13), None])
    assert Show.objects.filter(tvmaze_id__in=[11, 13]).count() == 2
    failed = 1 if reason is None else 2  # the null at the end is one
    assert said.last == f"created {4 - failed}, updated 0, unchanged 0, proposed 0, failed {failed}"
    assert reason is None or reason in said.err
    assert said.code == 1


def test_an_odd_record_inside_a_show_keeps_only_itself_out(bring):
    said = bring(
        a_show(
            network={"id": 3, "name": None},
            webChannel={"id": 4, "name": "Streamline", "country": None},
            seasons=[a_season(1, "0000-00-00"), a_season(2, "2016-03-01"), a_season(-1), a_season(40_000)],
            episodes=[an_episode(2, 1, "2016-03-01"), an_episode(2, 2, "soon"), an_episode(2, 10**40, None), "three"],
            cast=[
                {"person": {"id": 1, "name": "Ada"}, "character": {"id": 2, "name": None}, "self": False},
                {"person": {"id": "1", "name": "Ada"}, "character": {"id": 3, "name": "Kim"}, "self": False},
                {"person": {"id": 4, "name": "Bo"}, "character": None, "self": "yes"},
                {"person": {"id": 5, "name": "Cy", "birthday": "1980-02-30"}, "character": None},
                7,
            ],
        )
    )
    assert said.last == "created 7, updated 0, unchanged 0, proposed 0, failed 12"
    assert (Show.objects.get().network, Network.objects.get().name) == (None, "Streamline")
    assert (Season.objects.get().number, Episode.objects.get().number) == (2, 1)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["Ada", "Bo"]
    assert (Character.objects.get().name, CastMember.objects.count()) == ("Kim", 0)
    assert "failed: season 101: premiereDate is '0000-00-00', not a date" in said.err
    assert "failed: network 3: name is None, not text" in said.err
    assert "failed: cast of show 1, line 3: self is 'yes', neither true nor false" in said.err


def test_an_episode_of_one_show_never_moves_to_another(bring):
    bring([a_show(1, episodes=[an_episode(1, 1, "2016-01-01", 11)]), a_show(2)])
    said = bring([an_episode(1, 1, "2016-01-01", 11)], show=2)
    assert "failed: episode 11 (Part 1): it belongs to another show already" in said.err
    assert Episode.objects.get().season.show.tvmaze_id == 1


def test_a_record_that_stands_twice_in_an_answer_counts_once(bring):
    cast = [{"person": {"id": 1, "name": "P"}, "character": {"id": 2, "name": "C"}, "self": False}] * 2
    seasons, episodes = [a_season(1)] * 2, [an_episode(1, 1, "2016-01-01", 11), an_episode(2, 1, "2016-01-02", 11)]
    answer = [a_show(seasons=seasons, episodes=episodes, cast=cast)] * 2
    # A show, two seasons (the second is known by its episode alone), an episode, and a person with a part.
    assert bring(answer).last == "created 7, updated 0, unchanged 7, proposed 0, failed 0"
    assert (Episode.objects.get().season.number, CastMember.objects.count()) == (1, 1)


def test_hostile_html_leaves_only_its_words(bring):
    bring(a_show(summary="<p onclick=x>A &lt;b&gt; <script>alert(1)</script><b>bold</b>\x00 \ud800word</p>"))
    assert Show.objects.get().premise == "A <b> bold word"


@pytest.mark.parametrize("repeated", [False, True])
def test_a_dry_run_says_what_it_would_do_and_does_nothing(bring, repeated):
    if repeated:
        bring("shows-index.json")
    before = Show.objects.count(), Brought.objects.count(), Report.objects.count()
    dry = bring(*CATALOGUES, "episodes.json", show=7001, dry_run=True)
    assert (Show.objects.count(), Brought.objects.count(), Report.objects.count()) == before
    assert "would create season 801 (7004/1)" in dry.out
    assert "would record The Long Tide season 1, status: awaiting word → complete, as of 2017-03-24" in dry.out
    assert bring(*CATALOGUES, "episodes.json", show=7001).last == dry.last


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("0000-00-00"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def places(node, path=()):
    """The paths to everything in a JSON value."""
    yield path
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield from places(value, (*path, key))


WHOLE = a_show(
    network={"id": 1, "name": "N", "country": {"name": "US"}}, genres=["A"], externals={"imdb": "tt1234567"},
    seasons=[a_season(1, "2016-03-01", "2016-05-01", 3)],
    episodes=[an_episode(1, 1, "2016-03-01"), an_episode(1, 2, None)],
    cast=[{"person": {"id": 1, "name": "P"}, "character": {"id": 2, "name": "C"}, "self": False, "voice": False}],
)  # fmt: skip
PLACES = [path for path in places(WHOLE) if path]


some_days = st.none() | st.dates(date(2016, 1, 1), date(2020, 6, 1)).map(str)
some_seasons = st.none() | st.builds(
    lambda rows: [a_season(number, *sorted(days, key=str), order) for number, (days, order) in enumerate(rows)],
    st.lists(st.tuples(st.tuples(some_days, some_days), st.sampled_from([None, 2, 8])), max_size=4),
)
some_episodes = st.none() | st.builds(
    lambda rows: [an_episode(season, number, day) for (season, number), day in rows.items()],
    st.dictionaries(st.tuples(st.integers(0, 3), st.none() | st.integers(1, 3)), some_days, max_size=5),
)


@st.composite
def some_versions(draw):
    """A show as it may have been answered at one of three moments."""
    raw = a_show(
        updated=draw(st.sampled_from([MARCH_2017, MAY_2018, FEBRUARY_2020])),
        status=draw(st.sampled_from([RUNNING, ENDED, "To Be Determined", "In Development", "Resting"])),
        seasons=draw(some_seasons),
        episodes=draw(some_episodes),
        name=draw(st.sampled_from(["A Show", "B"])),
    )
    return raw | draw(
        st.fixed_dictionaries({}, optional={"ended": some_days, "summary": st.sampled_from(["", "Words"])})
    )


class OddRecords(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(changes=st.lists(st.tuples(st.sampled_from(PLACES), json_values), min_size=1, max_size=3))
    @example(changes=[(("_embedded", "episodes", 0, "season"), 10**400)])
    def test_no_change_of_a_record_crashes_or_repeats(self, changes):
        raw = copy.deepcopy(WHOLE)
        for path, value in changes:
            put(raw, path, value)
        bring_whole("show", "it", lambda bringing: bring_show(bringing, raw))
        again = bring_whole("show", "it", lambda bringing: bring_show(bringing, raw))
        assert set(again.outcomes.values()) <= {"unchanged", "failed"}
        assert list(differences()) == []

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(versions=st.lists(some_versions(), min_size=2, max_size=4), data=st.data())
    def test_versions_of_a_show_come_to_rest_whatever_they_say_and_in_any_order(self, versions, data):
        for raw in data.draw(st.permutations(versions)):
            outcomes = bring_whole("show", "it", lambda bringing, raw=raw: bring_show(bringing, raw)).outcomes
            assert "failed" not in outcomes.values()
        assert list(differences()) == []
        for raw in data.draw(st.permutations(versions)):
            again = bring_whole("show", "it", lambda bringing, raw=raw: bring_show(bringing, raw))
            assert (set(again.outcomes.values()), again.lines) == ({"unchanged"}, [])


def put(node, path, value):
    """Set what stands at `path`, unless an earlier change has taken the way there."""
    try:
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = value
    except (TypeError, KeyError, IndexError):
        return


# --- Real answers ---


def test_all_real_answers_come_in_have_pages_and_a_second_run_changes_nothing(db, client, shared_data):
    files = sorted((shared_data / "tvmaze").glob("*.json"))
    said = run(*files, show=82)
    assert said.last == "created 484, updated 4, unchanged 167, proposed 0, failed 12"
    assert "season" not in said.err.replace("embed-seasons", "").replace("season-", "")
    random.Random(82).shuffle(files)
    assert run(*files, show=82).last == "created 0, updated 0, unchanged 654, proposed 0, failed 12"
    assert list(differences()) == []
    thrones = Show.objects.get(tvmaze_id=82)
    assert (thrones.status, set(statuses(thrones).values()), thrones.seasons.get(final=True).number) == (
        "ended", {"complete"}, 8,
    )  # fmt: skip
    arrow = Show.objects.get(tvmaze_id=4)
    assert (statuses(arrow)[5], statuses(arrow)[6], arrow.status) == ("airing", "awaiting", "airing")
    assert Show.objects.get(tvmaze_id=526).cast.count() == 6
    for model in (Show, Season, Person, Character, Network):
        addresses = [row.get_absolute_url() for row in model.objects.all()]
        assert addresses
        assert [address for address in addresses if client.get(address).status_code != 200] == []
