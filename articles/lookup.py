"""What the @ menu offers: facts, blocks, mentions and quotes for a few words, such as "all of us dead 2 status".

Asked for conditions, it offers the facts that words may hang on instead.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Cast

from articles import lookup_card, quoting
from articles.conditions import USUAL as USUAL_CONDITIONS
from articles.conditions import facts_in_words, in_words
from facts.forms import forms_of, say
from facts.reading import with_answers
from facts.refs import FactRef
from facts.values import FACTS
from people.models import OtherName, Person
from shows.models import Appearance, CastMember, Character, OtherTitle, Season, Show
from web.text import clean_line, search_key
from web.widgets import keys_in

LONGEST = 100  # characters of a question that are read
MOST_WORDS = 8
# How many of each kind are offered together; a question for one kind gets them all.
MOST = {"fact": 9, "block": 4, "mention": 7, "quote": 3}
MOST_OF_ONE = 20
MOST_NAMED = 200  # quotes of one text
NAMED = 8  # of each kind of thing that are looked at
SHOWS = 4  # whose facts and blocks are offered
SEASONS = 3  # of a show, the latest, whose conditions are offered unless another one is asked for
CAST = 6  # members of a season whose standing is offered unless somebody is named

# Words that ask for a fact or a block rather than naming a show, unless the show's title has them.
FACT_WORDS = {
    **dict.fromkeys(("status", "renewed", "cancelled", "canceled", "answer"), "status"),
    **dict.fromkeys(("release", "date", "premiere", "when"), "release"),
    **dict.fromkeys(("episodes", "episode"), "episode_order"),
    **dict.fromkeys(("final", "last"), "final"),
    **dict.fromkeys(("paused", "hold"), "paused"),
    **dict.fromkeys(("split", "parts"), "split"),
    **dict.fromkeys(("moved", "network"), "moved_to"),
}
BLOCK_WORDS = {"status": "status", "cast": "cast", "seasons": "seasons"}
QUOTE_WORDS = {"quote", "quotes"}
FILLERS = {"season", "series", "fact", "block", *QUOTE_WORDS}
SEASON = re.compile(r"(?:s|season|series)?(\d{1,4})\Z")
USUAL = ("status", "release")


def look_up(question, *, kind="", about=()):
    """Dicts {"kind", "ref", "form", "block", "label", "text", "hint", "card"}, the best first; about 20 at most.

    `kind` asks for "fact", "block", "mention" or "quote" only; `about` are the keys of the story's shows, which come
    first. Without words it is their facts, blocks and cast. `card` is what articles/lookup_card.py shows beside the
    row, None where it is to be asked for. "condition" asks for articles.conditions.FactInWords as dicts. At most three
    queries, and one for quotes.
    """
    found = _Matches(Question.read(question), frozenset(about), alone=kind)
    if kind == "condition":
        return [fact.as_row() for fact in found.conditions()[:MOST_OF_ONE]]
    wanted = [kind] if kind in MOST else list(MOST)
    most = {kind: MOST_OF_ONE} if len(wanted) == 1 else MOST
    return [row for each in wanted for row in getattr(found, f"{each}s")()[: most[each]]]


def named_by(ref, *, kind=""):
    """What `ref` names, as dicts: a fact that words may hang on; of "quote" those with these keys, "7,12"."""
    if kind == "quote":
        return quoting.named(sorted(keys_in(ref.split(",")))[:MOST_NAMED])
    return [fact.as_row() for fact in facts_in_words([ref]).values()]


@dataclass(frozen=True)
class Question:
    words: tuple

    @classmethod
    def read(cls, text):
        words = re.split(r"[\s,;:!?“”\"()]+", clean_line(text)[:LONGEST])
        return cls(tuple(word for word in words if word)[:MOST_WORDS])

    @cached_property
    def names(self):
        """The words that name something: all but those that ask for a season, a fact or a block."""
        return tuple(word for word in self.words if not _asks(word))

    @cached_property
    def number(self):
        """The season asked for, or None."""
        return next((int(found[1]) for word in self.words if (found := SEASON.match(search_key(word)))), None)

    def asked_of(self, show):
        """(season number, fact names, blocks) asked for of `show`, whose own title may hold such words."""
        title = search_key(show.name).split()
        asked = [word for word in map(search_key, self.words) if _asks(word) and word not in title]
        number = next((int(found[1]) for word in asked if (found := SEASON.match(word))), None)
        facts = tuple(dict.fromkeys(FACT_WORDS[word] for word in asked if word in FACT_WORDS))
        return number, facts, tuple(BLOCK_WORDS[word] for word in asked if word in BLOCK_WORDS)


def _asks(word):
    word = search_key(word)
    return word in FACT_WORDS or word in BLOCK_WORDS or word in FILLERS or bool(SEASON.match(word))


@dataclass(frozen=True)
class Named:
    """A show, person or character that the words name; `more` says which one it is."""

    kind: str
    pk: int
    name: str
    more: str = ""
    rank: int = 0


class _Matches:
    def __init__(self, question, about, alone=""):
        self.question = question
        self.about = about
        self.alone = alone  # the one kind that is asked for

    # What is named

    @cached_property
    def named(self):
        """Everything named, the best first; one query, none without words."""
        if not self.question.words:
            return []
        found = _shows(self.question, self.about).union(
            _people(self.question), _characters(self.question, self.about), all=True
        )
        return sorted((Named(*row) for row in found), key=lambda each: (each.rank, each.name, each.pk))

    @cached_property
    def shows(self):
        """The shows whose facts are offered: those named, else the story's own where the words name nothing."""
        named = [each for each in self.named if each.kind == "show"]
        if not named and not self.question.names:
            return [Named("show", key, "") for key in sorted(self.about)][:SHOWS]
        return named[:SHOWS]

    @cached_property
    def rows(self):
        """The seasons of `shows`, the latest first, specials last; one query."""
        keys = [show.pk for show in self.shows]
        rows = Season.objects.for_answers().filter(show__in=keys).order_by("-number")
        return list(rows.annotate(has_cast=Exists(Appearance.objects.filter(season=OuterRef("pk"))))) if keys else []

    @cached_property
    def seasons(self):
        """`rows` with their answers; one query more."""
        return with_answers(self.rows, whole=[show.pk for show in self.shows])

    def asked(self, rows=None):
        """(show, the seasons asked for, fact names, blocks) of each show; of `rows`, or else of `seasons`."""
        for show in self.shows:
            number, facts, blocks = self.question.asked_of(show)
            own = [each for each in (self.seasons if rows is None else rows) if each.show_id == show.pk]
            yield show, [each for each in own if number is None or each.number == number], facts, blocks

    # What is offered

    def facts(self):
        return [
            row
            for _, seasons, names, blocks in self.asked()
            if names or not blocks
            for season in seasons
            for name in names or USUAL
            for row in _facts(season, name, all_forms=bool(names))
        ]

    def blocks(self):
        return [
            row
            for show, seasons, names, asked in self.asked()
            if asked or not names
            for row in _blocks(show, seasons)
            if not asked or row["block"] in asked
        ]

    def mentions(self):
        if not self.question.words:
            return self.cast()
        seasons = [_season(season) for _, found, *_ in self.asked() for season in found[:2]]
        named = [_mention(each, self.seasons_of(each)) for each in self.named]
        return [*named[:1], *seasons[:3], *named[1:]]

    def seasons_of(self, named):
        """The seasons at hand of a show that is named; [] of anything else."""
        return [each for each in self.seasons if named.kind == "show" and each.show_id == named.pk]

    def cast(self):
        """The story's cast and the parts they play; one query."""
        rows = CastMember.objects.filter(show__in=self.about).select_related("person", "character")
        found = {}
        for member in rows.order_by("position", "pk")[:MOST_OF_ONE] if self.about else ():
            person, part = member.person, member.character
            both = [Named("person", person.pk, person.name, part.name if part else "")]
            both += [Named("character", part.pk, part.name, person.name)] if part else []
            found |= {(each.kind, each.pk): _mention(each) for each in both}
        return list(found.values())

    def quotes(self):
        """Quotes in which every word stands; whoever asks for one by that word may also take down a new one."""
        words = [word for word in self.question.words if search_key(word) not in QUOTE_WORDS]
        found = quoting.offered(words, alone=self.alone == "quote")
        asked = len(words) < len(self.question.words)
        return [NEW_QUOTE, *found] if asked else found

    def conditions(self):
        """The facts that words may hang on, as FactInWords: statuses, other facts of seasons, standings of the cast."""
        first, others, seasons = [], [], []
        for _, found, names, blocks in self.asked(self.rows):
            latest = found[:SEASONS]
            seasons += [] if names else latest[:1]
            for season in latest if names or not blocks else ():
                offered = [in_words(season, name) for name in names or USUAL_CONDITIONS]
                first += offered[:1]
                others += offered[1:]
        return first + others + [in_words(row, "standing") for row in self.appearances(seasons)]

    def appearances(self, seasons):
        """Whoever is named in whichever season is asked for, else the cast of `seasons`; one query."""
        keys = {kind: [each.pk for each in self.named if each.kind == kind] for kind in ("person", "character")}
        named = Q(cast_member__person__in=keys["person"]) | Q(cast_member__character__in=keys["character"])
        rows = Appearance.objects.select_related("season__show", "cast_member__person")
        if any(keys.values()):
            number = self.question.number
            rows = rows.filter(named) if number is None else rows.filter(named, season__number=number)
            # Of no shows it would be a bare number, which to PostgreSQL names a column.
            own = [_own_first(self.about)] if self.about else []
            return rows.order_by(*own, "-season__number", "pk")[:MOST_OF_ONE]
        return rows.filter(season__in=seasons).order_by("cast_member__position", "pk")[:CAST] if seasons else ()


