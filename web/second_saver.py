"""Two people saved the same form: their two texts side by side, and how to send what is chosen of them again."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser

from django import forms
from django.forms.models import ModelChoiceField, ModelMultipleChoiceField
from django.utils.choices import flatten_choices, normalize_choices

from web.rows import SEEN
from web.widgets import labels_of

# Words above which changed ones are not searched for: matching is quadratic at worst.
MOST_WORDS = 3000
# The button of the page that sends the choices, and, with a hyphen and the name of a Difference, each choice.
TAKE = "_take"
THEIRS, MINE, BOTH = "theirs", "mine", "both"


@dataclass(frozen=True)
class Difference:
    """One field as it is stored now (`theirs`) and as it was typed (`mine`).

    `name` is that of the choice between them, empty where there is none and mine is kept; `taken` is what is chosen
    already, `may_both` whether the two can stand together.
    """

    label: str
    theirs: str
    mine: str
    name: str = ""
    taken: str = ""
    may_both: bool = False

    def marked(self):
        """(theirs, mine), each as [(text, whether only this side says it)]."""
        theirs, mine = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (self.theirs, self.mine))
        if len(theirs) + len(mine) > MOST_WORDS:
            return [(self.theirs, False)], [(self.mine, False)]
        blocks = SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes()
        left = [("".join(theirs[a:b]), kind != "equal") for kind, a, b, _, _ in blocks if b > a]
        right = [("".join(mine[a:b]), kind != "equal") for kind, _, _, a, b in blocks if b > a]
        return left, right


def differences(form, formsets):
    """What the bound `form` and `formsets` would change in what is stored now."""
    return [*_of_form(form), *(each for formset in formsets for each in _of_rows(formset))]


def _of_form(form, before="", place=""):
    for name in form.changed_data:
        field = form.fields[name]
        theirs = shown(field, form.get_initial_for_field(field, name))
        choice = "" if isinstance(field, forms.FileField) else f"{place}{name}"  # a file cannot be sent again
        yield Difference(f"{before}{form[name].label}", theirs, shown(field, form[name].data), choice)


def _of_rows(formset):
    kind = str(formset.model._meta.verbose_name).capitalize()
    places = {form: f"{formset.prefix}-{number}-" for number, form in enumerate(_stored(formset))}
    for form in formset.forms:
        stored = form.instance.pk is not None
        if _deleted(form):
            if stored:
                choice = f"{places[form]}DELETE"
                yield Difference(f"{kind}: {form.instance}", str(form.instance), "(row removed)", choice)
        elif stored:
            yield from _of_form(form, f"{kind}, {form.instance}: ", places[form])
        elif form in formset.initial_forms or form.has_changed():
            theirs = "(row removed)" if form in formset.initial_forms else ""
            yield Difference(kind, theirs, typed_row(form))
    posted = {form.instance.pk for form in formset.initial_forms}
    for row in formset.get_queryset():
        if row.pk not in posted:
            yield Difference(kind, f"{row} (new row, stays)", "")


def _stored(formset):
    """The forms of rows that are there still, in the order in which `resubmission` numbers them."""
    return [form for form in formset.initial_forms if form.instance.pk is not None]


def _deleted(form):
    return bool(form.data.get(form.add_prefix("DELETE")))


def typed_row(form):
    """A new row in one line: "Title: Now at Our School, Kind: also known as"."""
    names = [name for name in form.fields if name not in {"id", "DELETE", SEEN} and not form[name].is_hidden]
    said = ((form[name].label, shown(form.fields[name], form[name].data)) for name in names)
    return ", ".join(f"{label}: {text}" for label, text in said if text)


def shown(field, value):
    """The value of a form field, stored or as posted, as people read it."""
    if isinstance(field, ModelChoiceField):
        values = value if isinstance(field, ModelMultipleChoiceField) else [value]
        keys = [str(field.prepare_value(each)) for each in values or [] if each not in (None, "")]
        labels = labels_of(field, keys)
        return ", ".join(str(labels.get(key, key)) for key in keys)
    if isinstance(field, forms.ChoiceField):
        words = {str(key): str(label) for key, label in flatten_choices(normalize_choices(field.choices))}
        values = value if isinstance(value, list | tuple) else [value]
        return ", ".join(words.get(str(each), str(each)) if each not in (None, "") else "" for each in values)
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    if isinstance(field, forms.FileField):
        return str(getattr(value, "name", value) or "")
    return _plain(field, value)


def _plain(field, value):
    if isinstance(field.widget, forms.MultiWidget) and not isinstance(value, list | tuple):
        value = field.widget.decompress(value)
    if isinstance(value, list | tuple) and isinstance(field.widget, forms.MultiWidget):
        parts = zip(field.widget.widgets, value, strict=False)
        return " ".join(str(widget.format_value(each) or "") for widget, each in parts).strip()
    return str(field.widget.format_value(field.prepare_value(value)) or "").replace("\r\n", "\n")


def with_theirs(post, unbound):
    """A copy of `post` in which each field for which theirs was chosen is as one of the `unbound` forms holds it."""
    data = post.copy()
    for field in _chosen(post, unbound) if post.get(TAKE) != MINE else ():
        for sent, values in as_sent(field).items():
            data.setlist(sent, values)
    for name in [name for name in data if name.startswith(TAKE)]:
        del data[name]
    return data


def _chosen(post, unbound):
    """The fields for which theirs was chosen; of a row that is not to be removed, all."""
    for form in unbound:
        chosen = [name for name in form.fields if post.get(f"{TAKE}-{form.add_prefix(name)}") == THEIRS]
        yield from (form[name] for name in (form.fields if "DELETE" in chosen else chosen))


def rows_as_stored(post, formsets):
    """The forms of the unbound `formsets` whose rows `post` names, each under the number that its row has there."""
    for formset in formsets:
        by_key = {str(form.instance.pk): form for form in formset.initial_forms}
        for number in range(len(by_key)):
            place = f"{formset.prefix}-{number}"
            if form := by_key.get(post.get(f"{place}-{formset.model._meta.pk.name}")):
                form.prefix = place
                yield form


def as_sent(field):
    """What a browser sends of a bound field when nobody touches it: {name: [values]}, none for an empty tick."""
    controls = _Controls()
    controls.feed(str(field))
    controls.close()
    return controls.sent


class _Controls(HTMLParser):
    def __init__(self):
        super().__init__()
        self.sent, self.text_of, self.select = {}, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name, kind = attrs.get("name"), attrs.get("type")
        if tag == "option" and self.select and "selected" in attrs:
            self.sent[self.select].append(attrs.get("value", ""))
        if not name:
            return
        values = self.sent.setdefault(name, [])
        if tag == "textarea":
            self.text_of = name
            values.append("")
        elif tag == "select":
            self.select = name
        elif tag == "input" and (kind not in {"checkbox", "radio"} or "checked" in attrs):
            values.append(attrs.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data):
        if self.text_of:
            self.sent[self.text_of][-1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.text_of:
            # The first newline is the markup's own.
            text = self.sent[self.text_of][-1]
            self.sent[self.text_of][-1] = text.removeprefix("\r\n").removeprefix("\n")
            self.text_of = None
        elif tag == "select":
            self.select = None


def resubmission(post, formsets):
    """A copy of `post` fit to be sent again: rows that are gone meanwhile come back as new ones.

    Django reads the first INITIAL_FORMS rows as stored ones, so the others move behind them.
    """
    data = post.copy()
    for name in [name for name in data if name == "csrfmiddlewaretoken" or name.startswith(TAKE)]:
        del data[name]
    for formset in formsets:
        _renumber(data, formset)
    return data


def _renumber(data, formset):
    prefix, key = formset.prefix, formset.model._meta.pk.name
    stored = _stored(formset)
    others = [form for form in formset.forms if form not in stored and not _deleted(form)]
    rows = [_take_row(data, form.prefix) for form in stored], [_take_row(data, form.prefix) for form in others]
    for form in formset.forms:
        _take_row(data, form.prefix)  # what was removed by both
    for form, row in zip(stored, rows[0], strict=True):
        if SEEN in form.fields:
            row[SEEN] = [str(form.instance.version)]
    for row in rows[1]:
        row[key] = [""]
    for number, row in enumerate([*rows[0], *rows[1]]):
        for name, values in row.items():
            data.setlist(f"{prefix}-{number}-{name}", values)
    data[f"{prefix}-TOTAL_FORMS"] = str(len(rows[0]) + len(rows[1]))
    data[f"{prefix}-INITIAL_FORMS"] = str(len(stored))


def _take_row(data, prefix):
    """The posted fields of one row, taken out of `data`."""
    names = [name for name in data if name.startswith(f"{prefix}-")]
    return {name.removeprefix(f"{prefix}-"): data.pop(name) for name in names}
