"""Guides to seasons: which ones a show wants, the one press that drafts one, and the handover to the next season's.

A guide is a story of kind guide with its `season` set. A draft keeps its season in its document alone, so drafts are
looked for among the stories never published.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from articles import editing
from articles.models import Article, Kind
from articles.skeleton import skeleton
from facts.models import Fact, Statement
from shows.derivation import ONE_SEASON, last_and_next
from shows.models import Season, Show
from shows.words import SeasonStatus
from web.addresses import address
from web.among import Among
from web.prepared import prepared


class CannotDraft(Exception):
    """There is no season to draft a guide to; the message is a sentence."""


@dataclass
class Offer:
    """Season `number` of a show, which readers ask about, and its guide where there is one. It may have no row yet."""

    show: Show
    number: int
    guide: Article | None = None

    @property
    def name(self):
        return f"season {self.number}"


@dataclass(frozen=True)
class GuideLink:
    """A guide as readers' pages link it."""

    number: int
    slug: str

    @property
    def name(self):
        """What it is a guide to: "season 3", "the specials"."""
        return f"season {self.number}" if self.number else "the specials"

    @property
    def address(self):
        return address("story", self.slug)


# What a show wants


def offers(show):
    """An Offer for each season of `show` that readers ask about, in order; three queries."""
    seasons = list(show.seasons.order_by("number"))
    found = guides_of(season.pk for season in seasons)
    keys = {season.number: season.pk for season in seasons}
    return [Offer(show, number, found.get(keys.get(number))) for number in wanted(show, seasons)]


def wanted(show, seasons):
    """The numbers readers ask about: the season on the air, the next, and the one that may follow a complete one."""
    last, coming = last_and_next(seasons)
    numbers = {coming.number} if coming else set()
    if last and (not coming or last.status != SeasonStatus.COMPLETE):
        numbers.add(last.number)
    if last and not coming and may_be_followed(last, show):
        numbers.add(last.number + 1)
    return sorted(numbers)


def may_be_followed(season, show):
    """Whether readers ask what comes after `season`: it is complete, and nobody has said that it was all."""
    return season.status == SeasonStatus.COMPLETE and not season.final and show.form not in ONE_SEASON


def successor(season):
    """The Offer of the season after `season` once that is complete; None where nothing is to follow. Three queries."""
    if not season.number or not may_be_followed(season, season.show):
        return None
    later = list(season.show.seasons.filter(number__gt=season.number).order_by("number"))
    following = later[0] if later else None
    if following and following.status == SeasonStatus.NOT_HAPPENING:
        return None
    number = following.number if following else season.number + 1
    found = guides_of(each.pk for each in later)
    return Offer(season.show, number, next((found[each.pk] for each in later if each.pk in found), None))


def guides_of(season_keys):
    """{season key: its guide}, one that was published before one that was not, the latest of each; two queries."""
    keys = list(season_keys)
    found = {story.latest.document["season"]: story for story in drafts_to(keys)}
    published = Article.objects.filter(kind=Kind.GUIDE, season__in=keys).order_by("pk")
    return found | {story.season_id: story for story in published.defer("body", "parts")}


def drafts_to(season_keys):
    """Guides never published whose document answers for one of these seasons, by age."""
    drafts = Article.objects.filter(published=None, latest__document__kind=Kind.GUIDE.value)
    drafts = drafts.filter(latest__document__season__in=list(season_keys)).select_related("latest")
    return drafts.defer("body", "parts").order_by("pk")


# One press


@transaction.atomic
def draft(show, number, *, by, may_add_season=False, at=None):
    """The guide to season `number` of `show`: (the story, whether it was made now).

    Safe twice, and for two at once: the show's row is locked first, and the second finds the first one's draft. Side
    effects: a draft with its first revision; the season itself, with nothing recorded, where it has no row and is one
    readers ask about. Raises CannotDraft with a sentence; then nothing is written.
    """
    Show.objects.filter(pk=show.pk).update(version=F("version"))  # a lock; SQLite has its one write lock already
    season = show.seasons.filter(number=number).first() or _add_season(show, number, may_add_season)
    guide = guides_of([season.pk]).get(season.pk)
    if guide:
        return guide, False
    return editing.start(skeleton(season, by=by), by=by, at=at, note="Drafted from what was known."), True


