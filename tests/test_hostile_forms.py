"""Odd text in every field of every form of the desk: saved or refused, and never a server error."""

import logging
from urllib.parse import urlencode

import lxml.html
import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from tests.every_address import addresses
from tests.rights_world import make_world

pytestmark = pytest.mark.django_db

TEXTS = {
    "characters": "a\x00b\ud800\u202eشو\u202c💥\r\n';--\"%s{}<b>" + "x" * 5000,
    "number": "9" * 40,
    "moment": "9999-12-31T23:59",
    "nothing": "",
}
PARTS = 4  # of the desk, each swept by itself
TYPED = {"text", "search", "email", "url", "number", "date", "time", "datetime-local", "password"}


@pytest.fixture(autouse=True)
def quiet():
    """Each of these refusals would be logged."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def root():
    """Whoever may send every form."""
    return make_world("administrator")["root"]


def logged_in(root):
    client = Client()
    client.force_login(root)
    return client


def one_address_a_view():
    return {resolve(path).view_name: path for path in addresses() if path.startswith("/admin/")}


def forms_of(client, path):
    answer = client.get(path)
    if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
        for form in lxml.html.fromstring(answer.content).forms:
            action = form.get("action") or path
            if form.method == "POST" and action.startswith("/") and "logout" not in action:
                yield action, form


def fields_of(form):
    """(those to type in, all of them), as the names of the form's fields."""
    named = [field for field in form.inputs if field.name and field.name != "csrfmiddlewaretoken"]
    fields = [field for field in named if field.get("type") != "submit" and "_FORMS" not in field.name]
    typed = [field for field in fields if field.tag == "textarea" or field.get("type") in TYPED]
    return {field.name for field in typed}, {field.name for field in fields}


def sent(form, names, text):
    """What a browser would send with the form’s first button, `text` in each of `names`."""
    button = next(iter(form.xpath(".//button[@name]")), None)
    values = [(name, value) for name, value in form.form_values() if name not in names]
    pressed = [] if button is None else [(button.get("name"), button.get("value") or "1")]
    return urlencode([*values, *((name, text) for name in sorted(names)), *pressed], errors="surrogatepass")


@pytest.mark.parametrize("part", range(PARTS))
def test_no_form_of_the_desk_is_a_server_error_whatever_is_typed(root, part):
    client, posted = logged_in(root), 0
    for path in list(one_address_a_view().values())[part::PARTS]:
        for action, form in forms_of(client, path):
            for names in fields_of(form):
                for text in TEXTS.values():
                    body = sent(form, names, text)
                    with transaction.atomic():
                        answer = client.post(action, body, content_type="application/x-www-form-urlencoded")
                        transaction.set_rollback(True)
                    assert answer.status_code < 500, (action, names, text[:50])
                    posted += 1
            client = logged_in(root)  # a form that logs out would hide the rest
    assert posted > 50
