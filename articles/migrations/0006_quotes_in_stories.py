import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("articles", "0005_newsroom")]

    operations = [
        migrations.RemoveConstraint("reference", "reference_leads_somewhere"),
        migrations.AlterField(
            "reference",
            "role",
            models.CharField(
                choices=[
                    ("about", "is about"),
                    ("mention", "mentions"),
                    ("live", "shows live"),
                    ("while", "true while"),
                    ("claim", "claims"),
                    ("quote", "quotes"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            "reference",
            "quote",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="references",
                to="articles.quote",
            ),
        ),
        migrations.AddIndex(
            "reference",
            models.Index(fields=["quote"], condition=Q(quote__isnull=False), name="references_by_quote"),
        ),
        migrations.AddConstraint(
            "reference",
            models.CheckConstraint(
                condition=Q(show__isnull=False)
                | Q(season__isnull=False)
                | Q(person__isnull=False)
                | Q(character__isnull=False)
                | Q(fact__isnull=False)
                | Q(quote__isnull=False),
                name="reference_leads_somewhere",
            ),
        ),
    ]
