"""What was known when: the ledger's changes in words, without a query for each value."""

from facts.models import Statement
from facts.values import FACTS
from people.models import Person
from shows import answers
from shows.models import Network


def history_of_show(show, limit=20):
    """The latest changes of `show`'s facts, newest first, each with `about`, `label`, `was` and `reads` in words."""
    return in_words(
        Statement.objects.moving().filter(fact__show=show).with_history_data().order_by("-moved", "-pk")[:limit]
    )


def history_of_season(season, limit=20):
    """As `history_of_show`, of one season and its cast."""
    rows = Statement.objects.moving().of_season(season).with_history_data()
    return in_words(rows.order_by("-moved", "-pk")[:limit])


def in_words(statements):
    """`statements` as a list with words on each. At most two queries: for networks and for people named in values."""
    statements = list(statements)
    names = _names(statements)
    for statement in statements:
        fact = statement.fact
        statement.about = _about(fact)
        statement.label = FACTS[fact.ref.kind][fact.name].label
        statement.was = _reads(fact, statement.before, names) if statement.number and statement.number > 1 else ""
        statement.reads = _reads(fact, statement.said, names)
    return statements


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
    """{("network" or "person", key): name} of everything the values point to."""
    values = [(statement.fact.name, value) for statement in statements for value in (statement.before, statement.said)]
    networks = {value for name, value in values if name == "moved_to" and value}
    people = {value["by"] for name, value in values if name == "standing" and value and value.get("by")}
    names = {}
    for kind, model, keys in (("network", Network, networks), ("person", Person, people)):
        if keys:
            names |= {(kind, pk): name for pk, name in model.objects.filter(pk__in=keys).values_list("pk", "name")}
    return names


def _reads(fact, value, names):
    if fact.name == "moved_to":
        return names.get(("network", value), "none")
    if fact.name == "standing":
        return answers.standing_phrase(value["word"], names.get(("person", value.get("by"))))
    return FACTS[fact.ref.kind][fact.name].printed(value)
