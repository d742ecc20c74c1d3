"""What the API says, field by field: these become its OpenAPI document.

Every `address` is that of a reader's page, every `api` that of the same thing here; days are as our sources gave them.
"""

from datetime import date, datetime, time

from pydantic import BaseModel, Field, JsonValue

from people.dates import DatePrecision
from shows.words import (
    Billing,
    Certainty,
    Form,
    Precision,
    ReleasePattern,
    SeasonStatus,
    ShowStatus,
    Standing,
)


class Listed(BaseModel):
    next: str | None = Field(description="Address of the next page; null on the last.")


class Linked(BaseModel):
    name: str
    address: str


class Picture(BaseModel):
    address: str
    alt: str
    width: int = Field(description="Pixels.")
    height: int = Field(description="Pixels.")
    credit: str = Field(description="Empty in lists.")


class Window(BaseModel):
    """When a season is released: the bounds are inclusive, `edtf` has both and how sure they are in one."""

    words: str
    earliest: date
    latest: date
    precision: Precision
    certainty: Certainty
    edtf: str


class Source(BaseModel):
    """Where a fact is from; `tier` is 1 (official announcement) to 7 (unnamed report)."""

    title: str
    publisher: str
    address: str
    tier: int


class Fact(BaseModel):
    """One fact as last recorded: `as_of` is when its source said so, `checked` when the desk last made sure."""

    name: str
    label: str
    value: JsonValue
    words: str
    as_of: date
    checked: date | None
    source: Source | None
    differs: str = Field(description="What another source says without having won; empty where none does.")


class SeasonLine(BaseModel):
    number: int = Field(description="0 holds the specials.")
    name: str
    title: str
    status: SeasonStatus
    label: str
    answer: str = Field(description="Whether it comes, when and who said so, in a sentence.")
    release: Window | None
    episodes_ordered: int | None
    final: bool
    address: str
    api: str


class Episode(BaseModel):
    number: int | None
    title: str
    airdate: date | None


class Member(BaseModel):
    """Somebody of the cast; `standing` and what follows are of the season asked about, null where nothing is known.

    Where `spoiler` is true the standing gives the story away: fold it.
    """

    person: Linked
    character: Linked | None
    role: str
    billing: Billing | None
    episodes: int | None
    standing: Standing | None
    recast_by: Linked | None
    spoiler: bool


class Crew(BaseModel):
    job: str
    person: Linked
    season: str = Field(description="Empty for all of them.")
    standing: str


class Season(SeasonLine):
    show: Linked
    logline: str
    trailer: str
    release_pattern: ReleasePattern | None
    local_time: time | None
    time_zone: str
    dates_by_country: dict[str, date]
    paused: bool
    split: bool
    cut_short: bool
    moved_to: Linked | None
    facts: list[Fact]
    episodes: list[Episode]
    cast: list[Member]
    crew: list[Crew]
    stories: list["StoryLine"]


class ShowLine(BaseModel):
    title: str
    original_title: str
    status: ShowStatus
    network: Linked | None
    address: str
    api: str


class OtherTitle(BaseModel):
    title: str
    kind: str
    language: str


class Work(BaseModel):
    """What a show is based on."""

    title: str
    original_title: str
    kind: str
    extent: str
    authors: list[Linked]


class Watch(BaseModel):
    network: Linked
    address: str
    region: str
    checked: date | None


class Related(BaseModel):
    relation: str
    show: Linked


class Ids(BaseModel):
    """Of the same thing elsewhere; null where we have none."""

    imdb: str | None
    tmdb: int | None
    tvmaze: int | None
    wikidata: str | None


class Show(ShowLine):
    premise: str
    premise_credit: str = Field(description="Whose words the premise is, where they are not ours.")
    kind: str
    form: Form
    language: str
    genres: list[str]
    poster: Picture | None
    ids: Ids
    other_titles: list[OtherTitle]
    asked: int | None = Field(description="The number of the season that readers ask about.")
    seasons: list[SeasonLine]
    cast: list[Member]
    crew: list[Crew]
    works: list[Work]
    watch: list[Watch]
    related: list[Related]
    stories: list["StoryLine"]


class Shows(Listed):
    items: list[ShowLine]


class PersonLine(BaseModel):
    name: str
    original_name: str
    address: str
    api: str


class Day(BaseModel):
    """A day, of which only what `precision` says is known."""

    day: date
    precision: DatePrecision


class OtherName(BaseModel):
    name: str
    kind: str


class Role(BaseModel):
    """A role: `seasons` says which they appeared in, `next` is what comes for its show."""

    show: Linked
    show_status: ShowStatus
    character: Linked | None
    role: str
    seasons: str
    next: SeasonLine | None
    standing: Standing | None
    spoiler: bool


class Job(BaseModel):
    show: Linked
    show_status: ShowStatus
    job: str
    season: str
    standing: str


class Person(PersonLine):
    biography: str
    pronouns: str
    born: Day | None
    died: Day | None
    portrait: Picture | None
    ids: Ids
    other_names: list[OtherName]
    roles: list[Role]
    crew: list[Job]
    stories: list["StoryLine"]


class People(Listed):
    items: list[PersonLine]


class StoryLine(BaseModel):
    headline: str
    kind: str
    published: datetime
    updated: datetime = Field(description="Of the last change that matters to readers; a fact that moves is none.")
    address: str
    api: str


class StoryCard(StoryLine):
    standfirst: str
    authors: list[Linked]
    picture: Picture | None


class Stories(Listed):
    items: list[StoryCard]


class Amendment(BaseModel):
    kind: str
    at: datetime
    words: str


class Story(StoryCard):
    html: str = Field(description="The text as it reads now, every fact in it as of this answer.")
    shows: list[Linked]
    people: list[Linked]
    topics: list[Linked]
    amendments: list[Amendment]


class Index(BaseModel):
    shows: str
    people: str
    stories: str
    openapi: str
