"""What is decided about a report that is not in the ledger yet, or should not be: each decision is one function.

proposed → recorded, waiting (accept) · declined · cancelled (take_back, withdraw); waiting → recorded (lift) ·
cancelled; recorded → taken back (undo).
Every one claims the report by compare-and-set on its stage, so that of two people deciding at once one is told.
"""

from collections import defaultdict

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from facts.history import in_words
from facts.ledger import apply_held, check, check_seen, hold, opened, record
from facts.models import Fact, Report, ReportKind, Stage
from facts.rules import NotAllowed, Refused, check_persons
from shows.words import SeasonStatus
from staff import notices
from staff.models import Notice


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
    named = report.citing
    changes = opened(report, values, by=by, at=at)
    report.stage = Stage.PROPOSED
    check_seen(changes, seen or {})
    if checked:
        # By the tiers as they were given: those of a source that only what waits has named would tell of it.
        known, report.citing = report.citing, named
        check(report, changes)
        report.citing = known
    hold(report, changes, Stage.PROPOSED)
    return report


def accept(report, *, by, seen=None, at=None):
    """Let a proposal into the ledger through the one door, now, or let it wait where its moment lies ahead.

    Who proposed what needs two persons cannot accept it too, and what no person proposed has nobody's word yet.
    `seen` is as in `record`. Side effects: those of `record`, a Notice to its proposer. Raises Refused; then nothing is
    done.
    """
    at = at or timezone.now()
    ahead = report.effective_at and report.effective_at > at
    with transaction.atomic():
        _claim(report, Stage.PROPOSED, Stage.WAITING if ahead else Stage.RECORDED, by=by, at=at)
        if by and report.by_id in (None, by.pk):
            _check_second_person(report)
        if ahead:
            check_seen_of(report, seen)
        else:
            apply_held(report, at, seen)
        _tell_proposer(report, "is accepted.", by=by, at=at)
    return report


@transaction.atomic
def decline(report, *, by, reason, at=None):
    """Turn a proposal down, for a `reason`. Side effect: a Notice of it to its proposer. Raises Refused."""
    if not reason:
        raise Refused("Say why, in a few words: whoever proposed it reads them.")
    _claim(report, Stage.PROPOSED, Stage.DECLINED, by=by, at=at, decision=reason)
    _tell_proposer(report, f"is declined: {reason}", by=by, at=at)


def _tell_proposer(report, what, *, by, at):
    """Tell whoever proposed `report`, unless they decided themselves. Side effect: a Notice."""
    if report.by is None or report.by == by:
        return
    said = in_words(report.statements.with_history_data().select_related("fact__show").order_by("pk"))
    about = [f"{', '.join(filter(None, [str(each.fact.show or ''), each.about]))}: {each.reads}" for each in said[:2]]
    named = "; ".join(about) + (f" and {len(said) - 2} more" if len(said) > 2 else "")
    page = reverse("admin:facts_report_waiting")
    words = f"Your proposal “{named}” {what}"
    notices.tell([report.by], Notice.Kind.DECIDED, words, address=page, about=f"report:{report.pk}", at=at)


def take_back(report, *, by, at=None):
    """Withdraw one's own proposal. Raises Refused."""
    if report.by_id != by.pk:
        raise Refused("Only whoever proposed this can take it back; an editor declines it.")
    _claim(report, Stage.PROPOSED, Stage.CANCELLED, by=by, at=at, decision="Taken back.")


def withdraw(report, *, reason, at=None):
    """End a proposal that no person made and that is not true any more; `reason` says why. Raises DecidedAlready."""
    _claim(report, Stage.PROPOSED, Stage.CANCELLED, by=None, at=at, decision=reason)


def cancel(report, *, by, reason="", at=None):
    """Stop a waiting report: once this returns it will never be applied, whichever process comes first.

    Side effect: stories that were to go out with it are scheduled no longer.
    Raises Refused when it is in the ledger already.
    """
    with transaction.atomic():
        _claim(report, Stage.WAITING, Stage.CANCELLED, by=by, at=at, decision=reason or "Cancelled.")
        report.stories.off_schedule(at, why="the announcement it was to go out with is cancelled", by=by)


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
def replace(report, changed, values, *, seen, by, at=None, door=record):
    """Record, let wait or propose `changed` in place of `report`, which was waiting or proposed and is so no more.

    `door` is `record`, or `propose` for what a second person must accept. Returns the new report. Side effects: the old
    one is cancelled, with a word on what took its place; stories that were to go out with it go with the new one, or
    are scheduled no longer where that is only proposed. Raises Refused.
    """
    stage = Stage(report.stage)
    _claim(report, stage, Stage.CANCELLED, by=by, at=at, decision="Amended.")
    entered = door(changed, values, seen=seen, by=by, at=at)
    Report.objects.filter(pk=report.pk).update(decision=f"Amended: see report {entered.pk}.")
    if entered.stage == Stage.PROPOSED:
        report.stories.off_schedule(at, why="the announcement it was to go out with is only proposed now", by=by)
    else:
        report.stories.go_out_at(entered.effective_at or entered.recorded_at, at=at, report=entered)
    return entered


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
    together = defaultdict(list)
    for each in statements:
        together[_earlier(each)].append(each)
    return [
        _restore(report, before, group, by=by, reason=reason, at=at)
        for before, group in sorted(together.items(), key=lambda pair: _turn(*pair))
    ]


def _turn(before, statements):
    """When a group is put back: a status that was not `dated` goes first, as a dated season keeps its day."""
    statuses = [each.before for each in statements if each.fact.name == "status"]
    waits = SeasonStatus.DATED in statuses
    return (waits, not statuses, before.pk if before else 0)


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
