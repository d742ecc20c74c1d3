"""HTML of ours for pages elsewhere: no hook for style or script, no fold, and every address whole."""

import re

from django.conf import settings
from django.utils.safestring import mark_safe

# The tags that stay, each with the attributes it keeps. Of any other tag only what stands in it stays.
KEPT = {
    "a": {"href", "title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    **dict.fromkeys(("br", "caption", "code", "em", "figcaption", "figure", "h2", "h3", "h4", "hr", "li", "p"), ()),
    **dict.fromkeys(("s", "strong", "sub", "sup", "table", "tbody", "thead", "tr", "ul"), ()),
}
# Who said so stands on the story's page.
_TOLD = re.compile(r'<button [^<>]*class="told"[^<>]*>[^<]*</button><span popover [^<>]*>[^<]*</span>')
ADDRESSES = {"href", "src", "cite"}
# All text and all values in our HTML are escaped, so nothing but a tag looks like one.
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^<>]*)>")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
# The innermost fold; a cast in a fold has folds of its own.
_FOLD = re.compile(r'<details class="spoiler"><summary>([^<]*)</summary>(?:(?!<details)[\s\S])*?</details>')


def plain(html, here):
    """`html`, as articles/reading.py or a template makes it, for a feed or a program; `here` is its page's address.

    Of a fold stands what it says of itself, and where it opens.
    """
    html = _TOLD.sub("", html)
    instead = rf'<p>\1: <a href="{here}">read it on the site</a>.</p>'
    folds = html.count("<details")
    while folds:
        html, folds = _FOLD.subn(instead, html)
    return mark_safe(_TAG.sub(lambda found: _tag(*found.groups(), here), html.strip()))


def _tag(slash, name, attributes, here):
    if name not in KEPT:
        return ""
    if slash or not attributes:
        return f"<{slash}{name}>"
    kept = [(each, value) for each, value in _ATTRIBUTE.findall(attributes) if each in KEPT[name]]
    written = "".join(f' {each}="{whole(value, here) if each in ADDRESSES else value}"' for each, value in kept)
    return f"<{name}{written}>"


def whole(address, here):
    """An address as it stands on the page at `here`, so that it leads there from anywhere."""
    if address.startswith("#"):
        return here + address
    return settings.SITE_URL + address if address.startswith("/") else address
