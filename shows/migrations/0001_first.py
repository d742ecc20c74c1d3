import django.core.validators
import django.db.models.deletion
import web.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_first"),
        ("pictures", "0001_first"),
        ("staff", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Network",
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
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("slug",), name="one_network_per_slug"),
                    models.UniqueConstraint(fields=("tvmaze_network_id",), name="one_network_per_tvmaze_network"),
                    models.UniqueConstraint(fields=("tvmaze_channel_id",), name="one_network_per_tvmaze_channel"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SourceWork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", web.fields.LineField(max_length=200)),
                ("original_title", web.fields.LineField(blank=True, max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("webtoon", "webtoon"),
                            ("comic", "comic"),
                            ("novel", "novel"),
                            ("short_story", "short story"),
                            ("play", "play"),
                            ("film", "film"),
                            ("series", "series"),
                            ("game", "game"),
                            ("podcast", "podcast"),
                            ("true_story", "true story"),
                        ],
                        max_length=16,
                    ),
                ),
                ("authors", models.ManyToManyField(blank=True, related_name="source_works", to="people.person")),
            ],
            options={
                "ordering": ["title", "pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Show",
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
                (
                    "network",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shows",
                        to="shows.network",
                    ),
                ),
                (
                    "poster",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="pictures.picture",
                    ),
                ),
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
                    "beat_owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who looks after this show.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="beat",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "status",
                    models.CharField(
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
                        default="undecided",
                        editable=False,
                        max_length=16,
                    ),
                ),
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
            ],
            options={
                "ordering": ["title", "pk"],
                "indexes": [
                    models.Index(fields=["title", "id"], name="shows_by_title"),
                    models.Index(fields=["status", "slug"], name="shows_by_status"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("slug",), name="one_show_per_slug"),
                    models.UniqueConstraint(
                        condition=models.Q(("imdb_id", ""), _negated=True),
                        fields=("imdb_id",),
                        name="one_show_per_imdb_id",
                    ),
                    models.UniqueConstraint(fields=("tmdb_id",), name="one_show_per_tmdb_id"),
                    models.UniqueConstraint(fields=("tvmaze_id",), name="one_show_per_tvmaze_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status_override", ""), models.Q(("override_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="status_override_has_a_reason",
                        violation_error_message="A status set by hand needs a reason.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OtherTitle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="other_titles", to="shows.show"
                    ),
                ),
                ("title", web.fields.LineField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("translation", "translation"),
                            ("working", "working title"),
                            ("also_known_as", "also known as"),
                            ("known_wrong", "known wrong"),
                        ],
                        max_length=16,
                    ),
                ),
                ("language", web.fields.LineField(blank=True, max_length=60)),
            ],
            options={
                "ordering": ["kind", "title"],
                "constraints": [models.UniqueConstraint(fields=("show", "title"), name="other_title_once_per_show")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="RelatedShow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="related", to="shows.show"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="related_from", to="shows.show"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("spin_off", "spin-off"),
                            ("remake", "remake"),
                            ("sequel_film", "sequel film"),
                            ("same_universe", "same universe"),
                        ],
                        max_length=16,
                    ),
                ),
            ],
            options={
                "ordering": ["relation", "to"],
                "constraints": [
                    models.UniqueConstraint(fields=("show", "to"), name="one_relation_between_two_shows"),
                    models.CheckConstraint(
                        condition=models.Q(("show", models.F("to")), _negated=True),
                        name="no_show_relates_to_itself",
                        violation_error_message="A show cannot relate to itself.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="WatchLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watch_links", to="shows.show"
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="watch_links", to="shows.network"
                    ),
                ),
                ("address", web.fields.WebAddressField(blank=True, max_length=500)),
                ("region", web.fields.LineField(blank=True, help_text="Empty for everywhere.", max_length=80)),
                ("checked", models.DateField(blank=True, null=True, verbose_name="last checked")),
            ],
            options={
                "ordering": ["region", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("show", "network", "region"), name="watch_link_once_per_region")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Adaptation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="adaptations", to="shows.show"
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="adaptations", to="shows.sourcework"
                    ),
                ),
                (
                    "extent",
                    web.fields.LineField(
                        blank=True,
                        help_text="Such as “Season 1 told the whole story.”",
                        max_length=300,
                        verbose_name="how far adapted",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("show", "work"), name="work_adapted_once_per_show")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Season",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="seasons", to="shows.show"
                    ),
                ),
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
                    "status",
                    models.CharField(
                        choices=[
                            ("awaiting", "awaiting word"),
                            ("in_development", "in development"),
                            ("ordered", "ordered"),
                            ("in_production", "in production"),
                            ("wrapped", "filming finished"),
                            ("dated", "dated"),
                            ("airing", "out now"),
                            ("complete", "complete"),
                            ("not_happening", "not happening"),
                        ],
                        default="awaiting",
                        editable=False,
                        max_length=16,
                    ),
                ),
                ("release_wording", web.fields.LineField(blank=True, editable=False, max_length=200)),
                ("release_earliest", models.DateField(blank=True, editable=False, null=True)),
                ("release_latest", models.DateField(blank=True, editable=False, null=True)),
                (
                    "release_precision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day", "day"),
                            ("month", "month"),
                            ("quarter", "quarter"),
                            ("season", "season of the year"),
                            ("half", "half-year"),
                            ("third", "early, mid or late in a year"),
                            ("year", "year"),
                            ("range", "range"),
                        ],
                        editable=False,
                        max_length=8,
                    ),
                ),
                (
                    "release_certainty",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "confirmed"), ("expected", "expected"), ("estimate", "estimate")],
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "episode_order",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, null=True, verbose_name="episodes ordered"
                    ),
                ),
                ("final", models.BooleanField(default=False, editable=False)),
                ("paused", models.BooleanField(default=False, editable=False)),
                ("split", models.BooleanField(default=False, editable=False, verbose_name="released in parts")),
                ("cut_short", models.BooleanField(default=False, editable=False, verbose_name="pulled mid-run")),
                (
                    "moved_to",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shows.network",
                    ),
                ),
                ("first_aired", models.DateField(blank=True, editable=False, null=True)),
            ],
            options={
                "ordering": ["show", "number"],
                "indexes": [models.Index(fields=["status", "id"], name="seasons_by_status")],
                "constraints": [
                    models.UniqueConstraint(fields=("show", "number"), name="season_number_once_per_show"),
                    models.UniqueConstraint(fields=("tvmaze_id",), name="one_season_per_tvmaze_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("release_certainty", ""),
                                ("release_earliest", None),
                                ("release_latest", None),
                                ("release_precision", ""),
                                ("release_wording", ""),
                            ),
                            models.Q(
                                ("release_earliest__lte", models.F("release_latest")),
                                models.Q(("release_wording", ""), _negated=True),
                                models.Q(("release_precision", ""), _negated=True),
                                models.Q(("release_certainty", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="release_window_whole_or_absent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("release_precision", "day"), _negated=True),
                            ("release_earliest", models.F("release_latest")),
                            _connector="OR",
                        ),
                        name="release_day_is_one_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "dated"), _negated=True), ("release_precision", "day"), _connector="OR"
                        ),
                        name="dated_has_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Character",
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
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="characters", to="shows.show"
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
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("show", "slug"), name="one_character_per_slug_and_show"),
                    models.UniqueConstraint(fields=("show", "tvmaze_id"), name="one_character_per_tvmaze_id_and_show"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CountryDate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="country_dates", to="shows.season"
                    ),
                ),
                ("country", web.fields.LineField(max_length=80)),
                ("on", models.DateField()),
            ],
            options={
                "ordering": ["on", "country"],
                "constraints": [models.UniqueConstraint(fields=("season", "country"), name="one_date_per_country")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Episode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="episodes", to="shows.season"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(blank=True, help_text="Empty for a special.", null=True)),
                ("title", web.fields.LineField(blank=True, max_length=300)),
                ("airdate", models.DateField(blank=True, null=True)),
                ("airstamp", models.DateTimeField(blank=True, null=True)),
                ("runtime", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes")),
                ("summary", web.fields.TextField(blank=True, max_length=5000)),
                ("summary_credit", web.fields.LineField(blank=True, max_length=120)),
                ("tvmaze_id", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="TVmaze id")),
            ],
            options={
                "ordering": ["season", models.OrderBy(models.F("number"), nulls_last=True), "airdate", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("season", "number"), name="episode_number_once_per_season"),
                    models.UniqueConstraint(fields=("tvmaze_id",), name="one_episode_per_tvmaze_id"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CastMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cast", to="shows.show"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cast_in", to="people.person"
                    ),
                ),
                (
                    "character",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="played_by",
                        to="shows.character",
                    ),
                ),
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
            ],
            options={
                "verbose_name_plural": "cast",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("character__isnull", False)),
                        fields=("show", "person", "character"),
                        name="character_once_per_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("character__isnull", True)),
                        fields=("show", "person"),
                        name="person_once_without_character",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CrewMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="crew", to="shows.show"
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for all.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="crew",
                        to="shows.season",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="crew_in", to="people.person"
                    ),
                ),
                (
                    "job",
                    models.CharField(
                        choices=[
                            ("creator", "creator"),
                            ("showrunner", "showrunner"),
                            ("executive_producer", "executive producer"),
                            ("director", "director"),
                            ("writer", "writer"),
                            ("composer", "composer"),
                        ],
                        max_length=20,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("confirmed", "confirmed"),
                            ("expected", "expected"),
                            ("unconfirmed", "unconfirmed"),
                            ("unlikely", "unlikely"),
                            ("not_returning", "not returning"),
                            ("recast", "recast"),
                            ("unknown", "unknown"),
                        ],
                        default="unknown",
                        editable=False,
                        max_length=14,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "crew",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("season__isnull", False)),
                        fields=("show", "season", "person", "job"),
                        name="job_once_per_season",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("season__isnull", True)),
                        fields=("show", "person", "job"),
                        name="job_once_per_show",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Appearance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cast_member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="appearances", to="shows.castmember"
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="appearances", to="shows.season"
                    ),
                ),
                (
                    "billing",
                    models.CharField(
                        choices=[("main", "main"), ("recurring", "recurring"), ("guest", "guest"), ("cameo", "cameo")],
                        default="main",
                        max_length=10,
                    ),
                ),
                (
                    "episodes",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number of episodes"),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("confirmed", "confirmed"),
                            ("expected", "expected"),
                            ("unconfirmed", "unconfirmed"),
                            ("unlikely", "unlikely"),
                            ("not_returning", "not returning"),
                            ("recast", "recast"),
                            ("unknown", "unknown"),
                        ],
                        default="unknown",
                        editable=False,
                        max_length=14,
                    ),
                ),
                (
                    "recast_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "standing_is_spoiler",
                    models.BooleanField(default=False, help_text="Readers unfold the standing; it gives a story away."),
                ),
            ],
            options={
                "ordering": ["cast_member__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("cast_member", "season"), name="appearance_once_per_season"),
                    models.CheckConstraint(
                        condition=models.Q(("standing", "recast"), ("recast_by", None), _connector="OR"),
                        name="recast_by_only_when_recast",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.AddField(
            model_name="sourcework",
            name="shows",
            field=models.ManyToManyField(related_name="source_works", through="shows.Adaptation", to="shows.show"),
        ),
    ]
