"""The page on which everybody says that they are away, who stands in, and whether they want the daily mail."""

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from staff.forms import OwnForm
from staff.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def own_page(request):
    # Not request.user itself: what is refused must not stand in the menu of the page that says so.
    form = OwnForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("admin:me")
    context = {**admin.site.each_context(request), "title": "Away and mail", "form": form}
    return render(request, "admin/me.html", context)
