import time

from facts.commands import SettledCommand
from facts.ledger import settle
from web.outbox import send_due


class Command(SettledCommand):
    help = "Do what follows from time: apply what waited, purge what the edge did not take. Twice does nothing twice."

    def add_arguments(self, parser):
        parser.add_argument("--loop", type=int, metavar="SECONDS", help="go on, every so many seconds")

    def handle(self, *args, loop=None, **options):
        while True:
            applied, sent = len(settle()), send_due()
            self.stdout.write(f"applied {applied}, purged {sent}")
            if not loop:
                return
            time.sleep(loop)
