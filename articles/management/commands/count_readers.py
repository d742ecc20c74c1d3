from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles import readers
from articles.edge_log import BROKEN


class Command(BaseCommand):
    help = (
        "Count how often each live story was read on each day, from access logs of the edge: common or combined "
        "format, which is nginx's own, or JSON lines with path, uri or request, status and time; packed with gzip or "
        "not. Counted are GETs answered with 200 or 304, without programs that name themselves; an old address counts "
        "for its story. Of address, agent and query nothing is kept. Safe to repeat: of a story and a day the larger "
        "count stays. So give all files that share a day in one run, such as access.log access.log.1. Then the "
        "readers of the last 28 days are summed up for each story. Exit status 1 when a file cannot be read to its "
        "end."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="count and write nothing")

    def handle(self, *args, files, dry_run, **options):
        tally = readers.start()
        broken = sum(not self.read(tally, path) for path in once_each(files))
        kept = changed = 0
        if not dry_run:
            kept, changed = readers.store(tally.readings), readers.sum_up()
        stories = len({article for article, _ in tally.readings})
        self.stdout.write(
            f"read {tally.lines} lines, {tally.bad} of them bad; counted {tally.readings.total()} readings of "
            f"{stories} stories; kept {kept} days, changed {changed} stories"
        )
        if broken:
            raise CommandError(f"{broken} files not read to their end", returncode=1)

    def read(self, tally, path):
        """Whether the file was read to its end; what stands before a fault counts."""
        lines, bad = tally.lines, tally.bad
        try:
            tally.read(path)
            problem = ""
        except BROKEN as fault:
            problem = f"; it cannot be read further: {getattr(fault, 'strerror', '') or fault}"
        self.stderr.write(f"{path}: {tally.lines - lines} lines, {tally.bad - bad} of them bad{problem}")
        return not problem


def once_each(paths):
    """`paths` without those that lead to a file named before: its readers must not count twice."""
    seen = {}
    for path in paths:
        seen.setdefault(Path(path).resolve(), path)
    return seen.values()
