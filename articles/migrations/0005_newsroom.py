import django.db.models.deletion
import django.utils.timezone
import web.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_desk_lists"),
        ("facts", "0004_lists_of_the_desk"),
        ("people", "0002_history"),
        ("pictures", "0002_history"),
        ("shows", "0003_country_dates_as_facts"),
        ("staff", "0003_newsroom"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={
                "permissions": [
                    ("publish_article", "Can publish and withdraw stories"),
                    ("publish_on_beat", "Can publish and withdraw own stories about shows of the own beat"),
                ],
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
        ),
        migrations.CreateModel(
            name="Checklist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12, unique=True)),
                ("required", web.fields.CleanJSONField(default=list)),
            ],
            options={
                "verbose_name": "checklist",
                "ordering": ["kind"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("passage", web.fields.LineField(blank=True, max_length=500)),
                ("words", web.fields.TextField(max_length=2000)),
                ("asks", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Pitch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("idea", web.fields.LineField(max_length=160)),
                (
                    "note",
                    web.fields.TextField(blank=True, help_text="Why now, who to ask, what is new.", max_length=2000),
                ),
                ("kind", models.CharField(default="news", max_length=12)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("taken", "taken up"), ("declined", "declined")],
                        default="open",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("answer", web.fields.LineField(blank=True, help_text="Why it was declined.", max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name_plural": "pitches",
            },
        ),
        migrations.CreateModel(
            name="Planned",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(choices=[("update", "update"), ("withdraw", "withdraw")], max_length=8)),
                ("amended", web.fields.CleanJSONField(default=list)),
                ("at", models.DateTimeField()),
                ("made", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("refusal", web.fields.LineField(blank=True, max_length=400)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="PreviewLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("meant_for", web.fields.LineField(blank=True, max_length=120, verbose_name="for")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("opened", models.PositiveIntegerField(default=0)),
                ("last_opened", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Quote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("words", web.fields.TextField(max_length=2000)),
                ("speaker", web.fields.LineField(help_text="As readers know them.", max_length=120)),
                (
                    "outlet",
                    web.fields.LineField(blank=True, help_text="Whom they said it to, or where.", max_length=120),
                ),
                ("address", web.fields.WebAddressField(blank=True, max_length=500, verbose_name="link")),
                ("said_on", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(unique=True)),
                ("typed", web.fields.CleanJSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name_plural": "working copies",
            },
        ),
        migrations.AddField(
            model_name="amendment",
            name="place",
            field=models.CharField(
                choices=[("top", "at the top"), ("foot", "at the foot")], default="foot", max_length=4
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="assignments",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="desk_note",
            field=web.fields.TextField(blank=True, editable=False, max_length=1000),
        ),
        migrations.AddField(
            model_name="article",
            name="due_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="due"),
        ),
        migrations.AddField(
            model_name="revision",
            name="name",
            field=web.fields.LineField(blank=True, max_length=80),
        ),
        migrations.AlterField(
            model_name="article",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("in_review", "in review"),
                    ("approved", "approved"),
                    ("withdrawn", "withdrawn"),
                    ("killed", "killed"),
                ],
                default="draft",
                editable=False,
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="amendment",
            index=models.Index(
                condition=models.Q(("kind", "update"), _negated=True), fields=["-at", "-id"], name="corrections_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("state", "killed")), fields=["-touched", "-id"], name="stories_killed"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("assigned_to__isnull", False)),
                fields=["assigned_to", "due_on"],
                name="stories_given",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(condition=models.Q(("due_on__isnull", False)), fields=["due_on"], name="stories_due"),
        ),
        migrations.AddField(
            model_name="article",
            name="unannounced",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("unannounced", True)), fields=["publish_at"], name="stories_unannounced"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="comments", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="replies",
                to="articles.comment",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="resolved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="pitch",
            name="by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pitch",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                help_text="Who writes.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="pitches",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pitch",
            name="show",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="pitches",
                to="shows.show",
            ),
        ),
        migrations.AddField(
            model_name="pitch",
            name="story",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="pitch",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="planned",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="planned", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="planned",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="planned",
            name="revision",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.revision"
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="present", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="previewlink",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="preview_links", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="previewlink",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="previewlink",
            name="revision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="articles.revision",
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="person",
            field=models.ForeignKey(
                blank=True,
                help_text="Their page, if any.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="quotes",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="article",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="working_copies",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="workingcopy",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="working_copies", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="pitch",
            index=models.Index(fields=["-at", "-id"], name="pitches_newest"),
        ),
        migrations.AddIndex(
            model_name="pitch",
            index=models.Index(condition=models.Q(("state", "open")), fields=["due_on"], name="pitches_due"),
        ),
        migrations.AddIndex(
            model_name="planned",
            index=models.Index(
                condition=models.Q(("cancelled_at", None), ("done_at", None), ("refusal", "")),
                fields=["at", "id"],
                name="planned_to_do",
            ),
        ),
        migrations.AddIndex(
            model_name="planned",
            index=models.Index(
                condition=models.Q(("cancelled_at", None), ("done_at", None), models.Q(("refusal", ""), _negated=True)),
                fields=["at", "id"],
                name="planned_refused",
            ),
        ),
        migrations.AddConstraint(
            model_name="planned",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at", None), ("done_at", None), ("refusal", "")),
                fields=("article", "action"),
                name="one_plan_per_story_and_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="planned",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "withdraw"), ("revision", None)),
                    models.Q(("action", "update"), ("revision__isnull", False)),
                    _connector="OR",
                ),
                name="update_has_its_revision",
            ),
        ),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(fields=("article", "user"), name="one_presence_per_story_and_user"),
        ),
        migrations.AddIndex(
            model_name="quote",
            index=models.Index(fields=["-at", "-id"], name="quotes_newest"),
        ),
        migrations.AddConstraint(
            model_name="workingcopy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("article__isnull", False)),
                fields=("article", "user"),
                name="one_copy_per_story_and_user",
            ),
        ),
        migrations.AddField(
            model_name="topic",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
    ]
