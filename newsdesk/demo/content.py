"""Reading the demo's files: TOML for what is known, HTML with a head of `name: value` lines for what is said."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

HERE = Path(__file__).parent


@dataclass(frozen=True)
class StoryFile:
    """A story as its file has it: names for keys, and `head` for every line of its head."""

    head: dict
    body: str

    @property
    def moment(self):
        """When it was published, or last written where it is not."""
        return moment(self.head.get("published") or self.head["written"])

    @property
    def amended(self):
        """When readers were told of a change, or None; `amendment` in the head is its kind, `changed` the words."""
        return moment(self.head["amended"]) if "amended" in self.head else None

    @property
    def state(self):
        return self.head.get("state", "approved")

    def listed(self, name):
        """The words of a line such as `people: a-person, another`."""
        return [word.strip() for word in self.head.get(name, "").split(",") if word.strip()]


def moment(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def read_toml(name):
    with (HERE / name).open("rb") as file:
        return tomllib.load(file)


def read_stories():
    """Every StoryFile, by name of file."""
    return [read_story(path) for path in sorted((HERE / "stories").glob("*.html"))]


def read_story(path):
    _, head, body = path.read_text().split("---\n", 2)
    pairs = (line.partition(":") for line in head.splitlines())
    return StoryFile({name.strip(): value.strip() for name, _, value in pairs}, body)
