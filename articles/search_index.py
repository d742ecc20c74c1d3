"""Keeps what readers' search looks through (articles/searchable.py) as it follows from stories and catalogue.

A story's entry is written by the one door that publishes. Names are written in many places, in bulk and by `update()`
too, so triggers of the database follow them: nothing can go past these.

Each trigger carries a digest of what it does in its name; after every `migrate` those that are missing are made, and
then the whole index, as nobody knows what was written without them. On SQLite all are taken out before: it remakes a
table to alter it, which fails while the trigger of another names it, and takes its own triggers with it.
"""

import hashlib
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction
from django.db.models.expressions import RawSQL

from articles.models import Article
from articles.searchable import StoryEntry, searchable
from facts.models import Report, Source

BATCH = 250  # stories a transaction
JOINED = {"sqlite": "group_concat", "postgresql": "string_agg"}


def _lines(rows):
    """SQL of the `line` of each of `rows`, one below the other; "" without any."""
    return f"coalesce((SELECT JOINED(line, '\n') FROM ({rows}) AS listed), '')"


# What entries hold, as SQL of both databases

ABOUT = " || '\n' || ".join(
    [
        "articles_article.headline",
        "articles_article.slug",  # writes in ASCII what the headline may not
        _lines(
            "SELECT p.name AS line FROM articles_byline b JOIN staff_profile p ON p.id = b.profile_id"
            " WHERE b.article_id = articles_article.id ORDER BY b.position, b.id"
        ),
        _lines(
            "SELECT t.name AS line FROM articles_taggedarticle g JOIN articles_topic t ON t.id = g.tag_id"
            " WHERE g.content_object_id = articles_article.id ORDER BY t.id"
        ),
        _lines(
            "SELECT s.title || ' ' || s.original_title || ' ' || s.slug AS line FROM articles_article_shows a"
            " JOIN shows_show s ON s.id = a.show_id WHERE a.article_id = articles_article.id ORDER BY s.id"
        ),
        _lines(
            "SELECT p.name || ' ' || p.original_name || ' ' || p.slug AS line FROM articles_article_people a"
            " JOIN people_person p ON p.id = a.person_id WHERE a.article_id = articles_article.id ORDER BY p.id"
        ),
    ]
)
_OTHER_TITLES = _lines("SELECT o.title AS line FROM shows_othertitle o WHERE o.show_id = s.id ORDER BY o.id")
_OTHER_NAMES = _lines("SELECT o.name AS line FROM people_othername o WHERE o.person_id = p.id ORDER BY o.id")
# kind: (the key of a row, SELECT of the entries of all rows)
CATALOGUE = {
    "show": (
        "s.id",
        "SELECT 'show' AS kind, s.id AS object_id, s.title AS title,"
        f" s.original_title || '\n' || s.slug || '\n' || {_OTHER_TITLES} AS names, '' AS part_of FROM shows_show s",
    ),
    "person": (
        "p.id",
        "SELECT 'person' AS kind, p.id AS object_id, p.name AS title,"
        f" p.original_name || '\n' || p.slug || '\n' || {_OTHER_NAMES} AS names, '' AS part_of FROM people_person p",
    ),
    "character": (
        "c.id",
        "SELECT 'character' AS kind, c.id AS object_id, c.name AS title,"
        " c.slug AS names, s.title || '\n' || s.original_title || '\n' || s.slug AS part_of"
        " FROM shows_character c JOIN shows_show s ON s.id = c.show_id",
    ),
}
WANTED = " UNION ALL ".join(select for _, select in CATALOGUE.values())
COLUMNS = "kind, object_id, title, names, part_of"
STORED = f"SELECT {COLUMNS} FROM articles_catalogueentry"
FILL = f"INSERT INTO articles_catalogueentry ({COLUMNS})"


def sql(text):
    return text.replace("JOINED", JOINED[connection.vendor])


def anew(kind, keys):
    """Statements that write the entries of `kind` with these `keys` (SQL of a list) anew, or none where none is due."""
    key, select = CATALOGUE[kind]
    return [
        f"DELETE FROM articles_catalogueentry WHERE kind = '{kind}' AND object_id IN ({keys})",
        f"{FILL} {select} WHERE {key} IN ({keys})",
    ]


def about_anew(stories):
    """A statement for the names that these `stories` (SQL of their keys) are found by. It costs 1 ms a story."""
    about = f"SELECT {ABOUT} FROM articles_article WHERE articles_article.id = articles_storyentry.article_id"
    return [f"UPDATE articles_storyentry SET about = coalesce(({about}), '') WHERE article_id IN ({stories})"]


# The triggers


