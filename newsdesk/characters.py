"""The page of a character: who plays them, season by season."""

from functools import partial

from django.views.decorators.http import require_safe

from facts.reading import put_told, with_told
from newsdesk.catalogue import shows_at
from newsdesk.credits import MOST_ROWS, person_keys
from shows.models import Appearance, CastMember, Character
from web.addresses import by_address, find
from web.answers import or_any, page
from web.prepared import prepared


@prepared
def characters_at(show, slug, key):
    return by_address(Character.objects.filter(show=show), slug, key)


@require_safe
def character(request, slug, character):
    show = find(request, "show", shows_at, slug)
    found = find(request, "character", partial(characters_at, show.pk), character, name="character", scope=show.pk)
    found.show = show
    context = {"character": found, "show": show, "players": players_of(found)}
    keys = [f"show-{show.pk}", *person_keys(context["players"])]
    return page(request, "shows/character.html", context, keys=or_any(keys, "people"))


@prepared
def players(character):
    return (
        CastMember.objects.filter(character=character).select_related("person").order_by("position", "pk")[:MOST_ROWS]
    )


@prepared
def appearances_as(character):
    seen = Appearance.objects.filter(cast_member__character=character).select_related("season", "recast_by")
    return with_told(seen).order_by("season__number")


def players_of(character):
    """Who plays `character`, each with `seen`, their appearances in the order of seasons; two queries."""
    members = players(character.pk)
    seen = {}
    for appearance in appearances_as(character.pk):
        appearance.season.show = character.show
        put_told(appearance)
        seen.setdefault(appearance.cast_member_id, []).append(appearance)
    for member in members:
        member.seen = seen.get(member.pk, [])
    return members
