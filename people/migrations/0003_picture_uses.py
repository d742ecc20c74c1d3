import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_history"),
        ("pictures", "0003_picture_uses"),
    ]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="portrait",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="portraits",
                to="pictures.picture",
            ),
        ),
    ]
