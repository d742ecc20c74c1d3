from datetime import datetime, time, timedelta

from django.db import migrations, models
from django.utils import timezone


def name_moments(apps, schema_editor):
    """What was due on a day is due from the desk's midnight after it."""
    for fact in apps.get_model("facts", "Fact").objects.filter(due_on__isnull=False):
        fact.due_at = datetime.combine(fact.due_on + timedelta(days=1), time(0), timezone.get_default_timezone())
        fact.save(update_fields=["due_at"])


class Migration(migrations.Migration):
    dependencies = [("facts", "0002_proposals_and_outlooks")]

    operations = [
        migrations.AddField(model_name="fact", name="due_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(name_moments, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="fact", name="facts_by_due_day"),
        migrations.RemoveField(model_name="fact", name="due_on"),
        migrations.AddIndex(
            model_name="fact",
            index=models.Index(
                condition=models.Q(("due_at__isnull", False)), fields=["due_at", "id"], name="facts_by_due_moment"
            ),
        ),
    ]
