"""The watched columns: how each fact's value is read, written, typed and said.

A value travels as JSON (in statements, forms and the API). `FACTS[kind][name]` knows how it stands in its columns, and
the word by which conditions in stories ask for it.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from people.dates import PartialDate
from people.models import Person
from shows import answers
from shows.credits import Appearance, CrewMember
from shows.models import Network, Season
from shows.windows import Unreadable, Window, parse
from shows.words import Certainty, SeasonStatus, Standing
from web.text import clean_line

MOST_COUNTRIES = 100


class BadValue(ValueError):
    """A value that cannot be; the message says what can."""


@dataclass(frozen=True)
class Word:
    """One of a list of words, in one column."""

    label: str
    column: str
    words: type

    default = property(lambda self: self.words.values[0])

    def read(self, subject):
        return getattr(subject, self.column)

    def columns(self, value):
        return {self.column: self.words(value).value}

    def parse(self, text, *, as_of):
        word = clean_line(text).lower().replace(" ", "_").replace("-", "_")
        if word not in self.words.values:
            raise BadValue(
                f"“{clean_line(text)[:60]}” is no {self.label}; the words are {', '.join(self.words.values)}."
            )
        return word

    def printed(self, value):
        return str(self.words(value).label)

    def word(self, value):
        return str(value)


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    label: str
    column: str
    default = False

    def read(self, subject):
        return getattr(subject, self.column)

    def columns(self, value):
        if not isinstance(value, bool):
            raise BadValue(f"{self.label.capitalize()} is yes or no.")
        return {self.column: value}

    def parse(self, text, *, as_of):
        word = clean_line(text).lower()
        if word not in {"yes", "true", "1", "no", "false", "0"}:
            raise BadValue(f"{self.label.capitalize()} is yes or no, not “{word[:40]}”.")
        return word in {"yes", "true", "1"}

    def printed(self, value):
        return self.word(value)

    def word(self, value):
        return "yes" if value else "no"


class Countless:
    """Of values too many to list, conditions ask only whether they are known."""

    def word(self, value):
        return "known" if value else "unknown"


@dataclass(frozen=True)
class Number(Countless):
    """A whole number from 1 to 1,000, or none."""

    label: str
    column: str
    default = None

    def read(self, subject):
        return getattr(subject, self.column)

    def columns(self, value):
        if value is not None and (type(value) is not int or not 1 <= value <= 1000):
            raise BadValue(f"{self.label.capitalize()} is a whole number from 1 to 1,000, or none.")
        return {self.column: value}

    def parse(self, text, *, as_of):
        word = clean_line(text).lower()
        if word in {"", "none"}:
            return None
        if not (re.fullmatch("[0-9]{1,4}", word) and 1 <= int(word) <= 1000):
            raise BadValue(f"{self.label.capitalize()} is a whole number from 1 to 1,000, or none.")
        return int(word)

    def printed(self, value):
        return "none" if value is None else str(value)


@dataclass(frozen=True)
class Release(Countless):
    """A release window in five columns; None where nothing was said."""

    label: str = "release"
    default = None

    def read(self, subject):
        window = subject.release
        return window and window.as_json()

    def columns(self, value):
        window = value and Window.from_json(value)
        return {
            "release_wording": window.wording if window else "",
            "release_earliest": window.earliest if window else None,
            "release_latest": window.latest if window else None,
            "release_precision": window.precision if window else "",
            "release_certainty": window.certainty if window else "",
        }

    def parse(self, text, *, as_of):
        """From words such as "late 2026"; a last word in brackets gives the certainty: "late 2026 (estimate)"."""
        words, certainty = clean_line(text), None
        if words.endswith(")"):
            words, _, certainty = words[:-1].rpartition("(")
            if certainty.strip() not in Certainty.values:
                raise BadValue(f"Certainty is one of {', '.join(Certainty.values)}.")
        if words.strip().lower() == "none":
            return None
        try:
            window = parse(words.strip(), as_of=as_of, certainty=(certainty or Certainty.CONFIRMED).strip())
        except Unreadable as problem:
            raise BadValue(problem.message) from problem
        return window and window.as_json()

    def printed(self, value):
        return Window.from_json(value).shown() if value else "no date"


@dataclass(frozen=True)
class CountryDates(Countless):
    """{country: "2026-10-28"} for the countries that get a season on a day of their own."""

    label: str = "dates by country"
    default = property(lambda self: {})

    def read(self, subject):
        return subject.country_dates

    def columns(self, value):
        dates = {clean_line(country): date.fromisoformat(day).isoformat() for country, day in value.items()}
        if len(dates) > MOST_COUNTRIES or not all(0 < len(country) <= 80 for country in dates):
            raise BadValue(f"Give at most {MOST_COUNTRIES} countries, each with a name of at most 80 letters.")
        return {"country_dates": dates}

    def parse(self, text, *, as_of):
        """From "Germany: 28 October 2026; Japan: 1 November 2026", or a line for each; "none" for none."""
        if clean_line(text).lower() in {"", "none"}:
            return {}
        return dict(self._one(entry, as_of) for entry in text.replace(";", "\n").split("\n") if entry.strip())

    def _one(self, entry, as_of):
        country, colon, day = clean_line(entry).partition(":")
        window = None
        with suppress(Unreadable):
            window = parse(day, as_of=as_of)
        if not colon or not country.strip() or not window or not window.is_day:
            raise BadValue(f"“{clean_line(entry)[:60]}” is no date of a country; write “Germany: 28 October 2026”.")
        return country.strip(), window.earliest.isoformat()

    def printed(self, value):
        days = sorted((day, country) for country, day in value.items())
        said = [f"{country}: {answers.format_date(date.fromisoformat(day))}" for day, country in days]
        return "; ".join(said) or "none of their own"


@dataclass(frozen=True)
class Moved(Countless):
    """The network a season went to, by its key."""

    label: str = "moved to"
    default = None

    def read(self, subject):
        return subject.moved_to_id

    def columns(self, value):
        if value is not None and not Network.objects.filter(pk=value).exists():
            raise BadValue("There is no such network.")
        return {"moved_to_id": value}

    def parse(self, text, *, as_of):
        slug = clean_line(text)
        if slug.lower() in {"", "none"}:
            return None
        pk = Network.objects.filter(slug=slug).values_list("pk", flat=True).first()
        if pk is None:
            raise BadValue(f"There is no network “{slug[:60]}”; give its slug.")
        return pk

    def printed(self, value):
        if value is None:
            return "none"
        return Network.objects.filter(pk=value).values_list("name", flat=True).first() or "a network no longer here"


@dataclass(frozen=True)
class CastStanding:
    """{"word": …} or, when recast and by whom is known, {"word": "recast", "by": person key}."""

    label: str = "standing"
    default_word = Standing.UNKNOWN.value

    @property
    def default(self):
        return {"word": self.default_word}

    def read(self, subject):
        by = getattr(subject, "recast_by_id", None)
        return {"word": str(subject.standing)} | ({"by": by} if by else {})

    def columns(self, value):
        """Raises BadValue for a successor who is not there, or named although nobody was recast."""
        word, by = Standing(value["word"]), value.get("by")
        if by is not None and (word != Standing.RECAST or not Person.objects.filter(pk=by).exists()):
            raise BadValue("Whoever takes over is a person we have, and only where the part was recast.")
        return {"standing": word.value, "recast_by_id": by}

    def parse(self, text, *, as_of):
        """From "confirmed", or "recast by person-slug"."""
        word, _, slug = clean_line(text).replace("recast by ", "recast ").partition(" ")
        if slug and word != Standing.RECAST:
            word, slug = f"{word}_{slug}", ""
        word = Word("standing", "standing", Standing).parse(word, as_of=as_of)
        if not slug:
            return {"word": word}
        pk = Person.objects.filter(slug=slug.strip()).values_list("pk", flat=True).first()
        if pk is None:
            raise BadValue(f"There is no person “{slug[:60]}”; give the slug of whoever takes over.")
        return {"word": word, "by": pk}

    def printed(self, value):
        by = value.get("by") and Person.objects.filter(pk=value["by"]).values_list("name", flat=True).first()
        return answers.standing_phrase(value["word"], by)

    def word(self, value):
        return value["word"]


@dataclass(frozen=True)
class CrewStanding(CastStanding):
    def columns(self, value):
        return {"standing": Standing(value["word"]).value}


@dataclass(frozen=True)
class Death(Countless):
    """A date known to the day, month or year, as "2022-06"; None for the living."""

    label: str = "died"
    default = None

    def read(self, subject):
        return subject.death and subject.death.isoformat()

    def columns(self, value):
        death = value and PartialDate.parse(value)
        return {"died": death.on if death else None, "died_precision": death.precision if death else ""}

    def parse(self, text, *, as_of):
        word = clean_line(text)
        if word.lower() in {"", "none"}:
            return None
        try:
            death = PartialDate.parse(word)
        except ValueError as problem:
            raise BadValue(str(problem)) from problem
        if death.on > date.today():
            raise BadValue("A death lies in the past.")
        return death.isoformat()

    def printed(self, value):
        return str(PartialDate.parse(value)) if value else "none recorded"


MODELS = {"season": Season, "appearance": Appearance, "crew": CrewMember, "person": Person}
FACTS = {
    "season": {
        "status": Word("status", "status", SeasonStatus),
        "release": Release(),
        "country_dates": CountryDates(),
        "episode_order": Number("episode order", "episode_order"),
        "final": Flag("last season", "final"),
        "paused": Flag("on hold", "paused"),
        "split": Flag("released in parts", "split"),
        "cut_short": Flag("pulled mid-run", "cut_short"),
        "moved_to": Moved(),
    },
    "appearance": {"standing": CastStanding()},
    "crew": {"standing": CrewStanding()},
    "person": {"died": Death()},
}


def fact_type(ref):
    """What knows the values of the fact at `ref`; BadValue when there is no such fact."""
    try:
        return FACTS[ref.kind][ref.name]
    except KeyError:
        known = ", ".join(FACTS.get(ref.kind, {}))
        raise BadValue(f"A {ref.kind} has no fact “{ref.name}”; it has {known}.") from None
