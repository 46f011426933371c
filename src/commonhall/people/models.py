"""A person: one sealed record, the wrapped key that opens it, and the tombstone that stays when it is erased.

No column is readable, no key joins a person to a request, and ids are random: `docs/claim.md` says what a thief
of these tables learns.
"""

from django.db import models

from commonhall.vault.blind import models as blind


class Person(models.Model):
    """Somebody's record, sealed under their own key."""

    id = models.IntegerField(primary_key=True)  # random, 31 bits, never used again
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"person {self.pk}"


class PersonKey(models.Model):
    """The key of one person, wrapped. Kept out of the main dump; without it the record never opens again."""

    id = models.IntegerField(primary_key=True)
    wrapped = models.BinaryField()
    epoch = models.IntegerField()

    def __str__(self) -> str:
        return f"key of person {self.pk}"


class Erased(models.Model):
    """That a person was erased: the id is never given again, and a restored backup erases it again."""

    id = models.IntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"erased person {self.pk}"


class SearchEpoch(blind.Epoch):
    """The search index of people; what it is made of is described at its kinds of table."""

    class Meta:
        db_table = "people_search_epoch"


class SearchEpochKey(blind.EpochKey):
    class Meta:
        db_table = "people_search_epochkey"


class SearchBlock0(blind.Block):
    class Meta:
        db_table = "people_search_block0"


class SearchBlock1(blind.Block):
    class Meta:
        db_table = "people_search_block1"


class SearchChange(blind.Change):
    class Meta:
        db_table = "people_search_delta"
        indexes = [models.Index(fields=["at"], name="people_search_delta_at")]
