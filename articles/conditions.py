"""Conditions in words: the facts that words of a story may hang on, what each may be, and what it is now."""

from dataclasses import asdict, dataclass

from articles.marks import CONDITIONS, read_fact
from facts.ledger import subjects_of
from facts.refs import FactRef
from facts.values import fact_type
from shows.words import SeasonStatus, Standing

# The facts of a season that words usually hang on, in the order in which they are offered.
USUAL = ("status", "release", "final", "paused", "moved_to")
# For each fact a verb, and what each of its values reads after it.
SAID = {
    "status": ("is", {**dict(SeasonStatus.choices), "wrapped": "filmed"}),
    "standing": ("is", dict(Standing.choices)),
    "release": ("has", {"known": "a release date or window", "unknown": "no release date or window"}),
    "country_dates": ("has", {"known": "dates by country", "unknown": "no dates by country"}),
    "episode_order": ("has", {"known": "a known number of episodes", "unknown": "no known number of episodes"}),
    "final": ("is", {"yes": "the last season", "no": "not called the last season"}),
    "paused": ("is", {"yes": "on hold", "no": "not on hold"}),
    "split": ("is", {"yes": "released in parts", "no": "not released in parts"}),
    "cut_short": ("was", {"yes": "pulled mid-run", "no": "not pulled mid-run"}),
    "moved_to": ("has", {"known": "moved to another network", "unknown": "not moved to another network"}),
    "died": ("is", {"known": "known to have died", "unknown": "not known to have died"}),
}


@dataclass(frozen=True)
class FactInWords:
    """A fact as a writer reads it; `values` are (word, label) in the order of the words, `now` is the present word."""

    ref: str
    subject: str
    fact: str
    verb: str
    values: tuple
    now: str

    def said(self, words):
        """ "All of Us Are Dead season 2 is awaiting word or in development" """
        return f"{self.subject} {self.verb} {self.listed(words)}"

    def listed(self, words):
        """The labels of `words`, in the order of the fact's values."""
        *ahead, last = [label for word, label in self.values if word in words]
        return f"{', '.join(ahead)} or {last}" if ahead else last

    def as_row(self):
        """As JSON, for the editor."""
        return {"kind": "condition", **asdict(self)}


def in_words(subject, name):
    """The FactInWords of fact `name` of a season, appearance, crew member or person. No query beyond their joins."""
    ref = FactRef.of(subject, name)
    fact = fact_type(ref)
    verb, labels = SAID[name]
    values = tuple((str(word), labels[word]) for word in CONDITIONS[name])
    return FactInWords(str(ref), _subject(subject, ref), fact.label, verb, values, fact.word(fact.read(subject)))


def _subject(subject, ref):
    match ref.kind:
        case "appearance":
            return f"{subject.cast_member.person} in {subject.season}"
        case "crew":
            return f"{subject.person}, {subject.get_job_display()} of {subject.season or subject.show}"
    return str(subject)


def facts_in_words(refs):
    """{ref: FactInWords} for those of `refs` ("season:34:status") whose subject is there. One query for each kind."""
    facts = [FactRef(*found) for found in map(read_fact, dict.fromkeys(refs)) if found]
    subjects = subjects_of(facts) if facts else {}
    return {str(ref): in_words(subjects[ref[:2]], ref.name) for ref in facts if ref[:2] in subjects}
