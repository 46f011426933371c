"""Endpoints: made, given another secret, ended; and messages sent again."""

import secrets
from collections.abc import Buffer
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from commonhall import calendar
from commonhall.staff.models import Member
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose
from commonhall.webhooks import signing
from commonhall.webhooks.models import Delivery, Endpoint

OLD_SECRET_SIGNS = timedelta(days=1)
KEPT = timedelta(days=30)  # what was told, or given up
_SECRET_BYTES = 32  # the specification wants 24 to 64


def make(
    name: str, url: str, *, tells_received: bool, tells_changed: bool, by: Member
) -> tuple[Endpoint, str]:
    """An endpoint that is told from now on, and its secret: this is the only time it can be read."""
    secret, now = secrets.token_bytes(_SECRET_BYTES), timezone.now()
    endpoint = Endpoint(
        name=name,
        url=url,
        tells_received=tells_received,
        tells_changed=tells_changed,
        begun_at=now,
        gathered_at=now,
        gathered_day=calendar.day_of(now) - timedelta(days=1),
        made_on=calendar.day_of(now),
        made_by=by,
    )
    endpoint.secret_sealed = _sealed(endpoint, secret)
    endpoint.save(force_insert=True)
    return endpoint, signing.written(secret)


def renew_secret(endpoint: Endpoint) -> str:
    """Another secret, readable only now. For a day the old one signs beside it."""
    secret = secrets.token_bytes(_SECRET_BYTES)
    endpoint.secret_before_sealed = endpoint.secret_sealed
    endpoint.before_ends_at = timezone.now() + OLD_SECRET_SIGNS
    endpoint.secret_sealed = _sealed(endpoint, secret)
    endpoint.save(update_fields=["secret_sealed", "secret_before_sealed", "before_ends_at"])
    return signing.written(secret)


def secrets_of(endpoint: Endpoint) -> tuple[bytes, ...]:
    """What signs now, the newest first."""
    now, before = _opened(endpoint, endpoint.secret_sealed), endpoint.secret_before_sealed
    if before is None or endpoint.before_ends_at is None or endpoint.before_ends_at < timezone.now():
        return (now,)
    return now, _opened(endpoint, before)


def end(endpoint: UUID, *, by: Member) -> None:
    """Tell it nothing more, also not what waits; it stays in the list."""
    Endpoint.objects.filter(pk=endpoint, ended_on=None).update(ended_on=calendar.today(), ended_by=by)
    Delivery.objects.filter(endpoint=endpoint, state=Delivery.State.WAITING).delete()


def send_again(deliveries: QuerySet[Delivery]) -> int:
    """Let these be sent once more, from the first try; returns how many there are."""
    return deliveries.update(state=Delivery.State.WAITING, tries=0, problem="", due_at=timezone.now())


def told_since(endpoint: Endpoint, day: date) -> QuerySet[Delivery]:
    """What it was told, or should have been, on that day and later."""
    return endpoint.deliveries.filter(due_at__gte=calendar.start_of(day))


def forget() -> None:
    """Delete what was told or given up long ago."""
    over = Delivery.objects.exclude(state=Delivery.State.WAITING)
    over.filter(due_at__lt=timezone.now() - KEPT).delete()


def _sealed(endpoint: Endpoint, secret: bytes) -> bytes:
    return sealing.seal(Purpose.STAFF, secret, context=_context(endpoint))


def _opened(endpoint: Endpoint, sealed: Buffer) -> bytes:
    return sealing.unseal(Purpose.STAFF, sealed, context=_context(endpoint))


def _context(endpoint: Endpoint) -> str:
    return f"webhooks.endpoint:{endpoint.pk}"
