"""What shows are based on, and how far they have got through it."""

from django.db import models

from shows.words import WorkKind
from web.bases import Versioned
from web.fields import LineField


class SourceWork(Versioned):
    """What a show is based on. Its authors belong to it, not to the show's crew."""

    title = LineField()
    original_title = LineField(blank=True)
    kind = models.CharField(max_length=16, choices=WorkKind)
    authors = models.ManyToManyField("people.Person", blank=True, related_name="source_works")
    shows = models.ManyToManyField("shows.Show", through="Adaptation", related_name="source_works")

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def edge_keys(self):
        return [f"show-{pk}" for pk in self.adaptations.values_list("show", flat=True)]


class Adaptation(models.Model):
    """How far a show has got through the work it is based on."""

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="adaptations")
    work = models.ForeignKey(SourceWork, models.CASCADE, related_name="adaptations")
    extent = LineField(
        "how far adapted", max_length=300, blank=True, help_text="Such as “Season 1 told the whole story.”"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["show", "work"], name="work_adapted_once_per_show")]

    def __str__(self):
        return f"{self.show} from {self.work}"
