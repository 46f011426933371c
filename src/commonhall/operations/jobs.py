"""What the worker does by the clock for the whole house.

Jobs of a worker that was killed come back: procrastinate itself leaves them `doing` for ever. And at night what has
passed its schedule is deleted.
"""

from procrastinate import RetryStrategy, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

from commonhall import calendar
from commonhall.errors import NotNow
from commonhall.operations import retention
from commonhall.operations.export import approvals

SILENT_SECONDS = 30  # a worker says every ten that it lives


@app.periodic(cron="* * * * * */15")
@app.task(name="operations.requeue_stalled", queue="operations", queueing_lock="operations.requeue_stalled")
async def requeue_stalled(timestamp: int) -> None:
    """Give the jobs of silent workers back to their queue. `timestamp` is when this was due; not used."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        await _requeue(job)


@app.periodic(cron="37 2 * * *")
@app.task(
    name="operations.retention",
    queue="maintenance",
    queueing_lock="operations.retention",
    retry=RetryStrategy(max_attempts=10, wait=60, retry_exceptions={NotNow}),
)
def retain(timestamp: int) -> None:
    """Delete what has passed its schedule, nightly. `timestamp` is when this was due; not used."""
    retention.run(calendar.today())


@app.periodic(cron="11 * * * *")
@app.task(name="operations.lapse_exports", queue="operations", queueing_lock="operations.lapse_exports")
def lapse_exports(timestamp: int) -> None:
    """Note which opened exports lapsed. `timestamp` is when this was due; not used."""
    approvals.note_lapsed()


async def _requeue(job: Job) -> None:
    try:
        await app.job_manager.retry_job(job)
    except exceptions.UniqueViolation:  # the same work is queued again already
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
