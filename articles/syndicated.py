"""Stories for feeds and programs: what their pages tell of them at a moment, as plain HTML that stands by itself."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString

from articles.plain import plain
from articles.reading import Resolver, story_of, text_of
from articles.together import Together
from articles.views import Link, by_place
from web.addresses import address

# Whose page has them in a form that is nothing without its style, or its script.
OWN_TEMPLATES = {"embed", "seasons", "status"}


@dataclass
class Whole:
    """A story in full: plain `html` with whole addresses, and Links to who signed it and what it is filed under.

    `rests_on` are the keys of the shows whose facts are in it.
    """

    html: SafeString
    authors: list[Link]
    topics: list[Link]
    shows: list[Link]
    rests_on: set


def bodies(stories, at):
    """{key: plain HTML} of these Articles as readers have them at `at`, as SafeStrings.

    Each holds what its page tells in the place it tells it: what was amended at the top, the answer of a guide, where
    a dated story stands now, the text with its live facts and blocks and with the one prepared passage that holds,
    what was amended at the foot. The lead picture is not in it, nor what is folded away as a spoiler. Five queries at
    most, for one story or thirty; and up to four where facts of cast, crew or people stand in their sentences.
    """
    return {pk: told.html for pk, told in whole_stories(stories, at).items()}


def whole_stories(stories, at):
    """{key: Whole} of these Articles as readers have them at `at`; no query more than `bodies`."""
    texts = {story.pk: text_of(story) for story in stories}
    shelf = Together(list(texts.values()), stories, at)
    return {story.pk: whole_story(story, texts[story.pk], shelf) for story in stories}


def whole_story(story, text, shelf):
    told = story_of(Plain(text, shelf))
    context = {"story": story, "text": told, "amendments": by_place(shelf.amendments(story))}
    html = get_template("articles/plain/story.html").render(context)
    html = plain(html, settings.SITE_URL + address("story", story.slug))
    links = (shelf.links(story, kind) for kind in ("author", "topic", "about"))
    return Whole(html, *links, told.shows)


class Plain(Resolver):
    """A Resolver for where nothing unfolds: who said so stands on the story's page."""

    def sourced(self, shown, told):
        return shown

    def folded(self, shown, told):
        return "(spoiler)"

    def draw(self, name, context):
        if name not in OWN_TEMPLATES:
            return super().draw(name, context)
        return get_template(f"articles/plain/{name}.html").render(context)
