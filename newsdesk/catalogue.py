"""Shows, seasons, characters, people and networks as readers see them: the views, and what each page reads.

Every `…_page` returns a template's whole context; the templates run no query. `at` is the moment the request began.
"""

from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import FilteredRelation, Q
from django.http import Http404
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from facts.history import history
from facts.models import Fact
from facts.reading import local_day, with_answers
from people.models import NameKind, Person
from shows.answers import release_label
from shows.derivation import ONE_SEASON, last_and_next
from shows.models import Appearance, Character, Network, RelatedShow, Season, Show
from shows.words import Billing, Relation, Role, SeasonStatus, ShowStatus, TitleKind
from web import paging
from web.addresses import find
from web.answers import or_any, page

SHOWS_PER_PAGE = 48
PEOPLE_PER_PAGE = 120
STORIES_BESIDE = 8
# More than any show we know has; a safeguard for page weight, not a page size.
MOST_ROWS = 200
# What is on or coming before what is over.
STATUSES = [
    ShowStatus.AIRING, ShowStatus.ENDING, ShowStatus.RENEWED, ShowStatus.UPCOMING, ShowStatus.IN_DEVELOPMENT,
    ShowStatus.AWAITING, ShowStatus.UNDECIDED, ShowStatus.ENDED, ShowStatus.CANCELLED, ShowStatus.SHELVED,
]  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"


# What the joined rows of these lists are shown by. Half the cost of a query is the columns nobody prints.
NAMED = {
    "watch": ["show", "address", "region", "checked", "network__name", "network__slug"],
    "crew": ["show", "season", "job", "standing", "position", "person__name", "person__slug"],
    "related": ["show__title", "show__slug", "to__title", "to__slug", "relation"],
}


# Lists


@require_safe
def shows(request):
    status = paging.chosen(request, "status", ShowStatus)
    listed = Show.objects.filter(status=status) if status else Show.objects.all()
    found = paging.by_slug(request, listed.for_cards(), SHOWS_PER_PAGE)
    context = {"page": found, "statuses": STATUSES, "status": status, "letters": LETTERS}
    return page(request, "shows/shows.html", context, keys=["shows", "facts"])


@require_safe
def people(request):
    found = paging.by_slug(request, Person.objects.only("name", "original_name", "slug", "version"), PEOPLE_PER_PAGE)
    return page(request, "people/people.html", {"page": found, "letters": LETTERS}, keys=["people"])


# A show


@require_safe
def show(request, slug):
    found = find(request, Show.objects.select_related("network", "poster", "beat_owner__profile"), slug)
    context = show_page(found, request.began)
    related = [f"show-{other.pk}" for _, other in context["related"]]
    keys = [f"show-{found.pk}", *network_keys(found), *related, *person_keys(context["cast"])]
    return page(request, "shows/show.html", context, keys=or_any(keys, "people"))


def show_page(show, at):
    """What templates/shows/show.html needs; ten queries."""
    seasons = seasons_of(show, at)
    asked = in_question(seasons)
    cast = cast_of(show, asked)
    links = list(show.watch_links.select_related("network").only(*NAMED["watch"]))
    return {
        "show": show,
        "seasons": seasons,
        "asked": asked,
        "question": question(show, asked),
        "cast": cast,
        "cast_now": [member for member in cast if member.now],
        "cast_before": [member for member in cast if not member.now],
        "links": links,
        "works": works_of(show),
        "crew": crew_of(show, show.crew.all(), seasons),
        "titles": list(show.other_titles.exclude(kind=TitleKind.KNOWN_WRONG).order_by("title")),
        "related": relations_of(show),
        "stories": list(show.articles.live(at).newest().for_lines()[:STORIES_BESIDE]),
        "history": history(
            Q(fact__show=show),
            seasons,
            networks=[show.network, *(season.moved_to for season in seasons), *(link.network for link in links)],
            people=known_people(cast),
        ),
    }


def network_keys(show):
    return [f"network-{show.network_id}"] if show.network_id else []


