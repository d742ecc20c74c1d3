"""The second look: stories kept true whose words the world may have overtaken. A query, not a table of jobs.

Each reason is one queryset of references, reached by an index from the facts that moved or are due, so the queue costs
by what is in it and not by how many stories there are. What a person vouched for, or put off, is in Vouch.
"""

from dataclasses import dataclass, field
from functools import reduce
from itertools import groupby
from operator import itemgetter, or_
from urllib.parse import urlencode

from django.db.models import BigIntegerField, Case, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Reference, ReferenceRole, Vouch, shown_live
from articles.whose import stand_ins
from facts.history import in_words
from facts.ledger import DECISIVE
from facts.models import Fact, Statement
from shows.words import SeasonStatus
from web.among import Among


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


# What is to be looked at: for each reason querysets of references. Each row has `since`, and `ground`, the key of the
# fact it is to be looked at for, with that fact's `number`, the key `of` its show and that of the show's owner, `beat`


def untrue(at):
    """Words under a flag that held when they were written, or last vouched for, and do not hold now."""
    moved = Q(fact__number__gt=F("seen")) & Q(fact__number__gt=F("fact__oldest_seen"))  # the latter has the index
    flags = Reference.objects.watching().filter(moved)
    yield _not_put_off(_on(flags.live(at).not_holding(), "fact", since="fact__moved"), at)


SHOWN = Q(role__in=[ReferenceRole.LIVE, ReferenceRole.WHILE])
# A block with the season's answer, such as the one at the top of a guide.
ANSWERED = Q(role=ReferenceRole.LIVE, words="status")
DATED, UNDATED = [SeasonStatus.DATED], [status for status in SeasonStatus if status != SeasonStatus.DATED]


def expired(at):
    """Dates and windows a story tells that have passed with no word that it came.

    A live status tells the window too; once there is a day, that day is the status's own.
    """
    yield _due(at, "fact", SHOWN & (Q(fact__name="release") | _fact("fact", "status", DATED)))
    window = _fact("fact__season__facts", "release", UNDATED)
    yield _due(at, "fact__season__facts", Q(role=ReferenceRole.LIVE, fact__name="status") & window)
    passed = _fact("season__facts", "release", UNDATED) | _fact("season__facts", "status", DATED)
    yield _due(at, "season__facts", ANSWERED & _of_due_season(at) & passed)


def quiet(at):
    """Undecided or pending seasons that a story rests on and nobody has checked for too long."""
    yield _due(at, "fact", SHOWN & _fact("fact", "status", UNDATED))
    yield _due(at, "season__facts", ANSWERED & _of_due_season(at) & _fact("season__facts", "status", UNDATED))


def changed(at):
    """Stories about a show of which something moved that they do not show by themselves."""
    about = Reference.objects.filter(role=ReferenceRole.ABOUT, kept=True, show__stirred__gt=F("written"))
    put_off = Vouch.objects.filter(
        article=OuterRef("article"), show=OuterRef("show"), until__gt=_today(at), at__gte=OuterRef("show__stirred")
    )
    rows = about.live(at).filter(Exists(_unshown()), ~Exists(put_off))
    yield _on(rows, "fact", since="show__stirred", show="show")


def _unshown():
    """Facts of the show an outer reference is about that moved since, and that its story does not show by itself."""
    moved = Fact.objects.filter(
        show=OuterRef("show"), season__isnull=False, name__in=DECISIVE, moved__gt=OuterRef("written")
    )
    shown = shown_live(OuterRef(OuterRef("article")), OuterRef("pk"), OuterRef("season"), OuterRef("show"))
    return moved.filter(~shown)


QUERIES = {Reason.UNTRUE: untrue, Reason.EXPIRED: expired, Reason.CHANGED: changed, Reason.QUIET: quiet}


def is_open(article, at=None):
    """Whether anything of `article` is to be looked at, for any reason; one query.

    Of one that readers will have later, whether words are flagged as true only while something holds that does not.
    """
    at = at or timezone.now()
    if not article.is_live(at):
        return article.references.watching().not_holding().exists()
    rows = [rows for query in QUERIES.values() for rows in query(at)]
    found = [Q(Exists(each.filter(article=article).order_by())) for each in rows]
    return Article.objects.filter(reduce(or_, found), pk=article.pk).exists()


def _fact(path, name, statuses):
    return Q(**{f"{path}__name": name, f"{path}__season__status__in": statuses})


def _of_due_season(at):
    """Of a season with a fact that is due: said for PostgreSQL, which else reads every season's answer in order."""
    return Q(Among("season", Fact.objects.filter(due_at__lte=at, season__isnull=False).values("season")))


