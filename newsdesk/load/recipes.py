"""What each generated story is about, when it was written and what it says: no rows yet, and no query."""

from functools import cache

from articles.kinds import UNFINISHED
from articles.models import State
from facts.forms import say
from facts.reading import UNDECIDED, put_answer
from facts.refs import FactRef
from facts.values import FACTS
from newsdesk.load import names, wording
from newsdesk.load.lives import HOT, group_of
from newsdesk.load.patterns import pattern
from newsdesk.load.plan import CAST, DESK, SEASONS, YEARS_BACK, company, days, dice, shows_for
from shows.answers import Told
from shows.models import Network, Season, Show

VARIANTS = 30  # templates of a kind
# Out of a hundred.
KINDS = {"guide": 28, "list": 12, "news": 30, "recap": 12, "review": 10, "interview": 8}
STATES = {"live": 94.5, State.DRAFT: 3, State.IN_REVIEW: 1, State.WITHDRAWN: 1.5}
STATES_ON_THE_DESK = {"live": 45, State.DRAFT: 27, State.IN_REVIEW: 20, "scheduled": 4, State.WITHDRAWN: 4}
# Of the maintained ones: a passage stopped being true, or something moved and nothing stopped being true.
FRESHNESS = {"untrue": 1, "moved": 2, "fresh": 97}
FRESHNESS_ON_THE_DESK = {"untrue": 30, "moved": 20, "fresh": 50}
MAINTAINED = {"guide", "list"}
IN_HAND = {*UNFINISHED, "scheduled"}


