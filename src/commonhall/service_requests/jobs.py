"""What 311 does in the background. Jobs take ids alone and may run twice; an anonymous request never has one."""

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commonhall import calendar
from commonhall.errors import NotNow
from commonhall.service_requests import reading, routing, settling
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.open_data import writing


@app.task(
    name="service_requests.route",
    queue="routing",
    retry=RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions={NotNow}),
)
def route(*, request_id: str) -> None:
    """Give the request to the department that owns its service. Run twice, it acts once."""
    with transaction.atomic():
        request = (
            ServiceRequest.objects.select_for_update(of=["self"]).select_related("service").get(pk=request_id)
        )
        if request.department_id is None:
            routing.route(request)
            request.save(update_fields=["department"])
            routing.note(request).save(force_insert=True)


@app.periodic(cron="7 * * * *")
@app.task(
    name="service_requests.settle",
    queue="maintenance",
    queueing_lock="service_requests.settle",
    retry=RetryStrategy(max_attempts=10, wait=30, retry_exceptions={NotNow}),
)
def settle(timestamp: int) -> None:
    """Take order and time away, hourly. `timestamp` is when this was due; not used."""
    settling.now()


@app.periodic(cron="37 3 * * *")
@app.task(name="service_requests.forget_marks", queue="routing")
def forget_marks(timestamp: int) -> None:
    """Delete marks of reading that nobody needs any more, daily. `timestamp` is when this was due; not used."""
    reading.forget()


@app.periodic(cron="23 * * * *")
@app.task(
    name="service_requests.open_data",
    queue="publishing",
    lock="service_requests.open_data",
    queueing_lock="service_requests.open_data",
    retry=RetryStrategy(max_attempts=10, wait=60, retry_exceptions={NotNow}),
)
def open_data(timestamp: int) -> None:
    """Write the files of yesterday, once a day, though asked hourly. `timestamp` is when this was due; not used."""
    writing.keep_up(calendar.today())
