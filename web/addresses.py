"""Finding a page's object by its present or an old slug."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from web.models import OldAddress


def find(request, queryset, slug, *, name="slug", scope=0):
    """The object of `queryset` at `slug`, or the one that had this slug before; else Http404.

    `name` is the URL's keyword for the slug. When the slug is an old one the middleware `OldAddresses` answers with one
    redirect to the same page below the present slug, so a renamed show keeps its seasons, characters and feeds.
    """
    try:
        return get_object_or_404(queryset, slug=slug)
    except Http404:
        kind = queryset.model._meta.model_name
        old = OldAddress.objects.filter(kind=kind, scope=scope, slug=slug).values_list("object_id", flat=True).first()
        if old is None:
            raise
    found = get_object_or_404(queryset, pk=old)
    request.moved = {**getattr(request, "moved", {}), name: found.slug}
    return found
