"""How much there is of everything, and the dice: each row has its own, so it falls the same in every run."""

import random
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

PREFIX = "load-"
OWNERS = 20  # accounts that look after shows; every fifth show is nobody's
EDITORS = 6  # the first of them; the others write
SEASONS = 5
CAST = 6  # of a show
YEARS_BACK = 6 * 365  # days over which stories came out
# The first stories are what the desk has in hand. That grows with the desk, not with its archive: so a small site has
# full lists too, and whoever compares it with a large one compares pages that have the same on them.
DESK = 1000
BUSY = (1, OWNERS)  # an editor and a writer, of two in three of these stories


@dataclass(frozen=True)
class Plan:
    """The counts that belong to a number of stories."""

    stories: int

    @property
    def shows(self):
        return shows_for(self.stories)

    @property
    def people(self):
        return CAST * self.shows

    @property
    def networks(self):
        return networks_for(self.shows)

    @property
    def topics(self):
        return topics_for(self.stories)

    @property
    def authors(self):
        return authors_for(self.stories)


def shows_for(story):
    """How many shows there are by the time of the story of that number: the first ones get most stories, as in life."""
    return max(100, -(-story // 50))


def networks_for(show):
    return max(8, show // 50)


def topics_for(story):
    return max(30, story // 500)


def authors_for(story):
    return max(24, story // 2500)


def owner_of(story):
    """The number of the account whose story it is."""
    anybody = story % OWNERS + 1
    return (*BUSY, anybody)[story % 3] if story <= DESK else anybody


@cache
def company(show):
    """(network, cast, creator) of a show, as numbers."""
    rng = dice("company", show)
    people = range(1, CAST * show + 1)
    return rng.randrange(networks_for(show)) + 1, rng.sample(people, CAST), rng.choice(people)


def dice(kind, number):
    return random.Random(f"{kind} {number}")


def days(dice, least, most):
    """A stretch of that many days, to the minute."""
    return timedelta(minutes=dice.randrange(least * 24 * 60, most * 24 * 60))


def slug(kind, number):
    """Such as load-show-17: found again by its number."""
    return f"{PREFIX}{kind}-{number}"


def numbered(model, kind):
    """{number: key} of the generated rows of `kind` that are there."""
    start = f"{PREFIX}{kind}-"
    rows = model.objects.filter(slug__startswith=start).values_list("slug", "pk")
    return {int(rest): pk for found, pk in rows if (rest := found.removeprefix(start)).isdigit()}
