"""Which answers of TVmaze's hold a catalogue, and which do not.

A catalogue is a show, a list of shows, or a list of a show's episodes. Everything else is reported and left out: a
schedule or a search names shows only in passing and without their dates, a single episode does not say whose it is, and
an error is no answer at all.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

LARGEST_FILE = 200_000_000  # bytes; a page of the index has half a million
# One of these stands in every show, but in no season, no person and no error; newer episodes have a type too.
OF_A_SHOW = {"type", "genres", "premiered", "externals"}
OF_AN_EPISODE = {"airdate", "airstamp", "airtime", "season"}


class NoCatalogue(ValueError):
    """A file that brings nothing; the message says why."""


@dataclass
class Answer:
    """What one file holds: records of shows, or the episodes of one show."""

    shows: list = field(default_factory=list)
    episodes: list = field(default_factory=list)


def read_file(path):
    """The Answer in the file at `path`; NoCatalogue when there is none."""
    try:
        if Path(path).stat().st_size > LARGEST_FILE:
            raise NoCatalogue("it is larger than any answer of TVmaze's")
        found = json.loads(Path(path).read_bytes())
    except OSError as problem:
        raise NoCatalogue(f"it cannot be read: {problem.strerror}") from None
    except (ValueError, RecursionError):
        raise NoCatalogue("it is no JSON") from None
    return read_answer(found)


def read_answer(found):
    """The Answer that `found`, read from JSON, is; NoCatalogue when it is none."""
    if looks_like_show(found):
        return Answer(shows=[found])
    if isinstance(found, dict):
        holds = "a single episode, and does not say whose" if looks_like_episode(found) else "no show"
        raise NoCatalogue(f"it is no catalogue: it holds {holds}")
    if not isinstance(found, list):
        raise NoCatalogue("it is no catalogue: it holds neither a show nor a list")
    if any(map(looks_like_show, found)):
        return Answer(shows=found)
    if any(map(mentions_show, found)):
        raise NoCatalogue("it is no catalogue: it is a schedule or a search, which only mentions shows")
    if any(map(looks_like_episode, found)):
        return Answer(episodes=found)
    if found:
        raise NoCatalogue("it is no catalogue: its records are neither shows nor episodes")
    return Answer()


def looks_like_show(item):
    if not isinstance(item, dict) or looks_like_episode(item) or mentions_show(item):
        return False
    return bool(OF_A_SHOW & item.keys()) or isinstance(item.get("status"), str)


def looks_like_episode(item):
    return isinstance(item, dict) and bool(OF_AN_EPISODE & item.keys()) and not {"externals", "genres"} & item.keys()


def mentions_show(item):
    """Whether a show is only embedded in it, as in a schedule or a search."""
    holders = (item, item.get("_embedded")) if isinstance(item, dict) else ()
    return any(isinstance(holder, dict) and "show" in holder for holder in holders)


def are_of(episodes, address):
    """Whether the addresses of `episodes` begin with the name in the show's `address`, such as game-of-thrones."""
    name = _last_part(address)
    return bool(name) and all(
        _last_part(item.get("url")).startswith(name) for item in episodes if isinstance(item, dict)
    )


def _last_part(address):
    return address.rstrip("/").rsplit("/", 1)[-1] if isinstance(address, str) else ""
