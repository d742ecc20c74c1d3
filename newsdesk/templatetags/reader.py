"""What the readers' templates need beyond Django's own: pictures, and data for machines."""

import json
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from facts.sourced import sourced
from pictures import renditions
from shows.answers import format_date, standing_phrase
from shows.words import Standing
from web.addresses import address

register = template.Library()

# As django.utils.html.json_script: nothing in the data can end the script element it stands in.
_HARMLESS = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def focus(picture):
    """The classes that keep the focal point in view when a picture is cropped, on a grid of five by five."""
    return f"fx{min(4, int(picture.focal_x * 5))} fy{min(4, int(picture.focal_y * 5))}"


@register.simple_tag
def picture(picture, sizes, lazy=True):
    """A <picture> with every rendition; `sizes` as HTML has it. Nothing where there is none, or none we may show."""
    if not picture or picture.expired:
        return ""
    name, width = str(picture.file), picture.width
    sources, src = files_of(name, width)
    return format_html(
        '<picture>{}<img src="{}" alt="{}" width="{}" height="{}" class="{}"{}></picture>',
        format_html_join(
            "", '<source type="{}" srcset="{}" sizes="{}">', ((mime, srcset, sizes) for mime, srcset in sources)
        ),
        src,
        picture.alt,
        width,
        picture.height,
        focus(picture),
        mark_safe(' loading="lazy"' if lazy else ' fetchpriority="high"'),
    )


@lru_cache(maxsize=1000)
def files_of(name, width):
    """(sources, src) of a picture, which follow from its name alone. Kept, as addresses of files are dear to make."""
    return renditions.sources(name, width), renditions.address(name, renditions.middle_width(width), "jpg")


@register.simple_tag
def thumbnail(picture, alt=None):
    """The smallest rendition alone, for lists: `alt` is "" where the words beside it say the same."""
    if not picture or picture.expired:
        return ""
    alt = picture.alt if alt is None else alt
    return smallest(str(picture.file), picture.width, picture.height, alt, focus(picture))


@lru_cache(maxsize=1000)
def smallest(name, width, height, alt, focus):
    """Kept, because lists show the same pictures again and again, and addresses are dear to make."""
    kept = renditions.widths(width)[0]
    return format_html(
        '<picture><source type="image/webp" srcset="{}">'
        '<img src="{}" alt="{}" width="{}" height="{}" class="{}" loading="lazy"></picture>',
        renditions.address(name, kept, "webp"),
        renditions.address(name, kept, "jpg"),
        alt,
        width,
        height,
        focus,
    )


@register.filter
def day(value):
    """A date, or the desk's day of a moment, in house style: "6 June 2022"."""
    return format_date(local(value)) if value else ""


@register.simple_tag
def time(value):
    """A date or a moment as a <time>, in house style and for machines."""
    value = local(value)
    return mark_safe(f'<time datetime="{value.isoformat()}">{format_date(value)}</time>')  # figures and names of months


@register.simple_tag
def by(story):
    """Who signed a Card, with links: "By Mina Frost, Jo Roe and Ines Carrow"; nothing where nobody did."""
    names = [format_html('<a href="{}">{}</a>', address, name) for name, address in story.signed]
    said = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    return mark_safe(f"By {said}" if said else "")


@register.filter
def iso(value):
    """A date or a moment for machines."""
    return local(value).isoformat() if value else ""


def local(value):
    return timezone.localtime(value) if isinstance(value, datetime) else value


@register.filter
def as_json(data):
    """`data` as JSON that may stand in a <script>; such a data block is never executed, so it needs no nonce."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_HARMLESS))


@register.simple_tag
def standing(appearance):
    """How sure it is that somebody is in a season, folded where it gives the story away. Nothing, once it can be seen.

    `appearance` is an Appearance with its `recast_by`, or a row of newsdesk.people.appearances_of().
    """
    row = appearance if isinstance(appearance, dict) else as_row(appearance)
    if row["standing"] == Standing.UNKNOWN and row.get("begun"):
        return ""
    said = format_html('<span class="standing" data-standing="{}">{}</span>', row["standing"], phrase(row))
    told = row.get("told")
    if told and row["standing"] != Standing.UNKNOWN:
        said = sourced(said, replace(told, differs=""), row["pk"])  # which is said in the open, below
    if told and told.differs:
        said = format_html('{} <span class="note">Reports differ. {}.</span>', said, told.differs)
    if row["standing_is_spoiler"]:
        return format_html('<details class="spoiler"><summary>Standing (spoiler)</summary>{}</details>', said)
    return said


def as_row(appearance):
    by = appearance.recast_by
    return {
        "standing": appearance.standing,
        "standing_is_spoiler": appearance.standing_is_spoiler,
        "begun": appearance.season.has_begun,
        "told": getattr(appearance, "told", None),
        "pk": getattr(appearance, "note_key", appearance.pk),
        "recast_by__name": by and by.name,
        "recast_by__slug": by and by.slug,
    }


def phrase(row):
    """The standing in words; whoever took over is linked."""
    if not row["recast_by__slug"]:
        return standing_phrase(row["standing"]).capitalize()
    return format_html(
        'Recast, now <a href="{}">{}</a>', address("person", row["recast_by__slug"]), row["recast_by__name"]
    )
