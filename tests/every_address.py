"""Every address of the site that can be read, made from its URL map, and what each answers to whom.

Sweeps compare two looks at all of them. A new address is swept as well, or `addresses` says what it lacks to be.
"""

import logging
import re
from unittest import mock

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import get_resolver

from articles.models import Article, Planned, PreviewLink, Topic
from newsdesk.sitemaps import KINDS, PER_PART
from people.models import Person
from shows.models import Character, Network, Season, Show
from staff.models import Notice, Profile, User

TOKEN = "t" * 43  # of the address by which somebody without an account reads a draft
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
NEW_EACH_TIME = re.compile(r'(name="csrfmiddlewaretoken" value=|nonce=|csrftoken=|nonce-)"?[\w+/=-]+')
NOT_READ = {"logout", "login"}


# Which there are


def patterns(resolver, route=""):
    for each in resolver.url_patterns:
        below = route + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from patterns(each, below)
        else:
            yield below, each


def routes():
    """(route, its pattern) of everything that is read, but for the two that are no routes."""
    for route, pattern in patterns(get_resolver()):
        if pattern.name not in NOT_READ and "^" not in route and "(" not in route:
            yield route, pattern


def values_of(route, pattern):
    """The lists of values that the places of an address take, each list for one address: all there are."""
    if not PLACE.search(route):
        return [[]]
    if pattern.name in KNOWN:
        return KNOWN[pattern.name]()
    if not route.startswith("admin/"):
        pytest.fail(f"{route} is swept by nothing: give it values here")
    model_admin = getattr(pattern.callback, "model_admin", None)
    model = model_admin.model if model_admin else apps.get_model(*pattern.name.split("_")[:2])
    return [[str(pk)] for pk in model.objects.values_list("pk", flat=True)]


def sitemap_parts():
    """The parts with anything in them: keys go on from test to test, so it may not be the first."""
    keys = {name: kind.rows(None).model.objects.values_list("pk", flat=True) for name, kind in KINDS.items()}
    return [
        [name, str(number)] for name, found in keys.items() for number in sorted({key // PER_PART for key in found})
    ]


def by_slug(model, name="slug"):
    return lambda: [[slug] for slug in model.objects.values_list(name, flat=True)]


def guides():
    """To each season there is, and to the one after it."""
    seasons = Season.objects.values_list("show", "number")
    return [[str(show), str(number)] for show, number in {(show, of + more) for show, of in seasons for more in (0, 1)}]


def viewed():
    """What the desk leads to on the site."""
    return [
        [str(ContentType.objects.get_for_model(model).pk), str(pk)]
        for model in (Article, Show, Season)
        for pk in model.objects.values_list("pk", flat=True)
    ]


KNOWN = {
    "story": by_slug(Article),
    "topic": by_slug(Topic),
    "topic-feed": by_slug(Topic),
    "author": by_slug(Profile),
    "show": by_slug(Show),
    "known-when": by_slug(Show),
    "show-feed": by_slug(Show),
    "season": lambda: [[slug, str(number)] for slug, number in Season.objects.values_list("show__slug", "number")],
    "character": lambda: [list(slugs) for slugs in Character.objects.values_list("show__slug", "slug")],
    "person": by_slug(Person),
    "network": by_slug(Network),
    "sitemap-part": sitemap_parts,
    "view_on_site": viewed,
    "auth_user_password_change": lambda: [[str(user.pk)] for user in User.objects.all()],
    "preview": lambda: [[TOKEN], ["nowhere"]],
    "notice": lambda: [[str(notice.pk)] for notice in Notice.objects.all()],
    "articles_article_planned": lambda: [[str(plan.pk)] for plan in Planned.objects.all()],
    "articles_article_guide": guides,
}


def addresses():
    """Every address that can be read, without anything asked of it."""
    found = ["/admin/facts/", "/admin/shows/", "/admin/no-such-page/"]  # the two patterns that are no routes
    for route, pattern in routes():
        for values in values_of(route, pattern):
            filling = iter(values)
            found.append("/" + PLACE.sub(lambda place, filling=filling: next(filling), route))
    return found


def without_values():
    """The routes that `addresses` leaves out, as there is no row to read there."""
    return [route for route, pattern in routes() if not values_of(route, pattern)]


LISTS = re.compile(r"/(admin/\w+/\w+|stories|shows|people|search|corrections|topics/[\w-]+|authors/[\w-]+)/")


def lists(found):
    """Those of the addresses `found` that are lists."""
    return [path for path in found if LISTS.fullmatch(path)]


# What they answer


def logged_in(user):
    """The cookies of one session, which no look adds anything to: each look has a client of its own."""
    client = Client()
    if user:
        client.force_login(user)
    return {name: cookie.value for name, cookie in client.cookies.items()}


def answer(path, session):
    """Status, headers and body as one text, without what is new each time."""
    client = Client()
    for name, value in session.items():
        client.cookies[name] = value
    got = client.get(path)
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(got.headers.items()))
    cookies = "\n".join(sorted(name for name in got.cookies if name != settings.SESSION_COOKIE_NAME))
    body = b"".join(got.streaming_content) if got.streaming else got.content
    return NEW_EACH_TIME.sub("", f"{got.status_code}\n{headers}\n{cookies}\n{body.decode()}")


def sweep(paths, user):
    """{path: its answer to `user`, or to anybody}."""
    # Each sweep opens these once more.
    PreviewLink.objects.update(opened=0, last_opened=None)
    Notice.objects.update(seen_at=None)
    session = logged_in(user)
    logging.disable(logging.ERROR)  # each page refused would write down where it was
    # The page of the second factor offers a new key to each session.
    with mock.patch("staff.code_views.default_key", return_value="0" * 40):
        found = {path: answer(path, session) for path in paths}
    logging.disable(logging.NOTSET)
    return found
