"""What a show's status is, from its seasons: the table of the design, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shows.words import Form, SeasonStatus, ShowStatus

_BEGUN = {SeasonStatus.AIRING, SeasonStatus.COMPLETE}
_COMING = {SeasonStatus.ORDERED, SeasonStatus.IN_PRODUCTION, SeasonStatus.WRAPPED, SeasonStatus.DATED}
ONE_SEASON = {Form.LIMITED, Form.SPECIAL, Form.FILM}


@dataclass(frozen=True)
class SeasonState:
    """What the derivation may look at of a season. `split`, `paused` and `cut_short` decide nothing, on purpose."""

    number: int
    status: str
    final: bool = False
    first_aired: date | None = None
    split: bool = False
    paused: bool = False
    cut_short: bool = False

    @property
    def has_begun(self):
        """Begun to air, now or once: a second part to come does not un-air it."""
        return self.first_aired is not None or self.status in _BEGUN

    @property
    def is_running(self):
        """Airing, or between parts: begun, and the rest is ordered, filming, filmed or dated.

        A complete season is not running even when it came in parts: nobody has said that another will come.
        """
        return self.status == SeasonStatus.AIRING or (self.has_begun and self.status in _COMING)


def last_and_next(seasons: Iterable[SeasonState]):
    """(last, next): the highest season that has begun to air, and the lowest one above it. Either may be None.

    Numbers may have gaps. Season 0 holds specials and counts for nothing.
    """
    seasons = sorted((season for season in seasons if season.number > 0), key=lambda season: season.number)
    last = max((season for season in seasons if season.has_begun), key=lambda season: season.number, default=None)
    after = last.number if last else 0
    return last, next((season for season in seasons if season.number > after), None)


def derive(form, seasons: Iterable[SeasonState]) -> ShowStatus:
    """The show's status: the first line of the table that has an answer."""
    last, coming = last_and_next(seasons)
    return _refused(last, coming) or _running(last) or _coming(last, coming) or _over(form, last) or _open(last, coming)


def _refused(last, coming):
    """Next not happening: shelved when nothing aired, ended after a final season, else cancelled.

    That holds while episodes of the last season are still to come, and whatever seasons after the next may say: only
    a change of the next one itself revives the show. What is not happening of a season that has begun (a second part
    dropped) says nothing of the season after it, so it is no such next.
    """
    if not coming or coming.status != SeasonStatus.NOT_HAPPENING:
        return None
    if not last:
        return ShowStatus.SHELVED
    return ShowStatus.ENDED if last.final else ShowStatus.CANCELLED


def _running(last):
    """Last airing or between parts: ending when it is final, else airing, whatever is known of the next."""
    if not last or not last.is_running:
        return None
    return ShowStatus.ENDING if last.final else ShowStatus.AIRING


def _coming(last, coming):
    """Next ordered, filming, filmed or dated: upcoming when nothing aired, ending when next is final, else renewed.

    A first season that is also the last is upcoming. A season ordered after a "final" one renews the show.
    """
    if not coming or coming.status not in _COMING:
        return None
    if not last:
        return ShowStatus.UPCOMING
    return ShowStatus.ENDING if coming.final else ShowStatus.RENEWED


def _over(form, last):
    """Last was final, or the show is of a form that has one season and that is complete: ended.

    Talks about more do not change it: they are reported of the next season.
    """
    if not last:
        return None
    one_and_done = form in ONE_SEASON and last.status == SeasonStatus.COMPLETE
    return ShowStatus.ENDED if last.final or one_and_done else None


def _open(last, coming):
    """What remains: next in talks with nothing aired is in development; next undecided is awaiting; none, undecided."""
    if not coming:
        return ShowStatus.UNDECIDED
    if coming.status == SeasonStatus.IN_DEVELOPMENT and not last:
        return ShowStatus.IN_DEVELOPMENT
    return ShowStatus.AWAITING
