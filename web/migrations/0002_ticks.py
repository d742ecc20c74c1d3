import web.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("said", web.fields.LineField(max_length=300)),
            ],
        ),
    ]
