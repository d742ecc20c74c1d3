"""Moments as people of the desk type and read them: in the desk's time zone, and where theirs is another, in both.

What a wall clock shows is no moment yet: once a year an hour of it comes twice, and once an hour is left out.
"""

from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join

# The zone of whoever is being answered, "" for the desk's own: set for each page of the desk, forgotten at the next
# request. Nothing that several people read may be written in it.
OWN = ContextVar("own_zone", default="")
TIME = "%H:%M"
CLOCK = f"%-d %B %Y, {TIME}"
TYPED = "%Y-%m-%dT%H:%M"
WHICH = ("earlier", "later")


known_zones = cache(available_timezones)  # which reads a folder


def zones():
    """[(name, label)] of every zone there is, the desk's own first."""
    desk = timezone.get_default_timezone_name()
    return [("", f"the desk’s own, {desk}"), *((name, name.replace("_", " ")) for name in sorted(known_zones()))]


def answer_in(zone):
    """Write moments in `zone` too, until `answer_in` is called again; "" is the desk's."""
    OWN.set(zone if zone and zone in known_zones() else "")


def own_zone():
    """The name of the zone of whoever is being answered, or "" where it is the desk's."""
    zone = OWN.get()
    return "" if zone == timezone.get_default_timezone_name() else zone


def written(moment, own=True):
    """Such as “12 November 2026, 10:00”, and for whoever works elsewhere “… 10:00 (Asia/Seoul: 19:00)”.

    Without `own` in the desk's zone alone, for what others read too. An hour that comes twice has its zone's letters.
    """
    here = timezone.localtime(moment, timezone.get_default_timezone())
    return _on_the_clock(here, CLOCK) + (_elsewhere(moment, here) if own else "")


def clock(moment):
    """Likewise the time alone, where the day is told beside it."""
    here = timezone.localtime(moment, timezone.get_default_timezone())
    return _on_the_clock(here, TIME) + _elsewhere(moment, here)


def _elsewhere(moment, here):
    """What the clocks of whoever is being answered show, in brackets; "" where they show the desk's time."""
    if not own_zone():
        return ""
    there = moment.astimezone(ZoneInfo(own_zone()))
    other_day = "" if there.date() == here.date() else f"{there:%-d %B}, "
    return f" ({own_zone()}: {other_day}{_on_the_clock(there, TIME)})"


def _on_the_clock(local, form):
    twice = len(readings(local.replace(tzinfo=None), local.tzinfo)) == 2
    return local.strftime(f"{form} %Z" if twice else form)


def readings(wall, zone):
    """The moments at which clocks of `zone` show `wall`, in order: one, two, or none.

    Raises OverflowError at either end of time.
    """
    found = {wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in found if moment.astimezone(zone).replace(tzinfo=None) == wall)


def around(wall, zone):
    """(last moment before, first after) of the gap in which `wall` lies, shifted by its length."""
    return sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC).astimezone(zone) for fold in (0, 1))


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a day and a time; for a time that comes twice it asks which of the two."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format=TYPED)

    def value_from_datadict(self, data, files, name):
        typed, which = super().value_from_datadict(data, files, name), data.get(f"{name}-which")
        return f"{typed} {which}" if typed and which in WHICH else typed

    def format_value(self, value):
        if isinstance(value, datetime) and len(readings(value, timezone.get_default_timezone())) == 2:
            return f"{super().format_value(value)} {WHICH[value.fold]}"
        return super().format_value(value)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        typed, _, chosen = split(context["widget"]["value"] or "")
        context["widget"]["value"] = typed or None
        if own_zone():
            context["widget"]["attrs"] |= {"data-desk": timezone.get_default_timezone_name(), "data-own": own_zone()}
        return {**context, "chosen": chosen, "twice": twice(typed)}

    def render(self, name, value, attrs=None, renderer=None):
        context = self.get_context(name, value, attrs)
        drawn = self._render(self.template_name, context, renderer)
        if not context["twice"]:
            return drawn
        choices = format_html_join(
            "", '<label><input type="radio" name="{}-which" value="{}"{}> {}</label>',
            (
                (name, word, " checked" if word == context["chosen"] else "", f"{moment:%H:%M %Z}, the {word}")
                for word, moment in zip(WHICH, context["twice"], strict=True)
            ),
        )  # fmt: skip
        return format_html(
            '{}<span class="which" role="radiogroup" aria-label="Which of the two">{}</span>', drawn, choices
        )


def split(typed):
    """(wall clock, " ", "earlier" or "later") of a value of the widget; the last two are "" where it says neither."""
    before, between, last = typed.strip().rpartition(" ")
    return (before, between, last) if last in WHICH else (typed.strip(), "", "")


def twice(typed):
    """Both moments of a wall clock of the desk that comes twice, in the desk's zone; else an empty list."""
    zone = timezone.get_default_timezone()
    try:
        wall = parse_datetime(typed)
        found = readings(wall, zone) if wall and timezone.is_naive(wall) else []
    except (ValueError, OverflowError):
        return []
    return [moment.astimezone(zone) for moment in found] if len(found) == 2 else []


class MomentField(forms.DateTimeField):
    """A moment, typed as the desk's clocks show it. What they never show, or show twice, is asked back."""

    widget = MomentInput

    def to_python(self, value):
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        typed, _, which = split(value)
        try:
            wall = parse_datetime(typed) or super(forms.DateTimeField, self).to_python(typed)
            return wall if timezone.is_aware(wall) else the_moment(wall, which)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


def the_moment(wall, which=""):
    """The moment at which the desk's clocks show `wall`, the one called `which` of two. Raises ValidationError.

    In UTC: Python finds a time of an hour that comes twice equal to none of another zone.
    """
    zone = timezone.get_default_timezone()
    found = readings(wall, zone)
    if len(found) == 1:
        return found[0]
    if not found:
        before, after = around(wall, zone)
        raise ValidationError(
            f"No clock in {zone} shows {wall:%H:%M} on {wall:%-d %B %Y}: they are put forward. "
            f"Choose {before:%H:%M %Z} or {after:%H:%M %Z}.",
            code="never",
        )
    if which not in WHICH:
        one, other = (moment.astimezone(zone) for moment in found)
        raise ValidationError(
            f"Clocks in {zone} show {wall:%H:%M} twice on {wall:%-d %B %Y}, as they are put back: "
            f"choose {one:%H:%M %Z} or {other:%H:%M %Z}.",
            code="twice",
        )
    return found[WHICH.index(which)]
