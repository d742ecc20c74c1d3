"""Forms of the desk: refusals in sentences."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from web.bases import RESERVED
from web.models import OldAddress


class SpokenForm(forms.ModelForm):
    """Says what a constraint forbids in the words of `sentences`, by the constraint's name."""

    sentences = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def _update_errors(self, errors):
        for problem in getattr(errors, "error_dict", {}).get(NON_FIELD_ERRORS, ()):
            for name, sentence in self.sentences.items():
                if f"“{name}”" in str(problem.message):
                    problem.message = sentence
        super()._update_errors(errors)


class AddressedForm(SpokenForm):
    """A form with a slug: empty is made from the name, reserved and taken ones are refused.

    `own_ids` are columns whose values belong to one row only, such as the IMDb id.
    """

    own_ids = ()

    def slug_siblings(self):
        """The rows among which the slug must be unique."""
        return self.instance.slug_siblings()

    def clean(self):
        cleaned = super().clean()
        slug = self.cleaned_data.get("slug")
        if slug in RESERVED:
            self.add_error("slug", f"“{slug}” is an address of the site itself: choose another slug.")
        elif slug and (taken := self._other(self.slug_siblings(), slug=slug)):
            self.add_error("slug", f"“{slug}” leads to {taken} already: choose another slug, or leave it empty.")
        elif slug and slug in OldAddress.of_others(self.instance, slug):
            self.add_error(
                "slug", f"“{slug}” is the old address of something else and still leads there: choose another."
            )
        for name in self.own_ids:
            value = self.cleaned_data.get(name)
            if value not in (None, "") and (
                taken := self._other(type(self.instance)._base_manager.all(), **{name: value})
            ):
                self.add_error(name, f"{taken} has this {self.fields[name].label} already.")
        return cleaned

    def _other(self, rows, **wanted):
        return rows.exclude(pk=self.instance.pk).filter(**wanted).first()
