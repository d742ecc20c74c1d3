"""One TVmaze answer brought in: a show with whatever is embedded in it, or a list of a show's episodes.

Every record is its own attempt: what is wrong with one keeps only that one out. A show matches one already here by its
TVmaze id, then by its IMDb id, a person by the TVmaze id alone; never by a title or a name.
"""

from collections import defaultdict

from django.utils import timezone

from facts.refs import FactRef
from imports import tvmaze_reading as reading
from imports.models import Brought
from imports.tvmaze_bringing import UPDATED, Scene
from imports.tvmaze_dates import as_values, dates_id, gather
from imports.tvmaze_differences import put_forward
from imports.tvmaze_facts import NAMES, Telling, as_of, desk_has_spoken, put_override, read_the_end, wanted
from imports.tvmaze_reading import BadRecord
from imports.tvmaze_seasons import bring_episodes, bring_seasons
from imports.tvmaze_status import finale, season_status
from people.models import Person
from shows.models import CastMember, Character, Network, Season, Show
from shows.words import Role
from web.outbox import touch

Kind = Brought.Kind


def bring_show(bringing, raw, now=None):
    """A show and what is embedded in it; raises BadRecord when the show itself cannot go in."""
    now = now or timezone.now()
    record = reading.show(reading.a_mapping(raw, "it"), now)
    seasons, episodes, cast = (reading.embedded(raw, key) for key in ("seasons", "episodes", "cast"))
    _look_up(bringing, raw, record, seasons or [], episodes or [], cast or [])
    _bring_networks(bringing, raw, record)
    pk = bringing.bring(record, lambda: find_show(record))
    if pk is None:
        return
    before = bringing.before(Kind.SHOW, record.external_id)
    word = before.values["word"] if before.updated == record.updated else record.known["word"]
    scene = Scene(bringing, pk, record.external_id, record.updated, word)
    numbers = bring_seasons(scene, seasons or [])
    numbers |= bring_episodes(scene, episodes or [], numbers)
    bring_cast(scene, cast or [], now)
    finish(scene, numbers)


def bring_list(bringing, show_id, raws):
    """A bare list of episodes of a show, read as of that show's own record: a list has no date of its own."""
    show = bringing.before(Kind.SHOW, str(show_id))
    if show is None or bringing.is_gone(show):
        raise BadRecord(f"TVmaze's show {show_id} has not been brought in: import the show first")
    scene = Scene(bringing, show.object_id, str(show_id), show.updated, show.values["word"])
    bringing.look_up((Kind.EPISODE, number) for raw in raws if (number := reading.id_of(raw)))
    finish(scene, bring_episodes(scene, raws, set()))


def _look_up(bringing, raw, record, seasons, episodes, cast):
    """Read what all records of the answer brought before in a few queries."""
    show_id = record.external_id
    keys = [(Kind.SHOW, show_id)]
    keys += [(kind, reading.id_of(network)) for kind, network in reading.networks(raw)]
    keys += [(Kind.SEASON, reading.id_of(season)) for season in seasons]
    keys += [(Kind.EPISODE, reading.id_of(episode)) for episode in episodes]
    for entry in cast:
        entry = entry if isinstance(entry, dict) else {}
        person, character = reading.id_of(entry.get("person")), reading.id_of(entry.get("character"))
        keys += [(Kind.PERSON, person), (Kind.CHARACTER, f"{show_id}/{character}")]
        keys += [(Kind.CAST, f"{show_id}/{person}/{character or 0}")]
    bringing.look_up((kind, external_id) for kind, external_id in keys if external_id)


# --- The show and its networks ---


def find_show(record):
    """The show already here that the record means: by its TVmaze id, else by its IMDb id; else None."""
    number, imdb = record.values["tvmaze_id"], record.values.get("imdb_id")
    found = (
        Show.objects.filter(tvmaze_id=number).first() or (imdb and Show.objects.filter(imdb_id=imdb).first()) or None
    )
    if found and found.tvmaze_id not in {None, number}:
        raise BadRecord(f"its IMDb id {imdb} is that of {found}, which is TVmaze's show {found.tvmaze_id}")
    return found


