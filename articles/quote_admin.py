"""The bank of quotes on the desk: a list, a form, and the door by which the editor of stories adds to it."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, ProtectedError, Subquery
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from articles import quoting
from articles.models import Quote, Reference
from web.admin import OwnUntilUsed
from web.forms import SpokenForm
from web.widgets import DayInput

MARKS = {"“": "”", '"': '"', "„": "“", "«": "»", "‘": "’"}


class QuoteForm(SpokenForm):
    class Meta:
        widgets = {
            "words": forms.Textarea(attrs={"rows": 4}),
            "said_on": DayInput(),
        }

    def clean_words(self):
        words = without_marks(self.cleaned_data["words"])
        if not words:
            raise forms.ValidationError("Say what was said.")
        return words

    def clean_said_on(self):
        day = self.cleaned_data["said_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("That day is still to come.")
        return day


def without_marks(words):
    """`words` without quotation marks around the whole: pages put them there."""
    words = words.strip()
    inside = words[1:-1]
    around = len(words) > 1 and MARKS.get(words[0]) == words[-1] and not {words[0], words[-1]} & set(inside)
    return inside.strip() if around else words


class WhoseQuote(admin.SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("me", "added by me")]

    def queryset(self, request, quotes):
        return quotes.filter(by=request.user) if self.value() == "me" else quotes


class UsedQuote(admin.SimpleListFilter):
    title = "use"
    parameter_name = "used"

    def lookups(self, request, model_admin):
        return [("yes", "in a story"), ("no", "in no story")]

    def queryset(self, request, quotes):
        chosen = {"yes": quotes.in_stories, "no": quotes.in_no_story}.get(self.value())
        return chosen() if chosen else quotes


@admin.register(Quote)
class QuoteAdmin(OwnUntilUsed):
    TOO_LATE = "An editor approved a story with this quote since you opened it, so editors change it now."
    TYPED = ("words", "speaker", "outlet", "address", "said_on")
    may_change = staticmethod(quoting.may_change)
    form = QuoteForm
    list_display = ("words_said", "speaker", "outlet", "said_on", "stories")
    list_filter = (UsedQuote, WhoseQuote)
    search_fields = ("words", "speaker", "outlet")
    search_help_text = "Words, speaker or outlet"
    sortable_by = ()
    ordering = ("-at", "-pk")
    autocomplete_fields = ("person",)
    readonly_fields = ("used_in",)
    actions = None

    @admin.display(description="words")
    def words_said(self, quote):
        return Truncator(quote.words).chars(90)

    @admin.display(description="stories")
    def stories(self, quote):
        return quote.stories or "–"

    @admin.display(description="stands in")
    def used_in(self, quote):
        """Links to the stories that readers have it in, or had."""
        found = list(quoting.stories_with(quote)[: quoting.MOST + 1])
        named = [(link(story), story.get_state_display()) for story in found[: quoting.MOST]]
        more = mark_safe("<br>and more" if len(found) > quoting.MOST else "")
        return format_html_join(mark_safe("<br>"), "{}, {}", named) + more if found else "No published story."

    def get_queryset(self, request):
        used = Reference.objects.in_use().filter(quote=OuterRef("pk")).order_by().values("quote")
        count = used.annotate(count=Count("article", distinct=True)).values("count")
        return super().get_queryset(request).annotate(stories=Subquery(count))

    def get_fieldsets(self, request, obj=None):
        fields = ("words", ("speaker", "person"), ("outlet", "address"), "said_on")
        return [(None, {"fields": fields if obj is None else (*fields, "used_in")})]

    # Taken out

    def get_deleted_objects(self, objs, request):
        """A quote goes alone, and is kept by the stories it stands in, drafts included."""
        keep = [story for quote in objs for story in (*quoting.stories_with(quote), *quoting.drafts_with(quote))]
        named = [format_html("{}, {}", link(story), story.get_state_display()) for story in dict.fromkeys(keep)]
        return [str(quote) for quote in objs], {self.opts.verbose_name_plural: len(objs)}, set(), named

    def delete_view(self, request, object_id, extra_context=None):
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:  # published with it while the page was open: it says so now
            return redirect("admin:articles_quote_delete", object_id)

    # Beside a story

    def get_urls(self):
        return [
            path("typed/", self.admin_site.admin_view(self.typed), name="articles_quote_typed"),
            *super().get_urls(),
        ]

    def typed(self, request):
        """What was typed in the editor's dialog, into the bank under the rules of this form.

        As JSON: {"quote": row} for the text, or {"errors": {field: [sentence]}}. Sent twice, it is one quote.
        """
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = self.get_form(request)(request.POST)
        if not form.is_valid():
            errors = {name: [str(each) for each in said] for name, said in form.errors.items()}
            return JsonResponse({"errors": errors})
        with transaction.atomic():
            quote = Quote.objects.filter(**form.cleaned_data).first()
            if quote is None:
                quote = form.save(commit=False)
                self.save_model(request, quote, form, change=False)
                self.log_addition(request, quote, [{"added": {}}])
        return JsonResponse({"quote": quoting.rows([quote])[0]})


def link(story):
    return format_html('<a href="{}">{}</a>', reverse("admin:articles_article_change", args=[story.pk]), story)