class Trigger(NamedTuple):
    """`statements` follow `event` on each row of `table`; an UPDATE counts where one of `columns` moves."""

    table: str
    event: str
    statements: list
    columns: tuple = ()

    @property
    def name(self):
        digest = hashlib.sha256("".join([self.when, *self.statements]).encode()).hexdigest()
        return f"search_{self.table}_{self.event.lower()}_{digest[:8]}"

    @property
    def when(self):
        moved = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in self.columns)
        return f"WHEN ({moved})" if moved else ""

    def create(self):
        """The statements that make it."""
        body = sql("; ".join(self.statements))
        head = f"CREATE TRIGGER {self.name} AFTER {self.event} ON {self.table} FOR EACH ROW {self.when}"
        if connection.vendor == "sqlite":
            return [f"{head} BEGIN {body}; END"]
        function = f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql"
        return [f"{function} AS $do$ BEGIN {body}; RETURN NULL; END $do$", f"{head} EXECUTE FUNCTION {self.name}()"]


def _stories(table, column, key, story="article_id"):
    return about_anew(f"SELECT {story} FROM {table} WHERE {column} = {key}")


def _named_after(table, kind, owner, name):
    """The triggers of a table whose rows are further names of a `kind`."""
    return [
        Trigger(table, "INSERT", anew(kind, f"NEW.{owner}")),
        Trigger(table, "UPDATE", anew(kind, f"OLD.{owner}, NEW.{owner}"), (name, owner)),
        Trigger(table, "DELETE", anew(kind, f"OLD.{owner}")),
    ]


TRIGGERS = [
    Trigger("shows_show", "INSERT", anew("show", "NEW.id")),
    Trigger(
        "shows_show",
        "UPDATE",
        [
            *anew("show", "NEW.id"),
            *anew("character", "SELECT id FROM shows_character WHERE show_id = NEW.id"),
            *_stories("articles_article_shows", "show_id", "NEW.id"),
        ],
        ("title", "original_title", "slug"),
    ),
    Trigger("shows_show", "DELETE", anew("show", "OLD.id")),
    *_named_after("shows_othertitle", "show", "show_id", "title"),
    Trigger("people_person", "INSERT", anew("person", "NEW.id")),
    Trigger(
        "people_person",
        "UPDATE",
        [*anew("person", "NEW.id"), *_stories("articles_article_people", "person_id", "NEW.id")],
        ("name", "original_name", "slug"),
    ),
    Trigger("people_person", "DELETE", anew("person", "OLD.id")),
    *_named_after("people_othername", "person", "person_id", "name"),
    Trigger("shows_character", "INSERT", anew("character", "NEW.id")),
    Trigger("shows_character", "UPDATE", anew("character", "NEW.id"), ("name", "slug", "show_id")),
    Trigger("shows_character", "DELETE", anew("character", "OLD.id")),
    # Stories are tied to these by publishing, which writes the entry itself; here for what is renamed or goes.
    Trigger(
        "articles_topic",
        "UPDATE",
        _stories("articles_taggedarticle", "tag_id", "NEW.id", "content_object_id"),
        ("name",),
    ),
    Trigger("staff_profile", "UPDATE", _stories("articles_byline", "profile_id", "NEW.id"), ("name",)),
    Trigger("articles_taggedarticle", "DELETE", about_anew("OLD.content_object_id")),
    Trigger("articles_article_shows", "DELETE", about_anew("OLD.article_id")),
    Trigger("articles_article_people", "DELETE", about_anew("OLD.article_id")),
]


def _followed(table, key, columns):
    """On SQLite: the triggers by which the full-text table of an entry table has what that has."""
    words, names = f"{table}_words", ", ".join(columns)
    old, new = (f"{row}.{key}, {', '.join(f'{row}.{column}' for column in columns)}" for row in ("OLD", "NEW"))
    out = f"INSERT INTO {words} ({words}, rowid, {names}) VALUES ('delete', {old})"
    into = f"INSERT INTO {words} (rowid, {names}) VALUES ({new})"
    return [
        Trigger(table, "INSERT", [into]),
        Trigger(table, "UPDATE", [out, into], columns),
        Trigger(table, "DELETE", [out]),
    ]


OF_THE_DESK = [Article.word_index, Source.word_index, Report.word_index]
WORDS = {"articles_storyentry_words": "articles_storyentry", "articles_catalogueentry_words": "articles_catalogueentry"}
WORDS |= {index.words: index.table for index in OF_THE_DESK}
ON_SQLITE = [
    *_followed("articles_storyentry", "article_id", ("about", "text")),
    *_followed("articles_catalogueentry", "id", ("title", "names", "part_of")),
    *(trigger for index in OF_THE_DESK for trigger in _followed(index.table, "id", index.columns)),
]


def wanted():
    """{name: Trigger} of all there have to be."""
    return {each.name: each for each in (*TRIGGERS, *(ON_SQLITE if connection.vendor == "sqlite" else ()))}


INSTALLED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'search#_%' ESCAPE '#'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'search#_%' ESCAPE '#'",
}
DROP = {"sqlite": "DROP TRIGGER {}", "postgresql": "DROP FUNCTION {} CASCADE"}


