"""Jobs of the vault: the search indexes are kept."""

from contextlib import suppress
from logging import getLogger

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from commonhall.vault.blind import upkeep

_log = getLogger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(name="vault.keep_indexes", queue="maintenance", queueing_lock="vault.keep_indexes")
def keep_indexes(timestamp: int) -> None:
    """Make anew each index for which that is due. `timestamp` is when this was due; not used."""
    for index in upkeep.registered():
        if reason := upkeep.due(index, timezone.localdate()):
            made = upkeep.make_anew(index.name)
            _log.info(
                "a search index was made anew: %s", reason, extra={"part": index.name, "count": made.rows}
            )


@app.task(name="vault.make_index_anew", queue="maintenance", queueing_lock="vault.make_index_anew")
def make_index_anew(*, name: str) -> None:
    """Make one index anew: somebody who searched met a part of it that is lost."""
    made = upkeep.make_anew(name)
    _log.warning("a search index was lost and made anew", extra={"part": name, "count": made.rows})


def ask_for_a_new_index(name: str) -> None:
    """Have it made anew by the worker; asked twice, it is done once."""
    with suppress(AlreadyEnqueued):
        make_index_anew.defer(name=name)
