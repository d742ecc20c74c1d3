"""What we say: stories, their revisions, and what each published story refers to."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from articles.fields import BodyField
from pictures.shown import columns
from web.addresses import address
from web.bases import Addressed, Versioned
from web.fields import CleanJSONField, LineField, TextField
from web.text import slug_for


class Topic(TagBase):
    """A tag. Our own model, so that its slug is ASCII and never empty."""

    name = LineField(unique=True, max_length=100)

    class Meta:
        ordering = ["name"]

    def slugify(self, tag, i=None):
        slug = slug_for(tag) or f"topic-{(Topic.objects.order_by('-pk').values_list('pk', flat=True).first() or 0) + 1}"
        return f"{slug}-{i}" if i else slug

    def get_absolute_url(self):
        return address("topic", self.slug)


class TieQuerySet(models.QuerySet):
    def live(self, at=None):
        """Those of stories a reader may see at `at` (default: now). The story decides; the copy is for the index."""
        at = timezone.now() if at is None else at
        story = {f"{self.model.STORY}__state": State.APPROVED, f"{self.model.STORY}__publish_at__lte": at}
        return self.filter(publish_at__lte=at, **story)

    def for_cards(self):
        """The columns of an articles.cards.Card, without its authors."""
        return self.values_list(*card_columns(f"{self.model.STORY}__"))


class Tie(models.Model):
    """A row by which a list finds a story; STORY is its key to it.

    It has the story's own moment, null included, so that an index has the rows of one list in their order: else every
    story of a list is sorted to show two dozen. `ArticleQuerySet.date_ties` copies it, `rebuild_references` checks it.
    """

    STORY = ""

    publish_at = models.DateTimeField(null=True, editable=False)

    objects = TieQuerySet.as_manager()

    class Meta:
        abstract = True


class TaggedArticle(Tie, ItemBase):
    STORY = "content_object"

    content_object = models.ForeignKey("articles.Article", models.CASCADE)
    tag = models.ForeignKey(Topic, models.CASCADE, related_name="tagged")

    class Meta:
        indexes = [models.Index(fields=["tag", "-publish_at", "-content_object"], name="stories_on_topic")]
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="tag_once_per_story")]


class Kind(models.TextChoices):
    GUIDE = "guide", "guide"
    LIST = "list", "list"
    NEWS = "news", "news"
    RECAP = "recap", "recap"
    REVIEW = "review", "review"
    INTERVIEW = "interview", "interview"


# Kept true for as long as they are up; the other kinds are a record of their day.
MAINTAINED = {Kind.GUIDE, Kind.LIST}


class State(models.TextChoices):
    DRAFT = "draft", "draft"
    IN_REVIEW = "in_review", "in review"
    APPROVED = "approved", "approved"
    WITHDRAWN = "withdrawn", "withdrawn"


LINE = ["pk", "headline", "slug", "kind", "publish_at", "material_update"]


def card_columns(story=""):
    """The columns of an articles.cards.Card, without its authors, where `story` leads to the story."""
    return [*(f"{story}{name}" for name in [*LINE, "standfirst"]), *columns(f"{story}lead_picture")]


class ArticleQuerySet(models.QuerySet):
    def live(self, at=None):
        """Stories a reader may see at `at` (default: now)."""
        return self.filter(state=State.APPROVED, publish_at__lte=timezone.now() if at is None else at)

    def held(self):
        """Stories no editor lets readers have: few among many, and with an index of their own."""
        return self.exclude(state=State.APPROVED)

    def scheduled(self, at=None):
        """Stories readers will have after `at`."""
        return self.filter(state=State.APPROVED, publish_at__gt=at or timezone.now())

    def go_out_at(self, moment, *, at=None, report=None):
        """Of these, let what readers do not have yet go out at `moment`, with `report` from now on where one is given.

        Their versions rise, so that nobody's open form puts the old moment back. Side effect: their ties.
        """
        tied = {"goes_with": report} if report else {}
        ahead = self.filter(state=State.APPROVED, publish_at__gt=at or timezone.now())
        return ahead._redate(publish_at=moment, first_published=moment, **tied)

    def off_schedule(self, at=None):
        """Of these, give back to the editors what no reader has yet. Side effect: their ties."""
        ahead = self.filter(state=State.APPROVED, first_published__gt=at or timezone.now())
        return ahead._redate(state=State.IN_REVIEW, publish_at=None, first_published=None, goes_with=None)

    @transaction.atomic
    def _redate(self, **columns):
        # Locked, and by key: once they have moved, the condition that found them finds them no longer.
        moved = Article.objects.filter(pk__in=list(self.select_for_update().values_list("pk", flat=True)))
        count = moved.update(version=F("version") + 1, **columns)
        moved.date_ties()
        return count

    def date_ties(self):
        """Copy the moment of each of these stories to its ties. Call it where `publish_at` is written; two queries."""
        for tie in TIES:
            moment = Article.objects.filter(pk=OuterRef(tie.STORY)).values("publish_at")
            tie.objects.filter(**{f"{tie.STORY}__in": self}).update(publish_at=Subquery(moment))

    def newest(self):
        """The latest published first."""
        return self.order_by("-publish_at", "-pk")

    def for_cards(self):
        """The columns of an articles.cards.Card, without its authors."""
        return self.values_list(*card_columns())

    def for_lines(self):
        """The columns of an articles.cards.Line."""
        return self.values_list(*LINE)


class Article(Addressed, Versioned):
    """A story. Its columns are what readers see, and only publishing writes them; `latest` is what is being written."""

    headline = LineField(max_length=160)
    standfirst = TextField(max_length=500, blank=True)
    body = BodyField(blank=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.NEWS)
    authors = models.ManyToManyField("staff.Profile", through="Byline", related_name="articles")
    shows = models.ManyToManyField("shows.Show", blank=True, related_name="articles")
    people = models.ManyToManyField("people.Person", blank=True, related_name="articles")
    lead_picture = models.ForeignKey("pictures.Picture", models.PROTECT, null=True, blank=True, related_name="leads")
    search_title = LineField(max_length=120, blank=True)
    search_description = LineField(max_length=300, blank=True)
    tags = TaggableManager(through=TaggedArticle, blank=True)

    season = models.ForeignKey(
        "shows.Season",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="guides",
        help_text="The season a guide answers for; its answer tops the page.",
    )

    state = models.CharField(max_length=12, choices=State, default=State.DRAFT, editable=False)
    publish_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_published = models.DateTimeField(null=True, blank=True, editable=False)
    material_update = models.DateTimeField(null=True, blank=True, editable=False)
    # The body as ready HTML and the marks between it, see articles/parts.py; `rebuild_references` makes it anew.
    parts = CleanJSONField(default=list, editable=False)

    draft_headline = LineField(max_length=160, editable=False)
    latest = models.ForeignKey("articles.Revision", models.SET_NULL, null=True, editable=False, related_name="+")
    published = models.ForeignKey("articles.Revision", models.SET_NULL, null=True, editable=False, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="stories",
        verbose_name="writer",
    )
    touched = models.DateTimeField(default=timezone.now, editable=False)
    # A waiting report this story goes out together with.
    goes_with = models.ForeignKey(
        "facts.Report", models.SET_NULL, null=True, blank=True, editable=False, related_name="stories"
    )
    # Readers in the last four weeks, as far as an edge log has told (`manage.py count_readers`).
    readers = models.PositiveIntegerField(default=0, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        permissions = [("publish_article", "Can publish and withdraw stories")]
        indexes = [
            models.Index(fields=["-publish_at", "-id"], condition=Q(state="approved"), name="stories_newest"),
            models.Index(fields=["id"], condition=~Q(state="approved"), name="stories_held"),
            models.Index(fields=["-touched", "-id"], name="stories_touched"),
            # One a state, for the desk's lists. One over all states would tempt SQLite to begin every list at them.
            *(
                models.Index(fields=["-touched", "-id"], condition=Q(state=state), name=f"stories_{state}")
                for state in ("draft", "in_review", "approved", "withdrawn")
            ),
            models.Index(fields=["owner", "-touched"], name="stories_of_writer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="one_story_per_slug"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(publish_at__isnull=False, first_published__isnull=False),
                name="approved_story_has_its_moment",
            ),
        ]

    def __str__(self):
        return self.draft_headline or self.headline

    @property
    def slug_source(self):
        return self.headline or self.draft_headline

    def had_readers(self):
        return Article.objects.filter(pk=self.pk, first_published__lte=timezone.now()).exists()

    def get_absolute_url(self):
        return address("story", self.slug)

    @property
    def is_maintained(self):
        """Whether the story is kept true, rather than being a record of its day."""
        return self.kind in MAINTAINED

    def is_live(self, at=None):
        return self.state == State.APPROVED and self.publish_at <= (at or timezone.now())

    @property
    def has_unpublished_changes(self):
        return self.latest_id != self.published_id

    @property
    def updated(self):
        """The date readers see: of publication, or of the last material change."""
        return max(self.publish_at, self.material_update or self.publish_at)


class Byline(Tie):
    """An author of a story, in order."""

    STORY = "article"

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    profile = models.ForeignKey("staff.Profile", models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["profile", "-publish_at", "-article"], name="stories_by_author")]
        constraints = [models.UniqueConstraint(fields=["article", "profile"], name="author_once_per_story")]

    def __str__(self):
        return str(self.profile)


TIES = (TaggedArticle, Byline)


class Revision(models.Model):
    """The whole of a story as somebody saved it; `document` is described in articles/editing.py."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = CleanJSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = LineField(max_length=300, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_once_per_story")]

    def __str__(self):
        return f"Revision {self.number}"


