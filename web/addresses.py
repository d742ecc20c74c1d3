"""A page's address, made from its slug; and the page's object, found by its present or an old slug."""

from functools import cache

from django.http import Http404
from django.urls import get_script_prefix, reverse

from web.models import OldAddress


def address(name, *parts):
    """`reverse(name, args=parts)` for slugs and numbers, at a tenth of its cost: a page has a hundred addresses."""
    if "" in parts:
        return reverse(name, args=parts)  # which says what is wrong
    return pattern(get_script_prefix(), name, tuple(isinstance(part, int) for part in parts)) % parts


@cache
def pattern(prefix, name, numbers):
    """The route `name` with %s for each part; `numbers` tells which parts are numbers."""
    marks = [900_000 + place if number else f"-{place}-" for place, number in enumerate(numbers)]
    found = reverse(name, args=marks).replace("%", "%%")
    for mark in marks:
        found = found.replace(str(mark), "%s")
    return found


def by_address(queryset, slug, key):
    """What is at `slug`, or where that is None has `key`: for the functions that `find` is given."""
    return queryset.filter(pk=key) if slug is None else queryset.filter(slug=slug)


def find(request, kind, look, slug, *, name="slug", scope=0):
    """What `look(slug, None)` lists, or what had this slug before and `look(None, key)` lists; else Http404.

    `kind` is the model's name, `name` the URL's keyword for the slug. When the slug is an old one the middleware
    `OldAddresses` answers with one redirect to the same page below the present slug, so a renamed show keeps its
    seasons, characters and feeds.
    """
    if found := look(slug, None):
        return found[0]
    old = OldAddress.objects.filter(kind=kind, scope=scope, slug=slug).values_list("object_id", flat=True).first()
    found = look(None, old) if old is not None else ()
    if not found:
        raise Http404
    request.moved = {**getattr(request, "moved", {}), name: found[0].slug}
    return found[0]
