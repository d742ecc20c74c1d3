"""A story as a reader gets it: its stored parts joined with what the facts say now.

What that costs is told in articles/shelf.py, which reads it.
"""

from contextlib import suppress
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from django.template.loader import get_template
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import mark_safe

from articles.asked import Asked, asked_of
from articles.embeds import read_embed
from articles.parts import KeepText, headings_in, join_parts
from articles.quotes import paragraphs_of
from articles.shelf import Shelf, Text, refs_in
from facts.forms import say
from facts.reading import UNDECIDED, put_answer, put_told
from facts.refs import FactRef
from facts.sourced import folded, sourced
from facts.values import FACTS, BadValue, fact_type
from shows.answers import Told, standing_phrase


@dataclass
class Story:
    """What templates/articles/story.html prints of the body: `html`, its `headings`, `since` and `asked`.

    `frames` are the hosts whose videos and posts a reader may open in it.

    `since` is what moved after a dated story was published, as [(thing with a page, sentence)]; `shows` are the keys of
    the shows whose facts it rests on; `asked` is the box of the season it answers for, or None.
    """

    html: str
    headings: list
    since: list
    shows: set
    asked: Asked | None
    frames: set


def read_story(article, at=None):
    """The published text of `article` as of `at` (default: now)."""
    return _read(text_of(article), at)


def text_of(article):
    """The published Text of `article`."""
    if article.is_maintained:
        return Text(article.parts, asked=article.season_id)
    return Text(article.parts, as_published=article.first_published)


def read_parts(parts, at=None, *, as_published=None, asked=None):
    """`parts` (articles/parts.py) with everything live resolved as of `at`.

    With `as_published`, the moment of first publication, facts show what stood then: the story is a record of its day.
    `asked` is the key of the season it answers for; a status block of it at the top would say its answer twice.
    """
    return _read(Text(parts, as_published, asked), at)


def _read(text, at):
    return story_of(Resolver(text, Shelf([text], at)))


def story_of(resolve):
    """The Story of the text that `resolve`, a Resolver, is for."""
    html = join_parts(resolve.text.parts, resolve)
    shows = {season.show_id for season in resolve.rows}
    return Story(html, headings_in(html), resolve.since, shows, resolve.asked, resolve.frames)


