"""`manage.py record_fact`: one report through the one door, for scripts."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from facts.management.commands.record_fact import Command
from facts.models import Fact, Report, Source
from facts.subjects import UnknownSubject, find_subject
from shows.models import Season
from tests.make import make_appearance, make_network, make_person, make_season, make_show, make_source

pytestmark = pytest.mark.django_db
SOURCE = {"as_of": "2022-06-06", "source": ["https://about.example.com/renewed"], "tier": 1}


@pytest.fixture
def season():
    return make_season(make_show(), 2)


def run(*words, capsys=None, **options):
    call_command("record_fact", *words, **(SOURCE | options))


def test_one_line_records_a_renewal_and_prints_its_rows(season, capsys):
    run("all-of-us-are-dead/2", "status=ordered", "episode_order=8")
    assert capsys.readouterr().out == (
        "recorded all-of-us-are-dead/2 status: awaiting word → ordered, as of 2022-06-06\n"
        "recorded all-of-us-are-dead/2 episode_order: none → 8, as of 2022-06-06\n"
    )
    season.refresh_from_db()
    assert (season.status, season.episode_order, Report.objects.count()) == ("ordered", 8, 1)
    source = Source.objects.get()
    assert (source.publisher, source.tier, source.title) == (
        "about.example.com",
        1,
        "https://about.example.com/renewed",
    )


def test_a_source_seen_before_needs_no_tier(season):
    source = make_source("Netflix", address="https://example.com/known", tier=2)
    run("all-of-us-are-dead/2", "status=ordered", source=[source.address], tier=None)
    assert Fact.objects.get().source == source


def test_a_better_source_beside_hearsay_decides_and_the_first_is_named(season):
    good = make_source("Netflix", address="https://example.com/known", tier=2)
    run("all-of-us-are-dead/2", "status=ordered", source=["https://trade.example.com/", good.address], tier=6)
    fact = Fact.objects.get()
    assert (fact.source.publisher, Report.objects.get().sources.count()) == ("trade.example.com", 2)


def test_release_words_and_their_certainty_are_read_against_the_as_of_date(season):
    run("all-of-us-are-dead/2", "release=later this year (estimate)")
    season.refresh_from_db()
    assert season.release_latest.isoformat() == "2022-12-31" and season.release_certainty == "estimate"


def test_standings_moves_and_deaths_are_typed_in_words(season):
    person, other = make_person(), make_person("Park Ji-hu")
    appearance = make_appearance(season, person, "Choi Nam-ra")
    make_network("Elsewhere")
    run("all-of-us-are-dead/2/cho-yi-hyun", "standing=recast by park-ji-hu")
    run("all-of-us-are-dead/2", "moved_to=elsewhere", "paused=yes")
    run("cho-yi-hyun", "died=2022-05", "--overrule", "Her agency said so.")
    appearance.refresh_from_db()
    season.refresh_from_db()
    person.refresh_from_db()
    assert (appearance.recast_by, season.moved_to.slug, season.paused) == (other, "elsewhere", True)
    assert str(person.death) == "May 2022"


def test_a_dry_run_prints_and_writes_nothing(season, capsys):
    run("all-of-us-are-dead/2", "status=ordered", dry_run=True)
    assert capsys.readouterr().out.startswith("would record all-of-us-are-dead/2 status")
    assert (Report.objects.count(), Source.objects.count(), Fact.objects.count()) == (0, 0, 0)


def test_a_report_for_later_waits(season, capsys):
    run("all-of-us-are-dead/2", "status=ordered", effective_at="2099-01-01T09:00+00:00")
    season.refresh_from_db()
    assert (season.status, Report.objects.get().effective_at) == ("awaiting", datetime(2099, 1, 1, 9, tzinfo=UTC))
    assert capsys.readouterr().out.startswith("waits: ")


@pytest.mark.parametrize(
    ("words", "options", "sentence"),
    [
        (["nowhere/2", "status=ordered"], {}, "There is no season 2 of a show “nowhere”."),
        (["all-of-us-are-dead/9", "status=ordered"], {}, "There is no season 9 of a show “all-of-us-are-dead”."),
        (["all-of-us-are-dead/2/nobody", "standing=confirmed"], {}, "There is no appearance of “nobody” in season 2"),
        (["nobody", "died=2022"], {}, "There is no person “nobody”."),
        (["a/b/c/d", "status=ordered"], {}, "is no subject: write show-slug/2"),
        (["all-of-us-are-dead/2", "status"], {}, "“status” is no FACT=VALUE."),
        (["all-of-us-are-dead/2", "mood=good"], {}, "A season has no fact “mood”; it has status, release"),
        (
            ["all-of-us-are-dead/2", "status=renewed"],
            {},
            "“renewed” is no status; the words are awaiting, in_development",
        ),
        (["all-of-us-are-dead/2", "release=soonish"], {}, "release: "),
        (["all-of-us-are-dead/2", "release=2026 (maybe)"], {}, "Certainty is one of confirmed, expected, estimate."),
        (["all-of-us-are-dead/2", "episode_order=0"], {}, "a whole number from 1 to 1,000"),
        (["all-of-us-are-dead/2", "final=perhaps"], {}, "Last season is yes or no"),
        (["all-of-us-are-dead/2", "moved_to=nowhere"], {}, "There is no network “nowhere”"),
        (["all-of-us-are-dead/2", "status=dated"], {}, "“Dated” needs the day in the same report"),
        (["all-of-us-are-dead/2", "status=ordered"], {"source": []}, "Name the source"),
        (["all-of-us-are-dead/2", "status=ordered"], {"source": ["ftp://x"]}, "“ftp://x” is no web address."),
        (["all-of-us-are-dead/2", "status=ordered"], {"source": ["https://["]}, "“https://[” is no web address."),
        (["all-of-us-are-dead/2", "status=ordered"], {"source": [""]}, "“” is no web address. Write it whole"),
        (["all-of-us-are-dead/2", "status=ordered"], {"source": ["https://a b.example/"]}, "is no web address"),
        (["all-of-us-are-dead/2", "status=ordered"], {"source": ["https://a..example/"]}, "is no web address"),
        (["all-of-us-are-dead/2", "final=yes", "final=no"], {}, "A fact is named twice"),
        (["all-of-us-are-dead/2", "status=ordered"], {"effective_at": "9999-12-31T23:59-14:00"}, "is no moment"),
        (["all-of-us-are-dead/2", "status=ordered"], {"tier": None}, "This source is new: say with --tier"),
        (
            ["all-of-us-are-dead/2", "status=ordered"],
            {"tier": 7},
            "A source of tier 6 or 7 alone may not decide status",
        ),
        (["all-of-us-are-dead/2", "status=ordered"], {"as_of": "6 June"}, "“6 June” is no date"),
        (["all-of-us-are-dead/2", "status=ordered"], {"as_of": "2099-01-01"}, "lies ahead"),
        (["all-of-us-are-dead/2", "status=ordered"], {"effective_at": "soon"}, "“soon” is no moment"),
        (["all-of-us-are-dead/2", "status=ordered"], {"effective_at": "2020-01-01T00:00"}, "That moment has passed"),
        # London's clocks skip this hour.
        (
            ["all-of-us-are-dead/2", "status=ordered"],
            {"effective_at": "2099-03-29T01:30"},
            "No clock in Europe/London shows 01:30",
        ),
        (["all-of-us-are-dead/2", "status=ordered"], {"effective_at": "2099-03-29T09:30:05"}, "leave the seconds out"),
        (["all-of-us-are-dead/2", "status=ordered"], {"kind": "correction"}, "A correction needs a note"),
        (["no\x00where\ud800/2", "status=ordered"], {}, "There is no season 2 of a show “nowhere”."),
    ],
)
def test_a_refusal_is_a_sentence_and_exit_status_1(season, words, options, sentence):
    with pytest.raises(CommandError) as refused:
        run(*words, **options)
    assert sentence in str(refused.value) and refused.value.returncode == 1
    assert (Report.objects.count(), Source.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ([], "the following arguments are required: subject, FACT=VALUE, --as-of"),
        (["all-of-us-are-dead/2", "status=ordered", "--as-of", "2022-06-06", "--tier", "8"], "invalid choice: 8"),
        (["all-of-us-are-dead/2", "status=ordered", "--as-of", "2022-06-06", "--kind", "gossip"], "invalid choice"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_likewise(capsys, line, sentence):
    with pytest.raises(SystemExit) as refused:
        Command().run_from_argv(["manage.py", "record_fact", *line])
    said = capsys.readouterr()
    assert (refused.value.code, said.out) == (1, "")
    assert said.err.startswith("CommandError: ") and sentence in said.err


def test_a_new_source_named_twice_is_one_source(season):
    address = "https://about.example.com/renewed"
    run("all-of-us-are-dead/2", "status=ordered", source=[address, address])
    assert list(Report.objects.get().sources.values_list("address", flat=True)) == [address]


def test_a_source_that_differs_moves_nothing_and_the_row_says_so(season, capsys):
    run("all-of-us-are-dead/2", "status=ordered")
    run("all-of-us-are-dead/2", "status=in_production", kind="dissent")
    assert capsys.readouterr().out.endswith(
        "recorded all-of-us-are-dead/2 status: ordered stands, the source says in production, as of 2022-06-06\n"
    )
    season.refresh_from_db()
    assert season.status == "ordered"


@pytest.mark.parametrize("number", ["000000005" + "9" * 5000, "1001", "0", "-1", "5.5", "٥"])
def test_a_number_of_episodes_that_cannot_be_is_refused_with_a_sentence(season, number):
    with pytest.raises(CommandError, match="Episode order is a whole number from 1 to 1,000, or none"):
        run("all-of-us-are-dead/2", f"episode_order={number}")


def test_a_megabyte_anywhere_is_refused_and_not_stored(season):
    huge = "x" * 1_000_000
    for words, options in [
        ([huge, "status=ordered"], {}),
        (["all-of-us-are-dead/2", f"release={huge}"], {}),
        (["all-of-us-are-dead/2", "status=ordered"], {"note": huge}),
        (["all-of-us-are-dead/2", "status=ordered"], {"publisher": huge}),
        (["all-of-us-are-dead/2", "status=ordered"], {"source": [f"https://example.com/{huge}"]}),
    ]:
        with pytest.raises(CommandError):
            run(*words, **options)
    assert Season.objects.get(pk=season.pk).status == "awaiting"


def test_subjects_are_found_by_slugs(season):
    appearance = make_appearance(season, make_person(), "Choi Nam-ra")
    assert find_subject("all-of-us-are-dead/2") == season
    assert find_subject("all-of-us-are-dead/2/cho-yi-hyun") == appearance
    assert find_subject("cho-yi-hyun") == appearance.cast_member.person
    with pytest.raises(UnknownSubject):
        find_subject("all-of-us-are-dead/٢")
