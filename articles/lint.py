"""What is worth another look in a text, found by rules that read it. None keeps a story from being published."""

import re
from dataclasses import dataclass
from functools import cached_property

from articles.conditions import facts_in_words
from articles.marks import read, read_while
from articles.words import references, sentences
from people.models import NameKind, OtherName
from shows.models import OtherTitle
from shows.words import MOVES, SeasonStatus, TitleKind

WARNING, NOTE = "warning", "note"  # a warning is counted when the story is published


@dataclass(frozen=True)
class Finding:
    """`place` is the sentence it is about, as it stands in the text; `reason` a sentence for the writer.

    `passage` counts the conditional passages of the text from 0, where it is about one. `wrong` are the words that are,
    and `fix` what stands in their place, where that is known.
    """

    place: str
    reason: str
    severity: str = WARNING
    passage: int | None = None
    wrong: str = ""
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

    @cached_property
    def blocks(self):
        """(all its words, those that somebody typed) of each block of text: what the desk put in is right by itself."""
        return [(_words(block), _words(block, typed=True)) for block in _blocks(read(self.html))]

    @cached_property
    def wrong_names(self):
        """{a known-wrong title or name: {the right ones}}; one query, none where nothing is typed."""
        if not any(typed.strip() for _, typed in self.blocks):
            return {}
        titles = OtherTitle.objects.filter(kind=TitleKind.KNOWN_WRONG).order_by().values_list("title", "show__title")
        names = OtherName.objects.filter(kind=NameKind.KNOWN_WRONG).order_by().values_list("name", "person__name")
        found = {}
        for wrong, right in titles.union(names, all=True):
            found.setdefault(wrong, set()).add(right)
        return found

    def swaps(self):
        """{ref: the passages served only while they hold} for each fact that is there."""
        found = {}
        for passage in self.passages:
            if passage.hold == "swap" and passage.ref in self.facts:
                found.setdefault(passage.ref, []).append(passage)
        return found

    def shown(self, passage):
        """The words with which `passage` is served, where passages around it hang on the same fact."""
        around = [self.passages[number] for number in passage.within]
        around = [each.values for each in around if each.hold == "swap" and each.ref == passage.ref]
        return [word for word in passage.values if all(word in values for values in around)]


def _blocks(element):
    """The innermost blocks of text."""
    inner = [child for child in element.children if not isinstance(child, str) and child.is_block]
    for child in inner:
        yield from () if child.is_live_block or child.is_quote else _blocks(child)
    if not inner:
        yield element


def _words(element, *, typed=False):
    """The words of an element; with `typed` without those of its chips."""
    if typed and element.is_chip:
        return " "
    if element.tag == "br":
        return " "
    return "".join(each if isinstance(each, str) else _words(each, typed=typed) for each in element.children)


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


def never_shown(text):
    """A passage within another for cases in which the outer one does not show."""
    for ref, passages in text.swaps().items():
        for passage in passages:
            if not text.shown(passage):
                said = text.facts[ref].said(passage.values)
                reason = f"Readers never get these words: the passage around them is not shown while {said}."
                yield Finding(passage.sentence, reason, passage=passage.number)


def one_variant_always_holds(text):
    """Passages written in advance for some of what a fact can become, and for the rest nothing.

    A single passage may be an aside that the text reads without, so it is only a note.
    """
    for ref, passages in text.swaps().items():
        fact, first = text.facts[ref], passages[0]
        written = {word for passage in passages for word in text.shown(passage)}
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
                both = set(text.shown(before)) & set(text.shown(passage))
                if both and before.number not in passage.within:
                    yield _overlap(text.facts[ref], before, passage, both)


def _overlap(fact, before, passage, both):
    together = passage.follows == before.number
    words = f"{fact.said(both)}: one right after the other" if together else f"{fact.said(both)}, in two places"
    reason = f"This and “{before.sentence}” both show while {words}."
    return Finding(passage.sentence, reason, WARNING if together else NOTE, passage=passage.number)


def known_wrong(text):
    """Titles and names of which the desk knows that they are wrong, as whole words, not within the right one."""
    for words, typed in text.blocks:
        for wrong, rights in sorted(text.wrong_names.items()):
            if wrong not in typed:
                continue
            found = re.compile(rf"(?<!\w){re.escape(wrong)}(?!\w)")
            if found.search(re.sub("|".join(map(re.escape, rights)), " ", typed)):
                place = next(filter(found.search, sentences(words)), "")
                reason = f"“{wrong}” is known to be wrong: it is {' or '.join(sorted(rights))}."
                sure = len(rights) == 1 and not any(found.search(right) for right in rights)
                yield Finding(place, reason, wrong=wrong, fix=min(rights) if sure else "")


def quoted_without_a_speaker(text):
    """A typed quote that says nowhere whose words they are; the bank names the speaker of its own."""
    for lines, before in _quotes(read(text.html)):
        if not _speaks(lines) and not before.rstrip().endswith(":"):
            reason = "Whose words are these? Name the speaker in a line below them, or take the quote from the bank."
            yield Finding(next(iter(sentences(lines[0])), ""), reason, NOTE)


def _quotes(element, before=""):
    """(its lines, the words right before it) of each quote with words in it that is not of the bank."""
    for child in element.children:
        if isinstance(child, str):
            before = child if child.strip() else before
            continue
        if child.tag != "blockquote":
            yield from _quotes(child, before)
        elif child.lines and not child.is_quote:
            yield child.lines, before
        before = child.words or before


def _speaks(lines):
    """Whether the last line names somebody: below what was said, or after a dash."""
    last = lines[-1].strip()
    below = len(lines) > 1 and not last.startswith(OPENING)
    return below or bool(re.search(r"(^|[\s”\"])[—–-]\s*\w", last))


OPENING = ("“", '"', "‘", "«", "„")
RULES = (
    hangs_on_nothing,
    no_longer_true,
    never_shown,
    one_variant_always_holds,
    variants_do_not_overlap,
    known_wrong,
    quoted_without_a_speaker,
)

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
