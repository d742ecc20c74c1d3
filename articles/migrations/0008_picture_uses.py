import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_lists_of_a_newsroom"),
        ("facts", "0004_lists_of_the_desk"),
        ("people", "0003_picture_uses"),
        ("pictures", "0003_picture_uses"),
        ("shows", "0004_picture_uses"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="reference",
            name="reference_leads_somewhere",
        ),
        migrations.AddField(
            model_name="reference",
            name="picture",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="references",
                to="pictures.picture",
            ),
        ),
        migrations.AlterField(
            model_name="reference",
            name="role",
            field=models.CharField(
                choices=[
                    ("about", "is about"),
                    ("mention", "mentions"),
                    ("live", "shows live"),
                    ("while", "true while"),
                    ("claim", "claims"),
                    ("quote", "quotes"),
                    ("picture", "shows a picture"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="reference",
            index=models.Index(
                condition=models.Q(("picture__isnull", False)), fields=["picture"], name="references_by_picture"
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("show__isnull", False),
                    ("season__isnull", False),
                    ("person__isnull", False),
                    ("character__isnull", False),
                    ("fact__isnull", False),
                    ("quote__isnull", False),
                    ("picture__isnull", False),
                    _connector="OR",
                ),
                name="reference_leads_somewhere",
            ),
        ),
    ]
