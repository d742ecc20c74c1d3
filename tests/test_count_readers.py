"""Readers counted from an edge's log: what counts, what repeats, and that nothing of who is kept."""

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import publishing, readers
from articles.edge_log import names_itself
from articles.editing import save_revision
from articles.models import Article, ReaderCount
from tests.make import make_draft, make_story

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
TODAY = timezone.localdate()


def combined(path, *, day=TODAY, status=200, agent=FIREFOX, method="GET", clock="12:00:01", zone="+0000"):
    """A line as nginx writes it by default."""
    return (
        f'203.0.113.9 - mina [{day:%d/%b/%Y}:{clock} {zone}] "{method} {path} HTTP/2.0" {status} 5120 '
        f'"https://search.example/?q=secret" "{agent}"\n'
    )


@pytest.fixture
def story():
    return make_story("The wait")


@pytest.fixture
def count(tmp_path):
    """`count(*logs)` counts logs given as text or bytes; what it says, with its exit status."""

    def count(*logs, **options):
        paths = []
        for number, log in enumerate(logs):
            path = tmp_path / f"{number}.log"
            path.write_bytes(log if isinstance(log, bytes) else log.encode())
            paths.append(str(path))
        return run(*paths, **options)

    return count


def run(*paths, **options):
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("count_readers", *paths, stdout=out, stderr=err, **options)
    except CommandError as problem:
        code = problem.returncode
    return out.getvalue(), err.getvalue(), code


def counted():
    return list(ReaderCount.objects.order_by("article__slug", "day").values_list("article__slug", "day", "readers"))


def test_readings_are_counted_per_story_and_day_and_summed_up(story, count):
    other, yesterday = make_story("Another"), TODAY - timedelta(days=1)
    out, _, code = count(
        combined("/stories/the-wait/") * 3
        + combined("/stories/the-wait/?from=mail&user=7", status=304)
        + combined("/stories/the-wait/", day=yesterday)
        + combined("/stories/another/")
    )
    assert counted() == [("another", TODAY, 1), ("the-wait", yesterday, 1), ("the-wait", TODAY, 4)]
    story.refresh_from_db()
    other.refresh_from_db()
    assert (story.readers, other.readers, code) == (5, 1, 0)
    assert out == "read 6 lines, 0 of them bad; counted 6 readings of 2 stories; kept 3 days, changed 2 stories\n"


NOT_READ = {
    "a redirect": combined("/stories/the-wait/", status=301),
    "not found": combined("/stories/the-wait/", status=404),
    "a part": combined("/stories/the-wait/", status=206),
    "without its slash": combined("/stories/the-wait"),
    "below it": combined("/stories/the-wait/more/"),
    "a head": combined("/stories/the-wait/", method="HEAD"),
    "a post": combined("/stories/the-wait/", method="POST"),
    "the list": combined("/stories/"),
    "static": combined("/static/newsdesk.css"),
    "named only in the query": combined("/search/?next=/stories/the-wait/"),
    "a search engine": combined("/stories/the-wait/", agent=GOOGLE),
    "a program": combined("/stories/the-wait/", agent="curl/8.5.0"),
    "a draft": combined("/stories/a-draft/"),
    "withdrawn": combined("/stories/withdrawn/"),
}


@pytest.mark.parametrize("line", NOT_READ.values(), ids=NOT_READ)
def test_what_is_no_reading_of_a_live_story_is_not_counted_and_not_bad(story, count, line):
    make_draft("A draft")
    publishing.withdraw(make_story("Withdrawn"), by=None)
    out, _, _ = count(line + combined("/stories/the-wait/"))
    assert out.startswith("read 2 lines, 0 of them bad; counted 1 readings of 1 stories;")
    assert counted() == [("the-wait", TODAY, 1)]


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 30) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
        "Opera/9.80 (Windows NT 6.0) Presto/2.12.388 Version/12.14",
        "",
    ],
)
def test_a_browser_is_taken_for_no_program(agent):
    assert not names_itself(agent)


@pytest.mark.parametrize(
    "agent",
    [
        GOOGLE, "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "facebookexternalhit/1.1",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "python-requests/2.32", "Go-http-client/2.0", "Feedly/1.0", "Wget/1.21", "UptimeRobot/2.0", "AhrefsBot/7.0",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0", "Baiduspider/2.0", "Twitterbot/1.0",
    ],
)  # fmt: skip
def test_a_program_that_names_itself_is_known(agent):
    assert names_itself(agent)


