"""What residents do by their own link: add, take back, send back, rate; and ending the links of before.

Columns without a value to write, rules looked at in old rows after they hold for new ones, and an index made while
people work: nobody waits.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from commonhall.vault import repeatable
from commonhall.vault.columns import sealed

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
]
BY_THE_RESIDENT = ("from resident", "not fixed", "withdrawn")
KNOWN = "event_kind_is_known"


def rule(name, condition):
    return repeatable.Rule("event", models.CheckConstraint(name=name, condition=condition))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("service_requests", "0013_already_reported")]
    operations = [
        repeatable.Together(
            migrations.AddField(
                "servicerequest", "links_ended", models.PositiveSmallIntegerField(db_default=0, default=0)
            )
        ),
        repeatable.Together(
            migrations.AddField("event", "due_was", models.DateField(null=True)),
            migrations.AddField("event", "own_words_sealed", models.BinaryField(null=True)),
            sealed("service_requests_event", "own_words_sealed"),
        ),
        repeatable.Together(
            migrations.CreateModel(
                name="Rating",
                fields=[
                    (
                        "request",
                        models.OneToOneField(
                            on_delete=django.db.models.deletion.CASCADE,
                            primary_key=True,
                            related_name="rating",
                            serialize=False,
                            to="service_requests.servicerequest",
                        ),
                    ),
                    ("day", models.DateField(db_index=True)),
                    ("is_fixed", models.BooleanField()),
                    ("score", models.PositiveSmallIntegerField(null=True)),
                    ("words_sealed", models.BinaryField(null=True)),
                    ("stripped_sealed", models.BinaryField(null=True)),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=Q(("score", None), ("score__range", (1, 5)), _connector="OR"),
                            name="score_is_one_to_five",
                        ),
                        models.CheckConstraint(
                            condition=Q(
                                Q(("stripped_sealed", None), ("words_sealed", None)),
                                Q(("stripped_sealed__isnull", False), ("words_sealed__isnull", False)),
                                _connector="OR",
                            ),
                            name="rating_has_both_words_or_none",
                        ),
                    ],
                },
            ),
            sealed("service_requests_rating", "words_sealed", "stripped_sealed"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("event", "kind", models.CharField(max_length=16, choices=LABELS))
            ]
        ),
        rule(KNOWN, Q(kind__in=[kind for kind, _label in LABELS])),
        rule("resident_events_have_a_day_alone", ~Q(kind__in=BY_THE_RESIDENT) | Q(by=None, at=None)),
        rule("own_words_are_a_residents", Q(own_words_sealed=None) | Q(kind__in=BY_THE_RESIDENT)),
        repeatable.AddIndex(
            "event", models.Index("day", name="events_by_residents", condition=Q(kind__in=BY_THE_RESIDENT))
        ),
    ]
