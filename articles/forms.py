"""The form of a story: it edits a document (articles/editing.py), never the columns that readers see."""

from django import forms
from django.contrib.admin import site
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from articles.models import MAINTAINED, Amendment, Article, Topic
from facts.history import in_words
from facts.models import Report
from staff.models import Profile
from web.bases import SLUG
from web.fields import LineFormField, TextFormField, WordsFormField
from web.forms import AddressedForm
from web.moments import MomentField, written
from web.widgets import AutocompleteMany

# What a button of the form asks for besides saving, by the button's name.
STEPS = ("submit", "publish", "schedule", "send_back", "withdraw", "plan_update", "plan_withdrawal")
# Those that let readers have what was typed, now or later, and so may tell them what changed.
TELLING = {"publish", "plan_update"}
FURTHEST = 10  # years ahead for which a story can be scheduled


class AuthorsField(forms.ModelMultipleChoiceField):
    """Authors in the order in which the browser sends them, which is the order of the byline."""

    def clean(self, value):
        found = {str(profile.pk): profile for profile in super().clean(value)}
        return [found[key] for key in dict.fromkeys(map(str, value or ())) if key in found]

    def has_changed(self, initial, data):
        return [str(key) for key in initial or ()] != [str(key) for key in data or ()]


class TogetherField(forms.ModelChoiceField):
    """An announcement that waits, by its moment and what it says."""

    def label_from_instance(self, report):
        said = in_words(report.statements.with_history_data())
        return f"{written(report.effective_at)}: " + "; ".join(
            f"{each.about}, {each.label} {each.reads}" for each in said
        )


