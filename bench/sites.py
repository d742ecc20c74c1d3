"""The generated sites: a database for each size, made when it is missing and kept for the next time.

SQLite's are files in `bench/.data`. PostgreSQL's stand beside the database in DATABASE_URL, under names of their own,
and are dropped when all is measured, since the server is somebody's.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from bench.settings import DATA

HERE = Path(__file__).parent.parent


def addresses(url, sizes):
    """{size: DATABASE_URL}; `url` names a PostgreSQL server, or is empty for SQLite."""
    DATA.mkdir(exist_ok=True)
    if not url:
        return {size: f"sqlite:///{DATA / f'load-{size}.sqlite3'}" for size in sizes}
    parts = urlsplit(url)
    return {size: urlunsplit(parts._replace(path=f"/newsdesk_bench_{size}")) for size in sizes}


def make(url, size):
    """The site at `url`, or what is missing of it."""
    if url.startswith("postgres"):
        create(url)
    python("manage.py", "migrate", "--verbosity", "0", url=url)
    python("manage.py", "make_load", "--stories", str(size), "--force", url=url)


def python(*command, url, **options):
    """Run Python with the benchmarks' settings and that database."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings", "DATABASE_URL": url}
    return subprocess.run([sys.executable, *command], env=environment, cwd=HERE, check=True, **options)


def create(url):
    with server(url) as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name_of(url)])
        if not cursor.fetchone():
            cursor.execute(f'CREATE DATABASE "{name_of(url)}"')


def drop(url):
    with server(url) as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name_of(url)}"')


def server(url):
    """A cursor outside of any transaction, at the server's own database."""
    connection = psycopg2.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")))
    connection.autocommit = True
    return connection.cursor()


def name_of(url):
    return urlsplit(url).path.removeprefix("/")
