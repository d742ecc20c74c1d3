"""Pictures for a text that is being written: sent with their words, refused in sentences, and found again."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pictures import cleaning
from pictures.models import Picture
from tests.make import make_picture, make_user
from tests.test_pictures import as_file, draw

pytestmark = pytest.mark.django_db

SEND, FIND = "/admin/pictures/picture/send/", "/admin/pictures/picture/find/"
WORDS = {"alt": "Boats in a harbour", "credit": "Ana Doe/Network"}


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def a_file(image=None, name="IMG 1234.jpg"):
    return SimpleUploadedFile(name, as_file(image or draw(size=(600, 300))).read(), "image/jpeg")


def send(client, **changes):
    data = {"file": a_file(), **WORDS, **changes}
    return client.post(SEND, {name: value for name, value in data.items() if value is not None})


def found(client, **asked):
    return [row["title"] for row in client.get(FIND, asked).json()["results"]]


def test_a_sent_picture_is_in_the_library_called_by_what_it_shows(client, writer):
    answer = send(client)
    picture = Picture.objects.get()
    assert answer.status_code == 201
    stem = picture.file.name.removesuffix(".jpg")
    assert answer.json() == {
        "number": picture.pk, "title": "Boats in a harbour", "alt": "Boats in a harbour", "credit": "Ana Doe/Network",
        "src": f"/media/{stem}-600.jpg", "small": f"/media/{stem}-480.jpg", "expired": False,
    }  # fmt: skip
    assert (picture.width, picture.height, picture.licence, picture.by) == (600, 300, "", writer)
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr, entry.get_change_message()) == (writer, "Boats in a harbour", "Added.")


def test_a_title_and_a_licence_are_kept_and_a_title_made_of_words_fits(client, writer):
    send(client, title="The harbour", licence="Press kit")
    assert Picture.objects.values_list("title", "licence").get() == ("The harbour", "Press kit")
    send(client, alt="Boats " * 50)
    assert Picture.objects.latest("pk").title == ("Boats " * 34)[:200].rstrip()


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"file": None}, {"file": ["Choose a file."]}),
        ({"alt": " \u200b"}, {"alt": ["Say what it shows, for those who cannot see it."]}),
        ({"credit": ""}, {"credit": ["Say whom to name beside it."]}),
        ({"file": SimpleUploadedFile("a.jpg", b"<svg onload='alert(1)'/>")}, {"file": [cleaning.UNKNOWN]}),
        ({"file": SimpleUploadedFile("a.jpg", b"")}, {"file": ["The submitted file is empty."]}),
        ({"file": "a.jpg"}, {"file": ["Choose a file."]}),
        ({"alt": "x" * 301}, {"alt": ["Ensure this value has at most 300 characters (it has 301)."]}),
    ],
)
def test_what_is_refused_is_refused_in_words_and_nothing_is_stored(client, writer, changes, errors):
    answer = send(client, **changes)
    assert (answer.status_code, answer.json()) == (400, {"errors": errors})
    assert Picture.objects.count() == LogEntry.objects.count() == 0


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\u202eabc", "\ud800", "😀", "x" * 1_200_000])
def test_hostile_words_never_break_it(client, writer, text):
    for name in ("alt", "credit", "title", "licence"):
        words = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")  # as Django reads what is sent
        assert send(client, **{name: words}).status_code in (201, 400)
    assert client.get(FIND, {"q": text[:5000].encode("utf-8", "surrogatepass")}).status_code == 200
    assert client.get(FIND, {"keys": text[:5000].encode("utf-8", "surrogatepass")}).json() == {"results": []}


def test_only_who_may_add_sends_and_only_who_may_see_finds(client):
    assert send(client).status_code == client.get(FIND).status_code == 302
    client.force_login(make_user("newcomer"))
    assert send(client).status_code == client.get(FIND).status_code == 403
    assert Picture.objects.count() == 0


def test_pictures_are_found_by_all_words_of_title_alt_and_credit_the_newest_first(client, writer):
    make_picture("The harbour", alt="Boats", credit="Ana Doe")
    make_picture("A street", alt="Boats on a lorry", credit="Tom Bell")
    make_picture("Run out", alt="Boats", expires=date(2020, 1, 1))
    assert found(client) == found(client, q="boats") == ["A street", "The harbour"]
    assert found(client, q="boats bell") == ["A street"]
    assert found(client, q="%") == found(client, q="boats zzz") == []


def test_those_of_a_text_are_found_by_their_numbers_run_out_or_not(client, writer):
    kept, run_out = make_picture("Kept"), make_picture("Run out", expires=date(2020, 1, 1))
    make_picture("Another")
    rows = client.get(FIND, {"keys": f"{kept.pk},{run_out.pk},987,x,{'9' * 40}"}).json()["results"]
    assert {row["title"]: row["expired"] for row in rows} == {"Kept": False, "Run out": True}
    assert found(client, keys="") == found(client, keys="9" * 40) == []


@pytest.mark.parametrize("length", [1, 100])
def test_finding_costs_the_same_for_any_number_of_pictures(client, writer, length):
    for number in range(length):
        make_picture(f"Still {number}")
    found(client)
    with CaptureQueriesContext(connection) as captured:
        assert len(found(client, q="still")) == min(length, 24)
    assert len(captured) == 5
