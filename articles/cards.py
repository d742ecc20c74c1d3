"""Stories as lists show them: plain rows, for a list has many."""

from dataclasses import dataclass, field
from datetime import datetime

from articles.models import Article, Byline, Kind
from pictures.shown import Shown, shown
from web.addresses import address
from web.prepared import prepared

KINDS = dict(Kind.choices)


@dataclass
class Line:
    """What templates/articles/_lines.html shows of a story."""

    pk: int
    headline: str
    slug: str
    kind: str
    publish_at: datetime
    material_update: datetime | None

    updated = Article.updated

    @property
    def address(self):
        return address("story", self.slug)

    @property
    def kind_label(self):
        return KINDS.get(self.kind, self.kind)


@dataclass
class Card(Line):
    """What templates/articles/_cards.html shows of a story; `signed` are (name, address) of its authors in order."""

    standfirst: str
    picture: Shown | None
    signed: list = field(default_factory=list)


def lines(rows):
    """Rows of `for_lines()` as Lines; no query."""
    return [Line(*row) for row in rows]


def cards(rows):
    """Rows of `for_cards()` as Cards; one query."""
    found = {row[0]: Card(*row[:7], shown(row[7:])) for row in rows}
    for story, name, slug in bylines(list(found)):
        found[story].signed.append((name, address("author", slug)))
    return list(found.values())


@prepared
def bylines(stories):
    signed = Byline.objects.filter(article__in=stories).order_by("position", "pk")
    return signed.values_list("article", "profile__name", "profile__slug")


STORIES_BESIDE = 8


def latest_about_show(show, at):
    """Lines of the latest stories about a show, for beside what else its page has; one query."""
    return lines(of_show(show, at))


def latest_about_person(person, at):
    """Likewise of a person."""
    return lines(of_person(person, at))


@prepared
def of_show(show, at):
    return Article.objects.live(at).filter(shows=show).newest().for_lines()[:STORIES_BESIDE]


@prepared
def of_person(person, at):
    return Article.objects.live(at).filter(people=person).newest().for_lines()[:STORIES_BESIDE]
