"""What was announced, a report at a time, as readers may know it: for feeds.

A report is told once it moved a fact. What only opens our records, such as an import's first look at a show, is not
told: nobody announced it. What waits, was declined or confirms only is not in the ledger's moves, and so not here.
"""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject

from facts.headlines import headline
from facts.history import Line, line_of
from facts.models import Report, ReportKind, Statement, Tier
from people.models import Person
from shows.models import Appearance, CrewMember, Season
from web.addresses import address
from web.among import Among
from web.prepared import prepared

SHOWN = 30
# Of a report, and of all together: one may speak of as many seasons as there are.
LINES, MOST_LINES = 20, 600
TOLD = (ReportKind.NEWS, ReportKind.CORRECTION)
# The columns of a row: those of what moved and of its report,
ROW = {
    "fact": "fact_id",
    "name": "fact__name",
    "number": "number",
    "said": "said",
    "before": "before",
    "season": "fact__season_id",
    "appearance": "fact__appearance_id",
    "crew": "fact__crew_id",
    "person": "fact__person_id",
    "show": "fact__show_id",
    "title": "fact__show__title",
    "slug": "fact__show__slug",
    "form": "fact__show__form",
    "report": "report_id",
    "applied": "report__applied_at",
    "as_of": "report__as_of",
    "checked": "report__checked",
    "kind": "report__kind",
    "note": "report__note",
    "publisher": "report__preferred__publisher",
    "source": "report__preferred__address",
    "dead": "report__preferred__dead",
    "tier": "report__preferred__tier",
}
# and those of whose fact it is, as JSON: joined, they would be sixteen tables, which PostgreSQL takes 30 ms to plan.
# Who is named in a value is nearly always who is named in the present one.
SUBJECTS = {
    "season": (Season, {"season_number": "number", "network": "moved_to_id", "network_name": "moved_to__name"}),
    "appearance": (
        Appearance,
        {
            "appearance_season": "season_id",
            "appearance_number": "season__number",
            "spoiler": "standing_is_spoiler",
            "player": "cast_member__person__name",
            "player_slug": "cast_member__person__slug",
            "successor": "recast_by_id",
            "successor_name": "recast_by__name",
        },
    ),
    "crew": (
        CrewMember,
        {
            "crew_season": "season_id",
            "crew_number": "season__number",
            "maker": "person__name",
            "maker_slug": "person__slug",
        },
    ),
    "person": (Person, {"person_name": "name", "person_slug": "slug"}),
}
NOBODY = {name: None for _, columns in SUBJECTS.values() for name in columns}


@dataclass
class Announcement:
    """One report. `lines` are its first ones, and `more` says how many follow.

    `name` is unique and never changes; made of the first fact it moved, not of its own key, by whose gaps somebody
    could count what waits. `moment` is when readers had it, `changed` that or when some of it was corrected.
    """

    name: str
    moment: datetime
    changed: datetime
    title: str
    address: str
    lines: list[Line]
    more: int
    as_of: date
    publisher: str
    source: str
    tier: str
    correction: str


def announced(at):
    """The latest Announcements as of `at`, the newest first; one query."""
    return announcements(moves_announced(at))


def announced_of_show(show, at):
    """Those of what was said of one show, with its part of each; one query."""
    return announcements(moves_announced_of_show(show, at))[:SHOWN]


@prepared
def moves_announced(at):
    moves = Statement.objects.moving().filter(report=OuterRef("pk"))
    reports = Report.objects.recorded().filter(Exists(moves), kind__in=TOLD, applied_at__lte=at)
    latest = reports.order_by("-applied_at", "-pk").values("pk")[:SHOWN]
    return rows(Statement.objects.filter(Among("report", latest)), "-report__applied_at")


@prepared
def moves_announced_of_show(show, at):
    return rows(Statement.objects.filter(fact__show=show, moved__lte=at), "-moved")


def rows(statements, newest):
    told = statements.moving().filter(report__kind__in=TOLD).order_by(newest, "-report", "pk")
    return told.values_list(*ROW.values(), *map(subject, SUBJECTS))[:MOST_LINES]


def subject(kind):
    model, columns = SUBJECTS[kind]
    return Subquery(model.objects.filter(pk=OuterRef(f"fact__{kind}")).values_list(JSONObject(**columns)))


def row_of(values):
    own, subjects = values[: len(ROW)], values[len(ROW) :]
    [told] = filter(None, subjects)
    return {**NOBODY, **dict(zip(ROW, own, strict=True)), **told}


def announcements(found):
    """The Announcements of rows of the two above; no query."""
    moves = [row_of(values) for values in found]
    corrected = {(row["fact"], row["number"] - 1): row for row in moves if row["kind"] == ReportKind.CORRECTION}
    return [announcement(list(group), corrected) for _, group in groupby(moves, key=lambda row: row["report"])]


def announcement(moves, corrected):
    """One, of the rows of one report; `corrected` are the corrections, by fact and the number of what they correct."""
    first, shows = moves[0], {row["show"] for row in moves}
    lines = [line(row, (row["fact"], row["number"]) in corrected, len(shows) > 1) for row in moves]
    later = [corrected[key]["applied"] for row in moves if (key := (row["fact"], row["number"])) in corrected]
    is_correction = first["kind"] == ReportKind.CORRECTION
    title = headline(moves)
    return Announcement(
        name="/".join(map(str, (*subject_of(first), first["name"], first["number"]))),
        moment=first["applied"],
        changed=max([first["applied"], *later]),
        title=f"Correction: {title}" if is_correction else f"{title} (corrected since)" if later else title,
        address=lines[0].address if len({each.address for each in lines}) == 1 else address_of(first),
        lines=lines[:LINES],
        more=len(lines[LINES:]),
        as_of=first["as_of"],
        publisher=first["publisher"] or "",
        source=lines[0].source,
        tier=Tier(first["tier"]).label.partition(" · ")[2] if first["tier"] else "",
        correction=first["note"] if is_correction else "",
    )


def subject_of(row):
    """("season", key) of the subject of its fact."""
    return next((kind, row[kind]) for kind in ("season", "appearance", "crew", "person") if row[kind])


def address_of(row):
    """Of what a report that speaks of more than one page is about: the show."""
    return address("show", row["slug"]) if row["slug"] else address("person", row["person_slug"])


def line(row, is_corrected, names_show):
    networks = {row["network"]: row["network_name"]}
    people = {row["successor"]: row["successor_name"]}
    found = line_of(row, seasons_of(row), networks, people, is_corrected)
    if names_show and row["title"]:
        found.subject = f"{row['title']}, {found.subject}"
    return found


def seasons_of(row):
    """{key: its season}, with what `line_of` reads of one."""
    of_show = NamedShow(row["slug"])
    keys = (row["season"], row["appearance_season"], row["crew_season"])
    numbers = (row["season_number"], row["appearance_number"], row["crew_number"])
    return {key: NamedSeason(number, of_show) for key, number in zip(keys, numbers, strict=True) if key}


@dataclass
class NamedShow:
    slug: str


@dataclass
class NamedSeason:
    number: int
    show: NamedShow

    name = Season.name