class Resolver:
    """Turns one mark of a text into HTML, with what its shelf has on hand."""

    def __init__(self, text, shelf):
        self.text, self.shelf = text, shelf
        self.as_published = text.as_published
        self.said_at = text.as_published or shelf.at
        self.notes = 0
        self.frames = set()

    def __call__(self, part):
        for kind in ("mention", "fact", "block", "picture", "embed", "quote"):
            if kind in part:
                return getattr(self, f"{kind}_html")(part)
        return escape(part.get("text", ""))

    def holds(self, part):
        """Whether a conditional passage is true; one whose fact is gone is not."""
        ref = FactRef.parse(part["while"])
        return ref in self.values and fact_type(ref).word(self.values[ref]) in part["values"]

    # mentions

    def mention_html(self, part):
        there = self.shelf.addresses.get(part["mention"])
        text = escape(part["text"])
        return format_html('<a href="{}">{}</a>', there, text) if there else text

    # live facts

    def fact_html(self, part):
        ref = FactRef.parse(part["fact"])
        if ref not in self.values:
            return escape(part["text"])
        said = self.say(ref, part["form"]) or part["text"]
        shown = format_html('<data class="fact" value="{}">{}</data>', spoken(self.values[ref]), said)
        told = self.told(ref)
        if getattr(self.shelf.subjects.get(ref[:2]), "standing_is_spoiler", False):
            return self.folded(shown, told)
        # A whole sentence names its source and its days itself.
        return shown if told is None or told.is_in(said) else self.sourced(shown, told)

    def sourced(self, shown, told):
        return sourced(shown, told, self.next_note())

    def folded(self, shown, told):
        return folded(shown, told, self.next_note())

    def next_note(self):
        self.notes += 1
        return self.notes

    def told(self, ref):
        """The Told of the fact at `ref`; None when it was never recorded."""
        if ref.kind == "season":
            return self.seasons[ref.pk].told.get(ref.name)
        return self.others_told.get(ref)

    @cached_property
    def others_told(self):
        """{FactRef: Told} of facts of cast, crew and people, as of `said_at`."""
        if self.as_published:
            return {ref: _as_told(self.stood[ref]) for ref in self.text.others if ref in self.stood}
        return self.shelf.others_told

    def say(self, ref, form):
        """The fact at `ref` in one of its forms, as of `said_at`."""
        if ref.kind == "season":
            return say(ref, self.seasons[ref.pk], form, self.said_at)
        return fact_type(ref).printed(self.values[ref])

    @cached_property
    def rows(self):
        """Every season a fact or a block shows, in the order of shows and numbers, as things stand."""
        return [season for season in self.shelf.rows if self.text.shows(season)]

    @cached_property
    def seasons(self):
        """{key: Season} of `rows`, with `told` and `answer` as of `said_at`."""
        if self.as_published:
            return {season.pk: self._as_it_stood(season) for season in self.rows}
        return {season.pk: self.shelf.seasons[season.pk] for season in self.rows}

    @property
    def asked(self):
        """The box of the season the story answers for, or None."""
        season = self.seasons.get(self.text.asked) if self.text.asked else None
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
        return self.shelf.stood(self.as_published)

    @cached_property
    def values(self):
        """{FactRef: value as JSON} for every ref whose subject is there."""
        found = {
            ref: fact_type(ref).read(self.seasons[ref.pk])
            for ref in self.text.refs
            if ref.kind == "season" and ref.pk in self.seasons
        }
        return found | {ref: self._other_value(ref) for ref in self.text.others if ref[:2] in self.shelf.subjects}

    def _other_value(self, ref):
        fact = fact_type(ref)
        if self.as_published:
            return self.stood[ref].said if ref in self.stood else fact.default
        return fact.read(self.shelf.subjects[ref[:2]])

    @cached_property
    def since(self):
        """Where things stand now that a dated story tells otherwise: [(thing with a page, sentence)].

        Of what it tells in the open: it stands above the folds.
        """
        if not self.as_published:
            return []
        moved = [season for season in self.rows if self._told_otherwise(season)]
        told = [(season, self.shelf.seasons[season.pk].answer) for season in moved]
        return told + self._standings_since() + self._others_since()

    def _standings_since(self):
        """Who in a cast block has another standing now; what gives a story away stays under its fold."""
        then = {row.pk: row for row in self.appearances}
        told = self.text.block_keys("cast", "season", self.text.in_the_open)
        return [
            (row.season, f"{row.cast_member.person}: {standing_of(row)}.")
            for row in self.cast_rows
            if row.season_id in told
            and not row.standing_is_spoiler
            and (row.standing, row.recast_by_id) != (then[row.pk].standing, then[row.pk].recast_by_id)
        ]

    def _others_since(self):
        """Live facts of cast, crew and people that moved."""
        others = [ref for ref in refs_in(self.text.in_the_open) if ref.kind != "season" and ref in self.values]
        told = []
        for ref in sorted(others):
            subject, fact = self.shelf.subjects[ref[:2]], fact_type(ref)
            if fact.read(subject) != self.values[ref] and not getattr(subject, "standing_is_spoiler", False):
                about = {"appearance": "season", "crew": "show"}.get(ref.kind)
                linked = getattr(subject, about) if about else subject
                told.append((linked, f"{subject}: {fact.label} {fact.printed(fact.read(subject))}."))
        return told

    def _told_otherwise(self, season):
        """Whether a fact the story shows of `season`, or its status in a block, has another value now."""
        then, marks = self.seasons[season.pk], self.text.in_the_open
        named = {ref.name for ref in refs_in(marks) if ref[:2] == ("season", season.pk)}
        blocks = self.text.block_keys("status", "season", marks), self.text.block_keys("seasons", "show", marks)
        if season.pk in blocks[0] or season.show_id in blocks[1]:
            named.add("status")
        return any(fact.read(season) != fact.read(then) for name in named for fact in [FACTS["season"][name]])

    # live blocks, pictures and quotes

    def block_html(self, part):
        kind, pk = part["ref"].split(":")
        context = getattr(self, f"{part['block']}_block", self.no_block)(kind, int(pk))
        return self.draw(part["block"], context) if context else ""

    def draw(self, name, context):
        """A block, picture, embed or quote as pages show it."""
        return get_template(f"articles/blocks/{name}.html").render(context)

    def no_block(self, kind, pk):
        return None

    def status_block(self, kind, pk):
        season = self.seasons.get(pk) if kind == "season" else None
        return season and {"season": season}

    def cast_block(self, kind, pk):
        appearances = [row for row in self.appearances if row.season_id == pk] if kind == "season" else []
        for row in appearances:
            row.note_key = self.next_note()
        return appearances and {"season": appearances[0].season, "appearances": appearances}

    @cached_property
    def cast_rows(self):
        """The appearances of every cast block, as things stand."""
        return [row for row in self.shelf.cast_rows if row.season_id in self.text.casts]

    @cached_property
    def appearances(self):
        """`cast_rows` with each standing as of `said_at`, and who `told` it."""
        if self.as_published:
            return [self._standing_then(row) for row in self.cast_rows]
        for row in self.cast_rows:
            put_told(row)
        return self.cast_rows

    def _standing_then(self, row):
        row, fact = copy(row), FACTS["appearance"]["standing"]
        said = self.stood.get(FactRef.of(row, "standing"))
        row.told = said and _as_told(said)
        put_columns(row, fact, said.said if said else fact.default)
        return row

    def seasons_block(self, kind, pk):
        listed = [season for season in self.seasons.values() if season.show_id == pk] if kind == "show" else []
        return listed and {"show": listed[0].show, "seasons": listed}

    def picture_html(self, part):
        picture = self.shelf.pictures.get(part["picture"])
        if not picture:
            return ""
        context = {"picture": picture, "caption": mark_safe(part["html_caption"])}  # sanitised when compiled
        return self.draw("picture", context)

    def embed_html(self, part):
        """A card that asks its service for nothing before it is pressed; the caption is sanitised when compiled."""
        embed, caption = read_embed(part["embed"]), part["html_caption"]
        if embed is None:  # understood when it was published, and no longer
            return KeepText()(part)
        self.frames.add(embed.service.host)
        context = {"embed": embed, "caption": mark_safe(caption), "words": unescape(strip_tags(caption))}
        return self.draw("embed", context)

    def quote_html(self, part):
        """What the bank has of it now; the words of the text where it is gone."""
        quote = self.shelf.quotes.get(part["quote"])
        context = {"quote": quote, "paragraphs": quote.paragraphs if quote else paragraphs_of(part["text"])}
        return self.draw("quote", context)


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
