"""What comes in, whole and sealed."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from commonhall.vault.columns import sealed

STATES = [
    ("waiting", "waits to be read"),
    ("joined", "joined to what it answers"),
    ("report", "about a message of ours"),
    ("automatic", "from a program, not answered"),
    ("held", "waits for a person"),
    ("not understood", "not understood"),
    ("put aside", "put aside"),
]
WHY = [
    ("not addressed", "It answers nothing that we wrote"),
    ("other sender", "Somebody else answered"),
    ("forged", "The sender may be forged"),
    ("nobody", "What it answers holds no contact any more"),
    ("no words", "Nothing new is written in it"),
    ("not taken", "The request takes no more"),
    ("called spam", "The recipient called our message spam"),
    ("unreadable", "It cannot be read"),
    ("too large", "It is too large; its beginning was kept"),
]


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_outbox"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="Received",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("channel", models.CharField(choices=[("email", "e-mail"), ("text", "text message")], max_length=5)),
                ("digest", models.BinaryField(unique=True)),
                ("sealed", models.BinaryField()),
                ("day", models.DateField()),
                ("came_at", models.DateTimeField(null=True)),
                ("state", models.CharField(choices=STATES, default="waiting", max_length=14)),
                ("why", models.CharField(choices=WHY, default="", max_length=13)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("room", models.CharField(default="", max_length=20)),
                ("about", models.UUIDField(null=True)),
                ("deed", models.UUIDField(null=True)),
                ("files_left", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["tries", "came_at"], name="received_waiting", condition=Q(state="waiting")),
                    models.Index(
                        fields=["-came_at", "id"],
                        name="received_for_a_person",
                        condition=Q(state__in=["held", "not understood"]),
                    ),
                    models.Index(fields=["about"], name="received_about", condition=Q(about__isnull=False)),
                    models.Index(fields=["ended_at"], name="received_ended", condition=Q(ended_at__isnull=False)),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="received_channel_is_known", condition=Q(channel__in=["email", "text"])
                    ),
                    models.CheckConstraint(
                        name="received_state_is_known", condition=Q(state__in=[word for word, _ in STATES])
                    ),
                    models.CheckConstraint(
                        name="joined_names_its_deed_and_no_time",
                        condition=~Q(state="joined")
                        | Q(about__isnull=False, deed__isnull=False, came_at=None, ended_at=None),
                    ),
                    models.CheckConstraint(
                        name="received_ends_where_nobody_needs_it",
                        condition=Q(state__in=["automatic", "put aside"], ended_at__isnull=False)
                        | (~Q(state__in=["automatic", "put aside"]) & Q(ended_at=None)),
                    ),
                ],
            },
        ),
        sealed("messaging_received", "sealed"),
    ]
