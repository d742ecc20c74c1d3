"""A story as readers would see it if its revision were published now. For the desk alone."""

from functools import partial

from django.utils import timezone

from articles.as_if import questions, read_as_if
from articles.models import Article, Topic
from articles.parts import compile_parts
from articles.reading import read_parts
from articles.views import Link, amendments, by_place, later_guide, structured_data
from people.models import Person
from pictures.models import Picture
from shows.models import Show
from staff.models import Profile
from web.text import slug_for

COLUMNS = ("headline", "standfirst", "kind", "search_title", "search_description")


def preview_page(article, document, at=None, asked=None):
    """What templates/articles/story.html needs, from a revision's `document` instead of the story's columns.

    `asked` maps refs of facts to the words they shall be assumed to have. `questions` are the facts that conditions of
    the text hang on, `as_if` those of them that are assumed.
    """
    at = at or timezone.now()
    story = shown_story(article, document, at)
    authors = _links("author", Profile, "name", document["authors"])
    parts = compile_parts(document["body"])
    offered = questions(parts, asked or {})
    assumed = {question.fact.ref: question.chosen for question in offered if question.chosen}
    text = _read(article, document, parts, at, assumed)
    return {
        "story": story,
        "text": text,
        "later": later_guide(story, text, at),
        "amendments": by_place(told := amendments(story)),
        "questions": offered,
        "as_if": [question for question in offered if question.chosen],
        "authors": authors,
        "shows": _links("show", Show, "title", document["shows"]),
        "people": _links("person", Person, "name", document["people"]),
        "topics": _topics(document["tags"]),
        "related": [],
        "data": structured_data(story, authors, told),
    }


def read_document(article, document, at=None):
    """The body of `document`, resolved as it would be for readers; a dated story keeps the day it was published."""
    return _read(article, document, compile_parts(document["body"]), at)


def _read(article, document, parts, at, assumed=None):
    """`parts` of `document` as of `at`, with the facts of `assumed`, {ref: word}, at these words."""
    read = partial(read_as_if, parts, assumed) if assumed else partial(read_parts, parts)
    if Article(kind=document["kind"]).is_maintained:
        return read(at, asked=document.get("season"))
    return read(at, as_published=article.first_published)


def shown_story(article, document, at):
    """An Article with the columns that publishing `document` would give it; never saved."""
    story = Article(pk=article.pk, slug=document["slug"] or article.slug, publish_at=article.publish_at or at)
    story.material_update, story.first_published = article.material_update, article.first_published
    for name in COLUMNS:
        setattr(story, name, document[name])
    if document["lead_picture"]:
        story.lead_picture = Picture.objects.filter(pk=document["lead_picture"]).first()
    return story


def _links(kind, model, name, keys):
    """Links in the order of `keys`; what is gone is left out."""
    rows = model.objects.filter(pk__in=keys).values_list("pk", name, "slug")
    found = {row[0]: Link(kind, *row) for row in rows}
    return [found[key] for key in keys if key in found]


def _topics(tags):
    """Topics as they are, and those that publishing would make."""
    rows = Topic.objects.filter(name__in=tags).values_list("name", "pk", "slug")
    known = {name: Link("topic", pk, name, slug) for name, pk, slug in rows}
    return [known.get(tag) or Link("topic", 0, tag, slug_for(tag) or "topic") for tag in tags]
