"""What is worth another look in a text, found by rules that read it. None keeps a story from being published."""

from dataclasses import dataclass
from functools import cached_property

from articles.conditions import facts_in_words
from articles.marks import read, read_while
from articles.words import references
from shows.words import MOVES, SeasonStatus

WARNING, NOTE = "warning", "note"  # a warning is counted when the story is published


@dataclass(frozen=True)
class Finding:
    """`place` is the sentence it is about, as it stands in the text; `reason` a sentence for the writer.

    `passage` counts the conditional passages of the text from 0, where it is about one; `fix` is what could stand in
    place of `place`, where that is known.
    """

    place: str
    reason: str
    severity: str = WARNING
    passage: int | None = None
    fix: str = ""


@dataclass(frozen=True)
class Passage:
    """Words that hang on a condition; `within` are the numbers of the passages around it."""

    number: int
    ref: str
    values: tuple
    hold: str
    sentence: str
    within: tuple
    follows: int | None  # the passage right before it, with nothing between


class Text:
    """A sanitised body as the rules read it; its facts are read once, with one query for each kind.

    `settled` is a dated story that is out: a record of its day, whatever moves afterwards.
    """

    def __init__(self, html, facts=None, *, settled=False):
        self.html = html
        self.settled = settled
        if facts is not None:
            self.facts = facts

    @cached_property
    def passages(self):
        sentences = [mark.sentence for mark in references(self.html) if mark.role == "while"]
        return [
            Passage(number, *found, sentences[number], *place) for number, (found, place) in enumerate(_walk(self.html))
        ]

    @cached_property
    def facts(self):
        return facts_in_words(passage.ref for passage in self.passages)

    def swaps(self):
        """{ref: the passages served only while they hold} for each fact that is there."""
        found = {}
        for passage in self.passages:
            if passage.hold == "swap" and passage.ref in self.facts:
                found.setdefault(passage.ref, []).append(passage)
        return found


def _walk(html):
    """((ref, values, hold), (within, follows)) of each conditional passage, in the order of the text."""
    found = []

    def walk(nodes, within):
        before = None
        for node in nodes:
            if isinstance(node, str):
                before = before if not node.strip() else None
                continue
            inside = within
            if node.is_while:
                inside = (*within, len(found))
                found.append(((*read_while(node.attrs["data-while"]), node.attrs["data-hold"]), (within, before)))
            walk(node.children, inside)
            before = inside[-1] if node.is_while else None

    walk(read(html).children, ())
    return found


def check(html, facts=None, *, settled=False):
    """The Findings for a sanitised body, rule by rule; `facts` are its `facts_in_words`, where they are at hand."""
    text = Text(html, facts, settled=settled)
    return [finding for rule in RULES for finding in rule(text)]


# Rules: each takes a Text and yields Findings


def hangs_on_nothing(text):
    """Words whose fact is gone: what is swapped is never served again, what is flagged never looked at."""
    for passage in text.passages:
        if passage.ref not in text.facts:
            end = (
                "readers never get these words" if passage.hold == "swap" else "nobody will be told when they are wrong"
            )
            yield Finding(passage.sentence, f"What this hangs on is no longer here, so {end}.", passage=passage.number)


def no_longer_true(text):
    """Words flagged as true only while something holds that does not hold now."""
    for passage in () if text.settled else text.passages:
        fact = text.facts.get(passage.ref)
        if fact and passage.hold == "flag" and fact.now not in passage.values:
            reason = f"True only while {fact.said(passage.values)}; now it {fact.verb} {fact.listed([fact.now])}."
            yield Finding(passage.sentence, reason, passage=passage.number)


def one_variant_always_holds(text):
    """Passages written in advance for some of what a fact can become, and for the rest nothing.

    A single passage may be an aside that the text reads without, so it is only a note.
    """
    for ref, passages in text.swaps().items():
        fact, first = text.facts[ref], passages[0]
        written = {word for passage in passages for word in passage.values}
        missing = [word for word in still_possible(fact) if word not in written]
        if missing:
            reason, alone = f"Nothing stands here while {fact.said(missing)}", len(passages) == 1
            reason += "; right if the text reads without it." if alone else "."
            yield Finding(first.sentence, reason, NOTE if alone else WARNING, passage=first.number)


def variants_do_not_overlap(text):
    """Two passages for the same case. Right after each other both would show; apart they may answer two questions."""
    for ref, passages in text.swaps().items():
        for index, passage in enumerate(passages):
            for before in passages[:index]:
                both = set(before.values) & set(passage.values)
                if both and before.number not in passage.within:
                    yield _overlap(text.facts[ref], before, passage, both)


def _overlap(fact, before, passage, both):
    together = passage.follows == before.number
    words = f"{fact.said(both)}: one right after the other" if together else f"{fact.said(both)}, in two places"
    reason = f"This and “{before.sentence}” both show while {words}."
    return Finding(passage.sentence, reason, WARNING if together else NOTE, passage=passage.number)


RULES = (hangs_on_nothing, no_longer_true, one_variant_always_holds, variants_do_not_overlap)

# A story for which the season is over: what follows is rare, and is written when it happens.
_OVER = {SeasonStatus.COMPLETE, SeasonStatus.NOT_HAPPENING}


def still_possible(fact):
    """The words that a FactInWords can still take, the present one included, in the order of its values."""
    if fact.ref.rpartition(":")[2] != "status":
        return [word for word, _ in fact.values]
    reached, ahead = {fact.now}, [fact.now]
    while ahead:
        further = {str(word) for word in MOVES[SeasonStatus(ahead.pop())]} - reached
        reached |= further
        ahead += [word for word in further if word not in _OVER and fact.now not in _OVER]
    return [word for word, _ in fact.values if word in reached]
