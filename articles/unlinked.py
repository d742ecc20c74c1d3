"""Names a text says without linking them: where each is first said, and whom or what it could be.

Looked for are the names of what the story is about (its shows, their seasons, whoever is in them or makes them, its
people), and exact names of two words or more from the whole catalogue. A name that is known to be wrong is none.
"""

import re
from dataclasses import dataclass, replace

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast

from articles.lookup_card import parts_of
from articles.marks import read
from articles.words import references
from people.models import NameKind, OtherName, Person
from shows.models import CastMember, Character, CrewMember, OtherTitle, Season, Show
from shows.words import TitleKind
from web.among import Among

MOST = 40  # names said at once
MOST_ABOUT = 40  # shows, and people, whose names are looked for
MOST_NAMES = 5000  # of what the story is about
MOST_GUESSES = 1500  # runs of words asked of the catalogue
LONGEST_GUESS = 6  # words

APART = "\ufffc"  # for what is no plain text: a chip, a link, a line break
# What is written in two ways is compared in one; each is one letter, so places stay.
_ALIKE = str.maketrans({"\xa0": " ", "’": "'", "‘": "'", "‑": "-", "‐": "-"})
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\S+")
_EDGES = re.compile(r"^\W*|\W*$")


@dataclass(frozen=True)
class Candidate:
    """Whom or what a name may mean: `ref` as a mention has it, such as "person:7"; `hint` says which one that is."""

    ref: str
    name: str
    hint: str

    @property
    def pk(self):
        return int(self.ref.partition(":")[2])


@dataclass(frozen=True)
class Unlinked:
    """`words`, said for the `nth` time (from 0) in the plain text, and the candidates that they may mean."""

    words: str
    nth: int
    candidates: tuple

    @property
    def key(self):
        """The same for the same name of the same things, however the text around it changes."""
        return "|".join((self.words, *(each.ref for each in self.candidates)))


def unlinked(html, *, shows=(), people=()):
    """The Unlinked names of a sanitised body in the order of the text, MOST at most; two queries, or three.

    `shows` and `people` are the keys of what the story is about. What is mentioned anywhere needs no link more.
    """
    blocks = [text.translate(_ALIKE) for text in _plain_blocks(read(html))]
    if not any(_WORD.search(block) for block in blocks):
        return []
    names = _names_about(sorted(shows)[:MOST_ABOUT], sorted(people)[:MOST_ABOUT])
    for name, candidate in _names_of_catalogue(blocks):
        names.setdefault(name, {}).setdefault(candidate.ref, candidate)
    done = {mark.ref for mark in references(html) if mark.role == "mention"}
    found = []
    for name, nth in _said(blocks, names):
        candidates = tuple(names[name].values())
        refs = {each.ref for each in candidates}
        if not refs & done and len(found) < MOST:
            found.append(Unlinked(name, nth, candidates))
        done |= refs
    return _told_apart(found)


# --- The text ---


def _plain_blocks(element, inside=()):
    """The plain text of each block that may hold a mention which a reader would look for: no headings, no captions."""
    if element.tag in {"h2", "h3", "h4", "figure", "caption"} or element.is_live_block or element.is_quote:
        return
    inner = [child for child in element.children if not isinstance(child, str) and child.is_block]
    for child in inner:
        yield from _plain_blocks(child)
    if not inner:
        yield _plain(element)


def _plain(element):
    if element.is_chip or element.tag in {"a", "br", "code"}:
        return APART
    return "".join(child if isinstance(child, str) else _plain(child) for child in element.children)


def _said(blocks, names):
    """(name, how often it was said before) for each place where one of `names` is said, the longest that fits there."""
    first = {}
    for name in sorted(names, key=len, reverse=True):
        begins = _WORD.search(name)
        if begins:
            first.setdefault(begins[0], []).append((name, begins.start()))
    before = {}
    for block in blocks:
        reached = 0
        for word in _WORD.finditer(block):
            for name, offset in first.get(word[0], ()):
                start = word.start() - offset
                if start >= 0 and _stands_at(block, name, start):
                    nth = before[name] = before.get(name, -1) + 1
                    if start >= reached:
                        yield name, nth
                        reached = start + len(name)


def _stands_at(text, name, start):
    """Whether `name` stands in `text` there, as whole words."""
    end = start + len(name)
    return (
        text.startswith(name, start)
        and not (start and _is_letter(text[start - 1]) and _is_letter(name[0]))
        and not (end < len(text) and _is_letter(text[end]) and _is_letter(name[-1]))
    )


def _is_letter(sign):
    return bool(_WORD.match(sign))


# --- Names ---


def _rows(rows, kind, name, more, key="pk"):
    return rows.order_by().values_list(Value(kind, CharField()), key, Cast(name, CharField()), Cast(more, CharField()))


