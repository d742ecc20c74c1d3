"""Who works here: accounts for the desk, and the profiles under which stories are signed."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

from web.addresses import address
from web.bases import Addressed, Versioned
from web.fields import LineField, TextField


class User(AbstractUser):
    """An account of the desk. Elsewhere it is named only through `settings.AUTH_USER_MODEL`."""

    away_until = models.DateField(
        "away until",
        null=True,
        blank=True,
        help_text="The last day away; what comes up meanwhile goes to the stand-in.",
    )
    stand_in = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the next in line, or the desk.",
    )
    wants_digest = models.BooleanField(
        "daily mail", default=True, help_text="One mail a day of what needs a second look, when there is something."
    )
    # The day of the last daily mail. Only articles/digest.py writes it, by compare-and-set.
    digest_sent = models.DateField(null=True, editable=False)

    def __str__(self):
        return self.get_full_name() or self.username

    def save(self, *args, update_fields=None, **kwargs):
        """Save; a form opened before today's mail went must not put yesterday's day back, or it goes twice."""
        if not self._state.adding and update_fields is None:
            deferred = self.get_deferred_fields()
            columns = {field.name for field in self._meta.concrete_fields if field.attname not in deferred}
            update_fields = columns - {"id", "digest_sent"}
        super().save(*args, update_fields=update_fields, **kwargs)


class Profile(Addressed, Versioned):
    """An author as readers know them; it outlives the account, and a guest has none."""

    name = LineField(max_length=120)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        help_text="The account that writes under this name, if any.",
    )
    role = LineField(max_length=120, blank=True, help_text="Such as “Streaming editor”.")
    bio = TextField(max_length=3000, blank=True)
    portrait = models.ForeignKey("pictures.Picture", models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "author"
        constraints = [models.UniqueConstraint(fields=["slug"], name="one_author_per_slug")]

    def __str__(self):
        return self.name

    def edge_keys(self):
        return [f"author-{self.pk}", "stories"]

    def get_absolute_url(self):
        return address("author", self.slug)
