"""What texts show by themselves, read for all of them together: each kind of thing once, however many there are.

Costs one query for the seasons with live facts and those the texts answer for, one for their facts, one for all
mentions, one more for each kind of live block and of rarer fact they have, and for their pictures and their quotes;
dated texts read the ledger once more. Nothing is read before the first mark that needs it.
"""

from functools import cached_property

from articles.parts import walk
from articles.shown import (
    MENTIONED,
    address_of,
    cast_shown,
    mentioned,
    pictures_shown,
    quotes_shown,
    seasons_shown,
    stood_at,
)
from facts.ledger import subjects_of
from facts.models import Fact
from facts.reading import told_of, with_answers
from facts.refs import FactRef


def refs_in(marks):
    """The FactRefs of the facts that `marks` show or depend on."""
    named = [mark.get("fact") or mark.get("while") for mark in marks]
    return {FactRef.parse(name) for name in named if name}


def _is_status_block(part, season):
    return isinstance(part, dict) and part.get("block") == "status" and part["ref"] == f"season:{season}"


def without_answer(parts, asked):
    """`parts` without a status block of the season `asked` at their top: the page begins with its answer already."""
    return parts[1:] if asked and parts[:1] and _is_status_block(parts[0], asked) else parts


class Text:
    """One text to be read, in `parts` (articles/parts.py), and the keys of what its marks name.

    `as_published` is the moment of first publication of a text that is a record of its day, else None; `asked` the key
    of the season it answers for.
    """

    def __init__(self, parts, as_published=None, asked=None):
        self.parts, self.as_published, self.asked = without_answer(parts, asked), as_published, asked
        self.marks = list(walk(self.parts))

    @cached_property
    def in_the_open(self):
        """The marks that stand behind no fold."""
        return list(walk(self.parts, folded=False))

    @cached_property
    def refs(self):
        """Every fact a mark shows or depends on."""
        return refs_in(self.marks)

    @cached_property
    def others(self):
        """Those of them that are of cast, crew and people."""
        return {ref for ref in self.refs if ref.kind != "season"}

    @cached_property
    def seasons(self):
        shown = {ref.pk for ref in self.refs if ref.kind == "season"} | self.block_keys("status", "season")
        return shown | ({self.asked} if self.asked else set())

    @cached_property
    def whole_shows(self):
        """The shows all of whose seasons it lists."""
        return self.block_keys("seasons", "show")

    @cached_property
    def casts(self):
        """The seasons whose cast it lists."""
        return self.block_keys("cast", "season")

    def block_keys(self, block, kind, marks=None):
        """The keys of the shows or seasons (`kind`) of every live block named `block`, or of those among `marks`."""
        marks = self.marks if marks is None else marks
        refs = [mark["ref"].split(":") for mark in marks if mark.get("block") == block]
        return {int(pk) for each, pk in refs if each == kind}

    def named(self, kind):
        """What the marks of one kind name: "mention", "picture" or "quote"."""
        return {mark[kind] for mark in self.marks if kind in mark}

    def shows(self, season):
        """Whether it shows `season`."""
        return season.pk in self.seasons or season.show_id in self.whole_shows


class Shelf:
    """What all of `texts` show, as it stands at `at` (default: now), and stood when the dated ones were published."""

    # {show key: the highest number of its seasons that is decided}, where that is on hand anyway.
    decided = None

    def __init__(self, texts, at=None):
        self.texts, self.at = texts, at

    def every(self, name):
        return set().union(*(getattr(text, name) for text in self.texts))

    def named(self, kind):
        return set().union(*(text.named(kind) for text in self.texts))

    @property
    def mentions(self):
        """The keys of what is mentioned, a set for each kind, in the order of MENTIONED."""
        keys = {kind: set() for kind in MENTIONED}
        for name in self.named("mention"):
            kind, pk = name.split(":")
            keys[kind].add(int(pk))
        return list(keys.values())

    @cached_property
    def addresses(self):
        """{"show:12": address} of everything mentioned that is there; one query."""
        found = mentioned(*keys) if any(keys := self.mentions) else ()
        return {f"{kind}:{pk}": address_of(kind, slug, below) for kind, pk, slug, below in found}

    @cached_property
    def pictures(self):
        """{key: Picture} of those that may still be shown."""
        return {picture.pk: picture for picture in pictures_shown(self.named("picture")) if not picture.expired}

    @cached_property
    def quotes(self):
        return {quote.pk: quote for quote in quotes_shown(self.named("quote"))}

    # As it stands

    @cached_property
    def rows(self):
        """Every season a fact or a block shows, in the order of shows and numbers, as things stand; one query."""
        seasons, shows = self.every("seasons"), self.every("whole_shows")
        return seasons_shown(seasons, shows) if seasons or shows else []

    @cached_property
    def seasons(self):
        """{key: Season} of `rows`, with `told` and `answer` as of `at`."""
        whole = self.every("whole_shows")
        return {season.pk: season for season in with_answers(self.rows, self.at, whole=whole, decided=self.decided)}

    @cached_property
    def cast_rows(self):
        """The appearances of every cast block, as things stand; one query."""
        return cast_shown(self.every("casts"))

    @cached_property
    def subjects(self):
        """{(kind, key): subject} of the facts of cast, crew and people; one query a kind."""
        others = self.every("others")
        return subjects_of(others) if others else {}

    @cached_property
    def others_told(self):
        """{FactRef: Told} of facts of cast, crew and people that texts tell as they stand; one query, if there are."""
        others = set().union(*(text.others for text in self.texts if not text.as_published))
        facts = Fact.objects.at_refs(others).filter(number__gt=0) if others else Fact.objects.none()
        return {fact.ref: told_of(fact) for fact in facts.select_related("source", "differs__report__preferred")}

    # As it stood

    def stood(self, moment):
        """{FactRef: the Statement in force at `moment`}, for all facts of the seasons and for every other ref."""
        return {ref: statement for moved, ref, statement in self.said if moved <= moment}

    @cached_property
    def said(self):
        """[(moment, FactRef, Statement)] of what had been recorded when the last of the dated texts came out."""
        dated = [text for text in self.texts if text.as_published]
        rows = [season for season in self.rows if any(text.shows(season) for text in dated)]
        named = {kind: {ref.pk for ref in self.every("others") if ref.kind == kind} for kind in KINDS}
        cast = named["appearance"] | {row.pk for row in self.cast_rows}
        until = max(text.as_published for text in dated)
        seasons, shows = [season.pk for season in rows], {season.show_id for season in rows}
        found = stood_at(until, seasons, shows, cast, named["crew"], named["person"])
        return [(statement.moved, statement.fact.ref, statement) for statement in found]


KINDS = ("appearance", "crew", "person")
