"""The form behind *Record an announcement*: what one report says of a season or two with their cast, or of a person."""

from copy import copy

from django import forms
from django.contrib.admin import site
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from facts.decisions import propose, replace
from facts.history import in_words
from facts.ledger import current, record
from facts.models import Fact, Report, ReportKind, Source, Statement, Tier
from facts.refs import FactRef
from facts.rules import NeedsSecondPerson, Refused, StaleFact
from facts.values import FACTS, BadValue, fact_type
from people.models import Person
from shows.models import Appearance, CrewMember, Network, Season
from shows.windows import Unreadable, parse
from shows.words import Certainty, SeasonStatus, Standing, allowed_moves
from web.fields import LineFormField, TextFormField
from web.moments import MomentField
from web.widgets import Autocomplete, AutocompleteMany, DayInput

DESCRIBING = (
    "as_of", "kind", "known_sources", "address", "title", "publisher", "published", "tier", "note", "effective_at",
)  # fmt: skip
NO_CHANGE = ("", "no change")
YES_NO = (NO_CHANGE, ("yes", "yes"), ("no", "no"))


class AnnouncementForm(forms.Form):
    """One report. Fields named after a FactRef hold new values, empty for no change; the rest describe the report."""

    as_of = forms.DateField(label="As of", help_text="The day the source said it.", widget=DayInput())
    kind = forms.ChoiceField(choices=ReportKind, initial=ReportKind.NEWS)
    known_sources = forms.ModelMultipleChoiceField(Source.objects.all(), required=False, label="Sources we have")
    address = forms.URLField(required=False, assume_scheme="https", max_length=500, label="Or a new one: address")
    title = LineFormField(required=False, max_length=300)
    publisher = LineFormField(required=False, max_length=120, help_text="Named in the answers: “per Netflix”.")
    published = forms.DateField(required=False, widget=DayInput())
    tier = forms.TypedChoiceField(required=False, choices=[("", "choose"), *Tier.choices], coerce=int, empty_value=None)
    note = TextFormField(required=False, max_length=2000, help_text="A correction says here what was wrong.")
    effective_at = MomentField(
        required=False,
        label="Takes effect",
        help_text="Leave empty for now. Until that minute only editors see the values, or that they wait.",
    )
    overruled = LineFormField(
        required=False,
        max_length=300,
        label="Why one person is enough",
        help_text="Only for a fact that needs two, when nobody else is there; it is logged.",
    )

    def __init__(self, *args, season=None, also=None, person=None, replacing=None, may_record=False, **kwargs):
        """Of `season` and `also`, another of its show, or of `person`. `replacing`: a Report not in the ledger yet.

        Whoever may not record is offered no source that is known only from what waits.
        """
        initial = {"as_of": timezone.localdate(), **(typed_of(replacing) if replacing else {})}
        super().__init__(*args, **{"initial": initial, **kwargs})
        if not may_record:
            self.fields["known_sources"].queryset = Source.objects.told()
        autocomplete(self.fields["known_sources"], Report, "sources", AutocompleteMany)
        self.replacing, self.person = replacing, person
        self.seasons = [each for each in (season, also) if each]
        self.appearances = list(
            Appearance.objects.filter(season__in=self.seasons)
            .select_related("cast_member__person", "cast_member__character", "season")
            .order_by("season__number", "cast_member__position", "pk")
        )
        self.crew = list(
            CrewMember.objects.filter(
                Q(season__in=self.seasons) | Q(season=None, show__in={each.show_id for each in self.seasons})
            )
            .select_related("person", "season")
            .order_by("position", "pk")
        )
        refs = [FactRef.of(season, name) for season in self.seasons for name in FACTS["season"]]
        refs += [FactRef.of(each, "standing") for each in (*self.appearances, *self.crew)]
        refs += [FactRef.of(person, name) for name in FACTS["person"]] if person else []
        self.stands = current(refs)
        for ref, (value, number) in self.stands.items():
            self._add_fields(ref, value, number)

    def _add_fields(self, ref, value, number):
        build = getattr(self, f"_{ref.name}_fields", None)
        if build:
            self.fields |= build(ref, value, number)
        else:
            self.fields[str(ref)] = forms.ChoiceField(
                choices=YES_NO, required=False, label=fact_type(ref).label.capitalize()
            )

    def _status_fields(self, ref, value, number):
        moves = allowed_moves(value, opened=number > 0)
        others = [word for word in SeasonStatus if word not in moves and word != value]
        choices = [NO_CHANGE, *_stands_choice(value, number), *((word.value, word.label) for word in moves)]
        if others:
            choices.append(("only as a correction", [(word.value, word.label) for word in others]))
        return {str(ref): forms.ChoiceField(choices=choices, required=False, label="Status")}

    def _release_fields(self, ref, value, number):
        return {
            str(ref): LineFormField(
                required=False,
                max_length=200,
                label="Release",
                help_text="In words: “27 October 2026”, “late 2026”, “TBA”.",
            ),
            f"{ref}:certainty": forms.ChoiceField(choices=Certainty, required=False, label="How sure"),
        }

    def _country_dates_fields(self, ref, value, number):
        return {
            str(ref): TextFormField(
                required=False,
                max_length=5000,
                label="Dates by country",
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="A line for each: “Germany: 28 October 2026”; all that hold, or “none”.",
            )
        }

    def _died_fields(self, ref, value, number):
        return {
            str(ref): LineFormField(
                required=False,
                max_length=20,
                label="Died",
                help_text="As 2026-10-18, 2026-10 or 2026, as exactly as it is known; “none” takes it back.",
            )
        }

    def _episode_order_fields(self, ref, value, number):
        return {
            str(ref): LineFormField(
                required=False, max_length=10, label="Episodes ordered", help_text="A number, or “none”."
            )
        }

    def _moved_to_fields(self, ref, value, number):
        field = forms.ModelChoiceField(Network.objects.all(), required=False, label="Moved to")
        found = {str(ref): autocomplete(field, Season, "moved_to")}
        if value:
            found[f"{ref}:none"] = forms.BooleanField(required=False, label="on the show’s own network after all")
        return found

    def _standing_fields(self, ref, value, number):
        if ref.kind == "crew":
            words = [(word.value, word.label) for word in Standing if word != Standing.RECAST]
            return {str(ref): forms.ChoiceField(choices=[NO_CHANGE, *words], required=False, label="Standing")}
        by = forms.ModelChoiceField(Person.objects.all(), required=False, label="Recast by")
        standing = forms.ChoiceField(choices=[NO_CHANGE, *Standing.choices], required=False, label="Standing")
        return {str(ref): standing, f"{ref}:by": autocomplete(by, Appearance, "recast_by")}

    # What was typed

    def clean(self):
        data = super().clean()
        self.values = {}
        for ref in self.stands:
            if data.get(str(ref)) not in (None, ""):
                self._take(ref, data)
            elif data.get(f"{ref}:none"):
                self.values[ref] = None
        if data.get("kind") == ReportKind.CONFIRMATION and not self.values and not self.errors:
            self.values = {
                ref: value for ref, (value, number) in self.stands.items() if number and ref.name != "standing"
            }
        new = self._new_source(data)
        # The nearest to whoever decides is named in the answers.
        self.sources = sorted([*data.get("known_sources", ()), *new], key=lambda source: source.tier)
        return data

    def _take(self, ref, data):
        typed, as_of = data[str(ref)], data.get("as_of") or timezone.localdate()
        try:
            if ref.name == "release":
                window = parse(typed, as_of=as_of, certainty=data.get(f"{ref}:certainty") or Certainty.CONFIRMED)
                self.values[ref] = window and window.as_json()
            elif ref.name == "moved_to":
                self.values[ref] = typed.pk
            elif ref.name == "standing":
                by = data.get(f"{ref}:by") if typed == Standing.RECAST else None
                self.values[ref] = {"word": typed} | ({"by": by.pk} if by else {})
            else:
                self.values[ref] = fact_type(ref).parse(typed, as_of=as_of)
        except (Unreadable, BadValue) as problem:
            self.add_error(str(ref), str(problem))

    def _new_source(self, data):
        """The source typed, in a list: one we have at that address, or an unsaved one; none where nothing was typed."""
        known = Source.objects.told().filter(address=data.get("address") or "-").first()
        if known:
            return [] if known in data.get("known_sources", ()) else [known]
        if not any(data.get(name) for name in ("address", "publisher", "title", "tier")):
            return []
        if not data.get("publisher"):
            self.add_error("publisher", "Say who published the new source.")
        if not data.get("tier"):
            self.add_error("tier", "Say how near the new source is to whoever decides.")
        if {"publisher", "tier", "address"} & self.errors.keys():
            return []
        return [
            Source(
                address=data.get("address") or "",
                publisher=data["publisher"],
                title=(data.get("title") or data.get("address") or data["publisher"])[:300],
                published=data.get("published"),
                tier=data["tier"],
            )
        ]

    # Recording

    def seen(self):
        """{FactRef: number} as the page the editor looked at said; garbage counts as never seen."""
        found = {}
        for ref in self.values:
            typed = self.data.get(f"{ref}:seen", "")
            found[ref] = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
        return found

    def record(self, by):
        """Record what was typed through the ledger. Returns the Report, or None with the refusal on its field."""
        if self.replacing:
            return self._attempt(lambda report, seen: replace(self.replacing, report, self.values, seen=seen, by=by))
        return self._attempt(lambda report, seen: record(report, self.values, seen=seen, by=by))

    def propose(self, by):
        """Put it before the editors instead. Returns the Report, or None with the refusal on its field."""
        if self.replacing:
            return self._attempt(
                lambda report, seen: replace(self.replacing, report, self.values, seen=seen, by=by, door=propose)
            )
        return self._attempt(lambda report, seen: propose(report, self.values, seen=seen, by=by))

    def rehearse(self, by):
        """Whether recording it would be accepted; refusals are on their fields, and nothing is written.

        `needs_second` is set, with the sentence, when all is right but one person may not record it alone.
        """
        self.needs_second = ""

        def record_and_forget(report, seen):
            with transaction.atomic():
                try:
                    return record(report, self.values, seen=seen, by=by)
                except NeedsSecondPerson as refused:
                    self.needs_second = str(refused)
                    report.overruled = "To see whether the rest is right."
                    return record(report, self.values, seen=seen, by=by)
                finally:
                    transaction.set_rollback(True)

        return self._attempt(record_and_forget) is not None

    def _attempt(self, action):
        try:
            return action(self.report(), self.seen())
        except ValidationError as refused:
            self.add_error(None, refused.messages)
        except Refused as refused:
            self.add_error(str(refused.ref) if refused.ref and str(refused.ref) in self.fields else None, str(refused))
            if isinstance(refused, StaleFact):
                self.stands[refused.ref] = (refused.value, refused.number)
        return None

    def report(self):
        """The announcement as typed, unsaved."""
        data = self.cleaned_data
        described = {name: data[name] for name in ("as_of", "kind", "note", "effective_at", "overruled")}
        return Report(citing=[copy(source) for source in self.sources], **described)

    # What the page shows

    def season_rows(self):
        """[(season, [row])]: each fact with where it stands and its fields."""
        return [
            (season, [self._row(ref) for ref in self.stands if (ref.kind, ref.pk) == ("season", season.pk)])
            for season in self.seasons
        ]

    def sections(self):
        """[(season or person, [row])] of the page, in order."""
        return self.season_rows() + ([(self.person, self.person_rows)] if self.person else [])

    def people_rows(self):
        """[(who, row)] for the cast and the crew of the seasons on the page."""
        cast = [(f"{each.cast_member}, {each.season.name.lower()}", each) for each in self.appearances]
        crew = [(f"{each}, {each.season.name.lower()}" if each.season else str(each), each) for each in self.crew]
        return [(who, self._row(FactRef.of(each, "standing"))) for who, each in (*cast, *crew)]

    def _row(self, ref):
        value, number = self.stands[ref]
        extra = {"release": f"{ref}:certainty", "standing": f"{ref}:by", "moved_to": f"{ref}:none"}.get(ref.name)
        return {
            "ref": ref,
            "kind": fact_type(ref),
            "label": fact_type(ref).label,
            "stands": fact_type(ref).printed(value),
            "number": number,
            "fact": self.facts.get(ref),
            "field": self[str(ref)],
            "extra": self[extra] if extra in self.fields else None,
            "differs": self.dissents.get(ref),
        }

    @cached_property
    def facts(self):
        """{FactRef: Fact} with their sources, for as-of, checked and source beside each value; one query a page."""
        return {fact.ref: fact for fact in Fact.objects.at_refs(self.stands).select_related("source")}

    @cached_property
    def dissents(self):
        """{FactRef: the Statement that says otherwise, in words}; one query where there is any."""
        keys = [fact.differs_id for fact in self.facts.values() if fact.differs_id]
        rows = Statement.objects.filter(pk__in=keys).with_history_data() if keys else ()
        return {statement.fact.ref: statement for statement in in_words(rows)}

    @property
    def person_rows(self):
        """The facts of the person the page is about."""
        return [self._row(ref) for ref in self.stands if ref.kind == "person"]

    @property
    def describing(self):
        """The fields that tell who said it, when, and how it is to be taken."""
        return [self[name] for name in DESCRIBING]


