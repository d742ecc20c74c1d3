"""tests/rights_table.md lists every address of the site, with the answer to each role and method: none is left out.

A line of the table: | `address` | method | anonymous | writer | trusted | editor | chief | administrator |
In an address `(show|network)` stands for two lines, `{show}` for the key of a row that tests/rights_world.py makes, and
`{}` for that of the row named like the part of the address before it. A method may be followed by what is sent;
`GET, POST` stands for two lines as well.
An answer is a status; `login` is the redirect to the log-in. HEAD is answered as GET where no line says otherwise, and
other methods change nothing.
"""

import logging
import re
from contextlib import contextmanager
from itertools import cycle, product
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import Resolver404, URLResolver, get_resolver, resolve

from articles import autosave, preview_links
from articles.models import Topic
from tests.rights_world import ANONYMOUS, ASKING, address_of, tables_written
from tests.rights_world import make_world as make_rows

pytestmark = [
    pytest.mark.django_db,
    # Who may do what is asked of no database; each of these asks hundreds of times.
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the same on any database: asked on SQLite"),
]

TABLE = Path(__file__).parent / "rights_table.md"
REFUSALS = {"login", "401", "403", "404", "405", "410"}
# Where looking is itself what is noted: a notice followed is a notice seen, a preview link counts how often it opened.
LOOKING_IS_NOTED = {"/admin/notices/{own_notice}/", "/preview/{token}/"}


@pytest.fixture(autouse=True)
def quiet():
    """Thousands of refusals are what is wanted here, and each would be logged with its traceback."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


# The table


def lines():
    """(pattern of an address, method, what is sent, {role: answer}) for each line of the table, spelt out."""
    for line in TABLE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if not line.startswith("| `/"):
            continue
        assert len(cells) == 2 + len(ASKING), f"This line needs {2 + len(ASKING)} cells:\n{line}"
        answers = dict(zip(ASKING, cells[2:], strict=True))
        for pattern, method in product(spelt_out(cells[0].strip("`")), cells[1].split(", ")):
            method, _, sent = method.partition(" ")
            yield pattern, method, sent, answers


def spelt_out(pattern):
    """`/a/(b|c)/{}/` as `/a/b/{b}/` and `/a/c/{c}/`."""
    parts = [part.split("|") for part in re.split(r"[()]", pattern)]
    for chosen in product(*parts):
        yield re.sub(r"(\w+)/\{\}", r"\1/{\1}", "".join(chosen))


def routes(resolver=None, before=""):
    """Every route of the site, as `resolve(…).route` says it; files are the web server's, and here only with DEBUG."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + (str(each.pattern).removeprefix("^") if before else str(each.pattern))
        if isinstance(each, URLResolver):
            yield from routes(each, route)
        elif getattr(each.callback, "__module__", "") != "django.views.static":
            yield route


# Asking


def make_world(role):
    """The rows, and two texts that are no row: `token` of an open preview link, and the `pass` of the room's form."""
    things = make_rows(role)
    _, token = preview_links.make(things["draft"], by=things["tom"], meant_for="Somebody", days=7)
    return {**things, "token": token, "pass": autosave.pass_of(things["me"]) if things["me"] else ""}


class Asking:
    """Somebody who asks for addresses, in the world made for them; nothing they do stays done."""

    def __init__(self, role):
        self.role, self.things = role, make_world(role)
        client = Client()
        if self.things["me"]:
            client.force_login(self.things["me"])
        self.cookies = {name: cookie.value for name, cookie in client.cookies.items()}

    def answer(self, pattern, method, sent=""):
        """(the answer in the words of the table, the tables it wrote to)."""
        client = Client(raise_request_exception=False)
        for name, value in self.cookies.items():
            client.cookies[name] = value
        address = address_of(pattern, self.things)
        data = dict(parse_qsl(address_of(sent, self.things), keep_blank_values=True)) if method == "POST" else None
        with transaction.atomic(), tables_written() as wrote:
            answer = getattr(client, method.lower())(address, data)
            transaction.set_rollback(True)
        return word(answer), wrote - {"django_session"}