MOMENT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
AT = "[01/Mar/2026:09:00:00 +0000]"
SHAPES = {
    "common": f'203.0.113.9 - - {AT} "GET /stories/the-wait/ HTTP/1.1" 200 5120',
    "a host before it": f'news.example:443 ::1 - - {AT} "GET /stories/the-wait/ HTTP/1.1" 200 9 "-" "{FIREFOX}"',
    "a size unknown": f'::1 - - {AT} "GET /stories/the-wait/ HTTP/1.1" 304 - "-" "-"',
    "a whole address": f'::1 - - {AT} "GET https://news.example/stories/the-wait/ HTTP/1.1" 200 1',
    "quotes in the agent": f'::1 - - {AT} "GET /stories/the-wait/ HTTP/1.1" 200 1 "-" "A \\"B\\""',
    "path": json.dumps({"path": "/stories/the-wait/", "status": 200, "time": "2026-03-01T09:00:00+00:00"}),
    "uri": json.dumps({"uri": "/stories/the-wait/?a=b", "status": "200", "time": MOMENT.timestamp()}),
    "request": json.dumps(
        {"request": "GET /stories/the-wait/ HTTP/2.0", "status": 304, "time": "01/Mar/2026:09:00:00 +0000"}
    ),
    "seconds as text": json.dumps({"path": "/stories/the-wait/", "status": 200, "time": f"{MOMENT.timestamp():.3f}"}),
    "nested": json.dumps(
        {
            "ts": MOMENT.timestamp(),
            "request": {"uri": "/stories/the-wait/", "method": "GET", "headers": {"User-Agent": [FIREFOX]}},
            "status": 200,
        }
    ),
}


