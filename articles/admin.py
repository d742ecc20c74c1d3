"""The writing room: stories in the desk, edited through revisions, and the topics they are filed under."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from taggit.models import Tag

from articles import editing, guides, publishing
from articles.conditions import facts_in_words
from articles.editor import EditorAdminMixin
from articles.forms import StoryForm, is_scheduled
from articles.lookup import look_up
from articles.models import Article, Kind, State, Topic
from articles.preview import preview_page, read_document
from articles.queue import second_look_page
from articles.room import about_shows, checks, in_text, still_open
from articles.words import plain_text
from shows.models import Season, Show
from staff.models import Profile
from web.admin import DeskAdmin, VersionedAdmin, seen_version
from web.widgets import keys_in

# Our tags are topics; the table of the package's own stays empty.
admin.site.unregister(Tag)

WRITERS_STATES = {State.DRAFT, State.IN_REVIEW}
# Buttons that change what readers have, or decide on somebody else's words.
EDITORS_STEPS = {"publish", "schedule", "send_back", "withdraw"}
STEPS_FROM = {
    State.DRAFT: ("submit", "publish", "schedule"),
    State.IN_REVIEW: ("send_back", "publish", "schedule"),
    State.APPROVED: ("publish", "schedule", "withdraw"),
    State.WITHDRAWN: ("send_back", "publish", "schedule"),
}
REVISIONS = 12


class StoryList(ChangeList):
    def get_queryset(self, *args, **kwargs):
        """Rows without the texts, which are long and not shown."""
        return super().get_queryset(*args, **kwargs).defer("body", "parts", "standfirst")


class WhoseStory(admin.SimpleListFilter):
    title = "writer"
    parameter_name = "writer"

    def lookups(self, request, model_admin):
        return [("me", "my stories")]

    def queryset(self, request, stories):
        return stories.filter(owner=request.user) if self.value() == "me" else stories


@admin.register(Article)
class ArticleAdmin(EditorAdminMixin, VersionedAdmin):
    form = StoryForm
    list_display = ("title", "kind", "standing", "owner", "last_touched")
    list_select_related = ("owner",)
    list_filter = ("state", "kind", WhoseStory)
    search_fields = ("draft_headline", "slug")
    search_help_text = "Headline or address"
    sortable_by = ("last_touched",)
    ordering = ("-touched",)
    autocomplete_fields = ("season", "shows", "people", "lead_picture")
    actions = None

    def get_changelist(self, request, **kwargs):
        return StoryList

    @admin.display(description="headline")
    def title(self, story):
        return str(story)

    @admin.display(description="touched", ordering="touched")
    def last_touched(self, story):
        return moment(story.touched)

    @admin.display(description="state")
    def standing(self, story):
        return standing(story)

    # Who may do what

    def has_change_permission(self, request, obj=None):
        """Editors change any story; writers their own, until an editor has approved it."""
        may = super().has_change_permission(request, obj)
        if not may or obj is None or self.may_publish(request):
            return may
        return obj.owner_id == request.user.pk and obj.state in WRITERS_STATES

    def has_delete_permission(self, request, obj=None):
        """What readers once had is withdrawn, never deleted: its address and its corrections stay."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.first_published is None)

    @staticmethod
    def may_publish(request):
        return request.user.has_perm("articles.publish_article")

    def steps(self, request, story):
        """The steps on offer to whoever asks, for `story` (None for a new one)."""
        offered = STEPS_FROM[State(story.state) if story else State.DRAFT]
        live = story is not None and story.state == State.APPROVED and story.is_live()
        return [
            step
            for step in offered
            if (step not in EDITORS_STEPS or self.may_publish(request)) and not (live and step == "schedule")
        ]

    # The form

    def get_fieldsets(self, request, obj=None):
        return [
            (None, {"fields": ("headline", "standfirst", "body")}),
            ("Filed under", {"fields": ("kind", "season", "authors", "shows", "people", "tags", "lead_picture")}),
            (
                "Address and search",
                {"classes": ("collapse",), "fields": ("slug", "search_title", "search_description")},
            ),
        ]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", "")
        return form

    def get_changeform_initial_data(self, request):
        """A new story is signed by whoever starts it; ?show= names the show it is about."""
        signed = Profile.objects.filter(user=request.user).values_list("pk", flat=True)
        kind = request.GET.get("kind", "")
        return {
            "authors": list(signed),
            "shows": sorted(keys_in(request.GET.getlist("show"))),
            **({"kind": kind} if kind else {}),
        }

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The room. A refused step undoes the whole request, and the form says why above what was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except publishing.CannotPublish as refusal:
            request.refusal = str(refusal)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        """Save what was typed as a revision, then take the step asked for: both or neither."""
        if form.step in EDITORS_STEPS and not self.may_publish(request):
            raise PermissionDenied
        note = form.cleaned_data["note"]
        if change:
            obj.version = seen_version(request)
            editing.save_revision(obj, form.document(), by=request.user, note=note)
        else:
            vars(obj).update(vars(editing.start(form.document(), by=request.user, note=note)))
        take_step(obj, form, by=request.user)

    def response_add(self, request, obj, post_url_continue=None):
        return self.saved(request, obj)

    def response_change(self, request, obj):
        return self.saved(request, obj)

    def saved(self, request, story):
        """Say what happened, and stay in the room."""
        if "_preview" in request.POST:
            return redirect("admin:articles_article_preview", story.pk)
        step = next((step for step in ("submit", *EDITORS_STEPS) if f"_{step}" in request.POST), "")
        messages.success(request, what_happened(step, story))
        return redirect("admin:articles_article_change", story.pk)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form, may_write = context["adminform"].form, not change or self.has_change_permission(request, obj)
        context |= {
            "may_write": may_write,
            "steps": self.steps(request, obj),
            "standing": standing(obj) if obj else "not saved yet",
            "is_live": obj is not None and obj.state == State.APPROVED and obj.is_live(),
            "had_readers": obj is not None and obj.first_published and obj.first_published <= timezone.now(),
            "may_add": self.has_add_permission(request),
            "about": about_shows(form["shows"].value() if may_write else obj.latest.document["shows"]),
            "desk_zone": timezone.get_current_timezone_name(),
            "may_record": request.user.has_perm("facts.add_report"),
        }
        if may_write:
            context |= checks(form["body"].value() or "", obj)
        if obj:
            context["handover"] = following = handover(obj)
            context["handover_standing"] = standing(following.guide) if following and following.guide else ""
            context["revisions"] = obj.revisions.select_related("by").defer("document")[:REVISIONS]
        if not may_write:
            context |= {"document": obj.latest.document, "text": read_document(obj, obj.latest.document)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Two people at once

    def second_saver_page(self, request, object_id):
        """Both texts as words; for whoever may not change the story any more, their own to take along."""
        story = self.get_object(request, unquote(object_id))
        if story and self.has_view_permission(request, story) and not self.has_change_permission(request, story):
            return self.too_late_page(request, story)
        response = super().second_saver_page(request, object_id)
        response.context_data["differences"] = [in_text(each) for each in response.context_data["differences"]]
        return response

    def too_late_page(self, request, story):
        typed = {name: request.POST.get(name, "") for name in ("headline", "standfirst", "body", "note", "changed")}
        if not any(typed.values()):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "This story is no longer yours to change",
            "opts": self.opts,
            "original": story,
            "standing": standing(story),
            "typed": {**typed, "body": plain_text(editing.tidy({"body": typed["body"]})["body"])},
        }
        return TemplateResponse(request, "admin/articles/article/too_late.html", context, status=409)

    # Beside the form

    def get_urls(self):
        guard = self.admin_site.admin_view
        return [
            path("second-look/", guard(second_look_page), name="articles_second_look"),
            path("lookup/", guard(self.lookup), name="articles_article_lookup"),
            path("<int:pk>/preview/", guard(self.preview), name="articles_article_preview"),
            path("guide/<int:show>/<int:number>/", guard(self.draft_guide), name="articles_article_guide"),
            *super().get_urls(),
        ]

    def lookup(self, request):
        """The answers of the @ menu and of the dialog for conditions, as JSON; ?ref= asks for one fact by its ref."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if ref := request.GET.get("ref"):
            return private(JsonResponse({"results": [fact.as_row() for fact in facts_in_words([ref]).values()]}))
        kind, about = request.GET.get("kind", ""), keys_in(request.GET.get("show", "")[:400].split(","))
        return private(JsonResponse({"results": look_up(request.GET.get("q", ""), kind=kind, about=about)}))

    def preview(self, request, pk):
        """The latest revision, or that of ?revision=, as readers would see it; ?season:34:status=… as if it were so."""
        story = get_object_or_404(Article.objects.select_related("latest"), pk=pk)
        if not self.has_view_permission(request, story):
            raise PermissionDenied
        number = keys_in([request.GET.get("revision", "")])
        revision = get_object_or_404(story.revisions, number=number.pop()) if number else story.latest
        shown = preview_page(story, revision.document, asked=request.GET.dict())
        context = {**shown, "revision": revision, "article": story}
        return private(render(request, "admin/articles/article/preview.html", context))

    def draft_guide(self, request, show, number):
        """The guide to a season, drafted from what is known, or opened where there is one: one press, safe twice."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        show = get_object_or_404(Show, pk=show)
        try:
            may_add_season = request.user.has_perm("shows.add_season")
            story, made = guides.draft(show, number, by=request.user, may_add_season=may_add_season)
        except guides.CannotDraft as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:shows_show_change", show.pk)
        messages.success(request, DRAFTED if made else f"There is a guide to season {number} already: this one.")
        return redirect("admin:articles_article_change", story.pk)


