"""Bringing records in: each against what it brought last time, so that what the desk has touched stays the desk's.

A record older than the last one brought changes nothing. One of the same moment only adds what was not brought before,
so files can be repeated in any order. A newer one changes the columns that still hold what was brought last, and fills
empty ones; a column the desk has changed is left alone. What the desk has deleted stays deleted.
"""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import Q

from imports.models import Brought
from imports.tvmaze_reading import BadRecord
from people.models import Person
from shows.models import CastMember, Character, Episode, Network, Season, Show
from web.bases import SecondSaver

Kind = Brought.Kind
MODELS = {
    Kind.SHOW: Show,
    Kind.NETWORK: Network,
    Kind.WEB_CHANNEL: Network,
    Kind.SEASON: Season,
    Kind.DATES: Season,
    Kind.EPISODE: Episode,
    Kind.PERSON: Person,
    Kind.CHARACTER: Character,
    Kind.CAST: CastMember,
}
# Columns that only make sense together: when the desk has touched one, all of them are the desk's.
TOGETHER = (("premise", "premise_credit"), ("summary", "summary_credit"), ("born", "born_precision"))
CREATED, UPDATED, UNCHANGED, FAILED = "created", "updated", "unchanged", "failed"
PROPOSED = "proposed"  # no word for a record: what it disagrees with stands, and it may disagree in several ways
_RANK = (UNCHANGED, UPDATED, CREATED)
# What may be wrong with a record, or with saving it; anything else is a fault of ours and stops the run.
PROBLEMS = (BadRecord, ValidationError, IntegrityError, DataError, SecondSaver, ObjectDoesNotExist)


def as_json(value):
    """A column's value as it is kept among the values brought."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def is_empty(value):
    return value is None or value == "" or value == []


class Bringing:
    """One answer on its way in: what its records brought before, what becomes of each, and what to say of it.

    `outcomes` maps (kind, id) to a word; `lines` say what is done, `notes` what was left alone or failed, `proposals`
    what was put before the editors.
    """

    def __init__(self):
        self.outcomes, self.lines, self.notes, self.proposals = {}, [], [], []
        self.touched, self.has_news = [], False
        self._before, self._alive, self._waiting = {}, defaultdict(set), {}

    # --- What was brought before ---

    def look_up(self, keys):
        """Read what the records of `keys`, (kind, id) pairs, brought before, and which of it is still here."""
        wanted = defaultdict(set)
        for kind, external_id in keys:
            if (kind, external_id) not in self._before:
                wanted[kind].add(external_id)
                self._before[kind, external_id] = None
        found = defaultdict(set)
        for rows in _in_batches(wanted):
            for row in rows:
                self._before[row.kind, row.external_id] = row
                found[MODELS[row.kind]].add(row.object_id)
        for model, pks in found.items():
            for chunk in _chunks(pks):
                self._alive[model] |= set(model.objects.filter(pk__in=chunk).values_list("pk", flat=True))

    def before(self, kind, external_id):
        """What the record brought last, this answer's own records included; None when it never did."""
        self.look_up([(kind, external_id)])
        return self._before[kind, external_id]

    def is_gone(self, before):
        """Whether the desk has deleted what was brought."""
        return before is not None and before.object_id not in self._alive[MODELS[before.kind]]

    def remember(self, kind, external_id, updated, values, pk):
        """Keep what a record has brought; written by `save`."""
        row = Brought(kind=kind, external_id=external_id, updated=updated, values=values, object_id=pk)
        self._before[kind, external_id] = self._waiting[kind, external_id] = row
        self._alive[MODELS[kind]].add(pk)
        self.has_news = True

    def save(self):
        Brought.objects.bulk_create(
            self._waiting.values(),
            batch_size=100,
            update_conflicts=True,
            unique_fields=["origin", "kind", "external_id"],
            update_fields=["updated", "values", "object_id"],
        )

    # --- What becomes of a record ---

    def count(self, kind, external_id, word):
        """Enter what became of a record; the weightiest word of several stays."""
        before = self.outcomes.get((kind, external_id), UNCHANGED)
        self.outcomes[kind, external_id] = max(before, word, key=_RANK.index)

    def fail(self, kind, label, problem):
        """Report a record that cannot go in; each failure counts, whatever else bears the same id."""
        self.outcomes[kind, f"{label}, failure {len(self.outcomes)}"] = FAILED
        self.notes.append(f"failed: {label}: {sentence_of(problem)}")

    @contextmanager
    def attempt(self, kind, label):
        """A record of its own: when it goes wrong that is reported, its writes are undone and the rest goes on."""
        try:
            with transaction.atomic():
                yield
        except PROBLEMS as problem:
            self.fail(kind, label, problem)

    def bring(self, record, find, **parents):
        """Create or update what `record` stands for; its key here, or None when the desk has deleted it.

        `find()` gives an object already here that the record means, or None; `parents` are columns of a new one.
        Raises BadRecord and what saving raises; the caller's `attempt` undoes and reports it.
        """
        before = self.before(record.kind, record.external_id)
        brings = record.values | record.known
        if before and not self._news(before, record, brings):
            self.count(record.kind, record.external_id, UNCHANGED)
            return None if self.is_gone(before) else before.object_id
        if self.is_gone(before):
            self.count(record.kind, record.external_id, UNCHANGED)
            self.notes.append(f"left out: {record}: the desk has deleted it")
            return None
        pk, word = self._update(record, before, find)
        if pk is None:
            pk, word = self._create(record, parents), CREATED
        kept = (before.values if before else {}) | self._kept(before, record, brings)
        self.remember(record.kind, record.external_id, record.updated, kept, pk)
        self.count(record.kind, record.external_id, word)
        return pk

    def _news(self, before, record, brings):
        """Whether the record says anything that counts."""
        if record.updated == before.updated:
            return bool(brings.keys() - before.values.keys())
        return record.updated > before.updated

    def _kept(self, before, record, brings):
        """What of the record is taken: all of a newer one, of one as old only what is missing."""
        if before and record.updated == before.updated:
            return {key: value for key, value in brings.items() if key not in before.values}
        return brings

    def _create(self, record, parents):
        thing = MODELS[record.kind](**parents)
        self._put(thing, record.values)
        self.lines.append(f"create {record}")
        return thing.pk

    def _update(self, record, before, find):
        """(key, word) of the object the record means, or (None, None) when it is not here yet."""
        model = MODELS[record.kind]
        thing = model.objects.get(pk=before.object_id) if before else find()
        if thing is None:
            return None, None
        changes = free_changes(thing, self._kept(before, record, record.values), before.values if before else {})
        if not changes:
            return thing.pk, UNCHANGED
        self._put(thing, changes)
        self.lines.append(f"update {record}: {', '.join(sorted(changes))}")
        return thing.pk, UPDATED

    def _put(self, thing, values):
        """Set columns and save through the model's own doors."""
        fields = {field.attname: field for field in thing._meta.concrete_fields}
        for column, value in values.items():
            setattr(thing, column, fields[column].to_python(value))
        thing.clean_fields(exclude=[f.name for f in fields.values() if f.attname not in values or f.is_relation])
        thing._change_reason = "TVmaze"
        thing.save()
        self.touched.append(thing)


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


