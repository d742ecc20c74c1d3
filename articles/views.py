"""Stories as readers see them: lists, topics, authors, and the story itself."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db.models import CharField, Exists, F, OuterRef, Value
from django.db.models.functions import Cast
from django.http import Http404
from django.views.decorators.http import require_safe

from articles.cards import cards, lines
from articles.guides import taken_over_by
from articles.models import Amendment, Article, Byline, Kind, State, TaggedArticle, Topic
from articles.reading import read_story
from people.models import Person
from shows.models import Show
from staff.models import Profile
from web import paging
from web.addresses import address, by_address, find
from web.answers import may_frame, or_any, page
from web.prepared import prepared

STORIES_PER_PAGE = 24
RELATED = 6
CORRECTING = {Amendment.Kind.CORRECTION, Amendment.Kind.CLARIFICATION}


@require_safe
def stories(request):
    kind = paging.chosen(request, "kind", Kind)
    context = {"page": listed(request, stories_of_kind, kind or None), "kinds": Kind.choices, "kind": kind}
    return page(request, "articles/stories.html", context, keys=["stories"])


@prepared
def stories_of_kind(until, kind, moment, key):
    live = Article.objects.live(until)
    return from_moment(live if kind is None else live.filter(kind=kind), moment, key)


def listed(request, read, of):
    """A page of Cards of what `read(until, of, moment, key)` lists.

    `until` is where the page begins, and never ahead of the clock. One bound, not one for each: an index begins at
    the first it is given, and would walk from the newest story to the `moment` of a page far down.
    """

    def read_cards(moment, key):
        return cards(read(moment or request.began, of, moment, key))

    return paging.by_moment(request, Article.objects.live(request.began), read_cards, STORIES_PER_PAGE)


def from_moment(stories, moment, key):
    """Cards of `stories`, or of ties to them."""
    story = getattr(stories.model, "STORY", "pk")
    return paging.from_moment(stories, moment, key, STORIES_PER_PAGE, by=story).for_cards()


@require_safe
def topic(request, slug):
    found = topics_at(slug, request.began)
    if not found:
        raise Http404
    context = {"topic": found[0], "page": listed(request, stories_on_topic, found[0].pk)}
    return page(request, "articles/topic.html", context, keys=["stories"])


@prepared
def topics_at(slug, at):
    """Without a topic that only scheduled stories have: it would tell what is coming."""
    live = TaggedArticle.objects.live(at).filter(tag=OuterRef("pk"))
    return Topic.objects.filter(Exists(live), slug=slug)


@prepared
def stories_on_topic(until, topic, moment, key):
    return from_moment(TaggedArticle.objects.live(until).filter(tag=topic), moment, key)


@require_safe
def author(request, slug):
    found = find(request, "profile", authors_at, slug)
    context = {"author": found, "page": listed(request, stories_by, found.pk)}
    return page(request, "staff/author.html", context, keys=[f"author-{found.pk}", "stories"])


@prepared
def authors_at(slug, key):
    return by_address(Profile.objects.select_related("portrait"), slug, key)


@prepared
def stories_by(until, author, moment, key):
    return from_moment(Byline.objects.live(until).filter(profile=author), moment, key)


@require_safe
def story(request, slug):
    found = find(request, "article", partial(stories_at, request.began), slug)
    if found.state == State.KILLED:
        return page(request, "articles/gone.html", {}, status=410, keys=[f"story-{found.pk}"])
    context = story_page(found, request.began)
    keys = [f"story-{found.pk}", *(f"show-{pk}" for pk in sorted(context["text"].shows))]
    keys += [f"{link.kind}-{link.pk}" for link in context["links"] if link.kind != "topic"]
    answer = page(request, "articles/story.html", context, keys=or_any(keys, "facts", "stories"))
    return may_frame(answer, context["text"].frames)


@prepared
def stories_at(began, slug, key):
    return by_address(Article.objects.met(began).select_related("lead_picture").defer("body"), slug, key)


def story_page(article, at):
    """What templates/articles/story.html needs: two queries, and those of `read_story`.

    A third for a guide, which may have handed over, and a fourth where readers were told of an update.
    """
    text = read_story(article, at)
    links = [Link(kind, pk, name, slug) for kind, _, name, slug, pk in sorted(links_of(article.pk))]
    named = {kind: [link for link in links if link.kind == kind] for kind in ("author", "show", "person", "topic")}
    return {
        "story": article,
        "text": text,
        "later": later_guide(article, text, at),
        "amendments": by_place(told := amendments(article)),
        "links": links,
        "authors": named["author"],
        "shows": named["show"],
        "people": named["person"],
        "topics": named["topic"],
        "related": lines(related_to(article.pk, [show.pk for show in named["show"]], at)),
        "data": structured_data(article, named["author"], told),
    }


def later_guide(article, text, at):
    """The guide to a later season that has taken over from this one, or None."""
    is_guide = article.kind == Kind.GUIDE and text.asked
    return taken_over_by(text.asked.season, at) if is_guide else None


def amendments(article):
    """[(kind, moment, words, place)] of what readers were told of, the newest first; each moved the story’s date."""
    return amendments_of(article.pk) if article.material_update else []


def by_place(told):
    """What templates/articles/story.html shows of `told`; unfolded at the foot where a mistake was put right."""
    placed = {place: [row for row in told if row[3] == place] for place in Amendment.Place.values}
    return {**placed, "unfolded": any(row[0] in CORRECTING for row in placed[Amendment.Place.FOOT])}


@prepared
def amendments_of(article):
    amended = Amendment.objects.filter(article=article).order_by("-at", "-pk")
    return amended.values_list("kind", "at", "words", "place")


@dataclass(frozen=True)
class Link:
    """Something a story is signed by or filed under."""

    kind: str
    pk: int
    name: str
    slug: str

    @property
    def address(self):
        return address(self.kind, self.slug)


@prepared
def links_of(article):
    """(kind, position, name, slug, key) of the authors, shows, people and topics of a story, in one query."""

    def rows(kind, queryset, name, slug, pk, position):
        fields = [Value(kind, CharField()), position, Cast(name, CharField()), Cast(slug, CharField()), F(pk)]
        return queryset.order_by().values_list(*fields)

    nowhere = Value(0)
    signed = Byline.objects.filter(article=article)
    return rows("author", signed, "profile__name", "profile__slug", "profile_id", F("position")).union(
        rows("show", Show.objects.filter(articles=article), "title", "slug", "pk", nowhere),
        rows("person", Person.objects.filter(articles=article), "name", "slug", "pk", nowhere),
        rows("topic", Topic.objects.filter(tagged__content_object=article), "name", "slug", "pk", nowhere),
        all=True,
    )


@prepared
def related_to(article, shows, at):
    """Other stories about the same shows, the newest first."""
    about = Article.shows.through.objects.filter(show__in=shows).values("article")
    return Article.objects.live(at).filter(pk__in=about).exclude(pk=article).for_lines().newest()[:RELATED]


def structured_data(article, authors, told=()):
    """The story as schema.org has it; `told` is what `amendments` gives."""
    here = settings.SITE_URL + address("story", article.slug)
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": article.search_description or article.standfirst,
        "mainEntityOfPage": here,
        "datePublished": article.publish_at.isoformat(),
        "dateModified": article.updated.isoformat(),
        "author": [
            {"@type": "Person", "name": author.name, "url": settings.SITE_URL + author.address} for author in authors
        ],
        "publisher": {"@type": "Organization", "name": settings.NEWSDESK_NAME, "url": settings.SITE_URL},
    }
    if corrected := [amended for amended in told if amended[0] in CORRECTING]:
        data["correction"] = [
            {"@type": "CorrectionComment", "text": words, "datePublished": at.isoformat()}
            for _, at, words, _ in corrected
        ]
    if article.lead_picture and not article.lead_picture.expired:
        data["image"] = settings.SITE_URL + article.lead_picture.src
    return data
