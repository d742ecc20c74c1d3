from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from newsdesk.demo.catalogue import ACCOUNTS, PASSWORD, load_catalogue
from newsdesk.demo.content import read_stories, read_toml
from newsdesk.demo.events import load_events
from newsdesk.demo.newsroom import load_newsroom
from web.commands import SettledCommand


class Command(SettledCommand):
    help = (
        "Put in the demo: accounts, shows, people, announcements, stories and pitches. Safe to repeat: it adds what is "
        "missing and leaves what the desk has changed. Refuses with DEBUG off: everybody knows its accounts' password."
    )

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="put it in although DEBUG is off")

    def handle(self, *args, **options):
        if not settings.DEBUG and not options["force"]:
            raise CommandError(
                "DEBUG is off, and the demo's accounts have a public password: add --force if you mean it."
            )
        people, shows = read_toml("people.toml"), read_toml("shows.toml")
        self.stderr.write("Loading the demo; the first time it draws its pictures, which takes some seconds.")
        with transaction.atomic():
            catalogue = load_catalogue(people, shows)
            reports, stories = load_events(catalogue, shows, read_toml("reports.toml")["report"], read_stories())
            load_newsroom(catalogue, read_toml("newsroom.toml"))
        self.stdout.write(f"created {len(catalogue.new)} entries, {reports} reports, {stories} stories")
        self.stdout.write(f"Log in at /admin/ as {', '.join(ACCOUNTS)}; the password is {PASSWORD}.")
