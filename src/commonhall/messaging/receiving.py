"""Taking in what comes: sealed and stored at once, read later, so that nobody waits and nothing is lost."""

from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from commonhall import calendar
from commonhall.messaging import jobs, received
from commonhall.messaging.models import Channel, Received

MOST_BYTES = 40_000_000  # of one; a mail server takes 20 to 35 MB
KEPT_OF_MORE = 100_000


def take_in(channel: Channel, raw: bytes) -> bool:
    """Store it, to be read as soon as this transaction is over; False where it was handed over before.

    Of what is larger than MOST_BYTES the beginning alone is kept, for a person to see.
    """
    digest = salted_hmac(f"commonhall.messaging.received.{channel}", raw, algorithm="sha256").digest()
    row = Received(pk=uuid4(), channel=channel, digest=digest, day=calendar.today(), came_at=timezone.now())
    if len(raw) > MOST_BYTES:
        row.state, row.why = Received.State.NOT_UNDERSTOOD, Received.Why.TOO_LARGE
        raw = raw[:KEPT_OF_MORE]
    row.sealed = received.seal(row.pk, raw, None)
    with transaction.atomic():
        Received.objects.bulk_create([row], ignore_conflicts=True)
        transaction.on_commit(jobs.wake_reading)
        return Received.objects.filter(pk=row.pk).exists()
