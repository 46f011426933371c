"""What changed last is found in every state, by an index made while people work."""

from django.db import migrations, models

from commonhall.vault import repeatable


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("service_requests", "0014_residents_follow_up")]
    operations = [
        repeatable.AddIndex("servicerequest", models.Index("department", "changed_on", name="requests_changed_last")),
        repeatable.RemoveIndex("servicerequest", "requests_changed"),
    ]
