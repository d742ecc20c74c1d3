"""Telling a WebSub hub that feeds have something new, so that whoever follows them need not ask again and again.

A feed names its hub (web/feeds.py). What each was last told of is kept, and moved before it is told: so of several
processes one tells it.
"""

import logging
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from facts.models import Statement
from newsdesk.feeds import SHOWN
from web import outgoing
from web.models import Ping
from web.text import clean_line

logger = logging.getLogger(__name__)


def ping_due(at=None):
    """Tell the hub of each feed in which something is newer than what it was told of; returns how many were told.

    One that the hub does not take is told of the next time. Without a hub nothing is asked or written.
    """
    if not settings.NEWSDESK_HUB:
        return 0
    return sum(_tell(name, newest) for name, newest in newest_in_feeds(at or timezone.now()).items() if newest)


def newest_in_feeds(at):
    """{name of a route: the moment of its newest entry, or of its newest material update, or None}; two queries."""
    dates = Article.objects.live(at).newest().values_list("publish_at", "material_update")[:SHOWN]
    stories = max((date for pair in dates for date in pair if date and date <= at), default=None)
    facts = Statement.objects.moving().filter(moved__lte=at).order_by("-moved").values_list("moved", flat=True).first()
    found = dict.fromkeys(("stories-rss", "stories-atom", "stories-json"), stories)
    return found | dict.fromkeys(("facts-atom", "facts-json"), facts)


def _tell(name, newest):
    """Whether the hub was told of this feed now: not where it knows, or where another process is telling it."""
    known, _ = Ping.objects.get_or_create(feed=name)
    if known.newest and known.newest >= newest:
        return False
    if not Ping.objects.filter(pk=known.pk, newest=known.newest).update(newest=newest, problem=""):
        return False
    try:
        _send(f"{settings.SITE_URL}{reverse(name)}")
    except outgoing.NOT_TAKEN as problem:
        again = {"newest": known.newest, "problem": clean_line(problem)[:300] or "no answer"}
        Ping.objects.filter(pk=known.pk, newest=newest).update(**again)
        logger.warning("The hub was not told of %s: %s", name, problem)
        return False
    return True


def _send(address):
    """One POST, as hubs take it."""
    body = urlencode({"hub.mode": "publish", "hub.url": address}).encode()
    outgoing.send(settings.NEWSDESK_HUB, method="POST", data=body)
