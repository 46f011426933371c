"""On how many anonymous calls of a day it was said what is optional: a count, and nothing beside a request."""

from django.db import models


class ToldAnonymously(models.Model):
    """A day and a count. Of a named request it is an event."""

    day = models.DateField(primary_key=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
