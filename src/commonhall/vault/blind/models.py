"""The tables of an index. A room that has one makes them its own, in its `models.py` and `holding.py`."""

from django.db import models


class XidField(models.Field):  # type: ignore[type-arg]  # django-stubs asks for what only a mixin could tell
    """A transaction's number, `xid8`: 64 bits that never come again."""

    def db_type(self, connection: object) -> str:
        return "xid8"


class Epoch(models.Model):
    """An epoch that was cut: how many buckets it has, and what was visible then."""

    number = models.IntegerField(primary_key=True)
    buckets = models.IntegerField()
    cut = models.TextField()  # a pg_snapshot; what it does not see is in the delta
    cut_on = models.DateField()
    is_live = models.BooleanField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"epoch {self.number}"


class EpochKey(models.Model):
    """An epoch's secret, wrapped. Kept out of the main dump."""

    number = models.IntegerField(primary_key=True)
    wrapped = models.BinaryField()
    epoch = models.IntegerField()  # of the key file's wrapping keys

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"key of epoch {self.number}"


class Block(models.Model):
    """A sealed block. Two tables are used in turn; what they hold is in no dump, since it can be made again."""

    bucket = models.IntegerField(primary_key=True)
    sealed = models.BinaryField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"block {self.bucket}"


class Change(models.Model):
    """That a row changed since the epoch was cut; written by a trigger, so that no writer can forget it."""

    id = models.BigIntegerField(primary_key=True)
    at = XidField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"change of {self.pk}"
