"""The front page, the scorecard, and what machines ask for."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html_join
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request

from articles.cards import cards
from articles.models import Article
from facts.models import Fact, Statement
from facts.reading import local_day
from newsdesk.api.answers import not_found as nothing_in_the_api
from shows.answers import format_date, label
from shows.models import Season
from shows.rows import COLUMNS, SeasonRow, season_row
from shows.words import SeasonStatus
from web import paging
from web.addresses import address
from web.answers import page, private, public
from web.prepared import prepared

_S = SeasonStatus
# What counts as a decision on the front page.
DECISIONS = [_S.ORDERED, _S.IN_PRODUCTION, _S.WRAPPED, _S.DATED, _S.NOT_HAPPENING, _S.IN_DEVELOPMENT]
# An import brings thousands of statements at once; looking for decisions further back than this is not worth its cost.
LATEST_CHANGES = 400
DECISIONS_SHOWN = 9
STORIES_SHOWN = 12


@require_safe
def home(request):
    stories = cards(newest(request.began))
    context = {"lead": stories[:1], "seconds": stories[1:3], "stories": stories[3:]}
    context["decisions"] = latest_decisions(request.began)
    return page(request, "newsdesk/home.html", context, keys=["stories", "facts", "shows"])


@prepared
def newest(at):
    return Article.objects.live(at).newest().for_cards()[:STORIES_SHOWN]


@dataclass
class Decision:
    """A season's present status, and who said so when."""

    season: SeasonRow
    as_of: date
    publisher: str


def latest_decisions(at):
    """The latest statements that decided a season and still stand, as Decisions, the newest said first; two queries."""
    rows = decisions_standing()
    seasons = {row[0]: season_row(row) for row in seasons_named([season for season, _, _ in rows])}
    return [Decision(labelled(seasons[season], at), as_of, publisher) for season, as_of, publisher in rows]


@prepared
def decisions_standing():
    latest = Statement.objects.moving().order_by("-moved", "-pk").values("pk")[:LATEST_CHANGES]
    standing = Statement.objects.filter(
        pk__in=latest, fact__name="status", number=F("fact__number"), fact__season__status__in=DECISIONS
    ).order_by("-report__as_of", "-moved", "-pk")
    return standing.values_list("fact__season", "report__as_of", "report__preferred__publisher")[:DECISIONS_SHOWN]


@prepared
def seasons_named(keys):
    return Season.objects.filter(pk__in=keys).values_list(*COLUMNS)


def labelled(season, at):
    """`season` with its `label` as of `at`; no query."""
    season.label = label(season, today=local_day(season, at))
    return season


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
        listed = paging.by_key(request, partial(scored_alone, status), SCORED_PER_PAGE)
        rows, context = listed.rows, {"chosen": HEADINGS[status], "page": listed}
    else:
        parts = {name: scored(name) for name in SCORED}
        rows = [season for part in parts.values() for season in part.rows]
        context = {"more": {status for name, part in parts.items() if part.next for status in SCORED[name]}}
    context["groups"] = grouped(with_sources(rows, request.began), context.get("more", ()))
    return page(request, "newsdesk/scorecard.html", context, keys=["facts", "shows"])


def scored(name):
    """The newest seasons of one part of the scorecard; `next` tells whether there are more."""
    size = SCORED_SHOWN.get(name, SCORED_SHOWN_ELSE)
    rows = FIRST_SCORED[name]()
    return paging.Page([season_row(row) for row in rows[:size]], True, "more" if len(rows) > size else "")


def first_scored(name):
    size = SCORED_SHOWN.get(name, SCORED_SHOWN_ELSE)
    listed = Season.objects.regular().filter(status__in=SCORED[name])
    return prepared(lambda: paging.from_key(listed, None, size).values_list(*COLUMNS))


FIRST_SCORED = {name: first_scored(name) for name in SCORED}


def scored_alone(status, after):
    return [season_row(row) for row in with_status(status, after)]


@prepared
def with_status(status, after):
    listed = Season.objects.regular().filter(status=status)
    return paging.from_key(listed, after, SCORED_PER_PAGE).values_list(*COLUMNS)


def with_sources(seasons, at):
    """`seasons` with a `note`: their label, and who said so on which day; one query."""
    told = {season: rest for season, *rest in statuses_said([season.pk for season in seasons])}
    for season in seasons:
        as_of, publisher = told.get(season.pk, (None, ""))
        said = [labelled(season, at).label, publisher and f"per {publisher}", as_of and format_date(as_of)]
        season.note = ", ".join(filter(None, said))
    return seasons


@prepared
def statuses_said(seasons):
    facts = Fact.objects.filter(season__in=seasons, name="status", number__gt=0)
    return facts.values_list("season", "as_of", "source__publisher")


def grouped(seasons, more):
    """[{status, heading, networks: [(network, lines)], more}] in the order of HEADINGS, then by network and title."""
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
                (together[0].moved_to or together[0].show.network, lines_of(together))
                for _, rows in groupby(group, key=network_name)
                if (together := list(rows))
            ],
        }
        for status, group in groupby(seasons, key=lambda season: season.status)
    ]


# Not in the template, which takes three times as long for each of its hundreds of rows.
LINE = '<li><a href="{}">{}</a> <a class="plainer" href="{}">{}</a> <span class="note">{}</span></li>'


def lines_of(seasons):
    return format_html_join(
        "\n", LINE, ((row.show.address, row.show.title, row.address, row.name, row.note) for row in seasons)
    )


@require_safe
def robots(request):
    sitemaps = "".join(f"Sitemap: {settings.SITE_URL}{address(name)}\n" for name in ("sitemap", "sitemap-news"))
    lines = f"User-agent: *\nDisallow: /admin/\nDisallow: /preview/\n\n{sitemaps}"
    return public(request, HttpResponse(lines, content_type="text/plain; charset=utf-8"))


@require_safe
@never_cache
def healthz(request):
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def refused(request, exception):
    """What Django refuses unread. A form that is too long says so, or its writer meets a bare 400."""
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
        return render(request, "413.html", {"most": most}, status=413)
    return bad_request(request, exception)


def not_found(request, exception):
    """The page for what is not there. It carries the keys of lists: what is published next appears at once."""
    if request.path.startswith(address("api:index")):
        return nothing_in_the_api(request, exception)
    if request.path.startswith(address("admin:index")) or request.method not in {"GET", "HEAD"}:
        return private(render(request, "404.html", status=404))
    return page(request, "404.html", {}, status=404, keys=["stories", "shows", "people"])


def forbidden(request, exception):
    """The page for what somebody's account may not do; only the desk asks who somebody is."""
    return private(render(request, "403.html", status=403))
