"""What stands in the desk's calendar: what is due, pitched, scheduled, waiting and published, by day.

Reads only the days it is asked for.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils import timezone

from articles import pitching, rights
from articles.models import Article, Pitch, Planned, State
from facts import history
from facts.models import Report, Statement
from web.addresses import address

MOST = 1500  # published stories read for one page, the latest of its days
MOST_OTHERS = 500  # of every other kind


@dataclass
class Entry:
    """One line of a day. `seen` and `version` are what a move or a decision is compared with."""

    kind: str
    pk: int
    title: str
    day: date
    address: str
    note: str = ""
    at: datetime | None = None
    seen: str = ""
    version: int = 0
    late: bool = False
    may_move: bool = False
    steps: tuple = ()
    typed: dict = field(default_factory=dict)

    @property
    def key(self):
        return f"{self.kind}-{self.pk}"

    @property
    def label(self):
        return LABELS[self.kind]

    @property
    def day_typed(self):
        """What stands in its date field."""
        return self.typed.get("day") or self.day.isoformat()


LABELS = {
    "due": "Due", "pitch": "Pitch", "scheduled": "Scheduled", "planned": "Planned", "report": "Announcement",
    "published": "Published",
}  # fmt: skip
PLANNED = {"update": "update", "withdraw": "withdrawal"}


# What stands in the days from `first` to `last`: each takes them and the user, and gives Entries; one query, or none


def due(first, last, user):
    """Drafts and stories in review that are due."""
    found = Article.objects.unfinished().filter(due_on__range=(first, last)).select_related("owner", "assigned_to")
    rows = found.only(
        "draft_headline", "headline", "state", "due_on", "version",
        *(f"{who}__{name}" for who in ("owner", "assigned_to") for name in ("username", "first_name", "last_name")),
    ).order_by("due_on", "pk")  # fmt: skip
    today = timezone.localdate()
    for story in rows[:MOST_OTHERS]:
        back = ("send_back",) if story.state == State.IN_REVIEW else ()
        yield Entry(
            "due", story.pk, str(story) or "Untitled", story.due_on, room(story.pk),
            note=f"{story.get_state_display()}, {story.assigned_to or story.owner or 'nobody'}",
            seen=story.due_on.isoformat(), version=story.version, late=story.is_late(today),
            may_move=rights.may_assign(user, story),
            steps=("approve", "schedule", *back) if may_decide(user, story.owner_id) else (),
        )  # fmt: skip


def pitched(first, last, user):
    """Open pitches with a day."""
    found = Pitch.objects.open().filter(due_on__range=(first, last)).select_related("owner", "show")
    for pitch in found.order_by("due_on", "pk")[:MOST_OTHERS]:
        yield Entry(
            "pitch", pitch.pk, str(pitch), pitch.due_on, address("admin:articles_pitch_change", pitch.pk),
            note=", ".join(map(str, filter(None, [pitch.show, pitch.owner]))), version=pitch.version,
            late=pitch.due_on < timezone.localdate(), may_move=pitching.may_change(user, pitch),
        )  # fmt: skip


def approved(first, last, user):
    """Stories that readers have, or will have, since or from a moment of these days."""
    start, end = midnight(first), midnight(last + timedelta(days=1))
    found = Article.objects.filter(state=State.APPROVED, publish_at__gte=start, publish_at__lt=end)
    columns = ("pk", "headline", "draft_headline", "publish_at", "version", "goes_with", "owner")
    now = timezone.now()
    for pk, headline, draft, at, version, tied, owner in found.newest().values_list(*columns)[:MOST]:
        if at <= now:
            yield Entry("published", pk, headline, timezone.localdate(at), room(pk), at=at)
        else:
            may = may_decide(user, owner)
            yield Entry(
                "scheduled", pk, draft or headline, timezone.localdate(at), room(pk), at=at, version=version,
                note="with an announcement" if tied and may else "", may_move=may and not tied,
                steps=("withdraw",) if may else (),
            )  # fmt: skip


def planned(first, last, user):
    """Updates and withdrawals of live stories that wait for their moment."""
    start, end = midnight(first), midnight(last + timedelta(days=1))
    found = Planned.objects.waiting().filter(at__gte=start, at__lt=end).order_by("at", "pk")
    columns = ("pk", "article", "article__headline", "article__owner", "action", "at")
    for pk, article, headline, owner, action, at in found.values_list(*columns)[:MOST_OTHERS]:
        yield Entry(
            "planned", pk, headline, timezone.localdate(at), room(article), note=PLANNED[action], at=at,
            seen=at.isoformat(), may_move=may_decide(user, owner),
        )  # fmt: skip


def waiting(first, last, user):
    """Announcements that wait, for whoever may see them. A handful of queries."""
    if not user.has_perm("facts.add_report"):
        return
    start, end = midnight(first), midnight(last + timedelta(days=1))
    held = Report.objects.waiting().filter(effective_at__gte=start, effective_at__lt=end)
    rows = Statement.objects.filter(report__in=held).with_history_data().select_related("fact__show", "report")
    said = history.in_words(rows.order_by("report__effective_at", "report", "pk")[:MOST_OTHERS])
    for report, group in groupby(said, key=lambda statement: statement.report):
        words = [f"{each.fact.show or ''} {each.about}: {each.label} {each.reads}".strip() for each in group]
        yield Entry(
            "report", report.pk, "; ".join(words), timezone.localdate(report.effective_at), report.get_absolute_url(),
            note="refused" if report.refusal else "", at=report.effective_at,
        )  # fmt: skip


def may_decide(user, owner):
    """Whether the buttons of a story are worth offering: an editor's, or a trusted writer's own.

    Whether it is of their beat alone would cost queries for each; whoever presses is told.
    """
    return rights.edits(user) or (user.pk == owner and rights.may_publish(user))


def room(pk):
    return address("admin:articles_article_change", pk)


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


KINDS = (due, pitched, waiting, planned, approved)


def entries(first, last, user):
    """{day: its Entries}, those with a day alone first, then by their moment."""
    found = [entry for read in KINDS for entry in read(first, last, user)]
    found.sort(key=lambda entry: (entry.day, entry.at or midnight(entry.day), entry.kind, entry.pk))
    return {day: list(group) for day, group in groupby(found, key=lambda entry: entry.day)}
