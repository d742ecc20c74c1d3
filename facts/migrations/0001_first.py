import django.db.models.deletion
import django.utils.timezone
import web.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_first"),
        ("shows", "0001_first"),
        ("staff", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("title", web.fields.LineField(max_length=300)),
                ("publisher", web.fields.LineField(help_text="Named in the answers: “per Netflix”.", max_length=120)),
                ("address", web.fields.WebAddressField(blank=True, max_length=500)),
                ("published", models.DateField(blank=True, null=True)),
                (
                    "tier",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "1 · on screen or official announcement"),
                            (2, "2 · press release, or a named trade quoting the network"),
                            (3, "3 · official site or account"),
                            (4, "4 · listing on the service"),
                            (5, "5 · cast or crew on the record"),
                            (6, "6 · named trade, unattributed"),
                            (7, "7 · unnamed report"),
                        ]
                    ),
                ),
                ("checked", models.DateField(blank=True, null=True, verbose_name="last checked")),
                ("dead", models.BooleanField(default=False, verbose_name="no longer there")),
            ],
            options={
                "ordering": ["-published", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        fields=("address",),
                        name="one_source_per_address",
                    ),
                    models.CheckConstraint(condition=models.Q(("tier__range", (1, 7))), name="source_tier_1_to_7"),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField(verbose_name="as of")),
                ("checked", models.DateField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opening", "opening entry"),
                            ("news", "news"),
                            ("confirmation", "still right"),
                            ("correction", "correction of our own mistake"),
                        ],
                        default="news",
                        max_length=12,
                    ),
                ),
                ("note", web.fields.TextField(blank=True, max_length=2000)),
                (
                    "preferred",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="facts.source",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("effective_at", models.DateTimeField(blank=True, null=True)),
                ("applied_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("refusal", web.fields.LineField(blank=True, editable=False, max_length=500)),
                ("sources", models.ManyToManyField(blank=True, related_name="reports", to="facts.source")),
            ],
            options={
                "ordering": ["-recorded_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("applied_at", None), ("refusal", "")),
                        fields=["effective_at", "id"],
                        name="reports_to_settle",
                    ),
                    models.Index(fields=["-applied_at", "-id"], name="reports_latest"),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "season",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="shows.season"
                    ),
                ),
                (
                    "appearance",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="shows.appearance",
                    ),
                ),
                (
                    "crew",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="shows.crewmember",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="people.person"
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                (
                    "show",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="shows.show"
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0)),
                ("moved", models.DateTimeField(null=True)),
                ("as_of", models.DateField(null=True)),
                ("checked", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                (
                    "source",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="facts.source"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("appearance", None), ("crew", None), ("person", None), ("season__isnull", False)),
                            models.Q(("appearance__isnull", False), ("crew", None), ("person", None), ("season", None)),
                            models.Q(("appearance", None), ("crew__isnull", False), ("person", None), ("season", None)),
                            models.Q(("appearance", None), ("crew", None), ("person__isnull", False), ("season", None)),
                            _connector="OR",
                        ),
                        name="fact_has_one_subject",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("season__isnull", False)),
                        fields=("season", "name"),
                        name="fact_once_per_season",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("appearance__isnull", False)),
                        fields=("appearance", "name"),
                        name="fact_once_per_appearance",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("crew__isnull", False)),
                        fields=("crew", "name"),
                        name="fact_once_per_crew_member",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)),
                        fields=("person", "name"),
                        name="fact_once_per_person",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="statements", to="facts.report"
                    ),
                ),
                (
                    "fact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="facts.fact"
                    ),
                ),
                ("before", web.fields.CleanJSONField(null=True)),
                ("said", web.fields.CleanJSONField(null=True)),
                ("number", models.PositiveIntegerField(null=True)),
                ("moved", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-moved", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("number__isnull", False)), fields=["-moved", "-id"], name="changes_latest"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("fact", "number"),
                        name="one_statement_per_change",
                    ),
                    models.UniqueConstraint(fields=("report", "fact"), name="one_statement_per_report_and_fact"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moved", None), ("number", None)),
                            models.Q(("moved__isnull", False), ("number__gt", 0)),
                            _connector="OR",
                        ),
                        name="a_change_has_its_moment",
                    ),
                ],
            },
        ),
    ]
