"""A picture of the library: whose it is, until when, what it shows, and what of it must never be cropped away."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from simple_history.models import HistoricalRecords

from pictures import renditions
from pictures.fields import PictureFileField
from web.bases import Versioned
from web.fields import LineField, TextField, WebAddressField


class PictureQuerySet(models.QuerySet):
    def usable(self, on=None):
        """Pictures whose licence has not run out on `on` (default: today)."""
        on = on or timezone.localdate()
        return self.filter(models.Q(expires=None) | models.Q(expires__gte=on))

    def expired(self, on=None):
        """Pictures that may not be shown any more on `on` (default: today)."""
        return self.filter(expires__lt=on or timezone.localdate())


class Picture(Versioned):
    """One uploaded picture. `focal_x` and `focal_y` are fractions of width and height, from the top left."""

    file = PictureFileField(
        upload_to=renditions.generated_name,
        width_field="width",
        height_field="height",
        max_length=120,
    )
    title = LineField(help_text="For finding it again; readers do not see it.")
    alt = LineField(
        "alternative text",
        max_length=300,
        help_text="What it shows, for those who cannot see it. Published stories need it.",
    )
    credit = LineField(max_length=200, help_text="Whom to name beside it, such as “Ana Doe/Network”.")
    licence = LineField(max_length=200, blank=True, help_text="On what terms it may be used.")
    origin = WebAddressField("where it came from", blank=True)
    expires = models.DateField(null=True, blank=True, help_text="The last day it may be shown. Leave empty for no end.")
    focal_x = models.FloatField(
        "focal point, across", default=0.5, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    focal_y = models.FloatField(
        "focal point, down", default=0.5, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    width = models.PositiveIntegerField(editable=False, default=0)
    height = models.PositiveIntegerField(editable=False, default=0)
    notes = TextField(max_length=2000, blank=True, help_text="For the desk only.")
    added = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="added by"
    )

    objects = PictureQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["by"])

    class Meta:
        ordering = ["-added", "-pk"]
        permissions = [("change_used_picture", "Can change pictures of others, and those readers have")]
        indexes = [models.Index(fields=["-added", "-id"], name="pictures_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__range=(0, 1), focal_y__range=(0, 1)), name="focal_point_inside_picture"
            )
        ]

    def __str__(self):
        return self.title

    def edge_keys(self):
        return ["stories", "shows", "people"]

    def save(self, *args, update_fields=None, **kwargs):
        """Save; when that fails, the files written for it are gone and `file` is the upload again."""
        upload = self.file.file if self.file and not self.file._committed else None
        if upload and update_fields is not None:
            update_fields = {*update_fields, "width", "height"}
        try:
            super().save(*args, update_fields=update_fields, **kwargs)
        except BaseException:
            if upload and self.file._committed:
                renditions.remove(self.file.name, self.width)
                self.file = upload
            raise

    def delete(self, *args, **kwargs):
        """Delete. Raises ProtectedError where it stands in a story; one that was killed needs it no more."""
        with transaction.atomic():
            self.references.not_in_use().delete()
            return super().delete(*args, **kwargs)

    @property
    def expired(self):
        return self.expires is not None and self.expires < timezone.localdate()

    @property
    def focal_point(self):
        return (self.focal_x, self.focal_y)

    @property
    def sources(self):
        """[(MIME type, srcset)], best first, for a <picture> element; widths in pixels."""
        return renditions.sources(self.file.name, self.width)

    @property
    def src(self):
        """The address of the JPEG of middle width, for whatever knows no srcset."""
        return renditions.address(self.file.name, renditions.middle_width(self.width), "jpg")
