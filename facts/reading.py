"""Facts for readers: who said what of a season, and its answer in a sentence."""

from collections import defaultdict
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils import timezone

from facts.history import printed
from facts.models import DIFFERS, Fact
from facts.values import FACTS
from shows import answers
from shows.answers import Told, format_date
from shows.models import Season
from shows.words import SeasonStatus
from web.prepared import prepared

# Who told a fact, seen from it.
TOLD = ["source__publisher", "as_of", "checked", *DIFFERS]
UNDECIDED = {SeasonStatus.AWAITING, SeasonStatus.IN_DEVELOPMENT}


@prepared
def facts_of(seasons):
    return Fact.objects.of_seasons(seasons)


@prepared
def decided_of(shows):
    decided = Season.objects.filter(show__in=shows).exclude(status__in=UNDECIDED)
    return decided.order_by().values_list("show", "number")


def with_answers(seasons, at=None, *, whole=(), decided=None):
    """`seasons` as a list, each with `told`, `answer`, `label`, `short` and `release_line` as of `at`.

    Their show, its network and `moved_to` must be at hand already. One query, and a second where a complete season's
    successor is not among them; `whole` names the shows, by key, all of whose seasons are. Whoever has {show: the
    highest number that is decided} of those shows gives it as `decided`.
    """
    seasons = list(seasons)
    told = defaultdict(dict)
    for season, name, publisher, as_of, checked, *other in facts_of([season.pk for season in seasons]):
        told[season][name] = Told(publisher or "", as_of, checked, differing("season", name, *other))
    decided = _decided_after(seasons, whole) if decided is None else decided
    for season in seasons:
        put_answer(season, told[season.pk], at, followed=decided.get(season.show_id, 0) > season.number)
    return seasons


def differing(kind, name, said, as_of, publisher):
    """What a source says that differs from ours, in words; "" where none does."""
    if as_of is None:
        return ""
    words = printed(kind, name, said, networks={}, people={})
    return f"{publisher or 'another source'}, {format_date(as_of)}: {FACTS[kind][name].label} {words}"


def told_standing(kind, publisher, as_of, checked, *differs):
    """The Told of the standing of an appearance or of crew (`kind`), from TOLD; None where it was never recorded."""
    return Told(publisher or "", as_of, checked, differing(kind, "standing", *differs)) if as_of else None


def with_told(appearances):
    """`appearances` with who told their standing, for `put_told`. It is their only fact: one row at most is joined."""
    return appearances.annotate(**{f"told_{place}": F(f"facts__{name}") for place, name in enumerate(TOLD)})


def put_told(appearance):
    """Put on an appearance of `with_told` its `told`, a Told or None."""
    appearance.told = told_standing("appearance", *(getattr(appearance, f"told_{place}") for place in range(len(TOLD))))


def told_of(fact):
    """The Told of a fact with its source, and what differs with its report, at hand."""
    other = fact.differs and fact.differs.report
    said = (
        (fact.differs.said, other.as_of, other.preferred and other.preferred.publisher) if other else (None, None, "")
    )
    return Told(fact.publisher, fact.as_of, fact.checked, differing(fact.ref.kind, fact.name, *said))


def put_answer(season, told, at=None, *, followed=False):
    """Put on `season` what pages say of it as of `at`; `told` is {fact name: Told} of what was recorded of it.

    `followed`: a later season has been decided.
    """
    now = (at or timezone.now()).astimezone(zone_of(season))
    today = now.date()
    season.told = told
    season.differs = [each.differs for each in told.values() if each.differs]
    season.answer = answers.answer(season, season.told, today=today, now_time=now.time(), followed=followed)
    season.label = answers.label(season, today=today)
    season.short = answers.short(season, today=today)
    season.release_line = answers.release_sentence(season, season.told, today, now.time())


def _decided_after(seasons, whole):
    """{show key: the highest number of a season that was decided}, as far as a complete season here needs it."""
    highest = defaultdict(int)
    for season in seasons:
        if season.status not in UNDECIDED:
            highest[season.show_id] = max(highest[season.show_id], season.number)
    unsure = {
        s.show_id for s in seasons if s.status == SeasonStatus.COMPLETE and s.number and highest[s.show_id] == s.number
    }
    if unsure := unsure - set(whole):
        for show_id, number in decided_of(unsure):
            highest[show_id] = max(highest[show_id], number)
    return highest


def local_day(season, at=None):
    """The day `at` (default: now) falls on where the season is released; else at the desk."""
    return (at or timezone.now()).astimezone(zone_of(season)).date()


def zone_of(season):
    """The season's own time zone; the desk's where it has none, or one nobody knows."""
    try:
        return ZoneInfo(season.time_zone) if season.time_zone else timezone.get_default_timezone()
    except (ValueError, OSError, KeyError):
        return timezone.get_default_timezone()
