"""How we speak to the web: headers, old addresses, versions, the purge outbox."""

import threading
from datetime import UTC, datetime, timedelta
from http.client import BadStatusLine

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client, RequestFactory

from people.models import Person
from shows.models import Season, Show
from tests.listening import Listener, listening
from tests.make import make_character, make_person, make_season, make_show
from web import outgoing
from web.among import Among
from web.answers import public, seconds_left
from web.bases import SecondSaver
from web.models import OldAddress, Purge
from web.outbox import send_due, touch

BEGAN = datetime(2026, 11, 12, 9, 0, 20, tzinfo=UTC)


@pytest.mark.parametrize(("later", "left"), [(0, 40), (0.2, 39), (39.5, 0), (40, 0), (400, 0)])
def test_an_answer_may_be_shared_for_the_rest_of_the_minute_its_reading_began_in(later, left):
    assert seconds_left(BEGAN, BEGAN + timedelta(seconds=later)) == left


def answer(keys, **headers):
    request = RequestFactory().get("/", headers=headers)
    request.began = BEGAN
    return public(request, HttpResponse("text"), keys=keys)


def test_a_public_answer_names_its_keys_once_and_at_most_32():
    response = answer(["show-1", "show-1", *(f"show-{n}" for n in range(2, 50))])
    assert response["Surrogate-Key"].split() == [f"show-{n}" for n in range(1, 33)]
    assert response["Cache-Control"] == "public, s-maxage=0, stale-if-error=86400"
    assert "Last-Modified" not in response and "Vary" not in response


def test_a_reader_who_has_the_answer_already_gets_a_304():
    etag = answer([])["ETag"]
    again = answer([], **{"If-None-Match": etag})
    assert (again.status_code, again["ETag"], again.content) == (304, etag, b"")


# Addresses


@pytest.mark.django_db
def test_slugs_are_never_empty_and_never_double():
    slugs = [Show.objects.create(title=title).slug for title in ("💥", "The Flash", "The Flash", "Шоу", "Feed")]
    assert slugs[1:3] == ["the-flash", "the-flash-2"]
    assert slugs[0].startswith("show-") and slugs[3].startswith("show-") and slugs[4] == "feed-2"
    assert len(set(slugs)) == 5


@pytest.mark.django_db
def test_a_duplicate_slug_is_refused_by_the_database():
    Show.objects.create(title="A", slug="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        Show.objects.create(title="B", slug="same")


@pytest.mark.django_db
def test_a_renamed_show_takes_its_seasons_and_characters_along(client):
    show = make_show(seasons=1)
    character = make_character(show)
    show.slug = "renamed"
    show.save()
    character.slug = "nam-ra"
    character.save()
    for old, new in [
        ("/shows/all-of-us-are-dead/", "/shows/renamed/"),
        ("/shows/all-of-us-are-dead/season-1/?q=1", "/shows/renamed/season-1/?q=1"),
        ("/shows/all-of-us-are-dead/characters/choi-nam-ra/", "/shows/renamed/characters/nam-ra/"),
    ]:
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, new)
        assert client.get(response["Location"]).status_code == 200


@pytest.mark.django_db
def test_a_new_owner_of_an_old_slug_keeps_it(client):
    first = make_person()
    first.slug = "cho"
    first.save()
    second = Person.objects.create(name="Another", slug="cho-yi-hyun")
    assert client.get("/people/cho-yi-hyun/").context["person"] == second
    first.slug = "cho-yi-hyun-1"
    first.save()
    assert client.get("/people/cho/")["Location"] == "/people/cho-yi-hyun-1/"


@pytest.mark.django_db
def test_a_slug_taken_back_is_no_old_address_any_more():
    person = make_person()
    for slug in ("other", "cho-yi-hyun"):
        person.slug = slug
        person.save()
    assert list(OldAddress.objects.values_list("slug", flat=True)) == ["other"]


@pytest.mark.django_db
def test_a_slug_made_from_a_name_never_takes_an_old_address_of_something_else(client):
    first = make_show("Agate")
    first.slug = "agate-2019"
    first.save()
    assert Show.objects.create(title="Agate").slug == "agate-2"
    assert client.get("/shows/agate/")["Location"] == "/shows/agate-2019/"


# Versions


@pytest.mark.django_db
def test_the_second_saver_is_refused_and_nothing_of_theirs_is_written():
    show = make_show()
    mine, theirs = Show.objects.get(pk=show.pk), Show.objects.get(pk=show.pk)
    theirs.premise = "Theirs"
    theirs.save()
    mine.premise = "Mine"
    with pytest.raises(SecondSaver):
        mine.save()
    assert Show.objects.get(pk=show.pk).premise == "Theirs"
    theirs.premise = "Theirs again"
    theirs.save()
    assert Show.objects.get(pk=show.pk).version == show.version + 2


