"""The catalogue's admin. A season has its own in `facts/admin.py`: its status, release and cast standings are facts."""

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import F
from django.template.loader import render_to_string

from shows.models import (
    Adaptation,
    Appearance,
    CastMember,
    Character,
    CrewMember,
    Network,
    OtherTitle,
    RelatedShow,
    Season,
    Show,
    SourceWork,
    WatchLink,
)
from web.admin import Rows, VersionedAdmin
from web.forms import AddressedForm, SpokenForm
from web.rows import RowsFormSet

TWICE = {
    "character_once_per_person": "This person plays this character in the show already.",
    "person_once_without_character": "This person is in the show without a character already.",
    "job_once_per_season": "This person has this job on the season already.",
    "job_once_per_show": "This person has this job on the show already.",
}


class CreditForm(SpokenForm):
    sentences = TWICE

    def _get_validation_exclusions(self):
        """A new job is one on all seasons, though its form asks for none."""
        return super()._get_validation_exclusions() - {"season"}


def rows_once(sentence, *names, base=RowsFormSet):
    """A formset in which `names` together may stand in one row only."""
    return type("OnceFormSet", (base,), {"once": names, "once_sentence": sentence})


class TwoSidedRowsFormSet(RowsFormSet):
    """Rows that stand on two pages: saving one raises the version of what `once` names, so its open forms notice."""

    def save(self, commit=True):
        saved = super().save(commit)
        rows = [*self.new_objects, *(row for row, _ in self.changed_objects), *self.deleted_objects]
        for name in self.once:
            others = self.model._meta.get_field(name).related_model._base_manager
            others.filter(pk__in={getattr(row, f"{name}_id") for row in rows}).update(version=F("version") + 1)
        return saved


# Rows of a show


class OtherTitleRows(Rows):
    model = OtherTitle
    formset = rows_once("This title is in the list twice.", "title")
    fields = ("title", "kind", "language")


class WatchLinkRows(Rows):
    model = WatchLink
    formset = rows_once("This service is in the list twice for the same region.", "network", "region")
    fields = ("network", "address", "region", "checked")
    autocomplete_fields = ("network",)


class AdaptationRows(Rows):
    model = Adaptation
    formset = rows_once("This work is in the list twice.", "work", base=TwoSidedRowsFormSet)
    verbose_name = "work it is based on"
    verbose_name_plural = "based on"
    fields = ("work", "extent")
    autocomplete_fields = ("work",)


class RelatedShowRows(Rows):
    model = RelatedShow
    fk_name = "show"
    formset = rows_once("This show is in the list twice.", "to")
    verbose_name_plural = "related shows"
    fields = ("relation", "to")
    autocomplete_fields = ("to",)


class CastRows(Rows):
    model = CastMember
    form = CreditForm
    formset = rows_once("This person is in the list twice as the same character.", "person", "character")
    verbose_name = "cast member"
    fields = ("person", "character", "role", "position")
    autocomplete_fields = ("person", "character")
    show_change_link = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "character")


class CrewRows(Rows):
    model = CrewMember
    form = CreditForm
    formset = rows_once("This person is in the list twice with the same job.", "person", "job", "season")
    verbose_name = "crew member"
    fields = ("person", "job", "season", "position")
    autocomplete_fields = ("person",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "season")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        offer_seasons(formset.form.base_fields, obj, "every season")
        return formset


def offer_seasons(fields, show, empty):
    """Let the field `season` offer the seasons of `show` alone, read once for all rows; none for a new show."""
    if "season" not in fields:
        return
    seasons = show.seasons.order_by("number") if show else Season.objects.none()
    fields["season"].queryset = seasons
    # A season is added on its show's page, not in passing.
    fields["season"].widget.can_add_related = fields["season"].widget.can_change_related = False
    fields["season"].choices = [("", empty), *((season.pk, season.name) for season in seasons)]


# Filters


class MyBeat(admin.SimpleListFilter):
    """The shows somebody looks after, most of all oneself."""

    title = "beat"
    parameter_name = "beat"

    def lookups(self, request, model_admin):
        return [("mine", "my shows"), ("nobody", "nobody’s")]

    def queryset(self, request, shows):
        match self.value():
            case "mine":
                return shows.filter(beat_owner=request.user)
            case "nobody":
                return shows.filter(beat_owner=None)
        return shows


# The catalogue


class ShowForm(AddressedForm):
    own_ids = ("imdb_id", "tmdb_id", "tvmaze_id")

    class Meta:
        widgets = {"countries": forms.TextInput, "genres": forms.TextInput}


