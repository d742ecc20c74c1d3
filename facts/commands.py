from django.core.management.base import BaseCommand

from facts.ledger import settle


class SettledCommand(BaseCommand):
    """A command that reads facts: what was waiting for a moment that has come is applied before it begins."""

    def execute(self, *args, **options):
        settle()
        return super().execute(*args, **options)