class Amendment(models.Model):
    """What was changed in a story after readers had it, in words for them."""

    class Kind(models.TextChoices):
        UPDATE = "update", "update"
        CLARIFICATION = "clarification", "clarification"
        CORRECTION = "correction", "correction"

    article = models.ForeignKey(Article, models.CASCADE, related_name="amendments")
    kind = models.CharField(max_length=14, choices=Kind)
    words = TextField(max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.article}"


class ReferenceRole(models.TextChoices):
    ABOUT = "about", "is about"
    MENTION = "mention", "mentions"
    LIVE = "live", "shows live"
    WHILE = "while", "true while"
    CLAIM = "claim", "claims"


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
        return self.filter(kept=kept, article__state=State.APPROVED, article__publish_at__lte=at)

    def showing(self, facts, seasons, shows):
        """Live facts and blocks that tell of these facts, of seasons whose answer changes, of their shows' lists."""
        told = Q(fact__in=facts) | Q(season__in=seasons, words="status") | Q(show__in=shows, words="seasons")
        return self.filter(told, role=ReferenceRole.LIVE)

    def about(self, show):
        """Stories about `show`."""
        return self.filter(role=ReferenceRole.ABOUT, show=show)

    def not_showing(self, fact, season, show):
        """Of these, stories that do not show `fact`, of `season` of `show`, by themselves."""
        return self.filter(~shown_live(OuterRef("article"), fact, season, show))

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

    article = models.ForeignKey(Article, models.CASCADE, related_name="references")
    role = models.CharField(max_length=8, choices=ReferenceRole)
    show = models.ForeignKey("shows.Show", models.CASCADE, null=True, related_name="references")
    season = models.ForeignKey("shows.Season", models.CASCADE, null=True, related_name="references")
    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="references")
    character = models.ForeignKey("shows.Character", models.CASCADE, null=True, related_name="references")
    fact = models.ForeignKey("facts.Fact", models.CASCADE, null=True, related_name="references")
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
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(show__isnull=False) | Q(season__isnull=False) | Q(person__isnull=False)
                | Q(character__isnull=False) | Q(fact__isnull=False),
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

    article = models.ForeignKey(Article, models.CASCADE, related_name="vouches")
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


class ReaderCount(models.Model):
    """How often a story was read on one day, from an edge log: no address, no cookie, nothing of who."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="reader_counts")
    day = models.DateField()
    readers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="one_count_per_story_and_day")]

    def __str__(self):
        return f"{self.article}, {self.day}: {self.readers}"
