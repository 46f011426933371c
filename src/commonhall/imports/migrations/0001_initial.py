import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("map_name", models.CharField(max_length=40)),
                ("files", models.PositiveSmallIntegerField()),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("read", models.PositiveIntegerField(default=0)),
                ("imported", models.PositiveIntegerField(default=0)),
                ("already", models.PositiveIntegerField(default=0)),
                ("rejected", models.PositiveIntegerField(default=0)),
                ("anonymous", models.PositiveIntegerField(default=0)),
                ("unconfirmed", models.PositiveIntegerField(default=0)),
                ("past_schedule", models.PositiveIntegerField(default=0)),
                ("reasons", models.JSONField(default=dict)),
                ("services", models.JSONField(default=list)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("read", models.F("imported") + models.F("already") + models.F("rejected"))
                        ),
                        name="every_row_is_accounted_for",
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="Taken",
            fields=[("digest", models.BinaryField(primary_key=True, serialize=False))],
        ),
    ]
