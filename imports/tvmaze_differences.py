"""Where TVmaze disagrees with what the desk has set: each difference is put before the editors, once.

A difference is a fact, our value and theirs. While a proposal of it is open, and after it was declined, amended or
accepted, it is not raised again; another value of either side is another difference. Each field is a proposal of its
own, except a status and a release that only go together.
"""

import json

from django.db.models import F, Q

from facts.decisions import propose
from facts.models import Report, ReportKind, Stage, Statement
from facts.refs import FactRef
from facts.rules import Refused
from facts.values import fact_type
from imports.tvmaze_facts import same, source_of
from imports.tvmaze_reading import CREDIT
from shows.models import Show
from shows.words import SeasonStatus


def put_forward(telling, wishes, day):
    """Propose what of `wishes`, {season key: {fact name: value}}, the desk has otherwise; TVmaze's as of `day`.

    Side effects: proposals, each with a line in `telling.proposals`.
    """
    found = []
    for pk, values in wishes.items():
        season = telling.seasons[pk]
        differing = {name for name, value in values.items() if telling.differs(season, name, value, day)}
        found += [(season, names) for names in apart(telling, season, values, differing)]
    if not found:
        return
    raised = raised_before(telling)
    for season, names in found:
        said = {name: theirs(telling, season, name, wishes[season.pk]) for name in names}
        if differences_of(telling, season, said) - raised:
            _propose(telling, season, said, day)


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

    The show is locked first, so that two imports at once do not both find nothing.
    """
    Show.objects.filter(pk=telling.show_pk).update(version=F("version"))
    proposed = Q(report__stage__in=[Stage.PROPOSED, Stage.DECLINED, Stage.CANCELLED]) | ~Q(report__decided_at=None)
    rows = Statement.objects.filter(proposed, report__by=None, fact__season__show=telling.show_pk)
    rows = rows.select_related("fact")
    return {(row.fact.ref, _plain(row.before), _plain(row.said)) for row in rows}


def differences_of(telling, season, said):
    """{(FactRef, our value, theirs)} of `said`, {fact name: value}."""
    refs = {FactRef.of(season, name): (telling.value(season, name), value) for name, value in said.items()}
    return {(ref, _plain(ours), _plain(value)) for ref, (ours, value) in refs.items() if ours != value}


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
