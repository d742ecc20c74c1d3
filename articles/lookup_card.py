"""What the @ menu shows beside the row that is chosen: what it is, and what it would put into the text now.

A card is a dict {"what": str, "lines": [str, …], "source": str}. Those of facts and seasons come with the rows of the
menu, which have read all that is needed; the others are asked for one by one.
"""

from django.db.models import CharField, Value

from articles.marks import read_number
from facts.forms import say
from facts.refs import FactRef
from facts.values import FACTS
from people.models import Person
from shows.models import Appearance, CastMember, Character, CrewMember, Show
from shows.words import Job, Role

MOST_LINES = 5  # of a list; the rest is counted
MOST_PARTS = 200  # that are read of anybody
ROLES, JOBS = dict(Role.choices), dict(Job.choices)


# Of what is at hand: a season from facts.reading.with_answers


def of_fact(season, name, form):
    ref = FactRef.of(season, name)
    said = [say(ref, season, each) for each in dict.fromkeys((form, "sentence"))]
    what = f"Live fact: {FACTS['season'][name].label} of {season}"
    return _card(what, dict.fromkeys(filter(None, said)), _source(season, name))


def of_status_block(season):
    differ = [f"Reports differ. {line}." for line in season.differs]
    return _card(f"Live block: where {season} stands", [season.answer, *differ], _source(season, "status"))


def of_seasons_block(seasons):
    lines = [" ".join(filter(None, (f"{each.name}: {each.label}.", each.release_line))) for each in seasons]
    return _card(f"Live block: all seasons of {seasons[0].show}", lines)


def of_season(season):
    return _card("A link to the season", [season.answer], _source(season, "status"))


def of_show(seasons):
    """Of a show by its seasons, the latest first."""
    return _card(_link_to(seasons[0].show), [f"{each.name}: {each.label}." for each in seasons])


def _source(season, name):
    return season.told[name].note if name in season.told else "Nothing is recorded of it yet."


def _card(what, lines, source=""):
    lines = list(lines)
    more = len(lines) - MOST_LINES
    shown = lines if more <= 0 else [*lines[:MOST_LINES], f"and {more} more"]
    return {"what": what, "lines": shown, "source": source}


# Of what is asked for


def card(asked):
    """The card of "person:7", "character:8" or "show:9", or of a season's block, "cast:season:34"; None where none is.

    Two queries at most.
    """
    *block, kind, key = asked.split(":") if ":" in asked else ["", ""]
    of = CARDS.get(":".join([*block, kind]))
    found = of and read_number(key)
    return of(found) if found else None


def _cast(season):
    rows = list(Appearance.objects.filter(season=season).for_blocks())
    if not rows:
        return None
    lines = [f"{_member(row.cast_member)}: {row.get_standing_display()}" for row in rows]
    return _card(f"Live block: cast of {rows[0].season}", lines)


def _member(member):
    part = member.character.name if member.character else ROLES.get(member.role, "")
    return f"{member.person.name} as {part.removeprefix('as ')}" if part else member.person.name


def _person(pk):
    person = Person.objects.filter(pk=pk).first()
    if not person:
        return None
    own = f", {person.original_name}" if person.original_name else ""
    died = [f"Died {person.death}."] if person.died else []
    return _card(f"A link to the person{own}", [*died, *parts_of([pk]).get(pk, ())])


def _character(pk):
    character = Character.objects.select_related("show").filter(pk=pk).first()
    if not character:
        return None
    members = CastMember.objects.filter(character=pk).select_related("person")[:MOST_PARTS]
    return _card(f"A link to the character of {character.show}", [f"Played by {each.person}." for each in members])


def _show(pk):
    """Of a show whose seasons did not come with the menu."""
    show = Show.objects.select_related("network").filter(pk=pk).first()
    if not show:
        return None
    lines = [f"{each.name}: {each.get_status_display()}." for each in show.seasons.order_by("-number")[:MOST_PARTS]]
    return _card(_link_to(show), lines)


def _link_to(show):
    return f"A link to the show, on {show.network}" if show.network else "A link to the show"


def parts_of(people):
    """{key: ["Choi Nam-ra in All of Us Are Dead", "director of …"]} of these people, MOST_PARTS in all; one query."""
    names = ["person", "character__name", "role", "show__title"]
    cast = CastMember.objects.filter(person__in=people).order_by().values_list(*names)
    none = Value("", CharField())
    crew = CrewMember.objects.filter(person__in=people).order_by().values_list("person", none, "job", "show__title")
    found = {}
    for person, part, word, show in cast.union(crew).order_by("show__title")[:MOST_PARTS]:
        said = f"{JOBS[word]} of {show}" if word in JOBS else f"{part or ROLES.get(word) or 'themselves'} in {show}"
        found.setdefault(person, []).append(said)
    return found


CARDS = {"person": _person, "character": _character, "show": _show, "cast:season": _cast}
