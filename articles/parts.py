"""A body in parts: ready HTML between the marks, so that a page joins it with current values and parses nothing.

Parts are JSON: strings of HTML, and a dict for each mark.

    {"mention": "show:12", "text": "…"}
    {"fact": "season:34:status", "form": "sentence", "text": "…"}
    {"block": "cast", "ref": "season:34", "text": "…"}
    {"picture": 5, "html_caption": "…"}
    {"embed": "https://vimeo.com/76979871", "html_caption": "…"}
    {"quote": 7, "text": "…"}
    {"while": "season:34:status", "values": […], "hold": "swap", "tag": "section", "parts": […]}
    {"spoiler": "Who dies in episode 4", "parts": […]}

`text` is what the mark said when the body was saved, as plain text; of a quote a line for each paragraph.
"""

import re
from dataclasses import replace
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from articles.body import escape_text, opening, sanitise
from articles.marks import VOID, read, read_while
from web.text import slug_for

# Before every id, so that no heading's words can clash with an id of the page around it.
ID_PREFIX = "s-"
# A fold, as elsewhere on the site.
_FOLD, _FOLD_END = '<details class="spoiler"><summary>{}</summary>', "</details>"
# What stands empty once the passage in it is left out; a cell of a table stays.
_HOLLOW = re.compile(
    r"<(p|h[234]|li|ul|ol|blockquote|a|code|em|s|strong|sub|sup)(?: [^>]*)?>\s*</\1>"
    rf"|{_FOLD.format('[^<]*')}\s*{_FOLD_END}"
)
_HEADING = f'<h2 id="{ID_PREFIX}'
# Who said so, behind a live fact (articles/reading.py): no words of the heading it stands in.
_NOTE = re.compile(r"<button .*?</button><span popover .*?</span>")


def compile_parts(html):
    """The parts of `html`, which is cleaned first. Each h2 in the open gets an id made of its words."""
    compiler = _Compiler()
    return compiler.parts(read(sanitise(html)).children)


class _Compiler:
    def __init__(self):
        self.ids = set()
        self.is_folded = False

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

    def folded(self, nodes):
        """The parts of `nodes` behind a fold. Headings have no id there: the contents of the page leave them out."""
        self.is_folded = True
        parts = self.parts(nodes)
        self.is_folded = False
        return parts

    def element(self, node):
        attrs, before, after = node.attrs, "", ""
        if node.tag == "h2" and not self.is_folded:
            attrs = {"id": self.new_id(node.words)}
        elif node.tag == "table":
            before, after = opening("div", SCROLLING | {"aria-label": _caption_of(node) or "Table"}), "</div>"
        yield before + opening(node.tag, attrs)
        if node.tag not in VOID:
            yield from self.pieces(_scoped(node).children if node.tag == "tr" else node.children)
            yield f"</{node.tag}>{after}"

    def part(self, node):
        """The dict of a mark, or None for any other element."""
        if node.is_mention:
            return {"mention": node.attrs["data-ref"], "text": node.words}
        if node.tag == "data":
            return {"fact": node.attrs["data-fact"], "form": node.attrs["data-form"], "text": node.words}
        if node.is_live_block:
            return {"block": node.attrs["data-live-block"], "ref": node.attrs["data-ref"], "text": node.words}
        if node.is_picture:
            return {"picture": int(node.attrs["data-picture"]), "html_caption": self.caption(node)}
        if node.is_embed:
            return {"embed": node.attrs["data-embed"], "html_caption": self.caption(node)}
        if node.is_quote:
            return {"quote": int(node.attrs["data-quote"]), "text": "\n".join(node.lines)}
        if node.is_spoiler:
            return {"spoiler": node.attrs["data-spoiler"], "parts": self.folded(node.children)}
        if node.is_while:
            ref, values = read_while(node.attrs["data-while"])
            inside = self.parts(node.children)
            hold = node.attrs["data-hold"]
            return {"while": ref, "values": list(values), "hold": hold, "tag": node.tag, "parts": inside}
        return None

    def caption(self, node):
        """The HTML of a figure's caption, in which no mark can stand."""
        return "".join(self.parts([child for caption in node.children for child in caption.children]))

    def new_id(self, words):
        stem = ID_PREFIX + (slug_for(words) or "part")
        found, number = stem, 1
        while found in self.ids:
            number += 1
            found = f"{stem}-{number}"
        self.ids.add(found)
        return found


