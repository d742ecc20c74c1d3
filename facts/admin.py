"""The editors' side of facts: a season with *Record an announcement*, sources, and reports as they were recorded."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from facts.announcing import AnnouncementForm
from facts.history import history_of_show, in_words
from facts.models import Report, Source, Statement
from shows.models import Episode, Season
from web.admin import DeskAdmin, Rows, VersionedAdmin


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

    @admin.display(description="status")
    def status_label(self, season):
        return season.get_status_display()

    def get_readonly_fields(self, request, obj=None):
        """A season stays with its show: its facts and their history are the show's as well."""
        return ["show"] if obj else []

    def get_urls(self):
        announce = path("<int:pk>/announce/", self.admin_site.admin_view(self.announce), name="shows_season_announce")
        return [announce, *super().get_urls()]

    def response_add(self, request, obj, post_url_continue=None):
        """A new season is followed by its first entry, for whoever may make it."""
        if "_continue" in request.POST or "_addanother" in request.POST or not self.may_record(request):
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, f"{obj} was added. Record what is known of it.")
        return redirect("admin:shows_season_announce", obj.pk)

    @staticmethod
    def may_record(request):
        return request.user.has_perm("facts.add_report")

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:
            form = AnnouncementForm(season=obj)
            context |= {"rows": form.season_rows()[0][1], "may_record": self.may_record(request)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def announce(self, request, pk):
        """*Record an announcement*: shows what stands, records what is said. A refusal keeps everything typed."""
        if not self.may_record(request):
            raise PermissionDenied
        season = get_object_or_404(Season.objects.select_related("show__network", "moved_to"), pk=pk)
        others = season.show.seasons.exclude(pk=season.pk).order_by("number")
        chosen = request.POST.get("also") or request.GET.get("also") or ""
        also = (
            others.filter(pk=int(chosen)).first()
            if chosen.isascii() and chosen.isdigit() and len(chosen) < 19
            else None
        )
        form = self.announcement(request, season, also)
        if form.is_bound and "_record" in request.POST and form.is_valid() and (report := form.record(request.user)):
            return self.recorded(request, season, report)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Record an announcement: {season}",
            "opts": Season._meta,
            "season": season,
            "others": others,
            "also": also,
            "form": form,
            "zone": timezone.get_current_timezone_name(),
            "media": self.media + form.media,
            "history": history_of_show(season.show, limit=50),
            "waiting": in_words(Statement.objects.waiting_for(season.show)),
        }
        return render(request, "admin/facts/announce.html", context)

    def announcement(self, request, season, also):
        """The form: bound when recording; with what was typed, unchecked, when a second season is only being added."""
        if request.method != "POST":
            return AnnouncementForm(season=season, also=also)
        if "_record" in request.POST:
            return AnnouncementForm(request.POST, season=season, also=also)
        return AnnouncementForm(season=season, also=also, initial=request.POST.dict())

    def recorded(self, request, season, report):
        if report.applied_at:
            messages.success(
                request, format_html('Recorded. <a href="{}">See the report</a>.', report.get_absolute_url())
            )
        else:
            messages.success(
                request, f"It waits until {report.effective_at:%-d %B %Y %H:%M %Z}; until then no page shows it."
            )
        return redirect(reverse("admin:shows_season_announce", args=[season.pk]))


@admin.register(Source)
class SourceAdmin(VersionedAdmin):
    list_display = ["title", "publisher", "tier", "published", "checked", "dead"]
    list_filter = ["tier", "dead"]
    search_fields = ["title", "publisher", "address"]
    fields = ["title", "publisher", "address", "published", "tier", "checked", "dead"]

    def get_queryset(self, request):
        sources = super().get_queryset(request)
        return sources if request.user.has_perm("facts.add_report") else sources.told()


@admin.register(Report)
class ReportAdmin(DeskAdmin):
    """What was recorded, to read; the ledger alone writes it."""

    list_display = ["__str__", "preferred", "by", "recorded_at", "effective_at", "refusal"]
    list_filter = ["kind"]
    list_select_related = ["preferred", "by"]
    search_fields = ["note", "preferred__title", "preferred__publisher"]
    readonly_fields = [
        "as_of",
        "checked",
        "kind",
        "note",
        "sources",
        "by",
        "recorded_at",
        "effective_at",
        "applied_at",
        "refusal",
        "what_it_says",
    ]
    fields = readonly_fields

    def get_queryset(self, request):
        """What waits is for those who may record; the others must not even see that something does."""
        reports = super().get_queryset(request)
        return reports if request.user.has_perm("facts.add_report") else reports.exclude(applied_at=None)

    @admin.display(description="what it says")
    def what_it_says(self, report):
        """Its statements in words; three queries, for networks and people named in values among them."""
        statements = in_words(report.statements.with_history_data().select_related("fact__show").order_by("pk"))
        return render_to_string("admin/facts/_statements.html", {"statements": statements})

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
