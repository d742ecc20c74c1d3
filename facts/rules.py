"""What may be recorded: each rule refuses with a sentence that says what to do instead."""

from django.utils import timezone

from facts.models import HEARSAY, ReportKind, Stage
from facts.values import FACTS, BadValue, fact_type
from shows.windows import Window
from shows.words import Certainty, Precision, SeasonStatus, Standing, allowed_moves


class Refused(Exception):
    """The report cannot be recorded; the message is a sentence for whoever tried. `ref` is the fact, or None."""

    def __init__(self, message, ref=None):
        super().__init__(message)
        self.ref = ref


class NotAllowed(Refused):
    """The fact may not move like that."""


class NeedsSource(Refused):
    """There is no source, or none good enough to decide this."""


class NeedsSecondPerson(Refused):
    """One person alone may not record this."""


class StaleFact(Refused):
    """Somebody recorded this fact after the editor looked. `value` is what stands now."""

    def __init__(self, ref, value, fact):
        said = fact_type(ref).printed(value)
        super().__init__(
            f"Somebody was faster: {fact_type(ref).label} now reads “{said}”. "
            "Look at it, then record again if yours still holds.",
            ref,
        )
        self.value, self.number = value, fact.number


# What hearsay alone may say of a status.
HINTS = {SeasonStatus.AWAITING, SeasonStatus.IN_DEVELOPMENT}
DECIDED_STANDINGS = {Standing.CONFIRMED, Standing.NOT_RETURNING}


def check_persons(report, changes):
    """A fact in NEWSDESK_TWO_PERSONS is recorded by two, or by one who says why that must be enough."""
    alone = [change for change in changes if change.fact.needs_two and change.moves]
    if alone and report.kind != ReportKind.DISSENT and not report.overruled:
        raise NeedsSecondPerson(
            f"{fact_type(alone[0].ref).label.capitalize()} needs a second person: propose it, so that somebody else "
            "accepts it; or say why it cannot wait for one.",
            alone[0].ref,
        )


def check_effective_at(report):
    """A moment still ahead makes the report wait; one that has passed is no moment to wait for."""
    moment = report.effective_at
    if moment is None:
        return
    if moment.second or moment.microsecond:
        raise Refused("The moment a report takes effect is a whole minute: leave the seconds out.")
    if moment <= report.recorded_at:
        raise Refused("That moment has passed: leave it empty to record at once, or choose one ahead.")


def check_report(report, changes):
    """Rules of the announcement as a whole."""
    if not changes:
        raise Refused("The report says nothing yet: give at least one fact a value.")
    if report.kind == ReportKind.CORRECTION and not report.note:
        raise Refused("A correction needs a note that says what was wrong.")
    day = timezone.localdate(report.takes_effect)
    if report.as_of > day:
        raise Refused(f"The as-of date {report.as_of:%Y-%m-%d} lies ahead: give the day the source said it.")
    if report.checked > day:
        raise Refused(f"The checked date {report.checked:%Y-%m-%d} lies ahead: give the day the desk made sure.")
    if not report.citing and not all(_needs_no_source(report, change) for change in changes):
        raise NeedsSource("Name the source: only “awaiting word” and “still right” may stand without one.")


def _needs_no_source(report, change):
    awaiting = change.ref.name == "status" and change.said == SeasonStatus.AWAITING
    taken_back = report.undoes and change.said == fact_type(change.ref).default
    return awaiting or taken_back or report.kind == ReportKind.CONFIRMATION


def check_statement(report, change):
    """Rules of one fact, against the value that stands."""
    _check_value(change)
    if report.kind == ReportKind.CONFIRMATION:
        return _check_confirmation(change)
    if report.kind == ReportKind.DISSENT:
        return _check_dissent(change)
    if report.kind == ReportKind.OPENING and change.fact.number:
        raise NotAllowed(
            f"There is an entry for {fact_type(change.ref).label} already: record news instead.", change.ref
        )
    if not change.moves:
        return None
    if report.kind != ReportKind.CORRECTION:
        _check_as_of(report, change)
        _check_move(report, change)
    return _check_tier(report, change)


