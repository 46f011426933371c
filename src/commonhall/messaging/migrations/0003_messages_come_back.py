"""That a message came back after it had left. The rule changes in one statement and is validated after, and the index of
what did not arrive is built beside people at work: nobody waits."""

from django.db import migrations, models
from django.db.models import Q

from commonhall.vault import repeatable

STATES = [
    ("waiting", "waits to be sent"),
    ("claimed", "is being sent"),
    ("in flight", "is being handed over"),
    ("handed over", "sent"),
    ("uncertain", "perhaps sent"),
    ("refused", "not sent"),
    ("given up", "given up"),
    ("came back", "came back"),
]
ENDED = ["handed over", "refused", "given up", "came back"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("messaging", "0002_received")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "message", "state", models.CharField(choices=STATES, default="waiting", max_length=11)
                )
            ]
        ),
        repeatable.Rule(
            "message",
            models.CheckConstraint(
                name="message_ends_once",
                condition=Q(state__in=ENDED, ended_at__isnull=False) | (~Q(state__in=ENDED) & Q(ended_at=None)),
            ),
        ),
        repeatable.AddIndex(
            "message",
            models.Index(
                fields=["state", "-ended_at"],
                name="messages_not_arrived",
                condition=Q(state__in=["uncertain", "refused", "given up", "came back"]),
            ),
        ),
        repeatable.RemoveIndex("message", "messages_not_sent"),
    ]
