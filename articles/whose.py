"""Whose a story is: who works on it, and who is told what happens to it. What they may do says articles/rights.py."""

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from shows.models import Show
from staff import notices

BACKEND = "staff.backends.DeskBackend"


def at_the_desk():
    """The accounts that can be given something, by name."""
    people = get_user_model().objects.filter(is_active=True, is_staff=True)
    return people.order_by("first_name", "last_name", "username")


def writers(story):
    """Who works on `story`: its writer, and whoever it is given to."""
    return [story.owner, story.assigned_to]


def reviewers(story, *, but=None):
    """Who is told that `story` is ready: who looks after its shows, else every editor; never `but`.

    Whoever is away is stood in for.
    """
    shows = Show.objects.filter(pk__in=story.latest.document["shows"], beat_owner__isnull=False)
    found = [at_work(show.beat_owner) for show in shows.select_related("beat_owner__stand_in").order_by("pk")]
    return _others(found, but) or _others(editors(), but)


def at_work(user, today=None):
    """`user`, or whoever stands in while they are away; None where nobody does."""
    away = user.away_until is not None and user.away_until >= (today or timezone.localdate())
    here = user.stand_in if away else user
    return here if here is not None and here.is_active else None


def editors():
    """Everybody who may publish."""
    return get_user_model().objects.with_perm("articles.publish_article", backend=BACKEND).filter(is_staff=True)


def tell(users, kind, words, *, story, by, place="", at=None):
    """Tell each of `users` but `by` of something about `story`. Side effect: rows of Notice."""
    address = reverse("admin:articles_article_change", args=[story.pk]) + place
    notices.tell(_others(users, by), kind, words, address=address, about=f"story:{story.pk}", at=at)


def _others(users, but):
    return [user for user in users if user is not None and (but is None or user.pk != but.pk)]
