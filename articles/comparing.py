"""Two versions of a story as one text to read: what went, what came, and what a live fact or a mention stands for.

A body is compared line by line (a paragraph, a heading, an item of a list, a cell), and lines that are each other
changed word by word. A mark of ours counts as one word: its name, not the words it said when it was saved.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join

from articles.conditions import facts_in_words
from articles.editing import EMPTY
from articles.marks import read, read_while
from articles.merging import aligned
from articles.models import Kind
from people.models import Person
from pictures.models import Picture
from shows.models import Season, Show
from staff.models import Profile

# Above these a line is not searched for its words: matching is quadratic at worst.
MOST_TOKENS = 3000
WORDS = re.compile(r"\w+|\s+|[^\w\s]")
STYLES = ("strong", "em", "s", "code", "sub", "sup")
LINES = {
    "p": "Paragraph",
    "h2": "Heading",
    "h3": "Heading",
    "h4": "Heading",
    "li": "List item",
    "td": "Cell",
    "th": "Heading of a table",
    "figcaption": "Caption",
    "caption": "Caption",
    "hr": "Line",
}
THINGS = {"data-picture": "picture", "data-quote": "quote", "data-embed": "from"}  # fmt: skip
TEXTS = {
    "headline": "Headline", "standfirst": "Standfirst", "slug": "Address", "search_title": "Search title",
    "search_description": "Search description",
}  # fmt: skip
NAMED = {
    "season": ("Season", Season.objects.select_related("show")), "authors": ("Authors", Profile.objects),
    "shows": ("Shows", Show.objects), "people": ("People", Person.objects),
    "lead_picture": ("Picture", Picture.objects),
}  # fmt: skip
ORDER = (
    "headline", "standfirst", "body", "kind", "season", "authors", "shows", "people", "tags", "lead_picture", "slug",
    "search_title", "search_description",
)  # fmt: skip
CAME, WENT = "came", "went"
SIGN = "\x1f"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a mark that counts as one: `what` kind of mark, `ref` what it names, `styles` the formatting."""

    text: str
    what: str = ""
    ref: str = ""
    styles: tuple = ()

    @property
    def key(self):
        """What makes two of them the same: of a mark, what it stands for."""
        return (self.what, self.ref or self.text, self.styles)

    @property
    def sign(self):
        """The same as one text."""
        text = f" {SIGN}{self.what} {self.ref or self.text}{SIGN} " if self.what else self.text
        return f"{text}{SIGN}{SIGN.join(self.styles)}" if self.styles else text


@dataclass(frozen=True, slots=True)
class Line:
    kind: str
    tokens: tuple

    @property
    def key(self):
        """The words apart, so that lines which share some are known to be alike; no typed text holds a SIGN."""
        return f"{self.kind} {''.join(token.sign for token in self.tokens)}"


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the comparison as HTML; `change` is CAME, WENT, "changed", or "" where nothing is."""

    kind: str
    html: str
    change: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field of which the two say different things, as Compared and Alike."""

    label: str
    rows: list


@dataclass(frozen=True, slots=True)
class Alike:
    """A run of Compared in which nothing changed."""

    rows: list


def compare(old, new):
    """The Changes from one document (articles/editing.py) to another, in the order of the form.

    One query for each kind of thing that is named by what differs.
    """
    old, new = EMPTY | old, EMPTY | new
    found = []
    for name in ORDER:
        if old[name] != new[name]:
            label, rows = _COMPARED.get(name, _texts)(name, old[name], new[name])
            found.append(Change(label, folded(rows)))
    return found


def _texts(name, old, new):
    return TEXTS[name], _lines(*([Line("", words(line)) for line in text.split("\n")] for text in (old, new)))


def _kind(name, old, new):
    return "Kind", [_names([Kind(old).label], [Kind(new).label])]


def _topics(name, old, new):
    return "Topics", [_names(old, new)]


def _things(name, old, new):
    label, rows = NAMED[name]
    old, new = ([each for each in (keys if isinstance(keys, list) else [keys]) if each] for keys in (old, new))
    found = rows.in_bulk({*old, *new})
    names = {key: str(found.get(key, "no longer there")) for key in (*old, *new)}
    return label, [_names(*([names[key] for key in keys] for keys in (old, new)))]


def _names(old, new):
    return _line("", *(tuple(Token(name, "name") for name in names) for names in (old, new)))


def _body(name, old, new):
    trees = read(old), read(new)
    facts = facts_in_words({ref for tree in trees for ref in _refs(tree)})
    return "Body", _lines(*(list(_Reader(facts).lines(tree)) for tree in trees))


_COMPARED = {"body": _body, "kind": _kind, "tags": _topics, **dict.fromkeys(NAMED, _things)}


def _lines(old, new):
    """Two lists of Lines as one of Compared."""
    known = {line.key: line for line in (*old, *new)}
    gaps, kept = aligned([line.key for line in old], [line.key for line in new])
    rows = []
    for place, came in enumerate(gaps):
        rows += [_line(known[key].kind, (), known[key].tokens) for key in came]
        if place < len(old):
            became = known[kept[place]].tokens if kept[place] else ()
            kind = known[kept[place]].kind if kept[place] else old[place].kind
            rows.append(_line(kind, old[place].tokens, became))
    return rows


