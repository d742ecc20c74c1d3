"""Where a picture stands, and who may change it on account of that."""

from itertools import chain

MOST = 20  # uses that are named of a picture


def uses_of(picture):
    """What readers have it in, or may have again: stories, then shows, people and authors; at most MOST."""
    shown = (picture.posters, picture.portraits, picture.author_portraits)
    others = chain.from_iterable(rows.all()[:MOST] for rows in shown)
    return [*stories_with(picture), *others][:MOST]


def stories_with(picture):
    """Stories that have it as lead picture or in their text, and keep it from being deleted; at most MOST."""
    inside = picture.references.in_use().select_related("article")[:MOST]
    stories = chain(picture.leads.all()[:MOST], (reference.article for reference in inside))
    return list(dict.fromkeys(stories))[:MOST]


def may_change(user, picture):
    """Whether they may: editors any; who added it theirs, until readers may have it."""
    if user.has_perm("pictures.change_used_picture"):
        return True
    return picture.by_id == user.pk and not uses_of(picture)
