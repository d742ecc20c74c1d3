from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import count
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import CharField, Exists, F, FilteredRelation, OuterRef, Q, Value
from django.utils import timezone

from articles.models import Article
from facts.models import Fact, Report, Statement
from people.models import Person
from shows.models import CastMember, Season, Show
from shows.words import SeasonStatus
from tests.make import (
    PUBLISHED,
    make_appearance,
    make_network,
    make_person,
    make_season,
    make_show,
    make_source,
    make_story,
    record_facts,
    record_status,
)
from web.prepared import NotPrepared, prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(db):
    """A show of three seasons; the second is recorded as the last, has a cast of two and 50% as its title."""
    found = make_show(seasons=3)
    second = found.seasons.get(number=2)
    Season.objects.filter(pk=second.pk).update(title="50%s_off", first_aired=date(2022, 1, 28))
    record_facts(second, {"final": True}, source=make_source())
    make_appearance(second, make_person("Cho Yi-hyun"), "Nam-ra", position=1)
    make_appearance(second, make_person("Lomon"), "Su-hyeok", position=2)
    make_show("Another", network=make_network("Orrery+"), seasons=1)
    return found


def in_season(season):
    relation = FilteredRelation("appearances", condition=Q(appearances__season=season))
    members = CastMember.objects.annotate(now=relation).order_by("position")
    return members.values_list("person__name", "now__season")


def begun_besides(show, day):
    begun = Season.objects.filter(show=OuterRef("pk"), first_aired__lte=day)
    return Show.objects.exclude(pk=show).filter(~Exists(begun)).order_by("title").values_list("title", flat=True)


def named(title, name):
    shows = Show.objects.filter(title=title).values_list(Value("show", CharField()), "title")
    people = Person.objects.filter(name=name).values_list(Value("person", CharField()), "name")
    return shows.order_by().union(people.order_by(), all=True).order_by("title")


QUERIES = {
    "flat": (lambda number: Season.objects.filter(number=number).values_list("pk", flat=True).order_by("pk"), [1]),
    "tuples": (lambda slug: Season.objects.filter(show__slug=slug).values_list("number", "final"), ["another"]),
    "dicts": (
        lambda final: Season.objects.filter(final=final).values("number", "title", number_too=F("number")),
        [True],
    ),
    "models": (lambda number: Season.objects.filter(number__gte=number).order_by("-pk"), [2]),
    "a slice": (lambda number: Season.objects.filter(number__lt=number).order_by("-pk")[:2], [9]),
    "a day": (lambda day: Season.objects.filter(first_aired=day), [date(2022, 1, 28)]),
    "part of a word": (lambda word: Season.objects.filter(title__icontains=word), ["0%S_"]),
    "beginning": (lambda word: Season.objects.filter(title__startswith=word).values("pk"), ["50%s"]),
    "an order unseen": (
        lambda n: Season.objects.filter(number=n).order_by("show__title").distinct().values("number"),
        [1],
    ),
    "a subquery": (begun_besides, [0, date(2022, 12, 31)]),
    "a union": (named, ["Another", "Lomon"]),
    "either": (lambda a, b: Season.objects.filter(Q(number=a) | Q(title=b)).order_by("pk"), [3, "50%s_off"]),
    "one of two": (lambda a, b: Season.objects.filter(number__in=[a, b]).order_by("pk"), [3, 2]),
    "between": (lambda a, b: Season.objects.filter(number__range=(a, b)).order_by("pk"), [2, 3]),
    "the same twice": (lambda a: Season.objects.filter(Q(number=a) | Q(show__pk=a)).order_by("pk"), [1]),
}


@pytest.mark.parametrize("name", QUERIES)
def test_a_prepared_query_gives_the_rows_of_the_plain_one(show, name):
    build, arguments = QUERIES[name]
    run, plain = prepared(build), list(build(*arguments))
    assert plain
    assert run(*arguments) == plain
    assert run(*arguments) == plain
    assert list(map(type, run(*arguments))) == list(map(type, plain))


def test_each_season_is_asked_about_anew(show):
    run = prepared(in_season)
    second = show.seasons.get(number=2).pk
    assert run(second) == [("Cho Yi-hyun", second), ("Lomon", second)]
    assert run(second + 1) == [("Cho Yi-hyun", None), ("Lomon", None)]


def test_what_changed_since_is_read(show):
    run = prepared(QUERIES["flat"][0])
    before = run(4)
    fourth = make_season(show, 4)
    assert (before, run(4)) == ([], [fourth.pk])


