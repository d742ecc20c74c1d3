"""The desk's log: publications, facts, rights, log-ins. Written with what it speaks of, in the same transaction."""

from staff.models import AuditEntry
from web.text import clean_line


def note(kind, words, *, by=None, who="", address="", at=None):
    """Write one entry; `who` is needed only where no account did it. Side effect: one row of AuditEntry.

    What does not fit is cut: the log must never be why something cannot be done.
    """
    when = {"at": at} if at else {}
    who = clean_line(who or (by.get_username() if by is not None else ""))[:150]
    AuditEntry.objects.create(
        kind=kind, words=clean_line(words)[:400], by=by, who=who, address=clean_line(address)[:300], **when
    )
