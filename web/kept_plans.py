"""Plans that PostgreSQL keeps: to plan a query that joins nine tables takes it several times as long as to run it.

A connection prepares a text when it first meets it, and executes it by name from then on. The name is made from the
text: whoever shares the server's end of the connection, behind a pooler, keeps the same plan by that name. Where a plan
cannot be had, or is no longer there, the query is asked as any other.
"""

import hashlib
from weakref import WeakKeyDictionary

from django.db import DatabaseError

MOST = 400  # plans of one connection; each takes the server some tens of kilobytes
# As PostgreSQL numbers its errors.
THERE_ALREADY = "42P05"  # duplicate_prepared_statement
GONE = {"26000", "0A000"}  # invalid_sql_statement_name: another server's end; feature_not_supported: its table changed
KEPT = WeakKeyDictionary()  # {connection of the driver: {text: name of its plan, or None where there is none}}


def are_kept(connection):
    """Whether plans are kept on `connection` now: not in a transaction, which a plan that is gone would end."""
    return connection.vendor == "postgresql" and connection.get_autocommit() and not connection.in_atomic_block


def fetch(connection, text, values):
    """The rows of `text`, SQL in which $1 … stand for `values`; None where it must be asked without a plan."""
    with connection.cursor() as cursor:  # which first looks whether the connection is still well
        kept = KEPT.setdefault(connection.connection, {})
        if text not in kept:
            kept[text] = _prepare(connection, cursor, text) if len(kept) < MOST else None
        if kept[text] is None:
            return None
        places = f"({', '.join(['%s'] * len(values))})" if values else ""
        try:
            cursor.execute(f"EXECUTE {kept[text]}{places}", values)
            return cursor.fetchall()
        except DatabaseError as problem:
            if getattr(problem.__cause__, "pgcode", "") not in GONE:
                raise
            kept[text] = None
            return None


def _prepare(connection, cursor, text):
    """The name by which the plan of `text` is kept from now on; None where it cannot be."""
    name = f"newsdesk_{hashlib.sha256(text.encode()).hexdigest()[:32]}"
    with connection.wrap_database_errors:
        try:
            cursor.cursor.execute(f"PREPARE {name} AS {text}")  # the driver's own: this is no query of the page
        except connection.Database.ProgrammingError as problem:
            return name if problem.pgcode == THERE_ALREADY else None
    return name
