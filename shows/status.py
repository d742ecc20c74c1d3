"""A show's status: derived from its seasons, stored, and refreshed by whatever changes what it rests on."""

from shows.derivation import SeasonState, derive
from shows.models import Season, Show


def refresh(show_ids):
    """Store the status of these shows anew; returns {show id: status}. One query to read seasons, one per change."""
    derived = current(show_ids)
    for show_id, status in derived.items():
        Show.objects.filter(pk=show_id).exclude(status=status).update(status=status)
    return derived


def current(show_ids):
    """{show id: status} as the seasons say, or the override, without storing anything."""
    seasons = {show_id: [] for show_id in show_ids}
    rows = Season.objects.filter(show__in=seasons).values_list(
        "show_id", "number", "status", "final", "first_aired", "split", "paused", "cut_short"
    )
    for show_id, number, status, final, first_aired, split, paused, cut_short in rows:
        seasons[show_id].append(
            SeasonState(
                number, status, final=final, first_aired=first_aired, split=split, paused=paused, cut_short=cut_short
            )
        )
    shows = Show.objects.filter(pk__in=seasons).values_list("pk", "form", "status_override")
    return {pk: override or str(derive(form, seasons[pk])) for pk, form, override in shows}


def wrong():
    """[(show, stored, derived)] where the stored status is not the derived one; for the check."""
    differing = []
    for start in range(0, Show.objects.order_by("-pk").values_list("pk", flat=True).first() or 0, 500):
        shows = list(Show.objects.filter(pk__gt=start, pk__lte=start + 500).order_by("pk"))
        derived = current([show.pk for show in shows])
        differing += [(show, show.status, derived[show.pk]) for show in shows if show.status != derived[show.pk]]
    return differing
