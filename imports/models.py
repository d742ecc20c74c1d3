"""What comes in from elsewhere, and what each record brought last time."""

from django.db import models

from web.fields import CleanJSONField, LineField


class Brought(models.Model):
    """What one record of another database brought last: so a newer one changes only what the desk has not touched.

    `values` holds the record's own words as JSON, `updated` is when that database last changed it. `object_id` is the
    key of what it became here; no foreign key, so the desk may delete that, and the record is then left out.
    """

    class Kind(models.TextChoices):
        """Each kind counts its ids apart: network 1 is not web channel 1."""

        SHOW = "show", "show"
        NETWORK = "network", "network"
        WEB_CHANNEL = "web_channel", "web channel"
        SEASON = "season", "season"
        DATES = "dates", "dates of a season"  # id: show/number
        EPISODE = "episode", "episode"
        PERSON = "person", "person"
        CHARACTER = "character", "character"  # id: show/character
        CAST = "cast", "cast"  # id: show/person/character, the last 0 for none

    class Origin(models.TextChoices):
        TVMAZE = "tvmaze", "TVmaze"

    origin = models.CharField(max_length=12, choices=Origin, default=Origin.TVMAZE)
    kind = models.CharField(max_length=12, choices=Kind)
    external_id = LineField("id there", max_length=80)
    updated = models.DateTimeField()
    values = CleanJSONField(default=dict, blank=True)
    object_id = models.PositiveBigIntegerField("key here")

    class Meta:
        verbose_name = "record brought"
        verbose_name_plural = "records brought"
        constraints = [
            models.UniqueConstraint(fields=["origin", "kind", "external_id"], name="brought_once_per_record")
        ]
        indexes = [models.Index(fields=["kind", "object_id"], name="brought_by_object")]

    def __str__(self):
        return f"{self.get_origin_display()} {self.get_kind_display()} {self.external_id}"
