"""The season a story answers for: what readers ask of it, and what the box at the top of the page says."""

from dataclasses import dataclass

from shows.derivation import ONE_SEASON
from shows.models import Season
from shows.words import SeasonStatus

_S = SeasonStatus
OUT = {_S.AIRING, _S.COMPLETE}
# Their lines of the answer say when, unless the season is on hold.
SAY_WHEN = {_S.ORDERED, _S.IN_PRODUCTION, _S.WRAPPED, _S.DATED}


@dataclass
class Asked:
    """What templates/articles/_asked.html shows: the question, the season with its answer, and `when` beside it."""

    season: Season
    question: str
    when: str


def asked_of(season):
    """The box for `season`, from with_answers(); no query."""
    return Asked(season, question(season), when(season))


def question(season):
    """The question its answer answers: a season that is ordered "will be", one that has a day is asked for the day."""
    if not season.number:
        return f"Where do the specials of {season.show} stand?"
    begun, name = season.has_begun, called(season)
    if season.status == _S.COMPLETE or (season.paused and begun):
        return f"Where does {name} stand?"
    if season.status == _S.AIRING:
        return f"Is {name} out?"
    if season.status == _S.DATED and not season.paused:
        return f"When is {'the rest of ' if begun else ''}{name} out?"
    return f"Will there be more of {name}?" if begun else will_there_be(season)


def will_there_be(season):
    """ "Will there be a season 2 of Squid Game?"; of a first season "Will Squid Game be made?" """
    if season.number > 1:
        return f"Will there be a season {season.number} of {season.show}?"
    return f"Will {season.show} be made?"


def called(season):
    """ "season 2 of Squid Game"; a show of one season by its title."""
    if season.number == 1 and season.show.form in ONE_SEASON:
        return str(season.show)
    return f"season {season.number} of {season.show}"


def when(season):
    """What is known of when, as far as the answer does not say it; a checked date that both end with is said once."""
    said = season.status in SAY_WHEN and not season.paused
    # Of a season that is out without a day on record, the day it was first reported on air is no day of release.
    nothing = season.status == _S.NOT_HAPPENING or (season.status in OUT and not season.release)
    if said or nothing:
        return ""
    _, checked, day = season.answer.rpartition(" Checked ")
    return season.release_line.removesuffix(checked + day) if checked else season.release_line
