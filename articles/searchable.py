"""What readers' search looks through: a row for each published story, and for each show, person and character.

Models of this app too. Their rows follow from other rows, so they can be made anew: articles/search_index.py.
"""

import re
from html import unescape

from django.db import models

from articles.body import escape_text
from articles.marks import BLOCK_TAGS

# Characters of a story's text that are looked through; PostgreSQL takes a megabyte of different words and no more.
LONGEST = 100_000

_BREAKING = re.compile(rf"</?(?:{'|'.join(sorted(BLOCK_TAGS | {'br'}))})\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
# Stands where a page says what is true at the time, so that an excerpt does not close up over the hole.
_LEFT_OUT = " … "
_TOGETHER = re.compile(r"…(?: …)* ?(?=[,;:!?])|…(?: ?[….])+")


class StoryEntry(models.Model):
    """The words of a story as published: whether readers have it is asked of the story itself, each time."""

    article = models.OneToOneField("articles.Article", models.CASCADE, primary_key=True, related_name="search_entry")
    # Its headline, and the names of its authors, topics, shows and people; a line each.
    about = models.TextField()
    # Its standfirst and text, as far as they say the same to everybody and at any time.
    text = models.TextField()


class CatalogueEntry(models.Model):
    """The names of a show, a person or a character. Its key is no foreign key, as only the database writes it."""

    class Kind(models.TextChoices):
        SHOW = "show", "show"
        PERSON = "person", "person"
        CHARACTER = "character", "character"

    kind = models.CharField(max_length=10, choices=Kind)
    object_id = models.BigIntegerField()
    title = models.TextField()
    # All else it is called, known-wrong names included; a line each.
    names = models.TextField()
    # The titles of a character's show: words that go with a name, and find none by themselves.
    part_of = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="one_entry_per_show_or_person")]


def searchable(standfirst, parts):
    """The `text` of an entry: the unconditional words of a story with these `parts` (articles/parts.py).

    Left out is what a page looks up when it is read (live facts, live blocks, quotes of the bank, as they change),
    what is served only while something holds, and what is behind a fold: being found would give it away.
    """
    html = _TAG.sub("", _BREAKING.sub(" ", "".join(_unconditional(parts))))
    return _TOGETHER.sub("…", " ".join(f"{standfirst} {unescape(html)}".split()))[:LONGEST]


def _unconditional(parts):
    for part in parts:
        if isinstance(part, str):
            yield part
        elif "mention" in part:
            yield escape_text(part["text"])
        elif "spoiler" in part:
            yield f"<p>{escape_text(part['spoiler'])}</p>"
        elif "html_caption" in part:
            yield f"<p>{part['html_caption']}</p>"
        elif part.get("hold") == "flag":
            yield from _unconditional(part["parts"])
        else:
            yield _LEFT_OUT
