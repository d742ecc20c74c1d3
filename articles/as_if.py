"""A story as if a fact stood otherwise: for the desk's preview of passages written in advance. Nothing is written."""

from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from articles.conditions import FactInWords, facts_in_words
from articles.parts import walk
from articles.reading import Resolver, put_columns, story_of
from articles.shelf import Shelf, Text
from facts.reading import decided_of, local_day, put_answer
from facts.refs import FactRef
from facts.values import FACTS
from shows.answers import format_date
from shows.models import Network
from shows.windows import Window
from shows.words import Precision, SeasonStatus

AHEAD = timedelta(days=30)  # how far off an assumed premiere lies where none is known
EPISODES = 8


@dataclass(frozen=True)
class Question:
    """One fact the preview can assume: `fact` in words, and the word `chosen`, "" for as it is."""

    fact: FactInWords
    chosen: str = ""

    @property
    def said(self):
        """ "All of Us Are Dead season 2 is ordered" """
        return self.fact.said([self.chosen])

    @property
    def present(self):
        return self.fact.listed([self.fact.now])


def questions(parts, asked):
    """A Question for each fact that conditions in `parts` hang on; `asked` maps refs to words, known ones or not."""
    facts = facts_in_words(mark["while"] for mark in walk(parts) if "while" in mark)
    return [Question(fact, _known(fact, asked.get(ref, ""))) for ref, fact in facts.items()]


def _known(fact, word):
    return word if word in dict(fact.values) and word != fact.now else ""


def read_as_if(parts, assumed, at=None, *, as_published=None, asked=None):
    """`parts` resolved as in articles.reading.read_parts, with the facts of `assumed`, {ref: word}, at these words."""
    text = Text(parts, as_published, asked)
    return story_of(AsIf(text, Shelf([text], at), assumed))


class AsIf(Resolver):
    """A Resolver whose seasons, standings and people are copies that say what is assumed.

    What is assumed was said by nobody: its sentences name no source and no day.
    """

    def __init__(self, text, shelf, assumed):
        super().__init__(text, shelf)
        self.assumed = {FactRef.parse(ref): word for ref, word in assumed.items()}

    @property
    def since(self):
        """Nothing: what is assumed has not moved."""
        return []

    @cached_property
    def seasons(self):
        return {pk: self._as_if(season) for pk, season in super().seasons.items()}

    @cached_property
    def decided(self):
        """{show key: the highest number of a season that is decided}, of the shows whose seasons are assumed."""
        shows = {season.show_id for season in self.rows if self._words("season", season.pk)}
        highest = {}
        for show, number in decided_of(shows):
            highest[show] = max(highest.get(show, 0), number)
        return highest

    def _words(self, kind, pk):
        return {ref.name: word for ref, word in self.assumed.items() if ref[:2] == (kind, pk)}

    def _as_if(self, season):
        words = self._words("season", season.pk)
        if not words:
            return season
        season, today = copy(season), local_day(season, self.said_at)
        values = {name: _value(name, word, season, today) for name, word in words.items()}
        if words.get("status") == SeasonStatus.DATED and "release" not in words:
            values["release"] = _day_ahead(season, today)
        moved = {name: value for name, value in values.items() if FACTS["season"][name].read(season) != value}
        for name, value in moved.items():
            put_columns(season, FACTS["season"][name], value)
        told = {name: said for name, said in season.told.items() if name not in moved}
        put_answer(season, told, self.said_at, followed=self.decided.get(season.show_id, 0) > season.number)
        return season

    @cached_property
    def values(self):
        others = {ref: word for ref, word in self.assumed.items() if ref.kind != "season"}
        found = super().values
        return found | {ref: _other_value(ref, word) for ref, word in others.items() if ref in found}

    @cached_property
    def appearances(self):
        return [self._cast_as_if(row) for row in super().appearances]

    def _cast_as_if(self, row):
        word = self.assumed.get(FactRef.of(row, "standing"))
        if word is None:
            return row
        row = copy(row)
        put_columns(row, FACTS["appearance"]["standing"], {"word": word})
        return row


def _value(name, word, season, today):
    """A value of fact `name` for which conditions read `word`: the present one where it is one, else a likely one."""
    fact = FACTS["season"][name]
    present = fact.read(season)
    if fact.word(present) == word:
        return present
    if word in ("yes", "no"):
        return word == "yes"
    if word == "unknown":
        return fact.default
    match name:
        case "release":
            return _day_ahead(season, today)
        case "episode_order":
            return EPISODES
        case "country_dates":
            return {"Elsewhere": (today + AHEAD).isoformat()}
        case "moved_to":
            others = Network.objects.exclude(pk=season.show.network_id).order_by("name")
            return others.values_list("pk", flat=True).first()
    return word


def _day_ahead(season, today):
    """The season's own day where one is known and not past, else a day to come."""
    window = season.release
    if window and window.is_day and window.earliest >= today:
        return window.as_json()
    day = today + AHEAD
    return Window(format_date(day), day, day, Precision.DAY).as_json()


def _other_value(ref, word):
    if ref.name == "died":
        return timezone.localdate().isoformat() if word == "known" else None
    return {"word": word}