def _rows_of(kind, names, name, own):
    """Further names of a `kind`, each with the one it is known by here."""
    return _rows(names, kind, name, own, key=kind)


def _names_about(shows, people):
    """{name: {ref: Candidate}} of what the story is about; one query, none where it is about nothing."""
    if not shows and not people:
        return {}
    theirs = [model.objects.order_by().filter(show__in=shows).values("person") for model in (CastMember, CrewMember)]
    who = Q(pk__in=people) | Q(Among("pk", theirs[0])) | Q(Among("pk", theirs[1]))
    persons = Person.objects.filter(who)
    others = OtherName.objects.exclude(kind=NameKind.KNOWN_WRONG).filter(person__in=persons.order_by().values("pk"))
    about, own = Show.objects.filter(pk__in=shows), Q(show__in=shows)
    titles = OtherTitle.objects.exclude(kind=TitleKind.KNOWN_WRONG).filter(own)
    none = Value("")
    rows = _rows(about, "show", "title", none).union(
        _rows(about, "show", "original_title", "title"),
        _rows_of("show", titles, "title", "show__title"),
        _rows(Season.objects.filter(own).regular(), "season", "show__title", "number"),
        _rows(persons, "person", "name", none),
        _rows(persons, "person", "original_name", "name"),
        _rows_of("person", others, "name", "person__name"),
        _rows(Character.objects.filter(own), "character", "name", "show__title"),
        all=True,
    )
    found = {}
    for kind, pk, name, more in rows[:MOST_NAMES]:
        ref = f"{kind}:{pk}"
        for each in _spellings(kind, name, more, alone=len(shows) == 1):
            found.setdefault(each, {}).setdefault(ref, Candidate(ref, each, _hint(kind, name, more)))
    return found


def _hint(kind, name, more):
    """What it is; with its own name where `name` is another one."""
    if kind == "character":
        return f"character in {more}"
    return f"{kind} {more}" if more and more != name and kind != "season" else kind


def _spellings(kind, name, number, *, alone):
    """How a name may be said; a season also by its number, where the story is about one show alone."""
    if kind != "season":
        return [name.translate(_ALIKE)] if name.strip() else []
    before = [name.translate(_ALIKE) + " "] + [""] * alone
    return [f"{show}{word} {number}" for show in before for word in ("season", "Season")]


def _names_of_catalogue(blocks):
    """(name, Candidate) of each person and show whose whole name, of two words or more, is said; one query."""
    guesses = list(dict.fromkeys(guess for block in blocks for guess in _guesses(block)))[:MOST_GUESSES]
    if not guesses:
        return
    rows = _rows(Person.objects.filter(name__in=guesses), "person", "name", Value(""))
    rows = rows.union(_rows(Show.objects.filter(title__in=guesses), "show", "title", Value("")), all=True)
    for kind, pk, name, _ in rows[:MOST_NAMES]:
        yield name, Candidate(f"{kind}:{pk}", name, kind)


def _guesses(block):
    """Runs of two words or more that begin and end as names do: with a capital, a digit, or in a script without any."""
    tokens = [_Token.read(found) for found in _TOKEN.finditer(block)]
    for index, first in enumerate(tokens):
        if not first.is_name:
            continue
        for before, last in zip(tokens[index:], tokens[index + 1 : index + LONGEST_GUESS], strict=False):
            if not before.goes_on or last.opens or last.start != before.whole_end + 1:
                break
            if last.is_name:
                yield block[first.start : last.end]
                if last.whole_end != last.end and not last.goes_on:
                    yield block[first.start : last.whole_end]


@dataclass(frozen=True, slots=True)
class _Token:
    """A word with what clings to it: `start` and `end` are its own, `whole_end` where the next space is."""

    start: int
    end: int
    whole_end: int
    is_name: bool
    opens: bool  # a bracket or a quotation mark begins with it
    goes_on: bool  # a name may go on behind it, as behind “Mr.” and “Fate:”

    @classmethod
    def read(cls, found):
        whole = found[0]
        core = _EDGES.sub("", whole)
        start = found.start() + (whole.index(core) if core else 0)
        end = start + len(core) if core else found.end()
        sign = core[:1]
        is_name = sign.isdigit() or sign.isupper() or (sign.isalpha() and sign.lower() == sign.upper())
        behind = whole[end - found.start() :]
        return cls(start, end, found.end(), is_name, start > found.start(), behind in {"", ".", ":"})


def _told_apart(found):
    """`found`, with what people of one name are known for; one query where there are any."""
    doubtful = [each for name in found if len(name.candidates) > 1 for each in name.candidates if each.hint == "person"]
    parts = parts_of([each.pk for each in doubtful]) if doubtful else {}
    known = {each: replace(each, hint="; ".join(parts[each.pk][:2])) for each in doubtful if each.pk in parts}
    return [
        replace(name, candidates=tuple(known.get(each, each) for each in name.candidates)) if known else name
        for name in found
    ]
