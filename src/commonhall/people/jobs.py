"""Jobs of people: the search index is kept."""

from logging import getLogger

from procrastinate.contrib.django import app

from commonhall import calendar
from commonhall.people.search import upkeep

_log = getLogger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(name="people.keep_index", queue="maintenance", queueing_lock="people.keep_index")
def keep_index(timestamp: int) -> None:
    """Make the search index anew where that is due. `timestamp` is when this was due; not used."""
    if reason := upkeep.due(calendar.today()):
        made = upkeep.make_anew()
        _log.info("the search index was made anew: %s", reason, extra={"count": made.rows})


@app.task(name="people.make_index_anew", queue="maintenance", queueing_lock="people.make_index_anew")
def make_index_anew() -> None:
    """Make the search index anew: somebody who searched found a part of it lost."""
    made = upkeep.make_anew()
    _log.warning(
        "the search index was made anew: a search met a part that is lost", extra={"count": made.rows}
    )
