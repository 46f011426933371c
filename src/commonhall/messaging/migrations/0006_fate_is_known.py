"""The rule of the migration before, now for rows that were there."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0005_fate'),
    ]

    operations = [
        ValidateConstraint(model_name='message', name='message_fate_is_known'),
    ]
