"""Who and what the generated stories are about. Each batch is one transaction: what has its slug is there in full."""

from collections import defaultdict
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from articles.models import Topic
from facts.models import Fact, Report, Source
from newsdesk.demo import drawing
from newsdesk.demo.motifs import SHOWN
from newsdesk.load import ledger, names
from newsdesk.load.keys import insert, link, reserve
from newsdesk.load.lives import life
from newsdesk.load.plan import CAST, EDITORS, OWNERS, SEASONS, company, numbered, slug
from people.models import Person
from pictures.models import Picture
from pictures.uploads import store
from shows.models import Appearance, CastMember, Character, CrewMember, Episode, Network, Season, Show, WatchLink
from shows.words import Billing, Job, ReleasePattern
from staff import roles
from staff.models import Profile

SHOWS_AT_ONCE = 50
ROWS_AT_ONCE = 1000
EPISODES = 8
CREDIT = "Newsdesk"
LEADS = {"waves": "#0f3d3e #1f6f78 #e2b659 #f5ecd7", "windows": "#1c1b2e #39375b #c86b85 #f5c7a9",
         "contours": "#23331f #4a6b3a #b9a44c #f0ead2"}  # fmt: skip


def owners(now):
    """The accounts that look after shows, by number; nobody can log in with them. Returns (accounts, the first day).

    The first one remembers when the load was begun, so that it can be made larger on another day.
    """
    users = get_user_model().objects
    start = slug("owner", "")
    found = {int(user.username.removeprefix(start)): user for user in users.filter(username__startswith=start)}
    began = found[1].date_joined if 1 in found else now.replace(hour=0, minute=0, second=0, microsecond=0)
    with transaction.atomic():
        for number in sorted({*range(1, OWNERS + 1)} - {*found}):
            first, last = names.person(number * 31).split()
            found[number] = users.create(
                username=f"{start}{number}", password=make_password(None), first_name=first, last_name=last,
                is_staff=True, date_joined=began,
            )  # fmt: skip
            role = roles.EDITORS if number <= EDITORS else roles.TRUSTED if number % 4 == 0 else roles.WRITERS
            found[number].groups.add(Group.objects.get(name=role))
    return found, began


def pictures():
    """The keys of the shared lead pictures, drawn when they are first needed."""
    return [_picture(motif, colours.split()) for motif, colours in LEADS.items()]


def _picture(motif, colours):
    title = f"Load: {motif}"
    found = Picture.objects.filter(title=title, credit=CREDIT).first()
    art = {"motif": motif, "colours": colours}
    return (found or store(drawing.lead(art, motif), title=title, alt=f"Drawing: {SHOWN[motif]}", credit=CREDIT)).pk


def fill(model, kind, wanted, make, at):
    """Make those of the `wanted` numbers that are missing with `make(number)`; yields how many each batch made."""
    there = numbered(model, kind)
    missing = [number for number in range(1, wanted + 1) if number not in there]
    for start in range(0, len(missing), ROWS_AT_ONCE):
        batch = missing[start : start + ROWS_AT_ONCE]
        with transaction.atomic():
            insert([make(number) for number in batch], at)
        yield len(batch)


def network(number):
    return Network(slug=slug("network", number), name=names.network(number), country="" if number % 3 else "Norland")


def person(number):
    name = names.person(number)
    words = f"{name} was born by the sea, learned a trade, and came to acting by way of a night class."
    return Person(slug=slug("person", number), name=name, biography=words if number % 2 else "")


def author(number, users):
    name = names.person(number * 17 + 3)
    user = users[number] if number <= OWNERS and not Profile.objects.filter(user=users[number]).exists() else None
    return Profile(slug=slug("author", number), name=name, user=user, role="Television", bio=f"{name} writes for us.")


def topic(number):
    return Topic(slug=slug("topic", number), name=names.topic(number))


