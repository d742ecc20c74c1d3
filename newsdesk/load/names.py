"""Invented names, one for each number, made of the words in names.toml."""

import tomllib
from pathlib import Path

_WORDS = tomllib.loads(Path(__file__).with_name("names.toml").read_text())
FIRST, LAST, QUALITY, THING = (_WORDS[name].split() for name in ("first", "last", "quality", "thing"))
SERVICE, SORT, ROLE, TOPIC = (_WORDS[name].split() for name in ("service", "sort", "role", "topic"))


def person(number):
    return f"{_pick(FIRST, number)} {_pick(LAST, number * 7 + number // len(FIRST))}"


def show(number):
    title = f"{_pick(QUALITY, number)} {_pick(THING, number * 5 + number // len(QUALITY))}"
    return title if number % 3 else f"The {title}"


def network(number):
    return f"{_pick(SERVICE, number)} {_pick(SORT, number // len(SERVICE))}"


def character(number):
    first = _pick(ROLE, number // 3) if number % 3 == 0 else _pick(FIRST, number * 11 + 5)
    return f"{first} {_pick(LAST, number * 13 + 29)}"


def topic(number):
    """In words that no desk would choose, since a topic's name is unique."""
    volume, place = divmod(number, len(QUALITY) * len(TOPIC))
    name = f"{_pick(QUALITY, place)} {_pick(TOPIC, place // len(QUALITY))}"
    return f"{name}, volume {volume + 1}" if volume else name


def _pick(words, number):
    return words[number % len(words)]
