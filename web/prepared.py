"""Queries whose SQL is built once: for small queries, building it costs several times what running it does.

    @prepared
    def crew_of(show):
        return CrewMember.objects.filter(show=show).select_related("person").order_by("position", "pk")[:200]

    members = crew_of(show.pk)  # a list

The first call builds the queryset, with a Slot for each argument, and compiles it; from then on a call puts its
arguments into the finished SQL, each converted as the column it is compared with demands. No row is kept.

So neither the shape of the queryset nor a value in it may depend on an argument or on the clock. But None and an empty
list go in as themselves, and each combination of them is compiled apart: the function may ask `is None`. An argument
of `…__in` is a list. What cannot be prepared raises NotPrepared at its first call: prefetch_related, a slice or an `if`
by an argument, an argument that is compared with no column, a day that is not an argument.
"""

import re
from copy import copy
from datetime import date
from functools import wraps
from itertools import chain, count

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.models import Expression, Field, Lookup
from django.db.models.expressions import ExpressionList
from django.db.models.lookups import In
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    QuerySet,
    ValuesIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.sql import Query

from web import kept_plans


class NotPrepared(TypeError):
    """The queryset, or an argument, is of a kind that finished SQL cannot serve."""


LISTS = (list, tuple, set, frozenset)
GIVEN = object()
# A day or a moment as SQLite has it: one written into the SQL would stay the day it was built on.
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def prepared(build):
    """Make of `build`, which returns a queryset, a function that returns its rows as a list."""
    ready = {}

    @wraps(build)
    def run(*arguments):
        kinds = tuple(map(kind_of, arguments))
        shape = (connections[DEFAULT_DB_ALIAS].vendor, kinds)
        if shape not in ready:  # two threads may both compile it: either is right
            ready[shape] = Prepared(build, kinds)
        return ready[shape].rows(arguments)

    return run


def kind_of(argument):
    """None and () for what goes into the queryset as itself."""
    if argument is None:
        return None
    return () if isinstance(argument, LISTS) and not argument else GIVEN


class Slot(Expression):
    """Stands for an argument while a queryset is built.

    `field` is the column it is compared with, `many` says whether it is a list; both are seen once all is built.
    """

    field, many = None, False

    def __init__(self, position, truth):
        super().__init__(output_field=Field())
        self.position, self.truth = position, truth

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def resolve_expression(self, *args, **kwargs):
        return copy(self)  # one for each place, as each may be compared with another column

    def values(self, argument, connection):
        """What goes into the SQL for `argument`, as a list: just what the plain queryset would put there."""
        if self.many != isinstance(argument, LISTS):
            raise NotPrepared(f"{argument!r} stands where {'a list' if self.many else 'one value'} belongs")
        found = argument if self.many else [argument]
        if not all(isinstance(value, (int, str, date)) for value in found):  # a truth is an int, a moment a date
            raise NotPrepared(f"{argument!r} is no number, text, date, moment or truth, nor a list of these")
        return [self.field.get_db_prep_value(self.field.get_prep_value(v), connection, prepared=True) for v in found]

    def __bool__(self):
        return self.truth

    def _refuse(self, *args):
        raise NotPrepared("an argument decides on its shape, or is made a text")

    # Else a slice or a LIKE would take the Slot itself for the value.
    __str__ = __int__ = __index__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse


class Prepared:
    """A compiled queryset: `parts` is its SQL, cut at the parameters; none where it can have no rows."""

    def __init__(self, build, kinds):
        try:
            self.compiler, sql, self.params = compiled(build, kinds, truth=True)
            _, again, params = compiled(build, kinds, truth=False)
            if (sql, list(map(fixed, self.params))) != (again, list(map(fixed, params))):
                raise NotPrepared("an argument, or the clock, decides on its shape")
        except (TypeError, ValueError, Error) as problem:
            raise NotPrepared(f"{build.__qualname__}: {problem}") from problem
        self.parts = sql.split("%s") if sql else []
        self.varies = [isinstance(param, Slot) for param in self.params]
        self.columns = [column for column, *_ in self.compiler.select[: self.compiler.col_count]] if sql else []
        self.converted = list(self.compiler.get_converters(self.columns))
        self.read = READERS[self.compiler.kind](self.compiler) if sql else None
        self.texts = {}  # of how many values in which place: the SQL whose plan is kept

    def rows(self, arguments):
        """The rows, as the queryset would give them."""
        if not self.parts:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        given = [
            param.values(arguments[param.position], connection) if varied else [param]
            for param, varied in zip(self.params, self.varies, strict=True)
        ]
        rows = self.by_kept_plan(given, connection) if kept_plans.are_kept(connection) else None
        if rows is None:
            sql = self.filled(", ".join(["%s"] * len(values)) for values in given)
            with connection.cursor() as cursor:
                cursor.execute(sql, [value for values in given for value in values])
                rows = cursor.fetchall()
        return self.read(self.convert(rows, connection))

    def filled(self, places):
        """Its SQL with `places` where its parameters are."""
        return "".join(chain.from_iterable(zip(self.parts, [*places, ""], strict=True)))

    def by_kept_plan(self, given, connection):
        """The rows by a plan that PostgreSQL keeps, or None. Lists are filled up, so that few lengths need a plan."""
        given = [filled_up(values) for values in given]  # one fixed value stays one
        lengths = tuple(map(len, given))
        if lengths not in self.texts:
            number = count(1)
            self.texts[lengths] = self.filled(
                ", ".join(f"${next(number)}" for _ in values) if varied else literal(values[0], connection)
                for values, varied in zip(given, self.varies, strict=True)
            ).replace("%%", "%")
        varying = chain.from_iterable(values for values, varied in zip(given, self.varies, strict=True) if varied)
        return kept_plans.fetch(connection, self.texts[lengths], list(varying))

    def convert(self, rows, connection):
        """`rows` with the values that Python has its own kinds for: dates, truths, JSON."""
        if not self.converted or not rows:
            return rows
        compiler = copy(self.compiler)  # it has the connection of the thread that compiled it
        compiler.connection = connection
        found = compiler.get_converters([self.columns[position] for position in self.converted])
        return list(compiler.apply_converters(rows, {self.converted[number]: how for number, how in found.items()}))


