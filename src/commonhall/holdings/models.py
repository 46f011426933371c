"""Holds: what may not be deleted for now."""

import uuid

from django.db import models


class Hold(models.Model):
    """That something is held. What, why and by whom is sealed: holds of one day would join a person to requests."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"hold {self.pk}"
