"""Whose a story is: who works on it, and who is told what happens to it. What they may do says articles/rights.py."""

from django.contrib.auth import get_user_model
from django.db.models import Case, Q, When
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
    shows, absent = Show.objects.filter(pk__in=story.latest.document["shows"]).order_by(), stand_ins()
    keys = {absent.get(pk, pk) for pk in shows.values_list("beat_owner", flat=True)} - {None}
    found = get_user_model().objects.filter(pk__in=keys).order_by("pk")
    return _others(found, but) or _others(editors(), but)


def stand_ins(at=None):
    """{key of who is not at work: the key of who is in their place, or None}; one query.

    Whoever stands in may be away too, with a stand-in of their own. Where that ends with nobody, or where it began, it
    is for the next in line.
    """
    gone = Q(is_active=False) | Q(is_staff=False)
    away = get_user_model().objects.filter(gone | Q(away_until__gte=timezone.localdate(at)))
    rows = away.values_list("pk", Case(When(gone, then=None), default="stand_in"))
    named = dict(rows)
    return {pk: _in_place_of(pk, named) for pk in named}


def _in_place_of(user, named):
    passed = set()
    while user in named and user not in passed:
        passed.add(user)
        user = named[user]
    return None if user in passed else user


def editors():
    """Everybody who may publish."""
    return get_user_model().objects.with_perm("articles.publish_article", backend=BACKEND).filter(is_staff=True)


def tell(users, kind, words, *, story, by, place="", at=None):
    """Tell each of `users` but `by` of something about `story`. Side effect: rows of Notice."""
    address = reverse("admin:articles_article_change", args=[story.pk]) + place
    notices.tell(_others(users, by), kind, words, address=address, about=f"story:{story.pk}", at=at)


def _others(users, but):
    return [user for user in users if user is not None and (but is None or user.pk != but.pk)]
