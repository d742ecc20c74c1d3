"""What we know and how: sources, reports, facts and the statements that moved them.

The value itself stands on the subject's own row (a season's `status`), so pages stay plain reads; these four tables say
how it came to be. Only `facts/ledger.py` writes them.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from facts.refs import FactRef
from facts.values import fact_type
from shows.spans import format_date
from web.bases import Versioned
from web.fields import CleanJSONField, LineField, TextField, WebAddressField
from web.word_index import WordIndex


class Tier(models.IntegerChoices):
    """How near a source is to whoever decides; 1 is nearest."""

    OFFICIAL = 1, "1 · on screen or official announcement"
    PRESS = 2, "2 · press release, or a named trade quoting the network"
    ACCOUNT = 3, "3 · official site or account"
    LISTING = 4, "4 · listing on the service"
    ON_RECORD = 5, "5 · cast or crew on the record"
    TRADE = 6, "6 · named trade, unattributed"
    UNNAMED = 7, "7 · unnamed report"


# Sources of these tiers, alone, may hint but not decide.
HEARSAY = {Tier.TRADE, Tier.UNNAMED}


class SourceQuerySet(models.QuerySet):
    def told(self):
        """Without those known only from reports that still wait: their very names may say what is coming."""
        said = Report.sources.through.objects.filter(source=models.OuterRef("pk"))
        return self.filter(models.Exists(said.filter(report__stage=Stage.RECORDED)) | ~models.Exists(said))


class Source(Versioned):
    """A publication we rest on."""

    title = LineField(max_length=300)
    publisher = LineField(max_length=120, help_text="Named in the answers: “per Netflix”.")
    address = WebAddressField(blank=True)
    published = models.DateField(null=True, blank=True)
    tier = models.PositiveSmallIntegerField(choices=Tier)
    checked = models.DateField("last checked", null=True, blank=True)
    dead = models.BooleanField("no longer there", default=False)

    objects = SourceQuerySet.as_manager()
    word_index = WordIndex("facts_source", ("title", "publisher", "address"))

    class Meta:
        ordering = ["-published", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["address"], condition=~Q(address=""), name="one_source_per_address"),
            models.CheckConstraint(condition=Q(tier__range=(1, 7)), name="source_tier_1_to_7"),
        ]

    def __str__(self):
        return f"{self.publisher}: {self.title}"

    def edge_keys(self):
        return ["facts"]


class ReportKind(models.TextChoices):
    OPENING = "opening", "opening entry"
    NEWS = "news", "news"
    CONFIRMATION = "confirmation", "still right"
    DISSENT = "dissent", "a source that differs; ours stands"
    CORRECTION = "correction", "correction of our own mistake"


class Stage(models.TextChoices):
    """Where a report is on its way into the ledger; only a recorded one is in it."""

    PROPOSED = "proposed", "proposed"
    WAITING = "waiting", "waiting for its moment"
    RECORDED = "recorded", "recorded"
    DECLINED = "declined", "declined"
    CANCELLED = "cancelled", "cancelled"


class ReportQuerySet(models.QuerySet):
    def recorded(self):
        """Reports in the ledger, which anybody may know of."""
        return self.filter(stage=Stage.RECORDED)

    def open(self):
        """Reports that wait for something. Both conditions say so, as the partial index knows the first."""
        return self.exclude(stage=Stage.RECORDED).filter(stage__in=[Stage.WAITING, Stage.PROPOSED])

    def waiting(self):
        """Reports outside the ledger whose moment has not come, or whose moment refused them."""
        return self.exclude(stage=Stage.RECORDED).filter(stage=Stage.WAITING)

    def proposed(self):
        """Reports that somebody who may not record, or not alone, has put before the editors."""
        return self.exclude(stage=Stage.RECORDED).filter(stage=Stage.PROPOSED)

    def due(self, at):
        """Reports to apply at `at`, in the order of their moments. Served by the partial index."""
        return self.filter(stage=Stage.WAITING, refusal="", effective_at__lte=at).order_by("effective_at", "pk")


class Report(models.Model):
    """One announcement as we recorded it; it may say something of several facts.

    `as_of` is when the source said it, `checked` when the desk made sure, `recorded_at` when it was entered. A report
    with `effective_at` ahead of now waits until `facts.ledger.settle` applies it; a proposal waits for an editor.
    `decided_by` accepted, declined or cancelled it, `decision` says why. `overruled` is why one person was enough for a
    fact that needs two; `undoes` is the report whose changes this correction takes back.
    """

    as_of = models.DateField("as of")
    checked = models.DateField()
    kind = models.CharField(max_length=12, choices=ReportKind, default=ReportKind.NEWS)
    note = TextField(max_length=2000, blank=True)
    sources = models.ManyToManyField(Source, related_name="reports", blank=True)
    preferred = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    effective_at = models.DateTimeField(null=True, blank=True)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.RECORDED, editable=False)
    applied_at = models.DateTimeField(null=True, blank=True, editable=False)
    refusal = LineField(max_length=500, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decision = LineField(max_length=500, blank=True, editable=False)
    overruled = LineField(max_length=300, blank=True, editable=False)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="undone_by")

    objects = ReportQuerySet.as_manager()
    word_index = WordIndex("facts_report", ("note",))

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [
            models.Index(
                fields=["effective_at", "id"], condition=Q(stage="waiting", refusal=""), name="reports_to_settle"
            ),
            models.Index(fields=["stage", "-id"], condition=~Q(stage="recorded"), name="reports_undecided"),
            models.Index(fields=["-applied_at", "-id"], name="reports_latest"),
            models.Index(fields=["-recorded_at", "-id"], name="reports_by_entry"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="recorded", applied_at__isnull=False) | (~Q(stage="recorded") & Q(applied_at=None)),
                name="recorded_report_is_applied",
            ),
            models.CheckConstraint(
                condition=~Q(stage="waiting") | Q(effective_at__isnull=False), name="waiting_report_has_its_moment"
            ),
        ]
        permissions = [("propose_report", "Can propose a change of a fact")]

    def __init__(self, *args, citing=(), **kwargs):
        """`citing`: the sources of a report not yet recorded, the preferred one first."""
        super().__init__(*args, **kwargs)
        self.citing = list(citing)

    def __str__(self):
        return capfirst(f"{self.get_kind_display()}, {format_date(self.as_of)}")

    def get_absolute_url(self):
        return reverse("admin:facts_report_change", args=[self.pk])

    @property
    def takes_effect(self):
        return self.effective_at or self.recorded_at

    @property
    def moved_last(self):
        """Whether it moved facts, and none of them has moved since: only then can it be undone. One query."""
        moving = [(number, now) for number, now in self.statements.moving().values_list("number", "fact__number")]
        return bool(moving) and all(number == now for number, now in moving)


def show_id_of(subject):
    """The key of the show a subject belongs to; None for a person."""
    return getattr(subject, "show_id", None) or (subject.season.show_id if hasattr(subject, "season") else None)


# What a source says that differs, seen from a fact; `facts.reading.differing` puts it in words.
DIFFERS = ["differs__said", "differs__report__as_of", "differs__report__preferred__publisher"]


class FactQuerySet(models.QuerySet):
    def open(self, ref, subject):
        """The row of a fact never recorded, with number 0."""
        kind = fact_type(ref)
        word = kind.word(kind.read(subject))
        return self.create(**{ref.kind: subject}, name=ref.name, show_id=show_id_of(subject), word=word)

    def at_refs(self, refs):
        """The rows of these FactRefs; those never recorded have none."""
        wanted = Q(pk__in=[])
        for kind in {ref.kind for ref in refs}:
            for name in {ref.name for ref in refs if ref.kind == kind}:
                keys = [ref.pk for ref in refs if (ref.kind, ref.name) == (kind, name)]
                wanted |= Q(**{f"{kind}__in": keys, "name": name})
        return self.filter(wanted)

    def of_seasons(self, seasons):
        """(season, fact name, publisher, as of, checked) of what was ever recorded of these seasons.

        Then (said, as of, publisher) of a source that differs, if any does.
        """
        told = self.filter(season__in=seasons, number__gt=0)
        return told.values_list("season", "name", "source__publisher", "as_of", "checked", *DIFFERS)


class Fact(models.Model):
    """One watched column of one subject. `number` counts its changes; 0 means that none was recorded."""

    season = models.ForeignKey("shows.Season", models.PROTECT, null=True, related_name="facts")
    appearance = models.ForeignKey("shows.Appearance", models.PROTECT, null=True, related_name="facts")
    crew = models.ForeignKey("shows.CrewMember", models.PROTECT, null=True, related_name="facts")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="facts")
    name = models.CharField(max_length=20)
    # The subject's show, so that a show's history is one indexed read; none for a person.
    show = models.ForeignKey("shows.Show", models.PROTECT, null=True, related_name="facts")
    number = models.PositiveIntegerField(default=0)
    moved = models.DateTimeField(null=True)
    as_of = models.DateField(null=True)
    checked = models.DateField(null=True)
    # The moment from which time alone makes it doubtful (facts/clock.py).
    due_at = models.DateTimeField(null=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    # The value as conditions in stories ask for it, so that a query can tell which still hold.
    word = models.CharField(max_length=20, blank=True)
    # The lowest number at which words that watch this fact were last looked at; none when no words do.
    oldest_seen = models.PositiveIntegerField(null=True)
    # The latest report that says otherwise without having won.
    differs = models.ForeignKey("facts.Statement", models.SET_NULL, null=True, related_name="+")

    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(number__gt=models.F("oldest_seen")), name="facts_moved_unseen"),
            models.Index(fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="facts_by_due_moment"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(season__isnull=False, appearance=None, crew=None, person=None)
                | Q(season=None, appearance__isnull=False, crew=None, person=None)
                | Q(season=None, appearance=None, crew__isnull=False, person=None)
                | Q(season=None, appearance=None, crew=None, person__isnull=False),
                name="fact_has_one_subject",
            ),
            models.UniqueConstraint(
                fields=["season", "name"], condition=Q(season__isnull=False), name="fact_once_per_season"
            ),
            models.UniqueConstraint(
                fields=["appearance", "name"], condition=Q(appearance__isnull=False), name="fact_once_per_appearance"
            ),
            models.UniqueConstraint(
                fields=["crew", "name"], condition=Q(crew__isnull=False), name="fact_once_per_crew_member"
            ),
            models.UniqueConstraint(
                fields=["person", "name"], condition=Q(person__isnull=False), name="fact_once_per_person"
            ),
        ]

    def __str__(self):
        return str(self.ref)

    @property
    def ref(self):
        for kind in ("season", "appearance", "crew", "person"):
            if key := getattr(self, f"{kind}_id"):
                return FactRef(kind, key, self.name)
        raise ValueError("A fact without a subject.")

    @property
    def subject(self):
        return getattr(self, self.ref.kind)

    @property
    def needs_two(self):
        """Whether one person alone may not record it."""
        return self.name in settings.TWO_PERSON_FACTS

    @property
    def publisher(self):
        """Who is named for it; "" where nobody is. Needs `source` at hand."""
        return self.source.publisher if self.source else ""


class StatementQuerySet(models.QuerySet):
    def moving(self):
        """The ledger: statements that moved their fact."""
        return self.filter(number__isnull=False)

    def of_season(self, season):
        """What was said of a season, of its cast and of its own crew."""
        return self.filter(Q(fact__season=season) | Q(fact__appearance__season=season) | Q(fact__crew__season=season))

    def waiting_for(self, show):
        """What waits to be said of a show's facts, for editors only."""
        return (
            self.filter(fact__show=show, report__stage=Stage.WAITING)
            .with_history_data()
            .order_by("report__effective_at", "pk")
        )

    def with_history_data(self):
        """What templates/facts/_history.html shows; no further query."""
        return self.select_related(
            "report__preferred", "fact__season", "fact__person",
            "fact__appearance__season", "fact__appearance__cast_member__person", "fact__crew__person",
        )  # fmt: skip


