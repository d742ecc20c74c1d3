"""What is decided about a report that is not in the ledger yet, or should not be: each decision is one function.

proposed → recorded, waiting (accept) · declined; waiting → recorded (lift) · cancelled; recorded → taken back (undo).
Every one claims the report by compare-and-set on its stage, so that of two people deciding at once one is told.
"""

from itertools import groupby

from django.db import transaction
from django.utils import timezone

from facts.ledger import apply_held, check, check_seen, hold, opened, record
from facts.models import Fact, Report, ReportKind, Stage
from facts.rules import NotAllowed, Refused, check_persons


class DecidedAlready(Refused):
    """Somebody else decided about this report first."""

    def __init__(self, report):
        stage = Report.objects.filter(pk=report.pk).values_list("stage", flat=True).first()
        said = Stage(stage).label if stage else "gone"
        super().__init__(f"Somebody was faster: this report is {said} now.")


@transaction.atomic
def propose(report, values, *, seen=None, by=None, at=None, checked=True):
    """Put `report` before the editors: nothing moves until one accepts it. Arguments as `facts.ledger.record` has them.

    With `checked` false a script may propose what its own record cannot decide, such as a move that only a correction
    may make; it is checked when it is accepted. Raises Refused; then nothing is written.
    """
    changes = opened(report, values, by=by, at=at)
    check_seen(changes, seen or {})
    if checked:
        check(report, changes)
    hold(report, changes, Stage.PROPOSED)
    return report


def accept(report, *, by, seen=None, at=None):
    """Let a proposal into the ledger through the one door, now, or let it wait where its moment lies ahead.

    Who proposed what needs two persons cannot accept it too. `seen` is as in `record`. Raises Refused; nothing is done.
    """
    at = at or timezone.now()
    ahead = report.effective_at and report.effective_at > at
    with transaction.atomic():
        _claim(report, Stage.PROPOSED, Stage.WAITING if ahead else Stage.RECORDED, by=by, at=at)
        if by and report.by_id == by.pk:
            _check_second_person(report)
        if ahead:
            check_seen_of(report, seen)
        else:
            apply_held(report, at, seen)
    return report


def decline(report, *, by, reason, at=None):
    """Turn a proposal down; `reason` is what its proposer is told. Raises Refused."""
    if not reason:
        raise Refused("Say why, in a few words: whoever proposed it reads them.")
    _claim(report, Stage.PROPOSED, Stage.DECLINED, by=by, at=at, decision=reason)


def take_back(report, *, by, at=None):
    """Withdraw one's own proposal. Raises Refused."""
    if report.by_id != by.pk:
        raise Refused("Only whoever proposed this can take it back; an editor declines it.")
    _claim(report, Stage.PROPOSED, Stage.CANCELLED, by=by, at=at, decision="Taken back.")


def cancel(report, *, by, reason="", at=None):
    """Stop a waiting report: once this returns it will never be applied, whichever process comes first.

    Side effect: stories that were to go out with it are scheduled no longer.
    Raises Refused when it is in the ledger already.
    """
    with transaction.atomic():
        _claim(report, Stage.WAITING, Stage.CANCELLED, by=by, at=at, decision=reason or "Cancelled.")
        report.stories.off_schedule(at)


def lift(report, *, by, at=None):
    """Apply a waiting report now instead of at its moment, dated now; stories that go with it go out now.

    Raises Refused; then it goes on waiting.
    """
    at = at or timezone.now()
    with transaction.atomic():
        _claim(report, Stage.WAITING, Stage.RECORDED, by=by, at=at, decision="Lifted before its moment.")
        apply_held(report, at)
        report.stories.go_out_at(at, at=at)
    return report


@transaction.atomic
def replace(report, changed, values, *, seen, by, at=None):
    """Record, let wait or propose `changed` in place of `report`, which was waiting or proposed and is so no more.

    Returns the new report. Side effects: the old one is cancelled, with a word on what took its place; stories that
    were to go out with it go with the new one. Raises Refused.
    """
    stage = Stage(report.stage)
    _claim(report, stage, Stage.CANCELLED, by=by, at=at, decision="Amended.")
    recorded = record(changed, values, seen=seen, by=by, at=at)
    Report.objects.filter(pk=report.pk).update(decision=f"Amended: see report {recorded.pk}.")
    report.stories.go_out_at(recorded.effective_at or recorded.recorded_at, at=at, report=recorded)
    return recorded


@transaction.atomic
def undo(report, *, by, reason, at=None):
    """Take back what `report` moved, as corrections: each fact says again what it said before, with its old source.

    Only while nothing moved those facts since. Facts that rested on different reports before come back in a correction
    each. Returns the corrections. Raises Refused; then nothing is written.
    """
    if not reason:
        raise Refused("Say what was wrong: a correction needs a note.")
    statements = list(report.statements.moving().select_related("fact").order_by("pk"))
    if not statements:
        raise NotAllowed("This report moved nothing, so there is nothing to take back.")
    if later := [each for each in statements if each.number != each.fact.number]:
        raise NotAllowed(f"“{later[0].fact}” has moved since: correct it by its own news.", later[0].fact.ref)
    earlier = {each.pk: _earlier(each) for each in statements}
    restored = []
    together = sorted(statements, key=lambda each: earlier[each.pk].pk if earlier[each.pk] else 0)
    for before, group in groupby(together, key=lambda each: earlier[each.pk]):
        restored.append(_restore(report, before, list(group), by=by, reason=reason, at=at))
    return restored


def _restore(report, before, statements, *, by, reason, at):
    """One correction that puts back what `statements` changed; `before` is the report that had said so, or None."""
    correction = Report(
        as_of=before.as_of if before else report.as_of,
        kind=ReportKind.CORRECTION,
        note=reason,
        overruled=f"Takes back report {report.pk}.",
        undoes=report,
        citing=_sources(before) if before else [],
    )
    values = {each.fact.ref: each.before for each in statements}
    return record(correction, values, seen={each.fact.ref: each.number for each in statements}, by=by, at=at)


def _earlier(statement):
    """The report that made the fact what it was before `statement`; None when nothing had."""
    before = statement.fact.statements.filter(number=statement.number - 1).select_related("report").first()
    return before and before.report


def _sources(report):
    return sorted(report.sources.all(), key=lambda source: source.pk != report.preferred_id)


def agree(fact, *, by):
    """The two sources no longer differ, or it no longer matters: pages stop saying so."""
    Fact.objects.filter(pk=fact.pk).update(differs=None)


def check_seen_of(report, seen):
    """Raise StaleFact for a proposal that will wait: what whoever accepts it looked at must still stand."""
    values = {statement.fact.ref: statement.said for statement in report.statements.select_related("fact")}
    report.citing = _sources(report)
    changes = opened(report, values, by=report.by, at=report.recorded_at)
    check_seen(changes, seen or {})
    check(report, changes)


def _check_second_person(report):
    values = {statement.fact.ref: statement.said for statement in report.statements.select_related("fact")}
    check_persons(report, opened(report, values, by=report.by, at=report.recorded_at))


def _claim(report, stage, becomes, *, by, at, decision=""):
    """Move `report` from `stage`, exactly once. Raises DecidedAlready."""
    at = at or timezone.now()
    decided = {"decided_by": by, "decided_at": at, "decision": decision[:500], "refusal": ""}
    applied = {"applied_at": at} if becomes == Stage.RECORDED else {}
    if not Report.objects.filter(pk=report.pk, stage=stage).update(stage=becomes, **decided, **applied):
        raise DecidedAlready(report)
    for name, value in {"stage": becomes, **decided, **applied}.items():
        setattr(report, name, value)
