"""One TVmaze answer brought in: a show with whatever is embedded in it, or a list of a show's episodes.

Every record is its own attempt: what is wrong with one keeps only that one out. A show matches one already here by its
TVmaze id, then by its IMDb id, a person by the TVmaze id alone; never by a title or a name.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from imports import tvmaze_reading as reading
from imports.models import Brought
from imports.tvmaze_bringing import CREATED, UNCHANGED, UPDATED, Bringing
from imports.tvmaze_dates import as_values, dates_id, gather
from imports.tvmaze_facts import Telling, as_of, put_override, settle_the_end, wanted
from imports.tvmaze_reading import BadRecord
from imports.tvmaze_status import finale, season_status
from people.models import Person
from shows.models import CastMember, Character, Episode, Network, Season, Show
from web.outbox import touch

Kind = Brought.Kind


@dataclass
class Scene:
    """The show an answer is about, and the moment its records speak of."""

    bringing: Bringing
    pk: int
    show_id: str
    updated: object
    word: str

    def before(self):
        return self.bringing.before(Kind.SHOW, self.show_id)


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
    bringing.look_up((Kind.EPISODE, number) for raw in raws if (number := _id(raw)))
    finish(scene, bring_episodes(scene, raws, set()))


def _look_up(bringing, raw, record, seasons, episodes, cast):
    """Read what all records of the answer brought before in a few queries."""
    show_id = record.external_id
    keys = [(Kind.SHOW, show_id)]
    keys += [(kind, _id(network)) for kind, network in reading.networks(raw)]
    keys += [(Kind.SEASON, _id(season)) for season in seasons] + [(Kind.EPISODE, _id(episode)) for episode in episodes]
    for entry in cast:
        person, character = (_id(entry.get(key)) if isinstance(entry, dict) else "" for key in ("person", "character"))
        keys += [(Kind.PERSON, person), (Kind.CHARACTER, f"{show_id}/{character}")]
        keys += [(Kind.CAST, f"{show_id}/{person}/{character}"), (Kind.CAST, f"{show_id}/{person}/0")]
    bringing.look_up((kind, external_id) for kind, external_id in keys if external_id)


def _id(raw):
    found = raw.get("id") if isinstance(raw, dict) else None
    return str(found) if type(found) is int and 0 < found <= reading.LARGEST_ID else ""


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


# --- Seasons and episodes ---


def bring_seasons(scene, raws):
    """The numbers of the seasons brought."""
    numbers = set()
    for raw in raws:
        with scene.bringing.attempt(Kind.SEASON, reading.label_of(Kind.SEASON, raw)):
            record = reading.season(raw, scene.show_id, scene.updated)
            _refuse_foreign(scene, record, Season.objects.filter(show=scene.pk))
            pk = scene.bringing.bring(record, lambda r=record: find_season(scene, r), show_id=scene.pk)
            if pk:
                numbers.add(record.values["number"])
    return numbers


def find_season(scene, record):
    number, tvmaze_id = record.values["number"], record.values["tvmaze_id"]
    found = (
        Season.objects.filter(tvmaze_id=tvmaze_id).first()
        or Season.objects.filter(show=scene.pk, number=number).first()
    )
    if found and found.show_id != scene.pk:
        raise BadRecord(f"it is a season of {found.show} already")
    if found and found.tvmaze_id not in {None, tvmaze_id}:
        raise BadRecord(f"season {number} of {found.show} is TVmaze's season {found.tvmaze_id} already")
    return found


def _refuse_foreign(scene, record, ours):
    """BadRecord when the record became something of another show."""
    before = scene.bringing.before(record.kind, record.external_id)
    if before and not scene.bringing.is_gone(before) and not ours.filter(pk=before.object_id).exists():
        raise BadRecord("it belongs to another show already")


def bring_episodes(scene, raws, told):
    """The numbers of the seasons the episodes are in. `told` are those the answer has a record of: they count by it."""
    if not raws:
        return set()
    records, by_season = [], defaultdict(list)
    for raw in raws:
        with scene.bringing.attempt(Kind.EPISODE, reading.label_of(Kind.EPISODE, raw)):
            records.append(reading.episode(raw, scene.updated))
    for record in records:
        by_season[record.known["season"]].append(record)
    homes = {number: pk for number in sorted(by_season) if (pk := _season_of(scene, number, number in told))}
    ours = dict(Episode.objects.filter(season__show=scene.pk).values_list("pk", "season_id"))
    for number, episodes in by_season.items():
        for record in episodes:
            record.values["season_id"] = homes.get(number)
    _make_room(scene, records, ours)
    for record in records:
        _bring_episode(scene, record, ours)
    return set(homes)


def _season_of(scene, number, is_told):
    """The season with this number, created where only its episodes name it; None when the desk has deleted it."""
    external_id = dates_id(scene.show_id, number)
    pk = Season.objects.filter(show=scene.pk, number=number).values_list("pk", flat=True).first()
    word = UNCHANGED
    if pk is None:
        before = scene.bringing.before(Kind.DATES, external_id)
        if before is not None:
            scene.bringing.notes.append(f"left out: season {external_id}: the desk has deleted it")
            return None
        season = Season(show_id=scene.pk, number=number)
        season._change_reason = reading.CREDIT
        season.save()
        scene.bringing.lines.append(f"create season {external_id}")
        scene.bringing.touched.add(season)
        pk, word = season.pk, CREATED
    if not is_told:
        scene.bringing.count(Kind.SEASON, external_id, word)
    return pk


def _make_room(scene, records, ours):
    """Take the numbers off episodes that are about to get others, so that a renumbered season finds them free."""
    for record in records:
        before = scene.bringing.before(record.kind, record.external_id)
        if not before or record.updated <= before.updated or before.object_id not in ours:
            continue
        place = before.values.get("season_id"), before.values.get("number")
        if place[1] is None or place == (record.values["season_id"], record.values["number"]):
            continue
        if Episode.objects.filter(pk=before.object_id, season=place[0], number=place[1]).update(number=None):
            values = before.values | {"number": None}
            scene.bringing.remember(record.kind, record.external_id, before.updated, values, before.object_id)


def _bring_episode(scene, record, ours):
    bringing = scene.bringing
    with bringing.attempt(Kind.EPISODE, str(record)):
        before = bringing.before(record.kind, record.external_id)
        if before and before.object_id not in ours and not bringing.is_gone(before):
            raise BadRecord("it belongs to another show already")
        if record.values["season_id"] is None:
            bringing.count(record.kind, record.external_id, UNCHANGED)
            return
        bringing.bring(record, lambda: find_episode(record, ours))


def find_episode(record, ours):
    """The episode already here: by its TVmaze id, else by its number where the desk has typed it in without one."""
    found = Episode.objects.filter(tvmaze_id=record.values["tvmaze_id"]).first()
    if found and found.pk not in ours:
        raise BadRecord("it belongs to another show already")
    number = record.values["number"]
    if found or number is None:
        return found
    return Episode.objects.filter(season=record.values["season_id"], number=number, tvmaze_id=None).first()


# --- Cast ---


def bring_cast(scene, raws, now):
    """The show's cast in its order. It says nothing of single seasons, so nobody appears in one by it."""
    for position, raw in enumerate(raws[: reading.LARGEST_SMALL]):
        person = character = None
        entry = raw if isinstance(raw, dict) else {}
        with scene.bringing.attempt(Kind.PERSON, reading.label_of(Kind.PERSON, entry.get("person"))):
            person = _bring_person(scene, entry, now)
        with scene.bringing.attempt(Kind.CHARACTER, reading.label_of(Kind.CHARACTER, entry.get("character"))):
            role = reading.role(entry)
            named = entry.get("character") is not None and role != "self"
            character = _bring_character(scene, entry) if named else None
            if person and bool(character) == named:
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
    moved = _tell_dates(scene, numbers)
    if moved or CREATED in bringing.outcomes.values() or UPDATED in bringing.outcomes.values():
        _settle_end(scene)
    bringing.save()
    touch(*keys_of(bringing.touched))


