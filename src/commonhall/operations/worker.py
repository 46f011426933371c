"""The worker: takes jobs from the queues in the database, several at a time."""

import asyncio

from django.db import connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

MAINTENANCE = "maintenance"  # settle, erase, vacuum: these need the owner's login
JOBS_AT_A_TIME = 4
SECONDS_TO_FINISH = 10


def run() -> None:
    """Work until SIGTERM or SIGINT; jobs under way may finish, and go back to their queue when they do not.

    Done jobs are deleted: the queue notes the microsecond of each of their events.
    """
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with app.replace_connector(connector.get_worker_connector()) as working:
        asyncio.run(_work(working))


def queues(working: App = app) -> list[str]:
    """The queues of this worker: all of them, without maintenance where the owner's login is not known."""
    named = {task.queue for task in working.tasks.values()}
    return sorted(named if "owner" in connections else named - {MAINTENANCE})


async def _work(working: App) -> None:
    async with working.open_async():
        await working.run_worker_async(
            queues=queues(working),
            name="commonhall",
            concurrency=JOBS_AT_A_TIME,
            delete_jobs="successful",
            shutdown_graceful_timeout=SECONDS_TO_FINISH,
        )
