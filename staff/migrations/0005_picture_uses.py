import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pictures", "0003_picture_uses"),
        ("staff", "0004_account_version"),
    ]

    operations = [
        migrations.AlterField(
            model_name="profile",
            name="portrait",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="author_portraits",
                to="pictures.picture",
            ),
        ),
    ]
