"""The HTML a story may hold.

A body passes `sanitise` on every way in. nh3 decides which tags and attributes there are; what our own attributes may
say is checked here, on a parsed tree. A mark that breaks the grammar is unwrapped: the writer's words always stay.
"""

import re
import unicodedata

import nh3
from django.core.exceptions import ValidationError

from articles.embeds import read_embed
from articles.marks import (
    BLOCKS,
    FORMS,
    HOLDS,
    VOID,
    Element,
    read,
    read_fact,
    read_number,
    read_ref,
    read_while,
)
from web.text import clean_line, clean_text

LONGEST = 1_000_000
# The parser behind nh3 needs time in the square of the depth: 20,000 nested tags take a second, 100,000 half a minute.
MOST_TAGS = 20_000
# Unwrapping can change how the rest is parsed, so cleaning is repeated until nothing moves; in practice twice.
MOST_ROUNDS = 10


def _anchor(attrs):
    if read_ref(attrs.get("data-ref", "")):
        return {"data-ref": attrs["data-ref"]}
    address = web_address(attrs.get("href", ""))
    title = " ".join(clean_text(attrs.get("title", "")).split())
    return address and {"href": address} | ({"title": title} if title else {})


def web_address(address):
    """`address` as it may stand in a link, or None: http, https, mailto, a path of this site or a place on the page."""
    address = clean_text(address).replace("\n", "").replace("\t", "").strip()
    for sign, code in {" ": "%20", '"': "%22", "<": "%3C", ">": "%3E", "\\": "%5C"}.items():
        address = address.replace(sign, code)
    on_site = address.startswith(("/", "#")) and not address.startswith(("//", "/%5C"))
    return address if on_site or address.lower().startswith(("https://", "http://", "mailto:")) else None


def _data(attrs):
    form = attrs.get("data-form") or "label"
    if read_fact(attrs.get("data-fact", "")) and form in FORMS:
        return {"data-fact": attrs["data-fact"], "data-form": form}
    return None


def _live_block(attrs):
    block, ref = attrs.get("data-live-block"), attrs.get("data-ref", "")
    if block in BLOCKS and read_ref(ref, ("show", "season")):
        return {"data-live-block": block, "data-ref": ref}
    return None


def _while(attrs):
    if not read_while(attrs.get("data-while", "")):
        return None
    hold = attrs.get("data-hold")
    return {"data-while": attrs["data-while"], "data-hold": hold if hold in HOLDS else "flag"}


# What a fold says where nobody gave it words, and how many letters it says at most.
UNNAMED_FOLD, LONGEST_FOLD = "Spoiler", 120


def _spoiler(attrs):
    if "data-spoiler" not in attrs:
        return None
    return {"data-spoiler": clean_line(attrs["data-spoiler"])[:LONGEST_FOLD].strip() or UNNAMED_FOLD}


def _section(attrs):
    return _while(attrs) or _spoiler(attrs)


def _figure_attrs(attrs):
    """A picture of the library, or a video or post under its canonical address."""
    number, embed = attrs.get("data-picture", ""), read_embed(attrs.get("data-embed", ""))
    if read_number(number):
        return {"data-picture": number}
    return {"data-embed": embed.address} if embed else None


def _numbers(*names, above=0, below=10_000):
    def keep(attrs):
        given = {name: read_number(attrs.get(name, "")) for name in names}
        return {name: str(number) for name, number in given.items() if number and above < number < below}

    return keep


def _bare(attrs):
    return {}


