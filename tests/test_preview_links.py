"""Preview links: one story for somebody outside, for a while; kept by no cache, and told by no log."""

import logging
import os
import re
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from articles import editing, preview_links, publishing
from articles.models import PreviewLink
from tests.make import make_author, make_draft, make_person, make_show, make_story, make_user
from tests.test_ledger_races import database_url
from tests.test_writing_room import again, room, said
from web.logs import HidePreviewTokens, without_tokens

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 9, 0, 30, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def lend(story, **how):
    link, token = preview_links.make(story, **{"by": None, "meant_for": "The lawyer", "days": 7, **how})
    return link, f"/preview/{token}/"


def links_page(story):
    return f"/admin/articles/article/{story.pk}/preview-links/"


def outsider():
    return Client()


# What is shown


def test_somebody_without_an_account_reads_the_draft_as_it_stands(clock):
    story = make_draft("The secret wedding", standfirst="First words.", authors=[make_author()])
    _, address = lend(story)
    answer = outsider().get(address)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "The secret wedding" in html and "First words." in html and "The school is quiet again." in html
    assert "A draft, shown to you before readers have it" in html and "27 November 2026" in html
    editing.save_revision(story, {**story.latest.document, "standfirst": "Second words."}, by=None)
    assert "Second words." in outsider().get(address).content.decode()


def test_a_link_to_one_revision_goes_on_showing_it(clock):
    story = make_story(standfirst="First words.")
    _, address = lend(story, revision=story.latest)
    editing.save_revision(story, {**story.latest.document, "standfirst": "Second words."}, by=None)
    html = outsider().get(address).content.decode()
    assert "First words." in html and "Second words." not in html and "A draft" not in html


def test_it_shows_that_story_alone_and_leads_nowhere_that_readers_do_not_have(clock):
    show, person = make_show(), make_person()
    other = make_draft("Another secret", shows=[show])
    make_story("Coming", shows=[show], tags=["Unheard of"], publish_at=NOW + timedelta(days=1))
    make_story("Live beside it", shows=[show])
    story = make_draft(
        "The one", shows=[show], people=[person], authors=[make_author()], tags=["Unheard of"],
        body=f'<p>With <a data-ref="person:{person.pk}">Cho</a>.</p>',
    )  # fmt: skip
    editing.save_revision(story, story.latest.document, by=None, note="The editor's own note.")
    answer = outsider().get(lend(story)[1])
    html = answer.content.decode()
    for secret in ("Another secret", "Coming", "Live beside it", "Unheard of", "own note", "/admin/", "lawyer"):
        assert secret not in html, secret
    assert other.slug not in html
    for address in set(re.findall(r'href="(/[^"]*)"', html)):
        assert address.startswith("/static/") or outsider().get(address).status_code == 200, address


def test_neither_reader_nor_search_engine_nor_cache_keeps_it(clock):
    story = make_draft(authors=[make_author()])
    link, address = lend(story)
    token = address.split("/")[2]
    shown = outsider().get(address)
    preview_links.revoke(link)
    refused = outsider().get(address)
    for answer in (shown, refused):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert {"ETag", "Surrogate-Key", "Last-Modified", "Set-Cookie"} & set(answer.headers) == set()
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert token not in answer.content.decode() and "canonical" not in answer.content.decode()
        assert 'name="robots" content="noindex' in answer.content.decode()
    assert "application/ld+json" not in shown.content.decode()


# When it opens


