"""What waits for whom: the loaders of the desk's start page."""

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.utils import timezone

from articles.models import Article, State
from facts.history import in_words
from facts.models import Fact, Report, Statement
from shows.models import Season

ROWS = 10


def for_user(user, at=None):
    """The start page of `user`: at most eight queries. Who may not record sees nothing of what waits."""
    may_record = user.has_perm("facts.add_report")
    return {
        "today": timezone.localdate(at),
        "drafts": drafts_of(user)[:ROWS] if user.has_perm("articles.change_article") else None,
        "in_review": in_review()[:ROWS] if user.has_perm("articles.publish_article") else None,
        "changes": latest_changes() if user.has_perm("shows.view_season") else None,
        "awaiting": longest_unchecked()[:ROWS] if user.has_perm("shows.view_season") else None,
        "waiting": waiting_reports() if may_record else None,
        "may_record": may_record,
        "may_write": user.has_perm("articles.add_article"),
        "may_add_shows": user.has_perm("shows.add_show"),
    }


def drafts_of(user):
    """What `user` has in hand: stories not yet approved, and approved ones changed since; latest touched first."""
    changed = ~Q(latest=F("published"))
    in_hand = Q(state__in=[State.DRAFT, State.IN_REVIEW]) | (Q(state=State.APPROVED) & changed)
    return Article.objects.filter(in_hand, owner=user).only(*CARD).order_by("-touched", "-pk")


# What a line of the start page shows; bodies stay in the database.
CARD = ("headline", "draft_headline", "state", "kind", "touched", "publish_at", "latest", "published", "owner")


def in_review():
    """Stories their writers are done with, the longest waiting first."""
    return Article.objects.filter(state=State.IN_REVIEW).select_related("owner").only(*CARD, "owner__username",
        "owner__first_name", "owner__last_name").order_by("touched", "pk")  # fmt: skip


def latest_changes():
    """The ledger's last changes in words."""
    rows = Statement.objects.moving().with_history_data().select_related("fact__show", "report__by")
    return in_words(rows.order_by("-moved", "-pk")[:ROWS])


def longest_unchecked():
    """Seasons without word, those never checked first, then by when the desk last made sure."""
    status = Fact.objects.filter(season=OuterRef("pk"), name="status")
    seasons = Season.objects.awaiting_word().regular().select_related("show__network")
    return seasons.annotate(checked=Subquery(status.values("checked")[:1])).order_by(
        F("checked").asc(nulls_first=True), "pk"
    )


def waiting_reports():
    """Reports that wait, each with its `words`; what was refused comes first, as somebody must act."""
    refused_first = Case(When(refusal="", then=1), default=0)
    reports = list(Report.objects.waiting().select_related("by").order_by(refused_first, "effective_at", "pk")[:ROWS])
    statements = Statement.objects.filter(report__in=reports).with_history_data().select_related("fact__show")
    words = in_words(statements.order_by("pk")) if reports else []
    for report in reports:
        report.words = [statement for statement in words if statement.report_id == report.pk]
    return reports
