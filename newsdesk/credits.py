"""Who is in a show, who makes it and what it is based on, as its pages list them: plain rows, there may be hundreds."""

from dataclasses import dataclass, field

from django.db.models import FilteredRelation, Q
from django.utils.text import capfirst

from facts.reading import TOLD, told_standing
from shows.answers import episode_order_phrase
from shows.models import Adaptation, CastMember, CrewMember
from shows.words import Billing, Job, Role, Standing
from web.addresses import address
from web.prepared import prepared

# More than any show we know has; a safeguard for page weight, not a page size.
MOST_ROWS = 200

# Cast


@dataclass
class Member:
    """One line of a cast list. `now` holds a note and the standing in the season asked about, or is None."""

    person_id: int
    name: str
    address: str
    character: str
    character_address: str
    role: str
    now: dict | None


WHO = ["person", "person__name", "person__slug", "character__name", "character__slug", "role"]
SHOWN = [
    "pk",
    "billing",
    "episodes",
    "standing",
    "standing_is_spoiler",
    "recast_by",
    "recast_by__name",
    "recast_by__slug",
]
# Of an appearance, and of a member of the crew, the standing is the only fact, so this joins one row at most.
TOLD_BY = [f"facts__{name}" for name in TOLD]


@prepared
def cast_rows(show, season):
    joined = CastMember.objects.filter(show=show)
    joined = joined.annotate(now=FilteredRelation("appearances", condition=Q(appearances__season=season)))
    return joined.order_by("position", "pk").values_list(*WHO, *(f"now__{name}" for name in SHOWN + TOLD_BY))[
        :MOST_ROWS
    ]


def cast_of(show, season):
    """The cast of `show` as Members in the order of billing, `now` being each one's appearance in `season`; one query.

    As plain rows: a show may have two hundred, each of five tables.
    """
    begun = bool(season) and season.has_begun
    return [
        Member(
            person_id=person,
            name=name,
            address=address("person", slug),
            character=character or "",
            character_address=address("character", show.slug, part_slug) if part_slug else "",
            role=Role(role).label if role else "",
            now=present(now, begun) if now[0] else None,
        )
        for person, name, slug, character, part_slug, role, *now in cast_rows(show.pk, season and season.pk)
    ]


def present(now, begun):
    """What a cast list tells of somebody in the season asked about; `now` are the columns SHOWN and TOLD_BY."""
    shown = dict(zip(SHOWN, now[: len(SHOWN)], strict=True))
    told = told_standing("appearance", *now[len(SHOWN) :])
    return {**shown, "note": note(shown["billing"], shown["episodes"]), "begun": begun, "told": told}


def note(billing, episodes):
    """The billing, and in how many episodes: "main, 8 episodes"."""
    said = Billing(billing).label
    return f"{said}, {episode_order_phrase(episodes)}" if episodes else said


def known_people(cast):
    """{key: name} of everybody the cast list names."""
    known = {member.person_id: member.name for member in cast}
    return known | {m.now["recast_by"]: m.now["recast_by__name"] for m in cast if m.now and m.now["recast_by"]}


def person_keys(cast):
    return [f"person-{member.person_id}" for member in cast]


# Crew


@dataclass
class Crew:
    """One line of those who make a show: `standing` is "" where nothing is known, `season` where it is for all."""

    job: str
    name: str
    address: str
    standing: str
    season: str
    differs: str


MADE_BY = ["job", "person__name", "person__slug", "standing", "season", *TOLD_BY]


@prepared
def crew_of_show(show):
    return CrewMember.objects.filter(show=show).order_by("position", "pk").values_list(*MADE_BY)[:MOST_ROWS]


@prepared
def crew_of_season(show, season):
    members = CrewMember.objects.filter(Q(season=season) | Q(season=None), show=show)
    return members.order_by("position", "pk").values_list(*MADE_BY)[:MOST_ROWS]


def crew(rows, seasons):
    """`rows` as Crew; no query."""
    named = {season.pk: season.name for season in seasons}
    return [
        Crew(
            capfirst(Job(job).label),
            name,
            address("person", slug),
            said(standing),
            named.get(season, ""),
            differs_of(told_standing("crew", *told)),
        )
        for job, name, slug, standing, season, *told in rows
    ]


def differs_of(told):
    """What reports differ in, in words; "" where nothing was told or all agree."""
    return told.differs if told else ""


def said(standing):
    return "" if standing == Standing.UNKNOWN else Standing(standing).label


# Works


@dataclass
class Work:
    """What a show is based on, as the page says it; `authors` are (name, address)."""

    title: str
    original_title: str
    kind: str
    extent: str
    authors: list = field(default_factory=list)


@prepared
def work_rows(show):
    own = ["work", "work__title", "work__original_title", "work__kind", "extent"]
    works = Adaptation.objects.filter(show=show).order_by("work__title", "work", "work__authors__name")
    return works.values_list(*own, "work__authors__name", "work__authors__slug")


def works_of(show):
    """The works `show` is based on; one query."""
    works = {}
    for pk, title, original, kind, extent, author, slug in work_rows(show.pk):
        work = works.setdefault(pk, Work(title, original, kind.replace("_", " "), extent))
        if slug:
            work.authors.append((author, address("person", slug)))
    return list(works.values())
