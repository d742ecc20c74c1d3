"""What: networks, shows and their seasons.

Credits (characters, cast, crew) are in `shows/credits.py`, the works that shows are based on in `shows/works.py`; they
are models of this app too.
"""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from simple_history.models import HistoricalRecords

from pictures.shown import columns
from shows.windows import Window
from shows.words import (
    Certainty,
    Form,
    Kind,
    Precision,
    Relation,
    ReleasePattern,
    SeasonStatus,
    ShowStatus,
    TitleKind,
)
from web.addresses import address
from web.bases import Addressed, Versioned, Watched
from web.fields import CleanJSONField, LineField, TextField, WebAddressField, WordsField


class Network(Addressed, Versioned):
    """A broadcaster or a streaming service. TVmaze numbers the two apart, so there are two ids."""

    name = LineField(max_length=120)
    country = LineField(max_length=80, blank=True, help_text="Leave empty for a service of many countries.")
    address = WebAddressField("official site", blank=True)
    tvmaze_network_id = models.PositiveBigIntegerField("TVmaze network id", null=True, blank=True)
    tvmaze_channel_id = models.PositiveBigIntegerField("TVmaze web channel id", null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["version"])

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="one_network_per_slug"),
            models.UniqueConstraint(fields=["tvmaze_network_id"], name="one_network_per_tvmaze_network"),
            models.UniqueConstraint(fields=["tvmaze_channel_id"], name="one_network_per_tvmaze_channel"),
        ]

    def __str__(self):
        return self.name

    def edge_keys(self):
        return [f"network-{self.pk}", "shows"]

    def get_absolute_url(self):
        return address("network", self.slug)


class ShowQuerySet(models.QuerySet):
    def for_cards(self):
        """The columns of a newsdesk.catalogue.Card."""
        own = ["title", "slug", "original_title", "status", "network__name", "network__slug"]
        return self.values_list(*own, *columns("poster"))


class Show(Addressed, Versioned):
    """A show. `status` is derived from its seasons (shows/derivation.py) and stored; an override needs a reason."""

    title = LineField()
    original_title = LineField(blank=True, help_text="In its own script, such as 오징어 게임.")
    premise = TextField(max_length=5000, blank=True)
    premise_credit = LineField(
        max_length=120,
        blank=True,
        help_text="Whose words the premise is, such as TVmaze. Empty it once they are all ours.",
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SCRIPTED)
    form = models.CharField(max_length=12, choices=Form, default=Form.ONGOING)
    language = LineField(max_length=60, blank=True)
    countries = WordsField(help_text="With commas between them.")
    genres = WordsField(help_text="With commas between them.")
    network = models.ForeignKey(Network, models.PROTECT, null=True, blank=True, related_name="shows")
    poster = models.ForeignKey("pictures.Picture", models.SET_NULL, null=True, blank=True, related_name="posters")
    address = WebAddressField("official site", blank=True)
    imdb_id = LineField("IMDb id", max_length=20, blank=True, help_text="Such as tt14169960.")
    tmdb_id = models.PositiveBigIntegerField("TMDB id", null=True, blank=True)
    tvmaze_id = models.PositiveBigIntegerField("TVmaze id", null=True, blank=True)
    tvdb_id = models.PositiveBigIntegerField("TheTVDB id", null=True, blank=True)
    wikidata_id = LineField("Wikidata id", max_length=20, blank=True)
    beat_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="beat",
        help_text="Who looks after this show.",
    )
    status = models.CharField(max_length=16, choices=ShowStatus, default=ShowStatus.UNDECIDED, editable=False)
    status_override = models.CharField(
        max_length=16, choices=ShowStatus, blank=True, help_text="Only where the seasons cannot tell; needs a reason."
    )
    override_reason = LineField(max_length=300, blank=True)
    # When a fact that decides something for its readers last moved; the ledger writes it.
    stirred = models.DateTimeField(null=True, editable=False)

    objects = ShowQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["status", "stirred", "version"])

    class Meta:
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["title", "id"], name="shows_by_title"),
            models.Index(fields=["status", "slug"], name="shows_by_status"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="one_show_per_slug"),
            models.UniqueConstraint(fields=["imdb_id"], condition=~Q(imdb_id=""), name="one_show_per_imdb_id"),
            models.UniqueConstraint(fields=["tmdb_id"], name="one_show_per_tmdb_id"),
            models.UniqueConstraint(fields=["tvmaze_id"], name="one_show_per_tvmaze_id"),
            models.CheckConstraint(
                condition=Q(status_override="") | ~Q(override_reason=""),
                name="status_override_has_a_reason",
                violation_error_message="A status set by hand needs a reason.",
            ),
        ]

    def __str__(self):
        return self.title

    def edge_keys(self):
        return [f"show-{self.pk}", "shows"]

    def save(self, *args, update_fields=None, **kwargs):
        """Save, and derive the status again: the form or the override may have changed."""
        from shows.status import refresh

        adding = self._state.adding
        super().save(*args, update_fields=update_fields, **kwargs)
        if not adding or self.status_override:
            self.status = refresh([self.pk])[self.pk]

    def get_absolute_url(self):
        return address("show", self.slug)


