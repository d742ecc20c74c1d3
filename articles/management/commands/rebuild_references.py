from django.core.management.base import CommandError
from django.db import transaction

from articles.models import Article
from articles.parts import compile_parts
from articles.references import differences, rewrite_references
from web.commands import SettledCommand
from web.outbox import touch

BATCH = 100  # stories a transaction


class Command(SettledCommand):
    help = (
        "Make the parts and references of every published story anew from its text, and the moment its topics and "
        "authors list it at. With --check nothing is written: a line for each difference, and exit status 1 if there "
        "is one."
    )

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only say what differs")

    def handle(self, *, check, **options):
        count = rebuilt = 0
        for batch in batches():
            found = differing(batch) if check else rebuild(batch)
            for sentences in found:
                rebuilt += 1
                count += len(sentences)
                for sentence in sentences:
                    self.stdout.write(sentence)
        if check and count:
            raise CommandError(f"{count} differences", returncode=1)
        self.stdout.write("0 differences" if check else f"rebuilt {rebuilt}")


def batches():
    """The keys of all stories that were ever published, in lists of BATCH."""
    last = 0
    stories = Article.objects.exclude(published=None).order_by("pk").values_list("pk", flat=True)
    while keys := list(stories.filter(pk__gt=last)[:BATCH]):
        yield keys
        last = keys[-1]


def differing(keys):
    """The sentences about each story of `keys` that is not as it should be."""
    return [found for story in Article.objects.filter(pk__in=keys).order_by("pk") if (found := differences(story))]


@transaction.atomic
def rebuild(keys):
    """Put right the stories of `keys` that are not; returns what was wrong with each.

    What is derived is no edit: the stories keep their version. SQLite holds its one write lock from the first row on;
    PostgreSQL locks the rows, so that nobody publishes in between.
    """
    wrong = []
    for story in Article.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"):
        if found := differences(story):
            Article.objects.filter(pk=story.pk).update(parts=compile_parts(story.body))
            rewrite_references(story)
            Article.objects.filter(pk=story.pk).date_ties()
            touch(f"story-{story.pk}", "stories")
            wrong.append(found)
    return wrong
