"""Subjects of facts as they are typed: `show-slug/2`, `show-slug/2/person-slug`, `person-slug`."""

from people.models import Person
from shows.models import Appearance, Season


class UnknownSubject(ValueError):
    """Nothing is there by that name; the message says what is missing."""


def find_subject(text):
    """The season, appearance or person named by `text`; UnknownSubject otherwise."""
    show, *rest = str(text).strip().strip("/").split("/")
    if not rest:
        return _only(Person.objects.filter(slug=show), f"There is no person “{show[:80]}”.")
    number = rest[0]
    if len(rest) > 2 or not (number.isascii() and number.isdigit() and len(number) < 5):
        raise UnknownSubject(
            f"“{str(text)[:80]}” is no subject: write show-slug/2, show-slug/2/person-slug or person-slug."
        )
    if len(rest) == 1:
        return _only(
            Season.objects.filter(show__slug=show, number=number),
            f"There is no season {number} of a show “{show[:80]}”.",
        )
    appearances = Appearance.objects.filter(
        season__show__slug=show, season__number=number, cast_member__person__slug=rest[1]
    ).order_by("cast_member__position", "pk")
    return _only(appearances, f"There is no appearance of “{rest[1][:80]}” in season {number} of “{show[:80]}”.")


def _only(queryset, missing):
    """The first of `queryset`; who plays several parts is meant in the one billed first."""
    found = queryset.first()
    if found is None:
        raise UnknownSubject(missing)
    return found
