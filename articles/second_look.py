"""The second look: stories kept true whose words the world may have overtaken. A query, not a table of jobs.

Each reason is one queryset of references, reached by an index from the facts that moved or are due, so the queue costs
by what is in it and not by how many stories there are. What a person vouched for, or put off, is in Vouch.
"""

from dataclasses import dataclass, field
from itertools import groupby

from django.db import transaction
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Reference, ReferenceRole, Vouch, shown_live
from articles.references import watch
from facts.history import in_words
from facts.ledger import DECISIVE
from facts.models import Fact, Statement
from shows.models import Show
from shows.words import SeasonStatus


class Reason:
    """Why a story is to be looked at, the gravest first. Reading prose for what the ledger denies is yet to come."""

    UNTRUE, CONTRADICTION, EXPIRED, CHANGED, QUIET = ALL = ("untrue", "contradiction", "expired", "changed", "quiet")


LABELS = {
    Reason.UNTRUE: "No longer true",
    Reason.CONTRADICTION: "Contradicts the ledger",
    Reason.EXPIRED: "A date has passed",
    Reason.CHANGED: "Something moved",
    Reason.QUIET: "Not checked for long",
}
PER_PAGE = 40
# No count goes further: whoever has that many works from the top.
MOST_COUNTED = 200
STATUS_OR_RELEASE = ("status", "release")


# What is to be looked at


def untrue(at):
    """Words under a flag that held when they were written, or last vouched for, and do not hold now."""
    moved = Q(fact__number__gt=F("seen")) & Q(fact__number__gt=F("fact__oldest_seen"))  # the latter has the index
    flags = Reference.objects.watching().filter(moved)
    return _not_put_off(flags.live(at).not_holding(), at).annotate(since=F("fact__moved"))


def expired(at):
    """Dates and windows a story shows that have passed with no word that it came."""
    dated = Q(fact__name="release") | Q(fact__name="status", fact__season__status=SeasonStatus.DATED)
    return _due(at).filter(dated)


def quiet(at):
    """Undecided or pending seasons that a story rests on and nobody has checked for too long."""
    return _due(at).filter(fact__name="status").exclude(fact__season__status=SeasonStatus.DATED)


def changed(at):
    """Stories about a show of which something moved that they do not show by themselves."""
    about = Reference.objects.filter(role=ReferenceRole.ABOUT, kept=True, show__stirred__gt=F("written"))
    moved = Fact.objects.filter(
        show=OuterRef("show"), season__isnull=False, name__in=DECISIVE, moved__gt=OuterRef("written")
    )
    put_off = Vouch.objects.filter(
        article=OuterRef("article"), show=OuterRef("show"), until__gt=_today(at), at__gte=OuterRef("show__stirred")
    )
    shown = shown_live(OuterRef(OuterRef("article")), OuterRef("pk"), OuterRef("season"), OuterRef("show"))
    rows = about.live(at).filter(Exists(moved.filter(~shown)), ~Exists(put_off))
    return rows.annotate(since=F("show__stirred"))


QUERIES = {Reason.UNTRUE: untrue, Reason.EXPIRED: expired, Reason.CHANGED: changed, Reason.QUIET: quiet}


def _due(at):
    """References that show a fact whose moment has passed, not looked at since."""
    shown = Reference.objects.filter(role__in=[ReferenceRole.LIVE, ReferenceRole.WHILE], kept=True)
    looked = Vouch.objects.filter(
        article=OuterRef("article"), fact=OuterRef("fact"), until=None, at__gte=OuterRef("fact__due_at")
    )
    rows = shown.live(at).filter(fact__due_at__lte=at, fact__name__in=STATUS_OR_RELEASE, written__lt=F("fact__due_at"))
    return _not_put_off(rows.exclude(Exists(looked)), at).annotate(since=F("fact__due_at"))


def _not_put_off(references, at):
    put_off = Vouch.objects.filter(
        article=OuterRef("article"), fact=OuterRef("fact"), until__gt=_today(at), number__gte=OuterRef("fact__number")
    )
    return references.exclude(Exists(put_off))


def _today(at):
    return timezone.localdate(at)


# Whose it is