def _check_value(change):
    """The value can be written at all: it came as JSON, perhaps from a script."""
    try:
        fact_type(change.ref).columns(change.said)
        fact_type(change.ref).printed(change.said)
    except BadValue as problem:
        raise NotAllowed(str(problem), change.ref) from problem
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise NotAllowed(
            f"{fact_type(change.ref).label.capitalize()} cannot be {change.said!r}.", change.ref
        ) from problem


def _check_confirmation(change):
    if change.said != change.before:
        raise NotAllowed("“Still right” changes nothing: record news or a correction for another value.", change.ref)
    if change.fact.number == 0:
        raise NotAllowed(
            f"Nothing was recorded of {fact_type(change.ref).label} yet: make an opening entry.", change.ref
        )


def _check_dissent(change):
    if change.fact.number == 0:
        raise NotAllowed(
            f"Nothing was recorded of {fact_type(change.ref).label} to differ from: record it as news.",
            change.ref,
        )
    if change.said == change.before:
        raise NotAllowed("That is what stands: record it as “still right”.", change.ref)


def _check_as_of(report, change):
    if change.fact.as_of and report.as_of < change.fact.as_of:
        raise NotAllowed(
            f"We already know better: {fact_type(change.ref).label} stands as of {change.fact.as_of:%Y-%m-%d}, "
            f"and this is as of {report.as_of:%Y-%m-%d}. If ours was a mistake, record a correction.",
            change.ref,
        )


def _check_move(report, change):
    if change.ref.name != "status" or change.ref.kind != "season":
        return
    stands = _then(report, change)
    moves = allowed_moves(stands, opened=change.fact.number > 0)
    if change.said != stands and change.said not in moves:
        words = ", ".join(f"“{word.label}”" for word in moves)
        before, said = SeasonStatus(stands).label, SeasonStatus(change.said).label
        raise NotAllowed(
            f"A season that is “{before}” cannot become “{said}”; it can become {words}. "
            "If ours was a mistake, record a correction.",
            change.ref,
        )


def _then(report, change):
    """Where the fact will stand when `report` takes effect: what waits for an earlier moment will have happened.

    Not for a proposal: its refusal would tell whoever makes it what waits.
    """
    if not report.effective_at or report.stage == Stage.PROPOSED:
        return change.before
    earlier = change.fact.statements.filter(
        report__stage=Stage.WAITING, report__refusal="", report__effective_at__lt=report.effective_at
    )
    last = earlier.exclude(report=report.pk).order_by("-report__effective_at", "-pk").first()
    return last.said if last else change.before


def _check_tier(report, change):
    if not report.citing or min(source.tier for source in report.citing) not in HEARSAY or _is_hint(change):
        return
    raise NeedsSource(
        f"A source of tier 6 or 7 alone may not decide {fact_type(change.ref).label}: add a better one, "
        "or record it as in development, as expected or as unconfirmed.",
        change.ref,
    )


def _is_hint(change):
    """Whether hearsay may say this: it leaves the matter open."""
    match change.ref.name:
        case "status":
            return change.said in HINTS
        case "release":
            return _certainty(change.said) != Certainty.CONFIRMED and _certainty(change.before) != Certainty.CONFIRMED
        case "standing":
            return change.said["word"] not in DECIDED_STANDINGS
    return False


def _certainty(window):
    return window and window["certainty"]


def check_together(report, changes):
    """Rules between a season's facts: a dated season has its day, said in the same report or put back with it."""
    for season in {change.ref.pk for change in changes if change.ref.kind == "season"}:
        mine = {
            change.ref.name: change for change in changes if change.ref.kind == "season" and change.ref.pk == season
        }
        status = mine["status"].said if "status" in mine else mine[next(iter(mine))].subject.status
        becomes_dated = "status" in mine and status == SeasonStatus.DATED and mine["status"].moves
        put_back = report.undoes and FACTS["season"]["release"].read(mine[next(iter(mine))].subject)
        if becomes_dated and not _is_day(mine["release"].said if "release" in mine else put_back or None):
            raise NotAllowed("“Dated” needs the day in the same report: give the release as a day.", mine["status"].ref)
        if status == SeasonStatus.DATED and "release" in mine and not _is_day(mine["release"].said):
            raise NotAllowed("A dated season keeps a day: change its status in the same report.", mine["release"].ref)


def _is_day(value):
    return value is not None and Window.from_json(value).precision == Precision.DAY
