"""The words of what the desk's longest lists are searched for; on SQLite the triggers follow, see 0009."""

from django.db import migrations, models

INDEXES = {
    "articles_article": ["draft_headline", "slug"],
    "facts_source": ["title", "publisher", "address"],
    "facts_report": ["note"],
}
ON_SQLITE = """CREATE VIRTUAL TABLE {table}_words USING fts5({columns}, content='{table}', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2', prefix='2 3')"""
ON_POSTGRESQL = """CREATE INDEX {table}_words ON {table}
    USING gin (to_tsvector('simple'::regconfig, search_folded({text})))"""
UNDONE = {"sqlite": "DROP TABLE {table}_words", "postgresql": "DROP INDEX {table}_words"}


def create(apps, schema_editor):
    sql = ON_POSTGRESQL if schema_editor.connection.vendor == "postgresql" else ON_SQLITE
    for table, columns in INDEXES.items():
        filled = sql.format(table=table, columns=", ".join(columns), text=" || ' ' || ".join(columns))
        schema_editor.execute(filled, params=None)


def undo(apps, schema_editor):
    for table in INDEXES:
        schema_editor.execute(UNDONE[schema_editor.connection.vendor].format(table=table), params=None)


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_search"), ("facts", "0004_lists_of_the_desk")]

    operations = [
        migrations.RunPython(create, undo),
        migrations.RemoveIndex(model_name="article", name="stories_touched"),
        migrations.AddIndex(
            model_name="article", index=models.Index(fields=["-touched", "-id"], name="stories_touched")
        ),
    ]
