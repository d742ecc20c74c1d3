"""The seasons and episodes of one show brought in, whether embedded in it or as a bare list."""

from collections import defaultdict

from imports import tvmaze_reading as reading
from imports.models import Brought
from imports.tvmaze_bringing import CREATED, UNCHANGED
from imports.tvmaze_dates import dates_id
from imports.tvmaze_reading import BadRecord
from shows.models import Episode, Season

Kind = Brought.Kind


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
        scene.bringing.touched.append(season)
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
        if pk := bringing.bring(record, lambda: find_episode(record, ours)):
            ours[pk] = record.values["season_id"]


def find_episode(record, ours):
    """The episode already here: by its TVmaze id, else by its number where the desk has typed it in without one."""
    found = Episode.objects.filter(tvmaze_id=record.values["tvmaze_id"]).first()
    if found and found.pk not in ours:
        raise BadRecord("it belongs to another show already")
    number = record.values["number"]
    if found or number is None:
        return found
    return Episode.objects.filter(season=record.values["season_id"], number=number, tvmaze_id=None).first()
