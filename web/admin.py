"""What every list and form of the desk shares: lists that never count a whole table, and the second-saver page."""

from collections import Counter, defaultdict
from functools import reduce
from operator import or_

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.paginator import Paginator
from django.db import IntegrityError, models
from django.db.models import Q
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.text import smart_split, unescape_string_literal

from web.bases import SecondSaver
from web.forms import SpokenForm
from web.moments import MomentField, MomentInput
from web.rows import RowsFormSet
from web.second_saver import TAKE, differences, resubmission, rows_as_stored, with_theirs
from web.widgets import Autocomplete, AutocompleteMany, Choices, ClockInput, DayInput
from web.word_index import search

# How far a list can be paged through; whoever looks for something beyond that searches.
FURTHEST = 1000
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

    @property
    def in_words(self):
        """How many rows there are, as far as that is known."""
        return f"{self.count:,}{' or more' if self.capped else ''}"


class DeskList(ChangeList):
    """A list that looks for no rows where none were counted: the second look would take as long as the first."""

    def get_results(self, request):
        super().get_results(request)
        if not self.result_count:
            self.result_list = self.result_list.none()


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
    `word_indexes` ({column: web.word_index.WordIndex}) are searched instead of `search_fields`, which then only tell
    that there is something to search.
    """

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 0
    choice_related = ()
    word_indexes = {}
    form = SpokenForm
    formfield_overrides = {
        models.DateTimeField: {"form_class": MomentField, "widget": MomentInput},
        models.DateField: {"widget": DayInput},
        models.TimeField: {"widget": ClockInput},
    }

    def get_object(self, request, object_id, from_field=None):
        """As Django, which takes a `_to_field` that is empty for the name of a column."""
        return super().get_object(request, object_id, from_field or None)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without the buttons that make and change an account in passing: that is done in the list of accounts."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation and db_field.related_model is get_user_model():
            field.widget = getattr(field.widget, "widget", field.widget)
        return field

    def get_changelist(self, request, **kwargs):
        return DeskList

    def get_search_results(self, request, queryset, search_term):
        if self.word_indexes:
            return search(queryset, search_term, self.word_indexes), False
        if self.searched_relations:
            return self.search_by_relations(queryset, search_term), False
        return super().get_search_results(request, queryset, search_term)

    @cached_property
    def searched_relations(self):
        """{foreign key: names of columns of what it points to} of `search_fields`; nothing where they ask for more."""
        found = defaultdict(list)
        for relation, name in (field.split("__") for field in self.search_fields if field.count("__") == 1):
            found[relation].append(name)
        return found if all(self.opts.get_field(relation).many_to_one for relation in found) else {}

    def search_by_relations(self, rows, typed):
        """As Django does it, but first in what rows point to, which is fewer, and then for the rows of those found."""
        own = [field for field in self.search_fields if "__" not in field]
        for bit in smart_split(typed):
            word = unescape_string_literal(bit) if bit[0] == bit[-1] and bit[0] in "\"'" and len(bit) > 1 else bit
            either = having(own, word)
            for relation, names in self.searched_relations.items():
                target = self.opts.get_field(relation).related_model
                either |= Q(**{f"{relation}__in": target.objects.order_by().filter(having(names, word)).values("pk")})
            rows = rows.filter(either)
        return rows

    def choice_label(self, choice):
        """What an autocomplete says of `choice`; it may say more than its name to tell namesakes apart."""
        return str(choice)

    def changelist_view(self, request, extra_context=None):
        title = str(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title[:1].upper() + title[1:], **(extra_context or {})})

    def history_view(self, request, object_id, extra_context=None):
        """The history. Whoever may see none of these is refused first, and learns not which there are."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

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


def having(names, word):
    """The condition that one of these columns has `word` in it."""
    return reduce(or_, (Q(**{f"{name}__icontains": word}) for name in names), Q())


class Rows(Autocompleting, admin.TabularInline):
    """Rows of a form. Rows that carry a version are saved only when nobody else has saved them meanwhile."""

    form = SpokenForm
    formset = RowsFormSet
    extra = 0
    formfield_overrides = {
        models.URLField: {"widget": forms.URLInput(attrs={"class": "vURLField"})},
        models.DateField: {"widget": DayInput},
        models.TimeField: {"widget": ClockInput},
    }


