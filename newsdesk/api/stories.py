"""Stories in the API."""

from functools import partial

from ninja.errors import HttpError

from articles import views
from articles.kinds import Kind, State
from articles.syndicated import whole_stories
from newsdesk.api import shapes
from newsdesk.api.answers import reads
from newsdesk.api.links import api_address, linked, listed, picture_of, shown_on_site
from people.models import Person
from web.addresses import address, find
from web.answers import or_any
from web.prepared import prepared


@reads("/stories/", shapes.Stories, name="stories", is_list=True)
def stories(request, kind: Kind | None = None):
    """Stories, the newest first, those of one kind where one is given."""
    found = views.listed(request, views.stories_of_kind, kind and kind.value)
    return listed(shapes.Stories, "stories", [card_of(card) for card in found.rows], found), ["stories"]


@reads("/stories/{slug:slug}/", shapes.Story, name="story")
def story(request, slug: str):
    """A story with its text as it reads now: what is prepared for another day is not in it."""
    found = find(request, "article", partial(views.stories_at, request.began), slug)
    if found.state == State.KILLED:
        raise HttpError(410, "This story is gone, and will not return.")
    told = whole_stories([found], request.began)[found.pk]
    people = [views.Link("person", *row) for row in people_of(found.pk)]
    keys = [f"story-{found.pk}", *(f"show-{pk}" for pk in sorted(told.rests_on))]
    keys += [f"{link.kind}-{link.pk}" for link in (*told.authors, *told.shows, *people)]
    return story_shape(found, told, people), or_any(keys, "facts", "stories")


@prepared
def people_of(story):
    return Person.objects.filter(articles=story).order_by("name", "pk").values_list("pk", "name", "slug")


def story_shape(story, told, people):
    return shapes.Story(
        **line(story),
        standfirst=story.standfirst,
        picture=story.lead_picture and picture_of(story.lead_picture, story.lead_picture.credit),
        html=told.html,
        authors=all_linked(told.authors),
        shows=all_linked(told.shows),
        people=all_linked(people),
        topics=all_linked(told.topics),
        amendments=[shapes.Amendment(kind=kind, at=at, words=words) for kind, at, words, _ in views.amendments(story)],
    )


def all_linked(links):
    return [linked(link.name, link.address) for link in links]


def card_of(card):
    return shapes.StoryCard(
        **line(card),
        standfirst=card.standfirst,
        authors=[linked(*author) for author in card.signed],
        picture=picture_of(card.picture),
    )


def line_of(story):
    return shapes.StoryLine(**line(story))


def line(story):
    """The fields of a StoryLine; `story` is an articles.cards.Line, or the Article."""
    return {
        "headline": story.headline,
        "kind": story.kind,
        "published": story.publish_at,
        "updated": story.updated,
        "address": shown_on_site(address("story", story.slug)),
        "api": api_address("story", story.slug),
    }
