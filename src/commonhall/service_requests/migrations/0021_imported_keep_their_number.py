"""Requests of an earlier system: a channel of their own, and of a named one its number there, sealed.

A column without a value to write, and a rule looked at in old rows after it holds for new ones: nobody waits.
"""

from django.db import migrations, models
from django.db.models import Q

from commonhall.vault import repeatable
from commonhall.vault.columns import sealed


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("service_requests", "0020_texts_that_nobody_confirmed")]
    operations = [
        repeatable.Together(
            migrations.AddField("servicerequest", "old_number_sealed", models.BinaryField(null=True)),
            migrations.AlterField(
                "servicerequest",
                "channel",
                models.CharField(
                    choices=[
                        ("web", "on the web"),
                        ("telephone", "by telephone"),
                        ("open311", "through another site or app"),
                        ("imported", "brought in from an earlier system"),
                    ],
                    default="web",
                    max_length=12,
                ),
            ),
            sealed("service_requests_servicerequest", "old_number_sealed"),
        ),
        repeatable.Rule(
            "servicerequest",
            models.CheckConstraint(
                name="anonymous_has_no_old_number",
                condition=Q(is_anonymous=False) | Q(old_number_sealed=None),
            ),
        ),
    ]