def compiled(build, kinds, *, truth):
    """(compiler, SQL, parameters) of the queryset that `build` makes of Slots; no SQL where it can have no rows."""
    queryset = build(*(Slot(position, truth) if kind is GIVEN else kind for position, kind in enumerate(kinds)))
    refuse_unknown(queryset)
    show_columns(queryset.query)
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    compiler.kind = queryset._iterable_class
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return compiler, "", []
    refuse_lost(sql, params, kinds)
    return compiler, sql, params


def filled_up(values):
    """`values`, the last repeated up to a power of two."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


def literal(value, connection):
    """`value` as it stands in SQL that takes parameters, where a percent sign is doubled."""
    with connection.cursor() as cursor:
        return cursor.mogrify("%s", [value]).decode().replace("%", "%%")


def fixed(param):
    return param.position if isinstance(param, Slot) else param


def refuse_unknown(queryset):
    if not isinstance(queryset, QuerySet):
        raise NotPrepared("it makes no queryset")
    if queryset._prefetch_related_lookups or queryset._known_related_objects:
        raise NotPrepared("it prefetches, or starts from an object")
    if queryset._iterable_class not in READERS or queryset.db != DEFAULT_DB_ALIAS:
        raise NotPrepared("its rows are of another kind, or of another database")


def refuse_lost(sql, params, kinds):
    """Every argument must have come through, and nothing else that differs from call to call."""
    slots = [param for param in params if isinstance(param, Slot)]
    given = {position for position, kind in enumerate(kinds) if kind is GIVEN}
    if {slot.position for slot in slots} != given or not all(slot.field for slot in slots):
        raise NotPrepared("an argument is compared with no column")
    if any(isinstance(param, date) or (isinstance(param, str) and DAY.match(param)) for param in params):
        raise NotPrepared("a day is written into it: make it an argument")
    if sql.count("%s") != len(params):
        raise NotPrepared("a percent sign in its SQL looks like a parameter")


def show_columns(expression):
    """Show every Slot within `expression` the column it is compared with."""
    if isinstance(expression, Lookup):
        rhs = expression.rhs
        for slot in rhs.get_source_expressions() if isinstance(rhs, ExpressionList) else [rhs]:
            if isinstance(slot, Slot):
                slot.field, slot.many = expression.lhs.output_field, isinstance(expression, In) and slot is rhs
    for within in parts_of(expression):
        show_columns(within)


def parts_of(expression):
    if not isinstance(expression, Query):
        return [part for part in getattr(expression, "get_source_expressions", list)() if part is not None]
    joined = [getattr(join, "filtered_relation", None) for join in expression.alias_map.values()]
    conditions = [relation.resolved_condition for relation in joined if relation]
    return [expression.where, *expression.annotations.values(), *expression.combined_queries, *conditions]


# How the rows of each sort of queryset are read. What looks at every column is done once.


def as_models(compiler):
    columns, info = compiler.select, compiler.klass_info
    first, end = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in columns[first:end]]
    related = get_related_populators(info, columns, DEFAULT_DB_ALIAS)
    from_db, annotated = info["model"].from_db, compiler.annotation_col_map or {}

    def model(row):
        found = from_db(DEFAULT_DB_ALIAS, names, row[first:end])
        for each in related:
            each.populate(row, found)
        for name, position in annotated.items():
            setattr(found, name, row[position])
        return found

    return lambda rows: [model(row) for row in rows]


def as_dicts(compiler):
    names = list(compiler.query.selected)
    return lambda rows: [dict(zip(names, row)) for row in rows]  # noqa: B905 - more columns may follow, to order by


def as_tuples(compiler):
    width = compiler.col_count
    return lambda rows: [tuple(row[:width]) for row in rows]


def as_values(compiler):
    return lambda rows: [row[0] for row in rows]


READERS = {
    ModelIterable: as_models,
    ValuesIterable: as_dicts,
    ValuesListIterable: as_tuples,
    FlatValuesListIterable: as_values,
}