# Wider than a telephone, a table is moved by its reader, by keyboard too.
SCROLLING = {"class": "table", "role": "group", "tabindex": "0"}


def _caption_of(table):
    return "".join(child.words for child in table.children if child.tag == "caption")


def _scoped(row):
    """`row` with what each of its headers heads: columns where all its cells are headers, else the row."""
    cells = [child for child in row.children if not isinstance(child, str)]
    scope = {"scope": "col" if all(cell.tag == "th" for cell in cells) else "row"}
    headed = [replace(cell, attrs=cell.attrs | scope) if cell.tag == "th" else cell for cell in cells]
    return replace(row, children=headed)


def join_parts(parts, resolve):
    """The HTML of `parts`.

    `resolve(part)` returns the HTML for the dict of a mark; `resolve.holds(part)` says whether a swapped passage is
    served. A flagged passage always is. What does not hold leaves nothing behind, neither an empty quote nor a bullet
    before nothing nor a fold over nothing, and no passage leaves its wrapper.
    """
    out, ahead, hollow = [], list(reversed(parts)), False
    while ahead:
        part = ahead.pop()
        if isinstance(part, str):
            out.append(part)
        elif "spoiler" in part:
            ahead += [_FOLD_END, *reversed(part["parts"]), _FOLD.format(_label(part["spoiler"]))]
        elif "while" not in part:
            out.append(str(resolve(part)))
        elif part["hold"] == "flag" or resolve.holds(part):
            ahead.extend(reversed(part["parts"]))
        else:
            hollow = True
    html = "".join(out)
    while hollow:
        html, hollow = _HOLLOW.subn("", html)
    return mark_safe(html)  # every string was sanitised when compiled, and `resolve` answers for its own


def walk(parts, *, folded=True):
    """Every mark in `parts`, those within conditional passages included, and unless told otherwise within folds."""
    for part in parts:
        if isinstance(part, dict) and (folded or "spoiler" not in part):
            yield part
            yield from walk(part.get("parts", ()), folded=folded)


def _label(words):
    """What a fold says, which is that it is one too."""
    return escape_text(words if "spoiler" in words.lower() else f"{words} (spoiler)")


class KeepText:
    """A `resolve` that says what each mark said when saved: for where nothing can be looked up.

    Nothing is known of a condition either, so swapped passages stay out unless `swaps` is true.
    """

    def __init__(self, *, swaps=False):
        self.swaps = swaps

    def __call__(self, part):
        if "picture" in part:
            return part["html_caption"]
        if "embed" in part:
            link = f"{opening('a', {'href': part['embed']})}{escape_text(part['embed'])}</a>"
            return f"<p>{' '.join(filter(None, [part['html_caption'], link]))}</p>"
        if "quote" in part:
            paragraphs = part["text"].split("\n") if part["text"] else ()
            return f"<blockquote>{''.join(f'<p>{escape_text(each)}</p>' for each in paragraphs)}</blockquote>"
        return "" if "block" in part else escape_text(part["text"])

    def holds(self, part):
        return self.swaps


def headings(parts):
    """The (id, text) of each h2 in the open that is there under any condition, as last saved."""
    return headings_in(join_parts(parts, KeepText()))


def headings_in(html):
    """The (id, text) of each h2 in joined parts: a table of contents of exactly what is served."""
    found = []
    for rest in html.split(_HEADING)[1:]:
        anchor, _, rest = rest.partition('">')
        words = unescape(strip_tags(_NOTE.sub("", rest.partition("</h2>")[0])))
        found.append((ID_PREFIX + anchor, " ".join(words.split())))
    return found
