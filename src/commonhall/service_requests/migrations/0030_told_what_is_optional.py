"""That a named caller was told what is optional is an event of the request.

The list of kinds grows: no row can break the longer one, so it is not looked for one.
"""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

KINDS = ["received", "told optional", "routed", "assigned", "state", "public note", "internal note", "released"]
LABELS = [
    ("received", "Received"),
    ("told optional", "Told what is optional"),
    ("routed", "Sent to a department"),
    ("assigned", "Assigned"),
    ("state", "State changed"),
    ("public note", "Public note"),
    ("internal note", "Internal note"),
    ("released", "Words or photo released"),
]
NAME = "event_kind_is_known"


class Migration(migrations.Migration):
    atomic = False  # what validates a constraint does not lock out writers, in a transaction of its own
    dependencies = [("service_requests", "0006_answers_are_checked")]
    operations = [
        migrations.AlterField("event", "kind", models.CharField(max_length=16, choices=LABELS)),
        migrations.RemoveConstraint("event", NAME),
        AddConstraintNotValid("event", models.CheckConstraint(name=NAME, condition=models.Q(kind__in=KINDS))),
        ValidateConstraint("event", NAME),
    ]
