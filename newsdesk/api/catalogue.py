"""Shows, seasons and people in the API."""

from functools import partial

from facts.history import printed
from facts.models import DIFFERS, Fact
from facts.reading import differing
from facts.values import FACTS
from newsdesk import catalogue, people
from newsdesk.api import shapes
from newsdesk.api.answers import reads
from newsdesk.api.links import api_address, linked, listed, picture_of, shown_on_site
from newsdesk.api.stories import line_of
from shows import edtf
from shows.words import ShowStatus
from web import paging
from web.addresses import address, find
from web.prepared import prepared

# Shows


@reads("/shows/", shapes.Shows, name="shows", is_list=True)
def shows(request, status: ShowStatus | None = None):
    """Shows in the order of their slugs, those of one status where one is given."""
    found = paging.by_slug(request, partial(catalogue.cards, status and status.value), catalogue.SHOWS_PER_PAGE)
    items = [
        shapes.ShowLine(
            title=card.title,
            original_title=card.original_title,
            status=card.status,
            network=network_of(card.network),
            address=shown_on_site(card.address),
            api=api_address("show", card.slug),
        )
        for card in found.rows
    ]
    return listed(shapes.Shows, "shows", items, found), ["shows", "facts"]


@reads("/shows/{slug:slug}/", shapes.Show, name="show")
def show(request, slug: str):
    """A show with its seasons, their answers, cast, crew and the latest stories about it."""
    found = find(request, "show", catalogue.shows_at, slug)
    told = catalogue.show_page(found, request.began)
    return show_shape(found, told), catalogue.show_keys(found, told)


def show_shape(show, told):
    return shapes.Show(
        title=show.title,
        original_title=show.original_title,
        status=show.status,
        network=network_of(show.network),
        address=shown_on_site(show.get_absolute_url()),
        api=api_address("show", show.slug),
        premise=show.premise,
        premise_credit=show.premise_credit,
        kind=show.kind,
        form=show.form,
        language=show.language,
        genres=show.genres,
        poster=show.poster and picture_of(show.poster, show.poster.credit),
        ids=ids_of(show),
        other_titles=[
            shapes.OtherTitle(title=title, kind=kind, language=language) for title, kind, language in told["titles"]
        ],
        asked=told["asked"].number if told["asked"] else None,
        seasons=[shapes.SeasonLine(**season_line(season)) for season in told["seasons"]],
        cast=[member_of(member) for member in told["cast"]],
        crew=[crew_of(member) for member in told["crew"]],
        works=[work_of(work) for work in told["works"]],
        watch=[watch_of(link) for link in told["links"]],
        related=[
            shapes.Related(relation=other.words, show=linked(other.title, other.address)) for other in told["related"]
        ],
        stories=[line_of(story) for story in told["stories"]],
    )


def network_of(network):
    return network and linked(network.name, address("network", network.slug))


def ids_of(thing):
    return shapes.Ids(
        imdb=thing.imdb_id or None, tmdb=thing.tmdb_id, tvmaze=thing.tvmaze_id, wikidata=thing.wikidata_id or None
    )


def work_of(work):
    return shapes.Work(
        title=work.title,
        original_title=work.original_title,
        kind=work.kind,
        extent=work.extent,
        authors=[linked(*author) for author in work.authors],
    )


def watch_of(link):
    return shapes.Watch(
        network=linked(link.network, link.network_address),
        address=link.address,
        region=link.region,
        checked=link.checked,
    )


def member_of(member):
    now = member.now or {}
    recast_by = now.get("recast_by__slug")
    return shapes.Member(
        person=linked(member.name, member.address),
        character=linked(member.character, member.character_address) if member.character else None,
        role=member.role,
        billing=now.get("billing"),
        episodes=now.get("episodes"),
        standing=now.get("standing"),
        recast_by=linked(now["recast_by__name"], address("person", recast_by)) if recast_by else None,
        spoiler=bool(now.get("standing_is_spoiler")),
    )


def crew_of(member):
    return shapes.Crew(
        job=member.job, person=linked(member.name, member.address), season=member.season, standing=member.standing
    )


# Seasons


@reads("/shows/{slug:slug}/seasons/{int:number}/", shapes.Season, name="season")
def season(request, slug: str, number: int):
    """A season with every fact recorded of it, its episodes, cast and crew."""
    show = find(request, "show", catalogue.shows_at, slug)
    told = catalogue.season_page(show, number, request.began)
    return season_shape(told["season"], told), catalogue.season_keys(show, told)


