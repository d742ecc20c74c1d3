"""Writing a story: every save is a revision, and none of it reaches a reader before it is published.

A revision's `document` is one JSON object of all that is edited:

    {"headline": str, "slug": str, "standfirst": str, "body": HTML, "kind": Kind, "authors": [Profile key, …],
     "shows": [Show key, …], "people": [Person key, …], "tags": [str, …], "lead_picture": Picture key or null,
     "search_title": str, "search_description": str, "season": Season key or null}

An empty slug is made from the headline at the first publication.
"""

from django.db import transaction
from django.utils import timezone

from articles.body import sanitise
from articles.models import Article, Kind, Revision
from web.text import clean_line, clean_text

EMPTY = {
    "headline": "", "slug": "", "standfirst": "", "body": "", "kind": Kind.NEWS.value, "authors": [], "shows": [],
    "people": [], "tags": [], "lead_picture": None, "search_title": "", "search_description": "",
    "season": None,
}  # fmt: skip


def tidy(document):
    """`document` with every field present, in its own type and cleaned; what is unknown is dropped."""
    document = {**EMPTY, **{key: value for key, value in document.items() if key in EMPTY}}
    for key in ("headline", "slug", "search_title", "search_description"):
        document[key] = clean_line(document[key])
    document["standfirst"] = clean_text(document["standfirst"]).strip()
    document["body"] = sanitise(document["body"])
    document["kind"] = Kind(document["kind"]).value
    document["tags"] = list(dict.fromkeys(clean_line(tag) for tag in document["tags"] if clean_line(tag)))
    return document


@transaction.atomic
def start(document, *, by, owner=None, at=None, note=""):
    """A new draft of `owner` (default: `by`) with its first revision. Returns the Article."""
    document = tidy(document)
    article = Article(kind=document["kind"], owner=owner or by, touched=at or timezone.now())
    article.headline = article.draft_headline = document["headline"]
    article.slug = document["slug"]
    article.save()
    _add_revision(article, document, by, article.touched, note)
    return article


@transaction.atomic
def save_revision(article, document, *, by, at=None, note="", refused=None):
    """Save what is being written as the story's next revision; returns it, or the latest when nothing is new.

    `refused` is what `by` typed and did not choose when somebody else had saved first: it goes into the history before.
    Raises web.bases.SecondSaver when `article.version` is no longer the stored one; then nothing is written.
    Readers see nothing of it, whatever the story's state.
    """
    document = tidy(document)
    if refused:
        put_aside(article, refused, by=by, at=at)
    if article.latest_id and article.latest.document == document and not note:
        return article.latest
    article.touched = at or timezone.now()
    return _add_revision(article, document, by, article.touched, note)


@transaction.atomic
def put_aside(article, document, *, by, at=None, note=""):
    """Put what `by` typed and did not choose into the story's history, as no step of it: `latest` stays."""
    note = f"Not chosen, as revision {article.latest.number} was saved first. {clean_line(note)}"[:300]
    number, at = _next_number(article), at or timezone.now()
    return Revision.objects.create(article=article, number=number, document=tidy(document), by=by, at=at, note=note)


def _next_number(article):
    """Counted behind a lock of the story's row, or two savers would count the same. SQLite locks all at the start."""
    list(Article.objects.select_for_update().filter(pk=article.pk).values_list("pk"))
    return (article.revisions.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def _add_revision(article, document, by, at, note):
    number = _next_number(article)
    revision = Revision.objects.create(article=article, number=number, document=document, by=by, at=at, note=note)
    article.latest = revision
    article.draft_headline = document["headline"]
    article.save(update_fields=["latest", "draft_headline", "touched"])
    return revision
