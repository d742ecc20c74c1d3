"""Full-text indexes over columns of long tables, so that a list of the desk finds words without reading all rows.

On SQLite each is a table of FTS5 beside its own, which triggers keep (articles/search_index.py); on PostgreSQL it is an
index over what the columns say. Both are made by migrations.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from web.terms import Asked, in_fts5, in_tsquery

# Rows with a word that are looked up one by one; of a more common word the list is gone through until its page is full.
FEW = 1000


@dataclass(frozen=True)
class WordIndex:
    """The words in `columns` of `table`, whose key is `id`."""

    table: str
    columns: tuple

    @property
    def words(self):
        """SQLite: the name of the table of words."""
        return f"{self.table}_words"

    @property
    def vector(self):
        """PostgreSQL: what is indexed."""
        text = " || ' ' || ".join(self.columns)
        return f"to_tsvector('simple'::regconfig, search_folded({text}))"

    def having(self, term):
        """The keys of the rows with `term`, as an expression that is a query."""
        if connection.vendor == "sqlite":
            return RawSQL(f"SELECT rowid FROM {self.words} WHERE {self.words} MATCH %s", [in_fts5(term)])
        # By the index whatever the planner thinks of the words: to make the vector of every row takes seconds.
        found = f"SELECT id FROM {self.table} WHERE {self.vector} @@ to_tsquery('simple', %s) OFFSET 0"
        return RawSQL(found, [in_tsquery(term)])

    @property
    def few_having(self):
        """SQLite: a query for how many rows have a term, counted to one more than FEW."""
        return f"SELECT count(*) FROM (SELECT 1 FROM {self.words} WHERE {self.words} MATCH %s LIMIT {FEW + 1})"


def search(rows, typed, indexes):
    """Those of `rows` that have every word of `typed` in one of `indexes`, {the column with the key: WordIndex}.

    Nothing but spaces finds all, nothing but marks nothing.
    """
    if not typed.strip():
        return rows
    asked = Asked.of(typed)
    if not asked.terms:
        return rows.none()
    for term, common in zip(asked.terms, which_are_common(asked.terms, indexes.values()), strict=True):
        # A sum is not looked up: so the list is gone through in its order, and the words only compared.
        rows = rows.alias(**{f"{name}_compared": F(name) + 0 for name in indexes}) if common else rows
        among = "_compared__in" if common else "__in"
        rows = rows.filter(reduce(or_, (Q(**{name + among: index.having(term)}) for name, index in indexes.items())))
    return rows


def which_are_common(terms, indexes):
    """For each term whether more than FEW rows of an index have it; no query on PostgreSQL, and one on SQLite.

    SQLite keeps no count of words, and would begin with them however many rows they have.
    """
    if connection.vendor != "sqlite":
        return [False] * len(terms)
    counts = [f"({index.few_having})" for _ in terms for index in indexes]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", [in_fts5(term) for term in terms for _ in indexes])
        found = [count > FEW for count in cursor.fetchone()]
    each = len(indexes)
    return [any(found[start : start + each]) for start in range(0, len(found), each)]
