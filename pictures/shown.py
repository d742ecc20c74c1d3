"""A picture as pages show it, from the columns of a row: on a list, rows cost a quarter of what objects cost."""

from dataclasses import dataclass
from datetime import date

from pictures.models import Picture

COLUMNS = ["file", "alt", "width", "height", "expires", "focal_x", "focal_y"]


@dataclass
class Shown:
    """What the tags of the readers' templates need of a Picture."""

    file: str
    alt: str
    width: int
    height: int
    expires: date | None
    focal_x: float
    focal_y: float

    expired = Picture.expired


def columns(relation):
    """The names to ask for where `relation` leads to the picture."""
    return [f"{relation}__{name}" for name in COLUMNS]


def shown(values):
    """The Shown of these columns; None where there is no picture."""
    return Shown(*values) if values[0] else None
