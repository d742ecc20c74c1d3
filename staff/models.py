"""Who works here: accounts for the desk, and the profiles under which stories are signed."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from web.addresses import address
from web.bases import Addressed, Versioned
from web.fields import CleanJSONField, LineField, TextField
from web.text import clean_line

# Columns of an account that have a door of their own, or are counted: no form puts an old value back.
WRITTEN_ELSEWHERE = ("digest_sent", "second_factor_on", "session_round")


class User(AbstractUser, Versioned):
    """An account of the desk. Elsewhere it is named only through `settings.AUTH_USER_MODEL`."""

    # Written by whoever logs in, or on pages of their own.
    NO_EDIT = frozenset({"last_login", "password", "notice_choices"})

    away_until = models.DateField(
        "away until",
        null=True,
        blank=True,
        help_text="The last day away; what comes up meanwhile goes to the stand-in.",
    )
    stand_in = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: the next in line, or the desk.",
    )
    wants_digest = models.BooleanField(
        "daily mail", default=True, help_text="One mail a day of what needs a second look, when there is something."
    )
    time_zone = LineField(
        max_length=64,
        blank=True,
        help_text="Where you work. Moments are typed in the desk’s zone, and written out in yours too.",
    )
    # {kind of Notice: where it may go, such as ["desk", "mail"]}; a kind that is missing goes where it goes by default.
    notice_choices = CleanJSONField(default=dict, blank=True, editable=False)
    # The day of the last daily mail. Only articles/digest.py writes it, by compare-and-set.
    digest_sent = models.DateField(null=True, editable=False)
    # Since when a code is asked for after the password. Only staff/second_factor.py writes it, with the devices.
    second_factor_on = models.DateTimeField(null=True, editable=False)
    # Part of every session's hash: one more, and all that were open have ended.
    session_round = models.PositiveIntegerField(default=0, editable=False)

    def __str__(self):
        return self.get_full_name() or self.username

    def save(self, *args, update_fields=None, **kwargs):
        """Save, names cleaned, which Django's fields do not.

        What a form opened earlier must not put back, such as yesterday's day of the mail, is left alone. An account
        saved as out of use has no session any more, not even when it comes back into use.
        """
        self.first_name, self.last_name = clean_line(self.first_name), clean_line(self.last_name)
        if not self._state.adding and update_fields is None:
            deferred = self.get_deferred_fields()
            columns = {field.name for field in self._meta.concrete_fields if field.attname not in deferred}
            update_fields = columns - {"id", *WRITTEN_ELSEWHERE}
        if not self._state.adding and not self.is_active and "is_active" in update_fields:
            User.objects.filter(pk=self.pk).update(session_round=F("session_round") + 1)
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_session_auth_hash(self):
        """Django's, which changes with the password; ours changes with the round too."""
        own = super().get_session_auth_hash()
        return salted_hmac("staff.sessions", f"{own} {self.session_round}").hexdigest() if self.session_round else own


class Profile(Addressed, Versioned):
    """An author as readers know them; it outlives the account, and a guest has none."""

    name = LineField(max_length=120)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        help_text="The account that writes under this name, if any.",
    )
    role = LineField(max_length=120, blank=True, help_text="Such as “Streaming editor”.")
    bio = TextField(max_length=3000, blank=True)
    portrait = models.ForeignKey(
        "pictures.Picture", models.SET_NULL, null=True, blank=True, related_name="author_portraits"
    )

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "author"
        constraints = [models.UniqueConstraint(fields=["slug"], name="one_author_per_slug")]

    def __str__(self):
        return self.name

    def edge_keys(self):
        return [f"author-{self.pk}", "stories"]

    def get_absolute_url(self):
        return address("author", self.slug)


class NoticeQuerySet(models.QuerySet):
    def unseen(self):
        """What stands on the desk of somebody who has not seen it."""
        return self.filter(on_desk=True, seen_at=None)

    def to_mail(self):
        """What goes to somebody by mail and has not yet; what they saw on the desk meanwhile does not."""
        reachable = self.filter(user__is_active=True).exclude(user__email="")
        return reachable.filter(by_mail=True, mailed_at=None, seen_at=None)


class Notice(models.Model):
    """Something that happened which one person may want to know. `staff.notices.tell` is the only door."""

    class Kind(models.TextChoices):
        MENTION = "mention", "somebody names me in a comment"
        COMMENT = "comment", "a comment on a story of mine"
        REVIEW = "review", "a story waits for review"
        RETURNED = "returned", "a story of mine is sent back or approved"
        ASSIGNED = "assigned", "a story or a pitch is given to me"
        PUBLISHED = "published", "a story of mine goes out, is changed or taken down"
        REFUSED = "refused", "something scheduled could not be done"
        DECIDED = "decided", "a proposal of mine is decided"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind)
    words = LineField(max_length=300)
    address = LineField(max_length=300, blank=True)
    # Notices about the same thing are shown, and mailed, as one: such as "story:34".
    about = LineField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)
    on_desk = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True)
    # Whether it is to be mailed, and when that was done; only `staff.notices.mail_due` writes the latter.
    by_mail = models.BooleanField(default=False)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-at"], name="notices_of_user"),
            models.Index(fields=["user"], condition=Q(on_desk=True, seen_at=None), name="notices_unseen"),
            models.Index(fields=["user", "at"], condition=Q(by_mail=True, mailed_at=None), name="notices_to_mail"),
        ]

    def __str__(self):
        return self.words


class AuditEntry(models.Model):
    """Who did what that matters later. Written by `staff.audit.note`, and never changed."""

    class Kind(models.TextChoices):
        PUBLICATION = "publication", "publication"
        FACT = "fact", "fact"
        RIGHTS = "rights", "rights"
        LOGIN = "login", "log-in"
        LOGIN_FAILED = "login_failed", "log-in that failed"

    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=14, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    # As the account was called then, or as somebody without one called themselves.
    who = LineField(max_length=150, blank=True)
    words = LineField(max_length=400)
    address = LineField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "entry of the log"
        verbose_name_plural = "log"
        indexes = [
            models.Index(fields=["-at", "-id"], name="log_newest"),
            models.Index(fields=["kind", "-at", "-id"], name="log_by_kind"),
        ]

    def __str__(self):
        return self.words
