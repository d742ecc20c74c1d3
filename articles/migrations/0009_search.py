"""What readers' search looks through, with the full-text index of either database over it.

The triggers that keep it, and its first rows, come after the migrations: see articles/search_index.py. On PostgreSQL
words are folded by a function of our own, so that neither the right to make an extension nor one is needed.
"""

import django.db.models.deletion
from django.db import migrations, models

from articles.search_index import DROP, INSTALLED

# No stemming and no stop words: "You" and "It" are titles. `prefix` has the beginnings of words ready.
FTS = """CREATE VIRTUAL TABLE {table}_words USING fts5({columns}, content='{table}', content_rowid='{key}',
    tokenize='unicode61 remove_diacritics 2', prefix='2 3')"""
ON_SQLITE = [
    FTS.format(table="articles_storyentry", columns="about, text", key="article_id"),
    FTS.format(table="articles_catalogueentry", columns="title, names, part_of", key="id"),
]
# Accents off, and a space for whatever is no letter and no figure, or the parser would see addresses and numbers in it.
# Ranges, not classes, as those depend on the locale of the database. A text without accents is not taken apart: that
# takes two thirds of the time.
FOLDED = r"""CREATE FUNCTION search_folded(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $do$
    SELECT lower(regexp_replace(
        CASE WHEN $1 ~ '[\u00c0-\u1fff]'
            THEN normalize(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g'), NFC) ELSE $1 END,
        '[!-/:-@\[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u2000-\u206f\u2190-\u245f\u2500-\u2bff'
        '\u3000-\u3004\u3008-\u3020]', ' ', 'g')) $do$"""
WORDS = "to_tsvector('simple'::regconfig, search_folded({}))"
# The weights tell what something is called from what it is part of.
CALLED, PART_OF = WORDS.format("title || ' ' || names"), WORDS.format("part_of")
NAMES = f"setweight({CALLED}, 'A') || setweight({PART_OF}, 'D')"
VECTOR = "ALTER TABLE {} ADD COLUMN {} tsvector GENERATED ALWAYS AS ({}) STORED"
ON_POSTGRESQL = [
    FOLDED,
    VECTOR.format("articles_storyentry", "about_words", WORDS.format("about")),
    VECTOR.format("articles_storyentry", "words", WORDS.format("about || ' ' || text")),
    VECTOR.format("articles_catalogueentry", "words", NAMES),
    "CREATE INDEX articles_storyentry_about_words ON articles_storyentry USING gin (about_words)",
    "CREATE INDEX articles_storyentry_words ON articles_storyentry USING gin (words)",
    "CREATE INDEX articles_catalogueentry_words ON articles_catalogueentry USING gin (words)",
]
UNDONE = {
    "sqlite": ["DROP TABLE articles_storyentry_words", "DROP TABLE articles_catalogueentry_words"],
    "postgresql": ["DROP FUNCTION search_folded CASCADE"],
}


def create(apps, schema_editor):
    for statement in ON_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else ON_SQLITE:
        schema_editor.execute(statement, params=None)


def undo(apps, schema_editor):
    """Triggers first: those of other tables would go on writing to what is no longer there."""
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(INSTALLED[vendor], None)
        triggers = [name for (name,) in cursor.fetchall()]
    for statement in [*(DROP[vendor].format(name) for name in triggers), *UNDONE[vendor]]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_picture_uses"),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("show", "show"), ("person", "person"), ("character", "character")], max_length=10
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("title", models.TextField()),
                ("names", models.TextField()),
                ("part_of", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="one_entry_per_show_or_person")
                ],
            },
        ),
        migrations.CreateModel(
            name="StoryEntry",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("about", models.TextField()),
                ("text", models.TextField()),
            ],
        ),
        migrations.RunPython(create, undo),
    ]
