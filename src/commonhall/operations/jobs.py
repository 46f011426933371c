"""Jobs of a worker that was killed come back: procrastinate itself leaves them `doing` for ever."""

from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

SILENT_SECONDS = 30  # a worker says every ten that it lives


@app.periodic(cron="* * * * * */15")
@app.task(name="operations.requeue_stalled", queue="operations", queueing_lock="operations.requeue_stalled")
async def requeue_stalled(timestamp: int) -> None:
    """Give the jobs of silent workers back to their queue. `timestamp` is when this was due; not used."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await _requeue(job)


async def _requeue(job: Job) -> None:
    try:
        await app.job_manager.retry_job(job)
    except exceptions.UniqueViolation:  # the same work is queued again already
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
