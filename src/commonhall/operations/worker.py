"""The worker: takes jobs from the queues in the database, several at a time."""

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress

from django.db import InterfaceError, OperationalError, connections
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.exceptions import ConnectorException

from commonhall.errors import NotNow
from commonhall.operations import job_board, memory

log = logging.getLogger(__name__)

MAINTENANCE = "maintenance"  # settle, erase, vacuum: these need the owner's login
JOBS_AT_A_TIME = 4
SECONDS_TO_FINISH = 8  # what jobs under way may still take
SECONDS_WITHOUT_DATABASE = 5  # then it gives up, and whoever started it starts it again
SECONDS_TO_END = (
    12  # then it leaves as it is: a job in a thread cannot be stopped, nor a farewell to a lost database
)


class LostTheDatabase(NotNow):
    """The connections to the database broke."""

    def __init__(self) -> None:
        super().__init__("The worker lost the database and ended. Start it again when the database answers.")


def run() -> None:
    """Work until SIGTERM or SIGINT; jobs under way may finish, and go back to their queue when they do not.

    Done jobs are deleted: the queue notes the microsecond of each of their events. Raises LostTheDatabase.
    """
    memory.keep_together()
    connector = PsycopgConnector(kwargs=connector_params(), timeout=SECONDS_WITHOUT_DATABASE)
    with app.replace_connector(connector) as working:
        try:
            asyncio.run(_work(working))
        finally:
            signal.alarm(0)  # all is done: Python takes seconds to end itself on a busy machine


def queues(working: App = app) -> list[str]:
    """The queues of this worker: all of them, without maintenance where the owner's login is not known."""
    named = {task.queue for task in working.tasks.values()}
    return sorted(named if "owner" in connections else named - {MAINTENANCE})


def later_without_a_database(call_next: Callable[[], object], context: object, worker: object) -> object:
    """A job that lost its connection is tried again as one that asked to wait: nothing is wrong with it."""
    try:
        return call_next()
    except (OperationalError, InterfaceError) as lost:
        raise NotNow("The database went away while a job was under way.") from lost


async def _work(working: App) -> None:
    async with working.open_async():
        work = asyncio.create_task(
            working.run_worker_async(
                queues=queues(working),
                name="commonhall",
                concurrency=JOBS_AT_A_TIME,
                delete_jobs="successful",
                shutdown_graceful_timeout=SECONDS_TO_FINISH,
                install_signal_handlers=False,
                task_middleware=[memory.give_back, job_board.note, later_without_a_database],
            )
        )
        for sent in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sent, _end, work)
        with suppress(asyncio.CancelledError):
            with suppress(ConnectorException):  # saying farewell, it may find the database still gone
                await work
            raise LostTheDatabase


def _end(work: asyncio.Task[None]) -> None:
    if not work.cancelling():  # a second cancellation would cut off the first one's farewell
        work.cancel()
        signal.signal(signal.SIGALRM, _leave)
        signal.alarm(SECONDS_TO_END)


def _leave(*_: object) -> None:
    """What is still under way is begun again elsewhere: so do jobs of any worker that falls silent (`jobs.py`)."""
    log.warning("left before a job was done; it is begun again elsewhere")
    logging.shutdown()
    os._exit(0)  # sys.exit would wait for the thread
