"""A key among those of a subquery, which PostgreSQL is made to read first."""

from django.db.models import BooleanField, Func, Subquery


class _Keys(Subquery):
    """Where it can have no rows, nothing is among them; Django would put NULL in its place."""

    empty_result_set_value = NotImplemented


class Among(Func):
    """Whether the column `name` is among the values of the queryset `rows`, for `filter()`.

    `name__in=rows` says the same. But PostgreSQL plans no more than eight joins together, so behind as many it would
    join every row there is before it looks which are wanted; and beside an OR it goes through the whole table.
    """

    template, arg_joiner = "%(expressions)s", " IN "
    output_field = BooleanField()

    def __init__(self, name, rows):
        super().__init__(name, _Keys(rows))

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", **context)
