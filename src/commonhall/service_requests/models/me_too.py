"""How many more people said that a request touches them."""

from datetime import date

from django.db import models
from django.db.models import Q

from commonhall.service_requests.models.requests import ServiceRequest

MOST_A_DAY = 200


class MeToo(models.Model):
    """Two numbers and a day. Nothing of those who said it: not who, not from where, not when that day.

    The database does not check the key: to do so it would lock the request's row, and a lock leaves the number of its
    transaction in it, which tells the minute.
    """

    request = models.OneToOneField(
        ServiceRequest, models.CASCADE, primary_key=True, related_name="me_too", db_constraint=False
    )
    before = models.PositiveIntegerField()  # said before `day`
    day = models.DateField()  # the last on which somebody said it
    that_day = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="me_too_is_bounded", condition=Q(that_day__gte=1, that_day__lte=MOST_A_DAY)
            )
        ]

    def __str__(self) -> str:
        return f"me too of {self.request_id}"

    def until(self, day: date) -> int:
        """How many had said it when that day began."""
        return self.before + (self.that_day if self.day < day else 0)

    @property
    def so_far(self) -> int:
        return self.before + self.that_day
