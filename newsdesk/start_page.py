"""What waits for whom: the loaders of the desk's start page."""

from datetime import date
from itertools import groupby

from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from articles import rights, second_look
from articles.autosave import not_saved_yet
from articles.guides import to_hand_over
from articles.kinds import UNFINISHED
from articles.models import Article, State
from facts.history import in_words
from facts.models import Fact, Report, Stage, Statement
from shows.models import Season
from web.among import Among

ROWS = 10
LOOKS = 6  # sentences of the second look; the rest is one press away
WAITING = 40  # statements, not reports: one report may speak of many facts


def for_user(user, at=None):
    """The start page of `user`: at most twelve queries. Who may not record sees nothing of what waits."""
    may_record, may_look = user.has_perm("facts.add_report"), user.has_perm("shows.view_season")
    may_write = rights.may_start(user)
    changes, waiting = told(may_look, may_record)
    look, more = gravest(user, at) if user.has_perm("articles.change_article") else ([], False)
    stories = stories_of(user)
    return {
        "today": timezone.localdate(at),
        "look": look,
        "look_more": more,
        "not_saved_yet": not_saved_yet(user)[:ROWS] if may_write else [],
        "drafts": stories.get("draft"),
        "given": stories.get("given"),
        "in_review": stories.get("review"),
        "changes": changes if may_look else None,
        "awaiting": longest_unchecked()[:ROWS] if may_look else None,
        "waiting": by_report(each for each in waiting if each.report.stage == Stage.WAITING),
        "proposed": by_report(each for each in waiting if each.report.stage == Stage.PROPOSED),
        "may_record": may_record,
        "may_write": may_write,
        "hand_over": to_hand_over(user, at) if may_write else [],
        "may_add_shows": user.has_perm("shows.add_show"),
    }


def gravest(user, at):
    """(rows, more) of what is no longer true in `user`'s stories; what is less grave is one press away."""
    return second_look.page(at, owner=user.pk, reasons=[second_look.Reason.UNTRUE], size=LOOKS)


def drafts_of(user):
    """What `user` has in hand: stories not yet approved, and approved ones changed since; latest touched first."""
    changed = ~Q(latest=F("published"))
    in_hand = Q(state__in=UNFINISHED) | (Q(state=State.APPROVED) & changed)
    return Article.objects.filter(in_hand, owner=user).order_by("-touched", "-pk")


def given_to(user):
    """What others gave `user` to do, the first due first."""
    given = Article.objects.unfinished().filter(assigned_to=user)
    return given.order_by(F("due_on").asc(nulls_last=True), "-touched", "-pk")


def in_review():
    """Stories their writers are done with, the longest waiting first."""
    return Article.objects.filter(state=State.IN_REVIEW).order_by("touched", "pk")


# What a line of the start page shows; bodies stay in the database.
CARD = (
    "headline", "draft_headline", "state", "kind", "touched", "publish_at", "latest", "published", "due_on",
    "desk_note", "owner", "owner__username", "owner__first_name", "owner__last_name",
)  # fmt: skip


def stories_of(user):
    """{"draft", "given", "review": stories} of those that `user` may see; one query for all, or none."""
    asked = {}
    if user.has_perm("articles.change_article"):
        asked |= {"draft": drafts_of(user), "given": given_to(user)}
    if rights.edits(user):
        asked["review"] = in_review()
    if not asked:
        return {}
    parts = [
        Article.objects.filter(pk__in=found.values("pk")[:ROWS]).annotate(listed=Value(name)).select_related("owner")
        for name, found in asked.items()
    ]
    parts = [part.only(*CARD).order_by() for part in parts]
    found = {name: [] for name in asked}
    for story in parts[0].union(*parts[1:], all=True):
        found[story.listed].append(story)
    for name, key in IN_ORDER.items():
        found.get(name, []).sort(key=key)
    return found


IN_ORDER = {
    "draft": lambda story: (-story.touched.timestamp(), -story.pk),
    "given": lambda story: (story.due_on is None, story.due_on or date.max, -story.touched.timestamp(), -story.pk),
    "review": lambda story: (story.touched, story.pk),
}


def told(may_look, may_record):
    """(the ledger's last changes, what proposals and waiting reports say), in words; as may be seen. Two queries."""
    asked = [latest_changes()] * may_look + [waiting_statements()] * may_record
    if not asked:
        return [], []
    wanted = [Statement.objects.order_by().filter(Among("pk", keys.values("pk"))) for keys in asked]
    read = [rows.with_history_data().select_related("fact__show", "report__by") for rows in wanted]
    rows = in_words(read[0].union(*read[1:], all=True))
    changes = [row for row in rows if row.number]
    waiting = [row for row in rows if not row.number]
    changes.sort(key=lambda row: (row.moved, row.pk), reverse=True)
    waiting.sort(key=lambda row: (not row.report.refusal, row.report.takes_effect, row.report_id, row.pk))
    return changes, waiting


def latest_changes():
    """The ledger's last changes."""
    return Statement.objects.moving().order_by("-moved", "-pk")[:ROWS]


def longest_unchecked():
    """Seasons without word, those never checked first, then by when the desk last made sure."""
    status = Fact.objects.filter(season=OuterRef("pk"), name="status")
    seasons = Season.objects.awaiting_word().regular().select_related("show__network")
    return seasons.annotate(checked=Subquery(status.values("checked")[:1])).order_by(
        F("checked").asc(nulls_first=True), "pk"
    )


def waiting_statements():
    """What proposals and the reports that wait say; refused ones come first, as somebody must act."""
    refused_first = Case(When(report__refusal="", then=1), default=0)
    rows = Statement.objects.filter(report__in=Report.objects.open())
    return rows.order_by(refused_first, "report__effective_at", "report", "pk")[:WAITING]


def by_report(statements):
    """The reports of `statements`, each with its own as `words`."""
    reports = []
    for report, words in groupby(statements, key=lambda statement: statement.report):
        report.words = list(words)
        reports.append(report)
    return reports