def test_models_come_with_what_they_were_joined_with_and_annotated(show, django_assert_num_queries):
    @prepared
    def numbered(number):
        return Season.objects.for_answers().filter(number=number).annotate(half=F("number") * 2).order_by("show__title")

    numbered(2)
    with django_assert_num_queries(1):
        found = numbered(1)
        told = [
            (s.show.title, s.show.network.name, s.moved_to, s.number, s.half, s.get_deferred_fields()) for s in found
        ]
    plain = Season.objects.for_answers().filter(number=1).order_by("show__title")
    assert told == [
        ("All of Us Are Dead", "Netflix", None, 1, 2, plain[0].get_deferred_fields()),
        ("Another", "Orrery+", None, 1, 2, plain[1].get_deferred_fields()),
    ]
    assert not found[0]._state.adding
    assert found[0]._state.db == "default"


def test_days_moments_truths_and_json_come_as_python_has_them(show):
    @prepared
    def statements(final):
        said = Statement.objects.filter(fact__season__final=final)
        return said.values_list("said", "moved", "report__as_of", "fact__season__final", "fact__season__release_latest")

    season = show.seasons.get(number=3)
    record_status(season, SeasonStatus.DATED, release="27 October 2026", source=make_source("Netflix Korea"))
    assert statements(True) == [(True, PUBLISHED, date(2022, 6, 6), True, None)]
    window = {"wording": "27 October 2026", "earliest": "2026-10-27", "latest": "2026-10-27"}
    said, *rest = next(row for row in statements(False) if isinstance(row[0], dict))
    assert {name: said[name] for name in window} == window
    assert rest == [PUBLISHED, date(2022, 6, 6), False, date(2026, 10, 27)]


def test_a_moment_is_compared_to_the_microsecond_in_whatever_zone(db):
    live = prepared(lambda at: Article.objects.live(at).values_list("publish_at", flat=True))
    make_story()
    seoul = PUBLISHED.astimezone(ZoneInfo("Asia/Seoul"))
    assert live(seoul) == live(PUBLISHED) == [PUBLISHED]
    assert live(PUBLISHED - timedelta(microseconds=1)) == []


def test_a_text_is_cleaned_as_its_column_cleans_it(show):
    titled = prepared(lambda title: Show.objects.filter(title=title).values_list("slug", flat=True))
    assert titled("  Another\x00 ") == ["another"]


def test_none_is_compared_as_none(show):
    aired = prepared(lambda day: Season.objects.filter(show=show.pk, first_aired=day).values_list("number", flat=True))
    assert aired(date(2022, 1, 28)) == [2]
    assert aired(None) == [1, 3]
    assert aired(date(2022, 1, 28)) == [2]


def test_the_function_may_ask_whether_an_argument_is_none(show):
    @prepared
    def seasons(after, status):
        found = Season.objects.filter(show=show.pk).order_by("number").values_list("number", flat=True)
        found = found if after is None else found.filter(number__gt=after)
        return found if status is None else found.filter(status=status)

    assert seasons(None, None) == [1, 2, 3]
    assert seasons(1, None) == [2, 3]
    assert seasons(None, SeasonStatus.AIRING) == []
    assert seasons(2, SeasonStatus.AWAITING) == [3]


