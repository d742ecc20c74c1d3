"""What we say: stories, their revisions, and what each published story refers to."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from articles.fields import BodyField
from articles.kinds import MAINTAINED, UNFINISHED, Kind, State
from pictures.shown import columns
from web.addresses import address
from web.bases import Addressed, Versioned
from web.fields import CleanJSONField, LineField, TextField
from web.text import slug_for
from web.word_index import WordIndex


class Topic(Versioned, TagBase):
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


# Written at once by articles/assigning.py, by `update()` alone.
GIVEN = ("assigned_to", "due_on", "desk_note")

LINE = ["pk", "headline", "slug", "kind", "publish_at", "material_update"]


def card_columns(story=""):
    """The columns of an articles.cards.Card, without its authors, where `story` leads to the story."""
    return [*(f"{story}{name}" for name in [*LINE, "standfirst"]), *columns(f"{story}lead_picture")]


class ArticleQuerySet(models.QuerySet):
    def live(self, at=None):
        """Stories a reader may see at `at` (default: now)."""
        return self.filter(state=State.APPROVED, publish_at__lte=timezone.now() if at is None else at)

    def met(self, at=None):
        """Stories that are live at `at`, and those killed after readers had them, whose address says so."""
        return self.live(at) | self.filter(state=State.KILLED, first_published__isnull=False)

    def held(self):
        """Stories no editor lets readers have: few among many, and with an index of their own."""
        return self.exclude(state=State.APPROVED)

    def unannounced(self, at=None):
        """Stories that went out by the clock by `at`, and nobody was told yet; the first to go out first."""
        return self.live(at).filter(unannounced=True).order_by("publish_at", "pk")

    def scheduled(self, at=None):
        """Stories readers will have after `at`."""
        return self.filter(state=State.APPROVED, publish_at__gt=at or timezone.now())

    def unfinished(self):
        """Stories somebody is still at work on: not approved, and not taken out."""
        return self.filter(state__in=UNFINISHED)

    def late(self, today=None):
        """Unfinished stories whose day has passed; `today` is the desk's."""
        return self.unfinished().filter(due_on__lt=today or timezone.localdate())

    def go_out_at(self, moment, *, at=None, report=None):
        """Of these, let what readers do not have yet go out at `moment`, with `report` from now on where one is given.

        Their versions rise, so that nobody's open form puts the old moment back. Side effect: their ties.
        """
        tied = {"goes_with": report} if report else {}
        return self.scheduled(at)._redate(publish_at=moment, first_published=moment, **tied)

    @transaction.atomic
    def off_schedule(self, at=None, *, why, by=None):
        """Of these, give back to the editors what no reader has yet, because of `why`, a clause; returns how many.

        Side effects: their ties; of each an entry of the log, and a Notice to whoever works on it.
        """
        from articles.publishing import tell_off_schedule

        ahead = self.filter(state=State.APPROVED, first_published__gt=at or timezone.now())
        stories = list(ahead.select_for_update(of=("self",)).select_related("owner", "assigned_to"))
        ahead._redate(state=State.IN_REVIEW, publish_at=None, first_published=None, goes_with=None)
        for story in stories:
            tell_off_schedule(story, why, by=by, at=at)
        return len(stories)

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
    # Whether its writer is still to be told that it went out by the clock; `manage.py tick` does.
    unannounced = models.BooleanField(default=False, editable=False)
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
    # For the desk alone, and written at once: who works on it, until when, and what for.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="assignments"
    )
    due_on = models.DateField("due", null=True, blank=True, editable=False)
    desk_note = TextField(max_length=1000, blank=True, editable=False)
    # A waiting report this story goes out together with.
    goes_with = models.ForeignKey(
        "facts.Report", models.SET_NULL, null=True, blank=True, editable=False, related_name="stories"
    )
    # Readers in the last four weeks, as far as an edge log has told (`manage.py count_readers`).
    readers = models.PositiveIntegerField(default=0, editable=False)

    objects = ArticleQuerySet.as_manager()
    word_index = WordIndex("articles_article", ("draft_headline", "slug"))

    class Meta:
        verbose_name = "story"
        verbose_name_plural = "stories"
        permissions = [
            ("publish_article", "Can publish and withdraw stories"),
            ("publish_on_beat", "Can publish and withdraw own stories about shows of the own beat"),
        ]
        indexes = [
            models.Index(fields=["-publish_at", "-id"], condition=Q(state="approved"), name="stories_newest"),
            models.Index(fields=["id"], condition=~Q(state="approved"), name="stories_held"),
            models.Index(fields=["-touched", "-id"], name="stories_touched"),
            models.Index(fields=["kind", "-touched", "-id", "state"], name="stories_of_kind"),
            # One a state, for the desk's lists. One over all states would tempt SQLite to begin every list at them.
            *(
                models.Index(fields=["-touched", "-id"], condition=Q(state=state), name=f"stories_{state}")
                for state in ("draft", "in_review", "approved", "withdrawn", "killed")
            ),
            models.Index(fields=["owner", "-touched"], name="stories_of_writer"),
            models.Index(fields=["owner", "state", "-touched", "-id"], name="stories_of_writer_in"),
            models.Index(
                fields=["assigned_to", "state", "due_on"], condition=Q(assigned_to__isnull=False), name="stories_given"
            ),
            models.Index(
                fields=["assigned_to", "-touched"], condition=Q(assigned_to__isnull=False), name="stories_given_list"
            ),
            # What is published keeps its day.
            models.Index(fields=["state", "due_on"], condition=Q(due_on__isnull=False), name="stories_due"),
            models.Index(fields=["publish_at"], condition=Q(unannounced=True), name="stories_unannounced"),
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

    def save(self, *args, update_fields=None, **kwargs):
        """Save. Who has it, until when and what for stay as stored: whoever saves may have read them long ago."""
        if not self._state.adding and update_fields is None:
            deferred = self.get_deferred_fields()
            columns = {field.name for field in self._meta.concrete_fields if field.attname not in deferred}
            update_fields = columns - {"id", *GIVEN}
        super().save(*args, update_fields=update_fields, **kwargs)

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

    def is_late(self, today=None):
        """Whether its day has passed and it is not done."""
        today = today or timezone.localdate()
        return self.state in UNFINISHED and self.due_on is not None and self.due_on < today

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
    name = LineField(max_length=80, blank=True)
    note = LineField(max_length=300, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="revision_number_once_per_story")]

    def __str__(self):
        return f"Revision {self.number}"


class ReaderCount(models.Model):
    """How often a story was read on one day, from an edge log: no address, no cookie, nothing of who."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="reader_counts")
    day = models.DateField()
    readers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "day"], name="one_count_per_story_and_day")]

    def __str__(self):
        return f"{self.article}, {self.day}: {self.readers}"


from articles.amendments import Amendment  # noqa: E402, F401 - so that Django finds them, here and below
from articles.drafting import Comment, Presence, PreviewLink, WorkingCopy  # noqa: E402, F401
from articles.planning import Checklist, Pitch, Planned  # noqa: E402, F401
from articles.quotes import Quote  # noqa: E402, F401
from articles.resting import (  # noqa: E402, F401 - so that Django finds them
    Reference,
    ReferenceRole,
    Vouch,
    shown_live,
)
from articles.searchable import CatalogueEntry, StoryEntry  # noqa: E402, F401