def word(answer):
    to_login = answer.status_code == 302 and answer["Location"].startswith("/admin/login/?next=")
    return "login" if to_login else str(answer.status_code)


# The tests


def test_every_address_is_in_the_table():
    with in_passing("administrator") as asking:
        covered = {(route_of(pattern, asking.things), method) for pattern, method, *_ in lines()}
    missing = [(route, method) for route in routes() for method in ("GET", "POST") if (route, method) not in covered]
    assert not missing, "Not in tests/rights_table.md; look whether each answer is right before you add it:\n" + (
        "\n".join(suggested(missing))
    )


@contextmanager
def in_passing(role):
    with transaction.atomic():
        yield Asking(role)
        transaction.set_rollback(True)


def suggested(missing):
    """A line for each, with the answers of now; where the address has parts that nobody can guess, those are left."""
    rows = [(guessed(route), method, []) for route, method in missing]
    for role in ASKING:
        with in_passing(role) as asking:
            for pattern, method, answers in rows:
                known = "<" not in pattern and "(" not in pattern
                answers.append(asking.answer(pattern, method)[0] if known else "?")
    return [f"| `{pattern}` | {method} | {' | '.join(answers)} |" for pattern, method, answers in rows]


def guessed(route):
    """Such as `/admin/articles/pitch/{pitch}/change/`, where the part before a key is the name of a row."""
    pattern = "/" + re.sub(r"(\w+)/<(?:int:|path:)?(?:pk|id|object_id)>", r"\1/{\1}", route)
    with transaction.atomic():
        named = make_world(ANONYMOUS)
        transaction.set_rollback(True)
    return pattern if all(name in named for name in re.findall(r"\{(\w+)\}", pattern)) else f"/{route}"


def test_every_address_of_the_table_is_one_of_the_site():
    things = make_world("administrator")
    known = set(routes())
    gone = {pattern for pattern, *_ in lines() if route_of(pattern, things) not in known}
    assert not gone, f"These lines of tests/rights_table.md lead nowhere any more: {sorted(gone)}"


def route_of(pattern, things):
    try:
        return resolve(address_of(pattern, things).partition("?")[0]).route
    except (Resolver404, KeyError):
        return None


@pytest.mark.parametrize("role", ASKING)
def test_every_answer_is_that_of_the_table_and_who_is_refused_changes_nothing(role):
    asking, wrong = Asking(role), []
    for pattern, method, sent, expected in lines():
        answer, wrote = asking.answer(pattern, method, sent)
        if answer != expected[role]:
            wrong.append(f"{method} {pattern} {sent}: {answer}, not {expected[role]}")
        if wrote and (answer in REFUSALS or (method == "GET" and pattern not in LOOKING_IS_NOTED)):
            wrong.append(f"{method} {pattern} {sent}: wrote to {', '.join(sorted(wrote))}")
    assert not wrong, f"To the {role}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("role", [ANONYMOUS, "administrator"])
def test_head_is_answered_as_get_and_no_other_method_does_anything(role):
    asking, wrong = Asking(role), []
    heads = {pattern: expected for pattern, method, _, expected in lines() if method == "HEAD"}
    looked_at = {pattern: expected for pattern, method, _, expected in lines() if method == "GET"}
    others = cycle(["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
    for pattern, expected in (looked_at | heads).items():
        for method in ("HEAD", next(others), next(others)):
            answer, wrote = asking.answer(pattern, method)
            if wrote or answer[0] == "5" or (method == "HEAD" and answer != expected[role]):
                wrong.append(f"{method} {pattern}: {answer}, wrote to {', '.join(sorted(wrote)) or 'nothing'}")
    assert not wrong, f"To the {role}:\n" + "\n".join(wrong)


def test_the_check_itself_sees_a_write():
    things = make_world("administrator")
    with tables_written() as wrote:
        things["show"].save()
        Topic.objects.update(name="Other")
        Topic.objects.all().delete()
    assert wrote >= {"shows_show", "articles_topic", "articles_taggedarticle"}


def test_a_pattern_is_spelt_out():
    assert list(spelt_out("/admin/shows/(show|network)/{}/change/")) == [
        "/admin/shows/show/{show}/change/",
        "/admin/shows/network/{network}/change/",
    ]
