"""A story as a reader gets it: its stored parts joined with what the facts say now.

Costs one query for the seasons with live facts and the one it answers for, one for their facts, one for all mentions,
one more for each kind of live block, of picture and of rarer fact the story has; a dated story reads the ledger once
more.
"""

from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast
from django.template.loader import get_template
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

from articles.asked import Asked, asked_of
from articles.parts import headings_in, join_parts
from facts.forms import say
from facts.ledger import current, subjects_of
from facts.models import Fact, Statement
from facts.reading import UNDECIDED, put_answer, with_answers
from facts.refs import FactRef
from facts.values import FACTS, BadValue, fact_type
from people.models import Person
from pictures.models import Picture
from shows.answers import Told, standing_phrase
from shows.models import Appearance, Character, Season, Show
from web.addresses import address
from web.prepared import prepared


@dataclass
class Story:
    """What templates/articles/story.html prints of the body: `html`, its `headings`, `since` and `asked`.

    `since` is what moved after a dated story was published, as [(thing with a page, sentence)]; `shows` are the keys of
    the shows whose facts it rests on; `asked` is the box of the season it answers for, or None.
    """

    html: str
    headings: list
    since: list
    shows: set
    asked: Asked | None


def read_story(article, at=None):
    """The published text of `article` as of `at` (default: now)."""
    if article.is_maintained:
        return read_parts(article.parts, at, asked=article.season_id)
    return read_parts(article.parts, at, as_published=article.first_published)


def read_parts(parts, at=None, *, as_published=None, asked=None):
    """`parts` (articles/parts.py) with everything live resolved as of `at`.

    With `as_published`, the moment of first publication, facts show what stood then: the story is a record of its day.
    `asked` is the key of the season it answers for; a status block of it at the top would say its answer twice.
    """
    parts = without_answer(parts, asked)
    resolve = Resolver(parts, at, as_published, asked)
    html = join_parts(parts, resolve)
    shows = {season.show_id for season in resolve.rows}
    return Story(html, headings_in(html), resolve.since, shows, resolve.asked)


def _is_status_block(part, season):
    return isinstance(part, dict) and part.get("block") == "status" and part["ref"] == f"season:{season}"


def without_answer(parts, asked):
    """`parts` without a status block of the season `asked` at their top: the page begins with its answer already."""
    return parts[1:] if asked and parts[:1] and _is_status_block(parts[0], asked) else parts


def walk(parts):
    """Every mark in `parts`, those within conditional passages included."""
    for part in parts:
        if isinstance(part, dict):
            yield part
            yield from walk(part.get("parts", ()))


# Open by hover and focus in style alone; a press opens it as a popover, which Escape or a press elsewhere closes.
SOURCED = (
    '<span class="sourced">{0}'
    '<button type="button" class="told" popovertarget="told-{1}" aria-label="Who said so">°</button>'
    '<span popover id="told-{1}" class="told-note">{2}</span></span>'
)


