"""Stories as readers see them: lists, topics, authors, and the story itself."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import Article, Kind, Topic
from articles.reading import read_story
from staff.models import Profile
from web import paging
from web.addresses import find
from web.answers import or_any, page

STORIES_PER_PAGE = 24
RELATED = 6


@require_safe
def stories(request):
    kind = paging.chosen(request, "kind", Kind)
    listed = Article.objects.live(request.began)
    found = paging.by_moment(request, (listed.filter(kind=kind) if kind else listed).for_cards(), STORIES_PER_PAGE)
    return page(
        request, "articles/stories.html", {"page": found, "kinds": Kind.choices, "kind": kind}, keys=["stories"]
    )


@require_safe
def topic(request, slug):
    live = Article.objects.live(request.began)
    # A topic that only scheduled stories have would tell what is coming.
    found = get_object_or_404(Topic, Exists(live.filter(tags=OuterRef("pk"))), slug=slug)
    listed = live.filter(tags=found).for_cards()
    context = {"topic": found, "page": paging.by_moment(request, listed, STORIES_PER_PAGE)}
    return page(request, "articles/topic.html", context, keys=["stories"])


@require_safe
def author(request, slug):
    found = find(request, Profile.objects.select_related("portrait"), slug)
    listed = Article.objects.live(request.began).filter(bylines__profile=found).for_cards()
    context = {"author": found, "page": paging.by_moment(request, listed, STORIES_PER_PAGE)}
    return page(request, "staff/author.html", context, keys=[f"author-{found.pk}", "stories"])


@require_safe
def story(request, slug):
    found = find(request, Article.objects.live(request.began).select_related("lead_picture").defer("body"), slug)
    context = story_page(found, request.began)
    keys = [f"story-{found.pk}", *(f"show-{pk}" for pk in sorted(context["text"].shows))]
    keys += [f"{link.kind}-{link.pk}" for link in context["links"] if link.kind != "topic"]
    return page(request, "articles/story.html", context, keys=or_any(keys, "facts", "stories"))


def story_page(article, at):
    """What templates/articles/story.html needs: two queries, and those of `read_story`."""
    links = links_of(article)
    named = {kind: [link for link in links if link.kind == kind] for kind in ("author", "show", "person", "topic")}
    return {
        "story": article,
        "text": read_story(article, at),
        "links": links,
        "authors": named["author"],
        "shows": named["show"],
        "people": named["person"],
        "topics": named["topic"],
        "related": related_to(article, [show.pk for show in named["show"]], at),
        "data": structured_data(article, named["author"]),
    }


@dataclass(frozen=True)
class Link:
    """Something a story is signed by or filed under."""

    kind: str
    pk: int
    name: str
    slug: str

    def get_absolute_url(self):
        return reverse(self.kind, args=[self.slug])


def links_of(article):
    """The authors of `article` in order, then its shows, people and topics by name; one query."""

    def rows(kind, queryset, name, slug, pk, position):
        fields = [Value(kind, CharField()), position, Cast(name, CharField()), Cast(slug, CharField()), F(pk)]
        return queryset.order_by().values_list(*fields)

    nowhere = Value(0)
    found = rows("author", article.bylines, "profile__name", "profile__slug", "profile_id", F("position")).union(
        rows("show", article.shows, "title", "slug", "pk", nowhere),
        rows("person", article.people, "name", "slug", "pk", nowhere),
        rows("topic", Topic.objects.filter(tagged__content_object=article), "name", "slug", "pk", nowhere),
        all=True,
    )
    return [Link(kind, pk, name, slug) for kind, _, name, slug, pk in sorted(found)]


def related_to(article, show_keys, at):
    """Other stories about the same shows, the newest first; one query, none for a story about no show."""
    if not show_keys:
        return []
    others = Article.objects.live(at).filter(shows__in=show_keys).exclude(pk=article.pk)
    return list(others.for_lines().distinct().newest()[:RELATED])


def structured_data(article, authors):
    """The story as schema.org has it."""
    address = settings.SITE_URL + article.get_absolute_url()
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": article.search_description or article.standfirst,
        "mainEntityOfPage": address,
        "datePublished": article.publish_at.isoformat(),
        "dateModified": article.updated.isoformat(),
        "author": [
            {"@type": "Person", "name": author.name, "url": settings.SITE_URL + author.get_absolute_url()}
            for author in authors
        ],
        "publisher": {"@type": "Organization", "name": settings.NEWSDESK_NAME, "url": settings.SITE_URL},
    }
    if article.lead_picture and not article.lead_picture.expired:
        data["image"] = settings.SITE_URL + article.lead_picture.src
    return data
