"""What was saved of a story, by whom and why: read, named, compared, and made the draft again."""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import editing, rights
from articles.comparing import compare
from articles.models import Article, Revision
from web.admin import version_in
from web.bases import SecondSaver
from web.fields import LineFormField
from web.widgets import keys_in

SHOWN = 12
PAGE = 50
LIVE = "live"  # instead of a number: what readers have, or will


class NameForm(forms.Form):
    name = LineFormField(label="Name", max_length=80, required=False)


class RestoreForm(forms.Form):
    note = LineFormField(label="Why", max_length=200, required=False)


def name(revision, words):
    """Give `revision` a name that tells it from the others, or take it away. Nothing else changes."""
    revision.name = words
    revision.save(update_fields=["name"])


def restore(story, revision, *, by, note=""):
    """Make what `revision` says the story's draft again, as its next revision; readers see nothing of it.

    Returns the new revision, or the latest where it says the same. Raises SecondSaver when `story.version` is no longer
    the stored one; then nothing is written.
    """
    if {**editing.EMPTY, **revision.document} == {**editing.EMPTY, **story.latest.document}:
        return story.latest
    said = f"{revision}{f' “{revision.name}”' if revision.name else ''} again. {note}".strip()
    return editing.save_revision(story, revision.document, by=by, note=said)


# In the room


def panel(request, story):
    """The latest revisions, for _history.html; one query."""
    return {"revisions": latest_of(story)} if story else {}


def latest_of(story):
    """The latest revisions, read once for all panels of a room."""
    if not hasattr(story, "latest_revisions"):
        story.latest_revisions = list(_rows(story)[:SHOWN])
    return story.latest_revisions


def _rows(story):
    return story.revisions.select_related("by").defer("document")


# The whole of it


def history_page(room, request, object_id):
    """All revisions; POST names one, or makes one the draft again. `room` is the ModelAdmin of stories."""
    if not rights.may_read(request.user):
        raise PermissionDenied
    story = room.get_object(request, object_id)
    if story is None:
        raise Http404("There is no such story.")
    if request.method == "POST":
        return _restored(request, story) if "_restore" in request.POST else _named(request, story)
    before = keys_in([request.GET.get("before", "")])
    rows = _rows(story).filter(number__lt=before.pop()) if before else _rows(story)
    revisions = list(rows[: PAGE + 1])
    planned = set(story.planned.waiting().values_list("revision", flat=True))
    for revision in revisions:
        revision.is_planned = revision.pk in planned
    context = {
        **admin.site.each_context(request),
        "title": f"History of {story}",
        "original": story,
        "revisions": revisions[:PAGE],
        "more": len(revisions) > PAGE,
        "may_write": rights.may_write(request.user, story),
        "first": _compared_first(story),
    }
    return TemplateResponse(request, "admin/articles/history.html", context)


def _compared_first(story):
    """Which revision the comparison with the latest begins at unless another is chosen, by key."""
    if story.published_id and story.has_unpublished_changes:
        return story.published_id
    return _rows(story).filter(number__lt=story.latest.number).values_list("pk", flat=True).first()


def _named(request, story):
    revision = _own_revision(request, story, "_name")
    form = NameForm(request.POST)
    if form.is_valid():
        name(revision, form.cleaned_data["name"])
        messages.success(
            request, f"{revision} is called “{revision.name}”." if revision.name else "It has no name now."
        )
    else:
        messages.error(request, f"Not named: {' '.join(form.errors['name'])}")
    return redirect(f"{reverse('admin:articles_article_history', args=[story.pk])}#revision-{revision.number}")


def _restored(request, story):
    revision = _own_revision(request, story, "_restore")
    form, latest = RestoreForm(request.POST), story.latest
    if not form.is_valid():
        messages.error(request, f"Not restored: {' '.join(form.errors['note'])}")
        return redirect(_compare_address(story, latest, revision))
    story.version = version_in(request.POST)
    try:
        made = restore(story, revision, by=request.user, note=form.cleaned_data["note"])
    except SecondSaver:
        messages.error(request, "Somebody saved this story meanwhile: look at the differences again.")
        return redirect(_compare_address(story, latest, revision))
    if made == latest:
        messages.info(request, f"The draft says what {str(revision).lower()} does: there is nothing to restore.")
    else:
        messages.success(request, f"{revision} is the draft again. Readers see nothing of it before it is published.")
    return redirect("admin:articles_article_change", story.pk)


def _own_revision(request, story, button):
    """The revision whose number `button` brings, for whoever may write the story."""
    if not rights.may_write(request.user, story):
        raise PermissionDenied
    return get_object_or_404(story.revisions, number__in=keys_in([request.POST.get(button, "")]))


def _compare_address(story, old, new):
    return f"{reverse('admin:articles_article_compare', args=[story.pk])}?old={old.number}&new={new.number}"


# Two of them


@dataclass(frozen=True)
class Side:
    """One of the two: the `revision`, and what it is besides, such as what readers have."""

    revision: Revision
    also: str


@require_safe
def compare_page(request, pk):
    """What differs from ?old= to ?new=, numbers of revisions or "live"; without them from live to the draft."""
    story = get_object_or_404(Article.objects.select_related("latest__by", "published__by"), pk=pk)
    old = _chosen(story, request.GET.get("old", "")) or story.published or story.latest
    new = _chosen(story, request.GET.get("new", "")) or story.latest
    changes = compare(old.document, new.document)
    context = {
        **admin.site.each_context(request),
        "title": f"What differs in {story}",
        "original": story,
        "old": old,
        "new": new,
        "sides": [("From", _side(story, old)), ("To", _side(story, new))],
        "changes": changes,
        "may_restore": bool(changes) and new != story.latest and rights.may_write(request.user, story),
        "restore_form": RestoreForm(label_suffix=""),
    }
    return TemplateResponse(request, "admin/articles/compare.html", context)


def _chosen(story, said):
    """The revision that an address names; None where it names none."""
    if said == LIVE:
        return story.published
    number = keys_in([said])
    if not number:
        return None
    return get_object_or_404(story.revisions.select_related("by"), number=number.pop())


def _side(story, revision):
    also = []
    if revision.pk == story.published_id:
        also.append("what readers have" if story.is_live() else "what was published last")
    if revision.pk == story.latest_id:
        also.append("the draft")
    return Side(revision, ", ".join(also))
