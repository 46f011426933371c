"""The search index of requests' words."""

from django.db import models

from commonhall.vault.blind import models as blind


class WordsEpoch(blind.Epoch):
    """The search index of requests' words; what it is made of is described at its kinds of table."""

    class Meta:
        db_table = "service_requests_words_epoch"


class WordsEpochKey(blind.EpochKey):
    class Meta:
        db_table = "service_requests_words_epochkey"


class WordsBlock0(blind.Block):
    class Meta:
        db_table = "service_requests_words_block0"


class WordsBlock1(blind.Block):
    class Meta:
        db_table = "service_requests_words_block1"


class WordsChange(blind.Change):
    class Meta:
        db_table = "service_requests_words_delta"
        indexes = [models.Index(fields=["at"], name="words_delta_at")]
