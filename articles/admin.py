"""The writing room: stories in the desk, edited through revisions, and the topics they are filed under."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from taggit.models import Tag

from articles import (
    assigning,
    autosave,
    checklist,
    checklist_admin,  # noqa: F401 - so that Django finds it
    comments,
    desk_calendar,
    editing,
    embedding,
    guides,
    history,
    lookup_card,
    pitch_admin,  # noqa: F401
    planned_room,
    preview_links,
    publishing,
    quote_admin,  # noqa: F401
    rights,
    second_saver,
    steps,
    vouching,
)
from articles.editor import EditorAdminMixin
from articles.forms import STEPS, StoryForm
from articles.killing import kill_page
from articles.lookup import look_up, named_by
from articles.models import Article, Kind, State, Topic
from articles.preview import preview_page, read_document
from articles.queue import second_look_page
from articles.room import about_shows, checks
from articles.story_list import DueStory, StoryList, WhoseStory
from pictures import choosing
from shows.models import Season, Show
from staff.models import Profile
from web.admin import VersionedAdmin, seen_version
from web.answers import may_frame, private
from web.moments import written
from web.widgets import keys_in

# Our tags are topics; the table of the package's own stays empty.
admin.site.unregister(Tag)

# What stands beside a story: panel(request, story or None) gives the context of its own template in the room.
PANELS = (
    assigning.panel,
    checklist.panel,
    comments.panel,
    vouching.panel,
    history.panel,
    planned_room.panel,
    preview_links.panel,
    autosave.panel,
)


@admin.register(Article)
class ArticleAdmin(EditorAdminMixin, VersionedAdmin):
    form = StoryForm
    list_display = ("title", "kind", "standing", "owner", "given", "last_touched")
    list_select_related = ("owner", "assigned_to")
    list_filter = ("state", "kind", WhoseStory, DueStory)
    search_fields = ("draft_headline", "slug")
    word_indexes = {"pk": Article.word_index}
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
        return written(story.touched, own=False)

    @admin.display(description="state")
    def standing(self, story):
        return steps.standing(story)

    @admin.display(description="given to")
    def given(self, story):
        """Who has it and until when; late is said."""
        due = story.due_on and f"{date_format(story.due_on, 'j M')}{', late' if story.is_late() else ''}"
        return ", ".join(filter(None, [str(story.assigned_to or ""), due])) or "–"

    # Who may do what

    def has_change_permission(self, request, obj=None):
        return rights.may_write(request.user, obj) if obj else super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        """What readers once had is withdrawn, never deleted: its address and its corrections stay."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.first_published is None)

    def get_object(self, request, object_id, from_field=None):
        """A story with what its room reads of it first, in one query."""
        rows = self.get_queryset(request).select_related("latest", "owner", "assigned_to", "pitch")
        try:
            return rows.get(pk=self.opts.pk.to_python(object_id))
        except (Article.DoesNotExist, ValidationError, ValueError):
            return None

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
        form.refusal, form.copy = getattr(request, "refusal", ""), autosave.copy_for(request, obj)
        form.may_see_waiting = request.user.has_perm("facts.view_report")
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
            request.refusal = getattr(refusal, "sentences", str(refusal))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        """Save what was typed as a revision, then take the step asked for: both or neither."""
        if not rights.may_take(request.user, None, form.step):
            raise PermissionDenied
        note = form.cleaned_data["note"]
        if change:
            obj.version = seen_version(request)
            refused = getattr(request, "refused", None)
            editing.save_revision(obj, form.document(), by=request.user, note=note, refused=refused)
        else:
            vars(obj).update(vars(editing.start(form.document(), by=request.user, note=note)))
        # Only now it is known which shows the story is about.
        if not rights.may_take(request.user, obj, form.step):
            raise publishing.CannotPublish(steps.NOT_OWN_BEAT)
        steps.take(obj, form, by=request.user)
        autosave.forget(request)

    def response_add(self, request, obj, post_url_continue=None):
        return self.saved(request, obj)

    def response_change(self, request, obj):
        return self.saved(request, obj)

    def saved(self, request, story):
        """Say what happened, and stay in the room."""
        if "_preview" in request.POST:
            return redirect("admin:articles_article_preview", story.pk)
        step = next((step for step in STEPS if f"_{step}" in request.POST), "")
        messages.success(request, steps.what_happened(step, story))
        return redirect("admin:articles_article_change", story.pk)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form, may_write = context["adminform"].form, not change or self.has_change_permission(request, obj)
        context |= {
            "may_write": may_write,
            "steps": steps.offered(request.user, obj),
            "standing": steps.standing(obj) if obj else "not saved yet",
            "is_live": obj is not None and obj.is_live(),
            "had_readers": obj is not None and obj.first_published and obj.first_published <= timezone.now(),
            "may_add": self.has_add_permission(request),
            "about": about_shows(form["shows"].value() if may_write else obj.latest.document["shows"]),
            "may_record": request.user.has_perm("facts.add_report"),
            "may_kill": obj is not None and obj.state != State.KILLED and rights.edits(request.user),
        }
        if may_write:
            form.fields["body"].widget.pictures = choosing.open_to(request.user)
            about = {name: form[name].value() or () for name in ("shows", "people")}
            context |= checks(form["body"].value() or "", obj, **about)
        if obj:
            context["handover"] = following = handover(obj)
            context["handover_standing"] = steps.standing(following.guide) if following and following.guide else ""
        for panel in PANELS:
            context |= panel(request, obj)
        if not may_write:
            context |= {"document": obj.latest.document, "text": read_document(obj, obj.latest.document)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Two people at once

    def second_saver_page(self, request, object_id):
        """Both texts by paragraph; for whoever may not change the story any more, their own to take along.

        What is chosen is saved and goes no further: nobody has read it as a whole yet.
        """
        story = self.get_object(request, unquote(object_id))
        if story and self.has_view_permission(request, story) and not self.has_change_permission(request, story):
            return self.no_longer_theirs(request, story)
        response = super().second_saver_page(request, object_id)
        sent = {f"_{step}" for step in STEPS} | {second_saver.OVER}
        typed = [(name, value) for name, value in response.context_data["typed"] if name not in sent]
        response.template_name = "admin/articles/article/second_saver.html"
        response.context_data["typed"] = [*typed, (second_saver.OVER, response.context_data["original"].latest.number)]
        return response

    def differences(self, request, form, formsets):
        return second_saver.differences(form, form.instance, request.POST)

    def choose(self, request, object_id):
        story = self.get_object(request, unquote(object_id))
        if story and self.has_change_permission(request, story):
            return second_saver.choose(self, request, story)

    def opened_version(self, request, obj):
        copy = autosave.copy_for(request, obj)
        return copy.version if copy else super().opened_version(request, obj)

    def no_longer_theirs(self, request, story):
        typed = {name: request.POST.get(name, "") for name in ("headline", "standfirst", "body", "note", "changed")}
        typed["body"] = autosave.words_of(typed["body"])
        why = f"The story is {steps.standing(story)} since you opened it, so an editor makes further changes."
        return self.too_late_page(request, story, "This story is no longer yours to change", why, typed)

    # Beside the form

    def for_colleagues(self, view):
        """`view` for whoever may see stories in the desk; nobody else learns which there are."""

        def asked(request, *args, **kwargs):
            if not rights.may_read(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return self.admin_site.admin_view(asked)

    def get_urls(self):
        guard = self.for_colleagues
        return [
            path("second-look/", guard(second_look_page), name="articles_second_look"),
            path("lookup/", guard(self.lookup), name="articles_article_lookup"),
            path("checks/", guard(self.checks), name="articles_article_checks"),
            path("embed/", guard(embedding.understood), name="articles_article_embed"),
            path("add/keep/", self.keep, name="articles_article_keep_new"),
            path("<int:pk>/keep/", self.keep, name="articles_article_keep"),
            path("throw-away/", guard(autosave.throw_away), name="articles_article_throw_away"),
            path("<int:pk>/preview/", guard(self.preview), name="articles_article_preview"),
            path("planned/<int:pk>/", guard(planned_room.plan_page), name="articles_article_planned"),
            path("<int:pk>/preview-links/", guard(preview_links.links_page), name="articles_article_preview_links"),
            path("<int:pk>/assign/", guard(assigning.assign_page), name="articles_article_assign"),
            path("<int:pk>/comments/", guard(comments.comments_page), name="articles_article_comments"),
            path("<int:pk>/kill/", guard(kill_page), name="articles_article_kill"),
            path("<int:pk>/compare/", guard(history.compare_page), name="articles_article_compare"),
            path("calendar/", guard(desk_calendar.calendar_page), name="articles_article_calendar"),
            path("guide/<int:show>/<int:number>/", guard(self.draft_guide), name="articles_article_guide"),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        return history.history_page(self, request, unquote(object_id))

    def keep(self, request, pk=None):
        return private(autosave.keep_view(request, self, pk))

    def lookup(self, request):
        """The answers of the @ menu and of the editor's dialogs, as JSON.

        ?ref= asks for what it names, ?card= for what stands beside one row of the menu.
        """
        if asked := request.GET.get("card"):
            found = lookup_card.card(asked)
            return private(JsonResponse({"results": [found] if found else []}))
        kind, about = request.GET.get("kind", ""), keys_in(request.GET.get("show", "")[:400].split(","))
        if ref := request.GET.get("ref"):
            return private(JsonResponse({"results": named_by(ref, kind=kind)}))
        return private(JsonResponse({"results": look_up(request.GET.get("q", ""), kind=kind, about=about)}))

    def checks(self, request):
        """The checks of a body as it is typed, as HTML; nothing is saved."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        story = Article.objects.filter(pk__in=keys_in([request.POST.get("story", "")])).first()
        if not self.has_change_permission(request, story):
            raise PermissionDenied
        about = {name: request.POST.getlist(name) for name in ("shows", "people")}
        found = checks(request.POST.get("body", ""), story, **about)
        context = {"findings": found.get("findings"), "unlinked": found.get("unlinked"), "typed": True}
        return private(render(request, "admin/articles/article/_checks.html", context))

    def preview(self, request, pk):
        """The latest revision, or that of ?revision=, as readers would see it; ?season:34:status=… as if it were so."""
        story = get_object_or_404(Article.objects.select_related("latest"), pk=pk)
        number = keys_in([request.GET.get("revision", "")])
        revision = get_object_or_404(story.revisions, number=number.pop()) if number else story.latest
        shown = preview_page(story, revision.document, asked=request.GET.dict())
        context = {**shown, "revision": revision, "article": story}
        answer = render(request, "admin/articles/article/preview.html", context)
        return may_frame(private(answer), context["text"].frames)

    def draft_guide(self, request, show, number):
        """The guide to a season, drafted from what is known, or opened where there is one: one press, safe twice."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_add_permission(request):
            raise PermissionDenied
        show = get_object_or_404(Show, pk=show)
        try:
            may_add_season = request.user.has_perm("shows.add_season") or show.beat_owner_id == request.user.pk
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


@admin.register(Topic)
class TopicAdmin(VersionedAdmin):
    list_display = ("name", "slug")
    search_fields = ("name",)
    search_help_text = "Topic"
    fields = ("name", "slug")
    readonly_fields = ("slug",)  # nothing leads on from a topic's old address
