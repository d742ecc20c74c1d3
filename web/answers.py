"""How a page is sent: what caches may keep, for how long, and by which keys they forget it."""

import hashlib

from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response

MOST_KEYS = 32


def page(request, template, context, *, keys=(), status=200, content_type=None):
    """Render a public page. `keys` are its surrogate keys, at most 32, the most telling first.

    Everything scheduled happens on whole minutes, so the answer may be shared for what is left of the minute in which
    reading began: right with no purge at all, and no hint at when an embargo ends.
    """
    response = render(request, template, context, content_type=content_type, status=status)
    return public(request, response, keys=keys)


def or_any(keys, *lists):
    """`keys`, or where they are too many for a page, what fits of them and the keys of whole lists."""
    keys = list(dict.fromkeys(keys))
    return keys if len(keys) <= MOST_KEYS else [*keys[: MOST_KEYS - len(lists)], *lists]


def public(request, response, *, keys=()):
    """Put the headers of a public answer on `response`; a 304 when the reader's copy is still good."""
    response["Cache-Control"] = f"public, s-maxage={seconds_left(request.began)}, stale-if-error=86400"
    response["Surrogate-Key"] = " ".join(list(dict.fromkeys(keys))[:MOST_KEYS])
    if response.status_code == 200:
        response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        return get_conditional_response(request, etag=response["ETag"], response=response)
    return response


def private(response):
    """Keep `response` out of every cache: it is for whoever asked, at that moment, alone."""
    response["Cache-Control"] = "private, no-store"
    return response


def may_frame(response, hosts):
    """Let the page of `response` show frames from `hosts`, which no other page may."""
    if hosts:
        response._csp_update = {"frame-src": sorted(hosts)}  # as csp.decorators.csp_update sets it
    return response


def seconds_left(began, now=None):
    """Whole seconds until the minute of `began` is over; 0 once it is."""
    now = now or timezone.now()
    minute = began.replace(second=0, microsecond=0)
    return max(0, int(60 - (now - minute).total_seconds()))
