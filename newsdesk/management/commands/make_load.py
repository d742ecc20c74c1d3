import sys
import time

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, reset_queries, transaction
from django.utils import timezone

from articles.models import Article, Topic
from articles.search_index import rebuild
from newsdesk.load import catalogue, stories
from newsdesk.load.plan import Plan, numbered
from people.models import Person
from shows.models import Network
from staff.models import Profile
from web.commands import SettledCommand

STORIES_AT_ONCE = 250  # a transaction; an interrupted run loses no more than this


class Command(SettledCommand):
    help = (
        "Make a generated site for measuring, with N stories and all that belongs to them. Safe to stop and repeat: it "
        "goes on where it stopped and adds nothing twice; a larger N adds the rest. Refuses with DEBUG off: nobody "
        "wants this beside real stories."
    )

    def add_arguments(self, parser):
        parser.add_argument("--stories", type=int, required=True, metavar="N", help="how many stories there are to be")
        parser.add_argument("--force", action="store_true", help="make it although DEBUG is off")

    def handle(self, *, stories, force, **options):
        if not settings.DEBUG and not force:
            raise CommandError("DEBUG is off, and a load cannot be told from real stories at a glance: add --force.")
        if stories < 1:
            raise CommandError("Say with --stories how many stories there are to be; one is the least.")
        try:
            made = sum(self.make(Plan(stories)))
            self.follow("stories to search", rebuild())
        except KeyboardInterrupt:
            self.stderr.write("\nStopped. Run the same again to go on from here.")
            sys.exit(130)
        analyse()
        self.stdout.write(f"made {made} stories, {stories} there")

    def make(self, plan):
        """Make what is missing, in the order in which it leans on each other; yields how many stories were made."""
        users, began = catalogue.owners(timezone.now())
        for name, model, wanted, make in (
            ("network", Network, plan.networks, catalogue.network),
            ("person", Person, plan.people, catalogue.person),
            ("author", Profile, plan.authors, lambda number: catalogue.author(number, users)),
            ("topic", Topic, plan.topics, catalogue.topic),
        ):
            self.follow(f"{name} rows", catalogue.fill(model, name, wanted, make, began))
        self.follow("shows", catalogue.shows(plan.shows, users, began))
        today = timezone.localdate(began)
        world = stories.World(today=today, end=began, users=users, pictures=catalogue.pictures())
        yield self.follow("stories", missing_stories(plan.stories, world))

    def follow(self, what, batches):
        """Run through `batches`, telling how far it is and how fast; returns how many there were."""
        started, done = time.monotonic(), 0
        for size in batches:
            done += size
            reset_queries()  # with DEBUG on, Django keeps the text of the last 9,000
            self.stderr.write(f"\r{done:,} {what}, {done / (time.monotonic() - started):,.0f} a second", ending="")
            self.stderr.flush()
        if done:
            self.stderr.write("")
        return done


def missing_stories(wanted, world):
    """Write the stories that are not there yet; yields how many each transaction made."""
    there = numbered(Article, "story")
    missing = [number for number in range(1, wanted + 1) if number not in there]
    for start in range(0, len(missing), STORIES_AT_ONCE):
        batch = missing[start : start + STORIES_AT_ONCE]
        with transaction.atomic():
            stories.write(batch, world)
        yield len(batch)


def analyse():
    """Tell the database how its tables look now; until then it plans for empty ones.

    PostgreSQL also learns which rows everybody may see, as it would by itself within minutes: meanwhile it reads each.
    """
    vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if vacuum else "ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA optimize")
