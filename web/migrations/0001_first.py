import django.utils.timezone
import web.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="OldAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("scope", models.PositiveBigIntegerField(default=0)),
                ("slug", models.CharField(max_length=90)),
                ("object_id", models.PositiveBigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "scope", "slug"), name="one_object_per_old_address")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Purge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("keys", web.fields.CleanJSONField()),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_try", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("problem", web.fields.LineField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "waiting purge",
                "indexes": [],
                "constraints": [],
            },
        ),
    ]
