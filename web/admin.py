"""What every list and form of the desk shares: lists that never count a whole table, and the second-saver page."""

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.paginator import Paginator
from django.db import IntegrityError, models
from django.template.response import TemplateResponse
from django.utils.functional import cached_property

from web.bases import SecondSaver
from web.forms import SpokenForm
from web.rows import RowsFormSet
from web.second_saver import differences, resubmission
from web.widgets import Autocomplete, AutocompleteMany, Choices

# How far a list can be paged through; whoever looks for something beyond that searches.
FURTHEST = 10_000
# What an address of a list may ask of a column. Others (regex, range, in …) fail in the database when badly written.
LOOKUPS = {"exact", "isnull", "isempty", "gt", "gte", "lt", "lte"}
VERSION = "_version"


class CappedPaginator(Paginator):
    """Counts no further than FURTHEST rows, so a list costs the same however long its table is."""

    @cached_property
    def count(self):
        rows = self.object_list
        return rows.order_by()[:FURTHEST].count() if hasattr(rows, "order_by") else len(rows)

    @property
    def capped(self):
        """Whether there may be rows beyond the last page."""
        return self.count == FURTHEST


class Autocompleting:
    """Autocompletes that survive any text in their field, for admins and inlines."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Autocomplete(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("form_class", Choices)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", AutocompleteMany(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class DeskAdmin(Autocompleting, admin.ModelAdmin):
    """A model admin in the manner of the desk.

    `choice_related` names what `choice_label` reads, so that a page of autocomplete answers is one query.
    """

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    choice_related = ()
    form = SpokenForm

    def choice_label(self, choice):
        """What an autocomplete says of `choice`; it may say more than its name to tell namesakes apart."""
        return str(choice)

    def changelist_view(self, request, extra_context=None):
        title = str(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title[:1].upper() + title[1:], **(extra_context or {})})

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"title": f"New {self.opts.verbose_name}" if add else str(obj), "subtitle": None}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def lookup_allowed(self, lookup, value, request):
        first, joined, _ = lookup.partition("__")
        last = lookup.rpartition("__")[2]
        # What points here from elsewhere may be there for some eyes only, such as reports that wait.
        fields = self.opts.get_fields()
        backwards = any(field.name == first and field.auto_created and not field.concrete for field in fields)
        plain = not joined or last in LOOKUPS
        return plain and not backwards and super().lookup_allowed(lookup, value, request)


class Rows(Autocompleting, admin.TabularInline):
    """Rows of a form. Rows that carry a version are saved only when nobody else has saved them meanwhile."""

    form = SpokenForm
    formset = RowsFormSet
    extra = 0
    formfield_overrides = {models.URLField: {"widget": forms.URLInput(attrs={"class": "vURLField"})}}


class VersionedAdmin(DeskAdmin):
    """The admin of something Versioned: whoever saves second sees both texts and chooses; nothing typed is lost.

    The form carries the version it was opened with, and saving is compare-and-set on it. Rows of inlines count as part
    of the form: saving one raises the version of the whole.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id is not None and self.overtaken(request, object_id):
            return self.second_saver_page(request, object_id)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except SecondSaver:
            if object_id is None:
                raise
            return self.second_saver_page(request, object_id)
        except IntegrityError:
            # Somebody took the same slug or id between our check and our write. Now the check sees it, and says so.
            return self.checked_again(request, object_id, form_url, extra_context)

    def checked_again(self, request, object_id, form_url, extra_context):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as problem:
            # Our checks see nothing wrong and the database does: a forged form.
            raise SuspiciousOperation(f"The database refused {request.path}: {problem}") from problem

    def overtaken(self, request, object_id):
        """Whether somebody saved since the form was opened; looked at before the form, whose rows may be gone."""
        stored = self.get_object(request, unquote(object_id))
        return stored is not None and stored.version != seen_version(request)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None:
            context["seen_version"] = seen_version(request) if request.method == "POST" else obj.version
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if change:
            obj.version = seen_version(request)
        super().save_model(request, obj, form, change)

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Django's hook for a thing that is gone: whoever was writing it gets back what they typed."""
        if request.method != "POST":
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        values = ((name, value.strip()) for name, values in request.POST.lists() for value in values)
        kept = [(name, value) for name, value in values if value and name != "csrfmiddlewaretoken" and name[0] != "_"]
        context = {
            **self.admin_site.each_context(request),
            "title": "Somebody deleted this before you saved",
            "opts": opts,
            "typed": [(name, value) for name, value in kept if not name.endswith("_FORMS")],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/deleted_meanwhile.html", context)

    def second_saver_page(self, request, object_id):
        """Both texts, with everything typed in hidden fields: one button sends it again with the present version."""
        obj = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=True, fields=fields)(request.POST, request.FILES, instance=obj)
        formsets = [
            formset
            for formset, inline in zip(*self._create_formsets(request, obj, change=True), strict=True)
            if inline.has_change_permission(request, obj)
        ]
        data = resubmission(request.POST, formsets)
        data[VERSION] = str(obj.version)
        context = {
            **self.admin_site.each_context(request),
            "title": "Somebody saved before you",
            "opts": self.opts,
            "original": obj,
            "differences": differences(form, formsets),
            "saved": last_saved(obj),
            "typed": [(name, value) for name, values in data.lists() for value in values],
            "files": [file.name for file in request.FILES.values()],
            "is_popup": "_popup" in request.POST,
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/second_saver.html", context)


def seen_version(request):
    """The version the posted form was opened with; 0, which nothing ever has, when it says none that could be."""
    text = request.POST.get(VERSION, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def last_saved(obj):
    """The desk's own note of who last saved `obj`, or None; an import or a command leaves none."""
    notes = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk))
    return notes.select_related("user").order_by("-action_time", "-pk").first()