# Queries


def _own_first(shows):
    return Case(When(season__show__in=shows, then=0), default=1, output_field=IntegerField())


def _shows(question, about):
    """Shows by the words that name something; where all ask for something, by all of them, or by one whole title."""
    words = question.names or question.words
    wanted, whole = Q(), Q(pk__in=[])
    for word in words:
        other = OtherTitle.objects.filter(show=OuterRef("pk"), title__icontains=word)
        wanted &= Q(title__icontains=word) | Q(original_title__icontains=word) | Exists(other)
        whole |= Q(title__iexact=word)
    matching = Show.objects.filter(wanted if question.names else wanted | whole)
    return _best(matching, "show", "title", Cast("original_title", CharField()), words, Q(pk__in=about))


def _people(question):
    matching, words = Person.objects.all(), question.names or question.words
    for word in words:
        other = OtherName.objects.filter(person=OuterRef("pk"), name__icontains=word)
        matching = matching.filter(Q(name__icontains=word) | Q(original_name__icontains=word) | Exists(other))
    return _best(matching, "person", "name", Cast("original_name", CharField()), words, Q(pk__in=[]))


def _characters(question, about):
    """Characters by their own name, or by it and their show's title together."""
    matching, own, words = Character.objects.all(), Q(pk__in=[]), question.names or question.words
    for word in words:
        matching = matching.filter(Q(name__icontains=word) | Q(show__title__icontains=word))
        own |= Q(name__icontains=word)
    more = Cast(F("show__title"), CharField())
    return _best(matching.filter(own), "character", "name", more, words, Q(show__in=about))