@pytest.mark.django_db(transaction=True)
def test_of_many_savers_at_once_each_text_is_kept_or_its_saver_told():
    """Twenty threads each read the row and add a mark; every mark that was not refused is in the row at the end."""
    show = make_show()
    kept, barrier = [], threading.Barrier(20)

    def save(mark):
        try:
            barrier.wait()
            for _ in range(50):
                mine = Show.objects.get(pk=show.pk)
                mine.premise += f"{mark} "
                try:
                    mine.save()
                except SecondSaver:
                    continue
                kept.append(str(mark))
                return
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[mark]) for mark in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 20
    assert sorted(Show.objects.get(pk=show.pk).premise.split()) == sorted(kept)


@pytest.mark.django_db
def test_a_season_saved_by_update_fields_never_writes_a_fact():
    season = make_season(make_show())
    season.status = "ordered"
    season.save(update_fields=["status", "title"])
    assert Season.objects.get(pk=season.pk).status == "awaiting"


# The outbox


class Edge(Listener):
    purged = []

    def do_PURGE(self):
        self.purged.append((self.headers["Surrogate-Key"], self.headers["xkey-purge"]))
        self.answer()


@pytest.fixture
def edge(settings):
    Edge.purged = []
    with listening(Edge) as settings.EDGE_PURGE_URL:
        yield Edge


@pytest.mark.django_db
def test_nothing_is_written_where_no_edge_is_configured():
    touch("show-1")
    assert not Purge.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_keys_are_sent_once_the_change_has_committed(edge):
    with transaction.atomic():
        touch("show-2", "facts", "show-2")
        assert edge.purged == []
    assert edge.purged == [("facts show-2", "facts show-2")]
    assert not Purge.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_saving_and_deleting_something_forgets_the_pages_that_show_it(edge):
    show = make_show()
    edge.purged.clear()
    show.premise = "New words."
    show.save()
    season = make_season(show)
    season.delete()
    assert [keys for keys, _ in edge.purged] == [
        f"show-{show.pk} shows",
        f"facts show-{show.pk}",
        f"facts show-{show.pk}",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_purges_nothing(edge):
    with transaction.atomic():
        touch("show-1")
        transaction.set_rollback(True)
    assert (edge.purged, Purge.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_an_edge_that_fails_is_tried_again_ever_more_rarely(edge, caplog):
    edge.answers = [503, 503]
    touch("show-1")
    first = Purge.objects.get()
    assert first.tries == 1 and "503" in first.problem
    assert send_due(first.next_try - timedelta(seconds=1)) == 0 and len(edge.purged) == 1
    assert send_due(first.next_try) == 0
    second = Purge.objects.get()
    assert (second.tries, second.next_try - first.next_try) == (2, timedelta(seconds=10))
    assert send_due(second.next_try) == 1
    assert (len(edge.purged), Purge.objects.count()) == (3, 0)


@pytest.mark.django_db(transaction=True)
def test_an_edge_that_speaks_no_http_is_tried_again_like_any_other(settings, monkeypatch, caplog):
    def answers_nonsense(*args, **kwargs):
        raise BadStatusLine("what is\x00 this")

    settings.EDGE_PURGE_URL = "http://127.0.0.1:9/"
    monkeypatch.setattr(outgoing, "urlopen", answers_nonsense)
    touch("show-1")
    first = Purge.objects.get()
    assert (first.tries, first.problem) == (1, "what is this")
    assert send_due(first.next_try) == 0
    assert Purge.objects.get().next_try - first.next_try == timedelta(seconds=10)


@pytest.mark.django_db(transaction=True)
def test_an_unreachable_edge_never_breaks_the_change(settings, caplog):
    settings.EDGE_PURGE_URL = "http://127.0.0.1:9/"
    touch("show-1")
    assert Purge.objects.get().tries == 1


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [False, True])
def test_what_is_not_there_is_answered_with_our_page_whatever_debug_says(settings, debug):
    settings.DEBUG = debug
    for path in ("/nowhere/", "/stories/nothing/", "/shows/nothing/season-2/", "/media/nothing.jpg", "/admin/nowhere/"):
        answer = Client().get(path, follow=True)
        page = answer.content.decode()
        assert "URLconf" not in page and "Using the" not in page, path
        assert answer.status_code == (200 if path.startswith("/admin/") else 404), path
        assert 'class="masthead"' in page or "Log in to the desk" in page, path


@pytest.mark.django_db
def test_a_key_is_among_those_of_a_subquery_and_never_among_none():
    show, other = make_show(), make_show("Marrow Quay")
    named = Show.objects.filter(title="Marrow Quay").values("pk")
    nothing = Show.objects.filter(pk__in=[]).values("pk")
    assert list(Show.objects.filter(Among("pk", named))) == [other]
    assert list(Show.objects.filter(Among("pk", nothing))) == []
    assert list(Show.objects.filter(Q(Among("pk", nothing)) | Q(pk=show.pk))) == [show]
    assert set(Show.objects.exclude(Among("pk", nothing))) == {show, other}
