"""What was known when, in words: the moves of a show's or a season's facts as lines of a list."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Value

from facts.models import ReportKind, Statement
from facts.values import FACTS
from people.models import Person
from shows.answers import standing_phrase
from shows.models import Network
from web import paging
from web.addresses import address
from web.prepared import prepared

LINES_SHOWN = 20  # beside what else a page has
MOVES_PER_PAGE = 100  # where there is nothing else
# A page has twenty of these, of a dozen tables: as plain rows they cost a third of what they cost as objects.
COLUMNS = {
    "said": "said",
    "before": "before",
    "number": "number",
    "moved": "moved",
    "name": "fact__name",
    "season": "fact__season_id",
    "appearance": "fact__appearance_id",
    "crew": "fact__crew_id",
    "appearance_season": "fact__appearance__season_id",
    "crew_season": "fact__crew__season_id",
    "spoiler": "fact__appearance__standing_is_spoiler",
    "player": "fact__appearance__cast_member__person__name",
    "player_slug": "fact__appearance__cast_member__person__slug",
    "maker": "fact__crew__person__name",
    "maker_slug": "fact__crew__person__slug",
    "as_of": "report__as_of",
    "checked": "report__checked",
    "kind": "report__kind",
    "note": "report__note",
    "publisher": "report__preferred__publisher",
    "source": "report__preferred__address",
    "dead": "report__preferred__dead",
}


@dataclass
class Line:
    """One move: what was said of which fact, on which day and by whom, beside what stood before."""

    as_of: date
    checked: date
    subject: str
    address: str
    label: str
    said: str
    before: str
    spoiler: bool
    correction: str
    corrected: bool
    publisher: str
    source: str


@prepared
def moves_of_show(show):
    return latest(Statement.objects.filter(fact__show=show))


@prepared
def moves_of_season(show, season):
    """The show is named as well, since it has the index: a season's facts hang on three kinds of thing."""
    return latest(Statement.objects.of_season(season).filter(fact__show=show))


@prepared
def moves_until(show, moment, key):
    """(key, *COLUMNS) of a page of every move of a show, the latest first: after that of `moment` and `key`, if any."""
    moves = Statement.objects.filter(fact__show=show).moving()
    return paging.from_moment(moves, moment, key, MOVES_PER_PAGE, column="moved").values_list("pk", *COLUMNS.values())


@prepared
def corrected_in(show):
    """What was our mistake in a show's facts, as `mistaken` of `history` has it but for the number after it."""
    corrections = Statement.objects.filter(fact__show=show, report__kind=ReportKind.CORRECTION).moving()
    return corrections.values_list("fact__name", "fact__season_id", "fact__appearance_id", "fact__crew_id", "number")


def latest(statements):
    return statements.moving().order_by("-moved", "-pk").values_list(*COLUMNS.values())[:LINES_SHOWN]


def history(moves, seasons, *, networks, people, corrections=()):
    """`moves`, rows of COLUMNS, as Lines, the latest said first; no query.

    `seasons` are all of the show's. `networks` and `people`, as {key: name}, are those the page shows already: a value
    that names others is told without the name. `corrections` are those `moves` do not have, as of `corrected_in`.
    """
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in moves]
    rows.sort(key=lambda row: (row["as_of"], row["moved"]), reverse=True)
    by_key = {season.pk: season for season in seasons}
    mistaken = {(*of_fact(row), row["number"] - 1) for row in rows if row["kind"] == ReportKind.CORRECTION}
    mistaken |= {(*fact, number - 1) for *fact, number in corrections}
    return [line_of(row, by_key, networks, people, (*of_fact(row), row["number"]) in mistaken) for row in rows]


def of_fact(row):
    return row["name"], row["season"], row["appearance"], row["crew"]


