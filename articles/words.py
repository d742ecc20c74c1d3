"""A body's words: as plain text, as sentences, and what they refer to."""

import re
from dataclasses import dataclass, replace

from articles.body import sanitise
from articles.marks import read, read_while


def plain_text(html, *, whole=False, folded=True):
    """The words of a stored body, a line for each block; with passages served only under a condition if `whole`.

    Without `folded` those that give the story away are left out: so a summary or an excerpt is made.
    """
    lines = "".join(_lines(read(html), whole, folded)).split("\n")
    return "\n".join(line for line in map(str.strip, lines) if line)


def _lines(element, whole=False, folded=True):
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br" or child.is_live_block or (child.is_spoiler and not folded):
            yield "\n"
        elif whole or child.attrs.get("data-hold") != "swap":
            inside = _lines(child, whole, folded)
            yield from ["\n", *inside, "\n"] if child.is_block else inside


@dataclass(frozen=True, slots=True)
class Mark:
    """One reference of a body to what the desk knows.

    `ref` is as written: `show:12` (mention, block), `season:34:status` (live, while), `5` (picture, quote).
    """

    role: str  # "mention", "live", "block", "while", "picture" or "quote"
    ref: str
    form: str = ""
    block: str = ""
    hold: str = ""
    values: tuple = ()
    text: str = ""
    sentence: str = ""


def _mark(element):
    """The Mark that `element` is, its sentence still to come, or None."""
    attrs, text = element.attrs, " ".join("".join(_lines(element)).split())
    if element.is_mention:
        return Mark("mention", attrs["data-ref"], text=text)
    if element.tag == "data":
        return Mark("live", attrs["data-fact"], form=attrs["data-form"], text=text)
    if element.is_live_block:
        return Mark("block", attrs["data-ref"], block=attrs["data-live-block"], text=text)
    if element.is_picture:
        return Mark("picture", attrs["data-picture"], text=text)
    if element.is_quote:
        return Mark("quote", attrs["data-quote"], text=text)
    if element.is_while:
        ref, values = read_while(attrs["data-while"])
        return Mark("while", ref, hold=attrs["data-hold"], values=values, text=text)
    return None


def references(html):
    """Every Mark of a body in the order of the text, each with the sentence it stands in."""
    collector = _References()
    collector.nodes(read(sanitise(html)).children)
    collector.end_line()
    return collector.marks


class _References:
    def __init__(self):
        self.marks = []
        self.line = ""
        self.waiting = []  # marks of this line: index, first and last place in it

    def nodes(self, nodes):
        for node in nodes:
            if isinstance(node, str):
                self.line += node
            elif node.is_block:
                self.block(node)
            else:
                self.inline(node)

    def inline(self, node):
        if node.tag == "br":
            self.line += "\n"
        mark, index, start = _mark(node), len(self.marks), len(self.line)
        if mark:
            self.marks.append(mark)
        self.nodes(node.children)
        if mark:
            self.waiting.append((index, start, len(self.line)))

    def block(self, node):
        self.end_line()
        mark = _mark(node)
        if mark:
            first = next(iter(sentences("".join(_lines(node)))), "")
            self.marks.append(replace(mark, sentence="" if mark.role == "block" else first))
        if not node.is_live_block:
            self.nodes(node.children)
            self.end_line()

    def end_line(self):
        spans = list(_sentence_spans(self.line))
        for index, start, end in self.waiting:
            near = [self.line[a:b] for a, b in spans if a < max(end, start + 1) and b > start]
            self.marks[index] = replace(self.marks[index], sentence=" ".join(" ".join(near).split()))
        self.line, self.waiting = "", []


_STOP = re.compile(r"""[.!?…]+["'”’)\]]*\s+|\n""")
_NOT_THE_END = (
    " mr mrs ms dr prof st vs no vol pt ep jr sr sgt lt col gen capt rev hon etc approx e.g i.e cf u.s u.k a.m p.m "
    "jan feb mar apr jun jul aug sep sept oct nov dec "
)


def sentences(text):
    """The sentences of `text`, each as one line. A guess by punctuation: good enough to show and to compare."""
    return [line for a, b in _sentence_spans(text) if (line := " ".join(text[a:b].split()))]


def _sentence_spans(text):
    start = 0
    for stop in _STOP.finditer(text):
        if stop.group() == "\n" or _ends_here(text, stop):
            yield start, stop.end()
            start = stop.end()
    if start < len(text):
        yield start, len(text)


def _ends_here(text, stop):
    following = text[stop.end() : stop.end() + 10].lstrip("\"'“‘([")
    if following[:1].islower():
        return False
    word = text[max(0, stop.start() - 12) : stop.start()].split()[-1:] or [""]
    word = word[0].lstrip("\"'“‘([").lower()
    abbreviated = stop.group().startswith(".") and (f" {word} " in _NOT_THE_END or (len(word) == 1 and word.isalpha()))
    return not abbreviated
