"""The trade's words for shows and seasons, and which moves of a season's status are allowed.

Plain data: nothing here reads the database or the clock.
"""

from datetime import date

from django.db.models import TextChoices

# The first day on air of a season that has begun when nobody said: it counts as begun, and no page names the day.
SOME_DAY = date.min


class SeasonStatus(TextChoices):
    AWAITING = "awaiting", "awaiting word"
    IN_DEVELOPMENT = "in_development", "in development"
    ORDERED = "ordered", "ordered"
    IN_PRODUCTION = "in_production", "in production"
    WRAPPED = "wrapped", "filming finished"
    DATED = "dated", "dated"
    AIRING = "airing", "out now"
    COMPLETE = "complete", "complete"
    NOT_HAPPENING = "not_happening", "not happening"


_S = SeasonStatus
MOVES = {
    _S.AWAITING: {_S.IN_DEVELOPMENT, _S.ORDERED, _S.IN_PRODUCTION, _S.WRAPPED, _S.DATED, _S.AIRING, _S.NOT_HAPPENING},
    _S.IN_DEVELOPMENT: {
        _S.ORDERED, _S.IN_PRODUCTION, _S.WRAPPED, _S.DATED, _S.AIRING,
        _S.AWAITING,  # the talks fell away
        _S.NOT_HAPPENING,
    },
    _S.ORDERED: {_S.IN_PRODUCTION, _S.WRAPPED, _S.DATED, _S.AIRING, _S.NOT_HAPPENING},
    _S.IN_PRODUCTION: {_S.WRAPPED, _S.DATED, _S.AIRING, _S.ORDERED, _S.NOT_HAPPENING},
    _S.WRAPPED: {_S.DATED, _S.AIRING, _S.IN_PRODUCTION, _S.NOT_HAPPENING},
    _S.DATED: {_S.AIRING, _S.WRAPPED, _S.IN_PRODUCTION, _S.ORDERED, _S.NOT_HAPPENING},
    _S.AIRING: {_S.COMPLETE},
    _S.COMPLETE: {_S.DATED, _S.AIRING},  # another part
    _S.NOT_HAPPENING: {_S.IN_DEVELOPMENT, _S.ORDERED, _S.DATED, _S.AIRING},  # revived, often elsewhere
}  # fmt: skip


def allowed_moves(status, *, opened=True):
    """The statuses a season may move to from `status`, in the order of the words.

    `opened` is false while no change was ever recorded: then a season may open anywhere.
    """
    if not opened:
        return [word for word in SeasonStatus if word != status]
    return [word for word in SeasonStatus if word in MOVES[SeasonStatus(status)]]


class ShowStatus(TextChoices):
    SHELVED = "shelved", "shelved"
    CANCELLED = "cancelled", "cancelled"
    ENDED = "ended", "ended"
    ENDING = "ending", "ending"
    AIRING = "airing", "airing"
    UPCOMING = "upcoming", "upcoming"
    RENEWED = "renewed", "renewed"
    IN_DEVELOPMENT = "in_development", "in development"
    AWAITING = "awaiting", "awaiting word"
    UNDECIDED = "undecided", "undecided"


class Form(TextChoices):
    ONGOING = "ongoing", "ongoing series"
    LIMITED = "limited", "limited series"
    ANTHOLOGY = "anthology", "anthology"
    SPECIAL = "special", "special"
    FILM = "film", "film"


class Kind(TextChoices):
    """What sort of programme; the names are TVmaze's."""

    SCRIPTED = "scripted", "Scripted"
    ANIMATION = "animation", "Animation"
    REALITY = "reality", "Reality"
    TALK_SHOW = "talk_show", "Talk show"
    DOCUMENTARY = "documentary", "Documentary"
    GAME_SHOW = "game_show", "Game show"
    NEWS = "news", "News"
    SPORTS = "sports", "Sports"
    VARIETY = "variety", "Variety"
    AWARD_SHOW = "award_show", "Award show"
    PANEL_SHOW = "panel_show", "Panel show"


class ReleasePattern(TextChoices):
    ALL_AT_ONCE = "all_at_once", "all at once"
    WEEKLY = "weekly", "weekly"
    PARTS = "parts", "in parts"


class Relation(TextChoices):
    SPIN_OFF = "spin_off", "spin-off"
    REMAKE = "remake", "remake"
    SEQUEL_FILM = "sequel_film", "sequel film"
    SAME_UNIVERSE = "same_universe", "same universe"


class WorkKind(TextChoices):
    WEBTOON = "webtoon", "webtoon"
    COMIC = "comic", "comic"
    NOVEL = "novel", "novel"
    SHORT_STORY = "short_story", "short story"
    PLAY = "play", "play"
    FILM = "film", "film"
    SERIES = "series", "series"
    GAME = "game", "game"
    PODCAST = "podcast", "podcast"
    TRUE_STORY = "true_story", "true story"


class TitleKind(TextChoices):
    TRANSLATION = "translation", "translation"
    WORKING = "working", "working title"
    ALSO_KNOWN_AS = "also_known_as", "also known as"
    KNOWN_WRONG = "known_wrong", "known wrong"


class Standing(TextChoices):
    CONFIRMED = "confirmed", "confirmed"
    EXPECTED = "expected", "expected"
    UNCONFIRMED = "unconfirmed", "unconfirmed"
    UNLIKELY = "unlikely", "unlikely"
    NOT_RETURNING = "not_returning", "not returning"
    RECAST = "recast", "recast"
    UNKNOWN = "unknown", "unknown"


class Billing(TextChoices):
    MAIN = "main", "main"
    RECURRING = "recurring", "recurring"
    GUEST = "guest", "guest"
    CAMEO = "cameo", "cameo"


class Role(TextChoices):
    """How a person is in it; blank means an ordinary acting role."""

    VOICE = "voice", "voice"
    SELF = "self", "as themselves"
    HOST = "host", "host"
    NARRATOR = "narrator", "narrator"
    JUDGE = "judge", "judge"
    CONTESTANT = "contestant", "contestant"


class Job(TextChoices):
    CREATOR = "creator", "creator"
    SHOWRUNNER = "showrunner", "showrunner"
    EXECUTIVE_PRODUCER = "executive_producer", "executive producer"
    DIRECTOR = "director", "director"
    WRITER = "writer", "writer"
    COMPOSER = "composer", "composer"


class Precision(TextChoices):
    """How exactly a release is known."""

    DAY = "day", "day"
    MONTH = "month", "month"
    QUARTER = "quarter", "quarter"
    SEASON = "season", "season of the year"
    HALF = "half", "half-year"
    THIRD = "third", "early, mid or late in a year"
    YEAR = "year", "year"
    RANGE = "range", "range"


class Certainty(TextChoices):
    CONFIRMED = "confirmed", "confirmed"
    EXPECTED = "expected", "expected"
    ESTIMATE = "estimate", "estimate"
