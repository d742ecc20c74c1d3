"""The front page, the scorecard, and what machines ask for."""

from itertools import groupby

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import Article
from facts.models import Statement
from facts.reading import with_answers
from shows.models import Season
from shows.words import SeasonStatus
from web import paging
from web.answers import page, public

_S = SeasonStatus
# What counts as a decision on the front page.
DECISIONS = [_S.ORDERED, _S.IN_PRODUCTION, _S.WRAPPED, _S.DATED, _S.NOT_HAPPENING, _S.IN_DEVELOPMENT]
# An import brings thousands of statements at once; looking for decisions further back than this is not worth its cost.
LATEST_CHANGES = 400
DECISIONS_SHOWN = 10
STORIES_SHOWN = 13


@require_safe
def home(request):
    stories = list(Article.objects.live(request.began).newest().for_cards()[:STORIES_SHOWN])
    context = {"lead": stories[:1], "stories": stories[1:], "decisions": latest_decisions(request.began)}
    return page(request, "newsdesk/home.html", context, keys=["stories", "facts", "shows"])


def latest_decisions(at):
    """The latest statements that decided a season and still stand, each with its `season`; the newest said first."""
    latest = Statement.objects.moving().order_by("-moved", "-pk").values("pk")[:LATEST_CHANGES]
    standing = Statement.objects.filter(
        pk__in=latest, fact__name="status", number=F("fact__number"), fact__season__status__in=DECISIONS
    ).select_related("report__preferred", "fact__season__show__network", "fact__season__moved_to")
    rows = list(standing.order_by("-report__as_of", "-moved", "-pk")[:DECISIONS_SHOWN])
    seasons = {season.pk: season for season in with_answers([row.fact.season for row in rows], at)}
    for row in rows:
        row.season = seasons[row.fact.season_id]
    return rows


# The scorecard's parts, in the order shown. Each is one query on the index of statuses.
SCORED = {
    "coming": [_S.DATED, _S.WRAPPED, _S.IN_PRODUCTION, _S.ORDERED],
    "in_development": [_S.IN_DEVELOPMENT],
    "awaiting": [_S.AWAITING],
    "not_happening": [_S.NOT_HAPPENING],
}
HEADINGS = {
    _S.DATED: "Premiere day set",
    _S.WRAPPED: "Filmed",
    _S.IN_PRODUCTION: "Filming",
    _S.ORDERED: "Ordered",
    _S.IN_DEVELOPMENT: "In development",
    _S.AWAITING: "Awaiting word",
    _S.NOT_HAPPENING: "Not happening",
}
SCORED_SHOWN = {"coming": 100}
SCORED_SHOWN_ELSE = 50
SCORED_PER_PAGE = 150


@require_safe
def scorecard(request):
    status = paging.chosen(request, "status", SeasonStatus)
    if status in HEADINGS:
        listed = paging.by_key(request, Season.objects.scored([status]), SCORED_PER_PAGE)
        rows, context = listed.rows, {"chosen": HEADINGS[status], "page": listed}
    else:
        parts = {name: scored(name) for name in SCORED}
        rows = [season for part in parts.values() for season in part.rows]
        context = {"more": {status for name, part in parts.items() if part.next for status in SCORED[name]}}
    context["groups"] = grouped(with_answers(rows, request.began), context.get("more", ()))
    return page(request, "newsdesk/scorecard.html", context, keys=["facts", "shows"])


def scored(name):
    """The newest seasons of one part of the scorecard; `next` tells whether there are more."""
    size = SCORED_SHOWN.get(name, SCORED_SHOWN_ELSE)
    rows = list(Season.objects.scored(SCORED[name]).order_by("-pk")[: size + 1])
    return paging.Page(rows[:size], True, "more" if len(rows) > size else "")


def grouped(seasons, more):
    """[{status, heading, networks: [(network, seasons)], more}] in the order of HEADINGS, then by network and title."""
    order = list(HEADINGS)

    def network_name(season):
        network = season.moved_to or season.show.network
        return network.name if network else ""

    seasons = sorted(
        seasons, key=lambda s: (order.index(s.status), network_name(s).casefold(), s.show.title.casefold(), s.number)
    )
    return [
        {
            "status": status,
            "heading": HEADINGS[status],
            "more": status in more,
            "networks": [
                (together[0].moved_to or together[0].show.network, together)
                for _, rows in groupby(group, key=network_name)
                if (together := list(rows))
            ],
        }
        for status, group in groupby(seasons, key=lambda season: season.status)
    ]


@require_safe
def robots(request):
    sitemap = settings.SITE_URL + reverse("sitemap")
    lines = f"User-agent: *\nDisallow: /admin/\nDisallow: /preview/\n\nSitemap: {sitemap}\n"
    return public(request, HttpResponse(lines, content_type="text/plain; charset=utf-8"))


@require_safe
@never_cache
def healthz(request):
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def not_found(request, exception):
    """The page for what is not there. It carries the keys of lists: what is published a moment later appears at once."""
    if request.path.startswith(reverse("admin:index")) or request.method not in {"GET", "HEAD"}:
        response = render(request, "404.html", status=404)
        response["Cache-Control"] = "private, no-store"
        return response
    return page(request, "404.html", {}, status=404, keys=["stories", "shows", "people"])
