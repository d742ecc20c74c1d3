"""Model fields that clean what goes in, whichever way it comes: form, `save()`, bulk write, `update()` or a lookup."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from web.text import clean_json, clean_line, clean_text

# What `TextField` takes when its model names no length of its own.
LONGEST_TEXT = 100_000
LONGEST_WORDS = 1000


class _Cleaned:
    """Shared by the text fields below: `clean_value` runs on every way in, and lengths are refused with a sentence."""

    def clean_value(self, value):
        raise NotImplementedError

    def to_python(self, value):
        return value if value is None else self.clean_value(super().to_python(value))

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return self.clean_value(value) if isinstance(value, str) else value

    def pre_save(self, instance, add):
        value = super().pre_save(instance, add)
        if isinstance(value, str):
            value = self.clean_value(value)
            setattr(instance, self.attname, value)
            self.refuse_too_long(value)
        return value

    def refuse_too_long(self, value):
        if self.max_length and len(value) > self.max_length:
            label = self.verbose_name.capitalize()
            sentence = f"{label}: {len(value):,} characters, at most {self.max_length:,} fit."
            raise ValidationError({self.name: sentence})


class LineFormField(forms.CharField):
    """One line, cleaned before its length is judged or it is compared with other rows."""

    def to_python(self, value):
        return clean_line(super().to_python(value))


class TextFormField(forms.CharField):
    """Several lines, cleaned likewise."""

    widget = forms.Textarea

    def to_python(self, value):
        return clean_text(super().to_python(value))


class LineField(_Cleaned, models.CharField):
    """One line of text."""

    def __init__(self, *args, max_length=200, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)

    def clean_value(self, value):
        return clean_line(value)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": LineFormField, **kwargs})


class TextField(_Cleaned, models.TextField):
    """Several lines of text."""

    def __init__(self, *args, max_length=LONGEST_TEXT, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)

    def clean_value(self, value):
        return clean_text(value)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": TextFormField, "max_length": self.max_length, **kwargs})


class WebAddressField(_Cleaned, models.URLField):
    """An http or https address; a bare host typed in a form is read as https."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, *args, max_length=500, **kwargs):
        super().__init__(*args, max_length=max_length, **kwargs)

    def clean_value(self, value):
        return clean_line(value)

    def pre_save(self, instance, add):
        address = super().pre_save(instance, add)
        if address and scheme_of(address) not in {"", "http", "https"}:
            raise ValidationError({self.name: f"“{address[:80]}” is not an http or https address."})
        return address

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})


def scheme_of(address):
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return "unreadable"


class CleanJSONField(models.JSONField):
    """JSON whose strings are cleaned."""

    def to_python(self, value):
        return clean_json(super().to_python(value))

    def pre_save(self, instance, add):
        value = clean_json(super().pre_save(instance, add))
        setattr(instance, self.attname, value)
        return value


class WordsFormField(forms.CharField):
    """Words with commas between them, as a list."""

    def __init__(self, **kwargs):
        kwargs.pop("encoder", None), kwargs.pop("decoder", None)
        super().__init__(max_length=LONGEST_WORDS, **kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        words = [clean_line(word) for word in super().to_python(value).split(",")]
        return list(dict.fromkeys(word for word in words if word))

    def has_changed(self, initial, data):
        return self.to_python(data or "") != (initial or [])

    def validate(self, value):
        forms.Field.validate(self, value)

    def run_validators(self, value):
        super().run_validators(", ".join(value))


class WordsField(CleanJSONField):
    """A short list of lines, such as genres: stored as JSON, typed with commas; together at most LONGEST_WORDS."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def pre_save(self, instance, add):
        value = [clean_line(word) for word in getattr(instance, self.attname) or []]
        if (length := len(", ".join(value))) > LONGEST_WORDS:
            sentence = f"{self.verbose_name.capitalize()}: {length:,} characters, at most {LONGEST_WORDS:,} fit."
            raise ValidationError({self.name: sentence})
        setattr(instance, self.attname, value)
        return value

    def formfield(self, **kwargs):
        return models.Field.formfield(self, form_class=WordsFormField, **kwargs)
