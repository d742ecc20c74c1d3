"""The daily mail: to each person what is theirs in the second look, and nothing when there is nothing.

From NEWSDESK_DIGEST_HOUR on, desk time, at most once a day, however many processes look at the same minute: whoever
moves the person's `digest_sent` to today sends it. When something comes up later on a day without a mail, it goes then.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from articles import second_look
from articles.second_look import MOST_COUNTED, Reason
from shows.answers import format_date
from web.addresses import address
from web.mail import Post

SHOWN = 20  # the rest is one press away


def send_digests(at=None):
    """Mail everybody who has something to look at and was not mailed today; returns how many were.

    Three queries a time when nobody has anything. Side effects: mails, `digest_sent`. A mail that fails is logged and
    tried again the next time; when the server cannot be reached at all, nobody's is tried.
    """
    at = at or timezone.now()
    if timezone.localtime(at).hour < settings.DIGEST_HOUR:
        return 0
    people = list(to_mail(timezone.localdate(at)))
    theirs = second_look.owners(at) if people else ()
    people = [person for person in people if person.pk in theirs]
    if not people:
        return 0
    post = Post("daily mail")
    if not post.is_open(len(people)):
        return 0
    sent = sum(send_to(person, at, post) for person in people)
    post.close()
    return sent


def to_mail(today):
    """Whose mail of `today` has not been sent: people of the desk, at work, with an address, who want one."""
    people = get_user_model().objects.filter(is_active=True, is_staff=True, wants_digest=True).exclude(email="")
    not_yet = Q(digest_sent=None) | Q(digest_sent__lt=today)
    at_work = Q(away_until=None) | Q(away_until__lt=today)
    return people.filter(not_yet, at_work).order_by("pk")


def send_to(person, at, post):
    """Claim today's mail to `person` and send it; False when another process has it, or it could not be sent."""
    rows, more = second_look.page(at, owner=person.pk, size=MOST_COUNTED)
    if not rows:
        return False
    today, before = timezone.localdate(at), person.digest_sent
    accounts = get_user_model().objects.filter(pk=person.pk)
    if not accounts.filter(digest_sent=before).update(digest_sent=today):
        return False
    if post.send(person, subject(rows, more), body(rows, more)):
        return True
    accounts.filter(digest_sent=today).update(digest_sent=before)
    return False


# What it says


def subject(rows, more):
    stories = len({row.article for row in rows})
    if stories == 1 and not more:
        return "1 story wants a second look"
    return f"{'More than ' if more else ''}{stories:,} stories want a second look"


def body(rows, more):
    """The gravest first, each with why, the words it is about and where they stand; then how to stop it."""
    parts = [_entry(row) for row in rows[:SHOWN]]
    left = len(rows) - SHOWN
    if left > 0:
        parts.append(f"And {left:,}{' or more' if more else ''} more.")
    queue, me = (_whole(reverse(name)) for name in ("admin:articles_second_look", "admin:me"))
    parts.append(f"All of it, with “still right” and “snooze”:\n{queue}")
    parts.append(
        "-- \nYou get this at most once a day, when something of yours needs a second look, or of somebody’s you stand "
        f"in for.\nTo stop it, or to say that you are away:\n{me}\n"
    )
    return "\n\n".join(parts)


def _entry(row):
    lines = [row.headline, _why(row), *(f"“{sentence}”" for sentence in row.sentences)]
    lines.append(_whole(address("story", row.slug)))
    lines.append(f"Edit: {_whole(row.edit)}")
    return "\n".join(" ".join(line.split()) for line in lines)


def _why(row):
    """Such as “No longer true: All of Us Are Dead Season 2, status: awaiting word → ordered, per Netflix on …”."""
    if not row.about:
        return f"{row.title}."
    moved = row.reason in {Reason.UNTRUE, Reason.CHANGED} and row.was
    said = f"{row.about}, {row.label}: {f'{row.was} → ' if moved else ''}{row.now}"
    source = f", per {row.publisher}" if row.publisher else ""
    return f"{row.title}: {said}{source}{f' on {format_date(row.as_of)}' if row.as_of else ''}."


def _whole(path):
    return f"{settings.SITE_URL}{path}"
