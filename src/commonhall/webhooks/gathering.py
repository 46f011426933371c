"""What an endpoint has to be told: found each minute, and noted once.

Of somebody named it is told at once. Of somebody anonymous, and of what residents did, it is told when the day is
over, all of the day together and in no order: so neither the moment nor the order of a message tells when they came
(`open311.given_out` draws the same line).
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from commonhall import calendar
from commonhall.open311 import given_out
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.webhooks.models import Delivery, Endpoint

# A change bears the time at which it was begun, and is seen when it is done: so far back it is looked for again.
OVERLAP = timedelta(minutes=10)
_A_DAY = timedelta(days=1)
_BATCH = 1000


def gather(now: datetime) -> None:
    """Note what each endpoint in use has to be told by now. Run twice, it notes nothing twice."""
    for endpoint in Endpoint.objects.filter(ended_on=None):
        with transaction.atomic():
            locked = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
            today = calendar.day_of(now)
            _note(locked, _at_once(locked, now), now)
            _note(locked, _by_day(locked, today), now)
            locked.gathered_at, locked.gathered_day = now, today - _A_DAY
            locked.save(update_fields=["gathered_at", "gathered_day"])


def _note(endpoint: Endpoint, found: Iterable[ServiceRequest | Event], now: datetime) -> None:
    told = [_delivery(endpoint, each, now) for each in found]
    random.SystemRandom().shuffle(told)
    Delivery.objects.bulk_create(told, batch_size=_BATCH, ignore_conflicts=True)


def _delivery(endpoint: Endpoint, found: ServiceRequest | Event, now: datetime) -> Delivery:
    if isinstance(found, Event):
        return Delivery(endpoint=endpoint, request_id=found.request_id, event=found, due_at=now)
    return Delivery(endpoint=endpoint, request=found, due_at=now)


def _at_once(endpoint: Endpoint, now: datetime) -> Iterator[ServiceRequest | Event]:
    since = max(endpoint.gathered_at - OVERLAP, endpoint.begun_at)
    days = (calendar.day_of(since) - _A_DAY, calendar.day_of(now))
    if endpoint.tells_received:
        yield from _listed(now).filter(
            is_anonymous=False, received_at__gt=since, received_at__lte=now, day__range=days
        )
    if endpoint.tells_changed:
        yield from _changes(Q(request__is_anonymous=False, at__gt=since, at__lte=now, day__range=days))


def _by_day(endpoint: Endpoint, today: date) -> Iterator[ServiceRequest | Event]:
    """Of the days that are over and were not told yet."""
    days = {"day__gt": endpoint.gathered_day, "day__lt": today}
    if endpoint.tells_received:
        yield from ServiceRequest.objects.listed(today).filter(is_anonymous=True, **days)
    if endpoint.tells_changed:
        yield from _changes(given_out.BY_DAY & Q(**days))


def _listed(now: datetime) -> QuerySet[ServiceRequest]:
    return ServiceRequest.objects.listed(calendar.day_of(now))


def _changes(wanted: Q) -> QuerySet[Event]:
    return given_out.changes_told(Event.objects.filter(wanted))
