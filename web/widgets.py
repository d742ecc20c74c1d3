"""A browser's own fields of days and times; and Django's autocomplete, fit for odd text and for long lists of rows."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.forms import DateInput, ModelMultipleChoiceField, TimeInput


class DayInput(DateInput):
    """A browser's own date field, which reads and writes ISO dates whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(TimeInput):
    """A browser's own field of a time of day, in minutes."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


def keys_in(values):
    """Those of `values` that can be a primary key, as numbers: a form may bring back any text."""
    texts = {str(value) for value in values}
    return {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19}


def labels_of(field, values):
    """{key as text: label} of what `values` select in the model choice `field`; one query, or none."""
    keys = keys_in(values)
    rows = field.queryset.filter(pk__in=keys) if keys else ()
    return {str(row.pk): field.label_from_instance(row) for row in rows}


class Choices(ModelMultipleChoiceField):
    """Several rows. A number too long for a key is no choice; asked for it, SQLite fails."""

    def clean(self, value):
        for key in value if isinstance(value, (list, tuple)) else ():
            if len(str(key)) >= 19:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return super().clean(value)


class _Labelled:
    """`labels`, when given, holds the labels of all rows, so that a form of a hundred rows asks once."""

    labels = None

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Django's, with words where nothing is chosen: they are the field's name to a reader of screens."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "data-placeholder": f"Find a {self.field.remote_field.model._meta.verbose_name}"}

    def optgroups(self, name, value, attrs=None):
        labels = labels_of(self.choices.field, value) if self.labels is None else self.labels
        options = [] if self.is_required or self.allow_multiple_selected else [("", "")]
        options += [(key, labels[key]) for key in map(str, value) if key in labels]
        chosen = {str(key) for key in value}
        return [(None, [self.create_option(name, key, label, key in chosen, 0) for key, label in options], 0)]


class Autocomplete(_Labelled, AutocompleteSelect):
    """One of a table too long for a select."""


class AutocompleteMany(_Labelled, AutocompleteSelectMultiple):
    """Several of a table too long for a select."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Without the cross that clears all: Select2 puts it into the list of the chosen, where no list item may be."""
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}

    def value_from_datadict(self, data, files, name):
        """Django asks the database for any number, and SQLite fails on one too long for a key: 0 is refused instead."""
        values = super().value_from_datadict(data, files, name)
        return [value if len(str(value)) < 19 else "0" for value in values] if values else values