class OtherTitle(models.Model):
    """Another title of a show: a translation, a working title, or a wrong one that keeps coming back."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="other_titles")
    title = LineField()
    kind = models.CharField(max_length=16, choices=TitleKind)
    language = LineField(max_length=60, blank=True)

    class Meta:
        ordering = ["kind", "title"]
        constraints = [models.UniqueConstraint(fields=["show", "title"], name="other_title_once_per_show")]

    def __str__(self):
        return self.title


class RelatedShow(models.Model):
    """`show` is the `relation` of `to`: the spin-off of it, its remake."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="related")
    to = models.ForeignKey(Show, models.CASCADE, related_name="related_from")
    relation = models.CharField(max_length=16, choices=Relation)

    class Meta:
        ordering = ["relation", "to"]
        constraints = [
            models.UniqueConstraint(fields=["show", "to"], name="one_relation_between_two_shows"),
            models.CheckConstraint(
                condition=~Q(show=F("to")),
                name="no_show_relates_to_itself",
                violation_error_message="A show cannot relate to itself.",
            ),
        ]

    def __str__(self):
        return f"{self.show}: {self.get_relation_display()} of {self.to}"

    def clean(self):
        """The constraint says it too, but a row below the show's form is not asked about its show."""
        if self.to_id and self.to_id == self.show_id:
            raise ValidationError({"to": "A show cannot relate to itself."})


class WatchLink(models.Model):
    """Where a show can be watched."""

    show = models.ForeignKey(Show, models.CASCADE, related_name="watch_links")
    network = models.ForeignKey(Network, models.CASCADE, related_name="watch_links")
    address = WebAddressField(blank=True)
    region = LineField(max_length=80, blank=True, help_text="Empty for everywhere.")
    checked = models.DateField("last checked", null=True, blank=True)

    class Meta:
        ordering = ["region", "pk"]
        constraints = [models.UniqueConstraint(fields=["show", "network", "region"], name="watch_link_once_per_region")]

    def __str__(self):
        return f"{self.show} on {self.network}"


class SeasonQuerySet(models.QuerySet):
    def awaiting_word(self):
        """Seasons nobody has decided, or said they have."""
        return self.filter(status__in=[SeasonStatus.AWAITING, SeasonStatus.IN_DEVELOPMENT])

    def regular(self):
        """Without the specials, which are season 0."""
        return self.filter(number__gt=0)

    def coming(self):
        """Seasons above the last of their show that has begun to air, the next one first (see shows/derivation.py)."""
        begun = Q(first_aired__isnull=False) | Q(status__in=[SeasonStatus.AIRING, SeasonStatus.COMPLETE])
        later = Season.objects.filter(begun, show=OuterRef("show"), number__gte=OuterRef("number"))
        return self.regular().filter(~Exists(later)).order_by("show", "number")

    def for_answers(self):
        """What names a season and what shows/answers.py reads of it, with its show and networks; no further query."""
        flags = ["final", "paused", "split", "cut_short"]
        fields = ["number", "title", "status", "local_time", "time_zone", "first_aired", "episode_order", *flags]
        release = [field.name for field in Season._meta.fields if field.name.startswith("release_")]
        shown = ["show__title", "show__slug", "show__form", "show__network__name", "show__network__slug"]
        moved = ["moved_to__name", "moved_to__slug"]
        return self.select_related("show__network", "moved_to").only(*fields, *release, *shown, *moved)