def _add_season(show, number, may_add):
    if number not in wanted(show, show.seasons.all()):
        raise CannotDraft(f"There is no season {number} of {show}, and none of that number is asked for.")
    if not may_add:
        raise CannotDraft(f"{show} has no season {number} yet: an editor must add it first.")
    return Season.objects.create(show=show, number=number)


# Handing over

LATELY = timedelta(days=90)
# An import brings thousands of statements at once; looking further back than this is not worth its cost.
LATEST_CHANGES = 2000
OFFERED = 10


def to_hand_over(user, at=None):
    """Seasons complete lately whose live guide has no successor, not even a draft, the latest first; one query.

    Those of the shows `user` looks after, and of shows that nobody does. Starts from the ledger's latest changes, so it
    costs the same however many stories there are.
    """
    return list(completed_lately(at or timezone.now()).filter(_theirs(user))[:OFFERED])


def _theirs(user):
    return Q(show__beat_owner=user) | Q(show__beat_owner=None) | Q(show__beat_owner__is_active=False)


def completed_lately(at):
    """Complete seasons with a live guide that nobody has written the next to, and may be followed by another season.

    With `next_number`, that of the season after, `next_pk`, None while that has no row, and `completed`, the day as of
    which it is.
    """
    latest = Statement.objects.moving().filter(moved__gte=at - LATELY).order_by("-moved", "-pk")
    changes = Statement.objects.filter(
        Among("pk", latest.values("pk")[:LATEST_CHANGES]),
        number=F("fact__number"),
        fact__name="status",
        fact__word=SeasonStatus.COMPLETE,
    )
    guides = Article.objects.filter(kind=Kind.GUIDE)
    own = guides.live(at).filter(season=OuterRef("pk"))
    later = guides.filter(season__show=OuterRef("show"), season__number__gt=OuterRef("number"))
    following = Season.objects.filter(show=OuterRef("show"), number__gt=OuterRef("number")).order_by("number")
    status = Fact.objects.filter(season=OuterRef("pk"), name="status")
    seasons = Season.objects.filter(Among("pk", changes.values("fact__season")), final=False).regular()
    seasons = seasons.exclude(show__form__in=ONE_SEASON).filter(Exists(own), ~Exists(later))
    return (
        seasons.annotate(
            next_pk=Subquery(following.values("pk")[:1]),
            next_number=Coalesce(Subquery(following.values("number")[:1]), F("number") + 1),
            next_status=Subquery(following.values("status")[:1]),
            completed=Subquery(status.values("as_of")[:1]),
        )
        .filter(Q(next_pk=None) | (~Q(next_status=SeasonStatus.NOT_HAPPENING) & ~Q(next_pk__in=_drafted())))
        .select_related("show")
        .order_by("-completed", "pk")
    )


def _drafted():
    """The keys of the seasons to which a guide was begun that was never published."""
    key = Cast(KeyTextTransform("season", "latest__document"), BigIntegerField())
    drafts = Article.objects.filter(published=None, latest__document__kind=Kind.GUIDE.value)
    return drafts.annotate(of=key).filter(of__isnull=False).order_by().values("of")


def taken_over_by(season, at):
    """The live guide to the latest season after `season`, or None; one query."""
    found = later_guides(season.show_id, season.number, at)
    return GuideLink(*found[0]) if found else None


@prepared
def later_guides(show, number, at):
    later = Article.objects.live(at).filter(kind=Kind.GUIDE, season__show=show, season__number__gt=number)
    return later.order_by("-season__number", "-publish_at", "-pk").values_list("season__number", "slug")[:1]
