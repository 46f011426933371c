"""That a named caller was told what is optional is an event of the request.

The list of kinds grows: no row can break the longer one, so it is not looked for one.
"""

from django.db import migrations, models

from commonhall.vault import repeatable

LABELS = [
    ("received", "Received"),
    ("told optional", "Told what is optional"),
    ("routed", "Sent to a department"),
    ("assigned", "Assigned"),
    ("state", "State changed"),
    ("public note", "Public note"),
    ("internal note", "Internal note"),
    ("released", "Words or photo released"),
    ("transferred", "Passed to another department"),
    ("date moved", "Date moved"),
    ("merged", "Reported before"),
    ("repeated", "Reported again"),
    ("unmerged", "Not the same after all"),
    ("taken back", "Taken back"),
]
KINDS = [kind for kind, _label in LABELS]
NAME = "event_kind_is_known"


class Migration(migrations.Migration):
    atomic = False  # what validates a constraint does not lock out writers, in a transaction of its own
    dependencies = [("service_requests", "0009_where_it_was_sent")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("event", "kind", models.CharField(max_length=16, choices=LABELS))
            ]
        ),
        repeatable.Rule("event", models.CheckConstraint(name=NAME, condition=models.Q(kind__in=KINDS))),
    ]
