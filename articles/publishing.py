"""What happens to a story: submitted, published, withdrawn. One function each, every side effect in its docstring."""

from django.db import transaction
from django.utils import timezone

from articles.editing import EMPTY
from articles.models import Byline, State
from articles.parts import compile_parts
from articles.references import rewrite_references
from people.models import Person
from pictures.models import Picture
from shows.models import Season, Show
from staff.models import Profile
from web.bases import SLUG
from web.outbox import touch


class CannotPublish(Exception):
    """The story lacks something readers must have; the message is a sentence."""


# state → states it may go to
STEPS = {
    State.DRAFT: {State.IN_REVIEW, State.APPROVED},
    State.IN_REVIEW: {State.DRAFT, State.APPROVED},
    State.APPROVED: {State.APPROVED, State.WITHDRAWN},
    State.WITHDRAWN: {State.APPROVED, State.DRAFT},
}


def _step(article, state):
    if state not in STEPS[State(article.state)]:
        raise CannotPublish(f"A story that is {article.get_state_display()} cannot become {State(state).label}.")
    article.state = state


def submit(article, *, by):
    """Hand a draft to the editors. Side effect: its state. Raises CannotPublish, SecondSaver."""
    if not article.latest.document["headline"]:
        raise CannotPublish("Give the story a headline first.")
    _step(article, State.IN_REVIEW)
    article.save(update_fields=["state"])


def send_back(article, *, by):
    """Hand a story in review, or a withdrawn one, back to its writer. Side effect: its state."""
    _step(article, State.DRAFT)
    article.save(update_fields=["state"])


@transaction.atomic
def publish(article, *, by, publish_at=None, material=False, at=None):
    """Make the latest revision what readers see, from `publish_at` (default: now) on.

    A story already live keeps its date; `material` moves the date readers see as its update. Side effects: the story's
    columns, bylines, shows, people and tags, its parts and references, its state and dates, keys in the purge outbox.
    Raises CannotPublish with a sentence, or SecondSaver; then nothing is written.
    """
    at = at or timezone.now()
    was_live = article.state == State.APPROVED and article.is_live(at)
    document = {**EMPTY, **article.latest.document}  # a revision may be older than a field
    _check(document)
    touched = _keys(article)
    _step(article, State.APPROVED)
    _copy_columns(article, document)
    if not was_live:
        returning = article.first_published is not None and article.first_published <= at
        article.publish_at = article.publish_at if returning and publish_at is None else publish_at or at
        article.first_published = article.first_published if returning else article.publish_at
    elif material:
        article.material_update = at
    article.published = article.latest
    article.touched = at
    article.parts = compile_parts(article.body)
    article.save()
    _copy_relations(article, document)
    rewrite_references(article, at, material=material)
    touch(*touched, *_keys(article))
    return article


@transaction.atomic
def withdraw(article, *, by, at=None):
    """Take a story down; it can return. One that no reader has seen yet is as if it was never scheduled.

    Side effects: its state, its dates where they lie ahead, keys in the purge outbox.
    """
    if article.first_published and article.first_published > (at or timezone.now()):
        article.publish_at = article.first_published = None
    _step(article, State.WITHDRAWN)
    article.save(update_fields=["state", "publish_at", "first_published"])
    touch(*_keys(article))


def _check(document):
    if not document["headline"]:
        raise CannotPublish("A story needs a headline.")
    if not document["body"]:
        raise CannotPublish("A story needs a text.")
    if not Profile.objects.filter(pk__in=document["authors"]).exists():
        raise CannotPublish("A story needs an author.")
    picture = Picture.objects.filter(pk=document["lead_picture"]).first() if document["lead_picture"] else None
    if picture and not (picture.alt and picture.credit):
        raise CannotPublish("The lead picture needs an alternative text and a credit.")
    if picture and picture.expired:
        raise CannotPublish("The licence of the lead picture has run out; choose another.")


def _copy_columns(article, document):
    for name in ("headline", "standfirst", "body", "kind", "search_title", "search_description"):
        setattr(article, name, document[name])
    article.lead_picture = Picture.objects.filter(pk=document["lead_picture"] or 0).first()
    article.season = Season.objects.filter(pk=document["season"] or 0).first()
    wanted = document["slug"]
    if not wanted and article.first_published is None:
        article.slug = ""  # made from the headline that is published, not from the first one typed
    elif wanted and wanted != article.slug:
        if not SLUG.regex.match(wanted):
            raise CannotPublish(f"“{wanted}” cannot be an address. {SLUG.message}")
        if article.free_slug(wanted) != wanted:
            raise CannotPublish(f"Another story has the address “{wanted}”; choose a different one.")
        article.slug = wanted


def _copy_relations(article, document):
    article.shows.set(Show.objects.filter(pk__in=document["shows"]))
    article.people.set(Person.objects.filter(pk__in=document["people"]))
    article.tags.set(document["tags"])
    profiles = Profile.objects.in_bulk(document["authors"])
    article.bylines.all().delete()
    Byline.objects.bulk_create(
        Byline(article=article, profile=profiles[pk], position=position)
        for position, pk in enumerate(document["authors"])
        if pk in profiles
    )


def _keys(article):
    """The keys of pages that show this story: its own, the lists, its shows and people."""
    return [
        f"story-{article.pk}",
        "stories",
        *(f"show-{pk}" for pk in article.shows.values_list("pk", flat=True)),
        *(f"person-{pk}" for pk in article.people.values_list("pk", flat=True)),
    ]
