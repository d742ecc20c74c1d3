"""Everything that was known of a show, and when: what its page has the latest of."""

from dataclasses import dataclass
from functools import partial

from django.views.decorators.http import require_safe

from facts.history import MOVES_PER_PAGE, corrected_in, history, moves_until, named_in
from facts.models import Statement
from newsdesk.catalogue import seasons_of_show, shows_at
from web import paging
from web.addresses import find
from web.answers import page


@dataclass
class Move:
    """A row of facts.history.COLUMNS, and the key by which the next page goes on."""

    pk: int
    columns: tuple


@require_safe
def known_when(request, slug):
    show = find(request, "show", shows_at, slug)
    of_show = Statement.objects.filter(fact__show=show).moving()
    found = paging.by_moment(request, of_show, partial(moves, show.pk), MOVES_PER_PAGE, column="moved")
    context = {"show": show, "page": found, "history": lines(show, found.rows, request.began)}
    return page(request, "shows/known_when.html", context, keys=[f"show-{show.pk}", "people"])


def moves(show, moment, key):
    return [Move(pk, columns) for pk, *columns in moves_until(show, moment, key)]


def lines(show, moves, at):
    """`moves` as the template prints them; three queries at most."""
    seasons = seasons_of_show(show.pk, at)
    for season in seasons:
        season.show = show
    columns = [move.columns for move in moves]
    networks, people = named_in(columns)
    return history(columns, seasons, networks=networks, people=people, corrections=corrected_in(show.pk))