class Recipe:
    """Story `number`, decided by its own dice, for any size of the load. `world` is newsdesk.load.stories.World."""

    def __init__(self, number, world):
        self.number, self.world = number, world
        rng = self.rng = dice("story", number)
        self.kind = rng.choices(list(KINDS), KINDS.values())[0]
        states = STATES_ON_THE_DESK if self.is_on_the_desk else STATES
        self.state = rng.choices(list(states), states.values())[0]
        self.hot = number % 10 == 0
        self.variant = rng.randrange(VARIANTS)
        self.shows = self._shows()
        self.publish_at = world.end - days(rng, 1, 20 if self.state in IN_HAND else YEARS_BACK)
        self.season, self.written = self._maintained() if self.is_maintained else self._dated()
        self.publish_at = min(self.publish_at, self.written)
        if self.state == "scheduled":
            self.publish_at = world.end + days(rng, 3, 60)
        self.headline, self.standfirst = (wording.head(self.kind, what, rng) for what in ("headlines", "standfirsts"))

    @property
    def is_on_the_desk(self):
        return self.number <= DESK

    @property
    def is_maintained(self):
        return self.kind in MAINTAINED

    @property
    def is_published(self):
        return self.state not in UNFINISHED

    @property
    def is_updated(self):
        """Whether its words were gone over after readers first had them."""
        return self.is_published and self.written > self.publish_at

    @property
    def moments(self):
        """When each of its revisions was written."""
        return [self.publish_at, self.written] if self.is_updated else [self.written]

    @property
    def life(self):
        return self.world.life(self.shows[0])

    def _shows(self):
        """One show, or three; of what is on the desk a fifth is about the one of which everybody writes."""
        rest, first = range(2, shows_for(self.number) + 1), HOT[0]
        if self.is_on_the_desk and self.number % 5 == 0:
            return [first, *self.rng.sample(rest, 2 if self.kind == "list" else 0)]
        return self.rng.sample([first, *rest], 3 if self.kind == "list" else 1)

    def _dated(self):
        return self.life.season_told_of(self.publish_at), self.publish_at

    def _maintained(self):
        """(season, the moment its words were last gone over)."""
        likely = FRESHNESS_ON_THE_DESK if self.is_on_the_desk else FRESHNESS
        freshness = self.rng.choices(list(likely), likely.values())[0]
        if self.state != "live" or freshness == "fresh":
            season = SEASONS if self.rng.random() < 0.7 else self.rng.randrange(1, SEASONS)
            return season, max(self.publish_at, self._all_said() + days(self.rng, 1, 12))
        season = self.rng.randrange(1, SEASONS)
        status = self.life.status(season)
        moments = dict(zip(status.values, status.moments, strict=True))
        # Before its first day on air a season was still coming; before its last one it was out already.
        return season, moments["airing" if freshness == "untrue" else "complete"] - days(self.rng, 1, 20)

    def _all_said(self):
        """When the last fact moved of all the shows the story speaks of."""
        spoken_of = [*self.shows, HOT[0]] if self.hot else self.shows
        return max(self.world.life(show).last_moment for show in spoken_of)

    # What its template is filled with

    @property
    def seasons(self):
        """{slot: (show, season)} of every season its text may speak of."""
        first, second, third = (self.shows * 3)[:3]
        return {"season": (first, self.season), "hot": HOT, "seconds": (second, SEASONS), "thirds": (third, SEASONS)}

    @property
    def part(self):
        """Who of the cast it is about, by their place; the next in line is the other one."""
        return self.number % (CAST - 1)

    @property
    def people(self):
        return company(self.shows[0])[1][self.part : self.part + 2]

    def pattern(self, at):
        status = self.life.value(self.season, "status", at)
        return pattern(self.kind, self.variant, group_of(status) if self.is_maintained else "", self.hot)

    def names(self):
        """The slots of words that are the same on every day."""
        first, second, third = (self.shows * 3)[:3]
        shows = {"show": first, "hotshow": HOT[0], "second": second, "third": third}
        one, other = self.people
        return {slot: names.show(show) for slot, show in shows.items()} | {
            "person": names.person(one),
            "other": names.person(other),
            "character": names.character(first * CAST + self.part),
            "network": network_of(first),
            "number": self.season,
            "hotnumber": HOT[1],
        }

    def keys(self):
        """The slots of primary keys."""
        world, (first, second, third) = self.world, (self.shows * 3)[:3]
        shows = {"show": first, "hotshow": HOT[0], "second": second, "third": third}
        keys = {slot: world.shows[show] for slot, show in shows.items()}
        keys |= {slot: world.seasons[season] for slot, season in self.seasons.items()}
        keys |= dict(zip(("person", "other"), (world.people[person] for person in self.people), strict=True))
        keys["character"] = world.characters[first, self.part + 1]
        return {f"{slot}_key": key for slot, key in keys.items()}

    def values(self, at, body):
        """The value of every slot of `body` as of `at`."""
        values = self.names() | self.keys()
        return values | {slot: self.said(slot, at) for slot in body.html.slots if slot not in values}

    def said(self, slot, at):
        """A live fact in words, as the editor puts it into a text; `slot` is its name and its form."""
        form = "sentence" if slot.endswith("sentence") else "label"
        place, fact = wording.FACTS.get(slot.removesuffix(form), wording.FACTS["status"])
        show, number = self.seasons[place]
        ref = FactRef("season", self.world.seasons[show, number], fact)
        return say(ref, season_at(self.world.life(show), number, at), form, at)


class Text:
    """The text of a story as its writer left it at `at`."""

    def __init__(self, recipe, at):
        self.recipe, self.at = recipe, at
        self.body = recipe.pattern(at)
        self.values = recipe.values(at, self.body)
        self.html = self.body.html.fill(self.values)

    def parts(self):
        return self.body.parts_with(self.values)

    def references(self, article):
        world, tracks = self.recipe.world, {}
        for slot, name in self.body.facts:
            show, season = self.recipe.seasons[slot]
            track = world.life(show).tracks[season, name]
            tracks[slot, name] = world.facts[world.seasons[show, season], name], track
        return list(self.body.references_with(article, self.values, tracks, self.at))


@cache
def network_of(show):
    return names.network(company(show)[0])


def season_at(life, number, at):
    """A season as it was at `at`, with what pages say of it; never saved."""
    network = Network(name=network_of(life.number))
    season = Season(number=number, show=Show(title=names.show(life.number), network=network))
    told = {}
    for name, kind in FACTS["season"].items():
        track = life.tracks[number, name]
        if count := track.number(at):
            event = track.events[count - 1]
            for column, said in kind.columns(track.values[count - 1]).items():
                setattr(season, column, said)
            told[name] = Told(network.name if event.tier else "", event.on, event.on)
    later = (life.value(each, "status", at) for each in range(number + 1, SEASONS + 1))
    put_answer(season, told, at, followed=any(status not in UNDECIDED for status in later))
    return season
