"""Who is in a show and who makes it: characters, cast with an appearance per season, crew."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from shows.words import Billing, Job, Role, Standing
from web.addresses import address
from web.bases import Addressed, Versioned, Watched
from web.fields import LineField, TextField


class Character(Addressed, Versioned):
    """A character of one show."""

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="characters")
    name = LineField()
    description = TextField(max_length=5000, blank=True)
    fate = TextField(max_length=2000, blank=True, help_text="What becomes of them; readers unfold it.")
    tvmaze_id = models.PositiveBigIntegerField("TVmaze id", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["show", "slug"], name="one_character_per_slug_and_show"),
            models.UniqueConstraint(fields=["show", "tvmaze_id"], name="one_character_per_tvmaze_id_and_show"),
        ]

    def __str__(self):
        return self.name

    def edge_keys(self):
        return [f"show-{self.show_id}"]

    @property
    def slug_scope(self):
        return self.show_id

    def slug_siblings(self):
        return Character.objects.filter(show=self.show_id)

    def clean(self):
        if self.pk and Character.objects.filter(pk=self.pk).exclude(show=self.show_id).exists():
            raise ValidationError({"show": "A character stays with its show; make a new one there."})

    def get_absolute_url(self):
        return address("character", self.show.slug, self.slug)


class CastMember(Versioned):
    """A person in a show: as a character, or as host, judge or themselves, when `character` is empty."""

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="cast")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="cast_in")
    character = models.ForeignKey(Character, models.PROTECT, null=True, blank=True, related_name="played_by")
    role = models.CharField(max_length=12, choices=Role, blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="The order of billing, lowest first.")

    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "cast"
        constraints = [
            models.UniqueConstraint(
                fields=["show", "person", "character"],
                condition=Q(character__isnull=False),
                name="character_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["show", "person"], condition=Q(character__isnull=True), name="person_once_without_character"
            ),
        ]

    def __str__(self):
        return f"{self.person} as {self.character}" if self.character_id else f"{self.person}"

    def edge_keys(self):
        return [f"show-{self.show_id}", f"person-{self.person_id}"]

    def clean(self):
        if self.character_id and self.show_id and self.character.show_id != self.show_id:
            raise ValidationError(
                {"character": f"{self.character} belongs to {self.character.show}, not to this show."}
            )


class AppearanceQuerySet(models.QuerySet):
    def for_blocks(self):
        """What templates/articles/blocks/cast.html shows, in the order of billing; no further query."""
        who = ["person__name", "person__slug", "character__name", "character__slug", "character__show_id", "role"]
        rows = self.select_related(
            "season__show", "cast_member__person", "cast_member__character__show", "recast_by"
        ).order_by("cast_member__position", "pk")
        return rows.only(
            "billing", "standing", "standing_is_spoiler", "season__number", "season__status", "season__first_aired",
            "season__show__title", "season__show__slug", *(f"cast_member__{name}" for name in who),
            "cast_member__character__show__slug", "recast_by__name", "recast_by__slug",
        )  # fmt: skip


class Appearance(Watched, models.Model):
    """A cast member in one season. `standing` and `recast_by` are one fact."""

    WATCHED = ("standing", "recast_by")

    cast_member = models.ForeignKey(CastMember, models.CASCADE, related_name="appearances")
    season = models.ForeignKey("shows.Season", models.CASCADE, related_name="appearances")
    billing = models.CharField(max_length=10, choices=Billing, default=Billing.MAIN)
    episodes = models.PositiveSmallIntegerField("number of episodes", null=True, blank=True)
    standing = models.CharField(max_length=14, choices=Standing, default=Standing.UNKNOWN, editable=False)
    recast_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    standing_is_spoiler = models.BooleanField(
        default=False, help_text="Readers unfold the standing; it gives a story away."
    )

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        ordering = ["cast_member__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cast_member", "season"], name="appearance_once_per_season"),
            models.CheckConstraint(
                condition=Q(standing=Standing.RECAST) | Q(recast_by=None), name="recast_by_only_when_recast"
            ),
        ]

    def __str__(self):
        return f"{self.cast_member}, {self.season}"

    def clean(self):
        if self.season_id and self.cast_member_id and self.season.show_id != self.cast_member.show_id:
            raise ValidationError({"season": f"{self.season} is of another show."})


class CrewMember(Watched, Versioned):
    """A person's job on a show, or on one of its seasons."""

    WATCHED = ("standing",)

    show = models.ForeignKey("shows.Show", models.CASCADE, related_name="crew")
    season = models.ForeignKey(
        "shows.Season", models.CASCADE, null=True, blank=True, related_name="crew", help_text="Empty for all."
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="crew_in")
    job = models.CharField(max_length=20, choices=Job)
    position = models.PositiveSmallIntegerField(default=0)
    standing = models.CharField(max_length=14, choices=Standing, default=Standing.UNKNOWN, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "crew"
        constraints = [
            models.UniqueConstraint(
                fields=["show", "season", "person", "job"],
                condition=Q(season__isnull=False),
                name="job_once_per_season",
            ),
            models.UniqueConstraint(
                fields=["show", "person", "job"], condition=Q(season__isnull=True), name="job_once_per_show"
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_job_display()}"

    def edge_keys(self):
        return [f"show-{self.show_id}", f"person-{self.person_id}"]

    def clean(self):
        if self.season_id and self.show_id and self.season.show_id != self.show_id:
            raise ValidationError({"season": f"{self.season} is of another show."})
