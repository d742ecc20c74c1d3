"""Rows below a form: each knows the version it was read with, none says a thing twice, labels are asked for once."""

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property

from web.bases import Versioned
from web.widgets import Autocomplete, labels_of

SEEN = "seen_version"


class SeenField(forms.Field):
    """The version a row was read with; it is no change of the row, and what is no number was never a version."""

    widget = forms.HiddenInput

    def to_python(self, value):
        text = str(value or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def has_changed(self, initial, data):
        return False


class RowsFormSet(BaseInlineFormSet):
    """`once` names fields whose values together may stand in one row only, with the sentence for when they do not."""

    once = ()
    once_sentence = "This row is in the list twice."

    @cached_property
    def forms(self):
        rows = super().forms
        for name in rows[0].fields if rows else ():
            self._share_labels(name, rows)
        return rows

    def _share_labels(self, name, rows):
        if not isinstance(_bare(rows[0].fields[name].widget), Autocomplete):
            return
        labels = labels_of(rows[0].fields[name], [row[name].value() for row in rows])
        for row in rows:
            _bare(row.fields[name].widget).labels = labels

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if isinstance(form.instance, Versioned) and form.instance.pk:
            form.fields[SEEN] = SeenField(required=False, initial=form.instance.version)

    def save_existing(self, form, obj, commit=True):
        """Raises SecondSaver when somebody saved this row on its own page meanwhile."""
        if SEEN in form.fields:
            obj.version = form.cleaned_data[SEEN]
        return super().save_existing(form, obj, commit)

    def clean(self):
        """The database would refuse the second of two equal rows, but with no sentence and everything typed lost."""
        super().clean()
        met = set()
        for form in self.forms if self.once else ():
            if not self._stays(form):
                continue
            key = tuple(form.cleaned_data.get(name) for name in self.once)
            if key in met:
                form.add_error(None, self.once_sentence)
            met.add(key)

    def _stays(self, form):
        filled = form.instance.pk or form.has_changed()
        return filled and hasattr(form, "cleaned_data") and not (self.can_delete and self._should_delete_form(form))


def _bare(widget):
    """The widget inside the admin's wrapper of add and change links."""
    return getattr(widget, "widget", widget)
