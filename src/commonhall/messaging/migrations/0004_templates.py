"""Templates with their versions, and which one a message was begun with: a column without a value to write."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from commonhall.vault import repeatable


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("messaging", "0003_messages_come_back"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        repeatable.Together(
            migrations.CreateModel(
                name="MessageTemplate",
                fields=[
                    ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
                    ("is_offered", models.BooleanField(default=True)),
                ],
            ),
            migrations.CreateModel(
                name="TemplateVersion",
                fields=[
                    ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ("number", models.PositiveSmallIntegerField()),
                    ("title", models.CharField(max_length=80)),
                    ("texts", models.JSONField()),
                    ("made_at", models.DateTimeField()),
                    (
                        "by",
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to=settings.AUTH_USER_MODEL,
                        ),
                    ),
                    (
                        "template",
                        models.ForeignKey(
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="versions",
                            to="messaging.messagetemplate",
                        ),
                    ),
                ],
                options={
                    "constraints": [
                        models.UniqueConstraint(fields=("template", "number"), name="template_version_is_one")
                    ]
                },
            ),
        ),
        repeatable.Together(
            migrations.AddField(
                "message",
                "template",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="+",
                    to="messaging.templateversion",
                ),
            )
        ),
    ]