def installed():
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED[connection.vendor], None)
        return {name for (name,) in cursor.fetchall()}


def drop(names):
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(DROP[connection.vendor].format(name), None)


@transaction.atomic
def install():
    """Make the triggers that are missing and drop those that are wanted no more; returns whether any was missing."""
    there, due = installed(), wanted()
    missing = [due[name] for name in due if name not in there]
    drop(there - due.keys())
    with connection.cursor() as cursor:
        for statement in (statement for trigger in missing for statement in trigger.create()):
            cursor.execute(statement, None)
    return bool(missing)


def step_aside(plan, **kwargs):
    """Before migrations are run."""
    if plan and connection.vendor == "sqlite":
        drop(installed())


def follow_migrations(**kwargs):
    """After `migrate`: the triggers, and where one was missing the index; nothing where tables of it are not there."""
    needed = {StoryEntry._meta.db_table, *(WORDS if connection.vendor == "sqlite" else ())}
    if needed <= {*connection.introspection.table_names()} and install():
        for _ in rebuild():
            pass


# Stories


def write_entry(article):
    """Let `article` be found by its published words. Call it in the publishing transaction, its relations written."""
    [about] = Article.objects.filter(pk=article.pk).values_list(RawSQL(sql(ABOUT), ()), flat=True)
    StoryEntry(article=article, about=about, text=searchable(article.standfirst, article.parts)).save()


def astray(after):
    """(the last key, [(key, about, text) of each that is not stored so]) of the BATCH published stories after a key."""
    stored = ["search_entry__about", "search_entry__text"]
    rows = list(
        Article.objects.exclude(published=None)
        .filter(pk__gt=after)
        .order_by("pk")
        .annotate(wanted=RawSQL(sql(ABOUT), ()))
        .values_list("pk", "standfirst", "parts", "wanted", *stored)[:BATCH]
    )
    found = [
        (key, about, text)
        for key, standfirst, parts, about, *there in rows
        if [about, text := searchable(standfirst, parts)] != there
    ]
    return rows[-1][0] if rows else None, found


def batches():
    """What `astray` finds of each batch, to the last story."""
    last, found = astray(0)
    while last is not None:
        yield found
        last, found = astray(last)


def without_story():
    """Entries of stories that nobody has published."""
    return StoryEntry.objects.filter(article__published=None)


# The whole


def catalogue_astray():
    """(kind, key) of everything whose entry is missing, is not as it should be, or should not be there; in order."""
    both = [(WANTED, STORED), (STORED, WANTED)]
    found = set()
    with connection.cursor() as cursor:
        for these, those in both:
            select = f"SELECT {COLUMNS} FROM ({these}) AS one EXCEPT SELECT {COLUMNS} FROM ({those}) AS other"
            cursor.execute(f"SELECT kind, object_id FROM ({sql(select)}) AS differing", None)
            found |= set(cursor.fetchall())
    return sorted(found)


def differences():
    """What `rebuild` would change, as sentences."""
    there = installed()
    yield from (f"trigger {name}: it is missing" for name in sorted(wanted()) if name not in there)
    yield from (f"{kind} {key}: it is not found by its names" for kind, key in catalogue_astray())
    for found in batches():
        yield from (f"story {key}: it is not found by its published words" for key, *_ in found)
    yield from (f"story {key}: found though never published" for key in without_story().values_list("pk", flat=True))
    if connection.vendor == "sqlite":
        yield from (f"{words}: it has not what {table} has" for words, table in WORDS.items() if not agrees(words))


def rebuild():
    """Put the index right; yields after each transaction how many entries were written."""
    install()
    yield rebuild_catalogue()
    without_story().delete()
    last = 0
    while last is not None:
        with transaction.atomic():
            _lock(last)
            last, found = astray(last)
            StoryEntry.objects.filter(pk__in=[key for key, *_ in found]).delete()
            StoryEntry.objects.bulk_create(StoryEntry(key, about, text) for key, about, text in found)
        yield len(found)
    if connection.vendor == "sqlite":
        for words in (words for words in WORDS if not agrees(words)):
            with connection.cursor() as cursor:
                cursor.execute(f"INSERT INTO {words} ({words}) VALUES ('rebuild')")


def _lock(after):
    """Keep these stories from being published meanwhile. SQLite: the transaction has its one write lock."""
    rows = Article.objects.filter(pk__gt=after).exclude(published=None).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def rebuild_catalogue():
    """Write all entries of the catalogue, where any is not as it should be; returns for how many that was so."""
    wrong = catalogue_astray()
    if wrong:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM articles_catalogueentry")
            cursor.execute(f"{FILL} {sql(WANTED)}", None)
    return len(wrong)


def agrees(words):
    """Whether the full-text table `words` of SQLite has what its entries say."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {words} ({words}, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True
