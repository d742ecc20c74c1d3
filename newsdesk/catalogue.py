"""Shows and seasons as readers see them: the views, and what each page reads.

Every `…_page` returns what the page and the API tell, every `…_history` what the page tells besides; the templates run
no query. `at` is the moment the request began.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.http import Http404
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from articles.cards import latest_about_show
from articles.guides import GuideLink
from articles.models import Article, Kind
from facts.history import LINES_SHOWN, history, moves_of_season, moves_of_show
from facts.models import Verdict
from facts.reading import UNDECIDED, local_day, with_answers
from newsdesk.credits import (
    MOST_ROWS,
    cast_of,
    crew,
    crew_of_season,
    crew_of_show,
    known_people,
    person_keys,
    works_of,
)
from pictures.shown import Shown, columns, shown
from shows.answers import release_label
from shows.derivation import ONE_SEASON, last_and_next
from shows.models import (
    Episode,
    OtherTitle,
    RelatedShow,
    Season,
    Show,
    WatchLink,
)
from shows.rows import NetworkRow
from shows.words import Relation, SeasonStatus, ShowStatus, TitleKind
from web import paging
from web.addresses import address, by_address, find
from web.answers import or_any, page
from web.prepared import prepared

SHOWS_PER_PAGE = 48
# What is on or coming before what is over.
STATUSES = [
    ShowStatus.AIRING, ShowStatus.ENDING, ShowStatus.RENEWED, ShowStatus.UPCOMING, ShowStatus.IN_DEVELOPMENT,
    ShowStatus.AWAITING, ShowStatus.UNDECIDED, ShowStatus.ENDED, ShowStatus.CANCELLED, ShowStatus.SHELVED,
]  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"


# The list


@require_safe
def shows(request):
    status = paging.chosen(request, "status", ShowStatus)
    found = paging.by_slug(request, partial(cards, status or None), SHOWS_PER_PAGE)
    context = {"page": found, "statuses": STATUSES, "status": status, "letters": LETTERS}
    return page(request, "shows/shows.html", context, keys=["shows", "facts"])


@dataclass
class Card:
    """What templates/shows/_cards.html shows."""

    title: str
    slug: str
    original_title: str
    status: str
    network: NetworkRow | None
    poster: Shown | None

    @property
    def address(self):
        return address("show", self.slug)

    @property
    def status_label(self):
        return capfirst(ShowStatus(self.status).label)


def cards(status, after, start):
    return [
        Card(*own, NetworkRow(network, network_slug) if network_slug else None, shown(poster))
        for *own, network, network_slug, poster in (
            (*row[:4], *row[4:6], row[6:]) for row in cards_listed(status, after, start)
        )
    ]


@prepared
def cards_listed(status, after, start):
    listed = Show.objects.all() if status is None else Show.objects.filter(status=status)
    return paging.from_slug(listed, after, start, SHOWS_PER_PAGE).for_cards()


# A show

SHOWN = [
    "title", "original_title", "premise", "premise_credit", "kind", "form", "language", "genres", "address", "status",
    "slug", "imdb_id", "tmdb_id", "tvmaze_id", "wikidata_id", "network__name", "network__slug", *columns("poster"),
    "poster__credit", "beat_owner__profile__name", "beat_owner__profile__slug",
]  # fmt: skip


@prepared
def shows_at(slug, key):
    """Shows with all that their own pages say of them: half the cost of reading is the columns nobody prints."""
    return by_address(Show.objects.select_related("network", "poster", "beat_owner__profile").only(*SHOWN), slug, key)


@require_safe
def show(request, slug):
    found = find(request, "show", shows_at, slug)
    told = show_page(found, request.began)
    context = told | show_history(found, told)
    return page(request, "shows/show.html", context, keys=show_keys(found, told))


def show_keys(show, told):
    """The surrogate keys of what show_page told of `show`."""
    related = [f"show-{other.pk}" for other in told["related"]]
    return or_any([f"show-{show.pk}", *network_keys(show), *related, *person_keys(told["cast"])], "people")


def show_page(show, at):
    """What a show’s page and the API tell of it; nine queries."""
    seasons = seasons_of(show, at)
    asked = in_question(seasons)
    cast = cast_of(show, asked)
    links = [Link(*row) for row in links_of(show.pk)]
    return {
        "show": show,
        "seasons": seasons,
        "asked": asked,
        "summary": asked.answer if asked else show.premise,
        "question": question(show, asked),
        "guide": next((GuideLink(season.number, season.guide) for season in seasons if season.guide), None),
        "cast": cast,
        "cast_now": [member for member in cast if member.now],
        "cast_before": [member for member in cast if not member.now],
        "links": links,
        "works": works_of(show),
        "crew": crew(crew_of_show(show.pk), seasons),
        "titles": [(title, TitleKind(kind).label, language) for title, kind, language in titles_of(show.pk)],
        "related": relations_of(show),
        "stories": latest_about_show(show.pk, at),
    }


def show_history(show, told):
    """What was known when of all of `show`, for _history.html; `told` is by show_page. One query."""
    networks = known_networks(show, told["seasons"]) | {link.network_id: link.network for link in told["links"]}
    moves = moves_of_show(show.pk)
    lines = history(moves, told["seasons"], networks=networks, people=known_people(told["cast"]))
    return {"history": lines, "most_lines": LINES_SHOWN}


def network_keys(show):
    return [f"network-{show.network_id}"] if show.network_id else []


@prepared
def seasons_of_show(show, at):
    """The seasons of a show, the newest first, each with the slug of its live guide as `guide`, and its outlook."""
    guides = Article.objects.live(at).filter(kind=Kind.GUIDE, season=OuterRef("pk")).order_by("-publish_at", "-pk")
    seasons = Season.objects.filter(show=show).annotate(guide=Subquery(guides.values("slug")[:1]))
    return with_outlooks(seasons.select_related("moved_to")).order_by("-number")


def with_outlooks(seasons):
    """`seasons` with what the desk thinks will become of each, as `outlook_…`; nothing where nobody signed anything."""
    opinion = FilteredRelation("outlooks", condition=Q(outlooks__cleared_at=None))
    told = {f"outlook_{name}": F(f"opinion__{name}") for name in ("verdict", "reason", "signed", "at")}
    return seasons.annotate(opinion=opinion).annotate(**told)


def seasons_of(show, at):
    """The seasons of `show` with their answers and `when`, the newest first; two queries."""
    seasons = seasons_of_show(show.pk, at)
    for season in seasons:
        season.show = show
    for season in with_answers(seasons, at, whole=[show.pk]):
        put_verdict(season)
        season.when = release_label(season, local_day(season, at))
    return seasons


def put_verdict(season):
    """The outlook in words, while the season is undecided; an old one on a decided season is no news."""
    open_still = season.status in UNDECIDED and season.outlook_verdict
    season.outlook_verdict = Verdict(season.outlook_verdict).label if open_still else ""


def known_networks(show, seasons):
    """{key: name} of the networks that the show and its seasons are on."""
    networks = [show.network, *(season.moved_to for season in seasons)]
    return {network.pk: network.name for network in networks if network}


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
class Link:
    """Where a show can be watched."""

    address: str
    region: str
    checked: date | None
    network_id: int
    network: str
    network_slug: str

    @property
    def network_address(self):
        return address("network", self.network_slug)


@prepared
def links_of(show):
    told = ["address", "region", "checked", "network", "network__name", "network__slug"]
    return WatchLink.objects.filter(show=show).order_by("region", "pk").values_list(*told)


@prepared
def titles_of(show):
    named = OtherTitle.objects.filter(show=show).exclude(kind=TitleKind.KNOWN_WRONG).order_by("title")
    return named.values_list("title", "kind", "language")


RELATION_OF = {
    Relation.SPIN_OFF: ("Spin-off of", "Spin-off"),
    Relation.REMAKE: ("Remake of", "Remake"),
    Relation.SEQUEL_FILM: ("Sequel film to", "Sequel film"),
    Relation.SAME_UNIVERSE: ("Same universe as", "Same universe"),
}


@dataclass
class Related:
    """Another show, and in `words` what this one is to it or it to this."""

    words: str
    pk: int
    title: str
    address: str


@prepared
def related_rows(show):
    rows = RelatedShow.objects.filter(Q(show=show) | Q(to=show)).order_by("relation", "pk")
    named = ["show__title", "show__slug", "to__title", "to__slug"]
    return rows.values_list("relation", "show", "to", *named)[:MOST_ROWS]


def relations_of(show):
    """The shows it is related to, whichever of the two the relation was written down at; one query."""
    found = []
    for relation, one, other, title, slug, other_title, other_slug in related_rows(show.pk):
        forth, back = RELATION_OF[relation]
        of_other = Related(forth, other, other_title, address("show", other_slug))
        found.append(of_other if one == show.pk else Related(back, one, title, address("show", slug)))
    return found


# A season


@require_safe
def season(request, slug, number):
    show = find(request, "show", shows_at, slug)
    told = season_page(show, number, request.began)
    context = told | season_history(show, told)
    return page(request, "shows/season.html", context, keys=season_keys(show, told))


def season_keys(show, told):
    """The surrogate keys of what season_page told of a season of `show`."""
    return or_any([f"show-{show.pk}", *network_keys(show), *person_keys(told["cast"])], "people")


def season_page(show, number, at):
    """What a season’s page and the API tell of it, or a 404; seven queries at most."""
    seasons = seasons_of_show(show.pk, at)[::-1]
    season = next((each for each in seasons if each.number == number), None)
    if season is None:
        raise Http404
    for each in seasons:
        each.show = show
    with_answers(seasons, at, whole=[show.pk])
    put_verdict(season)
    cast = [member for member in cast_of(show, season) if member.now]
    episodes = [EpisodeRow(*row) for row in episodes_of(season.pk)]
    return {
        "show": show,
        "season": season,
        "seasons": seasons,
        "when": release_label(season, local_day(season, at)),
        "episodes": episodes,
        "from_tvmaze": any(episode.tvmaze_id for episode in episodes),
        "cast": cast,
        "crew": crew(crew_of_season(show.pk, season.pk), ()),
        "dates": season.dates_by_country,
        "stories": latest_about_show(show.pk, at),
    }


def season_history(show, told):
    """What was known when of a season of `show`, for _history.html; `told` is by season_page. One query."""
    season, people = told["season"], known_people(told["cast"])
    moves = moves_of_season(show.pk, season.pk)
    lines = history(moves, told["seasons"], networks=known_networks(show, [season]), people=people)
    return {"history": lines, "most_lines": LINES_SHOWN}


@dataclass
class EpisodeRow:
    number: int | None
    title: str
    airdate: date | None
    tvmaze_id: int | None

    __str__ = Episode.__str__


@prepared
def episodes_of(season):
    aired = Episode.objects.filter(season=season).order_by(F("number").asc(nulls_last=True), "airdate", "pk")
    return aired.values_list("number", "title", "airdate", "tvmaze_id")[:MOST_ROWS]
