import django.core.validators
import django.db.models.deletion
import web.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pictures", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                ("died", models.DateField(blank=True, editable=False, null=True)),
                (
                    "died_precision",
                    models.CharField(
                        blank=True,
                        choices=[("day", "day"), ("month", "month"), ("year", "year")],
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("pronouns", web.fields.LineField(blank=True, max_length=40)),
                (
                    "portrait",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="pictures.picture",
                    ),
                ),
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
            ],
            options={
                "verbose_name_plural": "people",
                "ordering": ["name", "pk"],
                "indexes": [models.Index(fields=["name", "id"], name="people_by_name")],
                "constraints": [
                    models.UniqueConstraint(fields=("slug",), name="one_person_per_slug"),
                    models.UniqueConstraint(
                        condition=models.Q(("imdb_id", ""), _negated=True),
                        fields=("imdb_id",),
                        name="one_person_per_imdb_id",
                    ),
                    models.UniqueConstraint(fields=("tmdb_id",), name="one_person_per_tmdb_id"),
                    models.UniqueConstraint(fields=("tvmaze_id",), name="one_person_per_tvmaze_id"),
                    models.UniqueConstraint(
                        condition=models.Q(("wikidata_id", ""), _negated=True),
                        fields=("wikidata_id",),
                        name="one_person_per_wikidata_id",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("born", None), ("born_precision", "")),
                            models.Q(("born__isnull", False), models.Q(("born_precision", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="birth_date_with_precision",
                        violation_error_message="Give the birth date and how exactly it is known, or neither.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("died", None), ("died_precision", "")),
                            models.Q(("died__isnull", False), models.Q(("died_precision", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="death_date_with_precision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OtherName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="other_names", to="people.person"
                    ),
                ),
                ("name", web.fields.LineField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("stage", "stage name"),
                            ("birth", "birth name"),
                            ("transliteration", "transliteration"),
                            ("known_wrong", "known wrong"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "name"],
                "constraints": [models.UniqueConstraint(fields=("person", "name"), name="other_name_once_per_person")],
                "indexes": [],
            },
        ),
    ]
