"""Bodies of generated stories as HTML with slots: what words.toml offers, chosen by the dice of a template."""

import re
import tomllib
from functools import cache
from pathlib import Path

from newsdesk.load.lives import GROUPS
from newsdesk.load.plan import dice

_CHOICE = re.compile(r"\[([^\[\]|]+(?:\|[^\[\]|]+)+)\]")
_SLOT = re.compile(r"\{([@#]?)(\w+)(?::(\w+))?\}")

# Slots for primary keys are numbers that no row has, and slots for words are words that nobody writes: both pass the
# cleaner as they are, and a word that begins large ends no sentence that its value would not end.
KEYS = ("show", "season", "person", "other", "character", "hotshow", "hot", "second", "seconds", "third", "thirds")
KEY_SLOT = {name: f"9{number:017}" for number, name in enumerate(KEYS, 1)}
WORD_SLOT = "Qz{}zq"
SLOTS = re.compile("Qz([a-z]+)zq|9([0-9]{17})")

# Which season a live fact's slot speaks of, and the fact.
FACTS = {
    "status": ("season", "status"),
    "release": ("season", "release"),
    "hot": ("hot", "status"),
    "second": ("seconds", "status"),
    "third": ("thirds", "status"),
}
MENTIONS = {"person": "person", "other": "person", "character": "character"}  # everything else is a show


@cache
def words():
    with Path(__file__).with_name("words.toml").open("rb") as file:
        return tomllib.load(file)


def head(kind, what, rng):
    """A headline or standfirst with {slots} for `str.format`."""
    return _chosen(rng.choice(words()[kind][what]), rng)


def body(kind, variant, group="", hot=False):
    """The HTML of one template, with slots. A maintained kind says what is so while the status is in `group`."""
    rng, bank = dice(f"template {kind}", variant), words()
    pieces = [rng.choice(bank[kind]["openings"])]
    if group:
        pieces += list(_conditional(bank, group, rng))
    if kind == "list":
        pieces += [rng.choice(bank["entry"]["texts"]).replace("WHICH", which) for which in ("show", "second", "third")]
    for topic in sorted(rng.sample(bank[kind]["topics"], bank[kind]["picked"]), key=bank[kind]["topics"].index):
        pieces += list(_section(bank["topics"][topic], rng))
    if hot:
        pieces.insert(len(pieces) // 2, rng.choice(bank["hot"]["texts"]))
    if kind == "guide":
        pieces += ['<div data-live-block="cast" data-ref="season:{season}"></div>'] if variant % 2 else []
        pieces += ['<div data-live-block="seasons" data-ref="show:{show}"></div>'] if variant % 4 < 2 else []
    return _slotted(_chosen("".join(pieces), rng))


def _section(topic, rng):
    yield f"<h2>{rng.choice(topic['headings'])}</h2>"
    for paragraph in rng.sample(topic["paragraphs"], rng.choice((1, 2, 2, 3))):
        yield f"<p>{paragraph}</p>"


def _conditional(bank, group, rng):
    """A sentence to be looked at again when it stops being true, and two passages for two outcomes."""
    flagged = rng.choice(bank["flagged"][group])
    yield f'<p><span data-while="{_condition(group)}" data-hold="flag">{flagged}</span></p>'
    other = "coming" if group == "undecided" else "over" if group == "coming" else "undecided"
    for which in (group, other):
        passage = rng.choice(bank["swapped"][which])
        yield f'<section data-while="{_condition(which)}" data-hold="swap">{passage}</section>'


def _condition(group):
    return f"season:SEASON:status={'|'.join(GROUPS[group])}"


def _chosen(text, rng):
    return _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text)


def _slotted(html):
    """`html` with every {slot} as the mark or the word that can be found again after cleaning."""
    html = html.replace("SEASON", KEY_SLOT["season"])
    html = re.sub(r'(?<=data-ref=")(show|season):\{\w+\}', lambda found: f"{found[1]}:{KEY_SLOT[found[1]]}", html)
    return _SLOT.sub(lambda found: _mark(*found.groups()), html)


def _mark(sort, name, form):
    if sort == "@":
        kind = MENTIONS.get(name, "show")
        return f'<a data-ref="{kind}:{KEY_SLOT[name]}">{WORD_SLOT.format(name)}</a>'
    if sort == "#":
        season, fact = FACTS.get(name, FACTS["status"])
        ref, word = f"season:{KEY_SLOT[season]}:{fact}", WORD_SLOT.format(f"{name}{form}")
        return f'<data data-fact="{ref}" data-form="{form}">{word}</data>'
    return WORD_SLOT.format(name)
