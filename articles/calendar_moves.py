"""What is done from the desk's calendar: an entry is moved to another day, or decided on.

Each names what was seen by whoever asks for it, is refused when that has changed meanwhile, and goes through the same
doors as in the story's room.
"""

from datetime import date, datetime

from django import forms
from django.core.exceptions import PermissionDenied
from django.forms.utils import from_current_timezone
from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format

from articles import pitching, planned, publishing, rights
from articles.approving import approve, request_changes
from articles.assigning import CannotAssign, Overtaken, move_due
from articles.calendar_entries import PLANNED, may_decide
from articles.forms import FURTHEST, whole_minute
from articles.kinds import UNFINISHED
from articles.models import Article, Pitch, Planned, State
from web.fields import LineFormField
from web.moments import MomentField
from web.widgets import keys_in

YEARS = range(2000, 2101)  # what can be looked at
SINCE = "since you opened the calendar"
TOO_FAR = f"That is more than {FURTHEST} years away."


class CannotMove(Exception):
    """The entry cannot be moved so; the message is a sentence."""


class MoveForm(forms.Form):
    """What is sent of one entry, by its own form or by dragging it."""

    day = forms.DateField(required=False)
    publish_at = MomentField(required=False)
    note = LineFormField(required=False, max_length=300)
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    seen = LineFormField(required=False, max_length=40)

    def clean_publish_at(self):
        return whole_minute(self.cleaned_data["publish_at"])

    def sentence(self):
        """The first refusal, as a sentence; which of two moments is meant can be said in the story’s room alone."""
        first = next(error for errors in self.errors.as_data().values() for error in errors)
        elsewhere = " The story’s room asks which." if first.code == "twice" else ""
        return f"{first.messages[0]}{elsewhere}"


def act(request, key):
    """Do to the entry `key` what the button says; returns what to say. Raises one of REFUSALS, or SecondSaver."""
    kind, _, pk = key.partition("-")
    button = next((name for name in ("move", *STEPS) if f"_{name}" in request.POST), "")
    if kind not in MOVES or not button or not keys_in([pk]):
        raise Http404
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise CannotMove(form.sentence())
    data = {**form.cleaned_data, "version": form.cleaned_data["version"] or 0}
    if button == "move":
        if data["day"] is None:
            raise CannotMove("Say to which day it is to move.")
        if data["day"] < timezone.localdate():
            raise CannotMove("That day has passed: choose one to come.")
        if data["day"].year - timezone.localdate().year > FURTHEST:
            raise CannotMove(TOO_FAR)
        return MOVES[kind](int(pk), data, request.user)
    if kind not in {"due", "scheduled"}:
        raise Http404
    story = _story(pk)
    _check_right(request.user, story, STEPS_AS[button])
    story.version = data["version"]
    return STEPS[button](story, data, request.user)


REFUSALS = (CannotMove, publishing.CannotPublish, CannotAssign, Overtaken)


def _story(pk):
    return _found(Article.objects.select_related("latest", "published", "owner", "assigned_to"), pk)


def _found(rows, pk):
    found = rows.filter(pk=pk).first()
    if found is None:
        raise CannotMove(f"Somebody deleted this {SINCE}.")
    return found


def _check_right(user, story, step):
    """Raise PermissionDenied, or CannotMove, where `step` is not theirs to take."""
    if not rights.may_take(user, story, step):
        raise _refused(user, story)


def _refused(user, story):
    """What to raise for whoever may not: a sentence for a trusted writer whose own story is not of their beat alone."""
    not_of_beat = f"“{story}” is not of your beat alone: an editor decides on it."
    return CannotMove(not_of_beat) if may_decide(user, story.owner_id) else PermissionDenied()


def _move_due(pk, data, user):
    story = _story(pk)
    if not rights.may_assign(user, story):
        raise PermissionDenied
    if story.state not in UNFINISHED:
        raise CannotMove(f"“{story}” is {story.get_state_display()} {SINCE}: it is no longer due.")
    seen = _iso(data["seen"], date)
    move_due(story, data["day"], by=user, seen=seen)
    return f"“{story}” is due on {date_format(data['day'], 'j F')}."


def _move_pitch(pk, data, user):
    pitch = _found(Pitch.objects.all(), pk)
    if not pitching.is_open(pitch):
        raise CannotMove(f"“{pitch}” is {pitch.get_state_display()} {SINCE}.")
    if not pitching.may_change(user, pitch):
        raise PermissionDenied
    pitch.version, pitch.due_on = data["version"], data["day"]
    pitch.save(update_fields=["due_on"])
    return f"“{pitch}” is due on {date_format(data['day'], 'j F')}."


def _move_scheduled(pk, data, user):
    story = _story(pk)
    _check_right(user, story, "schedule")
    if story.state != State.APPROVED:
        raise CannotMove(f"“{story}” is {story.get_state_display()} {SINCE}.")
    story.version = data["version"]
    publishing.reschedule(story, same_time(story.publish_at, data["day"]), by=user)
    return f"“{story}” goes out on {in_words(story.publish_at)}."


def _move_planned(pk, data, user):
    plan = _found(Planned.objects.select_related("article__latest"), pk)
    if not rights.may_plan(user, plan):
        raise _refused(user, plan.article)
    moment = same_time(plan.at, data["day"])
    if plan.at != _iso(data["seen"], datetime):
        raise CannotMove(f"Somebody changed what is planned for “{plan.article}” {SINCE}.")
    planned.move(plan, moment, by=user)
    return f"The {PLANNED[plan.action]} of “{plan.article}” is on {in_words(moment)}."


MOVES = {"due": _move_due, "pitch": _move_pitch, "scheduled": _move_scheduled, "planned": _move_planned}


def _approve(story, data, user):
    approve(story, by=user)
    return f"“{story}” is published: readers have it now."


def _schedule(story, data, user):
    moment = data["publish_at"]
    if moment is None or moment <= timezone.now():
        raise CannotMove("Say when readers shall have it: a minute to come.")
    approve(story, by=user, publish_at=moment)
    return f"“{story}” is scheduled for {in_words(story.publish_at)}."


def _send_back(story, data, user):
    request_changes(story, by=user, note=data["note"])
    return f"“{story}” is sent back."


def _withdraw(story, data, user):
    if story.is_live():
        raise CannotMove("Readers have this story by now: withdraw it in its room.")
    publishing.withdraw(story, by=user)
    return f"“{story}” is taken off the schedule."


# By their names in articles/rights.py.
STEPS_AS = {"approve": "publish", "schedule": "schedule", "send_back": "send_back", "withdraw": "withdraw"}
STEPS = {"approve": _approve, "schedule": _schedule, "send_back": _send_back, "withdraw": _withdraw}


def same_time(moment, day):
    """`moment` on another day, at the same time by the desk's clock. Raises CannotMove where that is no one moment."""
    clock = timezone.localtime(moment).time()
    try:
        return from_current_timezone(datetime.combine(day, clock))
    except forms.ValidationError:
        zone = timezone.get_current_timezone_name()
        once = f"On {date_format(day, 'j F')} the clocks of {zone} do not show {clock:%H:%M} exactly once"
        raise CannotMove(f"{once}: choose the moment in the story’s room.") from None


def in_words(moment):
    return date_format(timezone.localtime(moment), "j F, H:i")


def _iso(text, kind):
    """What a form says it was opened with; None, which a moved thing never is, for anything else."""
    try:
        return kind.fromisoformat(text)
    except ValueError:
        return None
