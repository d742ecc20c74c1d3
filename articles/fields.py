"""The field a body is stored in."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError

from articles.body import LONGEST, sanitise
from articles.editor import BodyWidget
from web.fields import TextField


class BodyFormField(forms.CharField):
    """HTML from the editor. Two spellings that are stored the same are no change."""

    widget = BodyWidget

    def to_python(self, value):
        return sanitise(super().to_python(value))

    def bound_data(self, data, initial):
        """What a form shows again of what was typed and not stored: cleaned too, before an editor reads it."""
        typed = super().bound_data(data, initial)
        try:
            return sanitise(typed)
        except ValidationError:  # longer than a story may be: all of it is given back, with that sentence
            return typed

    def has_changed(self, initial, data):
        try:
            return self.disabled is False and self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class BodyField(TextField):
    """Sanitised HTML, whichever way it comes: form, `save()`, bulk write or `update()`."""

    def __init__(self, *args, max_length=LONGEST, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)

    def clean_value(self, value):
        return sanitise(value)

    def formfield(self, **kwargs):
        widget = kwargs.pop("widget", None)
        # The admin hands every text field its own text area.
        ours = widget is None or widget is AdminTextareaWidget or type(widget) is AdminTextareaWidget
        return super().formfield(**{"form_class": BodyFormField, "widget": BodyWidget if ours else widget, **kwargs})