def _best(matching, kind, name, more, words, first):
    """The fields of `Named` for the best rows of `matching`; those that are `first` lead."""
    phrase = " ".join(words)
    rank = Case(
        When(first, then=0),
        When(**{f"{name}__iexact": phrase}, then=1),
        When(**{f"{name}__istartswith": phrase}, then=2),
        When(**{f"{name}__icontains": phrase}, then=3),
        default=4,
        output_field=IntegerField(),
    )
    best = matching.annotate(rank=rank).order_by("rank", name, "pk").values("pk")[:NAMED]
    rows = matching.model.objects.order_by().filter(pk__in=best)
    return rows.values_list(Value(kind, CharField()), "pk", Cast(name, CharField()), more, rank)


# Rows


def _row(kind, label, **fields):
    row = {"kind": kind, "ref": "", "form": "", "block": "", "label": label, "text": "", "hint": "", "card": None}
    return {**row, **fields}


NEW_QUOTE = _row("quote", "A quote", hint="find it in the bank, or take down a new one")


def _facts(season, name, *, all_forms):
    """A fact in its forms; those that would say nothing, or what another says already, are left out."""
    ref, said = FactRef.of(season, name), set()
    for form in forms_of("season", name):
        text = say(ref, season, form)
        if text and text not in said and (all_forms or form != "date"):
            said.add(text)
            label = f"{season}, {FACTS['season'][name].label}"
            card, hint = lookup_card.of_fact(season, name, form), "as of" if form == "date" else form
            yield _row("fact", label, ref=str(ref), form=form, text=text, hint=hint, card=card)


def _blocks(show, seasons):
    for season in seasons:
        card = lookup_card.of_status_block(season)
        yield _row(
            "block", f"Status of {season}", ref=f"season:{season.pk}", block="status", text=season.answer, card=card
        )
        if season.has_cast:
            yield _row("block", f"Cast of {season}", ref=f"season:{season.pk}", block="cast")
    if seasons:
        card = lookup_card.of_seasons_block(seasons)
        yield _row("block", f"All seasons of {seasons[0].show}", ref=f"show:{show.pk}", block="seasons", card=card)


def _season(season):
    card = lookup_card.of_season(season)
    return _row("mention", str(season), ref=f"season:{season.pk}", text=str(season), hint="season", card=card)


def _mention(named, seasons=()):
    hint = f"{named.kind} · {named.more}" if named.more else named.kind
    card = lookup_card.of_show(seasons) if seasons else None
    return _row("mention", named.name, ref=f"{named.kind}:{named.pk}", text=named.name, hint=hint, card=card)
