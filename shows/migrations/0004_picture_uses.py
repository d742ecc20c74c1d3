import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pictures", "0003_picture_uses"),
        ("shows", "0003_country_dates_as_facts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="show",
            name="poster",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="posters",
                to="pictures.picture",
            ),
        ),
    ]
