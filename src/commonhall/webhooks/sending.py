"""Sending what waits: signed, tried again with growing pauses, given up after five days.

A message has one id however often it is sent, so that who takes it twice knows. Its body is made when it is sent and
kept nowhere: it tells what everybody may read then, and nothing that was withdrawn or erased meanwhile.
"""

import json
import time
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from commonhall.open311 import given_out, moments
from commonhall.webhooks import endpoints, reaching, signing
from commonhall.webhooks.models import Delivery, Endpoint

PAUSES = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=8),
    timedelta(hours=24),
    timedelta(hours=36),
    timedelta(hours=48),
)
SECONDS_A_RUN = 45.0
RECEIVED, CHANGED = "service_request.received", "service_request.changed"


def deliver(endpoint: UUID) -> None:
    """Send what is due, the longest waiting first, for a while; after a failure the rest waits for the next run."""
    ends = time.monotonic() + SECONDS_A_RUN
    found = Endpoint.objects.filter(pk=endpoint, ended_on=None).first()
    while found and time.monotonic() < ends:
        delivery = _next(found)
        if delivery is None or not _sent(found, delivery):
            return


def body(delivery: Delivery) -> bytes:
    """What is told, as JSON: what happened, when, and the request as everybody may read it (GeoReport v2, extended)."""
    request, event = delivery.request, delivery.event
    at = given_out.told_at(event, request) if event else given_out.requested_at(request)
    row = given_out.document([request], extended=True).rows[0]
    told = {"type": CHANGED if event else RECEIVED, "timestamp": moments.written(at), "data": row}
    return json.dumps(told, ensure_ascii=False).encode()


def _next(endpoint: Endpoint) -> Delivery | None:
    waiting = endpoint.deliveries.filter(state=Delivery.State.WAITING, due_at__lte=timezone.now())
    return (
        waiting.select_related("request__service", "request__department", "event").order_by("due_at").first()
    )


def _sent(endpoint: Endpoint, delivery: Delivery) -> bool:
    problem = _post(endpoint, delivery)
    now = timezone.now()
    if problem is None:
        _note(delivery, state=Delivery.State.DELIVERED, problem="", due_at=now)
    elif delivery.tries < len(PAUSES):
        _note(delivery, problem=problem, due_at=now + PAUSES[delivery.tries])
    else:
        _note(delivery, state=Delivery.State.FAILED, problem=problem, due_at=now)
    return problem is None


def _note(delivery: Delivery, **fields: object) -> None:
    """It may have been deleted meanwhile, with its request or its endpoint."""
    Delivery.objects.filter(pk=delivery.pk).update(tries=delivery.tries + 1, **fields)


def _post(endpoint: Endpoint, delivery: Delivery) -> Delivery.Problem | None:
    """Why it was not taken; None where it was."""
    told = body(delivery)
    signed = signing.headers(f"msg_{delivery.pk.hex}", int(time.time()), told, endpoints.secrets_of(endpoint))
    headers = {"content-type": "application/json", "user-agent": "Commonhall", **signed}
    try:
        status = reaching.post(endpoint.url, told, headers)
    except reaching.NoAnswer:
        return Delivery.Problem.NO_ANSWER
    except reaching.NotReached:
        return Delivery.Problem.NOT_REACHED
    except reaching.NotAllowed:
        return Delivery.Problem.NOT_ALLOWED
    return None if 200 <= status < 300 else Delivery.Problem.REFUSED
