"""What takes effect by itself at its moment. Each kind is registered once; any request and any command applies what is
due before it reads, so no job has to run on time.
"""

import logging
from collections.abc import Callable
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

logger = logging.getLogger(__name__)


class Kind(NamedTuple):
    """`find`: SQL of a SELECT 1 for something due by the moment %s. `apply(at)` applies each once, and returns them."""

    find: str
    apply: Callable


KINDS = []


def takes_effect(find, apply):
    """Register a kind. Call it from `AppConfig.ready`; `find` wants a partial index, as every request pays for it."""
    KINDS.append(Kind(find, apply))


def anything_due(at):
    """Whether something waits for a moment that has come by `at`; one query, however many kinds there are."""
    asked = " OR ".join(f"EXISTS ({kind.find})" for kind in KINDS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", [connection.ops.adapt_datetimefield_value(at)] * len(KINDS))
        return bool(cursor.fetchone()[0])


def apply_due(at=None):
    """Apply what is due by `at` (default: now); returns it. One query when nothing is."""
    at = at or timezone.now()
    return [applied for kind in KINDS for applied in kind.apply(at)] if anything_due(at) else []


def one_by_one(items, apply):
    """Those of `items` for which `apply(item)` was true. One that fails is logged and keeps none of the rest."""
    return [item for item in items if _safely(apply, item)]


def _safely(apply, item):
    try:
        return apply(item)
    except Exception:
        logger.exception("%s failed", item)
        return False
