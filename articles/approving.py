"""What an editor decides on the desk: readers get a story, or its writer gets it back. Scripts call `publishing`."""

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from articles import checklist, planned, publishing, whose
from articles.models import State
from articles.publishing import CannotPublish
from staff.models import Notice


@transaction.atomic
def approve(story, *, by, publish_at=None, goes_with=None, amended=None, at=None):
    """Publish the latest revision of `story`, now or from `publish_at` on, once its checklist is complete.

    Side effects: those of `publishing.publish`, and a Notice to its writer and to whoever it is given to. Raises
    checklist.Incomplete, CannotPublish or SecondSaver; then nothing is written.
    """
    at = at or timezone.now()
    was_live = story.state == State.APPROVED and story.is_live(at)
    before = story.published.document if was_live else None
    publishing.publish(story, by=by, publish_at=publish_at, goes_with=goes_with, amended=amended, at=at)
    checklist.require(story, story.published.document, before=before, at=at)
    if was_live:
        kind, words = Notice.Kind.PUBLISHED, f"Changes to “{story}” are published."
    else:
        kind, words = Notice.Kind.RETURNED, f"“{story}” is approved: {_when(story, at)}."
    whose.tell(whose.writers(story), kind, words, story=story, by=by, at=at)
    return story


def plan_changes(story, moment, *, by, amended=None):
    """Let the latest revision of `story` replace what readers have at `moment`; it may lose nothing its list asks for.

    Side effects: those of `planned.plan_update`. Raises checklist.Incomplete or CannotPublish; nothing is written then.
    """
    checklist.require(story, story.latest.document, before=story.published.document)
    return planned.plan_update(story, moment, by=by, amended=amended)


def request_changes(story, *, by, note=""):
    """Hand a story back to its writer. From review it goes with what is to change, or its writer can only guess.

    Side effects: those of `publishing.send_back`. Raises CannotPublish or SecondSaver; then nothing is written.
    """
    if story.state == State.IN_REVIEW and not note and not story.comments.asked().exists():
        raise CannotPublish("Say what is to change: in the note, or in a comment that asks for it.")
    publishing.send_back(story, by=by, note=note)


def _when(story, at):
    if story.is_live(at):
        return "readers have it now"
    return f"readers will have it on {date_format(timezone.localtime(story.publish_at), 'j F, H:i')}"