class StoryForm(AddressedForm):
    """`refusal` is why the step asked for was refused, said above what was typed.

    Whoever may not see what waits is offered no announcement that does. `copy` is the WorkingCopy a form that is opened
    starts from: it holds what was typed as it stands, and says nothing of what is wrong with it before it is saved.
    """

    refusal, may_see_waiting = "", False
    copy = None

    authors = AuthorsField(
        Profile.objects.all(),
        required=False,
        widget=AutocompleteMany(Article._meta.get_field("authors"), site),
        help_text="In the order of the byline.",
    )
    tags = WordsFormField(required=False, label="Topics", help_text="With commas between them.")
    note = LineFormField(required=False, max_length=300, label="Note", help_text="For the history and whoever is next.")
    material = forms.BooleanField(
        required=False, label="Material update", help_text="Moves the date readers see, and the story’s place in feeds."
    )
    amendment = forms.ChoiceField(
        required=False,
        label="Which is",
        # Empty, so that a form without this field, of a story nobody has read, reads as unchanged.
        choices=[("", "an update"), (Amendment.Kind.CLARIFICATION, "a clarification"),
                 (Amendment.Kind.CORRECTION, "a correction")],
        help_text="A clarification or a correction is always a material update.",
    )  # fmt: skip
    changed = TextFormField(
        required=False,
        max_length=1000,
        label="What changed, for readers",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Stands on the story’s page, with the day.",
    )
    place = forms.ChoiceField(
        required=False,
        label="Stands",
        # Empty likewise.
        choices=[("", "at the foot of the story"), (Amendment.Place.TOP, "above its text")],
    )
    publish_at = MomentField(required=False, label="Publish at")
    update_at = MomentField(required=False, label="Changes go out at")
    withdraw_at = MomentField(required=False, label="Withdraw at")

    goes_with = TogetherField(
        Report.objects.none(),
        required=False,
        label="Goes out with",
        empty_label="a moment of its own",
        help_text="An announcement that waits: story and fact then appear together, whatever becomes of its moment.",
    )

    class Meta:
        # An area, as a headline that is written on a telephone takes more than one line; line breaks in it are spaces.
        widgets = {"headline": forms.Textarea(attrs={"rows": 1}), "standfirst": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data=None, *args, instance=None, initial=None, **kwargs):
        latest = instance.latest.document if instance and instance.latest_id else {}
        moment = instance.publish_at if instance and is_scheduled(instance) else None
        super().__init__(
            data, *args, instance=instance, initial={**latest, "publish_at": moment, **(initial or {})}, **kwargs
        )
        if data is None and self.copy:
            self.is_bound, self.data, self._errors = True, MultiValueDict(self.copy.typed), ErrorDict()
        shows = latest.get("shows", ()) if self.may_see_waiting else ()
        waiting = Report.objects.waiting().filter(refusal="", statements__fact__show__in=shows).distinct()
        self.fields["goes_with"].queryset = waiting.order_by("effective_at") if shows else Report.objects.none()
        self.initial.setdefault("goes_with", instance.goes_with_id if instance else None)
        if "headline" in self.fields:
            self.fields["headline"].error_messages["required"] = "Give the story a headline; it can change later."
        if instance and instance.first_published and "slug" in self.fields:
            self.fields["slug"].help_text = f"Readers find it at {instance.get_absolute_url()}; empty keeps that."

    @property
    def step(self):
        """What the pressed button asks for besides saving, or ""."""
        return next((step for step in STEPS if f"_{step}" in self.data), "")

    def clean_slug(self):
        """The model's own check, which runs where a form is put on its instance."""
        if self.cleaned_data["slug"]:
            SLUG(self.cleaned_data["slug"])
        return self.cleaned_data["slug"]

    def clean_tags(self):
        longest = Topic._meta.get_field("name").max_length
        for tag in self.cleaned_data["tags"]:
            if len(tag) > longest:
                raise forms.ValidationError(f"“{tag[:40]}…” is too long for a topic: at most {longest} characters.")
        return self.cleaned_data["tags"]

    def clean_publish_at(self):
        return whole_minute(self.cleaned_data["publish_at"])

    def clean_update_at(self):
        return whole_minute(self.cleaned_data["update_at"])

    def clean_withdraw_at(self):
        return whole_minute(self.cleaned_data["withdraw_at"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("season") and cleaned.get("kind") not in MAINTAINED:
            self.add_error("season", "Only a guide or a list answers for a season; a dated story speaks of its day.")
        if self.step == "schedule" and cleaned.get("goes_with"):
            cleaned["publish_at"] = cleaned["goes_with"].effective_at
        if "publish_at" not in self.errors:
            self._check_moment(cleaned.get("publish_at"))
        for step, name in (("plan_update", "update_at"), ("plan_withdrawal", "withdraw_at")):
            if name not in self.errors:
                self._check_plan(step, name, cleaned.get(name))
        self._check_amendment(cleaned)
        if self.refusal:
            self.add_error(None, self.refusal)
        return cleaned

    def _check_amendment(self, cleaned):
        """Words for readers go out with a material update and with nothing else, or they would be lost unseen."""
        words, telling = cleaned.get("changed"), self.step in TELLING
        if not telling and words:
            self.add_error("changed", "These words go out when the changes are published: press that, or empty them.")
        elif telling and self.is_material and not words and "changed" not in self.errors:
            self.add_error("changed", "Say what changed: readers see it with the new date.")
        elif telling and words and not self.is_material:
            self.add_error("changed", "Tick Material update to tell readers of it, or empty these words.")

    @property
    def is_material(self):
        """Whether readers are to see a new date: asked for, or because a mistake or a misunderstanding is put right."""
        return bool(self.cleaned_data.get("material") or self.cleaned_data.get("amendment"))

    @property
    def amended(self):
        """(kind, words, place) of what readers are told had changed, or None."""
        if not self.is_material:
            return None
        kind, place = self.cleaned_data["amendment"], self.cleaned_data["place"]
        return kind or Amendment.Kind.UPDATE, self.cleaned_data["changed"], place or Amendment.Place.FOOT

    def _check_moment(self, moment):
        if self.step == "publish" and moment and "publish_at" in self.changed_data:
            self.add_error("publish_at", "You named a moment: press Schedule, or empty it to publish now.")
        if self.step != "schedule":
            return
        if self.instance.first_published and self.instance.is_live():
            self.add_error("publish_at", "Readers have this story already: publish the changes now.")
        elif not moment:
            self.add_error("publish_at", "Say when readers shall have it.")
        elif moment <= timezone.now():
            self.add_error("publish_at", "That minute has passed: choose one to come, or publish now.")

    def _check_plan(self, step, name, moment):
        if self.step == step and not moment:
            self.add_error(name, "Say when.")
        elif self.step != step and moment:
            self.add_error(name, "You named a moment: press the button beside it, or empty it.")

    def document(self):
        """What was typed, as articles/editing.py keeps it."""
        data = self.cleaned_data
        plain = ("headline", "slug", "standfirst", "body", "kind", "tags", "search_title", "search_description")
        return {
            **{name: data[name] for name in plain},
            "authors": [profile.pk for profile in data["authors"]],
            "shows": sorted(show.pk for show in data["shows"]),
            "people": sorted(person.pk for person in data["people"]),
            "lead_picture": data["lead_picture"] and data["lead_picture"].pk,
            "season": data["season"] and data["season"].pk,
        }

    def _post_clean(self):
        """The columns are what readers see: nothing typed is put on the instance."""

    def _save_m2m(self):
        """Nor on its relations."""


class MomentForm(forms.Form):
    """Another moment for something that is planned."""

    at = MomentField(label="When", label_suffix="")

    def clean_at(self):
        return whole_minute(self.cleaned_data["at"])


def whole_minute(moment):
    """`moment` without its seconds; refused beyond FURTHEST."""
    if moment and abs(moment.year - timezone.now().year) > FURTHEST:
        raise forms.ValidationError(f"That is more than {FURTHEST} years away.")
    return moment and moment.replace(second=0, microsecond=0)


def is_scheduled(article, at=None):
    """Whether the story goes live by itself, later than `at`."""
    return article.state == "approved" and not article.is_live(at)