def _on(references, path, *, since, show=None):
    """`references` with the facts at the end of `path` as their ground, and those facts' shows unless `show` is."""
    show = show or f"{path}__show"
    ground = {"ground": F(path), "number": F(f"{path}__number"), "of": F(show), "beat": F(f"{show}__beat_owner")}
    return references.annotate(**ground, since=F(since))


def _due(at, path, shown):
    """References `shown` that tell of a fact whose moment has passed, not looked at since."""
    passed = {f"{path}__due_at__lte": at, "written__lt": F(f"{path}__due_at")}
    # In one call: each further one would look for another fact.
    rows = _on(Reference.objects.live(at).filter(shown, **passed), path, since=f"{path}__due_at")
    looked = Vouch.objects.filter(
        article=OuterRef("article"), fact=OuterRef("ground"), until=None, at__gte=OuterRef("since")
    )
    return _not_put_off(rows.exclude(Exists(looked)), at)


def _not_put_off(references, at):
    put_off = Vouch.objects.filter(
        article=OuterRef("article"), fact=OuterRef("ground"), until__gt=_today(at), number__gte=OuterRef("number")
    )
    return references.exclude(Exists(put_off))


def _today(at):
    return timezone.localdate(at)


# Whose it is


def of(references, absent, *, owner=None, desk=False):
    """`references` with `whose`: the key of the show's beat owner, else of the story's writer; none for the desk.

    `absent` is of stand_ins(). Only those that are `owner`'s to look at, or nobody's (`desk`); all by default.
    """
    rows = references.annotate(whose=Coalesce(_at_work("beat", absent), _at_work("article__owner", absent)))
    if desk:
        return rows.filter(whose=None)
    return rows.filter(whose=owner) if owner else rows


def _at_work(user, absent):
    """Whoever is at work for `user`, a column with the key of an account."""
    places = {}
    for pk, by in absent.items():
        places.setdefault(by, []).append(pk)
    covered = (When(**{f"{user}__in": keys}, then=Value(by)) for by, keys in places.items())
    return Case(*covered, default=F(user), output_field=BigIntegerField())


def owners(at=None):
    """The keys of those who have anything to look at; two queries."""
    at = at or timezone.now()
    absent = stand_ins(at)
    found = [of(each, absent).order_by() for found in QUERIES.values() for each in found(at)]
    first, *others = [each.values_list("whose", flat=True) for each in found]
    return {whose for whose in first.union(*others) if whose}


# A page of the queue


@dataclass
class Row:
    """A story to look at for one reason: the sentences, what they rest on, and whose it is.

    `key` names what is vouched for: "fact:12" or "show:3"; `number` is the change that was looked at. `was` is what
    stood when the words were written or last vouched for.
    """

    reason: str
    article: int
    headline: str
    slug: str
    readers: int
    key: str
    number: int
    since: object
    whose: object
    fact: int | None
    show: int | None
    reference: int
    seen: int | None = None
    sentences: list = field(default_factory=list)
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

    @property
    def edit(self):
        """The address that opens the story at its sentence."""
        at = urlencode({"at": self.sentences[0][:200]} if self.sentences else {})
        return reverse("admin:articles_article_change", args=[self.article]) + (f"?{at}" if at else "")

    def age(self, at=None):
        """How long it has been so: "today", "1 day", "40 days"."""
        days = (_today(at or timezone.now()) - timezone.localdate(self.since)).days
        return f"{days} day{'' if days == 1 else 's'}" if days > 0 else "today"


COLUMNS = (
    "gravity", "article", "article__headline", "article__slug", "readers", "ground", "number", "of", "since", "whose",
    "sentence", "seen", "pk",
)  # fmt: skip


def page(at=None, *, reasons=(), change=None, start=0, size=PER_PAGE, counted=None, absent=None, **whose):
    """(rows, more): `size` sentences of the queue from `start` on, the gravest first, then by readers and age.

    Of these `reasons`, by default all; `change` is a fact's key: only what rests on that; `whose` is as in `of`.
    `counted` and `absent` are of counts() and stand_ins(), where they are at hand. At most six queries.
    """
    at = at or timezone.now()
    absent = stand_ins(at) if absent is None else absent
    reasons = [reason for reason in reasons or Reason.ALL if reason in QUERIES]
    if len(reasons) > 1 and not change:
        counted = counts(at, absent=absent, **whose) if counted is None else counted
        reasons = _gravest(reasons, counted, start + size)
    if not reasons:
        return [], False
    rows = [each for reason in reasons for each in _sentences(reason, at, absent, change, whose)]
    rows = rows[0].union(*rows[1:], all=True) if rows[1:] else rows[0]
    found = rows.order_by("gravity", "-readers", "since", "article", "ground", "pk")[start : start + size + 1]
    found = [dict(zip(COLUMNS, row, strict=True)) for row in found]
    return _told(_grouped(found[:size])), len(found) > size


