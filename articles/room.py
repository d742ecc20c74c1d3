"""What stands beside a story while it is written: the facts of its shows and the checks."""

from itertools import groupby

from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.body import sanitise
from articles.conditions import facts_in_words
from articles.lint import WARNING, check
from articles.unlinked import unlinked
from articles.words import references
from facts.forms import say
from facts.reading import with_answers
from facts.refs import FactRef
from shows.models import Season
from web.widgets import keys_in

SEASONS = 3  # of a show, the latest first; the others are in the @ menu
OFFERED = (("status", "sentence"), ("status", "label"), ("release", "label"))


def about_shows(keys):
    """[(show, its latest seasons)] for the shows with these keys; with answers and `inserts`. Two queries."""
    keys = keys_in(keys or ())
    rows = Season.objects.for_answers().filter(show__in=keys) if keys else ()
    seasons = with_answers(rows and rows.order_by("show__title", "show", "-number"), whole=keys)
    shows = [(show, list(found)[:SEASONS]) for show, found in groupby(seasons, lambda season: season.show)]
    for _, found in shows:
        for season in found:
            season.inserts = [_insert(season, name, form) for name, form in OFFERED]
            season.checked = season.told["status"].checked if "status" in season.told else None
    return shows


def _insert(season, name, form):
    """A live fact as the editor inserts it."""
    ref = FactRef.of(season, name)
    return {"ref": str(ref), "form": form, "name": name, "text": say(ref, season, form)}


def checks(html, story, *, shows=(), people=()):
    """What the room says of a text: `conditions`, its facts in words for the editor, the `findings` of the lint, and
    `unlinked`, names said without a link; `shows` and `people` are the keys of what it is about.

    One query for each kind of fact that words hang on, one for what is known to be wrong, and two or three for names.
    """
    try:
        body = sanitise(html)
    except ValidationError:  # the form says so itself
        return {}
    facts = facts_in_words(mark.ref for mark in references(body) if mark.role == "while")
    settled = story is not None and is_settled(story, timezone.now())
    return {
        "conditions": {ref: fact.as_row() for ref, fact in facts.items()},
        "findings": check(body, facts, settled=settled),
        "unlinked": unlinked(body, shows=keys_in(shows), people=keys_in(people)),
    }


def still_open(story):
    """The warnings that a story was just published with, as a sentence to follow another; "" without any."""
    settled = is_settled(story, story.touched)
    found = sum(finding.severity == WARNING for finding in check(story.body, settled=settled))
    return f" {found} {'thing' if found == 1 else 'things'} to look at under Checks." if found else ""


def is_settled(story, at):
    """Whether a story is a record of a day before `at`: dated, and out."""
    return not story.is_maintained and story.first_published is not None and story.first_published < at
