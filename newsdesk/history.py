"""What was known when, in words: the moves of a show's or a season's facts as lines of a list."""

from dataclasses import dataclass

from facts.models import ReportKind, Statement
from facts.values import fact_type
from shows.answers import standing_phrase

LINES_SHOWN = 20


@dataclass
class Line:
    """One move: what was said of which fact, on which day and by whom, beside what stood before."""

    report: object
    subject: str
    address: str
    label: str
    said: str
    before: str
    spoiler: bool

    @property
    def is_correction(self):
        return self.report.kind == ReportKind.CORRECTION


def history(show, about, *, networks=(), people=()):
    """The latest moves of the facts that `about`, a Q, chooses, as Lines, the latest said first; one query.

    `networks` and `people` are those the page shows already: values that name others are told without the name.
    """
    names = {network.pk: network.name for network in networks if network}, {person.pk: person.name for person in people}
    rows = Statement.objects.moving().filter(about).with_history_data().order_by("-moved", "-pk")[:LINES_SHOWN]
    rows = sorted(rows, key=lambda row: (row.report.as_of, row.moved, row.pk), reverse=True)
    return [line_of(row, show, *names) for row in rows]


def line_of(row, show, networks, people):
    fact = row.fact
    season = fact.season or (fact.appearance and fact.appearance.season)
    person = fact.person or (fact.appearance and fact.appearance.cast_member.person) or (fact.crew and fact.crew.person)
    if season:
        season.show = show
    said = printed(fact, row.said, networks, people)
    before = printed(fact, row.before, networks, people) if row.number > 1 else ""
    return Line(
        report=row.report,
        subject=", ".join(part for part in (person and person.name, season and season.name) if part),
        address=(person or season).get_absolute_url(),
        label=fact_type(fact.ref).label,
        said=said,
        before="" if before == said else before,
        spoiler=bool(fact.appearance and fact.appearance.standing_is_spoiler),
    )


def printed(fact, value, networks, people):
    """A value in words, with names from what is at hand, never by a query."""
    if fact.name == "moved_to":
        return networks.get(value, "another network") if value else "none"
    if fact.name == "standing":
        return standing_phrase(value["word"], people.get(value.get("by")))
    return fact_type(fact.ref).printed(value)
