"""Seasons as lists name them: plain rows, for a list has hundreds and an object of five tables costs 0.1 ms."""

from dataclasses import dataclass
from datetime import date

from shows.models import Season
from web.addresses import address

RELEASE = ["release_wording", "release_earliest", "release_latest", "release_precision", "release_certainty"]
NETWORKS = ["show__network__name", "show__network__slug", "moved_to__name", "moved_to__slug"]
SHOW = ["show__title", "show__slug", "show__form"]
COLUMNS = ["pk", "number", "status", "paused", "time_zone", *RELEASE, *SHOW, *NETWORKS]


@dataclass
class NetworkRow:
    name: str
    slug: str

    @property
    def address(self):
        return address("network", self.slug)


@dataclass
class ShowRow:
    title: str
    slug: str
    form: str
    network: NetworkRow | None

    @property
    def address(self):
        return address("show", self.slug)


@dataclass
class SeasonRow:
    """What names a season, and what shows.answers.label reads of it."""

    pk: int
    number: int
    status: str
    paused: bool
    time_zone: str
    release_wording: str
    release_earliest: date | None
    release_latest: date | None
    release_precision: str
    release_certainty: str
    show: ShowRow
    moved_to: NetworkRow | None

    name, release = Season.name, Season.release

    @property
    def address(self):
        return address("season", self.show.slug, self.number)


def season_row(values):
    """The SeasonRow of `COLUMNS`."""
    *own, title, slug, form, network, network_slug, moved_to, moved_to_slug = values
    of_show = NetworkRow(network, network_slug) if network_slug else None
    return SeasonRow(
        *own,
        show=ShowRow(title, slug, form, of_show),
        moved_to=NetworkRow(moved_to, moved_to_slug) if moved_to_slug else None,
    )
