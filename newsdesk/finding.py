"""What readers search for, found by either database's own full text (web/terms.py).

Nothing is stemmed and no word is too common to count: "You" and "It" are titles. What is looked through is kept by
articles/search_index.py; which stories readers have is asked of themselves each time.
"""

from django.db import connection

from articles.models import Article
from web.terms import in_fts5, in_tsquery

# How much is ranked: of each kind of name the shortest; of stories those begun last, once with the words in headline,
# topics and names, and once anywhere. So a word that is everywhere costs no more than these; the older stories behind
# them are found by a second word.
MOST_NAMES, MOST_STORIES, MOST_CLOSE = 20, 100, 200

# As each database has it: queries are made of terms, each (its words, whether the last may go on)

NAME = "e.kind, e.object_id, e.title, e.names"


class SQLite:
    """FTS5. Its rows are read in the order of their keys: any other means reading all that match.

    The beginning of a word means that too. So it is looked for as a whole first, and others that begin so only where
    these are few: by a limit that is nothing else, as any further table would take the order away.
    """

    NAMES = (
        f"SELECT {NAME} FROM articles_catalogueentry_words w"
        " JOIN articles_catalogueentry e ON e.id = w.rowid WHERE articles_catalogueentry_words MATCH %s"
    )
    STORIES = """WITH whole AS (
            SELECT live.id, live.publish_at FROM articles_storyentry_words w
            CROSS JOIN ({live}) live ON live.id = w.rowid
            WHERE articles_storyentry_words MATCH %({whole})s ORDER BY w.rowid DESC LIMIT {most})
        SELECT id, publish_at FROM whole UNION SELECT id, publish_at FROM (
            SELECT live.id, live.publish_at FROM articles_storyentry_words w
            CROSS JOIN ({live}) live ON live.id = w.rowid
            WHERE articles_storyentry_words MATCH %({query})s ORDER BY w.rowid DESC
            LIMIT (SELECT CASE WHEN count(*) < {most} THEN {most} ELSE 0 END FROM whole))"""

    @staticmethod
    def every(terms):
        return " AND ".join(map(in_fts5, terms))

    @staticmethod
    def any_called(terms):
        """What has a term among its names: those of a character's show do not count."""
        return f"{{title names}} : ({' OR '.join(map(in_fts5, terms))})"

    @classmethod
    def both(cls, terms):
        return f"({cls.every(terms)}) AND {cls.any_called(terms)}"

    @classmethod
    def ranked(cls, terms):
        """(the column, {part of STORIES: the query}), the best first."""
        query, whole = cls.every(terms), cls.every([(words, False) for words, _ in terms])
        return [
            ("about_words", {"query": f"{{about}} : ({query})", "whole": f"{{about}} : ({whole})"}),
            ("words", {"query": query, "whole": whole}),
        ]


class PostgreSQL:
    """tsvectors without stemming or stop words; a name has the weight A."""

    NAMES = f"SELECT {NAME} FROM articles_catalogueentry e WHERE e.words @@ to_tsquery('simple', %s)"
    # Among the newest entries first, where a common word is found often enough. Only else by the index, in no order:
    # the planner knows words one by one, and to have an order would go through all entries for two that never meet.
    STORIES = """WITH newest AS MATERIALIZED (
            SELECT live.id, live.publish_at
            FROM (SELECT article_id, {words} FROM articles_storyentry ORDER BY article_id DESC LIMIT 400) e
            JOIN ({live}) live ON live.id = e.article_id
            WHERE e.{words} @@ to_tsquery('simple', %({query})s) ORDER BY e.article_id DESC LIMIT {most})
        SELECT id, publish_at FROM newest UNION (
            SELECT live.id, live.publish_at
            FROM (SELECT article_id FROM articles_storyentry
                WHERE {words} @@ to_tsquery('simple', %({query})s) OFFSET 0) e
            JOIN ({live}) live ON live.id = e.article_id
            WHERE (SELECT count(*) FROM newest) < {most} ORDER BY e.article_id DESC LIMIT {most})"""

    @staticmethod
    def every(terms):
        return " & ".join(map(in_tsquery, terms))

    @staticmethod
    def any_called(terms):
        return " | ".join(in_tsquery(term, "A") for term in terms)

    @classmethod
    def both(cls, terms):
        return f"{cls.every(terms)} & ({cls.any_called(terms)})"

    @classmethod
    def ranked(cls, terms):
        return [(words, {"query": cls.every(terms)}) for words in ("about_words", "words")]


def database():
    return {"sqlite": SQLite, "postgresql": PostgreSQL}[connection.vendor]


def rows(sql, parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


# Finding


def names(asked):
    """(kind, key, title, further names a line each) of shows, people and characters, the shortest titles first."""
    shortest = "length(e.title), e.title, e.object_id"
    placed = f"SELECT *, row_number() OVER (PARTITION BY kind ORDER BY {shortest}) AS place FROM ({database().NAMES}) e"
    among = f"SELECT {NAME} FROM ({placed}) e WHERE place <= {MOST_NAMES} ORDER BY {shortest}"
    return rows(among, [database().both(asked.terms)])


def close(asked):
    """As `names`, of what begins as some of the words do and is about as long: to choose from by likeness."""
    begun = [([word[: (len(word) + 1) // 2]], True) for word in asked.words if len(word) > 3]
    order = f"ORDER BY abs(length(e.title) - %s), e.title, e.object_id LIMIT {MOST_CLOSE}"
    found = f"{database().NAMES} {order}"
    return rows(found, [database().any_called(begun), len(asked.typed)]) if begun else []


def stories(asked, at):
    """The keys of stories that readers have at `at`; one query.

    Those with the words in headline, topics or names come first, then all others, each the newest first.
    """
    live, bounds = Article.objects.live(at).values_list("id", "publish_at").query.sql_with_params()
    given = {f"bound_{number}": bound for number, bound in enumerate(bounds)}
    live = live % tuple(f"%({name})s" for name in given)
    parts = []
    for rank, (words, queries) in enumerate(database().ranked(asked.terms)):
        named = {name: f"{name}_{rank}" for name in queries}
        part = database().STORIES.format(live=live, words=words, most=MOST_STORIES, **named)
        parts.append(f"SELECT id, publish_at, {rank} AS rank FROM ({part}) AS ranked_{rank}")
        given |= {named[name]: query for name, query in queries.items()}
    found = rows(f"SELECT id FROM ({' UNION ALL '.join(parts)}) f ORDER BY rank, publish_at DESC, id DESC", given)
    return list(dict.fromkeys(key for (key,) in found))