def autocomplete(field, model, name, widget=Autocomplete):
    """`field` with the desk's autocomplete for what `model`'s field `name` points to."""
    field.widget = widget(model._meta.get_field(name), site)
    field.widget.choices = field.choices
    field.widget.is_required = field.required
    return field


def typed_of(report):
    """What would have been typed for `report`, which is not in the ledger yet: initial values of the form."""
    typed = {name: getattr(report, name) for name in ("as_of", "kind", "note", "overruled")}
    typed["effective_at"] = report.effective_at and timezone.localtime(report.effective_at)
    typed["known_sources"] = list(report.sources.values_list("pk", flat=True))
    for statement in report.statements.select_related("fact"):
        typed |= _typed_value(statement.fact.ref, statement.said)
    return typed


def _typed_value(ref, value):
    match ref.name:
        case "release":
            return {str(ref): value["wording"] if value else "TBA", f"{ref}:certainty": value and value["certainty"]}
        case "moved_to":
            return {str(ref): value} if value else {f"{ref}:none": True}
        case "standing":
            return {str(ref): value["word"], f"{ref}:by": value.get("by")}
        case "status":
            return {str(ref): value}
    return {str(ref): fact_type(ref).printed(value) if value not in (None, {}) else "none"}


def _stands_choice(value, number):
    """The present word is on offer while nothing was ever recorded: an opening entry may say it."""
    return [] if number else [(value, f"{SeasonStatus(value).label} (opening entry)")]
