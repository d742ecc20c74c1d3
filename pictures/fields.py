"""The field that holds a picture's file: whichever way one comes, it is checked, drawn anew and kept in all widths."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import signals

from pictures import renditions
from pictures.cleaning import MOST_BYTES, MOST_PIXELS, cleaned

TAKEN = (
    f"JPEG, PNG, WebP or GIF, up to {MOST_BYTES // 1024**2} MB and {MOST_PIXELS // 1_000_000} megapixels, not moving. "
    "What the file says beside the picture, such as where it was taken, is not kept."
)


class CheckedImageField(forms.FileField):
    """An upload that is a picture, as `cleaning` understands it; its value is a CleanPicture."""

    def to_python(self, data):
        upload = super().to_python(data)
        return upload and cleaned(upload)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": "image/jpeg,image/png,image/webp,image/gif"}


class PictureFileField(models.ImageField):
    """A file cleaned and rendered before its row is written, and deleted once its row is.

    Needs `width_field` and `height_field`. A replaced file goes when the change has committed. Files written for a row
    that a later error takes back stay behind; nothing names them.
    """

    def deconstruct(self):
        # The column is an ImageField's; migrations need to know no more.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.ImageField", args, kwargs

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        if not cls._meta.abstract:
            signals.post_delete.connect(self.forget, sender=cls)

    def formfield(self, **kwargs):
        # What an upload is called is never stored, so no length of it is too long.
        return super().formfield(**{"form_class": CheckedImageField, "help_text": TAKEN, **kwargs, "max_length": None})

    def update_dimension_fields(self, instance, force=False, *args, **kwargs):
        """Django reads the size when a file is assigned, before anything is checked; ours is known once it is clean."""

    def pre_save(self, instance, add):
        file = getattr(instance, self.attname)
        if file and not file._committed:
            self.replace(instance, file)
        return getattr(instance, self.attname)

    def replace(self, instance, file):
        """Store the uploaded `file` and its renditions; the files of the row's present picture go after commit."""
        try:
            picture = cleaned(file.file)
        except ValidationError as refused:
            raise ValidationError({self.name: refused.messages}) from refused
        before = self.stored(instance)
        file.save(picture.name, picture, save=False)
        setattr(instance, self.width_field, picture.width)
        setattr(instance, self.height_field, picture.height)
        try:
            renditions.make(file.name, picture.width)
        except BaseException:
            renditions.remove(file.name, picture.width)
            raise
        for old in before:
            transaction.on_commit(partial(renditions.remove, *old), robust=True)

    def stored(self, instance):
        """[(name, width)] of the file the row of `instance` has now."""
        return list(type(instance)._base_manager.filter(pk=instance.pk).values_list(self.attname, self.width_field))

    def forget(self, instance, **kwargs):
        """Delete the files of a deleted row once that is final."""
        file = getattr(instance, self.attname)
        if file and file._committed:
            width = getattr(instance, self.width_field)
            transaction.on_commit(partial(renditions.remove, file.name, width), robust=True)
