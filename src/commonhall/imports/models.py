"""What an import leaves beside the requests: its counts, and which rows of the old system are in."""

import uuid

from django.db import models
from django.db.models import F, Q


class Run(models.Model):
    """One run of `commonhall import-requests`. Counts alone: no word of the files, and not their names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    map_name = models.CharField(max_length=40)
    files = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # None: it runs, or it was stopped
    read = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    already = models.PositiveIntegerField(default=0)  # were in before: an earlier run brought them in
    rejected = models.PositiveIntegerField(default=0)
    anonymous = models.PositiveIntegerField(default=0)  # of those imported
    unconfirmed = models.PositiveIntegerField(default=0)  # likewise
    past_schedule = models.PositiveIntegerField(default=0)  # likewise: the next night deletes them
    reasons = models.JSONField(default=dict)  # of rejected rows: how many, by column and reason
    services = models.JSONField(default=list)  # made for it, and not offered

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="every_row_is_accounted_for",
                condition=Q(read=F("imported") + F("already") + F("rejected")),
            )
        ]

    def __str__(self) -> str:
        return f"import by {self.map_name}"


class Taken(models.Model):
    """That a row of the old system is in: a keyed digest of its number there, and not which request it became.

    Without the key file nobody can tell a number from it. It stays when the request goes: who was erased does not
    come back with the same file.
    """

    digest = models.BinaryField(primary_key=True)

    def __str__(self) -> str:
        return "a row that is in"
