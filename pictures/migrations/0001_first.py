import django.core.validators
import django.utils.timezone
import pictures.renditions
import web.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "file",
                    models.ImageField(
                        height_field="height",
                        max_length=120,
                        upload_to=pictures.renditions.generated_name,
                        width_field="width",
                    ),
                ),
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
            ],
            options={
                "ordering": ["-added", "-pk"],
                "indexes": [models.Index(fields=["-added", "-id"], name="pictures_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("focal_x__range", (0, 1)), ("focal_y__range", (0, 1))),
                        name="focal_point_inside_picture",
                    )
                ],
            },
        ),
    ]
