"""The only door to a fact: `record` for what is said now, `settle` for what was waiting for its moment.

What is decided about a report before it gets here (proposed, accepted, lifted, undone) is in `facts/decisions.py`,
which comes through this door. Nothing else writes a watched column, a Fact's value or a Statement; `facts/check.py`
proves that they agree.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from facts.clock import set_due
from facts.models import Fact, Outlook, Report, ReportKind, Source, Stage, Statement, show_id_of
from facts.reading import local_day
from facts.refs import FactRef
from facts.rules import (
    Refused,
    StaleFact,
    check_effective_at,
    check_persons,
    check_report,
    check_statement,
    check_together,
)
from facts.values import MODELS, fact_type
from people.models import Person
from shows.models import Season, Show
from shows.status import refresh
from shows.words import SOME_DAY, Precision, SeasonStatus
from staff import notices
from staff.audit import note
from staff.models import Notice
from web.due import one_by_one
from web.moments import written
from web.outbox import touch

# By hand, since building it costs ten times what the partial index takes to answer it.
DUE = "SELECT 1 FROM facts_report WHERE stage = 'waiting' AND refusal = '' AND effective_at <= %s LIMIT 1"
# What changes the answer of a show; who returns is told beside it.
DECISIVE = {"status", "release", "final", "paused", "split", "cut_short", "moved_to"}


@dataclass
class Change:
    """One fact in the course of being recorded: where it stands and what is said of it."""

    ref: FactRef
    subject: object
    fact: Fact
    before: object
    said: object

    @property
    def moves(self):
        """Whether the fact moves; the first thing ever recorded of it does, even when it says the default."""
        return self.said != self.before or self.fact.number == 0


@transaction.atomic
def record(report, values, *, seen, by=None, at=None):
    """Record one announcement: write its report, and a statement and the new value for each fact it speaks of.

    `report` is unsaved, with `citing` holding its sources (saved here when new), the preferred one first. `values` maps
    FactRef to the value as JSON (facts/values.py), `seen` maps FactRef to the number of the change the editor looked
    at; a fact missing there is not compared. A report whose `effective_at` lies ahead of `at` (default: now) waits.
    Side effects: columns of the subjects, Fact and Statement rows, the shows' derived status and last stir, outlooks
    that are settled by it, keys in the purge outbox, an entry in the log.
    Raises a facts.rules.Refused with a sentence; then nothing is written.
    """
    changes = opened(report, values, by=by, at=at)
    check_seen(changes, seen)
    check(report, changes)
    check_persons(report, changes)
    if report.effective_at:
        hold(report, changes, Stage.WAITING)
    else:
        save_report(report, Stage.RECORDED, report.recorded_at)
        _apply(report, changes, report.recorded_at, report.checked)
    return report


def opened(report, values, *, by, at=None):
    """`report` with who entered it when, and the changes it asks for, locked."""
    report.by = by
    report.recorded_at = at or timezone.now()
    report.checked = report.checked or timezone.localdate(report.recorded_at)
    check_effective_at(report)
    changes = _lock(values)
    report.citing = _known(report.citing)
    return changes


def _known(sources):
    """`sources` once each; a new one at an address we have by now is the one we have."""
    new = {source.address for source in sources if source.pk is None and source.address}
    have = {source.address: source for source in Source.objects.filter(address__in=new)} if new else {}
    met = {}
    for source in sources:
        source = source if source.pk else have.get(source.address, source)
        met.setdefault(source.pk or source.address or id(source), source)
    return list(met.values())


def check_seen(changes, seen):
    """StaleFact when a fact has moved since the number in `seen`, {FactRef: number}; what is missing is not asked."""
    for change in changes:
        if seen.get(change.ref, change.fact.number) != change.fact.number:
            raise StaleFact(change.ref, change.before, change.fact)


def settle(at=None):
    """Apply every waiting report whose moment has come by `at` (default: now), dated at that moment.

    One query when nothing is due. Each report is claimed by exactly one process and checked again against the values of
    now; one that no longer passes stays waiting with its `refusal`, and stories that were to go out with it do not.
    Returns the reports applied.
    """
    at = at or timezone.now()
    return one_by_one(Report.objects.due(at).select_related("preferred"), lambda report: settle_one(report, at))


def settle_one(report, at):
    """Apply one due report; False when another process has it or it was refused."""
    unclaimed = Report.objects.filter(pk=report.pk, stage=Stage.WAITING, effective_at=report.effective_at, refusal="")
    try:
        with transaction.atomic():
            if not unclaimed.update(stage=Stage.RECORDED, applied_at=at):
                return False
            apply_held(report, report.effective_at)
    except Refused as refused:
        with transaction.atomic():
            if unclaimed.update(refusal=str(refused)):
                _tell_refused(report, refused, at)
        return False
    return True


def _tell_refused(report, refused, at):
    """Side effects: a Notice to whoever let the report wait; stories that were to go out with it do not."""
    words = f"What waited for {written(report.effective_at)} could not be recorded: {refused}"
    page = reverse("admin:facts_report_waiting")
    told = [report.decided_by or report.by]
    notices.tell(told, Notice.Kind.REFUSED, words, address=page, about=f"report:{report.pk}", at=at)
    why = "the announcement it was to go out with could not be recorded"  # no word of what it says: it may be secret
    report.stories.off_schedule(report.effective_at - timedelta(seconds=1), why=why)


def current(refs):
    """{FactRef: (value as JSON, number)} as things stand; refs whose subject is gone are left out. One query a kind."""
    numbers = {fact.ref: fact.number for fact in Fact.objects.at_refs(refs)}
    subjects = subjects_of(refs)
    return {
        ref: (fact_type(ref).read(subjects[ref.kind, ref.pk]), numbers.get(ref, 0))
        for ref in refs
        if (ref.kind, ref.pk) in subjects
    }


def subjects_of(refs):
    """{(kind, pk): subject} with what their show and answers need."""
    joins = {
        "season": ["show__network", "moved_to"],
        "appearance": ["season__show", "cast_member__person"],
        "crew": ["show", "person", "season"],
        "person": [],
    }
    found = {}
    for kind in sorted({ref.kind for ref in refs}):
        keys = {ref.pk for ref in refs if ref.kind == kind}
        rows = MODELS[kind].objects.select_related(*joins[kind]) if joins[kind] else MODELS[kind].objects.all()
        found |= {(kind, pk): row for pk, row in rows.in_bulk(keys).items()}
    return found


def _lock(values):
    """The changes `values` asks for, read after locking the shows and people concerned, always in the same order.

    The lock is an UPDATE that changes nothing: it holds on PostgreSQL, and SQLite has its one write lock already.
    """
    for ref in values:
        fact_type(ref)
    subjects = subjects_of(values)
    if missing := [ref for ref in values if (ref.kind, ref.pk) not in subjects]:
        raise Refused(f"There is no {missing[0].kind} {missing[0].pk} any more.")
    for show_id in sorted({show_id for subject in subjects.values() if (show_id := show_id_of(subject))}):
        Show.objects.filter(pk=show_id).update(version=F("version"))
    for person_id in sorted(pk for kind, pk in subjects if kind == "person"):
        Person.objects.filter(pk=person_id).update(version=F("version"))
    subjects = subjects_of(values)
    facts = {fact.ref: fact for fact in Fact.objects.at_refs(values)}
    for ref in values:
        if ref not in facts:
            facts[ref] = Fact.objects.open(ref, subjects[ref.kind, ref.pk])
    return [
        Change(ref, subject, facts[ref], fact_type(ref).read(subject), said)
        for ref, said in values.items()
        if (subject := subjects.get((ref.kind, ref.pk)))
    ]


def check(report, changes):
    """Every rule of facts/rules.py but those on who may record. Raises Refused."""
    check_report(report, changes)
    for change in changes:
        check_statement(report, change)
    check_together(report, changes)


def save_report(report, stage, applied_at=None):
    """Enter a new report with its sources, those not known before included."""
    for source in report.citing:
        if source.pk is None:
            source.save()
    report.preferred = report.citing[0] if report.citing else None
    report.stage, report.applied_at = stage, applied_at
    report.save()
    report.sources.set(report.citing)


def hold(report, changes, stage):
    """Enter a report whose statements move nothing yet: it waits for its moment, or for an editor."""
    save_report(report, stage)
    Statement.objects.bulk_create(
        Statement(report=report, fact=change.fact, before=change.before, said=change.said) for change in changes
    )


def apply_held(report, moment, seen=None):
    """Apply a report entered by `hold`, checked again against what stands now, dated at `moment`.

    The caller has claimed it. `seen`, as in `record`, is what whoever decides has looked at. Raises Refused.
    """
    statements = {statement.fact.ref: statement for statement in report.statements.select_related("fact")}
    report.citing = sorted(report.sources.all(), key=lambda source: source.pk != report.preferred_id)
    changes = _lock({ref: statement.said for ref, statement in statements.items()})
    check_seen(changes, seen or {})
    check(report, changes)
    report.statements.all().delete()
    _apply(report, changes, moment, max(report.checked, timezone.localdate(moment)))


def _apply(report, changes, moment: datetime, checked):
    """Write what passed every check: subjects, facts and statements, dated at `moment`; then what follows from it."""
    dissent = report.kind == ReportKind.DISSENT
    moving = [change for change in changes if change.moves and not dissent]
    for change in changes:
        if dissent:
            _differ(report, change)
        elif change.moves:
            _move(report, change, moment, checked)
        else:
            _confirm(report, change, checked)
    _write_columns(report, moving, moment)
    Report.objects.filter(pk=report.pk).update(stage=Stage.RECORDED, applied_at=moment, checked=checked)
    report.stage, report.applied_at, report.checked = Stage.RECORDED, moment, checked
    by = report.decided_by or report.by
    note("fact", _in_the_log(report, changes), by=by, address=report.get_absolute_url(), at=moment)
    _follow(changes, moving, moment)


LOGGED = 4  # facts of a report that the log names; the report has them all


def _in_the_log(report, changes):
    """Such as “News: All of Us Are Dead season 2: status renewed”."""
    said = [f"{each.subject}: {fact_type(each.ref).label} {fact_type(each.ref).printed(each.said)}" for each in
            changes[:LOGGED]]  # fmt: skip
    more = [f"and {len(changes) - LOGGED} more"] * (len(changes) > LOGGED)
    kind = report.get_kind_display()
    needed_two = report.overruled and any(each.fact.needs_two for each in changes)
    alone = f". By one person alone: {report.overruled}" if needed_two else ""
    return f"{kind[0].upper()}{kind[1:]}: {'; '.join([*said, *more])}{alone}"


def _follow(changes, moving, moment):
    """What rests on facts: due days, the shows' status, opinions now settled, the pages kept at the edge."""
    seasons = {change.ref.pk for change in changes if change.ref.kind == "season"}
    if seasons:
        set_due(seasons)
    refresh({show_id for change in moving if (show_id := show_id_of(change.subject))})
    decided = [change for change in moving if change.ref.name in DECISIVE and change.said != change.before]
    if decided:
        Show.objects.filter(pk__in={show_id_of(change.subject) for change in decided}).update(stirred=moment)
        settled = {change.ref.pk for change in decided}
        Outlook.objects.standing().filter(season__in=settled).update(cleared_at=moment)
    touch("facts", *_keys(changes))


