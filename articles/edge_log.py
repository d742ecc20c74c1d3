"""Lines of an edge's access log, as visits to pages: what of them is a reader, and nothing of who.

Read are the common and the combined format, which is nginx's own, with or without a host before it, and JSON lines.
A Visit is all that leaves this module: address, agent and query of whoever asked are dropped where they are read.
"""

import gzip
import json
import re
import zlib
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils import timezone

LONGEST_LINE = 64 * 1024  # bytes; whatever is longer is no line of a log, and is never held in memory as a whole
GZIP = b"\x1f\x8b"
# … [25/Nov/2026:09:00:01 +0000] "GET /stories/a-story/ HTTP/2.0" 200 5120 "referrer" "agent"
QUOTED = r'[^"\\]*(?:\\.[^"\\]*)*'
LINE = re.compile(
    r"\[(?P<time>\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] "
    rf'"(?P<request>{QUOTED})" (?P<status>\d{{3}}) \S+(?: "{QUOTED}" "(?P<agent>{QUOTED})")?',
    re.ASCII,
)
# Programs that say what they are.
# Programs that say what they are. A Cubot is a telephone.
BOTS = re.compile(
    r"(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|archiver|fetch|scan|monitor|uptime|pingdom|preview|validator|headless"
    r"|lighthouse|facebookexternalhit|embedly|okhttp|go-http|libwww|httpclient|apache-http|phantomjs|\+https?:"
    r"|\b(?:curl|wget|python|perl|ruby|java/|node|axios|scrapy|rss|feed)",
    re.IGNORECASE,
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
READ = {200, 304}


class NoVisit(ValueError):
    """A line that is no line of an access log."""


class Visit(NamedTuple):
    """A page that somebody has got, and the desk's day on which."""

    path: str
    day: date


def lines(path):
    """The lines of the log at `path`, packed or not, as text; None for one too long to be any.

    Raises OSError, EOFError or zlib.error when it cannot be read, or breaks off.
    """
    with open(path, "rb") as plain:
        # Looked at without reading, so that the log may come through a pipe.
        file = gzip.GzipFile(fileobj=plain) if plain.peek(2).startswith(GZIP) else plain
        while line := file.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                yield None
            else:
                yield line.decode(errors="replace")


BROKEN = (OSError, EOFError, zlib.error)


def visit(line, is_page):
    """The Visit a line tells of, or None: to a path that `is_page` is no page for, by a program, or without success.

    Raises NoVisit.
    """
    if line is None:
        raise NoVisit
    method, target, status, agent, moment = _from_json(line) if line.lstrip().startswith("{") else _from_text(line)
    if method != "GET" or status not in READ or not is_page(path := _path(target)) or names_itself(agent):
        return None
    return Visit(path, _day(moment))


@lru_cache(maxsize=4096)  # most readers come with one of a few hundred browsers, and the search costs as much as a line
def names_itself(agent):
    """Whether `agent` is a program that says so."""
    return BOTS.search(agent) is not None


def _from_text(line):
    found = LINE.search(line)
    if not found:
        raise NoVisit
    method, _, rest = found["request"].partition(" ")
    return method, rest.partition(" ")[0], int(found["status"]), found["agent"] or "", found["time"]


def _from_json(line):
    """From an object with `path`, `uri` or `request`, `status` and `time`; a request without a method is a GET."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        raise NoVisit from None
    request = entry.get("request")
    if isinstance(request, dict):  # as Caddy has it
        entry, request = {**entry, **request}, None
    method, _, rest = request.partition(" ") if isinstance(request, str) else ("", "", "")
    if not rest:
        method, rest = entry.get("method") or entry.get("request_method") or "GET", request or ""
    target = entry.get("path") or entry.get("uri") or entry.get("request_uri") or rest.partition(" ")[0]
    status, moment = str(entry.get("status")), _first(entry, "time", "ts", "timestamp", "@timestamp", "time_local")
    if not isinstance(target, str) or not re.fullmatch(r"[1-5]\d\d", status, re.ASCII) or moment is None:
        raise NoVisit
    return str(method).upper(), target, int(status), _agent(entry), moment


def _agent(entry):
    headers = entry.get("headers")
    given = _first(entry, "http_user_agent", "user_agent", "agent")
    return str(given or (headers.get("User-Agent") if isinstance(headers, dict) else "") or "")


def _first(entry, *names):
    return next((entry[name] for name in names if entry.get(name) is not None), None)


def _path(target):
    """The path of what was asked for, without its query, host or fragment."""
    if target.startswith("/") and not target.startswith("//"):
        return target.partition("?")[0].partition("#")[0]
    try:
        return urlsplit(target).path
    except ValueError:
        return ""


def _day(moment):
    """The desk's day of a moment: as the log formats have it, as ISO 8601 or in seconds since 1970. Raises NoVisit."""
    try:
        return _day_of_text(moment[:40]) if isinstance(moment, str) else _day_of_seconds(moment)
    except (ValueError, OverflowError, OSError, TypeError):
        raise NoVisit from None


@lru_cache(maxsize=4096)  # a log has many lines of one second, and reading a moment costs more than all else
def _day_of_text(text):
    if re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        return _day_of_seconds(float(text))
    if text[2:3] == "/":
        day, month, rest = text.split("/")
        text = f"{rest[:4]}-{MONTHS.index(month) + 1:02}-{day}T{rest[5:13]}{rest[14:]}"
    said = datetime.fromisoformat(text)
    return timezone.localdate(said if said.tzinfo else timezone.make_aware(said))


def _day_of_seconds(seconds):
    return timezone.localdate(datetime.fromtimestamp(seconds, UTC))
