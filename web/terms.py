"""What is typed into a box to search with, as either database's own full text asks for it.

All words must be there; the last may be the beginning of one. Words in quotation marks stand together. Neither case nor
accents count. Whatever is typed becomes words and phrases of letters and figures alone, so nothing of it reaches a
query language.
"""

import re
from dataclasses import dataclass
from unicodedata import normalize

from web.text import ACCENT, clean_line

# Characters and words of what is typed that are looked at.
LONGEST, MOST_WORDS = 120, 12
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
TERM = re.compile(r'"([^"]*)"|([^\W_]+)')
WORD = re.compile(r"[^\W_]+")


@dataclass
class Asked:
    """What somebody typed, and its terms: each the words that stand together, and whether the last may go on."""

    typed: str
    terms: list

    @classmethod
    def of(cls, typed):
        typed = clean_line(typed[: 4 * LONGEST])[:LONGEST].strip()
        straight = typed.translate(QUOTES)
        terms, room = [], MOST_WORDS
        for quoted, word in TERM.findall(straight):
            if words := [word][:room] if word else WORD.findall(quoted)[:room]:
                terms.append((words, False))
                room -= len(words)
        if terms and not straight.endswith('"'):
            terms[-1] = (terms[-1][0], may_go_on(terms[-1][0][-1]))
        return cls(typed, terms)

    @property
    def words(self):
        return [word for words, _ in self.terms for word in words]

    @property
    def goes_on(self):
        return bool(self.terms) and self.terms[-1][1]


def may_go_on(word):
    """Whether `word` may be the beginning of another: "2" is no year, and of our alphabet one letter is not enough."""
    return not word.isdigit() and (len(word) > 1 or not word.isascii())


# A term, which is (its words, whether the last may go on), in the language of a database


def in_fts5(term):
    words, goes_on = term
    return f'"{" ".join(words)}"{"*" if goes_on else ""}'


def in_tsquery(term, weight=""):
    words, goes_on = term
    marks = [weight] * (len(words) - 1) + [("*" if goes_on else "") + weight]
    quoted = [f"'{folded(word)}':{mark}".rstrip(":") for word, mark in zip(words, marks, strict=True)]
    return f"({' <-> '.join(quoted)})"


def folded(word):
    """As `search_folded` does it in the database."""
    return normalize("NFC", ACCENT.sub("", normalize("NFD", word))).lower()
