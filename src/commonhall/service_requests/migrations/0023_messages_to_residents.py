"""That staff wrote to who reported a request: an event that leads to its message.

A column without a value to write, rules looked at in old rows after they hold for new ones, and an index made while
people work: nobody waits.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

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
    ("from resident", "Added by who reported it"),
    ("not fixed", "Not fixed, says who reported it"),
    ("withdrawn", "Taken back by who reported it"),
    ("message", "Written to who reported it"),
]


def rule(name, condition):
    return repeatable.Rule("event", models.CheckConstraint(name=name, condition=condition))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("service_requests", "0022_new_events_may_bring_their_number"), ("messaging", "0001_outbox")]
    operations = [
        repeatable.Together(
            migrations.AddField(
                "event",
                "message",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.CASCADE,
                    related_name="+",
                    to="messaging.message",
                ),
            )
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("event", "kind", models.CharField(max_length=16, choices=LABELS))
            ]
        ),
        rule("event_kind_is_known", Q(kind__in=[kind for kind, _label in LABELS])),
        rule(
            "message_event_has_its_message",
            Q(kind="message", message__isnull=False) | (~Q(kind="message") & Q(message=None)),
        ),
        repeatable.AddIndex(
            "event",
            models.Index(fields=["message"], name="events_of_a_message", condition=Q(message__isnull=False)),
        ),
    ]
