"""The tables behind speaking to the web: slugs things had before, and what the edge must still forget."""

from django.db import models
from django.utils import timezone

from web.fields import CleanJSONField, LineField


class OldAddress(models.Model):
    """A slug something had before. It points to the object, so whatever lies below the address moves along."""

    kind = models.CharField(max_length=40)
    scope = models.PositiveBigIntegerField(default=0)
    slug = models.CharField(max_length=90)
    object_id = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope", "slug"], name="one_object_per_old_address")]

    def __str__(self):
        return f"{self.kind} {self.slug}"

    @classmethod
    def of_others(cls, thing, beginning):
        """The old slugs, beginning like that, which lead to something else of the kind of `thing`."""
        known = cls.objects.filter(kind=thing._meta.model_name, scope=thing.slug_scope, slug__startswith=beginning)
        return known.exclude(object_id=thing.pk or 0).values_list("slug", flat=True)

    @classmethod
    def remember(cls, thing, slug):
        """`slug` led to `thing` and still shall; its present slug is no old one any more."""
        kind, scope = thing._meta.model_name, thing.slug_scope
        cls.objects.update_or_create(kind=kind, scope=scope, slug=slug, defaults={"object_id": thing.pk})
        cls.objects.filter(kind=kind, scope=scope, slug=thing.slug).delete()


class PurgeQuerySet(models.QuerySet):
    def due(self, at=None):
        """Keys to send at `at` (default: now), oldest first."""
        return self.filter(next_try__lte=at or timezone.now()).order_by("pk")


class Purge(models.Model):
    """Keys of pages the edge must forget: written with the change, sent after its commit, deleted once sent."""

    keys = CleanJSONField()
    created = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now, db_index=True)
    problem = LineField(max_length=300, blank=True)

    objects = PurgeQuerySet.as_manager()

    class Meta:
        verbose_name = "waiting purge"

    def __str__(self):
        return " ".join(self.keys)


class Ping(models.Model):
    """What a hub was last told of in one feed; `problem` is why it was not told of what is newer."""

    feed = LineField(max_length=40, unique=True, help_text="The name of its route.")
    newest = models.DateTimeField(null=True)
    problem = LineField(max_length=300, blank=True)

    def __str__(self):
        return self.feed


class Tick(models.Model):
    """The last run of `manage.py tick`, in the one row there is, with its last line."""

    at = models.DateTimeField()
    said = LineField(max_length=300)

    def __str__(self):
        return self.said
