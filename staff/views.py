"""What everybody has for themselves: away and mail, which notices they get, and the notices."""

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from staff import notices
from staff.forms import NoticeChoices, OwnForm
from staff.models import Notice, User


@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request):
    # Not request.user itself: what is refused must not stand in the menu of the page that says so.
    me = User.objects.get(pk=request.user.pk)
    about_notices = request.method == "POST" and "_notices" in request.POST
    form = OwnForm(None if about_notices else request.POST or None, instance=me)
    choices = NoticeChoices(request.POST if about_notices else None, user=me)
    sent = choices if about_notices else form
    if request.method == "POST" and sent.is_valid():
        sent.save()
        messages.success(request, "Saved.")
        return redirect("admin:me")
    context = {**admin.site.each_context(request), "title": "Away and mail", "form": form, "choices": choices}
    return render(request, "admin/me.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def notices_page(request):
    """What happened that concerns whoever asks; a POST says that they have seen all of it."""
    if request.method == "POST":
        notices.see(request.user)
        return redirect("admin:notices")
    context = {**admin.site.each_context(request), "title": "Notices", "groups": notices.on_desk(request.user)}
    return render(request, "admin/notices.html", context)


@require_safe
def follow_notice(request, pk):
    """Go where a notice leads; whoever does has seen it, and what else is about the same thing."""
    notice = get_object_or_404(Notice, pk=pk, user=request.user)
    if request.method == "GET":
        notices.see(request.user, notice)
    inside = notice.address.startswith("/") and not notice.address.startswith(("//", "/\\"))
    return redirect(notice.address if inside else "admin:notices")
