"""People as readers see them: the list, and a person's page with what comes next."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from articles.cards import latest_about_person
from facts.models import DIFFERS, Fact
from facts.reading import differing, told_standing, with_answers
from newsdesk.catalogue import LETTERS
from newsdesk.credits import MOST_ROWS, TOLD_BY, differs_of, said
from people.models import NameKind, OtherName, Person
from shows.models import Appearance, CastMember, CrewMember, Season, SourceWork
from shows.words import Job, Role, ShowStatus
from web import paging
from web.addresses import address, by_address, find
from web.answers import or_any, page
from web.prepared import prepared

PEOPLE_PER_PAGE = 120


# The list


@require_safe
def people(request):
    found = paging.by_slug(request, named_rows, PEOPLE_PER_PAGE)
    return page(request, "people/people.html", {"page": found, "letters": LETTERS}, keys=["people"])


@dataclass
class Named:
    name: str
    original_name: str
    slug: str

    @property
    def address(self):
        return address("person", self.slug)


def named_rows(after, start):
    return [Named(*row) for row in named(after, start)]


@prepared
def named(after, start):
    listed = paging.from_slug(Person.objects.all(), after, start, PEOPLE_PER_PAGE)
    return listed.values_list("name", "original_name", "slug")


# A person


@prepared
def people_at(slug, key):
    return by_address(Person.objects.select_related("portrait"), slug, key)


@require_safe
def person(request, slug):
    found = find(request, "person", people_at, slug)
    context = person_page(found, request.began)
    return page(request, "people/person.html", context, keys=page_keys(found, context))


def page_keys(person, told):
    """The surrogate keys of what person_page told of `person`."""
    shows = [f"show-{credit.show_id}" for credit in (*told["roles"], *told["crew"])]
    return or_any([f"person-{person.pk}", *shows], "facts", "shows")


def person_page(person, at):
    """What templates/people/person.html needs; eleven queries at most."""
    roles = roles_of(person, at)
    return {
        "person": person,
        "death": next((death_of(*row) for row in deaths(person.pk)), None) if person.died else None,
        "names": [(name, NameKind(kind).label) for name, kind in names_of(person.pk)],
        "roles": roles,
        "roles_now": [role for role in roles if role.next],
        "roles_before": [role for role in roles if not role.next],
        "crew": [job_of(*row) for row in jobs_of(person.pk)],
        "works": works_by(person),
        "stories": latest_about_person(person.pk, at),
    }


@prepared
def deaths(person):
    return Fact.objects.filter(person=person, name="died").values_list("checked", "source__publisher", *DIFFERS)


def death_of(checked, publisher, *differs):
    return {"checked": checked, "publisher": publisher, "differs": differing("person", "died", *differs)}


@prepared
def names_of(person):
    names = OtherName.objects.filter(person=person).exclude(kind=NameKind.KNOWN_WRONG)
    return names.order_by("kind", "name").values_list("name", "kind")


@dataclass
class Credit:
    """A show that somebody was in or worked on."""

    show_id: int
    show: str
    show_slug: str
    show_status: str

    @property
    def show_address(self):
        return address("show", self.show_slug)

    @property
    def show_status_label(self):
        return capfirst(ShowStatus(self.show_status).label)


SHOW = ["show", "show__title", "show__slug", "show__status"]


@dataclass
class JobOf(Credit):
    job: str
    standing: str
    season: str
    differs: str


@prepared
def jobs_of(person):
    jobs = CrewMember.objects.filter(person=person).order_by("show__title", "position", "pk")
    return jobs.values_list(*SHOW, "job", "standing", "season__number", *TOLD_BY)[:MOST_ROWS]


def job_of(show_id, show, slug, status, job, standing, number, *told):
    season = "" if number is None else Season(number=number).name
    differs = differs_of(told_standing("crew", *told))
    return JobOf(show_id, show, slug, status, Job(job).label, said(standing), season, differs)


@dataclass
class RoleOf(Credit):
    """A role: `next` is its show's next season with its answer, or None; `now` the appearance in it, or None.

    `span` says which seasons they appeared in.
    """

    pk: int
    character: str | None
    character_slug: str | None
    role: str
    next: Season | None = None
    now: dict | None = None
    span: str = ""

    @property
    def character_address(self):
        return address("character", self.show_slug, self.character_slug)

    @property
    def role_label(self):
        return Role(self.role).label if self.role else ""


@prepared
def role_rows(person):
    roles = CastMember.objects.filter(person=person).order_by("show__title", "position", "pk")
    return roles.values_list(*SHOW, "pk", "character__name", "character__slug", "role")[:MOST_ROWS]


def roles_of(person, at):
    """The person's roles by the show's title; four queries."""
    roles = [RoleOf(*row) for row in role_rows(person.pk)]
    coming = coming_of({role.show_id for role in roles}, at)
    seen = {}
    for appearance in appearances_of(person.pk):
        seen.setdefault(appearance["cast_member"], []).append(appearance)
    for role in roles:
        role.next = coming.get(role.show_id)
        mine = seen.get(role.pk, [])
        role.now = next((each for each in mine if role.next and each["season"] == role.next.pk), None)
        if role.now:
            role.now["told"] = told_standing("appearance", *(role.now[name] for name in TOLD_BY))
        role.span = span(each["season__number"] for each in mine if not role.next or each["season"] != role.next.pk)
    return roles


@prepared
def coming_seasons(shows):
    return Season.objects.coming().for_answers().filter(show__in=shows)


def coming_of(show_ids, at):
    """{show key: its next season with its answer} of these shows; two queries."""
    found = {}
    for season in coming_seasons(show_ids):
        found.setdefault(season.show_id, season)
    with_answers(found.values(), at)
    return found


@prepared
def appearances_of(person):
    """What the page tells of each appearance, as plain rows: a host may have hundreds."""
    rows = Appearance.objects.filter(cast_member__person=person).order_by("season__number")
    told = ["pk", "standing", "standing_is_spoiler", "recast_by__name", "recast_by__slug"]
    return rows.values("cast_member", "season", "season__number", *told, *TOLD_BY)


def span(numbers):
    """ "Season 1", "Seasons 1–3, 5", "Specials"; "" for none."""
    numbers = sorted(set(numbers))
    regular = [number for number in numbers if number]
    runs = [[number for _, number in run] for _, run in groupby(enumerate(regular), key=lambda pair: pair[1] - pair[0])]
    words = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    said = [f"Season{'s' if len(regular) > 1 else ''} {words}"] if words else []
    return " and ".join(said + (["specials"] if said else ["Specials"]) * (0 in numbers))


@prepared
def work_rows(person):
    works = SourceWork.objects.filter(authors=person).order_by("title", "pk", "shows__title")
    return works.values_list("pk", "title", "kind", "shows__title", "shows__slug")[:MOST_ROWS]


def works_by(person):
    """[(work title, kind, [(show title, address)])] of what the person wrote that became a show; one query."""
    works = {}
    for pk, title, kind, show, slug in work_rows(person.pk):
        shows = works.setdefault(pk, (title, kind.replace("_", " "), []))[2]
        shows.extend([(show, address("show", slug))] if slug else [])
    return list(works.values())
