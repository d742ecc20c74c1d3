"""What search engines may know of: an index of parts, each of at most 1,000 addresses by ranges of keys."""

from collections.abc import Callable
from datetime import UTC, timedelta
from typing import NamedTuple

from django.conf import settings
from django.http import Http404
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from articles.models import Article
from newsdesk.context import PAGES
from people.models import Person
from shows.models import Season, Show
from web.addresses import address
from web.answers import page
from web.feeds import LANGUAGE
from web.prepared import prepared

NEWS = timedelta(days=2)  # what news searches take for news
MOST_NEWS = 1000  # as many as they read
PER_PART = 1000  # the protocol allows 50,000; a part this size costs little more than a page


class Kind(NamedTuple):
    """What the parts of one kind list: `rows(at)`, with the columns of an address and those of its last change."""

    route: str
    rows: Callable
    address: tuple
    changed: tuple = ()

    def listed(self, at):
        return self.rows(at).values_list(*self.address, *self.changed)


KINDS = {
    "stories": Kind("story", Article.objects.live, ("slug",), ("publish_at", "material_update")),
    "shows": Kind("show", lambda at: Show.objects.all(), ("slug",)),
    "seasons": Kind("season", lambda at: Season.objects.all(), ("show__slug", "number")),
    "people": Kind("person", lambda at: Person.objects.all(), ("slug",)),
}


@require_safe
def index(request):
    numbered = [(name, range(parts_of(kind.rows(request.began)))) for name, kind in KINDS.items()]
    parts = [
        settings.SITE_URL + address("sitemap-part", name, number)
        for name, numbers in [("pages", [0]), *numbered]
        for number in numbers
    ]
    return page(
        request, "newsdesk/sitemap_index.xml", {"parts": parts}, keys=["stories", "shows", "people"],
        content_type="application/xml",
    )  # fmt: skip


def parts_of(queryset):
    """How many parts there are: one read by key. Where many rows in turn were deleted, one is empty."""
    backwards = queryset.filter(pk__gt=0).order_by("-pk")  # without the condition SQLite would sort all live stories
    highest = backwards.values_list("pk", flat=True).first()
    return 0 if highest is None else highest // PER_PART + 1


@require_safe
def part(request, kind, number):
    if kind == "pages" and number == 0:
        return listing(request, ((settings.SITE_URL + address(name), "") for name in PAGES))
    if kind not in KINDS or number > 2**40:
        raise Http404
    listed = KINDS[kind].listed(request.began)
    first = number * PER_PART
    rows = listed.filter(pk__gte=first, pk__lt=first + PER_PART).order_by("pk")
    if not rows and number >= parts_of(listed):
        raise Http404
    return listing(request, (entry(KINDS[kind], row) for row in rows), keys=[kind])


def listing(request, rows, keys=()):
    """`rows` are (address, when it changed as XML or "")."""
    entries = format_html_join("", "\n<url><loc>{}</loc>{}</url>", rows)
    return page(request, "newsdesk/sitemap.xml", {"entries": entries}, keys=keys, content_type="application/xml")


def entry(kind, row):
    """The address of a listed row, and when it changed where that is told."""
    parts, moments = row[: len(kind.address)], row[len(kind.address) :]
    changed = max(filter(None, moments), default=None)
    lastmod = format_html("<lastmod>{}</lastmod>", changed.isoformat(timespec="seconds")) if changed else ""
    return settings.SITE_URL + address(kind.route, *parts), lastmod


@require_safe
def news(request):
    """The stories first published within two days, as news searches ask for them."""
    rows = (
        (settings.SITE_URL + address("story", slug), published.astimezone(UTC).isoformat(timespec="seconds"), headline)
        for slug, published, headline in news_since(request.began - NEWS, request.began)
    )
    context = {"rows": rows, "language": LANGUAGE.partition("-")[0]}
    return page(request, "newsdesk/sitemap_news.xml", context, keys=["stories"], content_type="application/xml")


@prepared
def news_since(since, at):
    """By the moment of the list, which has the index; a story that returned later is no news again."""
    latest = Article.objects.live(at).filter(publish_at__gt=since, first_published__gt=since).newest()
    return latest.values_list("slug", "first_published", "headline")[:MOST_NEWS]
