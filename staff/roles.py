"""The three roles and what each may do. The program makes them; a desk that needs others makes groups of its own."""

from django.contrib.auth.models import Group, Permission

WRITERS, EDITORS, CHIEFS = ROLES = ("Writers", "Editors", "Chiefs")

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
    permissions(EDIT, {"articles": ["article"], "pictures": ["picture"]})
    | permissions(VIEW, CATALOGUE)
    | permissions(VIEW, ROWS)
    | permissions(VIEW, {"facts": ["source", "fact"], "articles": ["topic"], "staff": ["profile"]})
    | {"facts.propose_report"}
)
MAY_EDIT = (
    MAY_WRITE
    | {"articles.publish_article", "facts.add_report", "facts.view_report", "facts.view_statement"}
    | permissions(EDIT, CATALOGUE)
    | permissions(DELETE, ROWS)
    | permissions(EDIT, {"facts": ["source"], "articles": ["topic"], "staff": ["profile"]})
)
MAY_LEAD = (
    MAY_EDIT
    | permissions(DELETE, CATALOGUE)
    | permissions(DELETE, {"facts": ["source"], "articles": ["topic"], "staff": ["profile"], "pictures": ["picture"]})
    | permissions(EDIT, {"staff": ["user"]})
    | permissions(VIEW, {"auth": ["group"]})
)
MAY = {WRITERS: MAY_WRITE, EDITORS: MAY_EDIT, CHIEFS: MAY_LEAD}


def make_roles(**_):
    """Make the three groups and give each exactly what MAY says; other groups are left alone. Safe to repeat.

    Runs after migrations, when the permissions exist; what a half-migrated database lacks is given the next time.
    """
    known = {
        f"{row.content_type.app_label}.{row.codename}": row for row in Permission.objects.select_related("content_type")
    }
    for name, codes in MAY.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set(known[code] for code in sorted(codes) if code in known)
