"""The pages to measure: for every address of the URL map one that stands for it, the fullest there is."""

import re
from datetime import timedelta

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Count
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from articles import preview_links
from articles.models import Article, Byline, Kind, PreviewLink, TaggedArticle, Topic
from bench.measure import ask
from people.models import Person
from shows.models import CastMember, Network, Show
from staff.models import Profile

FILTER = re.compile(r'href="(\?[\w.]+=[^"&]*)"')
SEARCH = "?q=harbour"
# A list is searched for a word that fills its page on the smallest site too, and for one that is nowhere.
COMMON, NOWHERE = "?q=the", "?q=nowhere"
NOT_PAGES = {"healthz", "robots"}


def most(model, column, rows):
    """The row of `model` that `rows` name most often in `column`."""
    counted = rows.values_list(column).annotate(times=Count("pk")).order_by("-times", column)
    return model.objects.get(pk=counted[0][0])


def fullest_show():
    return most(Show, "show", Article.shows.through.objects.order_by())


def stories(kind):
    """The latest live story of `kind` about the show that most stories are about."""
    return fullest_show().articles.live().filter(kind=kind).newest()[:1]


def by_slug(*found):
    return [(thing._meta.verbose_name, {"slug": thing.slug}) for thing in found]


def feeds_of(*found):
    return [(f"{label}-feed", keywords) for label, keywords in by_slug(*found)]


def a_season():
    show = fullest_show()
    return [("season", {"slug": show.slug, "number": show.seasons.count()})]


def a_character():
    found = fullest_show().characters.earliest("pk")
    return [("character", {"slug": found.show.slug, "character": found.slug})]


# Name of a route: [(label, its keywords)].
CHOSEN = {
    "story": lambda: [(f"story: {found.kind}", {"slug": found.slug}) for kind in Kind for found in stories(kind)],
    "topic": lambda: by_slug(most(Topic, "tag", TaggedArticle.objects.order_by())),
    "author": lambda: by_slug(most(Profile, "profile", Byline.objects.order_by())),
    "topic-feed": lambda: feeds_of(most(Topic, "tag", TaggedArticle.objects.order_by())),
    "show": lambda: by_slug(fullest_show()),
    "show-feed": lambda: feeds_of(fullest_show()),
    "known-when": lambda: [("known when", {"slug": fullest_show().slug})],
    "preview": lambda: [("preview of an outsider", {"token": lent()})],
    "season": a_season,
    "character": a_character,
    "person": lambda: by_slug(most(Person, "person", CastMember.objects.order_by())),
    "network": lambda: by_slug(most(Network, "network", Show.objects.order_by())),
    "sitemap-part": lambda: [
        (f"sitemap: {kind}", {"kind": kind, "number": 0}) for kind in ("stories", "shows", "seasons", "people")
    ],
}
# Lists are measured filtered, and further down, as well. A search is measured with something to find.
VARIED = {
    "stories": ["", "?kind=guide", "?after={middle}"],
    "shows": ["", "?status=renewed", "?from=m"],
    "people": ["", "?from=m"],
    "scorecard": ["", "?status=ordered"],
    "search": [SEARCH],
}


def public():
    """([(label, address)] of every kind of public page, [route that nobody has chosen an address for])."""
    from newsdesk.urls import urlpatterns

    found, missing = [], []
    named = [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern) and pattern.name]
    found += in_the_api()
    for pattern in named:
        if pattern.name in NOT_PAGES:
            continue
        if pattern.name in CHOSEN:
            found += [(label, reverse(pattern.name, kwargs=kwargs)) for label, kwargs in CHOSEN[pattern.name]()]
        elif pattern.pattern.converters:
            missing.append(pattern.name)
        else:
            found += varied(pattern.name)
    return found, missing


def in_the_api():
    """Of the API one address for each that it has, the same as among the pages."""
    show = fullest_show()
    [(_, season)], [(_, person)] = a_season(), CHOSEN["person"]()
    [guide] = stories(Kind.GUIDE)
    return [
        ("API: shows", reverse("api:shows")),
        ("API: show", reverse("api:show", args=[show.slug])),
        ("API: season", reverse("api:season", args=[season["slug"], season["number"]])),
        ("API: people", reverse("api:people")),
        ("API: person", reverse("api:person", args=[person["slug"]])),
        ("API: stories", reverse("api:stories")),
        ("API: story", reverse("api:story", args=[guide.slug])),
    ]


def lent():
    """The token of a link by which somebody outside reads the latest story there is."""
    token = "b" * 43
    PreviewLink.objects.update_or_create(
        digest=preview_links.digest(token),
        defaults={
            "article": Article.objects.latest("pk"),
            "by": get_user_model().objects.earliest("pk"),
            "expires": timezone.now() + timedelta(days=1),
            "meant_for": "The bench",
        },
    )
    return token


def varied(name):
    middle = Article.objects.live().newest().values_list("pk", flat=True)
    for query in VARIED.get(name, [""]):
        asked = query.format(middle=middle[middle.count() // 2]) if "{middle}" in query else query
        yield f"{name} {query.partition('=')[0]}".strip(), reverse(name) + asked


def cookie_of(username):
    """The session of one of the load's accounts, as a Cookie header."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def lists(cookie):
    """[(label, address)] of every list that may be seen: plain, searched, by each filter."""
    found = []
    for model, shown in admin.site._registry.items():
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        answer = ask(address, cookie)
        if answer.status != 200:
            continue
        name = str(model._meta.verbose_name_plural)
        found.append((name, address))
        if shown.search_fields:
            found += [(f"{name} ?q", address + COMMON), (f"{name} ?q, nowhere", address + NOWHERE)]
        queries = {query.partition("=")[0]: query for query in FILTER.findall(answer.body.decode())}
        found += [(f"{name} {parameter}", address + query) for parameter, query in sorted(queries.items())]
    return found