@pytest.mark.parametrize("line", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_every_shape_of_a_line_is_read(story, count, line, pack):
    count(pack(f"{line}\n".encode()))
    assert counted() == [("the-wait", date(2026, 3, 1), 1)]


@pytest.mark.parametrize(
    "line",
    [
        {"request": "POST /stories/the-wait/ HTTP/2.0"},
        {"path": "/stories/the-wait/", "method": "HEAD"},
        {"path": "/stories/the-wait/", "http_user_agent": GOOGLE},
        {"request": {"uri": "/stories/the-wait/", "method": "GET", "headers": {"User-Agent": [GOOGLE]}}},
    ],
)
def test_json_lines_say_what_is_no_reading_too(story, count, line):
    out, _, _ = count(json.dumps({"status": 200, "time": "2026-03-01T09:00:00Z", **line}))
    assert (counted(), "0 of them bad" in out) == ([], True)


def test_a_day_is_the_desks_own(story, count):
    count(combined("/stories/the-wait/", day=date(2026, 7, 1), clock="23:30:00"))  # half past midnight in London
    assert counted() == [("the-wait", date(2026, 7, 2), 1)]


BAD = [
    "nonsense",
    "",
    '1.2.3.4 - - [99/Foo/2026:09:00:00 +0000] "GET /stories/the-wait/ HTTP/1.1" 200 1',
    '1.2.3.4 - - [31/Feb/2026:09:00:00 +0000] "GET /stories/the-wait/ HTTP/1.1" 200 1',
    '1.2.3.4 - - [01/Mar/2026:09:00:00 +0000] "GET /stories/the-wait/ HTTP/1.1',
    combined("/stories/the-wait/", day=TODAY + timedelta(days=3)).strip(),
    "{",
    "{}",
    "[" * 5000,
    '{"a":' * 5000,
    '{"path": "/stories/the-wait/", "status": 200}',
    '{"path": 7, "status": 200, "time": 1}',
    '{"path": "/stories/the-wait/", "status": true, "time": 1}',
    '{"path": "/stories/the-wait/", "status": 200, "time": 1e300}',
    '{"path": "/stories/the-wait/", "status": 200, "time": NaN}',
    '{"path": "/stories/the-wait/", "status": 200, "time": {"a": []}}',
    '{"path": "/stories/the-wait/", "status": 200, "time": "soon"}',
    '{"path": "/stories/the-wait/", "status": 200, "time": ' + "9" * 5000 + "}",
    "\x00\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "x" * 300_000,
]


@pytest.mark.parametrize("line", BAD, ids=[line[:40] or "empty" for line in BAD])
def test_a_bad_line_is_counted_and_the_others_are_read(story, count, line):
    out, err, code = count(f"{line}\n{combined('/stories/the-wait/')}")
    assert counted() == [("the-wait", TODAY, 1)]
    assert (out.startswith("read 2 lines, 1 of them bad; counted 1 readings"), code) == (True, 0)
    assert "2 lines, 1 of them bad" in err


def test_the_same_file_again_and_twice_in_one_run_adds_nothing(story, count, tmp_path):
    log = combined("/stories/the-wait/") * 5
    count(log)
    assert count(log)[0].endswith("kept 0 days, changed 0 stories\n")
    (tmp_path / "link.log").symlink_to(tmp_path / "0.log")
    run(str(tmp_path / "0.log"), str(tmp_path / "link.log"), str(tmp_path / "0.log"))
    assert counted() == [("the-wait", TODAY, 5)]


def test_a_log_that_has_grown_raises_its_day_and_a_shorter_one_lowers_none(story, count):
    count(combined("/stories/the-wait/") * 5)
    count(combined("/stories/the-wait/") * 8)
    count(combined("/stories/the-wait/") * 2)
    assert counted() == [("the-wait", TODAY, 8)]


def test_files_of_one_run_that_share_a_day_are_added_up(story, count):
    count(combined("/stories/the-wait/") * 5, gzip.compress(combined("/stories/the-wait/").encode() * 2))
    assert counted() == [("the-wait", TODAY, 7)]


def test_an_old_address_counts_for_its_story(story, count):
    save_revision(story, {**story.latest.document, "slug": "the-wait-is-over"}, by=None)
    publishing.publish(story, by=None)
    count(combined("/stories/the-wait/") + combined("/stories/the-wait-is-over/"))
    assert counted() == [("the-wait-is-over", TODAY, 2)]


def test_readers_are_those_of_28_days_and_only_what_changed_is_written(story, count):
    for days, number in [(0, 1), (27, 10), (28, 100)]:
        ReaderCount.objects.create(article=story, day=TODAY - timedelta(days=days), readers=number)
    before = Article.objects.get().version
    make_story("Nobody read this")
    assert (readers.sum_up(), readers.sum_up()) == (1, 0)
    story.refresh_from_db()
    assert (story.readers, story.version) == (11, before)
    ReaderCount.objects.all().delete()
    assert readers.sum_up() == 1
    story.refresh_from_db()
    assert story.readers == 0


@pytest.mark.parametrize("length", [1, 3, 100])
def test_counting_costs_the_same_for_any_number_of_stories(count, length):
    log = ""
    for number in range(length):
        log += combined(f"/stories/{make_story(f'Story {number}').slug}/")
    with CaptureQueriesContext(connection) as captured:
        count(log)
    assert sum(Article.objects.values_list("readers", flat=True)) == length
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 8


def test_a_dry_run_writes_nothing(story, count):
    out, _, _ = count(combined("/stories/the-wait/"), dry_run=True)
    assert out.endswith("counted 1 readings of 1 stories; kept 0 days, changed 0 stories\n")
    assert counted() == []


def test_nothing_of_who_is_kept_or_said(story, count):
    out, err, _ = count(combined("/stories/the-wait/?token=secret") + "203.0.113.9 secret bad line\n")
    said = out + err.replace("127.0.0.1", "")
    assert [word for word in ("203.0.113", "secret", "Firefox", "mina") if word in said] == []
    assert [field.name for field in ReaderCount._meta.fields] == ["id", "article", "day", "readers"]


def test_a_packed_file_that_breaks_off_counts_as_far_as_it_goes(story, count):
    lines = "".join(combined("/stories/the-wait/", clock=f"12:{n // 60 % 60:02}:{n % 60:02}") for n in range(20_000))
    packed = gzip.compress(lines.encode())
    _, err, code = count(packed[: len(packed) // 2], combined("/stories/the-wait/"))
    [(_, _, number)] = counted()
    assert 1_000 < number < 20_000
    assert ("it cannot be read further" in err, code) == (True, 1)


def test_a_file_that_is_not_there_is_said_and_the_others_count(story, count, tmp_path):
    (tmp_path / "good.log").write_text(combined("/stories/the-wait/"))
    _, err, code = run(str(tmp_path / "none.log"), str(tmp_path), str(tmp_path / "good.log"))
    assert "none.log: 0 lines, 0 of them bad; it cannot be read further: No such file or directory" in err
    assert (counted(), code) == ([("the-wait", TODAY, 1)], 1)
