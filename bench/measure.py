"""Shared by the benchmarks: a request in this process, how long something takes, and what it was measured on."""

import gzip
import os
import platform
import statistics
import time
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from wsgiref.util import setup_testing_defaults

import django
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

WARM_UP, RUNS = 4, 30


@cache
def application():
    """The WSGI application as gunicorn would serve it, its static files collected."""
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    from newsdesk.wsgi import application

    return application


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes


def ask(address, cookie="", accept=""):
    """The answer to a GET of `address`, from first line to closing, in this process and with nothing cached."""
    path, _, query = address.partition("?")
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost", "wsgi.input": BytesIO()}
    environ |= {"HTTP_COOKIE": cookie} if cookie else {}
    environ |= {"HTTP_ACCEPT_ENCODING": accept} if accept else {}
    setup_testing_defaults(environ)
    said = []
    parts = application()(environ, lambda status, headers, exc_info=None: said.append((status, headers)))
    body = b"".join(parts)
    parts.close()
    status, headers = said[0]
    return Answer(int(status.split()[0]), dict(headers), body)


def queries_of(call):
    """How many queries `call` needs."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def timed(call, runs=RUNS):
    """{"fastest", "median", "p95"} of `runs` calls in milliseconds, after some that do not count."""
    for _ in range(WARM_UP):
        call()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        call()
        taken.append((time.perf_counter() - started) * 1000)
    p95 = statistics.quantiles(taken, n=20, method="inclusive")[-1]
    return {"fastest": min(taken), "median": statistics.median(taken), "p95": p95}


def compressed(text):
    return len(gzip.compress(text, 6))


def machine():
    """What it was measured on, in words that name no machine; the time of the additions is the speed of one core."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "database": database(),
        "additions": min(additions() for _ in range(3)),
    }


def database():
    if connection.vendor == "sqlite":
        import sqlite3

        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def additions(count=10_000_000):
    """Seconds for that many additions of one."""
    number, started = 0, time.perf_counter()
    while number < count:
        number += 1
    return time.perf_counter() - started


def markdown(head, rows):
    """A table; the first column is words, the others are figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return ["| " + " | ".join(map(str, line)) + " |" for line in lines] + [""]
