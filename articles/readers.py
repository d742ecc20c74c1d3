"""How often stories are read, from an edge's log: counts of a story and a day, and nothing of who.

One rule makes counting safe to repeat: what one run counts of a story and a day takes the place of what is stored where
it is larger. The same file again changes nothing, and a log that has grown raises its last day. The price: a day that
lies in two files counts in full only when both are given in one run.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.edge_log import NoVisit, lines, visit
from articles.models import Article, ReaderCount
from web.addresses import address
from web.models import OldAddress

WINDOW = timedelta(days=28)
BATCH = 500


@dataclass
class Tally:
    """What was read so far: `readings` maps (story's key, day) to a number; as large as there are stories and days."""

    pages: dict
    today: object
    readings: Counter = field(default_factory=Counter)
    lines: int = 0
    bad: int = 0

    def read(self, path):
        """Count the log at `path`. Raises edge_log.BROKEN where it cannot be read any further; what was read counts."""
        for line in lines(path):
            self.lines += 1
            try:
                self._count(visit(line, self.pages.__contains__))
            except NoVisit:
                self.bad += 1

    def _count(self, found):
        if found is None:
            return
        if found.day > self.today:
            raise NoVisit
        self.readings[self.pages[found.path], found.day] += 1


def start(at=None):
    """An empty Tally for the stories live at `at` (default: now)."""
    return Tally(live_pages(at), timezone.localdate(at))


def live_pages(at=None):
    """{path: story's key} of every live story, old addresses included; two queries."""
    slugs = dict(Article.objects.live(at).values_list("pk", "slug"))
    old = OldAddress.objects.filter(kind=Article._meta.model_name).values_list("slug", "object_id")
    pages = {address("story", slug): pk for slug, pk in old if pk in slugs}
    return pages | {address("story", slug): pk for pk, slug in slugs.items()}


def store(readings):
    """Keep `readings`, {(story's key, day): number}, where they are more than what is stored; returns how many were.

    Three queries for 500 of them, and safe beside another run: the rows are made first, then locked and compared.
    """
    changed = 0
    pairs = sorted(readings)
    for start in range(0, len(pairs), BATCH):
        changed += _store({pair: readings[pair] for pair in pairs[start : start + BATCH]})
    return changed


@transaction.atomic
def _store(readings):
    here = set(Article.objects.filter(pk__in={pk for pk, _ in readings}).values_list("pk", flat=True))
    rows = [ReaderCount(article_id=pk, day=day) for pk, day in readings if pk in here]
    ReaderCount.objects.bulk_create(rows, ignore_conflicts=True)
    stored = ReaderCount.objects.select_for_update().filter(article__in=here, day__in={day for _, day in readings})
    more = []
    for row in stored.order_by("pk"):
        if (counted := readings.get((row.article_id, row.day), 0)) > row.readers:
            row.readers = counted
            more.append(row)
    ReaderCount.objects.bulk_update(more, ["readers"])
    return len(more)


def sum_up(at=None):
    """Set every story's readers to the sum of its last 28 days; returns how many changed, which alone are written.

    One query to compare, and one for 500 changed. No version rises: nobody edited them.
    """
    today = timezone.localdate(at)
    days = ReaderCount.objects.filter(article=OuterRef("pk"), day__gt=today - WINDOW, day__lte=today)
    total = days.order_by().values("article").annotate(total=Sum("readers")).values("total")
    changed = Article.objects.annotate(total=Coalesce(Subquery(total), 0)).exclude(readers=F("total"))
    stories = [Article(pk=pk, readers=total) for pk, total in changed.values_list("pk", "total")]
    Article.objects.bulk_update(stories, ["readers"], batch_size=BATCH)
    return len(stories)
