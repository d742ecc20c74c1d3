"""The rows that tie stories to topics and authors get the story's moment, so that their lists are read by index.

A query for each of the two tables fills it; 300,000 rows take seconds.
"""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    article = apps.get_model("articles", "Article")
    database = schema_editor.connection.alias
    for name, story in (("TaggedArticle", "content_object"), ("Byline", "article")):
        moment = article.objects.filter(pk=OuterRef(story)).values("publish_at")
        apps.get_model("articles", name).objects.using(database).update(publish_at=Subquery(moment))


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_second_look")]

    operations = [
        migrations.AddField(
            model_name="byline",
            name="publish_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="taggedarticle",
            name="publish_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="byline",
            index=models.Index(fields=["profile", "-publish_at", "-article"], name="stories_by_author"),
        ),
        migrations.AddIndex(
            model_name="taggedarticle",
            index=models.Index(fields=["tag", "-publish_at", "-content_object"], name="stories_on_topic"),
        ),
    ]
