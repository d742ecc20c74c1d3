"""The bank of quotes: what somebody said, to whom, and when. A model of this app too."""

from contextlib import suppress
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import Truncator

from articles.resting import Reference
from web.bases import Versioned
from web.fields import LineField, TextField, WebAddressField


class QuoteQuerySet(models.QuerySet):
    def matching(self, words):
        """Quotes in which each of `words` stands somewhere: in what was said, in who said it or in where."""
        found = self
        for word in words:
            found = found.filter(Q(words__icontains=word) | Q(speaker__icontains=word) | Q(outlet__icontains=word))
        return found

    def newest(self):
        return self.order_by("-at", "-pk")

    def in_stories(self):
        """Those that stand in the published text of a story, killed ones left out."""
        return self.filter(Exists(Reference.objects.in_use().filter(quote=OuterRef("pk"))))

    def in_no_story(self):
        return self.exclude(Exists(Reference.objects.in_use().filter(quote=OuterRef("pk"))))


class Quote(Versioned):
    """Somebody's words, used by stories as `<blockquote data-quote="7">`; put right here, right in every story."""

    words = TextField(max_length=2000)
    speaker = LineField(max_length=120, help_text="As readers know them.")
    person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="quotes", help_text="Their page, if any."
    )
    outlet = LineField(max_length=120, blank=True, help_text="Whom they said it to, or where.")
    address = WebAddressField("link", blank=True)
    said_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="quotes_newest")]

    def __str__(self):
        return f"{self.speaker}: {Truncator(' '.join(self.paragraphs)).chars(60)}"

    def edge_keys(self):
        return [
            f"story-{pk}" for pk in self.references.order_by("article").values_list("article", flat=True).distinct()
        ]

    def delete(self, *args, **kwargs):
        """Delete. Raises ProtectedError where it stands in a story; one that was killed needs it no more."""
        with transaction.atomic():
            self.references.not_in_use().delete()
            return super().delete(*args, **kwargs)

    @property
    def paragraphs(self):
        return paragraphs_of(self.words)

    @property
    def place(self):
        """Where it was said, in words: the outlet, or whose address it is."""
        return self.outlet or host_of(self.address)


def paragraphs_of(words):
    return [line.strip() for line in words.split("\n") if line.strip()]


def host_of(address):
    with suppress(ValueError):  # a bracket too many
        return (urlsplit(address).hostname or "").removeprefix("www.")
    return ""
