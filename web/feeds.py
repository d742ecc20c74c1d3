"""Feeds in three formats: Django's generators, with full texts, several authors and pictures, which they lack.

RSS 2.0 with the modules content, dc and media; Atom 1.0 (RFC 4287) with media; JSON Feed 1.1.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.html import escape

from web.answers import public

LANGUAGE = "en-GB"
MEDIA = {"xmlns:media": "http://search.yahoo.com/mrss/"}
MODULES = {
    **MEDIA,
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}
NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without entries changed: a day that is always the same


@dataclass
class Picture:
    """A picture as feeds name it; width and height in pixels."""

    address: str
    type: str
    width: int
    height: int
    alt: str
    credit: str


@dataclass
class Entry:
    """One entry of a feed: `html` is plain and its addresses whole, as are `address` and those of `authors`.

    `id` never changes, whatever becomes of the address. `authors` are [(name, address)].
    """

    id: str
    title: str
    address: str
    published: datetime
    updated: datetime
    html: str
    summary: str = ""
    authors: list = field(default_factory=list)
    tags: list = field(default_factory=list)
    picture: Picture | None = None


def tag_uri(moment, name):
    """An id that stays when an address changes, as RFC 4151 has it: "tag:news.example,2026-11-12:story/12".

    It says that whoever had this host on that day calls something so; so the day must be one on which `name` was known
    already. The day is that of UTC: that of the desk's zone would change with a setting.
    """
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{moment.astimezone(UTC):%Y-%m-%d}:{name}"


def feed_id(name):
    """The id of a whole feed, which has no day. `name` is its path, or of what has a slug its key."""
    return uuid5(NAMESPACE_URL, f"{settings.SITE_URL}/{name}").urn


class Dated:
    """A feed whose date is that of its entries."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else NOTHING_YET


class WithHub:
    """A feed that names whom to ask to be told of its news."""

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if settings.NEWSDESK_HUB:
            handler.addQuickElement(self.link, None, {"rel": "hub", "href": settings.NEWSDESK_HUB})


class Rss(Dated, WithHub, Rss201rev2Feed):
    link = "atom:link"

    def rss_attributes(self):
        return super().rss_attributes() | MODULES

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        entry = item["entry"]
        for name, _ in entry.authors:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("atom:updated", rfc3339_date(entry.updated))
        handler.addQuickElement("content:encoded", entry.html)
        add_picture(handler, entry.picture)


class Atom(Dated, WithHub, Atom1Feed):
    link = "link"

    def root_attributes(self):
        return super().root_attributes() | MEDIA

    def add_item_elements(self, handler, item):
        entry = item["entry"]
        super().add_item_elements(handler, {**item, "description": None})  # which Django would call HTML
        for name, address in entry.authors:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.addQuickElement("uri", address)
            handler.endElement("author")
        if entry.summary:
            handler.addQuickElement("summary", entry.summary)
        handler.addQuickElement("content", entry.html, {"type": "html"})
        add_picture(handler, entry.picture)


def add_picture(handler, picture):
    """As Media RSS has it, which Atom may hold too."""
    if picture is None:
        return
    size = {"width": str(picture.width), "height": str(picture.height)}
    handler.startElement("media:content", {"url": picture.address, "type": picture.type, "medium": "image", **size})
    handler.addQuickElement("media:description", picture.alt, {"type": "plain"})
    handler.addQuickElement("media:credit", picture.credit)
    handler.endElement("media:content")


class Json(SyndicationFeed):
    content_type = "application/feed+json"

    def write(self, outfile, encoding):
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"], "url": self.feed["author_link"]}],
            "items": [as_json(item["entry"]) for item in self.items],
        }
        if settings.NEWSDESK_HUB:
            feed["hubs"] = [{"type": "WebSub", "url": settings.NEWSDESK_HUB}]
        json.dump(feed, outfile, ensure_ascii=False)


def as_json(entry):
    item = {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "content_html": entry.html,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
    }
    if entry.summary:
        item["summary"] = entry.summary
    if entry.picture:
        item["image"] = entry.picture.address
    if entry.authors:
        item["authors"] = [{"name": name, "url": address} for name, address in entry.authors]
    if entry.tags:
        item["tags"] = entry.tags
    return item


FORMATS = {"rss": Rss, "atom": Atom, "json": Json}


def feed(request, form, entries, *, title, description, page, id, keys):
    """The public answer that is a feed, in the format `form`.

    `page` is the path of the page for readers, `id` what `feed_id` is given, `keys` the surrogate keys.
    """
    generator = FORMATS[form](
        title=title,
        link=settings.SITE_URL + page,
        description=description,
        language=LANGUAGE,
        feed_url=settings.SITE_URL + request.path,
        feed_guid=feed_id(id),
        author_name=settings.NEWSDESK_NAME,
        author_link=settings.SITE_URL,
    )
    for entry in entries:
        generator.add_item(
            title=entry.title,
            link=entry.address,
            description=escape(entry.summary),  # RSS, which alone writes it, reads it as HTML
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            categories=entry.tags,
            entry=entry,
        )
    answer = HttpResponse(generator.writeString("utf-8"), content_type=generator.content_type)
    return public(request, answer, keys=keys)
