"""Which answers of TVmaze's hold a catalogue, and which do not.

A catalogue is a show, a list of shows, or a list of a show's episodes. Everything else is reported and left out: a
schedule or a search names shows only in passing and without their dates, a single episode does not say whose it is, and
an error is no answer at all.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

LARGEST_FILE = 200_000_000  # bytes; a page of the index has half a million
# Some of these stand in every show, none in an episode, a season, a person or an error.
OF_A_SHOW = {"type", "genres", "premiered", "externals", "webChannel", "officialSite", "_embedded"}
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
        what = "a single episode" if looks_like_episode(found) else "no show"
        raise NoCatalogue(f"it is no catalogue: it holds {what}")
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise NoCatalogue("it is no catalogue: it holds neither a show nor a list of records")
    if any(map(looks_like_show, found)):
        return Answer(shows=found)
    if any("show" in item for item in found):
        raise NoCatalogue("it is no catalogue: it is a schedule or a search, which only mentions shows")
    if any(map(looks_like_episode, found)):
        return Answer(episodes=found)
    if found:
        raise NoCatalogue("it is no catalogue: its records are neither shows nor episodes")
    return Answer()


def looks_like_show(item):
    return isinstance(item, dict) and bool(OF_A_SHOW & item.keys()) and not looks_like_episode(item) and "show" not in item


def looks_like_episode(item):
    return bool(OF_AN_EPISODE & item.keys()) and not {"externals", "genres"} & item.keys()
