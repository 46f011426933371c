"""What webhooks do in the background. Jobs take the id of an endpoint, and nothing of a request."""

from contextlib import suppress
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from commonhall.webhooks import endpoints, gathering, sending
from commonhall.webhooks.models import Delivery, Endpoint


@app.periodic(cron="* * * * * */15")
@app.task(name="webhooks.gather", queue="webhooks", queueing_lock="webhooks.gather")
def gather(timestamp: int) -> None:
    """Find what has to be told, and let it be sent. `timestamp` is when this was due; not used."""
    now = timezone.now()
    gathering.gather(now)
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=now, endpoint__ended_on=None)
    for endpoint in Endpoint.objects.filter(pk__in=due.values("endpoint")):
        only = f"webhooks.deliver {endpoint.pk}"
        with suppress(AlreadyEnqueued):
            deliver.configure(lock=only, queueing_lock=only).defer(endpoint_id=str(endpoint.pk))


@app.task(name="webhooks.deliver", queue="webhooks")
def deliver(*, endpoint_id: str) -> None:
    """Send what is due for this endpoint. Run twice, it sends nothing that was taken."""
    sending.deliver(UUID(endpoint_id))


@app.periodic(cron="47 3 * * *")
@app.task(name="webhooks.forget", queue="webhooks")
def forget(timestamp: int) -> None:
    """Delete what was told a month ago, daily. `timestamp` is when this was due; not used."""
    endpoints.forget()
