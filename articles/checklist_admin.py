"""The house rule of what each kind of story needs: one page for chiefs, a box for every item of every kind."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render

from articles.checklist import DEFAULTS, ITEMS, required_by_kind
from articles.models import Checklist, Kind
from web.admin import DeskAdmin


@admin.register(Checklist)
class ChecklistAdmin(DeskAdmin):
    """All kinds on one page; a kind has a row once a chief has decided on it."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return redirect("admin:articles_checklist_changelist")

    def changelist_view(self, request, extra_context=None):
        """The page; what somebody else changed since it was opened is not overwritten."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        stands = required_by_kind()
        refusal, wanted = "", stands
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            wanted = {kind: ticked(request.POST, kind) for kind in DEFAULTS}
            refusal = overtaken(request.POST, stands)
            if not refusal:
                decide(stands, wanted)
                messages.success(request, "Saved: it holds from the next approval on.")
                return redirect("admin:articles_checklist_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Checklists",
            "opts": self.opts,
            "kinds": Kind.choices,
            "seen": {kind: " ".join(names) for kind, names in stands.items()},
            "rows": [(item, [(kind, item.name in wanted[kind]) for kind in DEFAULTS]) for item in ITEMS],
            "may_change": self.has_change_permission(request),
            "refusal": refusal,
        }
        return render(request, "admin/articles/checklist/change_list.html", context, status=409 if refusal else 200)


def ticked(post, kind):
    """The names ticked for `kind`; what is no item is left out."""
    names = set(post.getlist(kind))
    return [item.name for item in ITEMS if item.name in names]


def overtaken(post, stands):
    """A sentence where somebody changed a checklist since the page was opened, else ""."""
    moved = [Kind(kind).label for kind, names in stands.items() if post.get(f"seen-{kind}", "").split() != names]
    if not moved:
        return ""
    said = f"Somebody else changed what is asked of: {', '.join(moved)}."
    return f"{said} What you ticked is still here; save again to have it so."


@transaction.atomic
def decide(stands, wanted):
    """Write what changed. A kind nobody decided on keeps the program's own list, whatever that becomes."""
    for kind, names in wanted.items():
        if names != stands[kind]:
            Checklist.objects.update_or_create(kind=kind, defaults={"required": names})
