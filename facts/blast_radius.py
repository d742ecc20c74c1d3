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
from facts.refs import FactRef
from facts.values import fact_type
from people.models import Person
from shows.models import CastMember, Character, CrewMember, Show
from web.among import Among

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
    hidden = _hidden(at)
    looks, count = _looks(moving, hidden)
    kept, dated = _stories(shown, hidden)
    pending = Statement.objects.filter(fact__in=Fact.objects.at_refs(_concerned(stands))).exclude(report__in=reports)
    return BlastRadius(
        pages=list(_pages(moving)),
        live=kept,
        swaps=sum(_swaps(each, hidden) for each in moving if each.fact),
        dated=dated,
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

    @property
    def season(self):
        """The season on whose page it stands, or None."""
        return self.subject if self.season_id else getattr(self.subject, "season", None)

    @property
    def is_decisive(self):
        """Whether it may change the answer of its season."""
        return bool(self.season_id) and self.ref.name in DECISIVE


def _references():
    return Fact._meta.get_field("references").related_model.objects


def _shown(moving):
    """References that show what moves; none when nothing does."""
    told = [each for each in moving if each.is_decisive]
    return _references().showing(
        [each.fact.pk for each in moving if each.fact],
        {each.season_id for each in told},
        {show_id_of(each.subject) for each in told},
        {each.season.pk for each in moving if each.ref.kind == "appearance"},
    )


# Pages


def _pages(moving):
    """A Listing for each kind of page that reads what moves."""
    show_ids = {show_id for each in moving if (show_id := show_id_of(each.subject))}
    shows = list(Show.objects.filter(pk__in=show_ids).select_related("network"))
    yield _listing("show", shows)
    yield _listing("season", list({each.season.pk: each.season for each in moving if each.season}.values()))
    characters = Character.objects.filter(played_by__appearances__in=_keys(moving, "appearance")).select_related("show")
    yield _listing("character", list(characters.distinct()))
    people = _people(moving)
    yield Listing("person", people.count(), [(str(each), each.get_absolute_url()) for each in people[:LISTED]])
    if any(each.is_decisive for each in moving):
        yield _listing("network", list({show.network for show in shows if show.network}))
        lists = [("Front page", reverse("home")), ("Scorecard", reverse("scorecard")), ("Shows", reverse("shows"))]
        yield Listing("list", len(lists), lists)


def _people(moving):
    """Everybody whose page tells of it: the cast and crew of a season's show, else whoever it is said of."""
    shows = {show_id_of(each.subject) for each in moving if each.season_id}
    cast = CastMember.objects.filter(Q(show__in=shows) | Q(appearances__in=_keys(moving, "appearance")))
    crew = CrewMember.objects.filter(Q(show__in=shows) | Q(pk__in=_keys(moving, "crew")))
    of_them = Q(Among("pk", cast.order_by().values("person"))) | Q(Among("pk", crew.order_by().values("person")))
    return Person.objects.filter(of_them | Q(pk__in=_keys(moving, "person")))


def _keys(moving, kind):
    return [each.ref.pk for each in moving if each.ref.kind == kind]


def _listing(label, things):
    return Listing(label, len(things), [(str(thing), thing.get_absolute_url()) for thing in things[:LISTED]])


# Stories


def _articles():
    return _references().model._meta.get_field("article").related_model.objects


def _hidden(at):
    """The keys of stories readers do not have: few, where those that show a fact may be thousands.

    To ask each of those for its state would read past its whole text.
    """
    held, scheduled = _articles().held(), _articles().scheduled(at)
    return {key for rows in (held, scheduled) for key in rows.values_list("pk", flat=True)}


def _stories(references, hidden):
    """(a Listing of the stories kept true, the latest made first; how many dated ones there are)."""
    told = {row for row in references.order_by().values_list("article", "kept") if row[0] not in hidden}
    kept = sorted((article for article, kept in told if kept), reverse=True)
    stories = _articles().only("headline", "slug", "version").in_bulk(kept[:LISTED])
    first = [(stories[key].headline, stories[key].get_absolute_url()) for key in kept[:LISTED]]
    return Listing("story", len(kept), first), len(told) - len(kept)


def _swaps(each, hidden):
    """How many prepared passages come on or go off."""
    now, then = each.words
    swaps = _references().filter(fact=each.fact, role="while", hold="swap", kept=True).order_by()
    moving = [swaps.holding(now).not_holding(then), swaps.holding(then).not_holding(now)]
    return sum(article not in hidden for rows in moving for article in rows.values_list("article", flat=True))


def _looks(moving, hidden):
    """(the first Looks, how many there will be): flags that stop holding, stories that do not show what moved."""
    looks, count = [], 0
    for each in moving:
        for references, reason in _doubtful(each):
            rows = references.order_by("-pk").values_list("pk", "article")
            keys = [pk for pk, article in rows if article not in hidden]
            count += len(keys)
            looks += [
                Look(headline, reverse("admin:articles_article_change", args=[key]), sentence, reason)
                for headline, key, sentence in _first(keys[: LISTED - len(looks)])
            ]
    return looks, count


def _first(keys):
    """(headline, story key, sentence) of the references with these keys; none costs no query."""
    if not keys:
        return ()
    rows = _references().filter(pk__in=keys).order_by("-pk")
    return rows.values_list("article__headline", "article", "sentence")


def _doubtful(each):
    kind = fact_type(each.ref)
    if each.fact:
        now, then = each.words
        flags = _references().watching().filter(fact=each.fact)
        yield flags.holding(now).not_holding(then), f"true only while {kind.label} is “{kind.printed(each.before)}”"
        # They are in the queue, or somebody vouched for them as things stand: this brings them back.
        doubted = f"not true while {kind.label} is “{kind.printed(each.before)}”, and not then either"
        yield flags.not_holding(now).not_holding(then), doubted
    if each.is_decisive:
        show_id = show_id_of(each.subject)
        about = _references().about(show_id).filter(kept=True)
        fact = each.fact and each.fact.pk
        yield about.not_showing(fact, each.season_id, show_id), f"about the show, and does not show {kind.label} itself"


# Reports on the same facts

DAYS = {"status", "release"}  # what is said of one rests on the other


def _concerned(refs):
    """`refs`, with the status of a season whose release is among them, and the reverse."""
    seasons = {ref.pk for ref in refs if ref.kind == "season" and ref.name in DAYS}
    return {*refs, *(FactRef("season", pk, name) for pk in seasons for name in DAYS)}


def _reports(statements):
    """The reports of `statements`, each with its own as `words`."""
    reports = {}
    for statement in in_words(statements.with_history_data().select_related("report__by", "fact__show")):
        report = reports.setdefault(statement.report_id, statement.report)
        report.words = [*getattr(report, "words", ()), statement]
    return list(reports.values())