def _move(report, change, moment, checked):
    """Compare-and-set the fact to its next number, and enter the statement under it."""
    number = change.fact.number + 1
    moved = Fact.objects.filter(pk=change.fact.pk, number=change.fact.number).update(
        number=number,
        moved=moment,
        as_of=report.as_of,
        checked=checked,
        source=report.preferred,
        word=fact_type(change.ref).word(change.said),
        differs=None,
    )
    if not moved:
        raise StaleFact(change.ref, change.before, change.fact)
    Statement.objects.create(
        report=report, fact=change.fact, before=change.before, said=change.said, number=number, moved=moment
    )


def _differ(report, change):
    """Ours stands; that this report says otherwise stands beside it until the fact moves or the two are settled."""
    statement = Statement.objects.create(report=report, fact=change.fact, before=change.before, said=change.said)
    Fact.objects.filter(pk=change.fact.pk).update(differs=statement)


def _confirm(report, change, checked):
    """The fact stands as it did; the desk made sure of it on `checked`, never earlier than it already had."""
    Fact.objects.filter(pk=change.fact.pk).exclude(checked__gt=checked).update(checked=checked)
    Statement.objects.create(report=report, fact=change.fact, before=change.before, said=change.said)


def _write_columns(report, changes, moment):
    """One UPDATE a subject, so that the columns of a report that belong together change together."""
    columns = defaultdict(dict)
    for change in changes:
        columns[change.ref.kind, change.ref.pk] |= fact_type(change.ref).columns(change.said)
    for (kind, pk), values in columns.items():
        if kind == "season":
            values["first_aired"] = _first_aired(report, pk, values, moment)
        MODELS[kind].objects.filter(pk=pk).update(**values)