def line_of(row, seasons, networks, people, corrected):
    kind = next(kind for kind in ("season", "appearance", "crew", "person") if row.get(kind))
    season = seasons.get(row["season"] or row["appearance_season"] or row["crew_season"])
    person = row["player"] or row["maker"] or row.get("person_name")
    slug = row["player_slug"] or row["maker_slug"] or row.get("person_slug")
    said = printed(kind, row["name"], row["said"], networks, people)
    before = printed(kind, row["name"], row["before"], networks, people) if row["number"] > 1 else ""
    linked = row["source"] if not row["dead"] else ""
    return Line(
        as_of=row["as_of"],
        checked=row["checked"],
        subject=", ".join(part for part in (person, season and season.name) if part),
        address=address("person", slug) if slug else address("season", season.show.slug, season.number),
        label=FACTS[kind][row["name"]].label,
        said=said,
        before="" if before == said else before,
        spoiler=bool(row["spoiler"]),
        correction=row["note"] if row["kind"] == ReportKind.CORRECTION else "",
        corrected=corrected,
        publisher=row["publisher"] or "",
        source=linked or "",
    )


def named_in(moves):
    """({key: name} of the networks, {key: name} of the people) that values in `moves` point to; one query at most."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in moves]
    return _names_of((row["name"], value) for row in rows for value in (row["before"], row["said"]))


def printed(kind, name, value, networks, people):
    """A value in words, with names from what is at hand, never by a query."""
    if name == "moved_to":
        return networks.get(value, "another network") if value else "none"
    if name == "standing":
        return standing_phrase(value["word"], people.get(value.get("by")))
    return FACTS[kind][name].printed(value)


# For the desk, whose lists are of statements


def history_of_show(show, limit=20):
    """The latest changes of `show`'s facts, newest first, in words. At most two queries."""
    rows = Statement.objects.moving().filter(fact__show=show).with_history_data()
    return in_words(rows.order_by("-moved", "-pk")[:limit])


def in_words(statements):
    """`statements` as a list with words on each. One query at most: for networks and people named in values."""
    statements = list(statements)
    names = _names(statements)
    for statement in statements:
        fact = statement.fact
        statement.about = _about(fact)
        statement.label = FACTS[fact.ref.kind][fact.name].label
        first = not statement.number or statement.number == 1
        statement.was = "" if first else printed(fact.ref.kind, fact.name, statement.before, *names)
        statement.reads = printed(fact.ref.kind, fact.name, statement.said, *names)
    return statements


def said_by(values):
    """{FactRef: value in words} for {FactRef: value as JSON}; one query at most, for networks and people named."""
    networks = {value for ref, value in values.items() if ref.name == "moved_to" and value}
    people = {value["by"] for ref, value in values.items() if ref.name == "standing" and value.get("by")}
    names = _named(networks, people)
    return {ref: printed(ref.kind, ref.name, value, *names) for ref, value in values.items()}


def _about(fact):
    """Whose fact it is, said where the show is known already."""
    match fact.ref.kind:
        case "season":
            return fact.season.name
        case "appearance":
            return f"{fact.appearance.cast_member.person}, {fact.appearance.season.name.lower()}"
        case "crew":
            return f"{fact.crew.person}, {fact.crew.get_job_display()}"
    return str(fact.person)


def _names(statements):
    """({key: name} of the networks, {key: name} of the people) that the values point to."""
    return _names_of(
        (statement.fact.name, value) for statement in statements for value in (statement.before, statement.said)
    )


def _names_of(values):
    """Likewise, for (fact name, value) of each."""
    values = list(values)
    networks = {value for name, value in values if name == "moved_to" and value}
    people = {value["by"] for name, value in values if name == "standing" and value and value.get("by")}
    return _named(networks, people)


def _named(networks, people):
    """({key: name} of these networks, {key: name} of these people); one query, none where there are no keys."""
    names = {"network": {}, "person": {}}
    rows = [
        model.objects.order_by().filter(pk__in=keys).values_list(Value(kind, CharField()), "pk", "name")
        for kind, model, keys in (("network", Network, networks), ("person", Person, people))
    ]
    for kind, pk, name in rows[0].union(rows[1], all=True):
        names[kind][pk] = name
    return names["network"], names["person"]
