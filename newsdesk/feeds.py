"""Feeds: the latest stories in full, those of a topic, and of a show with what was announced of it."""

from django.conf import settings
from django.http import Http404
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from articles.models import Article, TaggedArticle, Topic
from articles.plain import whole
from articles.syndicated import whole_stories
from articles.views import Link
from facts.announced import announced_of_show
from newsdesk.catalogue import shows_at
from newsdesk.facts_feeds import announcement_in_feed
from pictures import renditions
from shows.models import Show
from web.addresses import address, find
from web.feeds import Entry, Picture, feed, tag_uri
from web.prepared import prepared

SHOWN = 20  # each in full: thirty weigh more than a page may
LISTS = ["stories", "facts", "shows", "people"]
COLUMNS = [
    "headline", "standfirst", "slug", "kind", "parts", "season", "publish_at", "first_published", "material_update",
    *(f"lead_picture__{name}" for name in ("file", "alt", "credit", "width", "height", "expires")),
]  # fmt: skip


@require_safe
def stories(request, form):
    found = newest(request.began)
    told = whole_stories(found, request.began)
    return feed(
        request, form, in_feed(found, told),
        title=f"{settings.NEWSDESK_NAME}: stories",
        description="Guides, news, recaps and interviews about television, the newest first.",
        page=address("stories"), id=f"feeds/stories.{form}", keys=[*LISTS, *shows_of(told)],
    )  # fmt: skip


@require_safe
def topic(request, slug):
    """A topic is one that has live stories, and comes with them."""
    found = on_topic(slug, request.began)
    told = whole_stories(found, request.began)
    of = named(slug, "topics", told)
    if of is None:
        raise Http404
    return feed(
        request, "atom", in_feed(found, told),
        title=f"{settings.NEWSDESK_NAME}: {of.name}",
        description=f"Stories about {of.name}, the newest first.",
        page=of.address, id=f"feeds/topic/{of.pk}", keys=[*LISTS, *shows_of(told)],
    )  # fmt: skip


@require_safe
def show(request, slug):
    """A show comes with its stories too; only one without any, or at an old address, is looked for."""
    found = about(slug, request.began)
    told = whole_stories(found, request.began)
    of = named(slug, "shows", told) or linked(find(request, "show", shows_at, slug))
    entries = in_feed(found, told) + [announcement_in_feed(each) for each in announced_of_show(of.pk, request.began)]
    entries.sort(key=lambda entry: entry.published, reverse=True)
    return feed(
        request, "atom", entries[:SHOWN],
        title=f"{settings.NEWSDESK_NAME}: {of.name}",
        description=f"Stories about {of.name}, and what was announced of it, the newest first.",
        page=of.address, id=f"feeds/show/{of.pk}", keys=[f"show-{of.pk}", "people", *shows_of(told)],
    )  # fmt: skip


@prepared
def newest(at):
    return for_feeds(Article.objects.live(at).newest())


@prepared
def on_topic(slug, at):
    topic = Topic.objects.filter(slug=slug).values("pk")[:1]
    ties = TaggedArticle.objects.live(at).filter(tag=topic).order_by("-publish_at", "-content_object")
    return for_feeds(Article.objects.live(at).filter(pk__in=ties.values("content_object")[:SHOWN]).newest())


@prepared
def about(slug, at):
    return for_feeds(Article.objects.live(at).filter(shows=Show.objects.filter(slug=slug).values("pk")[:1]).newest())


def for_feeds(stories):
    return stories.select_related("lead_picture").only(*COLUMNS)[:SHOWN]


def named(slug, kind, told):
    """The Link to the topic or show with this slug, which all stories of a feed are filed under; None without any."""
    links = (link for each in told.values() for link in getattr(each, kind))
    return next((link for link in links if link.slug == slug), None)


def linked(show):
    return Link("show", show.pk, show.title, show.slug)


def shows_of(told):
    """The surrogate keys of the shows on whose facts these rest."""
    return [f"show-{pk}" for pk in sorted(set().union(*(each.rests_on for each in told.values())))]


def in_feed(stories, told):
    """The Entries of `stories`; `told` are their Wholes."""
    return [story_in_feed(story, told[story.pk]) for story in stories]


def story_in_feed(story, told):
    """The Entry of a story; `told` is its Whole. Its lead picture tops the text, so that alt and credit are read."""
    picture = lead_of(story)
    return Entry(
        id=tag_uri(story.first_published, f"story/{story.pk}"),
        title=story.headline,
        address=settings.SITE_URL + story.get_absolute_url(),
        published=story.first_published,
        updated=story.updated,
        html=shown(picture) + told.html if picture else told.html,
        summary=story.standfirst,
        authors=[(link.name, settings.SITE_URL + link.address) for link in told.authors],
        tags=[link.name for link in told.topics],
        picture=picture,
    )


def lead_of(story):
    """The lead picture as a JPEG of middle width, which whatever reads feeds can show; None where there is none."""
    picture = story.lead_picture
    if picture is None or picture.expired:
        return None
    width = renditions.middle_width(picture.width)
    _, height = renditions.size_at(width, (picture.width, picture.height))
    return Picture(whole(picture.src, ""), "image/jpeg", width, height, picture.alt, picture.credit)


def shown(picture):
    return format_html(
        '<figure><img src="{}" alt="{}" width="{}" height="{}"><figcaption>Picture: {}</figcaption></figure>\n',
        picture.address, picture.alt, picture.width, picture.height, picture.credit,
    )  # fmt: skip
