"""The page of all corrections and clarifications of stories that are up, the newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.views.decorators.http import require_safe

from articles.models import Amendment
from web import paging
from web.addresses import address
from web.answers import page
from web.prepared import prepared

PER_PAGE = 30
KINDS = dict(Amendment.Kind.choices)


@dataclass
class Told:
    """What templates/articles/corrections.html shows of an Amendment."""

    pk: int
    kind: str
    at: datetime
    words: str
    headline: str
    slug: str

    @property
    def kind_label(self):
        return KINDS[self.kind]

    @property
    def address(self):
        return address("story", self.slug)


@require_safe
def corrections(request):
    def read(moment, key):
        return [Told(*row) for row in told(min(moment or request.began, request.began), request.began, moment, key)]

    shown = Amendment.objects.corrections(request.began)
    listed = paging.by_moment(request, shown, read, PER_PAGE, column="at")
    return page(request, "articles/corrections.html", {"page": listed}, keys=["stories"])


@prepared
def told(until, began, moment, key):
    shown = Amendment.objects.corrections(began).filter(at__lte=until)
    rows = paging.from_moment(shown, moment, key, PER_PAGE, column="at")
    return rows.values_list("pk", "kind", "at", "words", "article__headline", "article__slug")
