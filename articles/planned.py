"""What is to become of a live story by itself: its changes go out, or it is withdrawn, at a minute to come.

Any request or command applies what is due before it reads (web/due.py). Whoever marks a plan as done has it; a cancel
marks it likewise, so of the two the first wins and the other is told.
"""

import logging

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.text import capfirst

from articles import publishing, whose
from articles.models import Article, Planned
from articles.publishing import CannotPublish
from staff.models import Notice
from staff.notices import tell
from web.due import one_by_one
from web.moments import written

logger = logging.getLogger(__name__)

Action = Planned.Action
# By hand, since building it costs ten times what the partial index takes to answer it.
DUE = (
    "SELECT 1 FROM articles_planned WHERE done_at IS NULL AND cancelled_at IS NULL AND refusal = ''"
    ' AND "at" <= %s LIMIT 1'
)
DONE_TO = {Action.UPDATE: "updated", Action.WITHDRAW: "withdrawn"}


class TooLate(CannotPublish):
    """Somebody else, or the clock, was faster."""


# Planning


def plan_update(article, moment, *, by, amended=None, at=None):
    """Let the latest revision of `article` replace what readers have at `moment`, whatever is typed later.

    `amended` is as in `publish`. An update planned before gives way. Side effects: a Planned, an entry of the log.
    Raises CannotPublish with a sentence; then nothing is written.
    """
    if not article.has_unpublished_changes and not amended:
        raise CannotPublish("Nothing has changed since it was published: there is nothing to schedule.")
    plan = Planned(action=Action.UPDATE, revision=article.latest, amended=list(amended or ()))
    return _plan(article, plan, moment, by=by, at=at)


def plan_withdrawal(article, moment, *, by, at=None):
    """Take `article` down at `moment`. A withdrawal planned before gives way. As `plan_update` otherwise."""
    return _plan(article, Planned(action=Action.WITHDRAW), moment, by=by, at=at)


@transaction.atomic
def _plan(article, plan, moment, *, by, at):
    at = at or timezone.now()
    plan.article, plan.at, plan.by, plan.made = article, moment, by, at
    _lock(article.pk)
    article.planned.waiting().filter(action=plan.action).update(cancelled_at=at)
    _check_moment(plan, at)
    _rehearse(plan)
    plan.save()
    _log(plan, f"Planned {_what(plan)} for {written(moment, own=False)}", by=by, at=at)
    return plan


@transaction.atomic
def move(plan, moment, *, by, at=None):
    """Let `plan` happen at `moment` instead. Side effect: an entry of the log.

    Raises CannotPublish with a sentence, TooLate when it is done or cancelled already; then nothing is written.
    """
    at = at or timezone.now()
    seen, plan.at = plan.at, moment
    _lock(plan.article_id)
    if not Planned.objects.waiting().filter(pk=plan.pk, at=seen).update(at=moment):
        raise _too_late(plan)
    _check_moment(plan, at)
    _log(plan, f"Moved {_what(plan)} to {written(moment, own=False)}", by=by, at=at)


@transaction.atomic
def cancel(plan, *, by, at=None):
    """Stop `plan`: once this returns it will never be applied. One that was refused is put away.

    Side effect: an entry of the log. Raises TooLate.
    """
    at = at or timezone.now()
    if not Planned.objects.filter(pk=plan.pk, done_at=None, cancelled_at=None).update(cancelled_at=at):
        raise _too_late(plan)
    _log(plan, f"Cancelled {_what(plan)}", by=by, at=at)


def _too_late(plan):
    now = Planned.objects.filter(pk=plan.pk).first()
    if now is None or now.cancelled_at:
        return TooLate("Somebody was faster: it is cancelled already.")
    if now.refusal:
        return TooLate(f"Its moment has come, and it could not be done: {now.refusal}")
    return TooLate("Too late: it is done." if now.done_at else "Somebody was faster: its moment was changed.")


def _lock(key):
    """Take the story's row, by an UPDATE that changes nothing: it holds on PostgreSQL; SQLite has its one write lock.

    Whatever writes a plan beside its story does so in this order, so that no two wait for each other.
    """
    Article.objects.filter(pk=key).update(version=F("version"))


