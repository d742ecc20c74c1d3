"""Where a quote of the bank stands, who may change it, and its lines in the editor's menu and dialog."""

from articles import rights
from articles.models import Article, Quote, State
from shows.answers import format_date

MOST = 20  # stories that are named of a quote
OFFERED = 8
SHORTEST = 3  # characters that must be typed before the bank is searched unasked


def stories_with(quote):
    """The stories whose published text has `quote`, killed ones left out; the latest touched first."""
    used = quote.references.in_use().values("article")
    return Article.objects.filter(pk__in=used).order_by("-touched", "-pk")


def drafts_with(quote):
    """Stories no reader has whose latest words have `quote`. Reads all of these: for the rare page that deletes one."""
    held = Article.objects.held().exclude(state=State.KILLED)
    drafts = held.filter(latest__document__body__icontains=f'data-quote="{quote.pk}"')
    return drafts.order_by("-touched", "-pk")


def may_change(user, quote):
    """Whether they may: editors any; who put it into the bank theirs, until it stands in what an editor approved."""
    if rights.edits(user):
        return True
    return quote.by_id == user.pk and not quote.references.in_use().exists()


def rows(quotes):
    """Quotes as the editor reads them, in the shape of articles.lookup's rows."""
    return [
        {
            "kind": "quote", "ref": str(quote.pk), "form": "", "block": "", "label": quote.speaker,
            "text": quote.words, "hint": hint(quote),
        }
        for quote in quotes
    ]  # fmt: skip


def hint(quote):
    """Where and when it was said: “The Gantry · 3 May 2026”."""
    return " · ".join(filter(None, [quote.place, quote.said_on and format_date(quote.said_on)]))


def offered(words, *, alone):
    """Rows of quotes that match `words`; where the bank alone is asked (`alone`) and nothing else, its newest."""
    if not alone and len("".join(words)) < SHORTEST:
        return []
    return rows(Quote.objects.matching(words).newest()[:OFFERED])


def named(keys):
    """Rows of the quotes with these keys."""
    return rows(Quote.objects.filter(pk__in=keys)) if keys else []
