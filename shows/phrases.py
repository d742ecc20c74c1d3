"""Small phrases of the house English: dates and times, when a window is due, a standing, a number of episodes."""

from datetime import time

from shows.spans import format_date
from shows.words import Certainty, Precision, Standing

__all__ = ["episode_order_phrase", "format_date", "format_time", "release_phrase", "standing_phrase", "tense", "when"]


def release_phrase(window, today):
    """ "expected late 2026", "due on 27 October 2026" (a confirmed day), "due today", "was due in late 2025"."""
    state = window.state(today)
    if state == "past":
        return f"was due {when(window)}"
    if not window.is_day:
        needs_preposition = window.precision == Precision.HALF or window.shown().startswith(("the ", "Christmas"))
        return f"expected {when(window) if needs_preposition else window.shown()}"
    word = "due" if window.certainty == Certainty.CONFIRMED else "expected"
    return f"{word} today" if state == "now" else f"{word} {when(window)}"


def when(window):
    """The window with its preposition: on 27 October 2026, in late 2025, between 3 and 9 March 2026."""
    shown = window.shown()
    if window.is_day:
        return f"on {shown}"
    if window.precision == Precision.HALF:
        return f"in the {shown}"
    if window.precision == Precision.RANGE and shown == window.printed():
        return f"between {shown.replace(' to ', ' and ')}"
    if shown.startswith(("by ", "before ", "between ", "from ", "later ", "no later ", "not later ")):
        return shown
    return f"at {shown}" if shown.startswith("Christmas") else f"in {shown}"


def tense(day, today, *, aired=False):
    """The verb for a premiere day: "premieres on", "premieres today", "premiered on", "was due on"."""
    if day > today:
        return "premieres on"
    if day == today:
        return "premiered today" if aired else "premieres today"
    return "premiered on" if aired else "was due on"


def standing_phrase(standing, recast_by_name=None):
    """Whether somebody is in it: "confirmed", "not returning", "recast, now Kim Min-ha"."""
    if standing == Standing.RECAST and recast_by_name:
        return f"recast, now {recast_by_name}"
    return _STANDINGS[standing]


_STANDINGS = {
    Standing.CONFIRMED: "confirmed",
    Standing.EXPECTED: "expected",
    Standing.UNCONFIRMED: "not confirmed",
    Standing.UNLIKELY: "unlikely",
    Standing.NOT_RETURNING: "not returning",
    Standing.RECAST: "recast",
    Standing.UNKNOWN: "not known",
}


def episode_order_phrase(number):
    """ "8 episodes", "1 episode", "number of episodes not announced"."""
    if number is None:
        return "number of episodes not announced"
    return f"{number} episode{'' if number == 1 else 's'}"


def format_time(at, zone=""):
    """The house style for a time: 9pm, 9.30pm, noon, midnight; with the zone's city, "9pm Seoul time"."""
    named = {time(0): "midnight", time(12): "noon"}.get(at.replace(second=0, microsecond=0))
    minutes = f".{at.minute:02}" if at.minute else ""
    clock = named or f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"
    city = zone.rpartition("/")[2].replace("_", " ")
    if not city:
        return clock
    return f"{clock} {city}" if city in {"UTC", "GMT"} else f"{clock} {city} time"
