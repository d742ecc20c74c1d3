from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.core.management.base import CommandError
from django.db import transaction

from imports.models import Brought
from imports.tvmaze_bringing import CREATED, FAILED, PROPOSED, UNCHANGED, UPDATED, bring_whole
from imports.tvmaze_files import NoCatalogue, are_of, read_file
from imports.tvmaze_reading import label_of
from imports.tvmaze_shows import bring_list, bring_show
from web.commands import SettledCommand

Kind = Brought.Kind
# Kinds that several shows share: a dry run, undone show by show, meets them anew each time.
SHARED = {Kind.NETWORK, Kind.WEB_CHANNEL, Kind.PERSON}


class Command(SettledCommand):
    help = (
        "Bring in TVmaze catalogues: a show, a list of shows, each with seasons, episodes or cast embedded, or with "
        "--show a list of one show's episodes. Safe to repeat, in any order. A list of episodes has no date of its own "
        "and counts as of its show's record: bring the show's newer record along with it. Every time a record is read "
        "it counts once: shows, networks, seasons, episodes, people, characters, cast; a season that only its episodes "
        "name counts too, and what cannot go in because another record failed does not. Where a record disagrees with "
        "what the desk has recorded, that is proposed to the editors, each difference once. Exit status 1 when "
        "anything failed."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--show", type=int, metavar="ID", help="TVmaze's id of the show that lists of episodes belong to"
        )
        parser.add_argument("--dry-run", action="store_true", help="print what would be done and write nothing")

    def handle(self, *args, **options):
        self.tally, self.is_dry = Tally(), options["dry_run"]
        work = self.read(options["files"], options["show"])
        for done, (show_id, (shows, lists)) in enumerate(work.items(), 1):
            self.bring_all(show_id, shows, lists)
            if done % 50 == 0:
                self.stderr.write(f"{done} of {len(work)} shows")
        failed = self.tally.words[FAILED]
        self.stdout.write(self.tally.line())
        if failed:
            raise CommandError(f"{failed} failed", returncode=1)

    def read(self, paths, show_id):
        """{TVmaze id of a show: (its records, lists of its episodes)}, the oldest record first."""
        work = defaultdict(lambda: ([], []))
        lists = []
        for path in paths:
            try:
                answer = read_file(path)
            except NoCatalogue as problem:
                self.fail(f"{path}: {problem}")
                continue
            self.stderr.write(f"{path}: {len(answer.shows)} shows, {len(answer.episodes)} episodes")
            for raw in answer.shows:
                work[number_of(raw, "id")][0].append(raw)
            if answer.episodes:
                lists.append((path, answer.episodes))
        for path, episodes in lists:
            self.place(path, episodes, show_id, len(lists), work)
        for shows, _ in work.values():
            shows.sort(key=lambda raw: number_of(raw, "updated"))
        return work

    def place(self, path, episodes, show_id, lists, work):
        """Put a list of episodes with its show; where there are several lists, its addresses must be the show's."""
        if show_id is None:
            self.fail(f"{path}: a list of episodes does not say whose they are: import it with --show ID")
        elif lists > 1 and not same_show(episodes, work[show_id][0], show_id):
            self.fail(f"{path}: its addresses are not those of show {show_id}: import each list of episodes on its own")
        else:
            work[show_id][1].append(episodes)

    def bring_all(self, show_id, shows, lists):
        """Everything there is of one show; a dry run undoes it all together, so that nobody waits for the whole run."""
        if not self.is_dry:
            return self.bring_each(show_id, shows, lists)
        with transaction.atomic():
            self.bring_each(show_id, shows, lists)
            transaction.set_rollback(True)

    def bring_each(self, show_id, shows, lists):
        for raw in shows:
            self.bring(label_of(Kind.SHOW, raw), lambda bringing, raw=raw: bring_show(bringing, raw))
        for episodes in lists:
            self.bring(
                f"episodes of show {show_id}", lambda bringing, raws=episodes: bring_list(bringing, show_id, raws)
            )

    def bring(self, label, action):
        """One answer in a transaction of its own, and what came of it."""
        bringing = bring_whole(Kind.SHOW, label, action)
        self.tally.add(bringing, is_undone=self.is_dry)
        for note in bringing.notes:
            self.stderr.write(note)
        for line in bringing.proposals if not self.is_dry else ():
            self.stderr.write(line)
        for line in [*bringing.lines, *bringing.proposals] if self.is_dry else ():
            self.stdout.write(f"would {line}")

    def fail(self, sentence):
        self.tally.words[FAILED] += 1
        self.stderr.write(f"failed: {sentence}")


@dataclass
class Tally:
    """How many records came to what, and how many proposals were made of them.

    `seen` is what a dry run would have brought of the kinds that shows share.
    """

    words: Counter = field(default_factory=Counter)
    seen: dict = field(default_factory=dict)

    def add(self, bringing, is_undone):
        self.words[PROPOSED] += len(bringing.proposals)
        for key, word in bringing.outcomes.items():
            if is_undone and key[0] in SHARED and word != FAILED:
                word = self._as_if_kept(word, bringing.before(*key))
            self.words[word] += 1

    def _as_if_kept(self, word, row):
        """The word a record would have had if what an earlier show brought of it had not been undone."""
        key = row.kind, row.external_id
        if key in self.seen:
            updated, values = self.seen[key]
            new = {name for name, value in row.values.items() if name not in values or values[name] != value}
            counts = row.updated > updated or (row.updated == updated and bool(new - values.keys()))
            word = UPDATED if counts and new else UNCHANGED
        if key not in self.seen or row.updated > self.seen[key][0]:
            self.seen[key] = row.updated, row.values
        return word

    def line(self):
        return ", ".join(f"{word} {self.words[word]}" for word in (CREATED, UPDATED, UNCHANGED, PROPOSED, FAILED))


def number_of(raw, key):
    """The whole number under `key` of what should be a record; 0 where there is none."""
    value = raw.get(key) if isinstance(raw, dict) else None
    return value if type(value) is int else 0


def same_show(episodes, shows, show_id):
    """Whether the addresses of `episodes` fit the show, as it stands in this run or as it was brought before."""
    brought = Brought.objects.filter(kind=Kind.SHOW, external_id=str(show_id)).first()
    addresses = [brought.values.get("url")] if brought else []
    addresses += [raw.get("url") for raw in shows if isinstance(raw, dict)]
    return any(are_of(episodes, address) for address in addresses)
