"""What a change would touch, told before it is recorded: pages, stories right by themselves, words that need a look.

Stories belong to a room below this one, so they are reached by the reverse of their foreign keys.
"""

from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from facts.history import in_words
from facts.ledger import DECISIVE, current, subjects_of
from facts.models import Fact, Report, Statement, show_id_of
from facts.values import fact_type
from people.models import Person
from shows.models import Show

LISTED = 20  # of each kind; the counts tell how many there are


@dataclass
class Listing:
    """Things of one kind that are concerned: how many, and the first of them as (words, address)."""

    label: str
    count: int
    first: list = field(default_factory=list)

    @property
    def more(self):
        return self.count - len(self.first)


@dataclass
class Look:
    """A story whose words need a look once this is recorded: the sentence, and why."""

    headline: str
    address: str
    sentence: str
    reason: str


@dataclass
class BlastRadius:
    """`pages` and `live` change by themselves; `looks` are the first of `looks_count`; `dated` keep what they said."""

    pages: list
    live: Listing
    swaps: int
    dated: int
    looks: list
    looks_count: int
    proposals: list
    waiting: list


def blast_radius(values, *, reports=(), at=None):
    """What recording `values`, {FactRef: value as JSON}, would touch. About 20 queries, however many stories there are.

    `reports` are the keys of reports being replaced, which are no news to whoever replaces them.
    """
    at = at or timezone.now()
    stands = current(values)
    subjects = subjects_of(stands)
    rows = {fact.ref: fact for fact in Fact.objects.at_refs(stands)}
    moving = [_Moving(ref, subjects[ref.kind, ref.pk], rows.get(ref), stands[ref][0], values[ref]) for ref in stands]
    moving = [each for each in moving if each.before != each.said]
    shown = _shown(moving)
    looks, count = _looks(moving, at)
    pending = Statement.objects.filter(fact__in=[fact.pk for fact in rows.values()]).exclude(report__in=reports)
    return BlastRadius(
        pages=list(_pages(moving)),
        live=_stories(shown.live(at)),
        swaps=sum(_swaps(each, at) for each in moving if each.fact),
        dated=_distinct(shown.live(at, kept=False)),
        looks=looks,
        looks_count=count,
        proposals=_reports(pending.filter(report__in=Report.objects.proposed())),
        waiting=_reports(pending.filter(report__in=Report.objects.waiting())),
    )


@dataclass
class _Moving:
    ref: object
    subject: object
    fact: Fact | None
    before: object
    said: object

    @property
    def words(self):
        """(word now, word then), as conditions ask for them."""
        kind = fact_type(self.ref)
        return kind.word(self.before), kind.word(self.said)

    @property
    def season_id(self):
        return self.ref.pk if self.ref.kind == "season" else None


def _references():
    return Fact._meta.get_field("references").related_model.objects


def _shown(moving):
    """References that show what moves; none when nothing does."""
    told = [each for each in moving if each.season_id and each.ref.name in DECISIVE]
    return _references().showing(
        [each.fact.pk for each in moving if each.fact],
        {each.season_id for each in told},
        {show_id_of(each.subject) for each in told},
    )


# Pages


def _pages(moving):
    """A Listing for each kind of page that reads what moves."""
    show_ids = {show_id for each in moving if (show_id := show_id_of(each.subject))}
    shows = list(Show.objects.filter(pk__in=show_ids).select_related("network"))
    seasons = [each.subject for each in moving if each.season_id]
    seasons = list({season.pk: season for season in seasons}.values())
    yield _listing("show", shows)
    yield _listing("season", seasons)
    people = Person.objects.filter(Q(cast_in__show__in=show_ids) | Q(crew_in__show__in=show_ids)).distinct()
    people |= Person.objects.filter(pk__in=[each.ref.pk for each in moving if each.ref.kind == "person"]).distinct()
    yield Listing("person", people.count(), [(str(each), each.get_absolute_url()) for each in people[:LISTED]])
    yield _listing("network", list({show.network for show in shows if show.network}))
    if any(each.ref.name in DECISIVE for each in moving):
        lists = [("Front page", reverse("home")), ("Scorecard", reverse("scorecard")), ("Shows", reverse("shows"))]
        yield Listing("list", len(lists), lists)


def _listing(label, things):
    return Listing(label, len(things), [(str(thing), thing.get_absolute_url()) for thing in things[:LISTED]])


# Stories


def _distinct(references):
    return references.order_by().values("article").distinct().count()


def _stories(references):
    """The stories of `references`; the most read come first."""
    told = references.order_by("-article__readers", "article").values_list("article__headline", "article__slug")
    first = [(headline, reverse("story", args=[slug])) for headline, slug in told.distinct()[:LISTED]]
    return Listing("story", _distinct(references), first)


def _swaps(each, at):
    """How many prepared passages come on or go off."""
    now, then = each.words
    swaps = _references().live(at).filter(fact=each.fact, role="while", hold="swap")
    return swaps.holding(now).not_holding(then).count() + swaps.holding(then).not_holding(now).count()


def _looks(moving, at):
    """(the first Looks, how many there will be): flags that stop holding, stories that do not show what moved."""
    looks, count = [], 0
    for each in moving:
        for references, reason in _doubtful(each, at):
            count += references.count()
            rows = references.order_by("-article__readers", "pk").values_list(
                "article__headline", "article", "sentence"
            )
            looks += [
                Look(headline, reverse("admin:articles_article_change", args=[key]), sentence, reason)
                for headline, key, sentence in rows[: LISTED - len(looks)]
            ]
    return looks, count


def _doubtful(each, at):
    kind = fact_type(each.ref)
    if each.fact:
        now, then = each.words
        flags = _references().watching().live(at).filter(fact=each.fact)
        yield flags.holding(now).not_holding(then), f"true only while {kind.label} is “{kind.printed(each.before)}”"
    if each.season_id and each.ref.name in DECISIVE:
        show_id = show_id_of(each.subject)
        about = _references().about(show_id).live(at)
        fact = each.fact and each.fact.pk
        yield about.not_showing(fact, each.season_id, show_id), f"about the show, and does not show {kind.label} itself"


# Reports on the same facts


def _reports(statements):
    """The reports of `statements`, each with its own as `words`."""
    reports = {}
    for statement in in_words(statements.with_history_data().select_related("report__by", "fact__show")):
        report = reports.setdefault(statement.report_id, statement.report)
        report.words = [*getattr(report, "words", ()), statement]
    return list(reports.values())
