"""What the words of a published story rest on, and who looked at them again: models of this app too."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils import timezone

from web.fields import LineField, TextField


class ReferenceRole(models.TextChoices):
    ABOUT = "about", "is about"
    MENTION = "mention", "mentions"
    LIVE = "live", "shows live"
    WHILE = "while", "true while"
    CLAIM = "claim", "claims"
    QUOTE = "quote", "quotes"
    PICTURE = "picture", "shows a picture"


def shown_live(article, fact, season, show):
    """Whether `article` shows `fact` by itself: live, or with its season's status, which tells the rest.

    All four are keys, or OuterRefs to them; a `fact` never recorded is None.
    """
    told = (
        Q(fact__season=season, fact__name="status") | Q(season=season, words="status") | Q(show=show, words="seasons")
    )
    shown = Q(role=ReferenceRole.LIVE) & told
    return Exists(Reference.objects.filter(shown | Q(fact=fact) if fact else shown, article=article))


class ReferenceQuerySet(models.QuerySet):
    def live(self, at=None, *, kept=True):
        """Those of stories readers have at `at`, which are kept true, or (`kept` false) a record of their day."""
        at = at or timezone.now()
        return self.filter(kept=kept, article__state="approved", article__publish_at__lte=at)

    def showing(self, facts, seasons, shows, casts):
        """Live facts and blocks that tell of these facts, of seasons whose answer changes, of their shows' lists.

        `casts` are the seasons of whose cast a standing changes.
        """
        told = Q(fact__in=facts) | Q(season__in=seasons, words="status") | Q(show__in=shows, words="seasons")
        return self.filter(told | Q(season__in=casts, words="cast"), role=ReferenceRole.LIVE)

    def about(self, show):
        """Stories about `show`."""
        return self.filter(role=ReferenceRole.ABOUT, show=show)

    def not_showing(self, fact, season, show):
        """Of these, stories that do not show `fact`, of `season` of `show`, by themselves."""
        return self.filter(~shown_live(OuterRef("article"), fact, season, show))

    def in_use(self):
        """Those of stories that have readers, or can have them again."""
        return self.exclude(article__state="killed")

    def not_in_use(self):
        return self.filter(article__state="killed")

    def watching(self):
        """Words of stories kept true that hold only while a fact stands as they say."""
        return self.filter(role=ReferenceRole.WHILE, hold="flag", kept=True)

    def holding(self, word=None):
        """Of conditions, those that hold with their fact at `word` (default: at what it is now)."""
        return self.filter(words__contains=self._word(word))

    def not_holding(self, word=None):
        return self.exclude(words__contains=self._word(word))

    @staticmethod
    def _word(word):
        return Concat(Value("|"), F("fact__word") if word is None else Value(word), Value("|"))


class Reference(models.Model):
    """What the published text of a story rests on: made at publication, made anew by `rebuild_references`."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="references")
    role = models.CharField(max_length=8, choices=ReferenceRole)
    show = models.ForeignKey("shows.Show", models.CASCADE, null=True, related_name="references")
    season = models.ForeignKey("shows.Season", models.CASCADE, null=True, related_name="references")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="references")
    character = models.ForeignKey("shows.Character", models.CASCADE, null=True, related_name="references")
    fact = models.ForeignKey("facts.Fact", models.CASCADE, null=True, related_name="references")
    # Protected: readers have its words from the bank, with who said them. The partial index below serves it.
    quote = models.ForeignKey("articles.Quote", models.PROTECT, null=True, db_index=False, related_name="references")
    # Protected: readers have it. Its partial index is below as well.
    picture = models.ForeignKey(
        "pictures.Picture", models.PROTECT, null=True, db_index=False, related_name="references"
    )
    # The fact's number when the words were published, or when somebody last vouched for them.
    seen = models.PositiveIntegerField(null=True)
    # When this sentence first went out, or when somebody last vouched for it.
    written = models.DateTimeField(default=timezone.now)
    # Of a condition its words, such as "|awaiting|ordered|", so that a query can compare one; of a block its name.
    words = models.CharField(max_length=200, blank=True)
    hold = models.CharField(max_length=4, blank=True)
    # Whether the story is kept true: what a dated story says is never looked at again.
    kept = models.BooleanField(default=False)
    sentence = TextField(max_length=2000, blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["fact", "role", "kept"], condition=Q(fact__isnull=False), name="references_by_fact"),
            models.Index(
                fields=["fact", "seen"], condition=Q(role="while", hold="flag", kept=True), name="references_watching"
            ),
            models.Index(fields=["show", "written"], condition=Q(role="about", kept=True), name="references_about"),
            models.Index(fields=["quote"], condition=Q(quote__isnull=False), name="references_by_quote"),
            models.Index(fields=["picture"], condition=Q(picture__isnull=False), name="references_by_picture"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(show__isnull=False) | Q(season__isnull=False) | Q(person__isnull=False)
                | Q(character__isnull=False) | Q(fact__isnull=False) | Q(quote__isnull=False)
                | Q(picture__isnull=False),
                name="reference_leads_somewhere",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"{self.article}: {self.role}"

    @property
    def watches(self):
        """Whether these are words that hold only while a fact stands as they say, in a story kept true."""
        return self.role == ReferenceRole.WHILE and self.hold == "flag" and self.kept


class Vouch(models.Model):
    """Somebody looked at a story's words again: they are still right, or wait `until` a day for a `reason`.

    Of a `fact` at a `number`, or of everything the story says of a `show`. It outlives the story's references.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="vouches")
    fact = models.ForeignKey("facts.Fact", models.CASCADE, null=True, related_name="vouches")
    show = models.ForeignKey("shows.Show", models.CASCADE, null=True, related_name="vouches")
    number = models.PositiveIntegerField(default=0)
    until = models.DateField(null=True)
    reason = LineField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "vouches"
        indexes = [
            models.Index(fields=["article", "fact", "number"], name="vouches_by_fact"),
            models.Index(fields=["article", "show", "at"], name="vouches_by_show"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(fact__isnull=False, show=None) | Q(fact=None, show__isnull=False),
                name="vouch_for_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | ~Q(reason=""),
                name="snooze_has_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.article}, looked at {self.at:%Y-%m-%d}"