class Resolver:
    """Turns one mark into HTML; each kind of thing is read once, for the whole story, when the first mark needs it."""

    def __init__(self, parts, at=None, as_published=None, asked=None):
        self.asked_key = asked
        self.marks = list(walk(parts))
        self.at = at
        self.as_published = as_published
        self.said_at = as_published or at
        self.notes = 0

    def __call__(self, part):
        for kind in ("mention", "fact", "block", "picture"):
            if kind in part:
                return getattr(self, f"{kind}_html")(part)
        return escape(part.get("text", ""))

    def holds(self, part):
        """Whether a conditional passage is true; one whose fact is gone is not."""
        ref = FactRef.parse(part["while"])
        return ref in self.values and fact_type(ref).word(self.values[ref]) in part["values"]

    # mentions

    def mention_html(self, part):
        there = self.addresses.get(part["mention"])
        text = escape(part["text"])
        return format_html('<a href="{}">{}</a>', there, text) if there else text

    @cached_property
    def addresses(self):
        """{"show:12": address} of everything mentioned that is there; one query."""
        keys = {kind: set() for kind in MENTIONED}
        for mark in self.marks:
            if "mention" in mark:
                kind, pk = mark["mention"].split(":")
                keys[kind].add(int(pk))
        found = mentioned(*keys.values()) if any(keys.values()) else ()
        return {f"{kind}:{pk}": _address(kind, slug, below) for kind, pk, slug, below in found}

    # live facts

    def fact_html(self, part):
        ref = FactRef.parse(part["fact"])
        if ref not in self.values:
            return escape(part["text"])
        said = self.say(ref, part["form"]) or part["text"]
        shown = format_html('<data class="fact" value="{}">{}</data>', spoken(self.values[ref]), said)
        told = self.told(ref)
        # A whole sentence names its source and its days itself.
        return shown if told is None or told.is_in(said) else self.sourced(shown, told)

    def sourced(self, shown, told):
        """`shown` with who said so, and when we checked, behind a mark that a press, a hover or the focus opens."""
        self.notes += 1
        return format_html(SOURCED, shown, self.notes, told.note)

    def told(self, ref):
        """The Told of the fact at `ref`; None when it was never recorded."""
        if ref.kind == "season":
            return self.seasons[ref.pk].told.get(ref.name)
        return self.others_told.get(ref)

    @cached_property
    def others_told(self):
        """{FactRef: Told} of facts of cast, crew and people, as of `said_at`; one query, none where there are none."""
        others = [ref for ref in self.refs if ref.kind != "season"]
        if self.as_published:
            return {ref: _as_told(self.stood[ref]) for ref in others if ref in self.stood}
        facts = Fact.objects.at_refs(others).filter(number__gt=0).select_related("source") if others else ()
        return {fact.ref: Told(fact.publisher, fact.as_of, fact.checked) for fact in facts}

    def say(self, ref, form):
        """The fact at `ref` in one of its forms, as of `said_at`."""
        if ref.kind == "season":
            return say(ref, self.seasons[ref.pk], form, self.said_at)
        return fact_type(ref).printed(self.values[ref])

    @cached_property
    def refs(self):
        """Every fact a mark shows or depends on."""
        named = [mark.get("fact") or mark.get("while") for mark in self.marks]
        return {FactRef.parse(name) for name in named if name}

    @cached_property
    def season_keys(self):
        shown = {ref.pk for ref in self.refs if ref.kind == "season"} | self.block_keys("status", "season")
        return shown | ({self.asked_key} if self.asked_key else set())

    def block_keys(self, block, kind):
        """The keys of the shows or seasons (`kind`) of every live block named `block`."""
        refs = [mark["ref"].split(":") for mark in self.marks if mark.get("block") == block]
        return {int(pk) for each, pk in refs if each == kind}

    @cached_property
    def rows(self):
        """Every season a fact or a block shows, in the order of shows and numbers, as things stand; one query."""
        shows = self.block_keys("seasons", "show")
        if not self.season_keys and not shows:
            return []
        return seasons_shown(self.season_keys, shows)

    @cached_property
    def seasons(self):
        """{key: Season} of `rows`, with `told` and `answer` as of `said_at`."""
        if self.as_published:
            return {season.pk: self._as_it_stood(season) for season in self.rows}
        seasons = with_answers(self.rows, self.at, whole=self.block_keys("seasons", "show"))
        return {season.pk: season for season in seasons}

    @property
    def asked(self):
        """The box of the season the story answers for, or None."""
        season = self.seasons.get(self.asked_key) if self.asked_key else None
        return season and asked_of(season)

    def _as_it_stood(self, season):
        """`season` with the values the ledger had for it at `as_published`; never saved."""
        season = copy(season)
        statements = [said for ref, said in self.stood.items() if ref[:2] == ("season", season.pk)]
        for kind in FACTS["season"].values():
            put_columns(season, kind, kind.default)
        for said in statements:
            put_columns(season, FACTS["season"][said.fact.name], said.said)
        told = {said.fact.name: _as_told(said) for said in statements}
        put_answer(season, told, self.as_published, followed=self._was_followed(season))
        return season

    def _was_followed(self, season):
        """Whether a later season had been decided at `as_published`."""
        return any(
            ref.name == "status" and said.said not in UNDECIDED
            for ref, said in self.stood.items()
            if said.fact.show_id == season.show_id and said.fact.season and said.fact.season.number > season.number
        )

    @cached_property
    def stood(self):
        """{FactRef: the Statement in force at `as_published`}, for all facts of the seasons and for every other ref."""
        named = {kind: {ref.pk for ref in self.refs if ref.kind == kind} for kind in ("appearance", "crew", "person")}
        seasons, shows = [season.pk for season in self.rows], {season.show_id for season in self.rows}
        cast = named["appearance"] | {row.pk for row in self.cast_rows}
        rows = stood_at(self.as_published, seasons, shows, cast, named["crew"], named["person"])
        return {statement.fact.ref: statement for statement in rows}

    @cached_property
    def values(self):
        """{FactRef: value as JSON} for every ref whose subject is there."""
        found = {
            ref: fact_type(ref).read(self.seasons[ref.pk])
            for ref in self.refs
            if ref.kind == "season" and ref.pk in self.seasons
        }
        others = [ref for ref in self.refs if ref.kind != "season"]
        if not others:
            return found
        now = {ref: value for ref, (value, _) in current(others).items()}
        if self.as_published:
            now = {ref: self.stood[ref].said if ref in self.stood else fact_type(ref).default for ref in now}
        return found | now

    @cached_property
    def since(self):
        """Where things stand now that a dated story tells otherwise: [(thing with a page, sentence)]."""
        if not self.as_published:
            return []
        moved = [season for season in self.rows if self._told_otherwise(season)]
        told = [(season, season.answer) for season in with_answers(moved, self.at)]
        return told + self._standings_since() + self._others_since()

    def _standings_since(self):
        """Who in a cast block has another standing now; what gives a story away stays under its fold."""
        then = {row.pk: row for row in self.appearances}
        return [
            (row.season, f"{row.cast_member.person}: {standing_of(row)}.")
            for row in self.cast_rows
            if not row.standing_is_spoiler
            and (row.standing, row.recast_by_id) != (then[row.pk].standing, then[row.pk].recast_by_id)
        ]

    def _others_since(self):
        """Live facts of cast, crew and people that moved."""
        others = [ref for ref in self.refs if ref.kind != "season" and ref in self.values]
        subjects = subjects_of(others) if others else {}
        told = []
        for ref in sorted(others):
            subject, fact = subjects[ref.kind, ref.pk], fact_type(ref)
            if fact.read(subject) != self.values[ref] and not getattr(subject, "standing_is_spoiler", False):
                about = {"appearance": "season", "crew": "show"}.get(ref.kind)
                linked = getattr(subject, about) if about else subject
                told.append((linked, f"{subject}: {fact.label} {fact.printed(fact.read(subject))}."))
        return told

    def _told_otherwise(self, season):
        """Whether a fact the story shows of `season`, or its status in a block, has another value now."""
        then = self.seasons[season.pk]
        named = {ref.name for ref in self.refs if ref[:2] == ("season", season.pk)}
        if season.pk in self.block_keys("status", "season") or season.show_id in self.block_keys("seasons", "show"):
            named.add("status")
        return any(fact.read(season) != fact.read(then) for name in named for fact in [FACTS["season"][name]])

    # live blocks and pictures

    def block_html(self, part):
        kind, pk = part["ref"].split(":")
        context = getattr(self, f"{part['block']}_block", self.no_block)(kind, int(pk))
        return get_template(f"articles/blocks/{part['block']}.html").render(context) if context else ""

    def no_block(self, kind, pk):
        return None

    def status_block(self, kind, pk):
        season = self.seasons.get(pk) if kind == "season" else None
        return season and {"season": season}

    def cast_block(self, kind, pk):
        appearances = [row for row in self.appearances if row.season_id == pk] if kind == "season" else []
        return appearances and {"season": appearances[0].season, "appearances": appearances}

    @cached_property
    def cast_rows(self):
        """The appearances of every cast block, as things stand; one query."""
        keys = self.block_keys("cast", "season")
        return cast_shown(keys)

    @cached_property
    def appearances(self):
        """`cast_rows` with each standing as of `said_at`."""
        if not self.as_published:
            return self.cast_rows
        return [self._standing_then(row) for row in self.cast_rows]

    def _standing_then(self, row):
        row, fact = copy(row), FACTS["appearance"]["standing"]
        said = self.stood.get(FactRef.of(row, "standing"))
        put_columns(row, fact, said.said if said else fact.default)
        return row

    def seasons_block(self, kind, pk):
        listed = [season for season in self.seasons.values() if season.show_id == pk] if kind == "show" else []
        return listed and {"show": listed[0].show, "seasons": listed}

    def picture_html(self, part):
        picture = self.pictures.get(part["picture"])
        if not picture:
            return ""
        context = {"picture": picture, "caption": mark_safe(part["html_caption"])}  # sanitised when compiled
        return get_template("articles/blocks/picture.html").render(context)

    @cached_property
    def pictures(self):
        keys = {mark["picture"] for mark in self.marks if "picture" in mark}
        return {picture.pk: picture for picture in pictures_shown(keys) if not picture.expired}


