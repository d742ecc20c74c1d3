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


def by_slug(request, read, size):
    """A page of what `read(after, start)` lists: `?after=` a slug, or `?from=` a letter to begin at."""
    after, start = _typed(request, "after", _SLUG), _typed(request, "from", _SLUG)
    rows = read(after, None if after else start)
    return _page(request, rows, size, first=not (after or start), key=lambda row: row.slug)


def from_slug(queryset, after, start, size):
    """`queryset` in the order of its slugs, after or from one where that is not None."""
    if after is not None:
        queryset = queryset.filter(slug__gt=after)
    if start is not None:
        queryset = queryset.filter(slug__gte=start)
    return queryset.order_by("slug")[: size + 1]


def by_moment(request, rows, read, size, *, column="publish_at"):
    """A page of what `read(moment, key)` lists of the queryset `rows`: `?after=` the key of one of them.

    `column` has the moment of a row. `rows` are those that may be shown: a page after any other would tell that it is.
    """
    after = _typed(request, "after", _KEY)
    moment = after and rows.filter(pk=after).values_list(column, flat=True).first()
    return _page(request, read(moment, moment and after), size, first=not moment, key=lambda row: row.pk)


def from_moment(queryset, moment, key, size, *, by="pk", column="publish_at"):
    """The newest of `queryset`, after the row with `key` of `moment` where that is not None.

    `by` is the column that has the key, `column` that of the moment. `queryset` must have an upper bound of it, at
    `moment` or a little above: an index sees no use in OR.
    """
    if moment is not None:
        queryset = queryset.filter(Q(**{f"{column}__lt": moment}) | Q(**{column: moment, f"{by}__lt": key}))
    return queryset.order_by(f"-{column}", f"-{by}")[: size + 1]


def by_key(request, read, size):
    """A page of what `read(after)` lists, `?after=` a key."""
    after = _typed(request, "after", _KEY)
    return _page(request, read(after), size, first=not after, key=lambda row: row.pk)


def from_key(queryset, after, size):
    """The newest of `queryset` by primary key, after one where that is not None."""
    if after is not None:
        queryset = queryset.filter(pk__lt=after)
    return queryset.order_by("-pk")[: size + 1]


def _page(request, rows, size, *, first, key):
    """There is one row more than `size` where there is a next page."""
    if len(rows) <= size:
        return Page(rows, first, "")
    return Page(rows[:size], first, f"?{urlencode({**_kept(request), 'after': key(rows[size - 1])})}")


def chosen(request, name, words):
    """What `?name=` chooses among `words`, an enumeration; "" for anything else."""
    word = request.GET.get(name, "")
    return word if word in words.values else ""


def _typed(request, name, pattern):
    value = request.GET.get(name, "")
    return value if len(value) < 100 and pattern.fullmatch(value) else None


def _kept(request):
    """The filters in force, for the next page's address: short plain words only."""
    return {name: request.GET[name] for name in ("status", "kind") if _typed(request, name, re.compile("[a-z_]+"))}