def with_owner(references, reason, at):
    """`references` with `whose`: the key of the show's beat owner, else of the story's writer; none for the desk.

    Whoever is away is stood in for; without a stand-in it goes to the next in line.
    """
    show = "show" if reason == Reason.CHANGED else "fact__show"
    today = _today(at)
    return references.annotate(
        whose=Coalesce(_at_work(f"{show}__beat_owner", today), _at_work("article__owner", today))
    )


def _at_work(user, today):
    return Case(
        When(**{f"{user}__is_active": False}, then=None),
        When(**{f"{user}__away_until__gte": today}, then=F(f"{user}__stand_in")),
        default=F(f"{user}_id"),
    )


def of(references, reason, at, *, owner=None, desk=False):
    """Of `references`, those that are `owner`'s to look at, or nobody's (`desk`); all by default."""
    rows = with_owner(references, reason, at)
    if desk:
        return rows.filter(whose=None)
    return rows.filter(whose=owner) if owner else rows


def owners(at=None):
    """The keys of those who have anything to look at; one query for each reason."""
    at = at or timezone.now()
    rows = (with_owner(found(at), reason, at).order_by() for reason, found in QUERIES.items())
    return {whose for each in rows for whose in each.values_list("whose", flat=True).distinct() if whose}


# A page of the queue


@dataclass
class Row:
    """A story to look at for one reason: the sentences, what they rest on, and whose it is.

    `key` names what is vouched for: "fact:12" or "show:3"; `number` is the change that was looked at.
    """

    reason: str
    article: int
    headline: str
    slug: str
    kind: str
    readers: int
    key: str
    number: int
    since: object
    whose: object
    fact: int | None
    show: int | None
    sentences: list = field(default_factory=list)
    words: str = ""
    about: str = ""
    label: str = ""
    was: str = ""
    now: str = ""
    publisher: str = ""
    as_of: object = None
    season: object = None

    @property
    def title(self):
        return LABELS[self.reason]


COLUMNS = (
    "article", "article__headline", "article__slug", "article__kind", "article__readers", "fact", "show", "since",
    "whose", "sentence", "words", "fact__number", "fact__show",
)  # fmt: skip


def page(at=None, *, reasons=Reason.ALL, owner=None, desk=False, change=None, start=0, size=PER_PAGE):
    """(rows, more): `size` sentences of the queue from `start` on, the gravest first, then by readers and age.

    `change` is a fact's key: only what rests on that. Later reasons are asked only when the graver ones fill no page.
    """
    at = at or timezone.now()
    found, skipped = [], start
    for reason in reasons:
        if reason not in QUERIES or len(found) > size:
            continue
        rows = of(QUERIES[reason](at), reason, at, owner=owner, desk=desk)
        if change:
            rows = rows.filter(fact=change)
        rows = rows.order_by("-article__readers", "since", "article", "fact", "pk")
        got = [(reason, row) for row in rows.values_list(*COLUMNS)[skipped : skipped + size + 1 - len(found)]]
        if not got and skipped and not found:
            skipped -= min(skipped, rows.order_by().count())
        elif got:
            skipped = 0
        found += got
    return _told(_grouped(found[:size]), at), len(found) > size


def _grouped(found):
    """One Row a story and thing it rests on, with its sentences in order."""
    rows = []
    for (reason, article, fact, show), group in groupby(found, key=lambda pair: (pair[0], pair[1][0], *pair[1][5:7])):
        group = [dict(zip(COLUMNS, row, strict=True)) for _, row in group]
        first = group[0]
        key, number = (f"fact:{fact}", first["fact__number"]) if fact else (f"show:{show}", stamp(first["since"]))
        row = Row(
            reason=reason, article=article, headline=first["article__headline"], slug=first["article__slug"],
            kind=first["article__kind"], readers=first["article__readers"], key=key, number=number,
            since=first["since"], whose=first["whose"], fact=fact, show=show or first["fact__show"],
            words=first["words"],
        )  # fmt: skip
        row.sentences = list(dict.fromkeys(each["sentence"] for each in group if each["sentence"]))
        rows.append(row)
    return rows


def stamp(moment):
    """The change of a show that was looked at, as a number: the second in which it stirred."""
    return int(moment.timestamp())


