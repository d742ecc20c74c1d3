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
        ("shows", "0001_first"),
        ("staff", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalNetwork",
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
                ("name", web.fields.LineField(max_length=120)),
                (
                    "country",
                    web.fields.LineField(
                        blank=True, help_text="Leave empty for a service of many countries.", max_length=80
                    ),
                ),
                ("address", web.fields.WebAddressField(blank=True, max_length=500, verbose_name="official site")),
                (
                    "tvmaze_network_id",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="TVmaze network id"),
                ),
                (
                    "tvmaze_channel_id",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="TVmaze web channel id"),
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
                "verbose_name": "historical network",
                "verbose_name_plural": "historical networks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalShow",
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
                ("title", web.fields.LineField(max_length=200)),
                (
                    "original_title",
                    web.fields.LineField(
                        blank=True, help_text="In its own script, such as 오징어 게임.", max_length=200
                    ),
                ),
                ("premise", web.fields.TextField(blank=True, max_length=5000)),
                (
                    "premise_credit",
                    web.fields.LineField(
                        blank=True,
                        help_text="Whose words the premise is, such as TVmaze. Empty it once they are all ours.",
                        max_length=120,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scripted", "Scripted"),
                            ("animation", "Animation"),
                            ("reality", "Reality"),
                            ("talk_show", "Talk show"),
                            ("documentary", "Documentary"),
                            ("game_show", "Game show"),
                            ("news", "News"),
                            ("sports", "Sports"),
                            ("variety", "Variety"),
                            ("award_show", "Award show"),
                            ("panel_show", "Panel show"),
                        ],
                        default="scripted",
                        max_length=20,
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("ongoing", "ongoing series"),
                            ("limited", "limited series"),
                            ("anthology", "anthology"),
                            ("special", "special"),
                            ("film", "film"),
                        ],
                        default="ongoing",
                        max_length=12,
                    ),
                ),
                ("language", web.fields.LineField(blank=True, max_length=60)),
                ("countries", web.fields.WordsField(blank=True, default=list, help_text="With commas between them.")),
                ("genres", web.fields.WordsField(blank=True, default=list, help_text="With commas between them.")),
                ("address", web.fields.WebAddressField(blank=True, max_length=500, verbose_name="official site")),
                (
                    "imdb_id",
                    web.fields.LineField(
                        blank=True, help_text="Such as tt14169960.", max_length=20, verbose_name="IMDb id"
                    ),
                ),
                ("tmdb_id", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="TMDB id")),
                ("tvmaze_id", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="TVmaze id")),
                ("tvdb_id", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="TheTVDB id")),
                ("wikidata_id", web.fields.LineField(blank=True, max_length=20, verbose_name="Wikidata id")),
                (
                    "status_override",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("shelved", "shelved"),
                            ("cancelled", "cancelled"),
                            ("ended", "ended"),
                            ("ending", "ending"),
                            ("airing", "airing"),
                            ("upcoming", "upcoming"),
                            ("renewed", "renewed"),
                            ("in_development", "in development"),
                            ("awaiting", "awaiting word"),
                            ("undecided", "undecided"),
                        ],
                        help_text="Only where the seasons cannot tell; needs a reason.",
                        max_length=16,
                    ),
                ),
                ("override_reason", web.fields.LineField(blank=True, max_length=300)),
                (
                    "network",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="shows.network",
                    ),
                ),
                (
                    "poster",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pictures.picture",
                    ),
                ),
                (
                    "beat_owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="Who looks after this show.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name": "historical show",
                "verbose_name_plural": "historical shows",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSeason",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(help_text="0 holds the specials.")),
                ("title", web.fields.LineField(blank=True, help_text="Such as “Hotel” or “Part 2”.", max_length=120)),
                ("logline", web.fields.TextField(blank=True, max_length=1000)),
                ("trailer", web.fields.WebAddressField(blank=True, max_length=500)),
                (
                    "release_pattern",
                    models.CharField(
                        blank=True,
                        choices=[("all_at_once", "all at once"), ("weekly", "weekly"), ("parts", "in parts")],
                        max_length=12,
                    ),
                ),
                ("local_time", models.TimeField(blank=True, null=True, verbose_name="local time of release")),
                (
                    "time_zone",
                    web.fields.LineField(blank=True, help_text="Of that time, such as Asia/Seoul.", max_length=60),
                ),
                ("tvmaze_id", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="TVmaze id")),
                (
                    "show",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="shows.show",
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
                "verbose_name": "historical season",
                "verbose_name_plural": "historical seasons",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCharacter",
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
                ("name", web.fields.LineField(max_length=200)),
                ("description", web.fields.TextField(blank=True, max_length=5000)),
                (
                    "fate",
                    web.fields.TextField(
                        blank=True, help_text="What becomes of them; readers unfold it.", max_length=2000
                    ),
                ),
                ("tvmaze_id", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="TVmaze id")),
                (
                    "show",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="shows.show",
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
                "verbose_name": "historical character",
                "verbose_name_plural": "historical characters",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCastMember",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("voice", "voice"),
                            ("self", "as themselves"),
                            ("host", "host"),
                            ("narrator", "narrator"),
                            ("judge", "judge"),
                            ("contestant", "contestant"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, help_text="The order of billing, lowest first."),
                ),
                (
                    "show",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="shows.show",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "character",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="shows.character",
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
                "verbose_name": "historical cast member",
                "verbose_name_plural": "historical cast",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
