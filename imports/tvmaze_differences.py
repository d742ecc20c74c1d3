"""Where TVmaze disagrees with what the desk has set: each difference is put before the editors, once.

A difference is a fact, our value and theirs. While a proposal of it is open, and after it was declined, amended or
accepted, it is not raised again; another value of either side is another difference. Each field is a proposal of its
own, except a status and a release that only go together. A proposal whose difference is gone, because either side says
something else by now, is withdrawn, so that nobody accepts what nobody says any more.
"""

import json

from django.db.models import F, Q

from facts.decisions import DecidedAlready, propose, withdraw
from facts.models import Report, ReportKind, Stage, Statement
from facts.refs import FactRef
from facts.rules import Refused
from facts.values import fact_type
from imports.tvmaze_facts import same, source_of
from imports.tvmaze_reading import CREDIT
from shows.models import Show
from shows.words import SeasonStatus

WITHDRAWN = "Withdrawn:"


def put_forward(telling, wishes, day, *, about):
    """Propose what of `wishes`, {season key: {fact name: value}}, the desk has otherwise; TVmaze's as of `day`.

    `about` are the FactRefs of which `wishes` hold all that TVmaze says. Side effects: proposals, each with a line in
    `telling.proposals`; those open of a difference that is gone are withdrawn, each with a line in `telling.lines`.
    """
    found = []
    for pk, values in wishes.items():
        season = telling.seasons[pk]
        differing = {name for name, value in values.items() if telling.differs(season, name, value, day)}
        found += [(season, names) for names in apart(telling, season, values, differing)]
    said_of = [
        (season, {name: theirs(telling, season, name, wishes[season.pk]) for name in names}) for season, names in found
    ]
    standing = {each for season, said in said_of for each in differences_of(telling, season, said)}
    withdraw_gone(telling, set(about), standing, day)
    if not found:
        return
    raised = raised_before(telling)
    for season, said in said_of:
        if differences_of(telling, season, said) - raised:
            _propose(telling, season, said, day)


def withdraw_gone(telling, about, standing, day):
    """Withdraw each open proposal, none newer than `day`, of a difference in `about` that is not in `standing`."""
    open_ones = Report.objects.proposed().filter(
        by=None, as_of__lte=day, statements__fact__season__show=telling.show_pk
    )
    for report in open_ones.distinct().prefetch_related("statements__fact"):
        rows = [row for row in report.statements.all() if row.fact.ref in about and row.before != row.said]
        gone = [row for row in rows if difference(row.fact.ref, row.before, row.said) not in standing]
        if gone:
            _withdraw(telling, report, gone, day)


def _withdraw(telling, report, gone, day):
    ours_moved = any(_plain(row.before) != _plain(telling.facts[row.fact.ref][0]) for row in gone)
    why = "the desk has recorded something else since." if ours_moved else f"{CREDIT} no longer says so, as of {day}."
    season, names = telling.seasons[gone[0].fact.season_id], ", ".join(row.fact.name for row in gone)
    try:
        withdraw(report, reason=f"{WITHDRAWN} {why}")
    except DecidedAlready:  # an editor was faster
        return
    telling.lines.append(f"withdraw the proposal of {season}, {names}: {why}")


def apart(telling, season, values, differing):
    """The names in `differing` in lists that can each be decided alone, with what must be decided along with them.

    A dated season has its day by the same report. A release that TVmaze may tell itself waits for the status it came
    with.
    """
    lists = [[name] for name in sorted(differing)]
    if not differing & {"status", "release"} or not _go_together(telling, season, values, differing):
        return lists
    return [["status", "release"], *(names for names in lists if names[0] not in {"status", "release"})]


def _go_together(telling, season, values, differing):
    ours = telling.value(season, "status")
    if "status" in differing:
        waits = telling.is_ours(FactRef.of(season, "release")) and telling.value(season, "release") != values["release"]
        is_pulled = ours == SeasonStatus.DATED and values["release"] is None
        return waits or is_pulled or values["status"] == SeasonStatus.DATED
    waits = telling.is_ours(FactRef.of(season, "status")) and ours != values["status"]
    return waits and values["status"] == SeasonStatus.DATED


def theirs(telling, season, name, values):
    """TVmaze's value; ours where it says the same in other words, so that accepting it rewords nothing."""
    ours = telling.value(season, name)
    return ours if same(name, ours, values[name]) else values[name]


def raised_before(telling):
    """{(FactRef, our value, theirs)} of all that an import ever put before the editors of this show's seasons.

    Without what was withdrawn before anybody decided. The show is locked first, so that two imports at once do not both
    find nothing.
    """
    Show.objects.filter(pk=telling.show_pk).update(version=F("version"))
    proposed = Q(report__stage__in=[Stage.PROPOSED, Stage.DECLINED, Stage.CANCELLED]) | ~Q(report__decided_at=None)
    rows = Statement.objects.filter(proposed, report__by=None, fact__season__show=telling.show_pk)
    rows = rows.exclude(report__stage=Stage.CANCELLED, report__decision__startswith=WITHDRAWN).select_related("fact")
    return {difference(row.fact.ref, row.before, row.said) for row in rows}


def differences_of(telling, season, said):
    """{(FactRef, our value, theirs)} of `said`, {fact name: value}."""
    refs = {FactRef.of(season, name): (telling.value(season, name), value) for name, value in said.items()}
    return {difference(ref, ours, value) for ref, (ours, value) in refs.items() if ours != value}


def difference(ref, ours, theirs):
    return ref, _plain(ours), _plain(theirs)


def _plain(value):
    """A value as text, the same from either database: one keeps the order of its parts and the other does not."""
    return json.dumps(value, sort_keys=True)


def _propose(telling, season, said, day):
    """One proposal: news where the season may move like that, else a correction; a note where neither may be."""
    values = {FactRef.of(season, name): value for name, value in said.items()}
    seen = {ref: telling.number(season, ref.name) for ref in values}
    moves = {ref.name: moved for ref, value in values.items() if (moved := _in_words(telling, season, ref, value))}
    fields = {"as_of": day, "checked": day, "citing": [source_of(season.show.title, telling.url)]}
    sentences = (f"{CREDIT} has {label} “{new}” where we had “{ours}”." for label, ours, new in moves.values())
    fields["note"] = " ".join(sentences)
    for kind in (ReportKind.NEWS, ReportKind.CORRECTION):
        try:
            propose(Report(kind=kind, **fields), values, seen=seen)
        except Refused as refused:
            problem = refused
        else:
            told = "; ".join(f"{name}: {ours} → {new}" for name, (_, ours, new) in moves.items())
            return telling.proposals.append(f"propose {season}, {told}, as of {day}")
    return telling.notes.append(f"left alone: {season}, {', '.join(moves)}: {problem}")


def _in_words(telling, season, ref, value):
    """(the fact's label, our value, theirs) as readers know them; None where ours stays."""
    kind, ours = fact_type(ref), telling.value(season, ref.name)
    return None if value == ours else (kind.label, kind.printed(ours), kind.printed(value))