def _told(rows, at):
    """`rows` with what moved, in words; at most four queries."""
    facts = [row.fact for row in rows if row.fact]
    latest = Statement.objects.moving().filter(fact__in=facts, number=F("fact__number"))
    stirred = Statement.objects.none()
    if shows := {row.show: row.since for row in rows if not row.fact}:
        recent = Q(moved__gte=min(shows.values()))
        stirred = Statement.objects.moving().filter(recent, fact__show__in=shows, fact__name__in=DECISIVE)
    statements = list((latest | stirred if shows else latest).with_history_data().select_related("fact__show"))
    by_fact = {each.fact_id: each for each in in_words(statements)}
    by_show = {each.fact.show_id: each for each in statements if each.fact.show_id in shows}
    for row in rows:
        statement = by_fact.get(row.fact) if row.fact else by_show.get(row.show)
        if statement:
            _tell(row, statement)
    return rows


def _tell(row, statement):
    row.about, row.label = f"{statement.fact.show or ''} {statement.about}".strip(), statement.label
    row.was, row.now = statement.was, statement.reads
    row.publisher = statement.report.preferred.publisher if statement.report.preferred else ""
    row.as_of, row.season = statement.report.as_of, statement.fact.season_id


class Counted(Subquery):
    """How many rows a queryset has, as one number of a larger query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counts(at=None, *, owner=None, desk=False):
    """{reason: sentences in the queue}, none counted beyond MOST_COUNTED; one query."""
    at = at or timezone.now()
    listed = [of(rows(at), reason, at, owner=owner, desk=desk).order_by() for reason, rows in QUERIES.items()]
    counted = [Counted(rows.values("pk")[:MOST_COUNTED]) for rows in listed]
    found = Reference.objects.order_by().values_list(*counted).first() or [0] * len(counted)
    return dict(zip(QUERIES, found, strict=True))


# What is done about it


class LookAgain(Exception):
    """What was looked at has moved meanwhile; the message is a sentence."""


@transaction.atomic
def still_right(articles, key, number, *, by, at=None):
    """Vouch that what these stories, by key, say of `key` is right as things stand at change `number`.

    Their dates stay, and so does what readers see. Side effects: Vouch rows, what the references have seen. Raises
    LookAgain when the fact has moved since it was looked at; then nothing is written.
    """
    at = at or timezone.now()
    rests_on = thing(key, number)
    rows = Reference.objects.filter(article__in=articles, **rests_on)
    if "fact" in rests_on:
        rows.filter(seen__lt=number).update(seen=number)
        watch([rests_on["fact"].pk])
    else:
        rows.filter(role=ReferenceRole.ABOUT).update(written=at)
    _vouch(articles, rests_on, number, by=by, at=at)


@transaction.atomic
def snooze(articles, key, number, *, until, reason, by, at=None):
    """Put these stories off until the day `until`, for a reason; a further change wakes them. Raises LookAgain."""
    at = at or timezone.now()
    if until <= _today(at):
        raise LookAgain("Name a day ahead on which to look again.")
    if not reason:
        raise LookAgain("Say why it can wait: whoever looks next reads it.")
    _vouch(articles, thing(key, number), number, by=by, at=at, until=until, reason=reason)


def thing(key, number):
    """{"fact": Fact} or {"show": Show} that `key` names, seen at `number`."""
    kind, _, pk = key.partition(":")
    if not pk.isascii() or not pk.isdigit() or len(pk) > 18:
        raise LookAgain("There is nothing of that name to look at.")
    found = (Fact if kind == "fact" else Show).objects.filter(pk=int(pk)).first()
    if found is None:
        raise LookAgain("What these stories rest on is gone: open them.")
    if number != (found.number if kind == "fact" else found.stirred and stamp(found.stirred)):
        raise LookAgain("It has moved again since you looked. Here is where it stands now.")
    return {"fact" if kind == "fact" else "show": found}


def _vouch(articles, rests_on, number, *, by, at, until=None, reason=""):
    number = number if "fact" in rests_on else 0
    Vouch.objects.bulk_create(
        Vouch(article=article, number=number, by=by, at=at, until=until, reason=reason, **rests_on)
        for article in Article.objects.filter(pk__in=articles).only("pk", "version")
    )
