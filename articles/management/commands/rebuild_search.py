from django.core.management.base import CommandError

from articles.search_index import differences, rebuild
from web.commands import SettledCommand


class Command(SettledCommand):
    help = (
        "Make anew whatever readers' search looks through and is not as stories and catalogue have it. With --check "
        "nothing is written: a line for each difference, and exit status 1 if there is one."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only say what differs")

    def handle(self, *, check, **options):
        if not check:
            return self.stdout.write(f"rebuilt {sum(rebuild())}")
        count = 0
        for sentence in differences():
            count += 1
            self.stdout.write(sentence)
        if count:
            raise CommandError(f"{count} differences", returncode=1)
        self.stdout.write("0 differences")
