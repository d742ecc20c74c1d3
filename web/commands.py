from django.core.management.base import BaseCommand

from web.due import apply_due


class SettledCommand(BaseCommand):
    """A command that reads facts or stories: what was due is applied before it begins."""

    def execute(self, *args, **options):
        apply_due()
        return super().execute(*args, **options)
