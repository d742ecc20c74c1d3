"""Pitches on the desk: a list, a form, and two buttons that decide."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect
from django.utils import timezone

from articles import pitching, rights, whose
from articles.models import Kind, Pitch
from articles.pitching import CannotDecide
from web.admin import VersionedAdmin
from web.fields import LineFormField
from web.forms import SpokenForm
from web.widgets import DayInput


class WhosePitch(admin.SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("me", "mine"), ("nobody", "nobody’s yet")]

    def queryset(self, request, pitches):
        mine = Q(owner=request.user) | Q(owner=None, by=request.user)
        return {"me": pitches.filter(mine), "nobody": pitches.filter(owner=None)}.get(self.value(), pitches)


class PitchForm(SpokenForm):
    """`refusal` is why the decision asked for was refused, said above what was typed; `user` is who has the form."""

    refusal = ""
    user = None

    kind = forms.ChoiceField(choices=Kind.choices, initial=Kind.NEWS)
    reason = LineFormField(required=False, max_length=300, label="Reason", help_text="Who pitched it reads it.")

    class Meta:
        widgets = {"due_on": DayInput()}

    def __init__(self, *args, **kwargs):
        """A writer pitches for themselves or for whoever will; what an editor gave to somebody else stays theirs."""
        super().__init__(*args, **kwargs)
        if owner := self.fields.get("owner"):
            owner.queryset, owner.empty_label = whose.at_the_desk(), "nobody yet"
            if not rights.edits(self.user):
                owner.queryset = owner.queryset.filter(pk__in=[self.user.pk, self.instance.owner_id or 0])

    def clean_due_on(self):
        due = self.cleaned_data["due_on"]
        if due and due < timezone.localdate() and "due_on" in self.changed_data:
            raise forms.ValidationError("That day has passed: choose one to come.")
        return due

    def clean(self):
        cleaned = super().clean()
        if self.refusal:
            self.add_error(None, self.refusal)
        return cleaned


@admin.register(Pitch)
class PitchAdmin(VersionedAdmin):
    form = PitchForm
    list_display = ("idea", "kind_word", "show", "owner", "due_on", "state")
    list_select_related = ("show", "owner")
    list_filter = ("state", WhosePitch)
    search_fields = ("idea",)
    search_help_text = "Idea"
    sortable_by = ("due_on",)
    ordering = ("-at", "-pk")
    autocomplete_fields = ("show",)
    actions = None
    change_form_template = "admin/articles/pitch/change_form.html"

    @admin.display(description="kind")
    def kind_word(self, pitch):
        return Kind(pitch.kind).label if pitch.kind in Kind.values else pitch.kind

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or pitching.may_change(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        """A pitch is declined, not deleted: who pitched it can read why."""
        return False

    def get_fieldsets(self, request, obj=None):
        decided = () if obj is None or pitching.is_open(obj) else ("state", "answer")
        fields = ("idea", "note", ("kind", "show"), ("owner", "due_on"), *decided)
        return [(None, {"fields": fields})]

    def get_readonly_fields(self, request, obj=None):
        return () if obj is None or pitching.is_open(obj) else ("state", "answer")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal, form.user = getattr(request, "refusal", ""), request.user
        return form

    def get_changeform_initial_data(self, request):
        return {"owner": request.user.pk, **super().get_changeform_initial_data(request)}

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The form. A refused decision undoes the whole request, and the form says why above what was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except CannotDecide as refusal:
            request.refusal = str(refusal)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        """Save what was typed, then decide as the button asks: both or neither."""
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)
        if "owner" in form.changed_data or not change:
            pitching.tell_owner(obj, by=request.user)
        if "_take_up" in request.POST:
            self.allow(pitching.may_take_up, request, obj)
            pitching.take_up(obj, by=request.user)
        elif "_decline" in request.POST:
            self.allow(pitching.may_decline, request, obj)
            pitching.decline(obj, by=request.user, answer=form.cleaned_data["reason"])

    @staticmethod
    def allow(may, request, pitch):
        if not may(request.user, pitch):
            raise PermissionDenied

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_change(request, obj)

    def response_change(self, request, obj):
        """Taken up, into the room of its story; else back to the list."""
        if obj.story_id:
            messages.success(request, "Taken up: this is its draft.")
            return redirect("admin:articles_article_change", obj.story_id)
        declined = obj.state == Pitch.State.DECLINED
        messages.success(request, f"“{obj}” is declined; who pitched it reads why." if declined else "Saved.")
        return redirect("admin:articles_pitch_changelist")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {
            "may_take_up": obj is not None and pitching.may_take_up(request.user, obj),
            "may_decline": obj is not None and pitching.may_decline(request.user, obj),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def second_saver_page(self, request, object_id):
        """Both texts; once it was decided upon, one's own to take along."""
        pitch = self.get_object(request, unquote(object_id))
        if pitch is None or pitching.is_open(pitch) or not self.has_view_permission(request, pitch):
            return super().second_saver_page(request, object_id)
        typed = {name: request.POST.get(name, "") for name in ("idea", "note", "reason")}
        why = f"The pitch is {pitch.get_state_display()} since you opened it."
        return self.too_late_page(request, pitch, "Somebody decided about this pitch before you saved", why, typed)