def person_keys(cast):
    return [f"person-{member.person_id}" for member in cast]


def seasons_of(show, at):
    """The seasons of `show` with their answers and `when`, the newest first; two queries."""
    seasons = list(show.seasons.select_related("moved_to").order_by("-number"))
    for season in seasons:
        season.show = show
    for season in with_answers(seasons, at, whole=[show.pk]):
        season.when = release_label(season, local_day(season, at))
    return seasons


def in_question(seasons):
    """The season a reader comes to ask about: the next one, else the last; None for a show without any."""
    last, coming = last_and_next(seasons)
    return coming or last


@dataclass
class Question:
    """What a show page answers first: its heading, and the status beside it, as a word of the trade and as a label."""

    words: str
    status: str
    label: str


def question(show, season):
    """What readers ask of `season`, the one in question; None without one.

    While the last season there is is complete they ask for the one after it, and of that one only the show's status
    tells: "Season 3? Undecided". Where no season is to follow, its own name stands there: "Season 3 Complete".
    """
    if season is None:
        return None
    if season.status != SeasonStatus.COMPLETE:
        return Question(f"{season.name}?", season.status, season.label)
    if season.final or show.form in ONE_SEASON:
        return Question(season.name, season.status, season.label)
    return Question(f"Season {season.number + 1}?", show.status, capfirst(show.get_status_display()))


@dataclass
class Member:
    """One line of a cast list. `now` holds billing, episodes and standing in the season asked about, or is None."""

    person_id: int
    name: str
    address: str
    character: str
    character_address: str
    role: str
    now: dict | None


def cast_of(show, season):
    """The cast of `show` as Members in the order of billing, `now` being each one's appearance in `season`; one query.

    As plain rows: a show may have two hundred, each of five tables.
    """
    joined = show.cast.annotate(now=FilteredRelation("appearances", condition=Q(appearances__season=season)))
    told = ["billing", "episodes", "standing", "standing_is_spoiler", "recast_by", "recast_by__name", "recast_by__slug"]
    begun = bool(season) and season.has_begun
    who = ["person", "person__name", "person__slug", "character__name", "character__slug", "role"]
    rows = joined.order_by("position", "pk").values_list(*who, *(f"now__{name}" for name in told))
    return [
        Member(
            person_id=person,
            name=name,
            address=reverse("person", args=[slug]),
            character=character or "",
            character_address=reverse("character", args=[show.slug, part_slug]) if part_slug else "",
            role=Role(role).label if role else "",
            now={**dict(zip(told, now, strict=True)), "billing": Billing(now[0]).label, "begun": begun}
            if now[0]
            else None,
        )
        for person, name, slug, character, part_slug, role, *now in rows[:MOST_ROWS]
    ]


def crew_of(show, crew, seasons):
    """The rows of `crew` in their order, each with its season from `seasons`; one query."""
    members = list(crew.select_related("person").only(*NAMED["crew"]).order_by("position", "pk")[:MOST_ROWS])
    numbered = {season.pk: season for season in seasons}
    for member in members:
        member.of_season = numbered.get(member.season_id)
    return members


def put_show(member, show):
    """So that the character's address needs no query for its show."""
    member.show = show
    if member.character:
        member.character.show = show


def known_people(cast):
    """{key: name} of everybody the cast list names."""
    known = {member.person_id: member.name for member in cast}
    return known | {m.now["recast_by"]: m.now["recast_by__name"] for m in cast if m.now and m.now["recast_by"]}


@dataclass
class Work:
    """What a show is based on, as the page says it; `authors` are (name, slug)."""

    title: str
    original_title: str
    kind: str
    extent: str
    authors: list = field(default_factory=list)


