"""Writing in bulk: primary keys ahead of their rows, and many rows in one statement.

Keys known beforehand let rows point at each other both ways (a story and its revision) without being written twice.
"""

from datetime import UTC, datetime, time

from django.db import connection
from django.db.models import Max


def reserve(model, count):
    """`count` fresh primary keys. Call it in the transaction that writes the rows: SQLite locks nothing else."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return iter([key for (key,) in cursor.fetchall()])
    last = model.objects.aggregate(last=Max("pk"))["last"] or 0
    return iter(range(last + 1, last + count + 1))


def insert(rows, at=None):
    """Write unsaved rows of one model; with their history, as of `at`, where the model keeps one."""
    if not rows:
        return
    model = type(rows[0])
    model.objects.bulk_create(rows)
    if hasattr(model, "history"):
        model.history.bulk_history_create(rows, default_date=at)


def link(through, pairs):
    """Rows of a plain many-to-many table, as [{column: key}]."""
    through.objects.bulk_create(through(**pair) for pair in pairs)


def noon(day):
    """Noon in UTC, which is that same day in every office west of Auckland."""
    return datetime.combine(day, time(12), UTC)
