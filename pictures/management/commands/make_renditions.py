from django.core.management.base import BaseCommand

from pictures import renditions
from pictures.models import Picture


class Command(BaseCommand):
    help = "Write the renditions that pictures lack. Safe to repeat; needed after WIDTHS or FORMATS have changed."

    def handle(self, *args, **options):
        made = sum(len(renditions.make(*each)) for each in Picture.objects.values_list("file", "width").iterator())
        self.stdout.write(f"made {made}")
