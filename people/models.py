"""Who: people of the screen and behind it, and every name they go by."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from people.dates import DatePrecision, PartialDate
from web.addresses import address
from web.bases import Addressed, Versioned, Watched
from web.fields import LineField, TextField


class PersonQuerySet(models.QuerySet):
    def for_cards(self):
        """What templates/people/_card.html shows; no further query."""
        return self.select_related("portrait")


class Person(Watched, Addressed, Versioned):
    """A person. `died` is a fact: it is recorded with a source."""

    WATCHED = ("died", "died_precision")

    name = LineField(help_text="As we print it.")
    original_name = LineField(blank=True, help_text="In its own script, such as 조이현.")
    biography = TextField(max_length=20_000, blank=True)
    born = models.DateField(null=True, blank=True)
    born_precision = models.CharField(max_length=8, choices=DatePrecision, blank=True)
    died = models.DateField(null=True, blank=True, editable=False)
    died_precision = models.CharField(max_length=8, choices=DatePrecision, blank=True, editable=False)
    pronouns = LineField(max_length=40, blank=True)
    portrait = models.ForeignKey("pictures.Picture", models.SET_NULL, null=True, blank=True, related_name="portraits")
    imdb_id = LineField("IMDb id", max_length=20, blank=True, help_text="Such as nm0000001.")
    tmdb_id = models.PositiveBigIntegerField("TMDB id", null=True, blank=True)
    tvmaze_id = models.PositiveBigIntegerField("TVmaze id", null=True, blank=True)
    wikidata_id = LineField("Wikidata id", max_length=20, blank=True, help_text="Such as Q1.")

    objects = PersonQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["died", "died_precision", "version"])

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["name", "id"], name="people_by_name")]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="one_person_per_slug"),
            models.UniqueConstraint(fields=["imdb_id"], condition=~Q(imdb_id=""), name="one_person_per_imdb_id"),
            models.UniqueConstraint(fields=["tmdb_id"], name="one_person_per_tmdb_id"),
            models.UniqueConstraint(fields=["tvmaze_id"], name="one_person_per_tvmaze_id"),
            models.UniqueConstraint(
                fields=["wikidata_id"], condition=~Q(wikidata_id=""), name="one_person_per_wikidata_id"
            ),
            models.CheckConstraint(
                condition=Q(born=None, born_precision="") | (Q(born__isnull=False) & ~Q(born_precision="")),
                name="birth_date_with_precision",
                violation_error_message="Give the birth date and how exactly it is known, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(died=None, died_precision="") | (Q(died__isnull=False) & ~Q(died_precision="")),
                name="death_date_with_precision",
            ),
        ]

    def __str__(self):
        return self.name

    def edge_keys(self):
        return [f"person-{self.pk}", "people"]

    def get_absolute_url(self):
        return address("person", self.slug)

    @property
    def birth(self):
        return PartialDate.of(self.born, self.born_precision)

    @property
    def death(self):
        return PartialDate.of(self.died, self.died_precision)


class NameKind(models.TextChoices):
    STAGE = "stage", "stage name"
    BIRTH = "birth", "birth name"
    TRANSLITERATION = "transliteration", "transliteration"
    KNOWN_WRONG = "known_wrong", "known wrong"


class OtherName(models.Model):
    """Another name of a person: one they use, one it is written as, or one that is wrong and keeps coming back."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="other_names")
    name = LineField()
    kind = models.CharField(max_length=20, choices=NameKind)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="other_name_once_per_person")]

    def __str__(self):
        return self.name
