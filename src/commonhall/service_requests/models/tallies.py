"""How many requests of a kind each block has, as of the end of a day: all that the public map and counts know."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonhall.service_requests.models.catalogue import Service


class Tally(models.Model):
    """One block, service and kind of standing. Made anew once a day, of what lists may show (decision 0009)."""

    class Kind(models.TextChoices):
        OPEN = "open", _("Open")
        FIXED = "fixed", _("Fixed")
        CLOSED = "closed", _("Closed")  # for any other reason

    service = models.ForeignKey(
        Service, models.CASCADE, null=True, related_name="+", db_index=False
    )  # None: all services together
    street = models.CharField(max_length=80)
    hundred = models.PositiveIntegerField()
    latitude = models.FloatField()  # of the block
    longitude = models.FloatField()
    kind = models.CharField(max_length=8, choices=Kind)
    of_week = models.PositiveIntegerField()  # reported in the last 7 days, 30 days, 365 days, ever
    of_month = models.PositiveIntegerField()
    of_year = models.PositiveIntegerField()
    of_all = models.PositiveIntegerField()
    day = models.DateField()  # the last one that is counted, the same in all rows

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "street", "hundred", "kind"],
                name="tally_is_one",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="tally_kind_is_known", condition=models.Q(kind__in=["open", "fixed", "closed"])
            ),
        ]
        indexes = [models.Index(fields=["service", "latitude", "longitude"], name="tallies_around")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.of_all}"
