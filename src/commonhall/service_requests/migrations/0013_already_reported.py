"""“Me too”, a number beside a request; and an index each for what is open near by and what was closed lately."""

import django.db.models.deletion
from django.db import migrations, models

from commonhall.vault import repeatable


class Migration(migrations.Migration):
    atomic = False  # the indexes are made while people work
    dependencies = [("service_requests", "0012_answers_can_be_found")]
    operations = [
        repeatable.Together(
            migrations.CreateModel(
                name="MeToo",
                fields=[
                    (
                        "request",
                        models.OneToOneField(
                            db_constraint=False,
                            on_delete=django.db.models.deletion.CASCADE,
                            primary_key=True,
                            related_name="me_too",
                            serialize=False,
                            to="service_requests.servicerequest",
                        ),
                    ),
                    ("before", models.PositiveIntegerField()),
                    ("day", models.DateField()),
                    ("that_day", models.PositiveSmallIntegerField()),
                ],
                options={
                    "constraints": [
                        models.CheckConstraint(
                            condition=models.Q(("that_day__gte", 1), ("that_day__lte", 200)),
                            name="me_too_is_bounded",
                        )
                    ],
                },
            )
        ),
        repeatable.AddIndex(
            "servicerequest",
            models.Index(
                fields=["service", "latitude", "longitude"],
                name="requests_near_open",
                condition=models.Q(("state", "closed"), _negated=True),
            ),
        ),
        repeatable.AddIndex(
            "servicerequest",
            models.Index(
                fields=["service", "changed_on", "latitude", "longitude"],
                name="requests_near_closed",
                condition=models.Q(("state", "closed")),
            ),
        ),
    ]