def works_of(show):
    """The works `show` is based on; one query."""
    named = [
        "work__title",
        "work__original_title",
        "work__kind",
        "extent",
        "work__authors__name",
        "work__authors__slug",
    ]
    rows = show.adaptations.order_by("work__title", "work", "work__authors__name").values_list("work", *named)
    works = {}
    for pk, title, original, kind, extent, author, slug in rows:
        work = works.setdefault(pk, Work(title, original, kind.replace("_", " "), extent))
        if slug:
            work.authors.append((author, slug))
    return list(works.values())


RELATION_OF = {
    Relation.SPIN_OFF: ("Spin-off of", "Spin-off"),
    Relation.REMAKE: ("Remake of", "Remake"),
    Relation.SEQUEL_FILM: ("Sequel film to", "Sequel film"),
    Relation.SAME_UNIVERSE: ("Same universe as", "Same universe"),
}


def relations_of(show):
    """[(words, other show)], whichever of the two the relation was written down at; one query."""
    rows = RelatedShow.objects.filter(Q(show=show) | Q(to=show)).select_related("show", "to").only(*NAMED["related"])
    return [
        (RELATION_OF[row.relation][0], row.to) if row.show_id == show.pk else (RELATION_OF[row.relation][1], row.show)
        for row in rows.order_by("relation", "pk")[:MOST_ROWS]
    ]


# A season


@require_safe
def season(request, slug, number):
    show = find(request, Show.objects.select_related("network", "poster"), slug)
    numbered = {season.number: season for season in show.seasons.select_related("moved_to").order_by("number")}
    if number not in numbered:
        raise Http404
    context = season_page(show, numbered[number], list(numbered.values()), request.began)
    keys = [f"show-{show.pk}", *network_keys(show), *person_keys(context["cast"])]
    return page(request, "shows/season.html", context, keys=or_any(keys, "people"))


def season_page(show, season, seasons, at):
    """What templates/shows/season.html needs, `seasons` being all of the show's; eight queries at most."""
    for each in seasons:
        each.show = show
    with_answers(seasons, at, whole=[show.pk])
    cast = [member for member in cast_of(show, season) if member.now]
    episodes = list(season.episodes.defer("summary")[:MOST_ROWS])
    about = Q(fact__season=season) | Q(fact__appearance__season=season) | Q(fact__crew__season=season)
    return {
        "show": show,
        "season": season,
        "seasons": seasons,
        "when": release_label(season, local_day(season, at)),
        "episodes": episodes,
        "from_tvmaze": any(episode.tvmaze_id for episode in episodes),
        "cast": cast,
        "crew": crew_of(show, show.crew.filter(Q(season=season) | Q(season=None)), seasons),
        "dates": list(season.country_dates.all()[:MOST_ROWS]),
        "stories": list(show.articles.live(at).newest().for_lines()[:STORIES_BESIDE]),
        "history": history(about, seasons, networks=[show.network, season.moved_to], people=known_people(cast)),
    }


# A character


@require_safe
def character(request, slug, character):
    show = find(request, Show.objects.select_related("network"), slug)
    found = find(request, Character.objects.filter(show=show), character, name="character", scope=show.pk)
    found.show = show
    context = {"character": found, "show": show, "players": players_of(found)}
    keys = [f"show-{show.pk}", *person_keys(context["players"])]
    return page(request, "shows/character.html", context, keys=or_any(keys, "people"))


def players_of(character):
    """Who plays `character`, each with `seen`, their appearances in the order of seasons; two queries."""
    members = list(character.played_by.select_related("person")[:MOST_ROWS])
    appearances = Appearance.objects.filter(cast_member__in=members).select_related("season", "recast_by")
    seen = {}
    for appearance in appearances.order_by("season__number"):
        appearance.season.show = character.show
        seen.setdefault(appearance.cast_member_id, []).append(appearance)
    for member in members:
        member.seen = seen.get(member.pk, [])
    return members


# A person


@require_safe
def person(request, slug):
    found = find(request, Person.objects.select_related("portrait"), slug)
    context = person_page(found, request.began)
    seen = [f"show-{credit.show_id}" for credit in (*context["roles"], *context["crew"])]
    return page(request, "people/person.html", context, keys=or_any([f"person-{found.pk}", *seen], "facts", "shows"))


