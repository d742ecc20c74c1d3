"""One record of a TVmaze answer, read into the columns it brings. Pure: nothing here asks the database.

Whatever is not of the documented type refuses the record with a sentence; odd text is cleaned like everything typed.
A key the answer leaves out brings nothing; one that is there and null brings an empty value.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from articles.body import sanitise
from articles.words import plain_text
from imports.models import Brought
from shows.words import Kind, Role
from web.text import clean_line

CREDIT = "TVmaze"
LARGEST_ID = 2**63 - 1
LARGEST_SMALL = 32_767  # what a small integer column holds
MOST_EPISODES = 1000
IMDB = re.compile(r"tt\d{5,12}\Z")


class BadRecord(ValueError):
    """A record that cannot go in; the message says what is wrong with it."""


@dataclass
class Record:
    """What one record brings: `values` for the columns of its object, as JSON; `known` is kept beside them."""

    kind: str
    external_id: str
    name: str
    updated: datetime
    values: dict
    known: dict = field(default_factory=dict)

    def __str__(self):
        label = Brought.Kind(self.kind).label
        return f"{label} {self.external_id} ({self.name[:60]})" if self.name else f"{label} {self.external_id}"


def shown(value):
    """`value` in a sentence, however long or odd it is."""
    text = clean_line(repr(value)[:200])
    return text if len(text) <= 60 else f"{text[:57]}…"


def label_of(kind, raw):
    """What to call a record that may not even have an id."""
    found = raw.get("id") if isinstance(raw, dict) else None
    return f"{Brought.Kind(kind).label} {shown(found) if found is not None else 'without an id'}"


def a_mapping(raw, what):
    if not isinstance(raw, dict):
        raise BadRecord(f"{what} is {shown(raw)}, not an object")
    return raw


def a_list(raw, what):
    if not isinstance(raw, list):
        raise BadRecord(f"{what} is {shown(raw)}, not a list")
    return raw


def whole(raw, key, least=0, most=LARGEST_SMALL, required=False):
    value = raw.get(key)
    if value is None and not required:
        return None
    if type(value) is not int:
        raise BadRecord(f"{key} is {shown(value)}, not a whole number")
    if not least <= value <= most:
        raise BadRecord(f"{key} is {shown(value)}, not between {least} and {most}")
    return value


def identity(raw):
    return whole(raw, "id", 1, LARGEST_ID, required=True)


def id_of(raw):
    """The id of what may be a record, as text; "" where there is none to look up."""
    found = raw.get("id") if isinstance(raw, dict) else None
    return str(found) if type(found) is int and 0 < found <= LARGEST_ID else ""


def line(raw, key, required=False):
    """The text under `key` as one line; "" for null. A required one must say something."""
    value = raw.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str):
        raise BadRecord(f"{key} is {shown(value)}, not text")
    cleaned = clean_line(value)
    if required and not cleaned:
        raise BadRecord(f"{key} is empty")
    return cleaned


def prose(raw, key):
    """The words of an HTML text, without any of its tags; "" for null."""
    value = raw.get(key) or ""
    if not isinstance(value, str):
        raise BadRecord(f"{key} is {shown(value)}, not text")
    return plain_text(sanitise(value))


def day(raw, key):
    """A date as "2011-04-17", or None for null and for "", which TVmaze writes too."""
    text = line(raw, key)
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadRecord(f"{key} is {shown(text)}, not a date") from None
    if not 1900 <= found.year <= 2100:
        raise BadRecord(f"{key} is {shown(text)}, and its year is outside 1900 to 2100")
    return found.isoformat()


def as_day(text):
    """A date as it is kept, read again."""
    return date.fromisoformat(text) if text else None


def moment(raw, key):
    """An instant in UTC, as "2011-04-18T01:00:00+00:00", or None."""
    text = line(raw, key)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None or not 1900 <= found.year <= 2100:
            raise ValueError
    except ValueError:
        raise BadRecord(f"{key} is {shown(text)}, not a moment with its time zone") from None
    return found.astimezone(UTC).isoformat()


def updated(raw, now):
    """When TVmaze last changed the record; that lies in the past."""
    seconds = whole(raw, "updated", 1, LARGEST_ID, required=True)
    if seconds > now.timestamp():
        raise BadRecord(f"updated is {shown(seconds)}, which lies ahead")
    return datetime.fromtimestamp(seconds, UTC)


def only_given(raw, values):
    """`values`, {column: (key, value)}, without those whose key the answer leaves out."""
    return {column: value for column, (key, value) in values.items() if key in raw}


# --- The kinds ---


def network(kind, raw, moment_of):
    raw = a_mapping(raw, "it")
    number, name = identity(raw), line(raw, "name", required=True)
    country = a_mapping(raw.get("country") or {}, "country")
    column = "tvmaze_network_id" if kind == Brought.Kind.NETWORK else "tvmaze_channel_id"
    values = {column: number, "name": name}
    values |= only_given(
        raw, {"country": ("country", line(country, "name")), "address": ("officialSite", line(raw, "officialSite"))}
    )
    return Record(kind, str(number), name, moment_of, values)


def show(raw, now):
    """The show itself; what is embedded in it is read record by record, `networks` first."""
    number, name = identity(raw), line(raw, "name", required=True)
    externals = a_mapping(raw.get("externals") or {}, "externals")
    premise, genres = prose(raw, "summary"), raw.get("genres") or []
    if not isinstance(genres, list) or not all(isinstance(genre, str) for genre in genres):
        raise BadRecord(f"genres is {shown(genres)}, not a list of words")
    values = {"tvmaze_id": number, "title": name, **_kind(raw), **_countries(raw)}
    values |= only_given(
        raw,
        {
            "premise": ("summary", premise),
            "premise_credit": ("summary", CREDIT if premise else ""),
            "language": ("language", line(raw, "language")),
            "genres": ("genres", [clean_line(genre) for genre in genres if clean_line(genre)]),
            "address": ("officialSite", line(raw, "officialSite")),
        },
    )
    values |= only_given(
        externals,
        {"imdb_id": ("imdb", _imdb(externals)), "tvdb_id": ("thetvdb", whole(externals, "thetvdb", 1, LARGEST_ID))},
    )
    known = {"word": line(raw, "status"), "url": _url(raw, number)} | only_given(
        raw, {"ended": ("ended", day(raw, "ended"))}
    )
    return Record(Brought.Kind.SHOW, str(number), name, updated(raw, now), values, known)


def _kind(raw):
    """TVmaze's type as ours; a type we have no word for brings nothing."""
    word = line(raw, "type").lower().replace(" ", "_")
    return {"kind": word} if word in Kind.values else {}


