"""Several photos a request, each with its place among them, and a copy of each for everyone; events name the photo.

Until now a request had one photo at most, so that each is the first of its own. The index is built while people work.
"""

from django.db import migrations, models
from django.db.models import Q

from commonhall.vault import repeatable
from commonhall.vault.columns import sealed

PLACES = "photos_of_a_request_have_places"
FEW = "photos_of_a_request_are_few"
NAMED = "photo_copy_has_a_name"


class Migration(migrations.Migration):
    atomic = False  # an index is not built concurrently within a transaction
    dependencies = [("service_requests", "0015_what_changed_last_has_an_index")]
    operations = [
        repeatable.Together(migrations.AddField("event", "photo", models.PositiveSmallIntegerField(null=True))),
        repeatable.Together(
            migrations.AddField("photo", "place", models.PositiveSmallIntegerField(default=1, db_default=1)),
            migrations.AddField("photo", "copy", models.UUIDField(null=True)),
            migrations.AddField("photo", "copy_sealed", models.BinaryField(null=True)),
            sealed("service_requests_photo", "copy_sealed"),
        ),
        repeatable.AddUnique("photo", models.UniqueConstraint(fields=["request", "place"], name=PLACES)),
        repeatable.Rule("photo", models.CheckConstraint(name=FEW, condition=Q(place__gte=1, place__lte=10))),
        repeatable.Rule(
            "photo", models.CheckConstraint(name=NAMED, condition=Q(copy_sealed=None) | Q(copy__isnull=False))
        ),
    ]
