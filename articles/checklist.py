"""What a story must have before an editor can approve it: one small rule an item, and the items each kind needs."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings

from articles import second_look
from articles.editing import EMPTY
from articles.marks import read
from articles.models import MAINTAINED, Checklist, Kind, State
from articles.publishing import CannotPublish
from articles.quotes import host_of
from pictures.models import Picture


class Incomplete(CannotPublish):
    """What the checklist of its kind asks for and the story lacks; `sentences` name each."""

    def __init__(self, sentences):
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class Looked(NamedTuple):
    """A story as the rules see it: its document, and the little they need to know beside that."""

    document: dict
    picture: Picture | None = None
    open_look: bool = False


class Item(NamedTuple):
    """`label` stands in the list, `lacking` follows “This guide” in a refusal; `field` is where it is put right."""

    name: str
    label: str
    lacking: str
    field: str
    met: Callable[[Looked], bool]


# The rules: each takes a Looked


def has_picture(story):
    return bool(story.picture and story.picture.alt and story.picture.credit)


def has_standfirst(story):
    return bool(story.document["standfirst"])


def has_source(story):
    """A live fact or block, a quote of the bank, a video or post, or a link that leads away from this site."""
    return any(map(_is_source, _elements(read(story.document["body"]))))


def has_authors(story):
    return bool(story.document["authors"])


def has_topics(story):
    return bool(story.document["tags"])


def has_description(story):
    return bool(story.document["search_description"])


def has_no_open_look(story):
    return not story.open_look


def _elements(element):
    for child in element.children:
        if not isinstance(child, str):
            yield child
            yield from _elements(child)


SOURCES = ("data-embed", "data-fact", "data-live-block", "data-quote")


def _is_source(element):
    link = element.attrs.get("href", "")
    outside = link.startswith(("http://", "https://")) and host_of(link) != host_of(settings.SITE_URL)
    return outside or any(name in element.attrs for name in SOURCES)


ITEMS = (
    Item("picture", "Lead picture, with alternative text and credit",
         "needs a lead picture with an alternative text and a credit.", "lead_picture", has_picture),
    Item("standfirst", "Standfirst", "needs a standfirst.", "standfirst", has_standfirst),
    Item("source", "A source: a live fact, a quote, or a link to outside",
         "needs a source: a live fact, a quote, or a link to outside.", "body", has_source),
    Item("authors", "Authors", "needs an author.", "authors", has_authors),
    Item("topics", "Topics", "needs a topic.", "tags", has_topics),
    Item("description", "Search description", "needs a search description.", "search_description", has_description),
    Item("look", "No second look open",
         "is up for a second look: mend its words, or say that they are still right.", "", has_no_open_look),
)  # fmt: skip
# What a kind needs where the house has no rule of its own. A recap and a review are their own source; only what is kept
# true comes up for a second look.
EVERY_KIND = ["picture", "standfirst", "authors", "topics", "description"]
DEFAULTS = {
    kind.value: EVERY_KIND + ["source"] * (kind not in {Kind.RECAP, Kind.REVIEW}) + ["look"] * (kind in MAINTAINED)
    for kind in Kind
}


def required(kind):
    """The Items a story of `kind` needs, in their order; one query."""
    row = Checklist.objects.filter(kind=kind).first()
    return _items(row.required if row else DEFAULTS[kind])


def required_by_kind():
    """{kind: names of what it needs}, for every kind; one query."""
    own = dict(Checklist.objects.values_list("kind", "required"))
    return {kind: [item.name for item in _items(own.get(kind, default))] for kind, default in DEFAULTS.items()}


def _items(names):
    return [item for item in ITEMS if item.name in names]


def look(document, story=None, at=None):
    """What the rules need to know of `document`; `story` is whose it is, where readers may have it. Two queries."""
    document = {**EMPTY, **document}
    picture = document["lead_picture"]
    return Looked(
        document,
        picture=Picture.objects.filter(pk=picture).first() if picture else None,
        open_look=story is not None and story.state == State.APPROVED and second_look.is_open(story, at),
    )


def require(story, document, *, before=None, at=None):
    """Raise Incomplete where `document` of `story` lacks something its kind needs.

    Of what is just published, call it in the transaction that published: the second look is then that of the words
    readers would get. `before` is the document readers have until then. A change to what they have may lose nothing
    that was there, and is refused nothing else: neither a list that grew since nor a fact that moved must keep a
    mistake on the site.
    """
    now = look(document, story, at)
    kind = Kind(now.document["kind"])
    missing = [item for item in required(kind) if not item.met(now)]
    if missing and before is not None:
        had = look(before)
        missing = [item for item in missing if item.name != "look" and item.met(had)]
    if missing:
        raise Incomplete([f"This {kind.label} {item.lacking}" for item in missing])


def panel(request, story):
    """[(item, whether it is there)] of the story as last saved, for _checklist.html; nothing of one that was killed."""
    if story is not None and story.state == State.KILLED:
        return {}
    document = story.latest.document if story else {"kind": request.GET.get("kind", "")}
    kind = Kind(document["kind"]) if document["kind"] in DEFAULTS else Kind.NEWS
    seen = look(document, story)
    listed = [(item, item.met(seen)) for item in required(kind)]
    missing = sum(not met for _, met in listed)
    return {"checklist": listed, "checklist_missing": missing}