def _check_moment(plan, at):
    """Ahead, a whole minute, while readers have the story, and an update before a withdrawal."""
    article, moment = plan.article, plan.at
    if moment <= at:
        raise CannotPublish("That minute has passed: choose one to come, or do it now.")
    if moment.second or moment.microsecond:
        raise CannotPublish("What happens by itself happens on a whole minute.")
    if not article.is_live(moment):
        raise CannotPublish("Readers will not have the story at that moment: there is nothing to change for them.")
    for other in article.planned.waiting().exclude(action=plan.action):
        update, withdrawal = (plan, other) if plan.action == Action.UPDATE else (other, plan)
        if withdrawal.at <= update.at:
            raise CannotPublish(
                f"It would be withdrawn on {written(withdrawal.at)}, before its update on {written(update.at)}: "
                "change or cancel one of the two."
            )


def _rehearse(plan):
    """Raises CannotPublish where the plan could not be carried out as things stand; leaves nothing behind."""
    with transaction.atomic():
        try:
            _carry_out(plan, plan.at)
        finally:
            transaction.set_rollback(True)


# At its moment


def apply_planned(at):
    """Do what is due by `at`, each dated at its moment and done once, whichever process comes first.

    One that no longer passes keeps its `refusal`, and those concerned are told. Returns the plans done.
    """
    due = Planned.objects.due(at).select_related("article__owner", "revision", "by")
    return one_by_one(due, lambda plan: apply_one(plan, at))


def apply_one(plan, at):
    """Do one due plan; False when another process has it, or it was refused."""
    mine = Planned.objects.waiting().filter(pk=plan.pk, at=plan.at)
    try:
        with transaction.atomic():
            _lock(plan.article_id)
            if not mine.update(done_at=at):
                return False
            _carry_out(plan, plan.at)
    except (CannotPublish, ValidationError) as refused:
        return _refuse(plan, mine, " ".join(getattr(refused, "messages", [str(refused)])))
    except OperationalError:
        raise  # no fault of the plan's: it is tried again
    except Exception:
        logger.exception("%s, planned for %s, failed", plan, plan.at)
        return _refuse(plan, mine, "It failed for a reason that only the log of the site tells.")
    return True


def _carry_out(plan, moment):
    """Publish or withdraw as of `moment`, with the story as it is now. Raises CannotPublish."""
    article = Article.objects.select_related("owner", "assigned_to", "published", "lead_picture", "season").get(
        pk=plan.article_id
    )
    if not article.is_live(moment):
        raise CannotPublish(f"Readers do not have the story: it is {article.get_state_display()}.")
    if plan.action == Action.WITHDRAW:
        publishing.withdraw(article, by=plan.by, at=moment, planned=True)
    else:
        if article.published and article.published.number > plan.revision.number:
            raise CannotPublish(
                f"{article.published} was published meanwhile, and is later than the one planned, {plan.revision}."
            )
        amended = plan.amended or None
        publishing.publish(article, by=plan.by, revision=plan.revision, amended=amended, at=moment, planned=True)
    words = f"{publishing.named(article)} was {DONE_TO[plan.action]}, as planned."
    tell(whose.writers(article), Notice.Kind.PUBLISHED, words, at=moment, **publishing.about(article))


def _refuse(plan, mine, sentence):
    """Keep why `plan` was not done, and tell who planned it and whose story it is, once."""
    with transaction.atomic():
        if mine.update(refusal=sentence[:400]):
            moment = written(plan.at, own=False)
            words = f"{capfirst(_what(plan))}, planned for {moment}, was not done: {sentence}"
            article = plan.article
            tell([plan.by, article.owner], Notice.Kind.REFUSED, words, **publishing.about(article))
            publishing.log(article, words, by=None, at=timezone.now())
    return False


def _what(plan):
    kind = {Action.UPDATE: "an update", Action.WITHDRAW: "the withdrawal"}[plan.action]
    revision = f", {str(plan.revision).lower()}" if plan.revision else ""
    return f"{kind} of {publishing.named(plan.article)}{revision}"


def _log(plan, words, *, by, at):
    publishing.log(plan.article, words, by=by, at=at)


# In the desk


def with_plans(stories):
    """`stories` with what `plans_of` says of each; one query for all."""
    return stories.prefetch_related(Prefetch("planned", Planned.objects.waiting(), to_attr="plans"))


def plans_of(article):
    """What waits for its moment, the first first; one query unless they came `with_plans`."""
    return article.plans if hasattr(article, "plans") else list(article.planned.waiting())


def in_words(article):
    """What is planned for `article`, to follow where it stands: ", to be withdrawn on 3 May 2027, 09:00"; or ""."""
    words = {Action.UPDATE: "its changes go out on", Action.WITHDRAW: "to be withdrawn on"}
    return "".join(f", {words[plan.action]} {written(plan.at)}" for plan in plans_of(article))
