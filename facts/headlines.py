"""A report in the words of a headline: "Hallow Parish: season 3 renewed, 8 episodes"."""

from collections import defaultdict
from types import SimpleNamespace

from facts.history import printed
from shows.answers import episode_order_phrase, label
from shows.phrases import release_phrase
from shows.windows import Window
from shows.words import SeasonStatus

# What is told first of a season.
ORDER = ("status", "release", "final", "paused", "moved_to", "cut_short", "split", "episode_order", "country_dates")
FLAGS = {
    "final": ("to be the last", "not to be the last"),
    "paused": ("on hold", "no longer on hold"),
    "split": ("released in parts", "not released in parts"),
    "cut_short": ("pulled mid-run", "not pulled mid-run"),
}
SUBJECTS = 2  # named in a headline


def headline(moves):
    """The headline of one report; `moves` are its rows (facts.announced.ROW) in their order."""
    together = defaultdict(list)
    for row in moves:
        together[row["season"], row["appearance"], row["crew"], row["person"]].append(row)
    phrases = [(rows[0]["title"], f"{subject(rows[0])} {', '.join(said(rows))}") for rows in together.values()]
    more = f" and {len(phrases) - SUBJECTS} more" if len(phrases) > SUBJECTS else ""
    return "; ".join(with_shows(phrases[:SUBJECTS])) + more


def with_shows(phrases):
    """Each with its show before it, unless the one before named it."""
    named = ""
    for show, phrase in phrases:
        yield f"{show}: {phrase}" if show and show != named else phrase
        named = show


def subject(row):
    """ "season 3", "Cho Yi-hyun (season 3)", "Cho Yi-hyun" """
    person = row["player"] or row["maker"] or row["person_name"]
    numbers = (row["season_number"], row["appearance_number"], row["crew_number"])
    number = next((number for number in numbers if number is not None), None)
    season = None if number is None else f"season {number}" if number else "specials"
    return " ".join(filter(None, [person, f"({season})" if person and season else season]))


def said(moves):
    """What is said of one subject, as words that follow its name."""
    values = {row["name"]: row["said"] for row in moves}
    day = values.get("release") if values.get("status") == SeasonStatus.DATED else None
    for row in sorted(moves, key=lambda row: ORDER.index(row["name"]) if row["name"] in ORDER else len(ORDER)):
        if row["name"] != "release" or not (day and is_day(day)):  # else the status says it
            yield SAYS[row["name"]](row, day)


def is_day(value):
    return Window.from_json(value).is_day


def status(row, day):
    show = SimpleNamespace(form=row["form"])
    release = Window.from_json(day) if day else None
    season = SimpleNamespace(status=row["said"], paused=False, number=row["season_number"], release=release, show=show)
    words = label(season)
    return words[0].lower() + words[1:]


def release(row, day):
    return release_phrase(Window.from_json(row["said"]), row["as_of"]) if row["said"] else "no release date"


def flag(row, day):
    return FLAGS[row["name"]][0 if row["said"] else 1]


def moved_to(row, day):
    if row["said"] is None:
        return "not moved"
    named = printed("season", "moved_to", row["said"], {row["network"]: row["network_name"]}, {})
    return f"now on {named}"


def standing(row, day):
    if row["spoiler"]:
        return "standing (spoiler)"
    return printed("appearance", "standing", row["said"], {}, {row["successor"]: row["successor_name"]})


def died(row, day):
    return f"died {printed('person', 'died', row['said'], {}, {})}" if row["said"] else "not known to have died"


def country_dates(row, day):
    return "dates by country" if row["said"] else "no dates by country"


SAYS = {"status": status, "release": release, "moved_to": moved_to, "standing": standing, "died": died}
SAYS["country_dates"] = country_dates
SAYS |= {"episode_order": lambda row, day: episode_order_phrase(row["said"]), **dict.fromkeys(FLAGS, flag)}