def _imdb(externals):
    number = line(externals, "imdb")
    if number and not IMDB.match(number):
        raise BadRecord(f"imdb is {shown(number)}, not an IMDb id such as tt14169960")
    return number


def _url(raw, number):
    """The show's page at TVmaze, always written alike; its plain address where the answer gives no such one."""
    try:
        parts = urlsplit(line(raw, "url"))
    except ValueError:
        parts = urlsplit("")
    is_theirs = parts.scheme in {"http", "https"} and parts.netloc.removeprefix("www.") == "tvmaze.com"
    path = parts.path if is_theirs and parts.path.startswith(f"/shows/{number}") else f"/shows/{number}"
    return f"https://www.tvmaze.com{path}"[:500]


def networks(raw):
    """[(kind, raw record)] of a show, the one it is filed under first: the broadcaster before the service."""
    pairs = ((Brought.Kind.NETWORK, "network"), (Brought.Kind.WEB_CHANNEL, "webChannel"))
    return [(kind, raw[key]) for kind, key in pairs if raw.get(key)]


def _countries(raw):
    if not {"network", "webChannel"} & raw.keys():
        return {}
    named = [found.get("country") for _, found in networks(raw) if isinstance(found, dict)]
    names = [line(country, "name") for country in named if isinstance(country, dict)]
    return {"countries": names[:1]}


def embedded(raw, key):
    """The list embedded under `key`, or None where the answer embeds none."""
    holder = a_mapping(raw.get("_embedded") or {}, "_embedded")
    return a_list(holder[key], f"_embedded.{key}") if key in holder else None


def season(raw, show_id, moment_of):
    """A season; its summary stays out, for a season has no place to credit it."""
    raw = a_mapping(raw, "it")
    number = whole(raw, "number", required=True)
    values = {"tvmaze_id": identity(raw), "number": number} | only_given(raw, {"title": ("name", line(raw, "name"))})
    known = {
        "premiere": day(raw, "premiereDate"),
        "end": day(raw, "endDate"),
        "order": whole(raw, "episodeOrder", 0, MOST_EPISODES) or None,
    }
    return Record(Brought.Kind.SEASON, str(values["tvmaze_id"]), f"{show_id}/{number}", moment_of, values, known)


def episode(raw, moment_of):
    """An episode; a special has no number. Its season's number is in `known`."""
    raw = a_mapping(raw, "it")
    summary = prose(raw, "summary")
    values = {"tvmaze_id": identity(raw), "number": whole(raw, "number"), "title": line({"name": "", **raw}, "name")}
    if raw.get("name", "") is None:
        raise BadRecord("name is None, not text")
    values |= only_given(
        raw,
        {
            "airdate": ("airdate", day(raw, "airdate")),
            "airstamp": ("airstamp", moment(raw, "airstamp")),
            "runtime": ("runtime", whole(raw, "runtime")),
            "summary": ("summary", summary),
            "summary_credit": ("summary", CREDIT if summary else ""),
        },
    )
    known = {"season": whole(raw, "season", required=True)}
    return Record(Brought.Kind.EPISODE, str(values["tvmaze_id"]), values["title"], moment_of, values, known)


def person(raw, moment_of, now):
    """A person, with a timestamp of their own in newer answers. A death is for the desk to record, with its source."""
    raw = a_mapping(raw, "it")
    born, name = day(raw, "birthday"), line(raw, "name", required=True)
    values = {"tvmaze_id": identity(raw), "name": name}
    values |= only_given(raw, {"born": ("birthday", born), "born_precision": ("birthday", "day" if born else "")})
    own = updated(raw, now) if raw.get("updated") is not None else moment_of
    return Record(Brought.Kind.PERSON, str(values["tvmaze_id"]), name, own, values)


def character(raw, show_id, moment_of):
    raw = a_mapping(raw, "it")
    name, number = line(raw, "name", required=True), identity(raw)
    return Record(Brought.Kind.CHARACTER, f"{show_id}/{number}", name, moment_of, {"tvmaze_id": number, "name": name})


def role(raw):
    """How a person is in it: as themselves, by voice, or in an ordinary part."""
    for flag in ("self", "voice"):
        if not isinstance(raw.get(flag, False), bool):
            raise BadRecord(f"{flag} is {shown(raw[flag])}, neither true nor false")
    named = raw.get("character")
    if raw.get("self") or (isinstance(named, dict) and named.get("name") == "Self"):
        return Role.SELF
    return Role.VOICE if raw.get("voice") else ""