def season_shape(season, told):
    networks = catalogue.known_networks(season.show, [season])
    return shapes.Season(
        **season_line(season),
        show=linked(season.show.title, season.show.get_absolute_url()),
        logline=season.logline,
        trailer=season.trailer,
        release_pattern=season.release_pattern or None,
        local_time=season.local_time,
        time_zone=season.time_zone,
        dates_by_country=dict(season.dates_by_country),
        paused=season.paused,
        split=season.split,
        cut_short=season.cut_short,
        moved_to=network_of(season.moved_to),
        facts=[fact_of(season, networks, *row) for row in facts_told(season.pk)],
        episodes=[
            shapes.Episode(number=episode.number, title=str(episode), airdate=episode.airdate)
            for episode in told["episodes"]
        ],
        cast=[member_of(member) for member in told["cast"]],
        crew=[crew_of(member) for member in told["crew"]],
        stories=[line_of(story) for story in told["stories"]],
    )


def season_line(season):
    """The fields of a SeasonLine; `season` has its answer."""
    return {
        "number": season.number,
        "name": season.name,
        "title": season.title,
        "status": season.status,
        "label": season.label,
        "answer": season.answer,
        "release": window_of(season.release),
        "episodes_ordered": season.episode_order,
        "final": season.final,
        "address": shown_on_site(season.get_absolute_url()),
        "api": api_address("season", season.show.slug, season.number),
    }


def window_of(window):
    return window and shapes.Window(
        words=window.shown(),
        earliest=window.earliest,
        latest=window.latest,
        precision=window.precision,
        certainty=window.certainty,
        edtf=edtf.write(window.span, window.certainty),
    )


@prepared
def facts_told(season):
    recorded = Fact.objects.filter(season=season, number__gt=0).order_by("name")
    source = [f"source__{name}" for name in ("title", "publisher", "address", "tier", "dead")]
    return recorded.values_list("name", "as_of", "checked", *source, *DIFFERS)


def fact_of(season, networks, name, as_of, checked, title, publisher, link, tier, dead, *differs):
    value = FACTS["season"][name].read(season)
    return shapes.Fact(
        name=name,
        label=FACTS["season"][name].label,
        value=value,
        words=printed("season", name, value, networks, {}),
        as_of=as_of,
        checked=checked,
        source=tier and shapes.Source(title=title, publisher=publisher, address="" if dead else link, tier=tier),
        differs=differing("season", name, *differs),
    )


# People


@reads("/people/", shapes.People, name="people", is_list=True)
def people_listed(request):
    """People in the order of their slugs."""
    found = paging.by_slug(request, people.named_rows, people.PEOPLE_PER_PAGE)
    items = [
        shapes.PersonLine(
            name=person.name,
            original_name=person.original_name,
            address=shown_on_site(person.address),
            api=api_address("person", person.slug),
        )
        for person in found.rows
    ]
    return listed(shapes.People, "people", items, found), ["people"]


@reads("/people/{slug:slug}/", shapes.Person, name="person")
def person(request, slug: str):
    """A person with their roles, what comes next for each, and the latest stories about them."""
    found = find(request, "person", people.people_at, slug)
    told = people.person_page(found, request.began)
    return person_shape(found, told), people.page_keys(found, told)


def person_shape(person, told):
    return shapes.Person(
        name=person.name,
        original_name=person.original_name,
        address=shown_on_site(person.get_absolute_url()),
        api=api_address("person", person.slug),
        biography=person.biography,
        pronouns=person.pronouns,
        born=day_of(person.born, person.born_precision),
        died=day_of(person.died, person.died_precision),
        portrait=person.portrait and picture_of(person.portrait, person.portrait.credit),
        ids=ids_of(person),
        other_names=[shapes.OtherName(name=name, kind=kind) for name, kind in told["names"]],
        roles=[role_of(role) for role in told["roles"]],
        crew=[job_of(job) for job in told["crew"]],
        stories=[line_of(story) for story in told["stories"]],
    )


def day_of(day, precision):
    return day and shapes.Day(day=day, precision=precision)


def role_of(role):
    now = role.now or {}
    return shapes.Role(
        show=linked(role.show, role.show_address),
        show_status=role.show_status,
        character=linked(role.character, role.character_address) if role.character else None,
        role=role.role_label,
        seasons=role.span,
        next=role.next and shapes.SeasonLine(**season_line(role.next)),
        standing=now.get("standing"),
        spoiler=bool(now.get("standing_is_spoiler")),
    )


def job_of(job):
    return shapes.Job(
        show=linked(job.show, job.show_address),
        show_status=job.show_status,
        job=job.job,
        season=job.season,
        standing=job.standing,
    )