LISTED = prepared(lambda keys: Season.objects.filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("kind", [list, tuple, set, frozenset])
def test_a_list_of_any_length_stands_where_keys_are_listed(show, kind):
    keys = list(show.seasons.order_by("pk").values_list("pk", flat=True))
    assert LISTED(kind(keys)) == keys
    assert LISTED(kind(keys[:1])) == keys[:1]
    assert LISTED([*keys, *keys]) == keys


def test_an_empty_list_finds_nothing_and_asks_nothing(show, django_assert_num_queries):
    LISTED([1])
    with django_assert_num_queries(0):
        assert LISTED([]) == []


def test_an_empty_list_excludes_nothing_and_takes_nothing_from_an_alternative(show):
    besides = prepared(lambda keys: Season.objects.exclude(pk__in=keys).values_list("pk", flat=True))
    either = prepared(
        lambda keys, n: Season.objects.filter(Q(pk__in=keys) | Q(number=n)).values_list("number", flat=True)
    )
    everything = set(Season.objects.values_list("pk", flat=True))
    assert len(everything) == 4
    assert set(besides([])) == everything
    assert set(besides(list(everything)[:1])) == set(list(everything)[1:])
    assert either([], 3) == [3]


def test_what_can_have_no_rows_has_none(show):
    assert prepared(lambda n: Season.objects.none().filter(number=n))(1) == []


def test_iexact_is_refused_where_its_argument_would_be_made_a_text(show):
    titled = prepared(lambda title: Season.objects.filter(title__iexact=title).values_list("number", flat=True))
    if connection.vendor == "postgresql":
        assert titled("50%S_OFF") == [2]
        return
    with pytest.raises(NotPrepared):
        titled("50%S_OFF")


def test_lists_of_relations_and_of_words_stand_beside_single_values(show):
    @prepared
    def facts(seasons, number, names):
        found = Fact.objects.filter(season__in=seasons, number__gte=number, name__in=names)
        return found.values_list("season__number", "name")

    keys = [season.pk for season in show.seasons.all()]
    assert facts(keys, 1, ["final", "status"]) == [(2, "final")]
    assert facts(keys, 2, ["final", "status"]) == []
    assert facts(keys[:1], 1, ["final", "status"]) == []


def test_the_sql_is_built_once_for_each_kind_of_database(show, monkeypatch):
    built = []

    @prepared
    def numbered(number):
        built.append(number)
        return Season.objects.filter(number=number)

    assert len(numbered(1)) == 2
    once = len(built)
    assert len(numbered(2)) == 1
    assert len(built) == once
    monkeypatch.setattr(connection, "vendor", "another")
    numbered(2)
    assert len(built) == 2 * once


@pytest.mark.django_db(transaction=True)
def test_threads_share_a_prepared_query_and_keep_their_rows_apart():
    show = make_show(seasons=8)
    wait = Barrier(8, timeout=20)
    seasons = prepared(lambda number: Season.objects.for_answers().filter(show=show.pk, number=number))

    def ask(number):
        wait.wait()
        try:
            return [(s.number, s.show.title, s.first_aired) for _ in range(30) for s in seasons(number)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(1, 9)))
    assert answers == [[(number, "All of Us Are Dead", None)] * 30 for number in range(1, 9)]


COUNTED = count()
REFUSED = {
    "a slice by an argument": lambda n: Season.objects.all()[:n],
    "an if by an argument": lambda n: Season.objects.filter(number=n).order_by(*(["pk"] if n else [])),
    "an argument it ignores": lambda n: Season.objects.all(),
    "a prefetch": lambda n: Show.objects.filter(pk=n).prefetch_related("seasons"),
    "an argument made a text": lambda n: Season.objects.filter(title=f"{n}"),
    "an argument that is shown": lambda n: Season.objects.annotate(n=n),
    "an argument that is counted with": lambda n: Season.objects.filter(number=F("number") + n),
    "a relation in a list of singles": lambda n: Season.objects.filter(show__in=[n]),
    "isnull": lambda n: Season.objects.filter(title__isnull=n),
    "rows of a kind unknown": lambda n: Season.objects.filter(pk=n).values_list("pk", named=True),
    "rows made in Python": lambda n: Season.objects.filter(pk=n).first(),
    "an argument with and without a column": lambda n: Season.objects.annotate(n=n).filter(pk=n),
    "a day of today": lambda n: Season.objects.filter(pk=n, first_aired__lt=timezone.localdate()),
    "the present moment": lambda n: Article.objects.live().filter(pk=n),
    "a number that changes": lambda n: Season.objects.filter(pk=n, number__gt=next(COUNTED)),
    "a percent sign like a parameter": lambda n: Season.objects.filter(pk=n).extra(where=["title <> '50%%s'"]),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_prepared_is_refused_at_the_first_call(show, reason):
    with pytest.raises(NotPrepared):
        prepared(REFUSED[reason])(1)


@pytest.mark.parametrize("argument", [[1], {1}, 1.5, b"1", {"a": 1}, lambda: 1, object()])
def test_an_argument_of_the_wrong_kind_is_refused(show, argument):
    with pytest.raises(NotPrepared):
        prepared(QUERIES["flat"][0])(argument)


@pytest.mark.parametrize("argument", [1, "1", [1.5], [[1]], [None]])
def test_a_list_of_the_wrong_kind_is_refused(show, argument):
    with pytest.raises(NotPrepared):
        LISTED(argument)


def test_a_value_no_column_takes_is_refused_as_by_the_plain_queryset(show):
    with pytest.raises(ValueError, match="expected a number but got 'one'"):
        prepared(QUERIES["flat"][0])("one")


def test_a_naive_moment_is_refused_as_by_the_plain_queryset(show):
    applied = prepared(lambda at: Report.objects.filter(applied_at=at))
    with pytest.raises(RuntimeWarning, match="received a naive datetime"):
        applied(datetime(2026, 11, 12, 9, 0))
    assert len(applied(datetime(2026, 11, 12, 9, 0, tzinfo=UTC))) == 1


@pytest.mark.parametrize("arguments", [(), (1, 2)])
def test_too_few_or_too_many_arguments_are_refused(show, arguments):
    with pytest.raises(NotPrepared):
        prepared(QUERIES["flat"][0])(*arguments)
