"""Ideas for stories: pitched, taken up as a draft, or declined with a reason."""

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format

from articles import editing, rights, whose
from articles.assigning import assign
from articles.models import Pitch
from staff import notices
from staff.models import Notice, Profile


class CannotDecide(Exception):
    """The pitch cannot be taken up or declined; the message is a sentence."""


def may_change(user, pitch):
    """Editors change any open pitch; a writer the own ones, and those that nobody has."""
    theirs = pitch.owner_id in (None, user.pk) or pitch.by_id == user.pk
    return is_open(pitch) and (theirs or rights.edits(user))


def may_take_up(user, pitch):
    """Editors take up any open pitch; a writer what is given to them or to nobody."""
    return is_open(pitch) and (pitch.owner_id in (None, user.pk) or rights.edits(user))


def may_decline(user, pitch):
    """Editors decline any open pitch, and who pitched it theirs."""
    return is_open(pitch) and (pitch.by_id == user.pk or rights.edits(user))


def is_open(pitch):
    return pitch.state == Pitch.State.OPEN


@transaction.atomic
def take_up(pitch, *, by, at=None):
    """Make the draft of `pitch`: its show, kind, headline, whose it is and its day. Returns the story.

    Side effects: the draft with its first revision, the pitch's state, a Notice to its owner and to who pitched it.
    Raises CannotDecide, or SecondSaver where somebody was faster; then nothing is written.
    """
    if not is_open(pitch):
        raise CannotDecide(f"This pitch is {pitch.get_state_display()} already.")
    owner = pitch.owner or by
    # First of all, so that of two at once the second waits here, and is told.
    pitch.state, pitch.owner = Pitch.State.TAKEN, owner
    pitch.save(update_fields=["state", "owner"])
    signed = Profile.objects.filter(user=owner).values_list("pk", flat=True)
    document = {"headline": pitch.idea, "kind": pitch.kind, "shows": [pitch.show_id] if pitch.show_id else []}
    document["authors"] = list(signed)
    pitch.story = editing.start(document, by=by, owner=owner, at=at, note="Taken up from a pitch.")
    assign(pitch.story, to=None, due_on=pitch.due_on, note=pitch.note[:1000], by=by)
    pitch.save(update_fields=["story"])
    words = f"“{pitch}” is taken up by {owner}."
    whose.tell([owner, pitch.by], Notice.Kind.ASSIGNED, words, story=pitch.story, by=by, at=at)
    return pitch.story


@transaction.atomic
def decline(pitch, *, by, answer, at=None):
    """Say no to `pitch`, with a reason. Side effects: its state, a Notice to who pitched it and to its owner.

    Raises CannotDecide or SecondSaver; then nothing is written.
    """
    if not is_open(pitch):
        raise CannotDecide(f"This pitch is {pitch.get_state_display()} already.")
    if not answer:
        raise CannotDecide("Say why: who pitched it reads it.")
    pitch.state, pitch.answer = Pitch.State.DECLINED, answer
    pitch.save(update_fields=["state", "answer"])
    tell([pitch.by, pitch.owner], Notice.Kind.DECIDED, f"“{pitch}” is declined: {answer}", pitch=pitch, by=by, at=at)


def tell_owner(pitch, *, by):
    """Tell whoever a pitch was just given to. Side effect: a Notice."""
    due = f", due {date_format(pitch.due_on, 'j F')}" if pitch.due_on else ""
    tell([pitch.owner], Notice.Kind.ASSIGNED, f"The pitch “{pitch}” is yours{due}.", pitch=pitch, by=by)


def tell(users, kind, words, *, pitch, by, at=None):
    """Tell each of `users` but `by` of something about `pitch`. Side effect: rows of Notice."""
    address = reverse("admin:articles_pitch_change", args=[pitch.pk])
    others = [user for user in users if user is not None and user.pk != by.pk]
    notices.tell(others, kind, words, address=address, about=f"pitch:{pitch.pk}", at=at)