def test_expired_revoked_and_unknown_links_are_answered_alike(clock):
    story = make_draft(authors=[make_author()])
    (_, expired), (revoked, gone), (_, good) = lend(story, days=1), lend(story), lend(story)
    assert preview_links.revoke(revoked) is True and preview_links.revoke(revoked) is False
    clock.move_to(NOW + timedelta(days=1) - timedelta(seconds=1))
    assert outsider().get(expired).status_code == 200
    clock.move_to(NOW + timedelta(days=1))
    answers = [outsider().get(address) for address in (expired, gone, "/preview/x/", "/preview/💥/", f"{good[:-2]}/")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert outsider().get(good).status_code == 200


def test_a_killed_story_is_gone_for_whoever_has_a_link(clock):
    story = make_draft("The secret wedding", authors=[make_author()])
    _, address = lend(story)
    publishing.kill(story, by=None)
    answer = outsider().get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (410, "private, no-store")
    assert "The secret wedding" not in answer.content.decode()


def test_only_the_digest_of_32_random_bytes_is_stored():
    link, address = lend(make_draft())
    token = address.split("/")[2]
    assert len(token) == 43 and token not in str(PreviewLink.objects.values().get())
    assert len(link.digest) == 64 and lend(again(link.article))[1] != address


def test_opening_is_counted_but_not_for_what_nobody_read(clock):
    link, address = lend(make_draft(authors=[make_author()]))
    reader = outsider()
    reader.head(address)
    for header in ({"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}):
        assert reader.get(address, headers=header).status_code == 200
    link.refresh_from_db()
    assert (link.opened, link.last_opened) == (0, None)
    reader.get(address)
    clock.move_to(NOW + timedelta(hours=1))
    reader.get(address)
    link.refresh_from_db()
    assert (link.opened, link.last_opened) == (2, NOW + timedelta(hours=1))
    assert reader.post(address).status_code == 405


def test_opening_does_not_touch_the_session(clock, editor, client):
    _, address = lend(make_draft(authors=[make_author()]))
    answer = client.get(address)
    assert "Cookie" not in answer.headers.get("Vary", "") and "/admin/" not in answer.content.decode()


# In the room


def test_an_editor_makes_a_link_sees_it_once_and_revokes_it(client, editor, clock):
    story = make_draft(authors=[make_author()])
    assert "Preview for somebody outside" in client.get(room(story)).content.decode()
    answer = client.post(links_page(story), {"meant_for": "Their lawyer", "days": "3", "text": ""})
    address = re.search(r'value="http://localhost:8000(/preview/[^"]+/)"', answer.content.decode())[1]
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert outsider().get(address).status_code == 200
    html = client.get(room(story)).content.decode()
    assert "Their lawyer" in html and "opened 1 time, last on" in html and "until " in html and address not in html
    link = PreviewLink.objects.get()
    assert (link.by, link.revision, link.expires) == (editor, None, NOW + timedelta(days=3))
    answer = client.post(links_page(story), {"revoke": str(link.pk)})
    assert said(answer)[-1] == "Revoked: the link for Their lawyer opens nothing any more."
    assert outsider().get(address).status_code == 404
    html = client.get(room(story)).content.decode()
    assert "revoked on " in html and 'name="revoke"' not in html


def test_a_link_to_one_revision_is_chosen_by_its_name(client, editor):
    story = make_draft()
    first = story.latest
    first.name = "For the lawyer"
    first.save()
    editing.save_revision(story, {**story.latest.document, "standfirst": "Second words."}, by=None)
    html = client.get(room(story)).content.decode()
    assert '<option value="1">For the lawyer, whatever is written later</option>' in html
    assert '<option value="2">revision 2, whatever is written later</option>' in html
    client.post(links_page(story), {"meant_for": "Them", "days": "3", "text": "1"})
    assert PreviewLink.objects.get().revision == first


def test_an_older_revision_than_the_room_shows_is_chosen_on_the_page_of_links(client, editor):
    story = make_draft()
    assert "A link to an older revision" not in client.get(room(story)).content.decode()
    for number in range(12):
        editing.save_revision(story, {**story.latest.document, "standfirst": f"Words {number}."}, by=None)
    html = client.get(room(story)).content.decode()
    assert f'<a href="{links_page(story)}">A link to an older revision</a>' in html
    assert (
        '<option value="1">revision 1, whatever is written later</option>'
        in client.get(links_page(story)).content.decode()
    )
    client.post(links_page(story), {"meant_for": "Them", "days": "3", "text": "1"})
    assert PreviewLink.objects.get().revision.number == 1


def test_every_link_that_opens_can_be_revoked_however_many_there_are(client, editor):
    story = make_draft()
    links = [preview_links.make(story, by=editor, meant_for=f"No {number}", days=3)[0] for number in range(30)]
    for link in links[10:]:
        preview_links.revoke(link)
    html = client.get(room(story)).content.decode()
    assert re.findall(r'name="revoke" value="(\d+)"', html) == [str(link.pk) for link in reversed(links[:10])]
    assert html.count("revoked on ") == preview_links.SHOWN


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"meant_for": ""}, "meant_for", "This field is required."),
        ({"days": "0"}, "days", "Ensure this value is greater than or equal to 1."),
        ({"days": "61"}, "days", "Ensure this value is less than or equal to 60."),
        ({"days": "x"}, "days", "Enter a whole number."),
        ({"text": "all"}, "text", "Select a valid choice. all is not one of the available choices."),
        ({"meant_for": "x" * 121}, "meant_for", "Ensure this value has at most 120 characters (it has 121)."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(client, editor, typed, field, sentence):
    story = make_draft()
    answer = client.post(links_page(story), {"meant_for": "Them", "days": "3", "text": "", **typed})
    assert answer.context["preview_form"].errors == {field: [sentence]}
    assert (answer.status_code, PreviewLink.objects.count()) == (200, 0)


def test_a_writer_lends_their_own_draft_and_nobody_else_s(client):
    writer = make_user("writer", groups=["Writers"])
    client.force_login(writer)
    own, other = make_draft(by=writer), make_draft(by=make_user("other", groups=["Writers"]))
    typed = {"meant_for": "Them", "days": "3", "text": ""}
    assert client.post(links_page(own), typed).status_code == 200
    assert client.post(links_page(other), typed).status_code == 403
    assert client.get(links_page(other)).status_code == 403
    link, _ = lend(other)
    assert client.post(links_page(other), {"revoke": str(link.pk)}).status_code == 403
    assert client.post(links_page(own), {"revoke": str(link.pk)}).status_code == 403
    assert list(PreviewLink.objects.values_list("article", flat=True).filter(revoked_at=None).order_by("pk")) == [
        own.pk, other.pk,
    ]  # fmt: skip
    assert "Preview for somebody outside" not in client.get(room(other)).content.decode()


def test_whoever_made_a_link_can_revoke_it_after_an_editor_has_approved(client):
    writer = make_user("writer", groups=["Writers"])
    client.force_login(writer)
    story = make_draft(by=writer, authors=[make_author()])
    link, address = lend(story, by=writer)
    publishing.publish(story, by=None)
    client.post(links_page(story), {"revoke": str(link.pk)})
    assert outsider().get(address).status_code == 404


# Logs


def test_a_token_stands_in_no_log_of_django(clock, caplog):
    _, address = lend(make_draft())
    token = address.split("/")[2]
    handlers = {handler for name in ("", "django", "django.server") for handler in logging.getLogger(name).handlers}
    ours = {handler for handler in handlers if any(isinstance(f, HidePreviewTokens) for f in handler.filters)}
    assert len(ours) >= 2  # that of the root and django, and runserver's
    record = logging.LogRecord("django.request", 30, __file__, 1, "%s: %s", ("Not Found", address), None)
    for handler in ours:
        handler.filter(record)
        assert record.getMessage() == "Not Found: /preview/…/" and token not in handler.format(server(record))


def server(record):
    record.server_time, record.status_code = "now", 404
    return record


def test_a_traceback_is_cleaned_as_well():
    try:
        raise ValueError("no page at /preview/abc-DEF_123/ here")
    except ValueError:
        record = logging.LogRecord("x", 40, __file__, 1, "failed", (), sys.exc_info())
    HidePreviewTokens().filter(record)
    assert "abc-DEF" not in logging.Formatter().format(record) and "/preview/…/" in logging.Formatter().format(record)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ('"GET /preview/abc_-9/ HTTP/1.1" 200', '"GET /preview/…/ HTTP/1.1" 200'),
        ("https://news.example/preview/abc?x=1 and /PREVIEW/def", "https://news.example/preview/…?x=1 and /PREVIEW/…"),
        ("/admin/articles/article/3/preview/?revision=2", "/admin/articles/article/3/preview/?revision=2"),
        ("/admin/articles/article/3/preview-links/", "/admin/articles/article/3/preview-links/"),
    ],
)
def test_the_token_alone_is_taken_out(text, cleaned):
    assert without_tokens(text) == cleaned


