"""The part of a text in which the words searched for stand, with these marked."""

import re
from itertools import islice
from unicodedata import normalize

from django.utils.html import escape
from django.utils.safestring import mark_safe

from web.text import ACCENT

# Characters of an excerpt, how many of them come before the first word marked, and how many matches are looked at.
LONG, BEFORE, MOST = 240, 60, 16
ACCENTS = "[\u0300-\u036f]*"
# Behind the first letter of a word: that none stands before it. In front, it would be tried at every letter of a text,
# which takes five times as long.
FIRST = r"(?<!(?:[^\W_]|[\u0300-\u036f]).)"


def pattern(words, *, prefix):
    """What finds any of these words whole, in `plain` text: with or without accents.

    With `prefix` the last may go on. Each word has a group of its own; None without any.
    """
    bare = [ACCENT.sub("", plain(word)) for word in words]
    spelt = [ACCENTS.join([f"{word[0]}{FIRST}", *word[1:], ""]) for word in bare]
    if prefix:
        spelt[-1] += rf"(?:[^\W_]{ACCENTS})*"
    return re.compile("|".join(rf"({word})(?![^\W_])" for word in dict.fromkeys(spelt)), re.DOTALL) if spelt else None


def plain(text):
    """`text` in NFD and in small letters, each letter where it was in NFD."""
    return normalize("NFD", text).lower()


def excerpt(text, pattern):
    """At most LONG characters of `text` around what `pattern` finds in it, as safe HTML; else its beginning."""
    text = normalize("NFD", text)
    begin = max(0, best(list(islice(pattern.finditer(plain(text)), MOST))) - BEFORE) if pattern else 0
    end = begin + LONG
    begin = text.rfind(" ", 0, begin) + 1 if begin else 0
    end = text.rfind(" ", begin, end) if end < len(text) else len(text)
    part = text[begin : end if end > begin else begin + LONG]
    return mark_safe("".join(["… " if begin else "", *marked(part, pattern), " …" if end < len(text) else ""]))


def best(matches):
    """Where the match stands that has most different words behind it within an excerpt; 0 without any."""

    def different(match):
        near = (other for other in matches if 0 <= other.start() - match.start() < LONG - BEFORE)
        return len({other.lastindex for other in near})

    return max(matches, key=different).start() if matches else 0


def marked(text, pattern):
    """The pieces of `text`, which is in NFD, as safe HTML and composed again; those `pattern` finds in <mark>."""
    last = 0
    for match in pattern.finditer(plain(text)) if pattern else ():
        yield escape(normalize("NFC", text[last : match.start()]))
        yield f"<mark>{escape(normalize('NFC', text[match.start() : match.end()]))}</mark>"
        last = match.end()
    yield escape(normalize("NFC", text[last:]))