ON_AIR = {SeasonStatus.AIRING, SeasonStatus.COMPLETE}


def _first_aired(report, season_id, values, moment):
    """The day the season first began to air; SOME_DAY where that was never said.

    It stays when another part follows. A correction takes it back when the season was never on air.
    """
    season = Season.objects.get(pk=season_id)
    status = values.get("status", season.status)
    correction = report.kind == ReportKind.CORRECTION
    if status not in ON_AIR:
        return None if correction and season.status in ON_AIR else season.first_aired
    if season.has_begun and not _tells_first_day(season, status, values, correction):
        return season.first_aired or SOME_DAY
    day = values.get("release_earliest", season.release_earliest)
    precise = values.get("release_precision", season.release_precision) == Precision.DAY
    today = local_day(season, moment) if report.effective_at else report.as_of
    return day if precise and day <= today else SOME_DAY


def _tells_first_day(season, status, values, correction):
    """Whether the release in `values` is the day a season on air began: told at last, or its correction."""
    if "release_earliest" not in values:
        return False
    if correction and season.release_earliest in (season.first_aired, None):
        return True
    another_part = status == SeasonStatus.AIRING and season.status != SeasonStatus.AIRING
    return season.first_aired == SOME_DAY and season.release_precision != Precision.DAY and not another_part


def _keys(changes):
    for change in changes:
        if show_id := show_id_of(change.subject):
            yield f"show-{show_id}"
        for person in {getattr(change.subject, "person_id", None), change.ref.kind == "person" and change.ref.pk}:
            if person:
                yield f"person-{person}"
        if change.ref.kind == "appearance":
            yield f"person-{change.subject.cast_member.person_id}"
