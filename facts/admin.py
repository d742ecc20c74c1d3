"""The editors' side of facts: a season or a person with *Record an announcement*, sources, reports, what waits."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path

from facts import waiting
from facts.announcing import AnnouncementForm
from facts.confirming import confirm_seasons, still_right_today
from facts.history import in_words
from facts.models import Report, Source, Verdict
from facts.outlooks import outlook
from facts.reading import UNDECIDED
from facts.recording import announce_person, announce_season, may_propose, may_record
from people.admin import PersonAdmin
from people.models import Person
from shows.models import Episode, Season
from web.admin import DeskAdmin, DeskList, Rows, VersionedAdmin
from web.forms import SpokenForm

NAMED = 3  # subjects of a report in the list of reports


class EpisodeInline(Rows):
    model = Episode
    fields = ["number", "title", "airdate", "runtime"]


@admin.register(Season)
class SeasonAdmin(VersionedAdmin):
    """A season's own words; its facts are read here and changed by recording an announcement."""

    change_form_template = "admin/facts/season_change_form.html"
    list_display = ["__str__", "status_label", "release_wording", "final", "paused"]
    list_filter = ["status", "final", "paused"]
    list_select_related = ["show"]
    search_fields = ["show__title", "title"]
    search_help_text = "Show, or title of the season"
    autocomplete_fields = ["show"]
    ordering = ["-pk"]
    fields = [
        "show",
        "number",
        "title",
        "logline",
        "trailer",
        "release_pattern",
        "local_time",
        "time_zone",
        "tvmaze_id",
    ]
    inlines = [EpisodeInline]
    actions = ["still_right"]

    @admin.action(description="Still right: checked today", permissions=["record"])
    def still_right(self, request, seasons):
        """One confirmation for each season chosen, of everything recorded of it."""
        for level, sentence in confirm_seasons(seasons, by=request.user):
            messages.add_message(request, level, sentence)

    def has_record_permission(self, request):
        return may_record(request)

    @admin.display(description="status")
    def status_label(self, season):
        return season.get_status_display()

    def get_readonly_fields(self, request, obj=None):
        """A season stays with its show: its facts and their history are the show's as well."""
        return ["show"] if obj else []

    def get_urls(self):
        announce = path("<int:pk>/announce/", self.admin_site.admin_view(announce_season), name="shows_season_announce")
        opinion = path("<int:pk>/outlook/", self.admin_site.admin_view(outlook), name="shows_season_outlook")
        still = path("<int:pk>/still/", self.admin_site.admin_view(still_right_today), name="shows_season_still")
        return [announce, opinion, still, *super().get_urls()]

    def response_add(self, request, obj, post_url_continue=None):
        """A new season is followed by its first entry, for whoever may make it."""
        if "_continue" in request.POST or "_addanother" in request.POST or not may_record(request):
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, f"{obj} was added. Record what is known of it.")
        return redirect("admin:shows_season_announce", obj.pk)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            form = AnnouncementForm(season=obj)
            context |= {"rows": form.season_rows()[0][1], "may_record": may_record(request)}
            context |= {"may_propose": may_propose(request), "verdicts": Verdict.choices}
            context |= {"undecided": obj.status in UNDECIDED, "outlook": obj.outlooks.standing().first()}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(Person)
class PersonWithFactsAdmin(PersonAdmin):
    """A person's own words; a death is read here and changed by recording an announcement."""

    change_form_template = "admin/facts/person_change_form.html"

    def get_urls(self):
        announce = path(
            "<int:pk>/announce/", self.admin_site.admin_view(announce_person), name="people_person_announce"
        )
        return [announce, *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"may_record": may_record(request), "may_propose": may_propose(request)}
        return super().render_change_form(request, context, *args, **kwargs)


class SourceForm(SpokenForm):
    sentences = {"one_source_per_address": "We have a source at this address already: find it by its address."}


@admin.register(Source)
class SourceAdmin(VersionedAdmin):
    form = SourceForm
    list_display = ["title", "publisher", "tier", "published", "checked", "dead"]
    list_filter = ["tier", "dead"]
    search_fields = ["title", "publisher", "address"]
    word_indexes = {"pk": Source.word_index}
    search_help_text = "Title, publisher or address"
    fields = ["title", "publisher", "address", "published", "tier", "checked", "dead"]

    def get_queryset(self, request):
        sources = super().get_queryset(request)
        return sources if may_record(request) else sources.told()


class ReportList(DeskList):
    def get_queryset(self, *args, **kwargs):
        """Rows with what they are about; the page of one report reads its statements in its own way."""
        return (
            super().get_queryset(*args, **kwargs).prefetch_related("statements__fact__show", "statements__fact__person")
        )


@admin.register(Report)
class ReportAdmin(DeskAdmin):
    """What was recorded, to read; the ledger alone writes it. What waits has a page of its own."""

    view_on_site = False  # readers have no page of it

    change_form_template = "admin/facts/report_change_form.html"
    list_display = ["__str__", "about", "preferred", "by", "recorded_at", "stage"]
    list_filter = ["kind", "stage"]
    list_select_related = ["preferred", "by"]
    search_fields = ["note", "preferred__title", "preferred__publisher"]
    word_indexes = {"pk": Report.word_index, "preferred": Source.word_index}
    search_help_text = "Note, or title, publisher or address of the source"
    readonly_fields = [
        "as_of",
        "checked",
        "kind",
        "note",
        "sources",
        "by",
        "recorded_at",
        "effective_at",
        "stage",
        "applied_at",
        "refusal",
        "overruled",
        "decided_by",
        "decided_at",
        "decision",
        "undoes",
        "what_it_says",
    ]

    def get_changelist(self, request, **kwargs):
        return ReportList

    def get_fields(self, request, obj=None):
        """What the report says comes first; of the rest only what there is."""
        rest = [name for name in self.readonly_fields if name == "sources" or obj is None or getattr(obj, name, "")]
        return ["what_it_says", *(name for name in rest if name != "what_it_says")]

    def get_urls(self):
        guard = self.admin_site.admin_view
        return [
            path("waiting/", guard(waiting.what_waits), name="facts_report_waiting"),
            path("<int:pk>/decide/", guard(waiting.decide), name="facts_report_decide"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        """What waits is for those who may record; the others must not even see that something does."""
        reports = super().get_queryset(request)
        return reports if may_record(request) else reports.recorded()

    @admin.display(description="about")
    def about(self, report):
        """The shows and people it speaks of, three of them by name."""
        facts = [statement.fact for statement in report.statements.all()]
        names = sorted({str(fact.show or fact.person) for fact in facts})
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        return ", ".join(names[:NAMED]) + more

    @admin.display(description="what it says")
    def what_it_says(self, report):
        """Its statements in words; three queries, for networks and people named in values among them."""
        statements = in_words(report.statements.with_history_data().select_related("fact__show").order_by("pk"))
        return render_to_string("admin/facts/_statements.html", {"statements": statements})

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= {"may_undo": may_record(request) and obj.moved_last, "undone_by": list(obj.undone_by.all())}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