def standing_of(row):
    return standing_phrase(row.standing, row.recast_by and row.recast_by.name)


def spoken(value):
    """A fact's value as one plain word, for the `value` of a <data>."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case {"word": word}:
            return word
        case {"earliest": earliest, "latest": latest}:
            return earliest if earliest == latest else f"{earliest}/{latest}"
    return str(value)


def put_columns(season, fact, value):
    """Let the columns of `fact` say `value`; they keep theirs where it names a network that is gone since."""
    with suppress(BadValue):
        for column, said in fact.columns(value).items():
            setattr(season, column, said)


def _as_told(statement):
    """What readers were told right after `statement`."""
    report = statement.report
    return Told(report.preferred.publisher if report.preferred else "", report.as_of, report.checked)


# What is read for a story, each at most once


@prepared
def seasons_shown(seasons, shows):
    shown = Season.objects.for_answers().filter(Q(pk__in=seasons) | Q(show__in=shows))
    return shown.order_by("show", "number")


@prepared
def cast_shown(seasons):
    return Appearance.objects.filter(season__in=seasons).for_blocks()


@prepared
def pictures_shown(keys):
    return Picture.objects.filter(pk__in=keys)


@prepared
def stood_at(moment, seasons, shows, appearances, crew, people):
    """What had been recorded by `moment` of these seasons and others, and of the statuses of these shows."""
    status = Q(show__in=shows, name="status")
    others = Q(appearance__in=appearances) | Q(crew__in=crew) | Q(person__in=people)
    facts = Fact.objects.filter(Q(season__in=seasons) | status | others)
    fact = ["name", "show", "season__number", "appearance", "crew", "person"]
    report = ["as_of", "checked", "preferred__publisher"]
    joined = Statement.objects.moving().select_related("fact__season", "report__preferred")
    shown = joined.only("said", *(f"fact__{name}" for name in fact), *(f"report__{name}" for name in report))
    return shown.filter(fact__in=facts, moved__lte=moment).order_by("number")


# What is mentioned: the slug in its address, and what follows it there.
MENTIONED = {
    "show": (Show, F("slug"), Value("")),
    "person": (Person, F("slug"), Value("")),
    "season": (Season, F("show__slug"), F("number")),
    "character": (Character, F("show__slug"), F("slug")),
}


@prepared
def mentioned(*keys):
    """(kind, key, slug, below) of what is there; `keys` are those of each kind, in the order of MENTIONED."""
    rows = [
        model.objects.order_by()
        .filter(pk__in=of_kind)
        .values_list(Value(kind, CharField()), "pk", Cast(slug, CharField()), Cast(below, CharField()))
        for (kind, (model, slug, below)), of_kind in zip(MENTIONED.items(), keys, strict=True)
    ]
    return rows[0].union(*rows[1:], all=True)


def _address(kind, slug, below):
    if kind == "season":
        return address(kind, slug, int(below))
    return address(kind, slug, below) if kind == "character" else address(kind, slug)
