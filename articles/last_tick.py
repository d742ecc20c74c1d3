"""When `manage.py tick` last ran, and what it should have done since: for the desk's calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, Q
from django.utils import timezone

from articles.models import Article
from staff.models import Notice
from web.models import Ping, Purge, Tick

LATE = timedelta(minutes=10)  # after which what a tick does, or a tick itself, is overdue


@dataclass
class LastTick:
    """When `manage.py tick` last ran, if ever, and in sentences what should have been done since and is not."""

    at: datetime | None
    overdue: list


OVERDUE = {
    "late": "It should have run since: see that its timer, or its loop, does.",
    "untold": "Writers are not told yet that stories of theirs are out.",
    "unpurged": "The edge has not taken yet what it shall forget.",
    "unmailed": "Notices wait to be mailed.",
    "unpinged": "The hub could not be told what is new in feeds.",
}


def last_tick(at=None):
    """A LastTick; one query."""
    at = at or timezone.now()
    late = at - LATE
    tick = Tick.objects.annotate(
        late=ExpressionWrapper(Q(at__lte=late), BooleanField()),
        untold=Exists(Article.objects.unannounced(late).order_by()),
        unpurged=Exists(Purge.objects.filter(created__lte=late)),
        unpinged=Exists(Ping.objects.exclude(problem="")),
        unmailed=Exists(Notice.objects.to_mail().filter(at__lte=late - LATE)),
    ).first()
    if tick is None:
        return LastTick(None, ["Before it runs nothing is told or mailed: start it from a timer, or as a loop."])
    return LastTick(tick.at, [sentence for name, sentence in OVERDUE.items() if getattr(tick, name)])
