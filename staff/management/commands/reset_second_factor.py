from django.core.management.base import BaseCommand, CommandError

from staff.models import User
from staff.second_factor import turn_off


class Command(BaseCommand):
    help = (
        "Take the second factor from an account whose phone and recovery codes are lost, where nobody is left who can."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account {username}.")
        turn_off(user, by=None)
        self.stdout.write(f"{user} logs in with the password alone.")
