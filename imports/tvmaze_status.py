"""What TVmaze's dates and its word for a show say about seasons: the whole rule, in one place.

TVmaze has one word for a show and only dates for its seasons. Everything is read as of the record's own `updated`,
never as of today: a file of 2017 says what was true in 2017. For each season the first line that matches, on that day:

1. a known day has come and another is today or ahead: `airing`
2. a known day has come and more is to come (an episode has no date, there are fewer than ordered, no end is known),
   while the show has not ended, no later season has begun and the silence is shorter than a year: `airing`
3. a known day has come: `complete`
4. none has, but a later season has begun: `complete`
5. the premiere is ahead, and the word is `Running` or `In Development`: `dated`, on that day
6. no date, the word is `Running`, and the season has an episode order, or all seasons before it are over, because
   TVmaze calls a show Running between seasons only once it has been renewed: `ordered`
7. no date, and the word is `In Development`: `in_development`
8. else, which is `To Be Determined`, `Ended` and any word not known here: `awaiting`

So a word not known here never reads as renewed; neither can it undo what has been on air. Season 0 holds specials: its
dates count like any other's, but it follows nothing, nothing follows it, and it is never ordered.

`Ended` says that a last season has been. It marks the last complete season final, unless the seasons cannot tell: there
are none, none is complete, a later one is still going, or they were listed before the show ended and something is
missing (a later season stands open, or the show ended after the last day we know). Then it overrides the show's status,
with that reason. Where the desk has decided a later season itself, it does neither.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from shows.words import SeasonStatus

RUNNING, ENDED, TO_BE_DETERMINED, IN_DEVELOPMENT = "Running", "Ended", "To Be Determined", "In Development"
SILENCE = timedelta(days=365)

NO_SEASONS = "TVmaze has it as ended; its seasons are not known here."
SEASONS_CANNOT_TELL = "TVmaze has it as ended; the seasons known here do not show which was the last."


@dataclass(frozen=True)
class Dates:
    """What is known of one season: the day of its first episode, and the first and last of any episode we know of.

    `more` is whether something without a date is still to come; `order` is the number of episodes ordered.
    """

    number: int
    premiere: date | None = None
    first: date | None = None
    last: date | None = None
    more: bool = False
    order: int | None = None

    def begun(self, day):
        return self.first is not None and self.first <= day


def season_status(word, season, others, day):
    """The status of `season` among the show's `others`, as of `day`, when TVmaze's word for the show is `word`."""
    later = [other for other in others if other.number > season.number > 0]
    followed = any(other.begun(day) for other in later)
    if season.begun(day):
        return _on_air(word, season, followed, day)
    if followed:
        return SeasonStatus.COMPLETE
    if season.premiere:
        return SeasonStatus.DATED if word in {RUNNING, IN_DEVELOPMENT} else SeasonStatus.AWAITING
    if word == RUNNING and season.number and (season.order or _next_in_line(season, others, day)):
        return SeasonStatus.ORDERED
    return SeasonStatus.IN_DEVELOPMENT if word == IN_DEVELOPMENT and season.number else SeasonStatus.AWAITING


def _on_air(word, season, followed, day):
    if season.last >= day:
        return SeasonStatus.AIRING
    waiting = season.more and day - season.last < SILENCE and word != ENDED and not followed
    return SeasonStatus.AIRING if waiting else SeasonStatus.COMPLETE


def _next_in_line(season, others, day):
    """Whether the word Running must mean this season: there are some before it, and all of them are over."""
    before = [other for other in others if 0 < other.number < season.number]
    return bool(before) and all(season_status(RUNNING, o, before, day) == SeasonStatus.COMPLETE for o in before)


@dataclass(frozen=True)
class Stand:
    """Where a season stands here. `word` is TVmaze's for the show when it told us of the season, "" if it never did.

    `desk` is whether the status is the desk's own; `last` the last day we know of an episode.
    """

    number: int
    status: SeasonStatus
    word: str = ""
    last: date | None = None
    desk: bool = False


@dataclass(frozen=True)
class Finale:
    """What `Ended` comes to: the number of the last season, or the reason to override the show's status; or neither."""

    final: int | None = None
    override: str = ""


def finale(word, ended, seasons):
    """The Finale of a show with TVmaze's `word` and `ended` date (None where not given), and these Stands."""
    if word != ENDED:
        return Finale()
    regular = sorted((season for season in seasons if season.number > 0), key=lambda season: season.number)
    complete = [season for season in regular if season.status == SeasonStatus.COMPLETE]
    last = complete[-1] if complete else None
    open_after = [s for s in regular if (not last or s.number > last.number) and s.status != SeasonStatus.NOT_HAPPENING]
    if any(season.desk for season in open_after):
        return Finale()
    if not regular:
        return Finale(override=NO_SEASONS)
    if last is None or any(season.status != SeasonStatus.AWAITING for season in open_after):
        return Finale(override=SEASONS_CANNOT_TELL)
    if _something_missing(ended, last, open_after):
        return Finale(override=SEASONS_CANNOT_TELL)
    return Finale(final=last.number)


def _something_missing(ended, last, open_after):
    if all(season.word == ENDED for season in [last, *open_after]):
        return False
    return bool(open_after) or bool(ended and last.last and ended > last.last)
