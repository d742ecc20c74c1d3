"""The desk's lists are read by an index each: what they pass over costs nothing, however many stories there are."""

from datetime import timedelta

import pytest
from django.db import connection

from articles import rights
from articles.models import Article
from staff import notices
from staff.models import Notice, User
from tests.make import (
    PUBLISHED,
    make_cast,
    make_character,
    make_draft,
    make_person,
    make_season,
    make_show,
    make_story,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/article/"


def listed(**asked):
    """The rows of a list, in its order."""
    return Article.objects.filter(**asked).order_by("-touched", "-pk")


on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by what is in its tables")


@on_sqlite
@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (lambda me: listed(kind="guide"), "stories_of_kind"),
        (lambda me: listed(kind="guide", state="draft"), "stories_of_kind"),
        (lambda me: listed(owner=me, state="draft"), "stories_of_writer_in"),
        (lambda me: listed(assigned_to=me), "stories_given_list"),
        (lambda me: Article.objects.late().order_by(), "stories_due"),
        (lambda me: Article.objects.unfinished().filter(assigned_to=me).order_by(), "stories_given"),
    ],
)
def test_a_list_is_counted_and_read_by_its_index(rows, index):
    plan = rows(make_user()).explain()
    assert f" {index} " in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan


def test_a_search_that_finds_nothing_reads_no_page_of_rows(client, django_assert_max_num_queries):
    client.force_login(make_user(groups=["Editors"]))
    make_draft("Renewed")
    assert "Renewed" in client.get(f"{LIST}?q=renewed").content.decode()
    with django_assert_max_num_queries(12) as captured:
        assert "0 stories" in client.get(f"{LIST}?q=nowhere").content.decode()
    searched = [query["sql"] for query in captured.captured_queries if "nowhere" in query["sql"].lower()]
    assert all("COUNT(*)" in sql.upper() for sql in searched)
    assert len(searched) == (2 if connection.vendor == "sqlite" else 1)


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [("yi-hyun dead", True), ("nam-ra", True), ('"Of Us Are"', True), ("Us nowhere", False), ("'", False)],
)
def test_a_cast_is_searched_by_person_character_and_show(client, typed, is_found):
    client.force_login(make_user(groups=["Editors"]))
    show = make_show()
    member = make_cast(show, make_person("Cho Yi-hyun"), make_character(show, "Choi Nam-ra"))
    make_cast(make_show("Marrow Quay"), make_person("Ilse Marr"))
    page = client.get("/admin/shows/castmember/", {"q": typed}).content.decode()
    assert (f"/admin/shows/castmember/{member.pk}/change/" in page) == is_found
    assert "Ilse Marr" not in page


def test_whose_beat_a_story_is_of_is_asked_by_key():
    me = make_user(groups=["Trusted writers"])
    show = make_show(beat_owner=me)
    story = make_story(shows=[show], season=make_season(show, 1).pk, by=me)
    assert rights.may_publish(me, story) and rights.may_take_down(me, story)
    other = make_season(make_show("Marrow Quay"), 1)
    Article.objects.filter(pk=story.pk).update(season=other)
    again = User.objects.get(pk=me.pk)  # as at their next request
    assert not rights.may_take_down(again, Article.objects.get(pk=story.pk))
    if connection.vendor == "sqlite":
        assert "SCAN" not in rights.shows_of(story, story.latest.document).explain()


def test_notices_are_found_among_all_that_somebody_was_ever_told():
    me = make_user()
    rows = [
        Notice(user=me, kind="comment", words=f"Said {number}", at=PUBLISHED + timedelta(minutes=number),
               seen_at=PUBLISHED if number > 2 else None)
        for number in range(300)
    ]  # fmt: skip
    Notice.objects.bulk_create(rows)
    words = [group[0].words for group in notices.on_desk(me)]
    assert words[:3] == ["Said 2", "Said 1", "Said 0"]
    assert words[3:] == [f"Said {number}" for number in range(299, 202, -1)]
