"""The ways out as they are now: one behind which nothing answers is shut for a while, and tried again.

So no message uses up its tries while the server is away, and none waits long once it is back.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from commonhall.messaging.models import Channel, Door

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (10, 30, 60, 120, 300))


def is_shut(channel: Channel, now: datetime | None = None) -> bool:
    """Whether nothing is to be sent by this way now."""
    return Door.objects.filter(pk=channel, shut_until__gt=now or timezone.now()).exists()


def shut(channel: Channel) -> None:
    """Nothing answers there: try again after a pause, each time a longer one."""
    now = timezone.now()
    with transaction.atomic():
        door, _is_new = Door.objects.select_for_update().get_or_create(
            pk=channel, defaults={"failing_since": now, "failures": 0, "shut_until": now}
        )
        door.shut_until = now + PAUSES[min(door.failures, len(PAUSES) - 1)]
        door.failures += 1
        door.save(update_fields=["shut_until", "failures"])


def opened(channel: Channel) -> None:
    """Something was taken there."""
    Door.objects.filter(pk=channel).delete()
