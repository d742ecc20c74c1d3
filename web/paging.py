"""Pages of long lists by key: each begins after the last row of the one before, so nothing is counted or skipped over.

What a reader types into `?after=` is only compared with; whatever cannot be a key is ignored.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,89}")
_KEY = re.compile(r"[1-9][0-9]{0,17}")


@dataclass
class Page:
    """One page of a list: its rows, whether it is the first, and the query string of the next one or ""."""

    rows: list
    first: bool
    next: str


def by_slug(request, queryset, size):
    """A page of `queryset` in the order of its slugs: `?after=` a slug, or `?from=` a letter to begin at."""
    after, start = _typed(request, "after", _SLUG), _typed(request, "from", _SLUG)
    if after:
        queryset = queryset.filter(slug__gt=after)
    elif start:
        queryset = queryset.filter(slug__gte=start)
    return _page(request, queryset.order_by("slug"), size, first=not (after or start), key=lambda row: row.slug)


def by_moment(request, queryset, size):
    """A page of stories, the newest first: `?after=` the key of a story."""
    after = _typed(request, "after", _KEY)
    moment = after and queryset.model.objects.filter(pk=after).values_list("publish_at", flat=True).first()
    if moment:
        earlier = Q(publish_at__lt=moment) | Q(publish_at=moment, pk__lt=after)
        queryset = queryset.filter(
            earlier, publish_at__lte=moment
        )  # the range is for the index, which sees no use in OR
    return _page(request, queryset.newest(), size, first=not moment, key=lambda row: row.pk)


def by_key(request, queryset, size):
    """A page of `queryset` by primary key, the newest first."""
    after = _typed(request, "after", _KEY)
    if after:
        queryset = queryset.filter(pk__lt=after)
    return _page(request, queryset.order_by("-pk"), size, first=not after, key=lambda row: row.pk)


def _page(request, queryset, size, *, first, key):
    """One row more than `size` is read, to know whether there is a next page."""
    rows = list(queryset[: size + 1])
    if len(rows) <= size:
        return Page(rows, first, "")
    return Page(rows[:size], first, f"?{urlencode({**_kept(request), 'after': key(rows[size - 1])})}")


def chosen(request, name, words):
    """What `?name=` chooses among `words`, an enumeration; "" for anything else."""
    word = request.GET.get(name, "")
    return word if word in words.values else ""


def _typed(request, name, pattern):
    value = request.GET.get(name, "")
    return value if len(value) < 100 and pattern.fullmatch(value) else ""


def _kept(request):
    """The filters in force, for the next page's address: short plain words only."""
    return {name: request.GET[name] for name in ("status", "kind") if _typed(request, name, re.compile("[a-z_]+"))}
