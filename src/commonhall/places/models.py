"""The streets of the city by hundred-blocks, with its houses, crossings and landmarks: all public."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Mod

ON_THE_EARTH = Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180))


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
            models.CheckConstraint(name="block_lies_on_the_earth", condition=ON_THE_EARTH),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.hundred}"


class House(models.Model):
    """A house number of a street, and where it is: for cities whose blocks are long."""

    street_key = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["street_key", "number"], name="house_is_there_once"),
            models.CheckConstraint(name="house_lies_on_the_earth", condition=ON_THE_EARTH),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.street_key}"


class Crossing(models.Model):
    """Where two streets meet; the smaller key stands first."""

    street_key = models.CharField(max_length=80)
    other_key = models.CharField(max_length=80)
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["street_key", "other_key"], name="crossing_is_there_once"),
            models.CheckConstraint(name="crossing_is_of_two", condition=~Q(street_key=F("other_key"))),
            models.CheckConstraint(name="crossing_lies_on_the_earth", condition=ON_THE_EARTH),
        ]

    def __str__(self) -> str:
        return f"{self.street_key} at {self.other_key}"


class Landmark(models.Model):
    """A park or a public building that people know by its name. Of each language the first name is shown."""

    code = models.SlugField(primary_key=True, max_length=60)
    names = models.JSONField()  # by language code, each a list
    latitude = models.FloatField()
    longitude = models.FloatField()

    class Meta:
        constraints = [models.CheckConstraint(name="landmark_lies_on_the_earth", condition=ON_THE_EARTH)]

    def __str__(self) -> str:
        return self.code


class Edition(models.Model):
    """Which lists the tables hold: the one row that tells a process that its own copy is old."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    digest = models.CharField(max_length=64)  # of all of them

    class Meta:
        constraints = [models.CheckConstraint(name="edition_is_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.digest[:8]
