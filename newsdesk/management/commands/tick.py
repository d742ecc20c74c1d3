import logging
import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from articles.autosave import clear_old
from articles.digest import send_digests
from articles.gone_out import announce_due
from newsdesk.pings import ping_due
from staff.notices import mail_due
from web.due import apply_due
from web.models import Tick
from web.outbox import send_due

logger = logging.getLogger(__name__)


def applied():
    return len(apply_due())


# In this order: what is applied is followed up at once. Each does what is due once, however many ticks run.
STEPS = {
    "applied": applied,
    "told": announce_due,
    "purged": send_due,
    "pinged": ping_due,
    "notices": mail_due,
    "mailed": send_digests,
    "cleared": clear_old,
}


class Command(BaseCommand):
    help = (
        "Do what follows from time: apply what waited, tell writers what went out, purge what the edge did not take, "
        "tell the hub what is new in feeds, mail notices and what wants a second look. Twice, or in two places, does "
        "nothing twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("--loop", type=int, metavar="SECONDS", help="go on, every so many seconds")

    def handle(self, *args, loop=None, **options):
        while True:
            self.stdout.write(self.once())
            if not loop:
                return
            self.stdout.flush()
            close_old_connections()
            time.sleep(loop)

    def once(self):
        """Take every step, whatever becomes of the others; returns, and keeps, how many things each did."""
        said = ", ".join(f"{name} {self.step(name)}" for name in STEPS)
        Tick.objects.update_or_create(pk=1, defaults={"at": timezone.now(), "said": said})
        return said

    def step(self, name):
        try:
            return STEPS[name]()
        except Exception:
            logger.exception("A tick could not finish what is %s", name)
            return "failed"
