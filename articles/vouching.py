"""What is done about a second look: vouching that words are still right, or putting them off. Neither moves a date."""

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Reference, ReferenceRole, Vouch
from articles.references import watch
from articles.second_look import stamp
from facts.models import Fact
from shows.models import Show


class LookAgain(Exception):
    """What was looked at has moved meanwhile; the message is a sentence."""


@transaction.atomic
def still_right(articles, key, number, *, by, at=None):
    """Vouch that what these stories, by key, say of `key` is right as things stand at change `number`.

    Their dates stay, and so does what readers see. Side effects: Vouch rows, what the references have seen. Raises
    LookAgain when the fact has moved since it was looked at; then nothing is written.
    """
    at = at or timezone.now()
    rests_on = thing(key, number)
    rows = Reference.objects.filter(article__in=articles, **rests_on)
    if "fact" in rests_on:
        rows.filter(seen__lt=number).update(seen=number)
        watch([rests_on["fact"].pk])
    else:
        rows.filter(role=ReferenceRole.ABOUT).update(written=at)
    _vouch(articles, rests_on, number, by=by, at=at)


@transaction.atomic
def snooze(articles, key, number, *, until, reason, by, at=None):
    """Put these stories off until the day `until`, for a reason; a further change wakes them. Raises LookAgain."""
    at = at or timezone.now()
    if until <= timezone.localdate(at):
        raise LookAgain("Name a day ahead on which to look again.")
    if not reason:
        raise LookAgain("Say why it can wait: whoever looks next reads it.")
    _vouch(articles, thing(key, number), number, by=by, at=at, until=until, reason=reason)


def thing(key, number):
    """{"fact": Fact} or {"show": Show} that `key` names, seen at `number`."""
    kind, _, pk = key.partition(":")
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        raise LookAgain("There is nothing of that name to look at.")
    found = (Fact if kind == "fact" else Show).objects.filter(pk=int(pk)).first()
    if found is None:
        raise LookAgain("What these stories rest on is gone: open them.")
    if number != (found.number if kind == "fact" else found.stirred and stamp(found.stirred)):
        raise LookAgain("It has moved again since you looked. Here is where it stands now.")
    return {"fact" if kind == "fact" else "show": found}


def _vouch(articles, rests_on, number, *, by, at, until=None, reason=""):
    number = number if "fact" in rests_on else 0
    Vouch.objects.bulk_create(
        Vouch(article=article, number=number, by=by, at=at, until=until, reason=reason, **rests_on)
        for article in Article.objects.filter(pk__in=articles).only("pk", "version")
    )


SHOWN = 6


def panel(request, story):
    """What was vouched for or put off of a story readers had, for _vouches.html; one query."""
    return {"vouches": story.vouches.select_related("by")[:SHOWN]} if story and story.first_published else {}
