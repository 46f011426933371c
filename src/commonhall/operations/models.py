"""What the worker notes of its jobs by the clock, since a done job is deleted."""

from django.db import models


class ClockedJob(models.Model):
    """One row a job: when it was done last, and when and why it failed last."""

    task = models.CharField(primary_key=True, max_length=80)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=200, blank=True)  # why, in our own words or as the kind of the error

    def __str__(self) -> str:
        return self.task
