"""What changed last is found in every state, by an index made while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("service_requests", "0014_residents_follow_up")]
    operations = [
        AddIndexConcurrently("servicerequest", models.Index("department", "changed_on", name="requests_changed_last")),
        RemoveIndexConcurrently("servicerequest", "requests_changed"),
    ]
