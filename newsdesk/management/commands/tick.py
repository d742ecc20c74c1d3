import time

from articles.digest import send_digests
from facts.commands import SettledCommand
from facts.ledger import settle
from web.outbox import send_due


class Command(SettledCommand):
    help = (
        "Do what follows from time: apply what waited, purge what the edge did not take, mail what wants a second "
        "look. Twice, or in two places, does nothing twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--loop", type=int, metavar="SECONDS", help="go on, every so many seconds")

    def handle(self, *args, loop=None, **options):
        while True:
            applied, purged, mailed = len(settle()), send_due(), send_digests()
            self.stdout.write(f"applied {applied}, purged {purged}, mailed {mailed}")
            if not loop:
                return
            time.sleep(loop)
