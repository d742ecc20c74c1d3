"""The purge outbox: a change writes the keys it touches in its own transaction; they are sent once that has committed.

A crash between the two loses nothing, because the rows are still there for the next sender.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from web import outgoing
from web.models import Purge
from web.text import clean_line

logger = logging.getLogger(__name__)

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=10)
# A claimed row is out of the others' sight for this long; a sender that dies gives it back.
CLAIM = timedelta(seconds=60)
KEYS_PER_REQUEST = 100


def touch(*keys):
    """Have the edge forget every page that carries one of `keys`, once the present transaction has committed.

    Side effects: one outbox row and one `on_commit` send; none when no edge is configured.
    """
    keys = sorted(set(keys))
    if not settings.EDGE_PURGE_URL or not keys:
        return
    for start in range(0, len(keys), KEYS_PER_REQUEST):
        Purge.objects.create(keys=keys[start : start + KEYS_PER_REQUEST])
    transaction.on_commit(send_due, robust=True)


def send_due(at=None):
    """Send what is due; returns how many rows were sent. A row that fails is tried again later, ever more rarely.

    Stops at the first failure: whoever waits for it waits for one time-out, not for a hundred.
    """
    sent = 0
    for row in Purge.objects.due(at)[:100]:
        if not send(row, at or timezone.now()):
            break
        sent += 1
    return sent


def send(row, at):
    """Claim `row`, send it, delete it. False when another process has it or the edge did not take it."""
    claim = Purge.objects.filter(pk=row.pk, tries=row.tries, next_try=row.next_try)
    if not claim.update(tries=row.tries + 1, next_try=at + CLAIM):
        return False
    try:
        purge(row.keys)
    except outgoing.NOT_TAKEN as problem:
        wait = min(FIRST_WAIT * 2 ** min(row.tries, 10), LONGEST_WAIT)
        Purge.objects.filter(pk=row.pk).update(next_try=at + wait, problem=clean_line(problem)[:300])
        logger.warning("The edge did not take %s: %s; next try in %s", row, problem, wait)
        return False
    row.delete()
    return True


def purge(keys):
    """One PURGE request by key, as Varnish's xkey and most CDNs read it."""
    headers = {"Surrogate-Key": " ".join(keys), "xkey-purge": " ".join(keys)}
    outgoing.send(settings.EDGE_PURGE_URL, method="PURGE", headers=headers)