def shows(wanted, users, began):
    """Make the missing shows with everything that hangs on them; yields how many each batch made."""
    there = numbered(Show, "show")
    missing = [number for number in range(1, wanted + 1) if number not in there]
    for start in range(0, len(missing), SHOWS_AT_ONCE):
        batch = missing[start : start + SHOWS_AT_ONCE]
        with transaction.atomic():
            Shows(batch, users, began).write()
        yield len(batch)


class Shows:
    """Some shows and their rows, built with keys reserved beforehand, then written model by model."""

    def __init__(self, numbers, users, began):
        self.users, self.began = users, began
        self.networks = {row.pk: row for row in Network.objects.filter(slug__startswith=slug("network", ""))}
        self.network_keys = numbered(Network, "network")
        self.people = numbered(Person, "person")
        self.rows = defaultdict(list)
        self.entries = ledger.Entries()
        self.keys = self._reserve(numbers)
        for number in numbers:
            self.add(number)

    def _reserve(self, numbers):
        today = timezone.localdate(self.began)
        events = [event for number in numbers for event in life(number, today).events]
        said = sum(len(event.says) + event.cast for event in events)
        shows = len(numbers)
        keys = {Show: shows, Season: shows * SEASONS, Character: shows * CAST, CastMember: shows * CAST}
        keys |= {Appearance: shows * CAST * SEASONS, Source: len(events), Report: len(events)}
        keys |= {Fact: said + shows * SEASONS * len(ledger.OPENED)}
        return {model: reserve(model, count) for model, count in keys.items()}

    def make(self, model, **fields):
        row = model(pk=next(self.keys[model]) if model in self.keys else None, **fields)
        self.rows[model].append(row)
        return row

    def add(self, number):
        network_number, people, creator = company(number)
        network = self.networks[self.network_keys[network_number]]
        owner = self.users[number % OWNERS + 1] if number % 5 else None
        show = self.make(
            Show, slug=slug("show", number), title=names.show(number), network=network, beat_owner=owner,
            premise="A family, a house and a debt. Everybody who comes to collect it stays for dinner.",
            language="English", countries=["Norland"], genres=["Drama", names.topic(number).split()[1].title()],
        )  # fmt: skip
        self.make(WatchLink, show=show, network=network, address=f"https://{network.slug}.example/{show.slug}")
        history = life(number, timezone.localdate(self.began))
        seasons = {season: self.season(show, season, history) for season in range(1, SEASONS + 1)}
        cast = self.cast(number, people, show, seasons)
        self.make(CrewMember, show=show, person_id=self.people[creator], job=Job.CREATOR)
        editor = self.users[number % EDITORS + 1].pk
        ledger.enter(self.entries, history, show, seasons, cast, self.keys, editor)

    def season(self, show, number, history):
        season = self.make(Season, show=show, number=number, release_pattern=ReleasePattern.WEEKLY)
        aired = history.status(number).events
        first = next((event.on for event in aired if event.says.get("status") == "airing"), None)
        for episode in range(EPISODES if first else 0):
            airdate = first + timedelta(days=7 * episode)
            title = names.show(number * EPISODES + episode)
            self.make(Episode, season=season, number=episode + 1, title=title, airdate=airdate, runtime=52)
        return season

    def cast(self, number, people, show, seasons):
        """The cast of all seasons; returns the appearances in the fifth."""
        last = []
        for position, who in enumerate(people):
            name = names.character(number * CAST + position)
            character = self.make(Character, show=show, slug=slug("character", position + 1), name=name)
            member = self.make(
                CastMember, show=show, person_id=self.people[who], character=character, position=position
            )
            billing = Billing.MAIN if position < 4 else Billing.RECURRING
            for season in seasons.values():
                row = self.make(Appearance, cast_member=member, season=season, billing=billing)
            last.append(row)
        return last

    def write(self):
        for model in (Show, WatchLink, Season, Episode, Character, CastMember, Appearance, CrewMember):
            insert(self.rows[model], self.began)
        for rows in (self.entries.sources, self.entries.reports, self.entries.facts, self.entries.statements):
            insert(rows)
        link(Report.sources.through, self.entries.cited)
