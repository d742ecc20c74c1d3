"""What editable things share: a version against the second saver, an address that never breaks, watched columns."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction

from web.fields import LineField
from web.models import OldAddress
from web.outbox import touch
from web.text import slug_for


class SecondSaver(Exception):
    """Somebody else saved this object after it was read."""

    def __init__(self, saved):
        super().__init__(f"{saved} was changed by somebody else since you opened it.")
        self.object = saved


class Watched(models.Model):
    """Columns in `WATCHED` are facts: `save()` of an existing row never writes them, so no old form puts them back.

    Only `facts.ledger` writes them, by `update()`. A new row must start with their defaults; record the rest.
    """

    WATCHED = ()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if self._state.adding:
            self._refuse_opening_values()
        else:
            update_fields = (self._saved_columns() if update_fields is None else set(update_fields)) - set(self.WATCHED)
        super().save(*args, update_fields=update_fields, **kwargs)

    def _saved_columns(self):
        deferred = self.get_deferred_fields()
        return {f.name for f in self._meta.concrete_fields if not f.primary_key and f.attname not in deferred}

    def _refuse_opening_values(self):
        for name in self.WATCHED:
            field = self._meta.get_field(name)
            if getattr(self, field.attname) != field.get_default():
                sentence = (
                    f"{field.verbose_name.capitalize()} is a fact: create the row, then record it with its source."
                )
                raise ValidationError({name: sentence})


class Versioned(models.Model):
    """A root that several people edit: saving an existing row is compare-and-set on `version`.

    `NO_EDIT` names columns that nobody edits in its form: saving these alone overtakes nobody.
    """

    NO_EDIT = frozenset()

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        """Save, and have the edge forget `edge_keys`.

        Raises SecondSaver, with nothing written, when the row's version is no longer the one read.
        """
        with transaction.atomic():
            self._save_version(*args, update_fields=update_fields, **kwargs)
            self._touch()

    def edge_keys(self):
        """Surrogate keys of the pages that show this: the edge forgets them when it is saved or deleted."""
        return []

    def delete(self, *args, **kwargs):
        with transaction.atomic():
            self._touch()
            return super().delete(*args, **kwargs)

    def _touch(self):
        if settings.EDGE_PURGE_URL:  # the keys may cost a query
            touch(*self.edge_keys())

    def _save_version(self, *args, update_fields, **kwargs):
        if self._state.adding:
            return super().save(*args, update_fields=update_fields, **kwargs)
        if update_fields is not None:
            if self.NO_EDIT.issuperset(update_fields):
                return super().save(*args, update_fields=update_fields, **kwargs)
            update_fields = {*update_fields, "version"}
        seen = type(self)._base_manager.filter(pk=self.pk, version=self.version)
        if not seen.update(version=self.version + 1):
            raise SecondSaver(self)
        self.version += 1
        return super().save(*args, update_fields=update_fields, **kwargs)


SLUG = RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z", "Use small letters a to z, digits and single hyphens.")
# Slugs that are addresses of something else below the same path.
RESERVED = {"feed", "all", "new", "season", "characters", "add"}


class Addressed(models.Model):
    """Something with a page: an ASCII slug that is never empty, and old slugs that go on leading to it."""

    slug = LineField(
        max_length=90,
        blank=True,
        validators=[SLUG],
        help_text="The last part of the address. Leave empty to make it from the name; old addresses go on working.",
    )

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if not self.slug:
            kind = self._meta.model_name
            wanted = slug_for(self.slug_source)
            number = type(self)._base_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
            self.slug = self.free_slug(wanted or f"{kind}-{self.pk or number + 1}")
        before = None
        if not self._state.adding and (update_fields is None or "slug" in update_fields):
            before = type(self)._base_manager.filter(pk=self.pk).values_list("slug", flat=True).first()
        with transaction.atomic():
            met = before and before != self.slug and self.had_readers()
            super().save(*args, update_fields=update_fields, **kwargs)
            if met:
                OldAddress.remember(self, before)

    @property
    def slug_source(self):
        """The text a slug is made from."""
        return str(self)

    @property
    def slug_scope(self):
        """The key of the parent within which slugs are unique; 0 where they are unique in their table."""
        return 0

    def had_readers(self):
        """Whether anybody may have met its address, as stored; only then is an old slug remembered."""
        return True

    def slug_siblings(self):
        """The rows among which the slug must be unique."""
        return type(self)._base_manager.all()

    def free_slug(self, wanted):
        """`wanted`, or with the first number that makes it free."""
        others = self.slug_siblings().exclude(pk=self.pk)
        taken = set(others.filter(slug__startswith=wanted).values_list("slug", flat=True)) | RESERVED
        taken |= set(OldAddress.of_others(self, wanted))
        if wanted not in taken:
            return wanted
        return next(slug for n in range(2, len(taken) + 3) if (slug := f"{wanted}-{n}") not in taken)
