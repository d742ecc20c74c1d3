"""The name of a fact, as it is written in stories and on the command line: `season:34:status`."""

from typing import NamedTuple

SUBJECTS = ("season", "appearance", "crew", "person")
LARGEST_KEY = 2**63 - 1


class FactRef(NamedTuple):
    """A fact by its subject's kind and primary key, and its own name."""

    kind: str
    pk: int
    name: str

    def __str__(self):
        return f"{self.kind}:{self.pk}:{self.name}"

    @classmethod
    def parse(cls, text):
        """From "season:34:status"; ValueError when it is none."""
        kind, pk, name = str(text).split(":")
        if kind not in SUBJECTS or not (pk.isascii() and pk.isdigit()) or not 0 < int(pk) <= LARGEST_KEY:
            raise ValueError(f"“{str(text)[:60]}” names no fact.")
        return cls(kind, int(pk), name)

    @classmethod
    def of(cls, subject, name):
        """The ref of fact `name` of a season, appearance, crew member or person."""
        kind = {"crewmember": "crew"}.get(subject._meta.model_name, subject._meta.model_name)
        return cls(kind, subject.pk, name)
