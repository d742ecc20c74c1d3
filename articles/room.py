"""What stands beside a story while it is written: the facts of its shows, and two texts as words."""

from dataclasses import replace
from itertools import groupby

from django.core.exceptions import ValidationError

from articles.body import sanitise
from articles.words import plain_text
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


def in_text(difference):
    """A Difference of two bodies as words; of two spellings of the same words, as it is."""
    if "<" not in difference.theirs + difference.mine or difference.label != "Body":
        return difference
    theirs, mine = _words(difference.theirs), _words(difference.mine)
    return difference if theirs == mine else replace(difference, theirs=theirs, mine=mine)


def _words(html):
    try:
        return plain_text(sanitise(html))
    except ValidationError:
        return html