DRAFTED = "Drafted from what we know. What begins with “To write:” is yours; nothing is published with one left."


def handover(story):
    """Who takes over from a guide once its season is complete, as a guides.Offer; None for any other story."""
    is_guide = story.kind == Kind.GUIDE and story.season_id and story.state == State.APPROVED
    return guides.successor(Season.objects.select_related("show").get(pk=story.season_id)) if is_guide else None


def private(response):
    response["Cache-Control"] = "private, no-store"
    return response


def take_step(story, form, *, by):
    """Take the step that a button asked for; raises CannotPublish or SecondSaver."""
    match form.step:
        case "submit":
            publishing.submit(story, by=by)
        case "send_back":
            publishing.send_back(story, by=by)
        case "withdraw":
            publishing.withdraw(story, by=by)
        case "publish":
            publishing.publish(story, by=by, amended=form.amended)
        case "schedule":
            together = form.cleaned_data["goes_with"]
            publishing.publish(story, by=by, publish_at=form.cleaned_data["publish_at"], goes_with=together)


def standing(story):
    """Where a story stands, in a few words: "live, changed since published"."""
    if story.state != State.APPROVED:
        return story.get_state_display()
    word = f"scheduled for {moment(story.publish_at)}" if is_scheduled(story) else "live"
    return f"{word}, changed since published" if story.has_unpublished_changes else word


def moment(at):
    return timezone.localtime(at).strftime("%-d %B %Y, %H:%M")


def what_happened(step, story):
    also = still_open(story) if step in {"publish", "schedule"} else ""
    match step:
        case "submit":
            return "Submitted: it waits for an editor. You can go on writing until it is approved."
        case "send_back":
            return f"Sent back: it is a draft of {story.owner or 'nobody’s'} again."
        case "withdraw":
            return "Withdrawn: readers no longer find it. It can be published again."
        case "publish":
            return format_html('Published: <a href="{}">readers have it now</a>.{}', story.get_absolute_url(), also)
        case "schedule":
            return f"Scheduled: readers will have it on {moment(story.publish_at)}.{also}"
    if story.first_published and story.has_unpublished_changes:
        return "Saved. Readers see nothing of it before it is published."
    return "Saved."


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    list_display = ("name", "slug")
    search_fields = ("name",)
    search_help_text = "Topic"
    fields = ("name", "slug")
    readonly_fields = ("slug",)  # nothing leads on from a topic's old address
