"""Jobs of people: looks are watched."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from commonhall.people import watch


@app.periodic(cron="* * * * *")
@app.task(name="people.watch", queue="operations", queueing_lock="people.watch")
def watch_looks(timestamp: int) -> None:
    """Finish searches at rest and judge looks that are due. `timestamp` is when this was due; not used."""
    watch.minute()


@app.periodic(cron="3 * * * *")
@app.task(name="people.watch_the_hour", queue="operations", queueing_lock="people.watch_the_hour")
def watch_the_hour(timestamp: int) -> None:
    """Count the looks of the hour that ended. `timestamp` is when this was due; not used."""
    this_hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    watch.hour(this_hour - timedelta(hours=1))