def _line(kind, old, new):
    runs = list(_runs(old, new))
    changes = {change for change, _ in runs}
    change = changes.pop() if len(changes) == 1 else "changed" if changes else ""
    return Compared(kind, format_html_join("", "{}", ((_run(*run),) for run in runs)), change)


def _runs(old, new):
    """[(CAME, WENT or "", tokens)]; of a change what went comes first, and a lone space within it belongs to it."""
    went, came = [], []
    for kind, a, b, c, d in _opcodes(old, new):
        same = kind == "equal"
        if same and not ((went or came) and b < len(old) and d < len(new) and _is_space(old[a:b])):
            yield from _changed(went, came)
            went, came = [], []
            yield "", new[c:d]
        else:
            went += old[a:b]
            came += new[c:d]
    yield from _changed(went, came)


def _opcodes(old, new):
    if len(old) + len(new) > MOST_TOKENS and old != new:
        return [("replace", 0, len(old), 0, len(new))]
    keys = ([token.key for token in tokens] for tokens in (old, new))
    return SequenceMatcher(None, *keys, autojunk=False).get_opcodes()


def _is_space(tokens):
    return all(token.text.isspace() for token in tokens)


def _changed(went, came):
    yield from ((change, tokens) for change, tokens in ((WENT, went), (CAME, came)) if tokens)


def _run(change, tokens):
    html = format_html_join("", "{}", ((_shown(token),) for token in tokens))
    return format_html("<{0}>{1}</{0}>", "ins" if change == CAME else "del", html) if change else html


def _shown(token):
    html = format_html('<span class="mark mark-{}">{}</span>', token.what, token.text) if token.what else token.text
    for style in token.styles:
        html = format_html("<{0}>{1}</{0}>", style, html) if style in STYLES else html
    return html


def folded(rows):
    """`rows` with each run of three and more in which nothing changed as Alike."""
    found, same = [], []
    for row in [*rows, None]:
        if row is not None and not row.change:
            same.append(row)
            continue
        found += [Alike(same)] if len(same) > 2 else same
        same = []
        if row is not None:
            found.append(row)
    return found


def words(text, styles=()):
    return tuple(Token(part, styles=styles) for part in WORDS.findall(text))


# A body


def _refs(element):
    """The ref of every fact that is shown, or that words hang on."""
    for child in element.children:
        if not isinstance(child, str):
            if "data-fact" in child.attrs:
                yield child.attrs["data-fact"]
            if child.is_while:
                yield read_while(child.attrs["data-while"])[0]
            yield from _refs(child)


class _Reader:
    """The Lines of a body; `facts` are those it names, in words."""

    def __init__(self, facts):
        self.facts = facts

    def lines(self, element, kind="Paragraph"):
        line = []
        for child in [*element.children, None]:
            if child is not None and (isinstance(child, str) or not child.is_block):
                line += self.inline([child], ())
                continue
            if line and not _is_space(line):
                yield Line(kind, tuple(line))
            line = []
            if child is not None:
                yield from self.block(child, LINES.get(child.tag, kind))

    def block(self, element, kind):
        if before := self.opening(element):
            yield Line("", (before,))
        if element.is_live_block or element.tag == "hr":
            return
        yield from self.lines(element, kind)
        if element.is_while:
            yield Line("", (Token("end of the passage", "while", ref="end"),))
        if element.is_spoiler:
            yield Line("", (Token("end of the fold", "fold", ref="end"),))

    def opening(self, element):
        """What stands for a block before its words, or None."""
        attrs, name = element.attrs, " ".join(element.words.split())
        if element.is_while:
            return self.condition(element)
        if element.is_live_block:
            return Token(name or attrs["data-live-block"], "block", f"{attrs['data-live-block']} {attrs['data-ref']}")
        if element.tag == "hr":
            return Token("* * *", "line")
        if element.is_spoiler:
            return Token(f"behind a fold: {attrs['data-spoiler']}", "fold")
        named = next((f"{word} {attrs[name]}" for name, word in THINGS.items() if name in attrs), "")
        return Token(named, "thing") if named else None

    def inline(self, nodes, styles):
        for node in nodes:
            if isinstance(node, str):
                yield from words(node, styles)
            elif node.tag == "br":
                yield Token("\n", styles=styles)
            elif node.is_chip:
                yield self.chip(node, styles)
            elif node.is_while:
                yield from (self.condition(node), *self.inline(node.children, styles))
                yield Token("end", "while", ref="end")
            elif node.tag == "a":
                yield from self.inline(node.children, styles)
                yield Token(f" ({node.attrs.get('href', '')})", "link")
            else:
                yield from self.inline(node.children, (*styles, node.tag))

    def chip(self, node, styles):
        said = " ".join(node.words.split())
        if node.is_mention:
            return Token(said, "mention", f"{node.attrs['data-ref']} {said}", styles)
        ref, form = node.attrs["data-fact"], node.attrs.get("data-form", "label")
        fact = self.facts.get(ref)
        named = f"{fact.subject}, {fact.fact}: " if fact else ""
        return Token(f"{named}{said}", "fact", f"{ref} {form}", styles)

    def condition(self, element):
        condition, hold = element.attrs["data-while"], element.attrs["data-hold"]
        ref, values = read_while(condition)
        fact = self.facts.get(ref)
        said = fact.said(values) if fact else condition
        then = "shown only while" if hold == "swap" else "true while"
        return Token(f"{then} {said}", "while", f"{condition} {hold}")
