"""The streets of the city by hundred-blocks: all that is needed to say where something is, and all public."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod


class Block(models.Model):
    """One hundred of house numbers of one street, and the middle of it."""

    street = models.CharField(max_length=80)  # as the city writes it: "N Market St"
    street_key = models.CharField(max_length=80)  # the same in one form: "n market st"
    hundred = models.PositiveIntegerField()
    latitude = models.FloatField()  # degrees, WGS 84
    longitude = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["street_key", "hundred"], name="block_is_there_once"),
            models.CheckConstraint(
                name="hundred_is_a_hundred", condition=Q(hundred=F("hundred") - Mod("hundred", 100))
            ),
            models.CheckConstraint(
                name="block_lies_on_the_earth",
                condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.hundred}"


class Edition(models.Model):
    """Which list of blocks the table holds: the one row that tells a process that its own copy is old."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    digest = models.CharField(max_length=64)  # of all blocks

    class Meta:
        constraints = [models.CheckConstraint(name="edition_is_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.digest[:8]
