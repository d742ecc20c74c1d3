"""What search engines may know of: an index of parts, each of at most 5,000 addresses by ranges of keys."""

from django.conf import settings
from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Article
from people.models import Person
from shows.models import Season, Show
from web.answers import page

PER_PART = 5000  # the protocol allows 50,000; a part this size is read and sent in one go


def live_stories(at):
    return Article.objects.live(at).only("slug", "publish_at", "material_update")


KINDS = {
    "stories": live_stories,
    "shows": lambda at: Show.objects.only("slug"),
    "seasons": lambda at: Season.objects.annotate(show_slug=F("show__slug")).only("number"),
    "people": lambda at: Person.objects.only("slug"),
}


@require_safe
def index(request):
    parts = [
        settings.SITE_URL + reverse("sitemap-part", args=[kind, number])
        for kind, listed in KINDS.items()
        for number in numbers_of(listed(request.began))
    ]
    return page(
        request, "newsdesk/sitemap_index.xml", {"parts": parts}, keys=["stories", "shows", "people"],
        content_type="application/xml",
    )  # fmt: skip


def numbers_of(queryset):
    """The numbers of the parts that hold something: one read by key for each, however many rows there are."""
    number, keys = 0, queryset.order_by("pk").values_list("pk", flat=True)
    while (key := keys.filter(pk__gte=number * PER_PART).first()) is not None:
        number = key // PER_PART
        yield number
        number += 1


@require_safe
def part(request, kind, number):
    if kind not in KINDS or number > 2**40:
        raise Http404
    first = number * PER_PART
    rows = KINDS[kind](request.began).filter(pk__gte=first, pk__lt=first + PER_PART).order_by("pk")
    entries = [(settings.SITE_URL + address(row), getattr(row, "updated", None)) for row in rows]
    if not entries:
        raise Http404
    return page(request, "newsdesk/sitemap.xml", {"entries": entries}, keys=[kind], content_type="application/xml")


def address(row):
    if isinstance(row, Season):
        return reverse("season", args=[row.show_slug, row.number])
    return row.get_absolute_url()
