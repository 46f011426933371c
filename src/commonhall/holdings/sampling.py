"""A random few rows of a table at a cost that stays flat as it grows: from a random key on, by the key's index."""

import secrets
import uuid
from typing import Any

from django.db import models


def some[Row: models.Model](rows: models.QuerySet[Row], most: int, column: str = "") -> list[Any]:
    """Up to `most` rows, or the values of `column`. Keys must be random, as those of sealed tables are."""
    is_uuid = isinstance(rows.model._meta.pk, models.UUIDField) or rows.model._meta.pk.is_relation
    pivot = uuid.uuid4() if is_uuid else secrets.randbelow(2**31)
    ordered = rows.order_by("pk")
    found = [*ordered.filter(pk__gte=pivot)[:most]]
    found += ordered.filter(pk__lt=pivot)[: most - len(found)]
    return [getattr(row, column) for row in found] if column else found
