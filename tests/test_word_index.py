"""What the desk's long lists find: by whole words and the beginning of the last, by an index of either database."""

import pytest
from django.db import connection

from articles.models import Article
from facts.models import Report, Source
from tests.make import make_draft, make_season, make_show, make_source, record_status
from web import word_index
from web.word_index import search

pytestmark = pytest.mark.django_db


def stories(typed):
    """The headlines found, in the order of their making."""
    return [story.draft_headline for story in found(typed).order_by("pk")]


def found(typed):
    return search(Article.objects.all(), typed, {"pk": Article.word_index})


@pytest.fixture
def three():
    return [
        make_draft("Élite season 8: what we know", slug="elite-season-8"),
        make_draft("The harbour at night", slug="harbour-night"),
        make_draft("A night in Élancourt", slug="second-night"),
    ]


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("elite", [0]), ("ÉLITE", [0]), ("el", [0, 2]), ("night", [1, 2]), ("night harb", [1]), ("harb night", []),
        ('"at night"', [1]), ('"night at"', []), ("second", [2]), ("harbour-night", [1]), ("8", [0]), ("lite", []),
        ("", [0, 1, 2]), ("  ", [0, 1, 2]), ("?!", []), ("*", []), ("night OR harbour", []), ('"', []),
        ("night: (x", []), ("nowhere", []),
    ],
)  # fmt: skip
def test_words_are_found_whole_and_the_last_by_its_beginning(three, typed, places):
    assert stories(typed) == [three[place].draft_headline for place in places]


@pytest.mark.parametrize("few", [0, 1, 1000])
def test_a_common_word_finds_the_same(three, monkeypatch, few):
    monkeypatch.setattr(word_index, "FEW", few)
    assert stories("night") == ["The harbour at night", "A night in Élancourt"]
    assert stories("night second") == ["A night in Élancourt"]


def test_any_number_of_words_is_weighed_at_once(three, django_assert_num_queries):
    with django_assert_num_queries(2 if connection.vendor == "sqlite" else 1):
        assert len(found("the harbour at night")) == 1


def test_what_is_written_anew_is_found_anew(three):
    Article.objects.filter(pk=three[1].pk).update(draft_headline="The quay at dawn")
    assert stories("harbour") == ["The quay at dawn"]  # by its address
    assert stories("quay") == ["The quay at dawn"]
    Article.objects.filter(pk=three[1].pk).update(slug="quay")
    assert stories("harbour") == []
    three[2].delete()
    assert stories("night") == []


def test_sources_are_found_by_title_publisher_and_address():
    source = make_source("Deadline", title="Season two is on", address="https://deadline.example/2026/renewed-1")
    make_source("Variety", title="Other", address="https://variety.example/2026/other")
    for typed in ("season", "deadline", "deadline.example/2026/ren", "two deadline"):
        assert list(search(Source.objects.all(), typed, {"pk": Source.word_index})) == [source]
    assert search(Source.objects.all(), "2026", {"pk": Source.word_index}).count() == 2


def test_reports_are_found_by_their_note_and_by_their_source(client, editor):
    source = make_source("Deadline", title="Season two is on")
    report = record_status(make_season(make_show()), "ordered", source=source, note="Said at the fair.")
    address = "/admin/facts/report/"
    for typed in ("fair", "deadline", "fair deadline", "two said"):
        page = client.get(address, {"q": typed}).content.decode()
        assert f"{address}{report.pk}/change/" in page
    assert f"{address}{report.pk}/change/" not in client.get(address, {"q": "fair variety"}).content.decode()


def plan(rows):
    return rows.explain()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has one way")
def test_rare_words_are_looked_up_and_common_ones_compared(three, monkeypatch):
    listed = Article.objects.order_by("-touched", "-pk").only("touched")
    rare = plan(search(listed, "night", {"pk": Article.word_index})[:50])
    assert "VIRTUAL TABLE INDEX" in rare and "SEARCH articles_article USING INTEGER PRIMARY KEY" in rare
    monkeypatch.setattr(word_index, "FEW", 1)
    common = plan(search(listed, "night", {"pk": Article.word_index})[:50])
    assert "INDEX stories_touched" in common and "TEMP B-TREE" not in common


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has tables of their own for this")
@pytest.mark.parametrize("model", [Article, Source, Report])
def test_words_are_looked_up_in_an_index(model):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert f"{model._meta.db_table}_words" in plan(search(model.objects.all(), "night", {"pk": model.word_index}))
