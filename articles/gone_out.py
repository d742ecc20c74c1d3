"""What follows once a story has gone out by the clock: its writer is told, once."""

from django.db import transaction
from django.utils import timezone

from articles import publishing, whose
from articles.models import Article
from staff.models import Notice
from staff.notices import tell
from web.due import one_by_one
from web.moments import written


def announce_due(at=None):
    """Follow up what went out by the clock by `at` (default: now): each once, however many processes look.

    Side effects: its writer is told, an entry of the log, keys in the purge outbox. Returns how many were followed up.
    """
    at = at or timezone.now()
    due = Article.objects.unannounced(at).select_related("owner", "assigned_to")
    return len(one_by_one(due, lambda article: announce(article, at)))


@transaction.atomic
def announce(article, at):
    """Tell that `article` went out; False when another process did. In one transaction: all of it happens, or none."""
    mine = Article.objects.unannounced(at).filter(pk=article.pk, publish_at=article.publish_at)
    if not mine.update(unannounced=False):
        return False
    words = f"{publishing.named(article)} is out: readers have it since {written(article.publish_at, own=False)}."
    tell(whose.writers(article), Notice.Kind.PUBLISHED, words, at=article.publish_at, **publishing.about(article))
    publishing.log(article, f"{publishing.named(article)} went out", by=None, who="the clock", at=article.publish_at)
    publishing.forget(article)
    return True
