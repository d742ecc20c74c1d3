"""Moments in the desk's templates."""

from django import template
from django.utils import timezone
from django.utils.html import format_html

from web import moments
from web.moments import own_zone, written

register = template.Library()


@register.simple_tag
def moment(value, own=True):
    """A moment as a <time>, in the desk's zone and that of whoever reads, where that is another."""
    return (
        format_html('<time class="moment" datetime="{}">{}</time>', value.isoformat(), written(value, own))
        if value
        else ""
    )


@register.simple_tag
def clock(value):
    """The time of a moment, where its day is told beside it, as `moment` gives it."""
    return format_html('<time class="moment" datetime="{}">{}</time>', value.isoformat(), moments.clock(value))


@register.simple_tag
def zones():
    """In which zone moments are typed, and for whoever works elsewhere what the time is here and there."""
    desk = timezone.get_default_timezone_name()
    if not own_zone():
        return f"Desk time, {desk}."
    return f"Desk time, {desk}: it is {written(timezone.now())} now."
