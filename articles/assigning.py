"""Giving a story to somebody, with a day and a note for the desk. Written at once, apart from what is being typed."""

import hashlib

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from articles import rights, whose
from articles.beside import beside_page, done
from articles.models import Article, State
from staff.models import Notice
from web.fields import TextFormField
from web.widgets import DayInput


class Overtaken(Exception):
    """Somebody else gave the story to somebody meanwhile; the message is a sentence."""


class CannotAssign(Exception):
    """The story cannot be given so; the message is a sentence."""


OVERTAKEN = "Somebody else gave this story to somebody, or moved its day, since you opened it."


def given(story):
    """What is written of a story at once: (key of whoever has it or None, its day or None, the note)."""
    return story.assigned_to_id, story.due_on, story.desk_note


@transaction.atomic
def assign(story, *, to, due_on, note, by, seen=None):
    """Give `story` to `to` until `due_on`, with a note for the desk; None takes away. The one door.

    `seen` is `given(story)` as whoever gives it saw it (default: as `story` was read). Its version stays: what somebody
    types into the story meanwhile is not overtaken by this. Side effects: the three columns, a Notice for whoever is
    given it. Raises CannotAssign or Overtaken; then nothing is written.
    """
    before = seen or given(story)
    if story.state == State.KILLED:
        raise CannotAssign("A story that was killed is nobody’s work any more.")
    stored = Article.objects.filter(pk=story.pk, assigned_to=before[0], due_on=before[1], desk_note=before[2])
    story.assigned_to, story.due_on, story.desk_note = to, due_on, note
    if not stored.update(assigned_to=to, due_on=due_on, desk_note=note):
        raise Overtaken(OVERTAKEN)
    if to and (to.pk, due_on, note) != before:
        whose.tell([to], Notice.Kind.ASSIGNED, _yours(story), story=story, by=by)
    return story


def move_due(story, due_on, *, by, seen):
    """Move the day a story is due; `seen` is the day whoever moves it saw. As `assign`."""
    return assign(story, to=story.assigned_to, due_on=due_on, note=story.desk_note, by=by,
                  seen=(story.assigned_to_id, seen, story.desk_note))  # fmt: skip


def _yours(story):
    due = f", due {date_format(story.due_on, 'j F')}" if story.due_on else ""
    return f"“{story}” is yours{due}{f': {story.desk_note}' if story.desk_note else '.'}"


def in_words(story):
    """Such as “given to Tom Bell, due 3 November”."""
    who = f"given to {story.assigned_to or 'nobody'}"
    return f"{who}, due {date_format(story.due_on, 'j F')}" if story.due_on else who


# In the room


def as_seen(story):
    """What stands for `given(story)` in a form: whatever else is sent was not seen."""
    return hashlib.sha256(repr(given(story)).encode()).hexdigest()[:32]


class AssignForm(forms.Form):
    """Stands beside the text and is sent by itself; `seen` brings back what it was opened with."""

    assigned_to = forms.ModelChoiceField(whose.at_the_desk(), required=False, label="Given to", empty_label="nobody")
    due_on = forms.DateField(required=False, label="Due", widget=DayInput())
    desk_note = TextFormField(
        required=False, max_length=1000, label="Note for the desk", widget=forms.Textarea(attrs={"rows": 2})
    )
    seen = TextFormField(widget=forms.HiddenInput, required=False)

    def __init__(self, data=None, *, story):
        who, due, note = given(story)
        initial = {"assigned_to": who, "due_on": due, "desk_note": note}
        initial["seen"] = as_seen(story)
        super().__init__(data, initial=initial, auto_id="%s", label_suffix="", prefix="assign")
        for field in self.fields.values():
            field.widget.attrs["form"] = "assign"

    def clean_due_on(self):
        due = self.cleaned_data["due_on"]
        if due and "due_on" in self.changed_data and due < timezone.localdate():
            raise forms.ValidationError("That day has passed: choose one to come.")
        return due


def check_seen(story, seen):
    """Raise Overtaken unless `story` is given as it was when the form that sends `seen` was opened."""
    if seen != as_seen(story):
        raise Overtaken(OVERTAKEN)


def panel(request, story):
    """Who has the story, until when, and the form for whoever may change that, for _assign.html. One query."""
    if story is None:
        return {}
    may = rights.may_assign(request.user, story) and story.state != State.KILLED
    return {"assign": AssignForm(story=story) if may else None}


@require_POST
def assign_page(request, pk):
    """Give the story as the form says; a refusal keeps what was typed."""
    story = get_object_or_404(Article.objects.select_related("assigned_to", "owner"), pk=pk)
    if not rights.may_assign(request.user, story):
        raise PermissionDenied
    form = AssignForm(request.POST, story=story)
    if form.is_valid():
        data = form.cleaned_data
        try:
            check_seen(story, data["seen"])
            assign(story, to=data["assigned_to"], due_on=data["due_on"], note=data["desk_note"].strip(),
                   by=request.user)  # fmt: skip
        except Overtaken as refusal:
            form = _with_what_stands(request, story, refusal)
        except CannotAssign as refusal:
            form.add_error(None, str(refusal))
        else:
            said = in_words(story)
            messages.success(request, f"{said[0].upper()}{said[1:]}.")
            return done(request, story, "assign", panel, "room-assign")
    return beside_page(request, story, "assign", {"assign": form})


def _with_what_stands(request, story, refusal):
    """The form as typed, which says what stands now and would replace that when it is sent again."""
    story = Article.objects.select_related("assigned_to").get(pk=story.pk)
    note = f" The note says: “{story.desk_note}”" if story.desk_note else ""
    typed = request.POST.copy()
    typed["assign-seen"] = as_seen(story)
    form = AssignForm(typed, story=story)
    form.add_error(None, f"{refusal} It is {in_words(story)} now.{note} Press again to have it your way.")
    return form
