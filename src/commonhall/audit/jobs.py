"""Chaining runs by itself, every five minutes."""

from procrastinate.contrib.django import app

from commonhall.audit import chain


@app.periodic(cron="*/5 * * * *")
@app.task(name="audit.chain", queue="operations", queueing_lock="audit.chain")
def extend_chain(timestamp: int) -> None:
    """Chain what was noted since the last time. `timestamp` is when this was due; not used."""
    chain.extend()
