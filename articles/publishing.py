"""What happens to a story: submitted, published, withdrawn. One function each, every side effect in its docstring."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from articles import whose
from articles.editing import EMPTY
from articles.models import Amendment, Article, Byline, State
from articles.parts import compile_parts
from articles.references import rewrite_references
from articles.search_index import write_entry
from articles.skeleton import TO_WRITE, unwritten
from people.models import Person
from pictures.models import Picture
from shows.models import Season, Show
from staff import audit
from staff.models import AuditEntry, Notice, Profile
from web.addresses import address
from web.bases import SLUG
from web.moments import written
from web.outbox import touch


class CannotPublish(Exception):
    """The story lacks something readers must have; the message is a sentence."""


# state → states it may go to
STEPS = {
    State.DRAFT: {State.IN_REVIEW, State.APPROVED, State.KILLED},
    State.IN_REVIEW: {State.DRAFT, State.APPROVED, State.KILLED},
    State.APPROVED: {State.APPROVED, State.WITHDRAWN, State.KILLED},
    State.WITHDRAWN: {State.APPROVED, State.DRAFT, State.KILLED},
    State.KILLED: set(),
}


# The columns that publishing writes.
WRITTEN = (
    "headline", "slug", "standfirst", "body", "kind", "search_title", "search_description", "lead_picture", "season",
    "state", "publish_at", "first_published", "material_update", "goes_with", "published", "touched", "parts",
)  # fmt: skip


def _step(article, state):
    if state not in STEPS[State(article.state)]:
        raise CannotPublish(f"A story that is {article.get_state_display()} cannot become {State(state).label}.")
    article.state = state


@transaction.atomic
def submit(article, *, by):
    """Hand a draft to the editors. Side effects: its state, a Notice to who looks after its shows, else to the editors.

    Raises CannotPublish, SecondSaver.
    """
    if not article.latest.document["headline"]:
        raise CannotPublish("Give the story a headline first.")
    _step(article, State.IN_REVIEW)
    article.save(update_fields=["state"])
    words = f"“{article}” by {article.owner or 'nobody'} waits for review.{also_asked(article)}"
    whose.tell(whose.reviewers(article, but=by), Notice.Kind.REVIEW, words, story=article, by=by)


@transaction.atomic
def send_back(article, *, by, note=""):
    """Hand a story in review, or a withdrawn one, back to its writer, with a note of what is to change.

    Side effects: its state, a Notice to its writer and to whoever it is given to. Raises CannotPublish, SecondSaver.
    """
    _step(article, State.DRAFT)
    article.save(update_fields=["state"])
    words = f"“{article}” is sent back{f': {note}' if note else '.'}{also_asked(article)}"
    whose.tell(whose.writers(article), Notice.Kind.RETURNED, words, story=article, by=by)


def also_asked(article):
    """The changes asked for that nobody has resolved, as a sentence to follow another; "" without any. One query."""
    count = article.comments.asked().count()
    said = " 1 change asked for is open." if count == 1 else f" {count} changes asked for are open."
    return said if count else ""


@transaction.atomic
def publish(
    article, *, by, publish_at=None, goes_with=None, material=False, amended=None, at=None, revision=None, planned=False
):
    """Make the latest revision, or `revision`, what readers see, from `publish_at` (default: now) on.

    With `goes_with`, a Report that waits for that same moment, the story goes out when it does, and not without it.
    A story that readers had keeps its date; `material` moves the date they see as its update. `amended`, as (kind of
    Amendment, words) with its place after them, tells them what changed, and is material. `planned` says in the log
    that the clock did it, as `by` had planned.
    Side effects: the story's columns, bylines, shows, people and tags, its parts and references, what search finds
    it by, its state and dates, whether its writer is to be told that the clock let it out, an Amendment, an entry of
    the log, keys in the purge outbox. Raises CannotPublish with a sentence, or SecondSaver; then nothing is written.
    """
    at = at or timezone.now()
    material = material or amended is not None
    was_live = article.state == State.APPROVED and article.is_live(at)
    revision = revision or article.latest
    document = {**EMPTY, **revision.document}  # a revision may be older than a field
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
        article.unannounced = article.publish_at > at
    # Only these: what the desk notes beside a story may be written at any time.
    written_now = WRITTEN if was_live else (*WRITTEN, "unannounced")
    if material and returning:
        article.material_update = at
    article.goes_with = goes_with
    article.published = revision
    article.touched = at
    article.parts = compile_parts(article.body)
    article.save(update_fields=written_now)
    _copy_relations(article, document)
    rewrite_references(article, at, material=material)
    write_entry(article)
    if amended:
        told = dict(zip(("kind", "words", "place"), amended, strict=False))
        Amendment.objects.create(article=article, by=by, at=at, **told)
    _log(article, f"{_done(article, was_live, at)}{_told(amended)}", by=by, at=at, planned=planned)
    touch(*touched, *_keys(article))
    return article


@transaction.atomic
def reschedule(article, publish_at, *, by, at=None):
    """Let a story that is approved, and that readers do not have yet, go out at another moment.

    Side effects: its dates, its ties, an entry of the log. Raises CannotPublish, SecondSaver; then nothing is written.
    """
    at = at or timezone.now()
    if article.state != State.APPROVED:
        raise CannotPublish(f"A story that is {article.get_state_display()} has no moment to move.")
    if article.is_live(at):
        raise CannotPublish("Readers have this story already.")
    if article.goes_with_id:
        raise CannotPublish("This story goes out together with an announcement: move that, or untie the two.")
    if publish_at <= at:
        raise CannotPublish("That minute has passed: choose one to come, or publish now.")
    if article.first_published > at:
        article.first_published = publish_at
    article.publish_at = publish_at
    article.save(update_fields=["publish_at", "first_published"])
    Article.objects.filter(pk=article.pk).date_ties()
    _log(article, f"Rescheduled {named(article)} for {written(publish_at, own=False)}", by=by, at=at, planned=False)


def withdraw(article, *, by, at=None, planned=False):
    """Take a story down; it can return. One that no reader has seen yet is as if it was never scheduled.

    Side effects: its state, its dates where they lie ahead, its ties, what is planned for it (cancelled), an entry of
    the log, keys in the purge outbox, a Notice to its writer.
    """
    _take_down(article, State.WITHDRAWN, by=by, at=at, planned=planned)


def kill(article, *, by, reason="", at=None):
    """Take a story out for good, for a `reason` that stands in the log: where readers had it they read that it is gone.

    Side effects: as of `withdraw`; and its lead picture is free to be deleted, as what takes a story out may demand.
    """
    _take_down(article, State.KILLED, by=by, at=at, reason=reason)


@transaction.atomic
def _take_down(article, state, *, by, at, reason="", planned=False):
    at = at or timezone.now()
    seen = article.first_published is not None and article.first_published <= at
    scheduled = article.state == State.APPROVED and not seen
    if not seen:
        article.publish_at = article.first_published = None
    _step(article, state)
    article.unannounced = False
    freed = ["lead_picture"] if state == State.KILLED else []
    if freed:
        article.lead_picture = None
    article.save(update_fields=["state", "publish_at", "first_published", "unannounced", *freed])
    Article.objects.filter(pk=article.pk).date_ties()
    planned_for_it = article.planned.waiting().update(cancelled_at=at)
    done = "Killed" if state == State.KILLED else "Took off the schedule" if scheduled else "Withdrew"
    words = f"{done} {named(article)}{f': {reason}' if reason else ''}"
    if planned_for_it:
        words += "; what was planned for it is cancelled"
    _log(article, words, by=by, at=at, planned=planned)
    if not planned:  # else its writer is told with what the clock did
        whose.tell(whose.writers(article), Notice.Kind.PUBLISHED, words, story=article, by=by, at=at)
    touch(*_keys(article))


def tell_off_schedule(article, why, *, by, at):
    """Say that `article` goes out no more, because of `why`. Side effects: an entry of the log, Notices."""
    words = f"Took off the schedule {named(article)}: {why}"
    log(article, words, by=by, at=at, who="the clock")
    whose.tell(whose.writers(article), Notice.Kind.PUBLISHED, words, story=article, by=by, at=at)


def forget(article):
    """Have the edge forget every page that shows `article`."""
    touch(*_keys(article))


# What is said of it afterwards


def about(article):
    """Where a notice of `article` leads, and which others it belongs to."""
    return {"address": address("admin:articles_article_change", article.pk), "about": f"story:{article.pk}"}


def log(article, words, *, by, at, who="a script"):
    """An entry about `article`; `who` says who did it where no account did."""
    who = "" if by else who
    words, desk = Truncator(words).chars(400), about(article)["address"]
    audit.note(AuditEntry.Kind.PUBLICATION, words, by=by, who=who, address=desk, at=at)


def _log(article, words, *, by, at, planned):
    log(article, f"{words}, as planned" if planned else words, by=by, at=at)


def named(article):
    """As readers know it, or where none does, as the desk does; in quotes."""
    return f"“{article.headline if article.published_id else article}”"


def _done(article, was_live, at):
    if was_live:
        return f"Updated {named(article)}"
    if article.publish_at > at:
        return f"Scheduled {named(article)} for {written(article.publish_at, own=False)}"
    return f"Published {named(article)}"


def _told(amended):
    return f" with {Amendment.Kind(amended[0]).label}: {amended[1]}" if amended else ""


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