def bring_whole(kind, label, action):
    """The Bringing of one answer, `action(bringing)`, all or nothing; of a failed one only that it failed."""
    bringing = Bringing()
    try:
        with transaction.atomic():
            action(bringing)
    except PROBLEMS as problem:
        bringing = Bringing()
        bringing.fail(kind, label, problem)
    return bringing


def free_changes(thing, values, brought):
    """The columns of `values` to change on `thing`: those that differ and hold what was `brought`, or nothing."""

    def is_free(column):
        stands = as_json(getattr(thing, column))
        return stands == brought[column] if column in brought else is_empty(stands)

    taken = {column for column in values if hasattr(thing, column) and not is_free(column)}
    for group in TOGETHER:
        if taken & set(group) or (set(group) & values.keys() and not all(map(is_free, group))):
            taken |= set(group)
    return {
        column: value
        for column, value in values.items()
        if column not in taken and as_json(getattr(thing, column)) != value
    }


def sentence_of(problem):
    if isinstance(problem, BadRecord):
        return str(problem)
    if isinstance(problem, ValidationError):
        named = problem.message_dict if hasattr(problem, "error_dict") else {"": problem.messages}
        return " ".join(_naming(name, said) for name, sentences in named.items() for said in sentences)[:300]
    if isinstance(problem, SecondSaver):
        return "somebody is editing it right now; import it again"
    return "something else here has its number, its id or its place already"


def _naming(column, sentence):
    """The sentence with the column it is about, where it does not name that itself."""
    return f"{column}: {sentence}" if column and not sentence.lower().startswith(column) else sentence


def _in_batches(wanted):
    for kind, ids in wanted.items():
        for chunk in _chunks(ids):
            yield Brought.objects.filter(Q(origin=Brought.Origin.TVMAZE, kind=kind, external_id__in=chunk))


def _chunks(items, size=500):
    items = sorted(items)
    return [items[start : start + size] for start in range(0, len(items), size)]
