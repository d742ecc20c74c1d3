"""What TVmaze's dates make of the watched columns of seasons, told to the ledger.

TVmaze is a listing (tier 4). It may open a fact, and move one that it moved last; what anybody else has recorded since
is left alone, and put before the editors where the two disagree (imports/tvmaze_differences.py). Each answer makes one
report, or two when a missed "out now" comes before "complete".
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from facts.ledger import current, record
from facts.models import Report, ReportKind, Source, Statement, Tier
from facts.refs import FactRef
from facts.rules import Refused
from facts.values import fact_type
from imports.tvmaze_reading import CREDIT
from imports.tvmaze_status import Stand, finale
from shows.models import Season, Show
from shows.spans import format_date
from shows.windows import Window
from shows.words import Certainty, Precision, SeasonStatus, ShowStatus, allowed_moves

ON_THE_CALENDAR = {SeasonStatus.DATED, SeasonStatus.AIRING, SeasonStatus.COMPLETE}
NAMES = ("status", "release", "episode_order", "final")


def wanted(status, dates):
    """{fact name: value as JSON} that a season's status and Dates come to."""
    premiere = dates.premiere if status in ON_THE_CALENDAR else None
    values = {"status": str(status), "release": premiere and day_window(premiere)}
    return values | ({"episode_order": dates.order} if dates.order else {})


def day_window(day):
    return Window(format_date(day), day, day, Precision.DAY, Certainty.CONFIRMED).as_json()


def source_of(title, url):
    """The show's page at TVmaze, as a source."""
    source, _ = Source.objects.get_or_create(
        address=url, defaults={"title": f"{title} at {CREDIT}"[:300], "publisher": CREDIT, "tier": Tier.LISTING}
    )
    return source


@dataclass
class Telling:
    """Facts of one show's seasons on their way to the ledger. `changed` holds the keys of the seasons that moved.

    What is done is said in `lines`, what was left alone in `notes`, what was put before the editors in `proposals`.
    """

    show_pk: int
    url: str
    lines: list
    notes: list
    proposals: list
    changed: set = field(default_factory=set)

    def __post_init__(self):
        self.seasons = {season.pk: season for season in Season.objects.filter(show=self.show_pk).select_related("show")}
        self.facts = current([FactRef("season", pk, name) for pk in self.seasons for name in NAMES])
        self.last_said = {
            said.fact.ref: said
            for said in Statement.objects.moving()
            .filter(fact__season__show=self.show_pk, number=F("fact__number"))
            .select_related("fact", "report__preferred")
        }

    def is_ours(self, ref):
        """Whether nobody but this import has ever moved the fact, or it moved it last, by an editor's leave or not."""
        said = self.last_said.get(ref)
        if said is None:
            return True
        preferred = said.report.preferred
        return said.report.by_id is None and preferred is not None and preferred.publisher == CREDIT

    def tell(self, wishes, day):
        """Record `wishes`, {season key: {fact name: value}}, as TVmaze said them on `day`."""
        steps = {"opening": {}, "missed": {}, "news": {}}
        for pk, values in wishes.items():
            self._plan(self.seasons[pk], self._allowed(self.seasons[pk], values, day), steps)
        self._report(ReportKind.OPENING, steps["opening"], day)
        self._report(ReportKind.NEWS, steps["missed"], day)
        self._report(ReportKind.NEWS, steps["news"], day)

    def _allowed(self, season, values, day):
        """Those of `values` that say something new of facts that are TVmaze's to tell."""
        new = {name: value for name, value in values.items() if self.value(season, name) != value}
        barred = {name: why for name in new if (why := self._why_not(season, name, new[name], day))}
        for name, why in barred.items():
            if not self.differs(season, name, new[name], day):
                said = fact_type(FactRef.of(season, name)).printed(new[name])
                self.notes.append(f"left alone: {season}, {name}: {why}; {CREDIT} says “{said}” as of {day}")
        # A day and the status that rests on it go together.
        if "status" in barred or ("release" in barred and new.get("status") == SeasonStatus.DATED):
            barred |= {"status": "", "release": ""}
        return {name: value for name, value in new.items() if name not in barred}

    def _why_not(self, season, name, value, day):
        ref = FactRef.of(season, name)
        if not self.is_ours(ref):
            return "it is the desk's"
        said = self.last_said.get(ref)
        if said and said.report.as_of > day:
            return f"it stands as of {said.report.as_of}"
        if name == "status" and not path(season.status, value, opened=self.number(season, name) > 0):
            return f"a season that is “{season.get_status_display()}” cannot become that"
        return ""

    def differs(self, season, name, value, day):
        """Whether the desk has set the fact to something that `value`, TVmaze's as of `day`, disagrees with.

        No date is silence and disagrees with none. Neither does a status that ours followed: a listing that has not
        yet heard of the renewal would ask for a correction of it each time.
        """
        ref = FactRef.of(season, name)
        ours = self.value(season, name)
        if self.is_ours(ref) or same(name, ours, value) or (name == "release" and value is None):
            return False
        is_overtaken = name == "status" and self.last_said[ref].report.as_of > day and path(value, ours)
        return not is_overtaken

    def value(self, season, name):
        return self.facts[FactRef.of(season, name)][0]

    def number(self, season, name):
        return self.facts[FactRef.of(season, name)][1]

    def _plan(self, season, values, steps):
        """Put each value into the report it belongs to: the first of its fact, one on the way, or news."""
        opens = {name: self.number(season, name) == 0 for name in values}
        if {"status", "release"} <= values.keys():
            opens["status"] = opens["release"] = opens["status"] and opens["release"]
        for name, value in values.items():
            ref = FactRef.of(season, name)
            steps["opening" if opens[name] else "news"][ref] = value
            if name == "status" and len(moves := path(season.status, value, opened=self.number(season, name) > 0)) > 1:
                steps["missed"][ref] = str(moves[0])

    def _report(self, kind, values, day):
        """One report; where it is refused, one for each season, so that only what is refused stays out."""
        if not values:
            return
        try:
            self._record(kind, values, day)
        except Refused as refused:
            seasons = {ref.pk for ref in values}
            if len(seasons) == 1:
                self.notes.append(f"left alone: {self.seasons[seasons.pop()]}: {refused}")
                return
            for pk in sorted(seasons):
                self._report(kind, {ref: value for ref, value in values.items() if ref.pk == pk}, day)

    def _record(self, kind, values, day):
        title = next(iter(self.seasons.values())).show.title
        with transaction.atomic():
            report = Report(as_of=day, checked=day, kind=kind, citing=[source_of(title, self.url)])
            record(report, values, seen={ref: self.facts[ref][1] for ref in values})
        for ref, value in values.items():
            self.changed.add(ref.pk)
            before, number = self.facts[ref]
            move = f"{fact_type(ref).printed(before)} → {fact_type(ref).printed(value)}"
            self.lines.append(f"record {self.seasons[ref.pk]}, {ref.name}: {move}, as of {day}")
            self.facts[ref] = value, number + 1