class Statement(models.Model):
    """What a report says of a fact. With a `number` it moved the fact; without one it waits, confirms or differs."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="statements")
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="statements")
    before = CleanJSONField(null=True)
    said = CleanJSONField(null=True)
    number = models.PositiveIntegerField(null=True)
    moved = models.DateTimeField(null=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-moved", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fact", "number"], condition=Q(number__isnull=False), name="one_statement_per_change"
            ),
            models.UniqueConstraint(fields=["report", "fact"], name="one_statement_per_report_and_fact"),
            models.CheckConstraint(
                condition=Q(number=None, moved=None) | Q(number__gt=0, moved__isnull=False),
                name="a_change_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["-moved", "-id"], condition=Q(number__isnull=False), name="changes_latest")]

    def __str__(self):
        return f"{self.fact}: {self.said}"


class Verdict(models.TextChoices):
    SURE_THING = "sure_thing", "sure thing"
    SAFE_BET = "safe_bet", "safe bet"
    EITHER_WAY = "either_way", "could go either way"
    LONG_SHOT = "long_shot", "long shot"
    ESSENTIALLY_CANCELLED = "essentially_cancelled", "essentially cancelled"
    TOO_SOON = "too_soon", "too soon to say"


class OutlookQuerySet(models.QuerySet):
    def standing(self):
        """The opinions that hold: one a season at most."""
        return self.filter(cleared_at=None)


class Outlook(models.Model):
    """What somebody of the desk thinks will become of an undecided season: opinion, signed and dated, never a fact."""

    season = models.ForeignKey("shows.Season", models.CASCADE, related_name="outlooks")
    verdict = models.CharField(max_length=24, choices=Verdict)
    reason = TextField(max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    signed = LineField(max_length=120, help_text="The name readers see under it.")
    at = models.DateTimeField(default=timezone.now)
    cleared_at = models.DateTimeField(null=True)

    objects = OutlookQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["season"], condition=Q(cleared_at=None), name="one_outlook_per_season")
        ]

    def __str__(self):
        return f"{self.season}: {self.get_verdict_display()}"
