"""What lies beside a story while it is written, and is no part of it: models of this app too."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from web.fields import CleanJSONField, LineField, TextField


class WorkingCopy(models.Model):
    """What somebody has typed and not saved: kept every few seconds, apart from the history that people read.

    `typed` is the form as it stands, {name of a field: [values]}, good or bad; `version` is the story's as the form was
    opened with. Of a story not saved yet, or deleted meanwhile, there is no article. `key` is a new one at every
    keeping, so that no window writes over what another one typed.
    """

    article = models.ForeignKey("articles.Article", models.SET_NULL, null=True, related_name="working_copies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="working_copies")
    key = models.UUIDField(unique=True)
    typed = CleanJSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "working copies"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "user"], condition=Q(article__isnull=False), name="one_copy_per_story_and_user"
            )
        ]

    def __str__(self):
        return f"What {self.user} types in {self.article or 'a new story'}"


class Presence(models.Model):
    """Somebody has a story open, and had it at `at`."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="present")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="one_presence_per_story_and_user")]

    def __str__(self):
        return f"{self.user} in {self.article}"


class CommentQuerySet(models.QuerySet):
    def asked(self):
        """Changes asked for that nobody has resolved."""
        return self.filter(asks=True, resolved_at=None)


class Comment(models.Model):
    """A remark on a story, or on a passage of it, until somebody resolves it. `asks` for a change before approval."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="replies")
    passage = LineField(max_length=500, blank=True)
    words = TextField(max_length=2000)
    asks = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return self.words


class PreviewLinkQuerySet(models.QuerySet):
    def open(self, at=None):
        """Those that are neither expired nor revoked."""
        return self.filter(revoked_at=None, expires__gt=at or timezone.now())


class PreviewLink(models.Model):
    """Lets somebody without an account read one story: its draft as it stands, or one revision of it, for a while.

    Only the digest of the token is kept, so whoever reads the database opens nothing.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="preview_links")
    revision = models.ForeignKey("articles.Revision", models.CASCADE, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    meant_for = LineField("for", max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"Preview of {self.article}"
