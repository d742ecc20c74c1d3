"""The forms in which a live fact can stand in a sentence: label, sentence, short, date."""

from django.utils import timezone

from facts.reading import local_day
from facts.values import fact_type
from shows import answers

FORMS = {
    ("season", "status"): ("sentence", "label", "short"),
    ("season", "release"): ("label", "sentence"),
    ("season", "country_dates"): ("label",),
    ("season", "episode_order"): ("label", "short"),
    ("season", "final"): ("sentence",),
    ("season", "paused"): ("sentence",),
    ("season", "split"): ("sentence",),
    ("season", "cut_short"): ("sentence",),
    ("season", "moved_to"): ("label",),
    ("appearance", "standing"): ("label",),
    ("crew", "standing"): ("label",),
    ("person", "died"): ("label",),
}


def say(ref, subject, form, at=None):
    """The fact at `ref` of `subject` in words, as of `at` (default: now).

    A season comes from `facts.reading.with_answers`; an unknown form reads as the label. `date` gives the as-of date.
    """
    if form == "date":
        told = getattr(subject, "told", {}).get(ref.name)
        return answers.format_date(told.as_of) if told else ""
    if ref.kind == "season" and ref.name in SEASON:
        return SEASON[ref.name](subject, form, local_day(subject, at or timezone.now()))
    return fact_type(ref).printed(fact_type(ref).read(subject))


def _status(season, form, today):
    return {"sentence": season.answer, "short": season.short}.get(form, season.label)


def _release(season, form, today):
    return season.release_line if form == "sentence" else answers.release_label(season, today)


def _episode_order(season, form, today):
    if season.episode_order is None:
        return "number of episodes not announced" if form == "label" else ""
    return str(season.episode_order) if form == "short" else answers.episode_order_phrase(season.episode_order)


def _moved_to(season, form, today):
    return season.moved_to.name if season.moved_to else str(season.show.network or "")


def _flag(name):
    """A flag is said in a sentence: “yes” means nothing in the middle of one."""
    return lambda season, form, today: answers.flag_sentence(season, name, season.told)


SEASON = {"status": _status, "release": _release, "episode_order": _episode_order, "moved_to": _moved_to}
SEASON |= {name: _flag(name) for name in ("final", "paused", "split", "cut_short")}


def forms_of(kind, name):
    """The forms offered for a fact, the usual one first."""
    return (*FORMS[kind, name], "date") if kind == "season" else FORMS[kind, name]
