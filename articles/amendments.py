"""What readers are told was changed in a story after they had it. A model of this app too."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from articles.kinds import State
from web.fields import TextField


class AmendmentQuerySet(models.QuerySet):
    def corrections(self, at=None):
        """Corrections and clarifications of stories that are live at `at`. A join, as an index has them in order."""
        live = {"article__state": State.APPROVED, "article__publish_at__lte": timezone.now() if at is None else at}
        return self.exclude(kind=Amendment.Kind.UPDATE).filter(**live)


class Amendment(models.Model):
    """What was changed in a story after readers had it, in words for them."""

    class Kind(models.TextChoices):
        UPDATE = "update", "update"
        CLARIFICATION = "clarification", "clarification"
        CORRECTION = "correction", "correction"

    class Place(models.TextChoices):
        TOP = "top", "at the top"
        FOOT = "foot", "at the foot"

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="amendments")
    kind = models.CharField(max_length=14, choices=Kind)
    place = models.CharField(max_length=4, choices=Place, default=Place.FOOT)
    words = TextField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], condition=~Q(kind="update"), name="corrections_newest")]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.article}"
