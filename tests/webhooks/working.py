"""What the worker does by the clock, done now."""

from django.utils import timezone

from commonhall.webhooks import gathering, sending
from commonhall.webhooks.models import Endpoint


def work() -> None:
    gathering.gather(timezone.now())
    for endpoint in Endpoint.objects.all():
        sending.deliver(endpoint.pk)
