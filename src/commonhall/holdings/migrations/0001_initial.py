"""Holds."""

import uuid

from django.db import migrations, models

from commonhall.vault.columns import sealed


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField()),
            ],
        ),
        sealed("holdings_hold", "sealed"),
    ]
