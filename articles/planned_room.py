"""What is planned for a story, in its room: the panel that lists it, and the page on which its moment is changed."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render

from articles import rights
from articles.forms import MomentForm
from articles.models import Planned, State
from articles.planned import TooLate, cancel, move
from articles.publishing import CannotPublish
from web.moments import written

REFUSALS_SHOWN = 3
TITLES = {
    Planned.Action.UPDATE: "When the changes go out",
    Planned.Action.WITHDRAW: "When it is withdrawn",
}


def panel(request, story):
    """What waits, and what could not be done, for _planned.html; two queries."""
    if story is None or story.state != State.APPROVED:
        return {}
    plans = list(story.planned.waiting().select_related("revision", "by"))
    refused = list(story.planned.refused().order_by("-at")[:REFUSALS_SHOWN])
    for plan in [*plans, *refused]:
        plan.article, plan.may_change = story, rights.may_plan(request.user, plan)
    return {
        "plans": plans,
        "plans_refused": refused,
        "may_plan": rights.may_take_down(request.user, story),
        "update_planned": next((plan for plan in plans if plan.action == Planned.Action.UPDATE), None),
    }


def plan_page(request, pk):
    """Change the moment of a plan, or cancel it. POST with `cancel` cancels, else `at` is the new moment."""
    plan = get_object_or_404(Planned.objects.select_related("article", "revision"), pk=pk)
    if not rights.may_plan(request.user, plan):
        raise PermissionDenied
    seen = plan.at.isoformat()
    form = MomentForm(request.POST if "at" in request.POST else None, initial={"at": plan.at})
    if request.method == "POST":
        try:
            if "cancel" in request.POST:
                cancel(plan, by=request.user)
                messages.success(request, "Put away." if plan.refusal else "Cancelled: it will not happen.")
                return redirect("admin:articles_article_change", plan.article_id)
            if request.POST.get("seen", seen) != seen:
                raise TooLate(f"Somebody moved it meanwhile, to {written(plan.at)}.")
            if form.is_valid():
                move(plan, form.cleaned_data["at"], by=request.user)
                messages.success(request, f"Moved to {written(plan.at)}.")
                return redirect("admin:articles_article_change", plan.article_id)
        except TooLate as refused:
            messages.error(request, str(refused))
            return redirect("admin:articles_article_change", plan.article_id)
        except CannotPublish as refused:
            form.add_error("at", str(refused))
    context = {
        **admin.site.each_context(request),
        "title": TITLES[plan.action],
        "plan": plan,
        "seen": seen,
        "form": form,
    }
    return render(request, "admin/articles/planned.html", context)