def _bring_networks(bringing, raw, record):
    """The show's networks; the first of them is the one it is filed under."""
    given = reading.networks(raw)
    pks = []
    for kind, network in given:
        with bringing.attempt(kind, reading.label_of(kind, network)):
            found = reading.network(kind, network, record.updated)
            column = "tvmaze_network_id" if kind == Kind.NETWORK else "tvmaze_channel_id"
            number = found.values[column]
            pks.append(bringing.bring(found, lambda c=column, n=number: Network.objects.filter(**{c: n}).first()))
    if (pks and len(pks) == len(given)) or (not given and {"network", "webChannel"} <= raw.keys()):
        record.values["network_id"] = pks[0] if pks else None


# --- Cast ---


def bring_cast(scene, raws, now):
    """The show's cast in its order. It says nothing of single seasons, so nobody appears in one by it."""
    for position, raw in enumerate(raws[: reading.LARGEST_SMALL]):
        _bring_entry(scene, raw if isinstance(raw, dict) else {}, position, now)


def _bring_entry(scene, entry, position, now):
    """One line of the cast: its person and its character are records of their own, and go in without it too."""
    attempt, played, role = scene.bringing.attempt, entry.get("character"), None
    person = character = None
    with attempt(Kind.PERSON, reading.label_of(Kind.PERSON, entry.get("person"))):
        person = _bring_person(scene, entry, now)
    with attempt(Kind.CAST, f"cast of show {scene.show_id}, line {position + 1}"):
        role = reading.role(entry)
    is_part = played is not None and role != Role.SELF
    if is_part:
        with attempt(Kind.CHARACTER, reading.label_of(Kind.CHARACTER, played)):
            character = _bring_character(scene, entry)
    if person and role is not None and bool(character) == is_part:
        _bring_member(scene, entry, position, role, person, character)


def _bring_person(scene, entry, now):
    record = reading.person(entry.get("person"), scene.updated, now)
    return scene.bringing.bring(record, lambda: Person.objects.filter(tvmaze_id=record.values["tvmaze_id"]).first())


def _bring_character(scene, entry):
    record = reading.character(entry["character"], scene.show_id, scene.updated)
    number = record.values["tvmaze_id"]
    return scene.bringing.bring(
        record, lambda: Character.objects.filter(show=scene.pk, tvmaze_id=number).first(), show_id=scene.pk
    )


def _bring_member(scene, entry, position, role, person, character):
    played = entry["character"]["id"] if character else 0
    external_id = f"{scene.show_id}/{entry['person']['id']}/{played}"
    record = reading.Record(Kind.CAST, external_id, "", scene.updated, {"role": str(role), "position": position})
    part = {"show_id": scene.pk, "person_id": person, "character_id": character}
    with scene.bringing.attempt(Kind.CAST, str(record)):
        scene.bringing.bring(record, lambda: CastMember.objects.filter(**part).first(), **part)


# --- What follows ---


def finish(scene, numbers):
    """Tell the ledger what the dates of these seasons come to, settle the end, have the edge forget what changed."""
    bringing = scene.bringing
    bringing.save()
    new, known = _read_dates(scene, numbers)
    is_news, may_differ = bool(new) or bringing.has_news, desk_has_spoken(scene.pk)
    for day in sorted(new):
        _tell(scene, new[day], day)
    for day in sorted(known) if may_differ else ():
        put_forward(_telling(scene), known[day], day, about=_dated_facts(known[day]))
    if is_news or may_differ:
        _settle_end(scene, is_news)
    bringing.save()
    touch(*keys_of(scene))


def _read_dates(scene, numbers):
    """({day: {season key: wanted values}}, the same) that the dates of these seasons come to: new, and told before."""
    new, known = defaultdict(dict), defaultdict(dict)
    dates = gather(scene.pk) if numbers else {}
    pks = dict(Season.objects.filter(show=scene.pk).values_list("number", "pk")) if dates else {}
    for number in sorted(numbers & dates.keys()):
        moment, word, is_new = _note_dates(scene, dates[number], pks[number])
        day = as_of(moment)
        status = season_status(word, dates[number], list(dates.values()), day)
        (new if is_new else known)[day][pks[number]] = wanted(status, dates[number])
    return new, known


