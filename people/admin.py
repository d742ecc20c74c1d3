from django.contrib import admin

from people.models import OtherName
from web.admin import Rows, VersionedAdmin
from web.forms import AddressedForm
from web.rows import RowsFormSet


class OtherNameRowsFormSet(RowsFormSet):
    once = ("name",)
    once_sentence = "This name is in the list twice."


class OtherNameRows(Rows):
    model = OtherName
    formset = OtherNameRowsFormSet
    verbose_name = "other name"
    fields = ("name", "kind")


class PersonForm(AddressedForm):
    own_ids = ("imdb_id", "tmdb_id", "tvmaze_id", "wikidata_id")


class PersonAdmin(VersionedAdmin):
    """A person's own words; `facts/admin.py` registers it, with the facts."""

    form = PersonForm
    list_display = ("name", "original_name", "birth", "imdb_id")
    list_filter = (("portrait", admin.EmptyFieldListFilter),)
    search_fields = ("name", "original_name", "other_names__name", "=imdb_id")
    search_help_text = "Any name they go by, or an IMDb id"
    sortable_by = ("name",)
    autocomplete_fields = ("portrait",)
    readonly_fields = ("death",)
    inlines = (OtherNameRows,)
    fieldsets = (
        (None, {"fields": ("name", "original_name", "slug", "pronouns", "portrait", "biography")}),
        ("Life", {"fields": (("born", "born_precision"), "death")}),
        ("Ids elsewhere", {"classes": ("collapse",), "fields": (("imdb_id", "tmdb_id"), ("tvmaze_id", "wikidata_id"))}),
    )

    def choice_label(self, person):
        return f"{person.name} · {person.original_name}" if person.original_name else person.name

    @admin.display(description="born")
    def birth(self, person):
        """As exactly as it is known."""
        return person.birth or "–"

    @admin.display(description="died")
    def death(self, person):
        return person.death or "Nothing recorded. A death is a fact: an editor records it, with its source."
