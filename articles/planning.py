"""What is to become of stories: ideas, changes that wait, what a kind must have. Models of this app too."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from web.bases import Versioned
from web.fields import CleanJSONField, LineField, TextField


class PitchQuerySet(models.QuerySet):
    def open(self):
        """Neither taken up nor declined."""
        return self.filter(state=Pitch.State.OPEN)


class Pitch(Versioned):
    """An idea for a story, before there is a draft."""

    class State(models.TextChoices):
        OPEN = "open", "open"
        TAKEN = "taken", "taken up"
        DECLINED = "declined", "declined"

    idea = LineField(max_length=160)
    note = TextField(max_length=2000, blank=True, help_text="Why now, who to ask, what is new.")
    kind = models.CharField(max_length=12, default="news")
    show = models.ForeignKey("shows.Show", models.SET_NULL, null=True, blank=True, related_name="pitches")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="pitches",
        help_text="Who writes.",
    )
    due_on = models.DateField("due", null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN, editable=False)
    answer = LineField(max_length=300, blank=True, help_text="Why it was declined.")
    story = models.OneToOneField(
        "articles.Article", models.SET_NULL, null=True, blank=True, editable=False, related_name="pitch"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PitchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "pitches"
        indexes = [
            models.Index(fields=["-at", "-id"], name="pitches_newest"),
            models.Index(fields=["due_on"], condition=Q(state="open"), name="pitches_due"),
        ]

    def __str__(self):
        return self.idea


class PlannedQuerySet(models.QuerySet):
    def waiting(self):
        """What has been neither done, cancelled nor refused."""
        return self.filter(done_at=None, cancelled_at=None, refusal="")

    def refused(self):
        """What could not be done at its moment, and nobody has put away."""
        return self.filter(done_at=None, cancelled_at=None).exclude(refusal="")

    def due(self, at=None):
        return self.waiting().filter(at__lte=at or timezone.now()).order_by("at", "pk")


class Planned(models.Model):
    """A change to a live story at a moment to come: `revision` replaces what readers see, or the story is withdrawn.

    A first publication needs none of this: it is a function of the clock.
    """

    class Action(models.TextChoices):
        UPDATE = "update", "update"
        WITHDRAW = "withdraw", "withdraw"

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="planned")
    action = models.CharField(max_length=8, choices=Action)
    revision = models.ForeignKey("articles.Revision", models.CASCADE, null=True, related_name="+")
    # What readers are told with an update, as [kind of Amendment, its words, its place]; empty where nothing is.
    amended = CleanJSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    refusal = LineField(max_length=400, blank=True)

    objects = PlannedQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                fields=["at", "id"], condition=Q(done_at=None, cancelled_at=None, refusal=""), name="planned_to_do"
            ),
            models.Index(
                fields=["at", "id"],
                condition=Q(done_at=None, cancelled_at=None) & ~Q(refusal=""),
                name="planned_refused",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "action"],
                condition=Q(done_at=None, cancelled_at=None, refusal=""),
                name="one_plan_per_story_and_action",
            ),
            models.CheckConstraint(
                condition=Q(action="withdraw", revision=None) | Q(action="update", revision__isnull=False),
                name="update_has_its_revision",
            ),
        ]

    def __str__(self):
        return f"{self.get_action_display()} of {self.article}"


class Checklist(models.Model):
    """What a kind of story must have before an editor can approve it: names of articles/checklist.py. A house rule."""

    kind = models.CharField(max_length=12, unique=True)
    required = CleanJSONField(default=list)

    class Meta:
        ordering = ["kind"]
        verbose_name = "checklist"

    def __str__(self):
        return f"Checklist of a {self.kind}"
