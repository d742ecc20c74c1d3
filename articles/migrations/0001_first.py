import articles.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import taggit.managers
import web.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("facts", "0001_first"),
        ("people", "0001_first"),
        ("pictures", "0001_first"),
        ("shows", "0001_first"),
        ("staff", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name="slug")),
                ("name", web.fields.LineField(max_length=100, unique=True)),
            ],
            options={
                "ordering": ["name"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Article",
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
                ("headline", web.fields.LineField(max_length=160)),
                ("standfirst", web.fields.TextField(blank=True, max_length=500)),
                ("body", articles.fields.BodyField(blank=True, max_length=1000000)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guide", "guide"),
                            ("list", "list"),
                            ("news", "news"),
                            ("recap", "recap"),
                            ("review", "review"),
                            ("interview", "interview"),
                        ],
                        default="news",
                        max_length=12,
                    ),
                ),
                (
                    "lead_picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="pictures.picture",
                    ),
                ),
                ("search_title", web.fields.LineField(blank=True, max_length=120)),
                ("search_description", web.fields.LineField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_review", "in review"),
                            ("approved", "approved"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=12,
                    ),
                ),
                ("publish_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("first_published", models.DateTimeField(blank=True, editable=False, null=True)),
                ("material_update", models.DateTimeField(blank=True, editable=False, null=True)),
                ("parts", web.fields.CleanJSONField(default=list, editable=False)),
                ("draft_headline", web.fields.LineField(editable=False, max_length=160)),
                (
                    "owner",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="stories",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="writer",
                    ),
                ),
                ("touched", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("shows", models.ManyToManyField(blank=True, related_name="articles", to="shows.show")),
                ("people", models.ManyToManyField(blank=True, related_name="articles", to="people.person")),
            ],
            options={
                "verbose_name": "story",
                "verbose_name_plural": "stories",
                "permissions": [("publish_article", "Can publish and withdraw stories")],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "approved")), fields=["-publish_at", "-id"], name="stories_newest"
                    ),
                    models.Index(fields=["-touched", "-id"], name="stories_touched"),
                    models.Index(fields=["owner", "-touched"], name="stories_of_writer"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("slug",), name="one_story_per_slug"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("first_published__isnull", False), ("publish_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="approved_story_has_its_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaggedArticle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="articles.article"),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tagged", to="articles.topic"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("content_object", "tag"), name="tag_once_per_story")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Byline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bylines", to="articles.article"
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bylines", to="staff.profile"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("article", "profile"), name="author_once_per_story")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="articles.article"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("document", web.fields.CleanJSONField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", web.fields.LineField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "number"), name="revision_number_once_per_story")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="references", to="articles.article"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("about", "is about"),
                            ("mention", "mentions"),
                            ("live", "shows live"),
                            ("while", "true while"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "show",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="shows.show",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="shows.season",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="people.person",
                    ),
                ),
                (
                    "character",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="shows.character",
                    ),
                ),
                (
                    "fact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="facts.fact",
                    ),
                ),
                ("seen", models.PositiveIntegerField(null=True)),
                ("values", web.fields.CleanJSONField(null=True)),
                ("hold", models.CharField(blank=True, max_length=4)),
                ("sentence", web.fields.TextField(blank=True, max_length=2000)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("fact__isnull", False)), fields=["fact", "seen"], name="references_by_fact"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("show__isnull", False),
                            ("season__isnull", False),
                            ("person__isnull", False),
                            ("character__isnull", False),
                            ("fact__isnull", False),
                            _connector="OR",
                        ),
                        name="reference_leads_somewhere",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="article",
            name="latest",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.revision",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="published",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="articles.revision",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="authors",
            field=models.ManyToManyField(related_name="articles", through="articles.Byline", to="staff.profile"),
        ),
        migrations.AddField(
            model_name="article",
            name="tags",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="articles.TaggedArticle",
                to="articles.Topic",
                verbose_name="Tags",
            ),
        ),
    ]