# For each tag, the attributes it keeps; None unwraps it.
KEPT = {
    "a": _anchor,
    "blockquote": _numbers("data-quote", below=2**63),
    "data": _data,
    "div": _live_block,
    "figure": _figure_attrs,
    "ol": _numbers("start", above=1),
    "section": _section,
    "span": _while,
    "td": _numbers("colspan", "rowspan", above=1, below=100),
    "th": _numbers("colspan", "rowspan", above=1, below=100),
    **dict.fromkeys(("br", "code", "em", "figcaption", "h2", "h3", "h4", "hr", "li", "p", "s", "strong"), _bare),
    **dict.fromkeys(("sub", "sup", "table", "tr", "ul"), _bare),
}
RENAMED = {"b": "strong", "del": "s", "h1": "h2", "h5": "h4", "h6": "h4", "i": "em", "strike": "s"}
TAGS = frozenset({*KEPT, "caption", "tbody"})
ATTRIBUTES = {
    "a": {"data-ref", "href", "title"},
    "blockquote": {"data-quote"},
    "data": {"data-fact", "data-form"},
    "div": {"data-live-block", "data-ref"},
    "figure": {"data-embed", "data-picture"},
    "ol": {"start"},
    "section": {"data-while", "data-hold", "data-spoiler"},
    "span": {"data-while", "data-hold"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}

# What stands in these was never a writer's words.
NOT_WORDS = {"iframe", "math", "noembed", "noframes", "noscript", "script", "style", "svg", "template", "title"}
_nh3 = nh3.Cleaner(
    tags={*TAGS, *RENAMED, "tfoot", "thead"},
    clean_content_tags=NOT_WORDS,
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
# A parser reopens formatting tags in every paragraph, once for each different set of attributes: 30 kB of
# `<b id=1><p>x<b id=2><p>x…` become 14 MB. None of these tags keeps an attribute, so they lose them first.
_FORMATTING = re.compile(r"<(b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/][^>]*", re.IGNORECASE)

# Where a node stands: among blocks, among those behind a fold, in a line of text, or in a picture's caption.
FLOW, FOLDED, LINE, CAPTION = range(4)


def _mended(nodes, place):
    """`nodes` as a list of the nodes that may stand in `place`."""
    return [kept for node in nodes for kept in ([node] if isinstance(node, str) else _mend(node, place))]


def _mend(node, place):
    tag = RENAMED.get(node.tag, node.tag)
    attrs = KEPT[tag](node.attrs) if tag in KEPT else None
    element = Element(tag, attrs or {}, node.children)
    if (element.is_block and place not in {FLOW, FOLDED}) or (element.is_spoiler and place == FOLDED):
        return [" ", *_mended(node.children, place), " "]
    if tag in {"p", "figcaption"} or (tag == "div" and attrs is None):
        return _paragraph(node.children, place)
    if tag == "figure" and attrs is None and (link := _link_instead(element, node.attrs)):
        return [link]
    if attrs is None or (place == CAPTION and (element.is_chip or element.is_while)):
        return _mended(node.children, place)
    if tag == "figure":
        return [_figure(element)]
    if tag == "table":
        return _table(element, place)
    if element.is_chip:
        element.children = [element.words]
    elif element.is_quote:
        element.children = [Element("p", {}, [line]) for line in element.lines]
    else:
        inside = LINE if tag in {"h2", "h3", "h4"} else FOLDED if element.is_spoiler else place
        element.children = _mended(node.children, inside)
    if tag == "span" and _has_block(element.children):
        element.tag = "section"
    return [element]


def _paragraph(nodes, place):
    """A paragraph, unless blocks stand in it: then those, with whatever text is between them."""
    children = _mended(nodes, place)
    return [" ", *children, " "] if _has_block(children) else [Element("p", {}, children)]


def _has_block(nodes):
    return any(not isinstance(node, str) and (node.is_block or _has_block(node.children)) for node in nodes)


def _figure(element):
    """A figure holds its caption and nothing else, so every word in it is the caption."""
    caption = Element("figcaption", {}, _mended(element.children, CAPTION))
    return Element("figure", element.attrs, [caption] if caption.words.strip() else [])


def _link_instead(element, attrs):
    """A paragraph that leads where an embed was to come from which is none we know; None where that is no address."""
    address = web_address(attrs.get("data-embed", ""))
    words = " ".join(element.words.split()) or address
    return address and Element("p", {}, [Element("a", {"href": address}, [words])])


def _table(element, place):
    """A table of one body, as the editor writes it, under its caption; what is neither row nor space goes before it."""
    rows, strays, captions = [], [], []
    for node in element.children:
        grouped = not isinstance(node, str) and node.tag in {"thead", "tbody", "tfoot"}
        for part in node.children if grouped else [node]:
            named = not isinstance(part, str) and part.tag
            {"tr": rows, "caption": captions}.get(named, strays).append(part)
    words = " ".join(" ".join(line for caption in captions for line in caption.lines).split())
    if not rows:
        return _mended([*strays, words], place)
    caption = [Element("caption", {}, [words])] if words else []
    table = Element("table", {}, [*caption, Element("tbody", {}, _mended(rows, place))])
    return [*_mended(strays, place), table]


# --- Writing HTML ---

_SPACES = re.compile("[ \t\n]+")
# Nothing is left of these when they are empty.
_NEVER_EMPTY = {"a", "code", "em", "h2", "h3", "h4", "s", "section", "span", "strong", "sub", "sup"}


def escape_text(text):
    """`text` as a browser writes it in HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")


def opening(tag, attrs):
    written = "".join(f' {name}="{escape_text(value).replace(chr(34), "&quot;")}"' for name, value in attrs.items())
    return f"<{tag}{written}>"


class _Writer:
    """Writes a tree with the white space an editor keeps: single spaces, none at the edges of a block."""

    def __init__(self):
        self.out = []
        self.at_edge = True
        self.space_at = None  # where in `out` a text ends with a space

    def edge(self):
        if self.space_at is not None:
            self.out[self.space_at] = self.out[self.space_at][:-1]
        self.at_edge, self.space_at = True, None

    def text(self, text):
        text = _SPACES.sub(" ", clean_text(text))
        if self.at_edge or self.space_at is not None:
            text = text.removeprefix(" ")
        text = _without_melting(text)
        if text:
            self.out.append(escape_text(text))
            self.at_edge = False
            self.space_at = len(self.out) - 1 if text.endswith(" ") else None

    def nodes(self, nodes):
        text = ""
        for node in [*nodes, None]:
            if isinstance(node, str):
                text += node
                continue
            self.text(text)
            text = ""
            if node is not None:
                self.element(node)

    def element(self, node):
        if node.tag in VOID or node.is_block:
            self.edge()
        start = len(self.out)
        self.out.append(opening(node.tag, node.attrs))
        if node.tag in VOID:
            return
        if node.is_chip:
            words = _SPACES.sub(" ", clean_text(node.words)).strip(" ")
            self.out += [escape_text(_without_melting(words)), f"</{node.tag}>"]
            self.at_edge, self.space_at = node.is_block, None
            return
        self.nodes(node.children)
        if node.is_block:
            self.edge()
        if node.tag in _NEVER_EMPTY and not any(self.out[start + 1 :]):
            del self.out[start:]
        else:
            self.out.append(f"</{node.tag}>")


def _without_melting(text):
    """`text` without a combining stroke at its start: after a tag, `>` and U+0338 would become the one letter `≯`."""
    while text and not unicodedata.is_normalized("NFC", ">" + text):
        text = text[1:]
    return text


# --- The one cleaner ---


def sanitise(html):
    """`html` as a story may store it: safe, in our grammar, and the same again when cleaned again.

    Raises ValidationError, with a sentence, when it is longer than a story may be.
    """
    # Written out, since `>` and this stroke would become one letter here and the tag would stay open.
    html = clean_text((html or "").replace("\u0338", "&#x338;"))
    _refuse_monsters(html)
    for _ in range(MOST_ROUNDS):
        before, html = html, _once(html)
        _refuse_monsters(html)
        if html == before:
            return html
    return f"<p>{escape_text(' '.join(read(html).words.split()))}</p>"


def _refuse_monsters(html):
    if len(html) > LONGEST:
        raise ValidationError(f"This text has {len(html):,} characters of HTML; at most {LONGEST:,} fit.")
    if (tags := html.count("<")) > MOST_TAGS:
        raise ValidationError(f"This text has {tags:,} tags; at most {MOST_TAGS:,} fit.")


def _once(html):
    root = read(_nh3.clean(_FORMATTING.sub(r"<\1", html)))
    nodes = _mended(root.children, FLOW)
    while nodes and _is_blank(nodes[-1]):
        nodes.pop()
    writer = _Writer()
    writer.nodes(nodes)
    writer.edge()
    return "".join(writer.out)


def blocks(html):
    """The HTML of each block at the top of a sanitised body; a line of text that stands in none becomes a paragraph."""
    found, line = [], []
    for node in [*read(html).children, None]:
        if node is not None and (isinstance(node, str) or not node.is_block):
            line.append(node)
            continue
        if not all(isinstance(part, str) and not part.strip() for part in line):
            found.append(_written(line if _has_block(line) else [Element("p", {}, line)]))
        line = []
        if node is not None:
            found.append(_written([node]))
    return found


def _written(nodes):
    writer = _Writer()
    writer.nodes(nodes)
    writer.edge()
    return "".join(writer.out)


def _is_blank(node):
    if isinstance(node, str):
        return not node.strip(" \t\n")
    return node.tag == "p" and all(isinstance(child, str) and not child.strip() for child in node.children)
