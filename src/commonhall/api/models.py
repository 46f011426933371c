"""Tokens by which a member's programs ask."""

import uuid

from django.db import models
from django.db.models import Q

from commonhall.staff.models import Member


class Token(models.Model):
    """A token of a member of staff: it may what they may, no more. Shown once; what is stored cannot be turned back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)  # of the program it is for
    digest = models.BinaryField(unique=True)
    bound_to = models.CharField(
        max_length=64
    )  # what the member's sessions are bound to: what ends those ends it
    made_on = models.DateField()
    last_day = models.DateField()  # on which it works
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="api_token_is_ended_on_a_day", condition=Q(ended_by=None) | Q(ended_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name
