"""The roles and what each may do. The program makes them; a desk that needs others makes groups of its own.

What a permission means for one story, such as whose drafts are whose, is in articles/rights.py.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

WRITERS, TRUSTED, EDITORS, CHIEFS, ADMINISTRATORS = ROLES = (
    "Writers", "Trusted writers", "Editors", "Chiefs", "Administrators",
)  # fmt: skip

VIEW, EDIT, DELETE = ("view",), ("view", "add", "change"), ("view", "add", "change", "delete")

# Things with a page or a life of their own: an editor corrects them, only a chief removes one.
CATALOGUE = {
    "shows": ("show", "season", "network", "sourcework", "character"),
    "people": ("person",),
}
# Rows of such a thing: taking a wrong one out is ordinary correcting.
ROWS = {
    "shows": (
        "othertitle", "relatedshow", "watchlink", "adaptation", "castmember", "appearance", "crewmember",
        "episode",
    ),
    "people": ("othername",),
}  # fmt: skip


def permissions(actions, models):
    """Such as "shows.change_show", for each of `actions` on each of `models`, which maps apps to model names."""
    return {f"{app}.{action}_{model}" for app, names in models.items() for model in names for action in actions}


# Nothing here shows a waiting report to a writer: reports and statements are for those who record.
MAY_WRITE = (
    permissions(EDIT, {"articles": ["article", "comment", "pitch", "previewlink", "quote"], "pictures": ["picture"]})
    | permissions(VIEW, CATALOGUE)
    | permissions(VIEW, ROWS)
    | permissions(VIEW, {"facts": ["source", "fact"], "articles": ["topic", "planned"]})
    | permissions(VIEW, {"staff": ["profile"]})
    | {"facts.propose_report"}
)
MAY_PUBLISH_OWN = MAY_WRITE | {"articles.publish_on_beat"} | permissions(EDIT, {"articles": ["planned"]})
MAY_EDIT = (
    MAY_PUBLISH_OWN
    | {"articles.publish_article", "facts.add_report", "facts.view_report", "facts.view_statement"}
    | permissions(EDIT, CATALOGUE)
    | permissions(DELETE, ROWS)
    | permissions(EDIT, {"facts": ["source"], "articles": ["topic"], "staff": ["profile"]})
    | {"pictures.change_used_picture"}
)
MAY_LEAD = (
    MAY_EDIT
    | permissions(DELETE, CATALOGUE)
    | permissions(DELETE, {"facts": ["source"], "articles": ["topic"], "staff": ["profile"], "pictures": ["picture"]})
    | permissions(DELETE, {"articles": ["quote"]})
    | permissions(EDIT, {"articles": ["checklist"], "staff": ["user"]})
    | permissions(VIEW, {"auth": ["group"], "staff": ["auditentry"]})
)
# A second factor is taken from somebody who has lost it under Django's own permission for the device.
MAY_ADMINISTER = MAY_LEAD | permissions(DELETE, {"auth": ["group"]}) | {"otp_totp.delete_totpdevice"}
MAY = {
    WRITERS: MAY_WRITE,
    TRUSTED: MAY_PUBLISH_OWN,
    EDITORS: MAY_EDIT,
    CHIEFS: MAY_LEAD,
    ADMINISTRATORS: MAY_ADMINISTER,
}


def grantable(user):
    """The groups `user` may give to somebody, or take away: those that may do nothing they may not do themselves.

    Without the right over groups it is the program's own roles alone. Nobody's own group opens more than they have.
    """
    if user.is_superuser:
        return Group.objects.order_by("pk")
    groups = Group.objects.all() if user.has_perm("auth.change_group") else Group.objects.filter(name__in=ROLES)
    return groups.exclude(permissions__in=Permission.objects.exclude(pk__in=held_by(user))).order_by("pk")


def held_by(user):
    """The permissions that `user` has, by key; a query that a larger one takes in."""
    return Permission.objects.filter(Q(group__user=user) | Q(user=user)).values("pk")


def may_more(somebody, user):
    """Whether `somebody` may do anything that `user` may not; an account out of use counts as if it were in use."""
    if somebody.is_superuser or user.is_superuser:
        return somebody.is_superuser and not user.is_superuser
    return Permission.objects.filter(pk__in=held_by(somebody)).exclude(pk__in=held_by(user)).exists()


def make_roles(**_):
    """Make the groups and give each exactly what MAY says; other groups are left alone. Safe to repeat.

    Runs after migrations, when the permissions exist; what a half-migrated database lacks is given the next time.
    """
    known = {
        f"{row.content_type.app_label}.{row.codename}": row for row in Permission.objects.select_related("content_type")
    }
    for name, codes in MAY.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set(known[code] for code in sorted(codes) if code in known)