def path(start, status, *, opened=True):
    """The moves that lead from one status to another; none when there is no way."""
    moves = allowed_moves(start, opened=opened)
    if status in moves:
        return [status]
    return [SeasonStatus.AIRING, status] if status == SeasonStatus.COMPLETE and SeasonStatus.AIRING in moves else []


def same(name, ours, theirs):
    """Whether two values say the same; the wording of a day, and how sure it was, are not the day."""
    if name == "release" and ours and theirs:
        return (ours["earliest"], ours["latest"]) == (theirs["earliest"], theirs["latest"])
    return ours == theirs


def read_the_end(telling, told, word, ended):
    """(what to say of which season is the last, the reason to override the show's status or "").

    `told` maps season keys to (TVmaze's word at the time, last day known).
    """
    stands = [stand_of(telling, season, told.get(season.pk)) for season in telling.seasons.values()]
    verdict = finale(word, ended, stands)
    wishes = {}
    for pk, season in telling.seasons.items():
        final = season.number == verdict.final
        # Where TVmaze names no last season it says nothing of the one the desk has named.
        if final != season.final and (verdict.final is not None or telling.is_ours(FactRef.of(season, "final"))):
            wishes[pk] = {"final": final}
    return wishes, verdict.override


def stand_of(telling, season, told):
    word, last = told or ("", None)
    ref = FactRef.of(season, "status")
    is_decided = telling.facts[ref][1] > 0 if told is None else not telling.is_ours(ref)
    return Stand(season.number, SeasonStatus(season.status), word, last, desk=is_decided)


def desk_has_spoken(show_pk):
    """Whether anybody but this import has the last word on a watched fact of the show's seasons. One query."""
    moves = Statement.objects.moving().filter(
        fact__season__show=show_pk, fact__name__in=NAMES, number=F("fact__number")
    )
    return moves.exclude(report__by=None, report__preferred__publisher=CREDIT).exists()


def put_override(show_pk, reason, brought):
    """Override the show's status with `reason`, or take back what was brought; the values now brought, or None.

    An override the desk has set or taken back is left alone: then nothing is done.
    """
    before = brought.get("status_override", ""), brought.get("override_reason", "")
    after = (str(ShowStatus.ENDED), reason) if reason else ("", "")
    if before == after:
        return None
    show = Show.objects.get(pk=show_pk)
    if (show.status_override, show.override_reason) != before:
        return None
    show.status_override, show.override_reason = after
    show._change_reason = CREDIT
    show.save()
    return {"status_override": after[0], "override_reason": after[1]}


def as_of(moment):
    """The desk's day on which TVmaze's record was last changed."""
    return timezone.localdate(moment)