def _gravest(reasons, counted, wanted):
    """Of `reasons` as many as have more than `wanted` sentences together, as far as they are `counted`."""
    found, sentences = [], 0
    for reason in reasons:
        if counted[reason] and sentences <= wanted:
            found.append(reason)
            sentences += counted[reason]
    return found


def _sentences(reason, at, absent, change, whose):
    """Querysets of COLUMNS of all there is to look at for one reason."""
    more = {"readers": F("article__readers"), "gravity": Value(Reason.ALL.index(reason))}
    for found in QUERIES[reason](at):
        rows = of(found, absent, **whose).annotate(**more).order_by()
        yield (rows.filter(ground=change) if change else rows).values_list(*COLUMNS)


def _grouped(found):
    """One Row a story and thing it rests on, with its sentences in order."""
    rows = []
    for (gravity, article, fact, show), group in groupby(found, key=itemgetter("gravity", "article", "ground", "of")):
        group = list(group)
        first = group[0]
        key, number = (f"fact:{fact}", first["number"]) if fact else (f"show:{show}", stamp(first["since"]))
        row = Row(
            reason=Reason.ALL[gravity], article=article, headline=first["article__headline"],
            slug=first["article__slug"], readers=first["readers"], key=key, number=number, since=first["since"],
            whose=first["whose"], fact=fact, show=show, reference=first["pk"],
        )  # fmt: skip
        row.seen = min((each["seen"] for each in group if each["seen"] is not None), default=None)
        row.sentences = list(dict.fromkeys(each["sentence"] for each in group if each["sentence"]))
        rows.append(row)
    return rows


def stamp(moment):
    """The change of a show that was looked at, as a number: the second in which it stirred."""
    return int(moment.timestamp())


def _told(rows):
    """`rows` with what moved, in words; at most four queries."""
    moved = _moved([row.reference for row in rows if row.reason == Reason.CHANGED])
    facts = {row.fact or moved.get(row.reference): row for row in rows}
    latest = Q(fact__in=[fact for fact in facts if fact], number=F("fact__number"))
    for row in rows:
        if row.reason == Reason.UNTRUE and row.seen + 1 < row.number:
            latest |= Q(fact=row.fact, number=row.seen + 1)
    statements = Statement.objects.moving().filter(latest).with_history_data().select_related("fact__show")
    told = {(each.fact_id, each.number): each for each in in_words(statements)}
    last = {each.fact_id: each for each in sorted(told.values(), key=lambda each: each.number)}
    for row in rows:
        if statement := last.get(row.fact or moved.get(row.reference)):
            _tell(row, statement, told.get((row.fact, (row.seen or 0) + 1), statement))
    return rows


def _moved(references):
    """{key of a story's tie to a show: key of the fact that moved last of those the story does not show}."""
    if not references:
        return {}
    last = Subquery(_unshown().order_by("-moved", "-pk").values("pk")[:1])
    return dict(Reference.objects.filter(pk__in=references).order_by().values_list("pk", last))


def _tell(row, statement, after):
    """`after` is the change that followed what stood when the words of `row` were written."""
    row.about, row.label = f"{statement.fact.show or ''} {statement.about}".strip(), statement.label
    row.was, row.now = after.was, statement.reads
    if not row.fact:
        row.since = statement.moved
    row.publisher = statement.report.preferred.publisher if statement.report.preferred else ""
    row.as_of, row.season = statement.report.as_of, statement.fact.season_id


class Counted(Subquery):
    """How many rows a queryset has, as one number of a larger query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def counts(at=None, *, absent=None, **whose):
    """{reason: sentences in the queue}, none counted beyond MOST_COUNTED; two queries, one with `absent` at hand.

    `whose` is as in `of`.
    """
    at = at or timezone.now()
    absent = stand_ins(at) if absent is None else absent
    listed = [(reason, of(each, absent, **whose)) for reason, found in QUERIES.items() for each in found(at)]
    counted = [Counted(rows.order_by().values("pk")[:MOST_COUNTED]) for _, rows in listed]
    found = Reference.objects.order_by().values_list(*counted).first() or [0] * len(counted)
    summed = dict.fromkeys(QUERIES, 0)
    for (reason, _), number in zip(listed, found, strict=True):
        summed[reason] = min(summed[reason] + number, MOST_COUNTED)
    return summed
