"""A show's announcements as the rows that `facts.ledger.record` would have left behind."""

from dataclasses import dataclass, field

from facts.clock import due_moment
from facts.ledger import DECISIVE
from facts.models import Fact, Report, Source, Statement
from facts.refs import FactRef
from facts.values import fact_type
from shows.derivation import SeasonState, derive
from shows.words import SeasonStatus, Standing

# What stories refer to, so that it has its row although nothing was ever said of it.
OPENED = ("status", "release")


@dataclass
class Entries:
    """The unsaved rows of some shows' ledgers, and their many-to-many links."""

    sources: list = field(default_factory=list)
    reports: list = field(default_factory=list)
    facts: list = field(default_factory=list)
    statements: list = field(default_factory=list)

    @property
    def cited(self):
        return [
            {"report_id": report.pk, "source_id": report.preferred_id} for report in self.reports if report.preferred_id
        ]


def enter(entries, life, show, seasons, appearances, keys, by):
    """Enter the whole of `life` for `show`: rows to `entries`, present values to the columns of the subjects.

    `seasons` maps numbers to unsaved Seasons with their keys, `appearances` holds those of the fifth season; `keys`
    maps each model to an iterator of fresh keys.
    """
    book, first = Book(entries, show, keys), len(entries.facts)
    for season in seasons.values():
        for name in OPENED:
            book.fact(FactRef("season", season.pk, name), season)
    for event in life.events:
        season = seasons[event.season]
        values = [(FactRef("season", season.pk, name), season, value) for name, value in event.says.items()]
        standing = {"word": Standing.CONFIRMED.value}
        values += [(FactRef("appearance", row.pk, "standing"), row, standing) for row in appearances[: event.cast]]
        book.report(event, values, by)
    for fact in entries.facts[first:]:
        if fact.season_id and fact.name in OPENED:
            fact.due_at = due_moment(fact, book.subjects[fact.pk])
    show.status = derive(show.form, [_state(season) for season in seasons.values()])


def _state(season):
    return SeasonState(season.number, season.status, final=season.final, first_aired=season.first_aired)


@dataclass
class Book:
    """The ledger of one show while it is written."""

    entries: Entries
    show: object
    keys: dict
    facts: dict = field(default_factory=dict)
    subjects: dict = field(default_factory=dict)
    told: int = 0

    def fact(self, ref, subject):
        if ref not in self.facts:
            word = fact_type(ref).word(fact_type(ref).read(subject))
            row = Fact(pk=next(self.keys[Fact]), name=ref.name, show=self.show, word=word, **{f"{ref.kind}_id": ref.pk})
            self.facts[ref], self.subjects[row.pk] = row, subject
            self.entries.facts.append(row)
        return self.facts[ref]

    def report(self, event, values, by):
        source = self.source(event)
        report = Report(
            pk=next(self.keys[Report]), as_of=event.on, checked=event.on, kind=event.kind, note=event.note, by_id=by,
            preferred=source, recorded_at=event.at, applied_at=event.at,
        )  # fmt: skip
        self.entries.reports.append(report)
        for ref, subject, value in values:
            self.state(report, self.fact(ref, subject), ref, subject, value)

    def source(self, event):
        if event.tier is None:
            return None
        network = self.show.network
        self.told += 1
        address = f"https://{network.slug}.example/{self.show.slug}/{self.told}"
        source = Source(
            pk=next(self.keys[Source]), title=f"{network}: news of {self.show}, season {event.season}",
            publisher=network.name, address=address, published=event.on,
            tier=event.tier, checked=event.on,
        )  # fmt: skip
        self.entries.sources.append(source)
        return source

    def state(self, report, fact, ref, subject, value):
        """One statement; it moves its fact unless it says what stands."""
        kind = fact_type(ref)
        before = kind.read(subject)
        statement = Statement(report=report, fact=fact, before=before, said=value)
        self.entries.statements.append(statement)
        fact.checked = report.checked
        if value == before and fact.number:
            return
        fact.number += 1
        fact.moved, fact.as_of, fact.source = report.applied_at, report.as_of, report.preferred
        statement.number, statement.moved = fact.number, fact.moved
        fact.word = kind.word(value)
        for column, said in kind.columns(value).items():
            setattr(subject, column, said)
        if ref.name in DECISIVE and value != before:
            self.show.stirred = report.applied_at
        if value == SeasonStatus.AIRING:
            subject.first_aired = subject.release_earliest
