"""The page of the desk's calendar: a month or a week of what stands in it (articles/calendar_entries.py)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from articles import rights
from articles.calendar_entries import MOST, entries
from articles.calendar_moves import REFUSALS, SINCE, YEARS, act
from articles.last_tick import last_tick
from web.bases import SecondSaver

VIEWS = {"month": "Month", "week": "Week"}
SHOWN = 5  # published stories of one day in the month; the rest is in the week


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_page(request):
    """The days of a month or a week; a POST moves or decides on one entry, and comes back to where it was."""
    if not request.user.has_perm("articles.change_article"):
        raise PermissionDenied
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else "month"
    on, refusal, key = _day(request.GET.get("on", "")), "", request.POST.get("entry", "")
    if request.method == "POST":
        try:
            messages.success(request, act(request, key))
            return redirect(f"{request.path}?view={view}&on={on}")
        except REFUSALS as refused:
            refusal = str(refused)
        except SecondSaver as refused:
            refusal = f"Somebody changed “{refused.object}” {SINCE}: nothing was done. It stands as it is here."
    first, last = days_of(view, on)
    found = entries(first, last, request.user)
    typed = {name: request.POST.get(name, "") for name in ("day", "publish_at", "note")} if refusal else {}
    for entry in (entry for group in found.values() for entry in group if entry.key == key):
        entry.typed = typed
    context = {
        **admin.site.each_context(request),
        "title": "Calendar",
        "view": view,
        "views": [(label, f"?view={name}&on={on}", name == view) for name, label in VIEWS.items()],
        "heading": _heading(view, first, on),
        "before": f"?view={view}&on={_step(view, on, -1)}",
        "after": f"?view={view}&on={_step(view, on, 1)}",
        "today": timezone.localdate(),
        "now": timezone.now(),
        "weeks": _weeks(view, first, last, on, found),
        "refusal": refusal,
        "capped": sum(entry.kind in {"published", "scheduled"} for group in found.values() for entry in group) == MOST,
        "most": MOST,
        "may_pitch": request.user.has_perm("articles.add_pitch"),
        "query": f"view={view}&on={on}",
        "tick": last_tick() if rights.edits(request.user) else None,
    }
    return render(request, "admin/articles/calendar.html", context, status=409 if refusal else 200)


@dataclass
class Day:
    """A day of the page. `more` counts the published stories that the month leaves to the week."""

    date: date
    entries: list
    beside: bool = False  # of the month before or after
    more: int = 0


def _weeks(view, first, last, on, found):
    days = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        listed = found.get(day, [])
        out = [entry.pk for entry in listed if entry.kind == "published"]
        hidden = set(out[SHOWN:]) if view == "month" and len(out) > SHOWN + 1 else set()
        shown = [entry for entry in listed if entry.kind != "published" or entry.pk not in hidden]
        days.append(Day(day, shown, beside=view == "month" and day.month != on.month, more=len(hidden)))
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def days_of(view, on):
    """(first, last) day shown: the whole weeks of the month of `on`, or its week."""
    first = on.replace(day=1) if view == "month" else on
    last = _step("month", on, 1).replace(day=1) - timedelta(days=1) if view == "month" else on
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def _step(view, on, by):
    """The same place a month or a week on, or back."""
    if view == "week":
        return on + timedelta(days=7 * by)
    month = on.year * 12 + on.month - 1 + by
    return date(month // 12, month % 12 + 1, 1)


def _heading(view, first, on):
    if view == "month":
        return date_format(on, "F Y")
    return f"{date_format(first, 'j F')} – {date_format(first + timedelta(days=6), 'j F Y')}"


def _day(text):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return timezone.localdate()
    return day if day.year in YEARS else timezone.localdate()