def _tell_dates(scene, numbers):
    """Whether the dates of any season are other than, or newer than, they were."""
    if not numbers:
        return False
    known = gather(scene.pk)
    pks = dict(Season.objects.filter(show=scene.pk).values_list("number", "pk"))
    wishes = defaultdict(dict)
    for number in sorted(numbers & known.keys()):
        moment, word, is_new = _note_dates(scene, known[number], pks[number])
        if is_new:
            day = as_of(moment)
            status = season_status(word, known[number], list(known.values()), day)
            wishes[day][pks[number]] = wanted(status, known[number])
    for day in sorted(wishes):
        _tell(scene, wishes[day], day)
    return bool(wishes)


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


def _tell(scene, wishes, day):
    bringing = scene.bringing
    telling = Telling(scene.pk, scene.before().values["url"], bringing.lines, bringing.notes)
    telling.tell(wishes, day)
    _count_told(scene, telling)


def _count_told(scene, telling):
    """A season that moved counts as updated, under its own record where it has one."""
    for pk in telling.changed:
        season = telling.seasons[pk]
        own = (Kind.SEASON, str(season.tvmaze_id))
        key = own if own in scene.bringing.outcomes else (Kind.SEASON, dates_id(scene.show_id, season.number))
        scene.bringing.count(*key, UPDATED)


def _settle_end(scene):
    """Read TVmaze's last word for the show against all seasons known by now."""
    show = scene.before()
    word = show.values["word"]
    if Season.objects.filter(show=scene.pk).exists():
        telling = Telling(scene.pk, show.values["url"], scene.bringing.lines, scene.bringing.notes)
        ended = reading.as_day(show.values.get("ended"))
        reason = settle_the_end(telling, _told(scene, telling), word, ended, as_of(show.updated))
        _count_told(scene, telling)
    else:
        reason = finale(word, None, []).override
    override = put_override(scene.pk, reason, show.values)
    if override is not None:
        scene.bringing.remember(show.kind, show.external_id, show.updated, show.values | override, show.object_id)
        scene.bringing.count(show.kind, show.external_id, UPDATED)
        scene.bringing.lines.append(f"override the status of show {scene.show_id}: {reason or 'no more'}")


def _told(scene, telling):
    """{season key: (TVmaze's word at the time, the last day known)} of the seasons TVmaze has told us of."""
    keys = {season.pk: dates_id(scene.show_id, season.number) for season in telling.seasons.values()}
    scene.bringing.look_up((Kind.DATES, external_id) for external_id in keys.values())
    rows = {pk: scene.bringing.before(Kind.DATES, external_id) for pk, external_id in keys.items()}
    return {pk: (row.values["word"], reading.as_day(row.values.get("last"))) for pk, row in rows.items() if row}


def keys_of(things):
    """Surrogate keys of the pages that show these objects."""
    for thing in things:
        match thing:
            case Show():
                yield from (f"show-{thing.pk}", "shows")
            case Person():
                yield from (f"person-{thing.pk}", "people")
            case Network():
                yield f"network-{thing.pk}"
            case Episode():
                yield f"show-{thing.season.show_id}"
            case CastMember():
                yield from (f"show-{thing.show_id}", f"person-{thing.person_id}")
            case Season() | Character():
                yield f"show-{thing.show_id}"
