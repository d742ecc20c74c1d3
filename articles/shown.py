"""What a story shows by itself, as read from the database for its page: each at most once, with one query."""

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast

from articles.models import Quote
from facts.models import Fact, Statement
from facts.reading import with_told
from people.models import Person
from pictures.models import Picture
from shows.models import Appearance, Character, Season, Show
from web.addresses import address
from web.prepared import prepared


@prepared
def seasons_shown(seasons, shows):
    shown = Season.objects.for_answers().filter(Q(pk__in=seasons) | Q(show__in=shows))
    return shown.order_by("show", "number")


@prepared
def cast_shown(seasons):
    return with_told(Appearance.objects.filter(season__in=seasons).for_blocks())


@prepared
def pictures_shown(keys):
    return Picture.objects.filter(pk__in=keys)


@prepared
def quotes_shown(keys):
    said = Quote.objects.filter(pk__in=keys).select_related("person")
    return said.only("words", "speaker", "outlet", "address", "said_on", "person__slug")


@prepared
def stood_at(moment, seasons, shows, appearances, crew, people):
    """What had been recorded by `moment` of these seasons and others, and of the statuses of these shows."""
    status = Q(show__in=shows, name="status")
    others = Q(appearance__in=appearances) | Q(crew__in=crew) | Q(person__in=people)
    facts = Fact.objects.filter(Q(season__in=seasons) | status | others)
    fact = ["name", "show", "season__number", "appearance", "crew", "person"]
    report = ["as_of", "checked", "preferred__publisher"]
    joined = Statement.objects.moving().select_related("fact__season", "report__preferred")
    shown = joined.only("said", "moved", *(f"fact__{name}" for name in fact), *(f"report__{name}" for name in report))
    return shown.filter(fact__in=facts, moved__lte=moment).order_by("number")


# What is mentioned: the slug in its address, and what follows it there.
MENTIONED = {
    "show": (Show, F("slug"), Value("")),
    "person": (Person, F("slug"), Value("")),
    "season": (Season, F("show__slug"), F("number")),
    "character": (Character, F("show__slug"), F("slug")),
}


@prepared
def mentioned(*keys):
    """(kind, key, slug, below) of what is there; `keys` are those of each kind, in the order of MENTIONED."""
    rows = [
        model.objects.order_by()
        .filter(pk__in=of_kind)
        .values_list(Value(kind, CharField()), "pk", Cast(slug, CharField()), Cast(below, CharField()))
        for (kind, (model, slug, below)), of_kind in zip(MENTIONED.items(), keys, strict=True)
    ]
    return rows[0].union(*rows[1:], all=True)


def address_of(kind, slug, below):
    if kind == "season":
        return address(kind, slug, int(below))
    return address(kind, slug, below) if kind == "character" else address(kind, slug)
