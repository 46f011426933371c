"""Who may report through Open311, and when the catalogue changed last."""

import uuid

from django.db import models
from django.db.models import Q

from commonhall.staff.models import Member

MOST_AN_HOUR = 3600


class Key(models.Model):
    """A key of another site or app. The key itself is shown once; what is stored cannot be turned back into it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60)  # whose it is: a site or an app
    digest = models.BinaryField(unique=True)
    most_an_hour = models.PositiveSmallIntegerField(default=300)
    made_on = models.DateField()
    made_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")  # null: the demo
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="open311_key_has_a_limit",
                condition=Q(most_an_hour__gte=1) & Q(most_an_hour__lte=MOST_AN_HOUR),
            ),
            models.CheckConstraint(
                name="open311_key_is_ended_on_a_day",
                condition=Q(ended_by=None) | Q(ended_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_use(self) -> bool:
        return self.ended_on is None


class Changeset(models.Model):
    """The catalogue as it was told last, by its digest, and since when it is so. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    digest = models.BinaryField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="open311_changeset_is_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"since {self.since:%Y-%m-%d}"
