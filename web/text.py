"""The one cleaner for everything typed, and ASCII slugs.

Databases disagree about odd text: PostgreSQL refuses NUL and SQLite stores it, both fail on a lone surrogate, and two
spellings of "é" are two names. So text is cleaned in one place before any of them sees it.
"""

import re
import unicodedata

from django.utils.text import slugify

# Control characters but tab and newline, surrogates, non-characters, and the invisible marks that reorder or hide text.
# Joiners (U+200C, U+200D) stay: Persian and emoji need them.
_JUNK = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_LINE_BREAKS = re.compile("\r\n?|[\u2028\u2029\x85]")
# A combining mark, as NFD sets it behind its letter.
ACCENT = re.compile("[\u0300-\u036f]")
_SPACE = re.compile(r"\s+")
# Letters that NFKD leaves whole although English writes them in ASCII.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
     "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L", "ı": "i", "&": " and "}
)  # fmt: skip


def clean_text(value):
    """`value` as text of several lines: NFC, newlines as \\n, nothing invisible or unstorable."""
    text = _LINE_BREAKS.sub("\n", str(value))
    return unicodedata.normalize("NFC", _JUNK.sub("", text))


def clean_line(value):
    """`value` as one line: as `clean_text`, each run of white space one space, none at the ends."""
    return _SPACE.sub(" ", clean_text(value)).strip()


def clean_json(value):
    """`value` with every string in it, keys included, cleaned as text."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(key): clean_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item) for item in value]
    return value


def slug_for(text, max_length=80):
    """An ASCII slug of at most `max_length` characters; "" when nothing of `text` can be written in ASCII."""
    slug = slugify(clean_line(text)[:1000].translate(_LETTERS))
    if len(slug) > max_length:
        slug = slug[:max_length].rsplit("-", 1)[0] if "-" in slug[:max_length] else slug[:max_length]
    return slug.strip("-_")


def search_key(text):
    """`text` for comparing names: no accents, no case, no odd spaces."""
    stripped = "".join(c for c in unicodedata.normalize("NFKD", clean_line(text)) if not unicodedata.combining(c))
    return _SPACE.sub(" ", stripped).casefold().strip()
