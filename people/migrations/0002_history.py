import django.core.validators
import django.db.models.deletion
import simple_history.models
import web.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_first"),
        ("pictures", "0001_first"),
        ("staff", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPerson",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "slug",
                    web.fields.LineField(
                        blank=True,
                        help_text="The last part of the address. Leave empty to make it from the name; old addresses go on working.",
                        max_length=90,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*\\Z", "Use small letters a to z, digits and single hyphens."
                            )
                        ],
                    ),
                ),
                ("name", web.fields.LineField(help_text="As we print it.", max_length=200)),
                (
                    "original_name",
                    web.fields.LineField(blank=True, help_text="In its own script, such as 조이현.", max_length=200),
                ),
                ("biography", web.fields.TextField(blank=True, max_length=20000)),
                ("born", models.DateField(blank=True, null=True)),
                (
                    "born_precision",
                    models.CharField(
                        blank=True, choices=[("day", "day"), ("month", "month"), ("year", "year")], max_length=8
                    ),
                ),
                ("pronouns", web.fields.LineField(blank=True, max_length=40)),
                (
                    "imdb_id",
                    web.fields.LineField(
                        blank=True, help_text="Such as nm0000001.", max_length=20, verbose_name="IMDb id"
                    ),
                ),
                ("tmdb_id", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="TMDB id")),
                ("tvmaze_id", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="TVmaze id")),
                (
                    "wikidata_id",
                    web.fields.LineField(
                        blank=True, help_text="Such as Q1.", max_length=20, verbose_name="Wikidata id"
                    ),
                ),
                (
                    "portrait",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pictures.picture",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical person",
                "verbose_name_plural": "historical people",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
