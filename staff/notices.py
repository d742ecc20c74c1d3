"""Telling people of the desk what they may want to know: on the desk, by mail, or not at all, as each has chosen."""

from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from staff.models import Notice
from web.among import Among
from web.mail import Post
from web.text import clean_line

DESK, MAIL = WAYS = ("desk", "mail")
# Where a notice goes by default: what waits for nobody else, or cannot be undone, is worth a mail.
BY_MAIL = {Notice.Kind.MENTION, Notice.Kind.ASSIGNED, Notice.Kind.RETURNED, Notice.Kind.REFUSED}
# How long what happens about the same time is gathered before it is mailed.
GATHERED = timedelta(minutes=10)
MOST = 100  # counted, and shown on the page


def ways_of(user, kind):
    """Where notices of `kind` go for `user`: some of WAYS."""
    chosen = user.notice_choices.get(kind)
    if isinstance(chosen, list):
        return {way for way in WAYS if way in chosen}
    return {DESK, MAIL} if kind in BY_MAIL else {DESK}


def tell(users, kind, words, *, address="", about="", at=None):
    """Tell each of `users` once. Who is inactive, or named twice, or None, or wants none of it, costs nothing.

    Side effects: rows of Notice. `about` groups what concerns one thing.
    """
    when = {"at": at} if at else {}
    wanted = {user.pk: user for user in users if user is not None and user.is_active}
    ways = {key: ways_of(user, kind) for key, user in wanted.items()}
    said = {"kind": kind, "words": clean_line(words)[:300], "address": address, "about": about, **when}
    Notice.objects.bulk_create(
        Notice(user=user, on_desk=DESK in ways[key], by_mail=MAIL in ways[key] and bool(user.email), **said)
        for key, user in wanted.items()
        if ways[key]
    )


# On the desk


def counted_for(user):
    """How many notices the account at `user`, a path of an outer query, has not seen: an expression, on an index."""
    rows = Notice.objects.unseen().filter(user=OuterRef(user)).order_by().values("user")
    return Coalesce(Subquery(rows.values(number=Count("pk"))), 0)


def on_desk(user):
    """[[the latest notice about something, earlier ones about it, …], …], what is not seen first. One query."""
    latest = Notice.objects.filter(user=user, on_desk=True).order_by("-at", "-pk")
    # By an index each: to have both in one order, all that somebody was ever told would be sorted.
    unseen, newest = latest.unseen().values("pk")[:MOST], latest.values("pk")[:MOST]
    either = Q(Among("pk", unseen)) | Q(Among("pk", newest))
    rows = sorted(Notice.objects.filter(either), key=lambda notice: (not notice.seen_at, notice.at, notice.pk))[-MOST:]
    groups = {}
    for notice in sorted(rows, key=lambda notice: (notice.at, notice.pk), reverse=True):
        groups.setdefault(notice.about or notice.pk, []).append(notice)
    return sorted(groups.values(), key=lambda group: all(notice.seen_at for notice in group))


def see(user, notice=None, *, at=None):
    """Note that `user` has seen `notice` and what else is about the same; or, without one, everything."""
    rows = Notice.objects.unseen().filter(user=user)
    if notice:
        rows = rows.filter(Q(about=notice.about) if notice.about else Q(pk=notice.pk))
    return rows.update(seen_at=at or timezone.now())


# By mail


def mail_due(at=None):
    """Mail each person what has gathered for them, once the oldest of it is ten minutes old; returns how many were.

    What they saw on the desk meanwhile is not mailed. One query when there is nothing. Side effects: mails, what is
    mailed is noted before it goes, so that of several processes one sends it; when it fails it is tried the next time.
    """
    at = at or timezone.now()
    ripe = Notice.objects.to_mail().filter(at__lte=at - GATHERED)
    people = list(get_user_model().objects.filter(pk__in=ripe.order_by().values("user")).order_by("pk"))
    if not people:
        return 0
    post = Post("mail of notices")
    if not post.is_open(len(people)):
        return 0
    sent = sum(_mail(person, at, post) for person in people)
    post.close()
    return sent


def _mail(person, at, post):
    rows = _claim(person, at)
    if not rows:
        return False
    if post.send(person, subject(rows), body(rows)):
        return True
    Notice.objects.filter(pk__in=[row.pk for row in rows], mailed_at=at).update(mailed_at=None)
    return False


@transaction.atomic
def _claim(person, at):
    """What `person` is to be mailed by whoever asks first; whoever asks meanwhile finds nothing."""
    # Writing the row of the account, though nothing changes in it, makes others wait until this is done.
    get_user_model().objects.filter(pk=person.pk).update(is_active=F("is_active"))
    rows = list(Notice.objects.to_mail().filter(user=person).order_by("at", "pk"))
    if not rows or rows[0].at > at - GATHERED:
        return []
    moved = Notice.objects.filter(pk__in=[row.pk for row in rows], mailed_at=None).update(mailed_at=at)
    return rows if moved == len(rows) else []


def subject(rows):
    return rows[0].words if len(rows) == 1 else f"{len(rows)} notices from the desk"


def body(rows):
    """Each thing with what happened to it, in order, and its address; then how to get less of it."""
    rows = sorted(rows, key=lambda row: (row.about or f"~{row.pk}", row.at, row.pk))
    parts = []
    for _, group in groupby(rows, key=lambda row: row.about or row.pk):
        group = list(group)
        addresses = dict.fromkeys(f"{settings.SITE_URL}{row.address}" for row in group if row.address)
        parts.append("\n".join([*(row.words for row in group), *addresses]))
    parts.append(
        f"-- \nWhat you are mailed, and what not, is yours to choose:\n{settings.SITE_URL}{reverse('admin:me')}\n"
    )
    return "\n\n".join(parts)
