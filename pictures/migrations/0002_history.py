import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
import web.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pictures", "0001_first"),
        ("staff", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPicture",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("file", models.TextField(max_length=120)),
                (
                    "title",
                    web.fields.LineField(help_text="For finding it again; readers do not see it.", max_length=200),
                ),
                (
                    "alt",
                    web.fields.LineField(
                        help_text="What it shows, for those who cannot see it. Published stories need it.",
                        max_length=300,
                        verbose_name="alternative text",
                    ),
                ),
                (
                    "credit",
                    web.fields.LineField(
                        help_text="Whom to name beside it, such as “Ana Doe/Network”.", max_length=200
                    ),
                ),
                (
                    "licence",
                    web.fields.LineField(blank=True, help_text="On what terms it may be used.", max_length=200),
                ),
                ("origin", web.fields.WebAddressField(blank=True, max_length=500, verbose_name="where it came from")),
                (
                    "expires",
                    models.DateField(
                        blank=True, help_text="The last day it may be shown. Leave empty for no end.", null=True
                    ),
                ),
                (
                    "focal_x",
                    models.FloatField(
                        default=0.5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="focal point, across",
                    ),
                ),
                (
                    "focal_y",
                    models.FloatField(
                        default=0.5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="focal point, down",
                    ),
                ),
                ("width", models.PositiveIntegerField(default=0, editable=False)),
                ("height", models.PositiveIntegerField(default=0, editable=False)),
                ("notes", web.fields.TextField(blank=True, help_text="For the desk only.", max_length=2000)),
                ("added", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                "verbose_name": "historical picture",
                "verbose_name_plural": "historical pictures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