def free_port():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


def ask(url, patience=60):
    """The status of an answer, once somebody listens."""
    for _ in range(patience * 10):
        try:
            return urlopen(url, timeout=30).status
        except HTTPError as answer:
            return answer.code
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nobody listens at {url}")


SERVERS = {
    "gunicorn": [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "newsdesk.wsgi"],
    "runserver": [sys.executable, "manage.py", "runserver", "--noreload"],
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", SERVERS)
def test_a_token_stands_in_no_line_of_a_server(name, tmp_path):
    _, address = lend(make_draft(authors=[make_author()]))
    token, port = address.split("/")[2], free_port()
    env = {
        **os.environ, "DATABASE_URL": database_url(), "DEBUG": "1", "ACCESS_LOG": "-", "WEB_CONCURRENCY": "1",
        "BIND": f"127.0.0.1:{port}", "PYTHONUNBUFFERED": "1",
    }  # fmt: skip
    log = tmp_path / "log"
    command = SERVERS[name] + ([str(port)] if name == "runserver" else [])
    with log.open("w") as out:
        running = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=out, stderr=subprocess.STDOUT)
        try:
            here = f"http://127.0.0.1:{port}"
            assert [ask(f"{here}{address}"), ask(f"{here}/preview/{token}x/"), ask(f"{here}{address}?page=2")] == [
                200, 404, 200,
            ]  # fmt: skip
            for _ in range(100):
                if log.read_text().count("GET ") == 3:
                    break
                time.sleep(0.1)
        finally:
            running.terminate()
            running.wait(30)
    lines = log.read_text()
    assert lines.count("GET /preview/…") == 3, lines
    assert token not in lines
