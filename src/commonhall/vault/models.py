"""What settle remembers of its last pass."""

from django.db import models


class SettledPass(models.Model):
    """The last pass of each kind: which day it settled, and the transactions that are behind it."""

    name = models.CharField(max_length=8, primary_key=True)
    day = models.DateField()
    horizon = models.CharField(max_length=20)  # the oldest transaction still running then
    own = models.CharField(max_length=20)  # the pass's own transaction
    rows = models.PositiveIntegerField()
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} of {self.day}"
