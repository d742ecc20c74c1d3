"""What happens to a story: submitted, published, withdrawn. One function each, every side effect in its docstring."""

from django.db import transaction
from django.utils import timezone

from articles.editing import EMPTY
from articles.models import Amendment, Article, Byline, State
from articles.parts import compile_parts
from articles.references import rewrite_references
from articles.skeleton import TO_WRITE, unwritten
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
def publish(article, *, by, publish_at=None, goes_with=None, material=False, amended=None, at=None):
    """Make the latest revision what readers see, from `publish_at` (default: now) on.

    With `goes_with`, a Report that waits for that same moment, the story goes out when it does, and not without it.
    A story that readers had keeps its date; `material` moves the date they see as its update. `amended`, as (kind of
    Amendment, words), tells them what changed, and is material. Side effects: the story's columns, bylines, shows,
    people and tags, its parts and references, its state and dates, an Amendment, keys in the purge outbox.
    Raises CannotPublish with a sentence, or SecondSaver; then nothing is written.
    """
    at = at or timezone.now()
    material = material or amended is not None
    was_live = article.state == State.APPROVED and article.is_live(at)
    document = {**EMPTY, **article.latest.document}  # a revision may be older than a field
    _check(document)
    touched = _keys(article)
    _step(article, State.APPROVED)
    _copy_columns(article, document)
    returning = article.first_published is not None and article.first_published <= at
    if amended and not returning:
        raise CannotPublish("Nobody has read this story yet: there is no change to tell readers of.")
    if not was_live:
        article.publish_at = article.publish_at if returning and publish_at is None else publish_at or at
        article.first_published = article.first_published if returning else article.publish_at
    if material and returning:
        article.material_update = at
    article.goes_with = goes_with
    article.published = article.latest
    article.touched = at
    article.parts = compile_parts(article.body)
    article.save()
    _copy_relations(article, document)
    rewrite_references(article, at, material=material)
    if amended:
        kind, words = amended
        Amendment.objects.create(article=article, kind=kind, words=words, by=by, at=at)
    touch(*touched, *_keys(article))
    return article


@transaction.atomic
def withdraw(article, *, by, at=None):
    """Take a story down; it can return. One that no reader has seen yet is as if it was never scheduled.

    Side effects: its state, its dates where they lie ahead, its ties, keys in the purge outbox.
    """
    if article.first_published and article.first_published > (at or timezone.now()):
        article.publish_at = article.first_published = None
    _step(article, State.WITHDRAWN)
    article.save(update_fields=["state", "publish_at", "first_published"])
    Article.objects.filter(pk=article.pk).date_ties()
    touch(*_keys(article))


def _check(document):
    if not document["headline"]:
        raise CannotPublish("A story needs a headline.")
    if not document["body"]:
        raise CannotPublish("A story needs a text.")
    if open_questions := unwritten(document["body"]):
        raise CannotPublish(_still_to_write(open_questions))
    if not Profile.objects.filter(pk__in=document["authors"]).exists():
        raise CannotPublish("A story needs an author.")
    picture = Picture.objects.filter(pk=document["lead_picture"]).first() if document["lead_picture"] else None
    if picture and not (picture.alt and picture.credit):
        raise CannotPublish("The lead picture needs an alternative text and a credit.")
    if picture and picture.expired:
        raise CannotPublish("The licence of the lead picture has run out; choose another.")


def _still_to_write(headings):
    """Names the headings under which an open question of the skeleton stands."""
    under = ", ".join(f"“{heading}”" if heading else "the top" for heading in headings)
    return f"Still to write, under {under}: replace what begins with “{TO_WRITE}”, or take the heading out."


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
    Article.objects.filter(pk=article.pk).date_ties()


def _keys(article):
    """The keys of pages that show this story: its own, the lists, its shows and people."""
    return [
        f"story-{article.pk}",
        "stories",
        *(f"show-{pk}" for pk in article.shows.values_list("pk", flat=True)),
        *(f"person-{pk}" for pk in article.people.values_list("pk", flat=True)),
    ]
