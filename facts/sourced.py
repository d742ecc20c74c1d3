"""Who said so, behind a mark that opens without script; and what gives a story away, which only a press unfolds."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe

# Open by hover and focus in style alone; a press opens it as a popover, which Escape or a press elsewhere closes.
SOURCED = (
    '<span class="sourced">{0}'
    '<button type="button" class="told" popovertarget="told-{1}" aria-label="Who said so">°</button>'
    '<span popover id="told-{1}" class="told-note">{2}</span></span>'
)
FOLDED = (
    '<span class="folded"><button type="button" class="spoiled" popovertarget="told-{1}">spoiler</button>'
    '<span popover id="told-{1}" class="told-note">{0}</span></span>'
)


def sourced(shown, told, key):
    """`shown` with the source and the days of `told`; `key` is like no other on the page."""
    return format_html(SOURCED, shown, key, told.note)


def folded(shown, told, key):
    """`shown`, which gives a story away, behind a press; with who said so where that is known."""
    note = format_html("{}. {}", shown, told.note) if told else shown
    return format_html(FOLDED, mark_safe(note), key)
