from django.core.management.base import CommandError

from facts.check import differences
from facts.clock import set_all_due
from web.commands import SettledCommand


class Command(SettledCommand):
    help = (
        "Prove that every fact stands where its ledger says. A line for each difference; exit status 1 if there is one."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--set-due", action="store_true", help="first set anew the days on which facts come up for a second look"
        )

    def handle(self, *args, set_due, **options):
        if set_due:
            self.stderr.write(f"set {set_all_due()} due days")
        count = 0
        for count, sentence in enumerate(differences(), 1):  # noqa: B007 - counted as they are printed
            self.stdout.write(sentence)
        if count:
            raise CommandError(f"{count} differences", returncode=1)
        self.stdout.write("0 differences")
