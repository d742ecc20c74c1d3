"""The grammar of our marks, and a sanitised body as a tree in which they can be found."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from facts import values
from shows.words import SeasonStatus, Standing

# Tags nested deeper than this are unwrapped, so everything that reads the tree may recurse.
DEEPEST = 40

MENTIONED = ("show", "season", "person", "character")
FACTS = {kind: tuple(facts) for kind, facts in values.FACTS.items()}
FORMS = ("label", "sentence", "short", "date")
BLOCKS = ("cast", "status", "seasons", "episodes", "timeline", "where_to_watch")
HOLDS = ("flag", "swap")
# What a condition may ask of a fact. Values too many to list are asked only whether they are known.
CONDITIONS = {
    "status": SeasonStatus.values,
    "standing": Standing.values,
    **dict.fromkeys(("final", "paused", "split", "cut_short"), ("yes", "no")),
    **dict.fromkeys(("release", "country_dates", "episode_order", "moved_to", "died"), ("known", "unknown")),
}


def read_number(text):
    """The key written in `text`, or None: digits alone, no leading zero, and small enough for a database."""
    if not (text.isascii() and text.isdigit()) or text.startswith("0") or len(text) > 19:
        return None
    return number if (number := int(text)) < 2**63 else None


def read_ref(ref, kinds=MENTIONED):
    """`show:12` as ("show", 12), or None."""
    kind, _, key = ref.partition(":")
    number = read_number(key)
    return (kind, number) if number and kind in kinds else None


def read_fact(ref):
    """`season:34:status` as ("season", 34, "status"), or None."""
    subject, _, name = ref.rpartition(":")
    found = read_ref(subject, FACTS)
    return (*found, name) if found and name in FACTS[found[0]] else None


def read_while(condition):
    """`season:34:status=awaiting|in_development` as ("season:34:status", ("awaiting", "in_development")), or None."""
    ref, _, listed = condition.partition("=")
    fact = read_fact(ref)
    values = tuple(listed.split("|"))
    if not fact or len(set(values)) < len(values) or not set(values) <= set(CONDITIONS[fact[2]]):
        return None
    return ref, values


VOID = {"br", "hr"}
BLOCK_TAGS = {
    *("blockquote", "caption", "div", "figcaption", "figure", "h2", "h3", "h4", "hr", "li", "ol", "p", "section"),
    *("table", "tbody", "td", "th", "tr", "ul"),
}


@dataclass(slots=True)
class Element:
    tag: str
    attrs: dict
    children: list = field(default_factory=list)

    @property
    def is_block(self):
        return self.tag in BLOCK_TAGS

    @property
    def is_mention(self):
        return self.tag == "a" and "data-ref" in self.attrs

    @property
    def is_live_block(self):
        return self.tag == "div" and "data-live-block" in self.attrs

    @property
    def is_picture(self):
        return self.tag == "figure" and "data-picture" in self.attrs

    @property
    def is_embed(self):
        return self.tag == "figure" and "data-embed" in self.attrs

    @property
    def is_quote(self):
        """Whether it is a quote of the bank, and so holds what was said when it was put there: paragraphs of words."""
        return self.tag == "blockquote" and "data-quote" in self.attrs

    @property
    def is_spoiler(self):
        """Whether it is a passage behind a fold, which says what is in it and gives nothing away."""
        return self.tag == "section" and "data-spoiler" in self.attrs

    @property
    def is_chip(self):
        """Whether it stands for something known to the desk and holds nothing but words."""
        return self.tag == "data" or self.is_mention or self.is_live_block

    @property
    def is_while(self):
        return "data-while" in self.attrs

    @property
    def words(self):
        """All text inside, tags left out."""
        return "".join(child if isinstance(child, str) else child.words for child in self.children)

    @property
    def lines(self):
        """`words` as a list: a block begins a line, and so does a break. Empty ones are left out."""
        return [line for line in "".join(_broken(self)).split("\n") if line.strip()]


def _broken(element):
    """The words of `element`, with a line break wherever a browser breaks the line."""
    for child in element.children:
        if isinstance(child, str):
            yield " ".join(child.split("\n"))
        elif child.is_block or child.tag in VOID:
            yield from ("\n", *_broken(child), "\n")
        else:
            yield from _broken(child)


class _Reader(HTMLParser):
    """Builds the tree of HTML that nh3 wrote, which is always balanced."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.path = [self.root]

    def handle_starttag(self, tag, attrs):
        parent = self.path[-1]
        element = Element(tag, {name: value or "" for name, value in attrs})
        if len(self.path) > DEEPEST:
            parent.children.append(" ")
            element = parent
        else:
            parent.children.append(element)
        if tag not in VOID:
            self.path.append(element)

    def handle_endtag(self, tag):
        if tag not in VOID and len(self.path) > 1:
            self.path.pop()

    def handle_data(self, data):
        self.path[-1].children.append(data)


def read(html):
    """The tree of a sanitised body; its root has no tag."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root