def _note_dates(scene, dates, pk):
    """(moment, word, whether they are new) of a season's dates, which are kept as what was brought of them."""
    bringing, external_id = scene.bringing, dates_id(scene.show_id, dates.number)
    before = bringing.before(Kind.DATES, external_id)
    moment, word = scene.updated, scene.word
    if before and before.updated >= moment:
        moment, word = before.updated, before.values["word"]
    values = as_values(dates, word)
    if before and (before.updated, before.values) == (moment, values):
        return moment, word, False
    bringing.remember(Kind.DATES, external_id, moment, values, pk)
    return moment, word, True


def _telling(scene):
    bringing = scene.bringing
    return Telling(scene.pk, scene.before().values["url"], bringing.lines, bringing.notes, bringing.proposals)


def _tell(scene, wishes, day):
    """Record what is TVmaze's to tell, and put before the editors where the desk has it otherwise."""
    telling = _telling(scene)
    telling.tell(wishes, day)
    put_forward(telling, wishes, day, about=_dated_facts(wishes))
    _count_told(scene, telling)


def _dated_facts(seasons):
    """The facts that the dates of these seasons, by key, speak of or are silent about."""
    return [FactRef("season", pk, name) for pk in seasons for name in NAMES if name != "final"]


def _count_told(scene, telling):
    """A season that moved counts as updated, under its own record where it has one."""
    for pk in telling.changed:
        season = telling.seasons[pk]
        own = (Kind.SEASON, str(season.tvmaze_id))
        by_number = Kind.SEASON, dates_id(scene.show_id, season.number)
        scene.bringing.count(*(own if own in scene.bringing.outcomes else by_number), UPDATED)


def _settle_end(scene, is_news):
    """Read TVmaze's last word for the show against all seasons known by now; without news, only for what differs."""
    show = scene.before()
    word = show.values["word"]
    if Season.objects.filter(show=scene.pk).exists():
        telling = _telling(scene)
        ended = reading.as_day(show.values.get("ended"))
        wishes, reason = read_the_end(telling, _told(scene, telling), word, ended)
        if is_news:
            telling.tell(wishes, as_of(show.updated))
        about = [FactRef("season", pk, "final") for pk in telling.seasons]
        put_forward(telling, wishes, as_of(show.updated), about=about)
        _count_told(scene, telling)
    else:
        reason = finale(word, None, []).override
    if is_news:
        _override(scene, show, reason)


def _override(scene, show, reason):
    """Override the show's status, or take that back, and keep what was brought of it."""
    override = put_override(scene.pk, reason, show.values)
    if override is not None:
        scene.bringing.touched.append(show)
        scene.bringing.remember(show.kind, show.external_id, show.updated, show.values | override, show.object_id)
        scene.bringing.count(show.kind, show.external_id, UPDATED)
        scene.bringing.lines.append(f"override the status of show {scene.show_id}: {reason or 'no more'}")


def _told(scene, telling):
    """{season key: (TVmaze's word at the time, the last day known)} of the seasons TVmaze has told us of."""
    keys = {season.pk: dates_id(scene.show_id, season.number) for season in telling.seasons.values()}
    scene.bringing.look_up((Kind.DATES, external_id) for external_id in keys.values())
    rows = {pk: scene.bringing.before(Kind.DATES, external_id) for pk, external_id in keys.items()}
    return {pk: (row.values["word"], reading.as_day(row.values.get("last"))) for pk, row in rows.items() if row}


def keys_of(scene):
    """Surrogate keys of the pages that show what was written."""
    things = scene.bringing.touched
    for thing in things:
        match thing:
            case Person():
                yield from (f"person-{thing.pk}", "people")
            case CastMember():
                yield f"person-{thing.person_id}"
            case Network():
                yield f"network-{thing.pk}"
    if things:
        yield from (f"show-{scene.pk}", "shows")