def person_page(person, at):
    """What templates/people/person.html needs; eleven queries at most."""
    roles = roles_of(person, at)
    return {
        "person": person,
        "death": person.died and Fact.objects.filter(person=person, name="died").select_related("source").first(),
        "names": list(person.other_names.exclude(kind=NameKind.KNOWN_WRONG)),
        "roles": roles,
        "roles_now": [role for role in roles if role.next],
        "roles_before": [role for role in roles if not role.next],
        "crew": list(jobs_of(person)[:MOST_ROWS]),
        "works": works_by(person),
        "stories": list(person.articles.live(at).newest().for_lines()[:STORIES_BESIDE]),
    }


def jobs_of(person):
    return person.crew_in.select_related("show", "season").order_by("show__title", "position", "pk")


def roles_of(person, at):
    """The person's roles by the show's title; four queries.

    Each has `next`, its show's next season with its answer, or None; `now`, the appearance in it, or None; and `span`,
    the seasons appeared in.
    """
    roles = person.cast_in.select_related("show__network", "character").order_by("show__title", "position", "pk")
    roles = list(roles[:MOST_ROWS])
    coming = coming_of({role.show_id for role in roles}, at)
    seen = {}
    for appearance in appearances_of(person):
        seen.setdefault(appearance["cast_member"], []).append(appearance)
    for role in roles:
        put_show(role, role.show)
        role.next = coming.get(role.show_id)
        mine = seen.get(role.pk, [])
        role.now = next((each for each in mine if role.next and each["season"] == role.next.pk), None)
        role.span = span(each["season__number"] for each in mine if not role.next or each["season"] != role.next.pk)
    return roles


def coming_of(show_ids, at):
    """{show key: its next season with its answer} of these shows; two queries."""
    seasons = Season.objects.coming().for_answers().filter(show__in=show_ids)
    found = {}
    for season in seasons:
        found.setdefault(season.show_id, season)
    with_answers(found.values(), at)
    return found


def appearances_of(person):
    """What the page tells of each appearance, as plain rows: a host may have hundreds. One query."""
    rows = Appearance.objects.filter(cast_member__person=person).order_by("season__number")
    told = ["standing", "standing_is_spoiler", "recast_by__name", "recast_by__slug"]
    return list(rows.values("cast_member", "season", "season__number", *told))


def span(numbers):
    """ "Season 1", "Seasons 1–3, 5", "Specials"; "" for none."""
    numbers = sorted(set(numbers))
    regular = [number for number in numbers if number]
    runs = [[number for _, number in run] for _, run in groupby(enumerate(regular), key=lambda pair: pair[1] - pair[0])]
    words = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    said = [f"Season{'s' if len(regular) > 1 else ''} {words}"] if words else []
    return " and ".join(said + (["specials"] if said else ["Specials"]) * (0 in numbers))


def works_by(person):
    """[(work title, kind, [(show title, show slug)])] of what the person wrote that became a show; one query."""
    rows = person.source_works.order_by("title", "pk", "shows__title").values_list(
        "pk", "title", "kind", "shows__title", "shows__slug"
    )
    works = {}
    for pk, title, kind, show, slug in rows[:MOST_ROWS]:
        works.setdefault(pk, (title, kind.replace("_", " "), []))[2].extend([(show, slug)] if slug else [])
    return list(works.values())


# A network


@require_safe
def network(request, slug):
    found = find(request, Network.objects.all(), slug)
    listed = paging.by_slug(request, found.shows.defer("premise"), MOST_ROWS)
    rows = sorted(listed.rows, key=lambda show: (STATUSES.index(show.status), show.title.casefold()))
    groups = [(ShowStatus(status), list(group)) for status, group in groupby(rows, key=lambda show: show.status)]
    context = {"network": found, "page": listed, "groups": groups}
    return page(request, "shows/network.html", context, keys=[f"network-{found.pk}", "shows", "facts"])
