"""What the log says of rights: of an account, and of a group of the desk's own."""

from django.urls import reverse

from staff.audit import note
from staff.models import AuditEntry, User

SAID = {"is_active": ("in use", "out of use"), "is_staff": ("of the desk", "not of the desk"),
        "is_superuser": ("superuser", "no superuser")}  # fmt: skip


def rights_of(user):
    """{what: its words} of an account, as it is stored."""
    said = {name: words[0 if getattr(user, name) else 1] for name, words in SAID.items()}
    single = sorted(user.user_permissions.values_list("codename", flat=True))
    groups = ", ".join(sorted(user.groups.values_list("name", flat=True))) or "no role"
    return {"groups": groups, **said, "single permissions": ", ".join(single) or "no single permission"}


def _whose(user):
    return f"{user} ({user.username})"


def note_password(user, *, by):
    address = reverse("admin:staff_user_change", args=[user.pk])
    note(AuditEntry.Kind.RIGHTS, f"Password of {_whose(user)} set", by=by, address=address)


def note_deleted(user, *, by):
    note(AuditEntry.Kind.RIGHTS, f"Account of {_whose(user)} deleted", by=by)


def note_rights(user, before, *, by):
    """Enter what changed of an account's rights since `before`, and nothing when nothing did; {} for a new one."""
    after = rights_of(User.objects.get(pk=user.pk))
    whose, address = _whose(user), reverse("admin:staff_user_change", args=[user.pk])
    if not before:
        return note(AuditEntry.Kind.RIGHTS, f"New account of {whose}: {after['groups']}", by=by, address=address)
    changed = [f"{before[name]} → {said}" for name, said in after.items() if said != before[name]]
    if changed:
        note(AuditEntry.Kind.RIGHTS, f"Rights of {whose}: {'; '.join(changed)}", by=by, address=address)


def role_of(group):
    """What a group may, as the codes of its permissions."""
    return set(group.permissions.values_list("codename", flat=True))


def note_role(group, before, *, by, gone=False):
    """Enter what changed of what a group may since `before`; None for a new one."""
    after = set() if gone else role_of(group)
    given, taken = sorted(after - (before or set())), sorted((before or set()) - after)
    said = [f"given {', '.join(given)}"] * bool(given) + [f"taken {', '.join(taken)}"] * bool(taken)
    verb = "deleted" if gone else "made" if before is None else ""
    if verb or said:
        note(AuditEntry.Kind.RIGHTS, f"Group {group.name} {verb}".strip() + f": {'; '.join(said) or 'nothing'}", by=by)