class Season(Watched, Versioned):
    """A season. Its watched columns are facts: their present values, written by the ledger alone."""

    WATCHED = (
        "status", "release_wording", "release_earliest", "release_latest", "release_precision", "release_certainty",
        "country_dates", "episode_order", "final", "paused", "split", "cut_short", "moved_to", "first_aired",
    )  # fmt: skip

    show = models.ForeignKey(Show, models.CASCADE, related_name="seasons")
    number = models.PositiveSmallIntegerField(help_text="0 holds the specials.")
    title = LineField(max_length=120, blank=True, help_text="Such as “Hotel” or “Part 2”.")
    logline = TextField(max_length=1000, blank=True)
    trailer = WebAddressField(blank=True)
    release_pattern = models.CharField(max_length=12, choices=ReleasePattern, blank=True)
    local_time = models.TimeField("local time of release", null=True, blank=True)
    time_zone = LineField(max_length=60, blank=True, help_text="Of that time, such as Asia/Seoul.")
    tvmaze_id = models.PositiveBigIntegerField("TVmaze id", null=True, blank=True)

    status = models.CharField(max_length=16, choices=SeasonStatus, default=SeasonStatus.AWAITING, editable=False)
    release_wording = LineField(blank=True, editable=False)
    release_earliest = models.DateField(null=True, blank=True, editable=False)
    release_latest = models.DateField(null=True, blank=True, editable=False)
    release_precision = models.CharField(max_length=8, choices=Precision, blank=True, editable=False)
    release_certainty = models.CharField(max_length=10, choices=Certainty, blank=True, editable=False)
    # {country: "2026-10-28"} where a country gets it on a day of its own.
    country_dates = CleanJSONField("dates by country", default=dict, blank=True, editable=False)
    episode_order = models.PositiveSmallIntegerField("episodes ordered", null=True, blank=True, editable=False)
    final = models.BooleanField(default=False, editable=False)
    paused = models.BooleanField(default=False, editable=False)
    split = models.BooleanField("released in parts", default=False, editable=False)
    cut_short = models.BooleanField("pulled mid-run", default=False, editable=False)
    moved_to = models.ForeignKey(Network, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    first_aired = models.DateField(null=True, blank=True, editable=False)

    objects = SeasonQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["version", *WATCHED])

    class Meta:
        ordering = ["show", "number"]
        indexes = [models.Index(fields=["status", "id"], name="seasons_by_status")]
        constraints = [
            models.UniqueConstraint(fields=["show", "number"], name="season_number_once_per_show"),
            models.UniqueConstraint(fields=["tvmaze_id"], name="one_season_per_tvmaze_id"),
            models.CheckConstraint(
                condition=Q(
                    release_earliest=None,
                    release_latest=None,
                    release_wording="",
                    release_precision="",
                    release_certainty="",
                )
                | (
                    Q(release_earliest__lte=F("release_latest"))
                    & ~Q(release_wording="")
                    & ~Q(release_precision="")
                    & ~Q(release_certainty="")
                ),
                name="release_window_whole_or_absent",
            ),
            models.CheckConstraint(
                condition=~Q(release_precision=Precision.DAY) | Q(release_earliest=F("release_latest")),
                name="release_day_is_one_day",
            ),
            models.CheckConstraint(
                condition=~Q(status=SeasonStatus.DATED) | Q(release_precision=Precision.DAY), name="dated_has_a_day"
            ),
        ]

    def __str__(self):
        return f"{self.show} season {self.number}" if self.number else f"{self.show} specials"

    def edge_keys(self):
        return [f"show-{self.show_id}", "facts"]

    @property
    def name(self):
        """As said where the show is named already: "Season 2", "Specials"."""
        return f"Season {self.number}" if self.number else "Specials"

    @property
    def has_begun(self):
        """Begun to air, now or once: a second part to come does not un-air it."""
        return self.first_aired is not None or self.status in {SeasonStatus.AIRING, SeasonStatus.COMPLETE}

    @property
    def release(self):
        """The release window, or None."""
        if self.release_earliest is None:
            return None
        return Window(
            self.release_wording,
            self.release_earliest,
            self.release_latest,
            self.release_precision,
            self.release_certainty,
        )

    @property
    def dates_by_country(self):
        """[(country, day)] in the order of the days."""
        dates = [(country, date.fromisoformat(day)) for country, day in self.country_dates.items()]
        return sorted(dates, key=lambda pair: (pair[1], pair[0]))

    def save(self, *args, **kwargs):
        """Save, and derive the show's status again: there is a season more, or its number is another."""
        from shows.status import refresh

        super().save(*args, **kwargs)
        refresh([self.show_id])

    def clean(self):
        moved = self.pk and Season.objects.filter(pk=self.pk).exclude(show=self.show_id).exists()
        if moved:
            raise ValidationError({"show": "A season stays with its show: its facts and their history are the show's."})
        # The constraint says it too, but not to a form that cannot change the show.
        if self.show_id and self.show.seasons.filter(number=self.number).exclude(pk=self.pk).exists():
            raise ValidationError({"number": f"{self} is there already: choose another number."})

    def delete(self, *args, **kwargs):
        from shows.status import refresh

        answer = super().delete(*args, **kwargs)
        refresh([self.show_id])
        return answer

    def get_absolute_url(self):
        return address("season", self.show.slug, self.number)


class Episode(models.Model):
    """An episode. `airdate` is the broadcaster's calendar day, `airstamp` the instant; near midnight they disagree."""

    season = models.ForeignKey(Season, models.CASCADE, related_name="episodes")
    number = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty for a special.")
    title = LineField(max_length=300, blank=True)
    airdate = models.DateField(null=True, blank=True)
    airstamp = models.DateTimeField(null=True, blank=True)
    runtime = models.PositiveSmallIntegerField("minutes", null=True, blank=True)
    summary = TextField(max_length=5000, blank=True)
    summary_credit = LineField(max_length=120, blank=True)
    tvmaze_id = models.PositiveBigIntegerField("TVmaze id", null=True, blank=True)

    class Meta:
        ordering = ["season", F("number").asc(nulls_last=True), "airdate", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["season", "number"], name="episode_number_once_per_season"),
            models.UniqueConstraint(fields=["tvmaze_id"], name="one_episode_per_tvmaze_id"),
        ]

    def __str__(self):
        return self.title or (f"Episode {self.number}" if self.number else "Special")


from shows.credits import Appearance, CastMember, Character, CrewMember  # noqa: E402, F401 - so that Django finds them
from shows.works import Adaptation, SourceWork  # noqa: E402, F401
