"""The one table of `web`: cookies that tried to leave without being in the register."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class RefusedCookie(models.Model):
    """How often on a day a cookie outside the register was kept from leaving. Nothing of a visitor."""

    LONGEST_NAME: ClassVar[int] = 80

    name = models.CharField(max_length=LONGEST_NAME)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="refused_cookie_once_a_day", fields=["name", "day"]),
            models.CheckConstraint(name="refused_cookie_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.day}: {self.count}"
