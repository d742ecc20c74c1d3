"""The page of a network: its shows, what is on or coming first."""

from dataclasses import dataclass
from itertools import groupby

from django.views.decorators.http import require_safe

from newsdesk.catalogue import STATUSES
from newsdesk.credits import MOST_ROWS
from shows.models import Network, Show
from shows.words import ShowStatus
from web import paging
from web.addresses import address, by_address, find
from web.answers import page
from web.prepared import prepared


@prepared
def networks_at(slug, key):
    return by_address(Network.objects.all(), slug, key)


@dataclass
class Listed:
    """A show on its network's page."""

    slug: str
    title: str
    status: str

    @property
    def address(self):
        return address("show", self.slug)


@prepared
def shows_on(network, after, start):
    listed = paging.from_slug(Show.objects.filter(network=network), after, start, MOST_ROWS)
    return listed.values_list("slug", "title", "status")


@require_safe
def network(request, slug):
    found = find(request, "network", networks_at, slug)
    listed = paging.by_slug(request, lambda *bounds: [Listed(*row) for row in shows_on(found.pk, *bounds)], MOST_ROWS)
    rows = sorted(listed.rows, key=lambda show: (STATUSES.index(show.status), show.title.casefold()))
    groups = [(ShowStatus(status), list(group)) for status, group in groupby(rows, key=lambda show: show.status)]
    context = {"network": found, "page": listed, "groups": groups}
    return page(request, "shows/network.html", context, keys=[f"network-{found.pk}", "shows", "facts"])
