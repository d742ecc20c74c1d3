"""What stands beside a story and is sent by itself, apart from its text: where it leads back to, and its own page.

The room holds the fields; the forms they belong to stand after the story's (_beside_forms.html), as HTML knows no form
within a form. With script the panel alone is renewed (desk/beside.js), so that nothing typed into the story is lost;
without, the room is opened again.
"""

from django.contrib import admin
from django.shortcuts import redirect, render
from django.urls import reverse


def back_to_the_room(story, place):
    """The address of the story's room, at one of its panels."""
    return f"{reverse('admin:articles_article_change', args=[story.pk])}#{place}"


def done(request, story, name, panel, place):
    """Back to the room, at `place`; the room's script, which stays where it is, gets the panel `name` alone."""
    if request.headers.get("X-Beside"):
        return beside_page(request, story, name, panel(request, story), title="Done", status=200, place=place)
    return redirect(back_to_the_room(story, place))


def beside_page(request, story, name, context, *, title="Not done yet", status=409, place=""):
    """The panel `name` (of _name.html) on a page of its own, with what was typed into it, and why it was refused."""
    context = {
        **admin.site.each_context(request),
        "title": title,
        "opts": story._meta,
        "original": story,
        "place": place,
        "panel": f"admin/articles/article/_{name}.html",
        **context,
    }
    return render(request, "admin/articles/article/beside.html", context, status=status)