@admin.register(Show)
class ShowAdmin(VersionedAdmin):
    form = ShowForm
    list_display = ("title", "network", "status", "form", "beat_owner")
    list_select_related = ("network", "beat_owner")
    list_filter = ("status", MyBeat, "form", "kind")
    search_fields = ("title", "original_title", "other_titles__title", "=imdb_id")
    search_help_text = "Any title, or an IMDb id"
    sortable_by = ("title",)
    autocomplete_fields = ("network", "poster")
    readonly_fields = ("present_status", "seasons_and_facts")
    inlines = (OtherTitleRows, WatchLinkRows, AdaptationRows, RelatedShowRows, CastRows, CrewRows)
    fieldsets = (
        (None, {"fields": ("title", "original_title", "slug")}),
        ("Seasons", {"fields": ("seasons_and_facts",)}),
        (
            "What it is",
            {"fields": (("kind", "form"), ("network", "language"), ("countries", "genres"), "poster", "address")},
        ),
        ("Premise", {"fields": ("premise", "premise_credit")}),
        ("Status and beat", {"fields": ("present_status", ("status_override", "override_reason"), "beat_owner")}),
        (
            "Ids elsewhere",
            {"classes": ("collapse",), "fields": (("imdb_id", "tmdb_id"), ("tvmaze_id", "tvdb_id"), "wikidata_id")},
        ),
    )

    def get_fieldsets(self, request, obj=None):
        """A new show has no seasons yet; whoever only reads a show reads its lists as they are typed."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return [each for each in fieldsets if each[0] != "Seasons"]
        if self.has_change_permission(request, obj):
            return fieldsets
        read = {("countries", "genres"): ("countries_read", "genres_read")}
        return [
            (title, {**options, "fields": tuple(read.get(line, line) for line in options["fields"])})
            for title, options in fieldsets
        ]

    @admin.display(description="countries")
    def countries_read(self, show):
        return ", ".join(show.countries)

    @admin.display(description="genres")
    def genres_read(self, show):
        return ", ".join(show.genres)

    def get_object(self, request, object_id, from_field=None):
        show = super().get_object(request, object_id, from_field)
        if show:
            show.takes_seasons = request.user.has_perm("shows.add_season")
        return show

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "beat_owner":
            people = get_user_model().objects.filter(is_active=True, is_staff=True)
            kwargs["queryset"] = people.order_by("first_name", "last_name", "username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="status")
    def present_status(self, show):
        """Derived, so only shown: it follows from the seasons."""
        if show.pk is None:
            return "Follows from the seasons."
        return f"{show.get_status_display()} ({'set by hand' if show.status_override else 'follows from the seasons'})"

    @admin.display(description="")
    def seasons_and_facts(self, show):
        seasons = show.seasons.order_by("number")
        return render_to_string("admin/shows/_seasons.html", {"show": show, "seasons": seasons})


class NetworkForm(AddressedForm):
    own_ids = ("tvmaze_network_id", "tvmaze_channel_id")


@admin.register(Network)
class NetworkAdmin(VersionedAdmin):
    form = NetworkForm
    list_display = ("name", "country", "address")
    search_fields = ("name",)
    search_help_text = "Name"
    sortable_by = ("name",)
    fieldsets = (
        (None, {"fields": ("name", "slug", "country", "address")}),
        ("Ids elsewhere", {"classes": ("collapse",), "fields": (("tvmaze_network_id", "tvmaze_channel_id"),)}),
    )

    def choice_label(self, network):
        return f"{network.name} · {network.country}" if network.country else network.name


class AdaptedRows(AdaptationRows):
    verbose_name = "show made from it"
    verbose_name_plural = "shows made from it"
    formset = rows_once("This show is in the list twice.", "show", base=TwoSidedRowsFormSet)
    fields = ("show", "extent")
    autocomplete_fields = ("show",)


@admin.register(SourceWork)
class SourceWorkAdmin(VersionedAdmin):
    list_display = ("title", "original_title", "kind")
    list_filter = ("kind",)
    search_fields = ("title", "original_title", "authors__name")
    search_help_text = "Title or author"
    sortable_by = ("title",)
    autocomplete_fields = ("authors",)
    inlines = (AdaptedRows,)
    fields = ("title", "original_title", "kind", "authors")

    def choice_label(self, work):
        return f"{work.title} · {work.get_kind_display()}"


class CharacterForm(AddressedForm):
    own_ids = ()

    def slug_siblings(self):
        """A slug is unique within its show, which an add form is only just choosing."""
        show = self.cleaned_data.get("show") or self.instance.show_id
        return Character.objects.filter(show=show)


@admin.register(Character)
class CharacterAdmin(VersionedAdmin):
    form = CharacterForm
    list_display = ("name", "show")
    list_select_related = ("show",)
    search_fields = ("name", "show__title")
    search_help_text = "Character or show"
    sortable_by = ("name",)
    autocomplete_fields = ("show",)
    choice_related = ("show",)
    fields = ("show", "name", "slug", "description", "fate", "tvmaze_id")

    def choice_label(self, character):
        return f"{character.name} · {character.show.title}"


class AppearanceRows(Rows):
    model = Appearance
    formset = rows_once("This season is in the list twice.", "season")
    fields = ("season", "billing", "episodes", "standing", "standing_is_spoiler")
    readonly_fields = ("standing",)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        offer_seasons(formset.form.base_fields, obj and obj.show, "choose")
        return formset


@admin.register(CastMember)
class CastMemberAdmin(VersionedAdmin):
    form = CreditForm
    list_display = ("person", "character", "role", "show")
    list_select_related = ("person", "character", "show")
    list_filter = ("role",)
    search_fields = ("person__name", "character__name", "show__title")
    search_help_text = "Person, character or show"
    sortable_by = ()
    autocomplete_fields = ("show", "person", "character")
    fields = ("show", "person", "character", "role", "position")
    # By age, not by billing: the order of a whole table of credits means nothing, and this one costs nothing.
    ordering = ("-pk",)

    def get_inlines(self, request, obj):
        """Seasons are chosen once the show is known."""
        return (AppearanceRows,) if obj else ()


@admin.register(CrewMember)
class CrewMemberAdmin(VersionedAdmin):
    form = CreditForm
    list_display = ("person", "job", "show", "which_seasons")
    list_select_related = ("person", "show", "season")
    list_filter = ("job",)
    search_fields = ("person__name", "show__title")
    search_help_text = "Person or show"
    sortable_by = ()
    autocomplete_fields = ("show", "person")
    fields = ("show", "person", "job", "season", "position", "standing")
    readonly_fields = ("standing",)
    ordering = ("-pk",)

    @admin.display(description="season")
    def which_seasons(self, credit):
        return credit.season.name if credit.season else "all"

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        offer_seasons(form.base_fields, obj and obj.show, "every season")
        return form

    def get_fields(self, request, obj=None):
        return self.fields if obj else [name for name in self.fields if name not in {"season", "standing"}]