class VersionedAdmin(DeskAdmin):
    """The admin of something Versioned: whoever saves second sees both texts and chooses; nothing typed is lost.

    The form carries the version it was opened with, and saving is compare-and-set on it. Rows of inlines count as part
    of the form: saving one raises the version of the whole.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id is not None:
            if TAKE in request.POST and (answer := self.choose(request, object_id)):
                return answer
            if self.overtaken(request, object_id):
                return self.second_saver_page(request, object_id)
        try:
            return self.checked_twice(request, object_id, form_url, extra_context)
        except SecondSaver:
            if object_id is None:
                raise
            return self.second_saver_page(request, object_id)

    def choose(self, request, object_id):
        """Put what was chosen on the page of the second saver into `request.POST`; or return what answers it."""
        stored = self.get_object(request, unquote(object_id))
        if stored and self.has_change_permission(request, stored):
            form = self.get_form(request, stored, change=True)(instance=stored)
            rows = rows_as_stored(request.POST, self.formsets_as_stored(request, stored))
            request.POST = with_theirs(request.POST, [form, *rows])

    def formsets_as_stored(self, request, stored):
        """The formsets of the form of `stored`, unbound, with the prefixes that Django gives them on its page."""
        met = Counter()
        for formset, inline in self.get_formsets_with_inlines(request, stored):
            prefix = formset.get_default_prefix()
            met[prefix] += 1
            prefix = prefix if met[prefix] == 1 else f"{prefix}-{met[prefix]}"
            yield formset(instance=stored, prefix=prefix, queryset=inline.get_queryset(request))

    def checked_twice(self, request, object_id, form_url, extra_context):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Somebody took the same slug or id between our check and our write. Now the check sees it, and says so.
            pass
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
            context["seen_version"] = self.opened_version(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def opened_version(self, request, obj):
        """The version of `obj` that the form on the page started from."""
        return seen_version(request) if request.method == "POST" else obj.version

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

    def differences(self, request, form, formsets):
        """What the page of the second saver shows, and lets choose."""
        return differences(form, formsets)

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
            "differences": self.differences(request, form, formsets),
            "saved": last_saved(obj),
            "typed": [(name, value) for name, values in data.lists() for value in values],
            "files": [file.name for file in request.FILES.values()],
            "is_popup": "_popup" in request.POST,
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/second_saver.html", context)

    def too_late_page(self, request, obj, title, why, typed):
        """What was typed, as {name: text}, whole, into a form that is no longer open to whoever sends it; and `why`.

        Raises PermissionDenied where nothing was typed: a forged form, or one that was opened by somebody else.
        """
        if not any(typed.values()):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": obj,
            "why": why,
            "typed": typed,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/too_late.html", context, status=409)


class OwnUntilUsed(VersionedAdmin):
    """The admin of what is changed by whoever added it (`by`) until it is in use, and by editors alone from then on.

    `may_change(user, obj)` decides; `TOO_LATE` is the sentence that says why somebody no longer may, and `TYPED` names
    the fields whose text they get back.
    """

    TOO_LATE, TYPED = "", ()

    @staticmethod
    def may_change(user, obj):
        raise NotImplementedError

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or self.may_change(request.user, obj))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        own = request.method == "POST" and object_id and self.get_object(request, unquote(object_id))
        if own and own.by_id == request.user.pk and not self.has_change_permission(request, own):
            title = f"This {self.opts.verbose_name} is no longer yours to change"
            typed = {name: request.POST.get(name, "") for name in self.TYPED}
            return self.too_late_page(request, own, title, self.TOO_LATE, typed)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)


def seen_version(request):
    """The version the posted form was opened with; 0, which nothing ever has, when it says none that could be."""
    return version_in(request.POST)


def version_in(post):
    text = post.get(VERSION, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def last_saved(obj):
    """The desk's own note of who last saved `obj`, or None; an import or a command leaves none."""
    notes = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk))
    return notes.select_related("user").order_by("-action_time", "-pk").first()
