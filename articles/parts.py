"""A body in parts: ready HTML between the marks, so that a page joins it with current values and parses nothing.

Parts are JSON: strings of HTML, and a dict for each mark.

    {"mention": "show:12", "text": "…"}
    {"fact": "season:34:status", "form": "sentence", "text": "…"}
    {"block": "cast", "ref": "season:34", "text": "…"}
    {"picture": 5, "html_caption": "…"}
    {"while": "season:34:status", "values": […], "hold": "swap", "tag": "section", "parts": […]}

`text` is what the mark said when the body was saved, as plain text.
"""

import re
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from articles.body import escape_text, opening, sanitise
from articles.marks import VOID, read, read_while
from web.text import slug_for

# Before every id, so that no heading's words can clash with an id of the page around it.
ID_PREFIX = "s-"
_HEADING = f'<h2 id="{ID_PREFIX}'
# Who said so, behind a live fact (articles/reading.py): no words of the heading it stands in.
_NOTE = re.compile(r"<button .*?</button><span popover .*?</span>")


def compile_parts(html):
    """The parts of `html`, which is cleaned first. Each h2 gets an id made of its words."""
    compiler = _Compiler()
    return compiler.parts(read(sanitise(html)).children)


class _Compiler:
    def __init__(self):
        self.ids = set()

    def parts(self, nodes):
        parts = []
        for piece in self.pieces(nodes):
            if isinstance(piece, str) and parts and isinstance(parts[-1], str):
                parts[-1] += piece
            elif piece:
                parts.append(piece)
        return parts

    def pieces(self, nodes):
        """The pieces of `nodes`, as deep as a body may be nested; neighbouring strings are not joined yet."""
        for node in nodes:
            if isinstance(node, str):
                yield escape_text(node)
            elif part := self.part(node):
                yield part
            else:
                yield from self.element(node)

    def element(self, node):
        attrs = {"id": self.new_id(node.words)} if node.tag == "h2" else node.attrs
        yield opening(node.tag, attrs)
        if node.tag not in VOID:
            yield from self.pieces(node.children)
            yield f"</{node.tag}>"

    def part(self, node):
        """The dict of a mark, or None for any other element."""
        if node.is_mention:
            return {"mention": node.attrs["data-ref"], "text": node.words}
        if node.tag == "data":
            return {"fact": node.attrs["data-fact"], "form": node.attrs["data-form"], "text": node.words}
        if node.is_live_block:
            return {"block": node.attrs["data-live-block"], "ref": node.attrs["data-ref"], "text": node.words}
        if node.tag == "figure":
            caption = [child for caption in node.children for child in caption.children]
            return {"picture": int(node.attrs["data-picture"]), "html_caption": "".join(self.parts(caption))}
        if node.is_while:
            ref, values = read_while(node.attrs["data-while"])
            inside = self.parts(node.children)
            hold = node.attrs["data-hold"]
            return {"while": ref, "values": list(values), "hold": hold, "tag": node.tag, "parts": inside}
        return None

    def new_id(self, words):
        stem = ID_PREFIX + (slug_for(words) or "part")
        found, number = stem, 1
        while found in self.ids:
            number += 1
            found = f"{stem}-{number}"
        self.ids.add(found)
        return found


def join_parts(parts, resolve):
    """The HTML of `parts`.

    `resolve(part)` returns the HTML for the dict of a mark; `resolve.holds(part)` says whether a swapped passage is
    served. A flagged passage always is. What does not hold leaves nothing behind, and no passage leaves its wrapper.
    """
    out, ahead = [], list(reversed(parts))
    while ahead:
        part = ahead.pop()
        if isinstance(part, str):
            out.append(part)
        elif "while" not in part:
            out.append(str(resolve(part)))
        elif part["hold"] == "flag" or resolve.holds(part):
            ahead.extend(reversed(part["parts"]))
    return mark_safe("".join(out))  # every string was sanitised when compiled, and `resolve` answers for its own


class KeepText:
    """A `resolve` that says what each mark said when saved: for where nothing can be looked up.

    Nothing is known of a condition either, so swapped passages stay out unless `swaps` is true.
    """

    def __init__(self, *, swaps=False):
        self.swaps = swaps

    def __call__(self, part):
        if "picture" in part:
            return part["html_caption"]
        return "" if "block" in part else escape_text(part["text"])

    def holds(self, part):
        return self.swaps


def headings(parts):
    """The (id, text) of each h2 that is there under any condition, as last saved."""
    return headings_in(join_parts(parts, KeepText()))


def headings_in(html):
    """The (id, text) of each h2 in joined parts: a table of contents of exactly what is served."""
    found = []
    for rest in html.split(_HEADING)[1:]:
        anchor, _, rest = rest.partition('">')
        words = unescape(strip_tags(_NOTE.sub("", rest.partition("</h2>")[0])))
        found.append((ID_PREFIX + anchor, " ".join(words.split())))
    return found
