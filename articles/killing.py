"""The page that asks before a story is killed: there is no way back."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles import publishing, rights
from articles.models import Article, State
from web.admin import seen_version
from web.bases import SecondSaver
from web.text import clean_line


@require_http_methods(["GET", "HEAD", "POST"])
def kill_page(request, pk):
    """What becomes of the story, and the button that does it; one changed since the page was opened is not killed."""
    story = get_object_or_404(Article.objects.select_related("owner", "assigned_to"), pk=pk)
    if not rights.may_take(request.user, story, "kill"):
        raise PermissionDenied
    why, refusal = clean_line(request.POST.get("why", ""))[:200], ""
    if request.method == "POST":
        story.version = seen_version(request)
        try:
            publishing.kill(story, by=request.user, reason=why)
        except publishing.CannotPublish as refused:
            refusal = str(refused)
        except SecondSaver:
            refusal = "Somebody changed this story since you opened this page. Look at it before you decide."
        else:
            messages.success(request, "Killed: it can never return.")
            return redirect("admin:articles_article_change", pk)
        story = get_object_or_404(Article.objects.select_related("owner"), pk=pk)
    context = {
        **admin.site.each_context(request),
        "title": f"Kill “{story}”?",
        "opts": story._meta,
        "original": story,
        "had_readers": story.first_published is not None and story.first_published <= timezone.now(),
        "is_killed": story.state == State.KILLED,
        "refusal": refusal,
        "why": why,
    }
    return render(request, "admin/articles/article/kill.html", context, status=409 if refusal else 200)
