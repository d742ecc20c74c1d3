import web.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Brought",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(choices=[("tvmaze", "TVmaze")], default="tvmaze", max_length=12)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("show", "show"),
                            ("network", "network"),
                            ("web_channel", "web channel"),
                            ("season", "season"),
                            ("dates", "dates of a season"),
                            ("episode", "episode"),
                            ("person", "person"),
                            ("character", "character"),
                            ("cast", "cast"),
                        ],
                        max_length=12,
                    ),
                ),
                ("external_id", web.fields.LineField(max_length=80, verbose_name="id there")),
                ("updated", models.DateTimeField()),
                ("values", web.fields.CleanJSONField(blank=True, default=dict)),
                ("object_id", models.PositiveBigIntegerField(verbose_name="key here")),
            ],
            options={
                "verbose_name": "record brought",
                "verbose_name_plural": "records brought",
                "indexes": [models.Index(fields=["kind", "object_id"], name="brought_by_object")],
                "constraints": [
                    models.UniqueConstraint(fields=("origin", "kind", "external_id"), name="brought_once_per_record")
                ],
            },
        ),
    ]
