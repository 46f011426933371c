"""The signed links of appointments: an invitation to book one, and the page of one that is booked.

An invitation holds the id that its booking will have: it books once, and leads to that booking afterwards.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from commonhall.appointments.models import Booking, Schedule
from commonhall.appointments.served import Thing
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose
from commonhall.vault.tokens import UnusableToken

INVITED_FOR = timedelta(days=14)
KEPT_FOR = timedelta(days=30)  # after the appointment
_OWN = b"appointment:"
_INVITED = b"invitation:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """What an invitation opens. `thing`: what the booking will serve."""

    booking: UUID
    schedule: int
    thing: Thing | None = None


def invite(schedule: Schedule, thing: Thing | None = None) -> str:
    """The path by which somebody books once, good for 14 days."""
    plain = {
        "booking": uuid.uuid4().hex,
        "schedule": schedule.pk,
        "kind": thing.kind if thing else "",
        "thing": thing.id.hex if thing else "",
    }
    payload = _INVITED + json.dumps(plain).encode()
    return reverse("appointments:book", args=[tokens.issue(Purpose.TOKEN, payload, lifetime=INVITED_FOR)])


def invitation(token: str) -> Invitation:
    """What the token of `invite` holds. Raises UnusableToken."""
    plain = json.loads(_payload(token, _INVITED))
    thing = Thing(kind=plain["kind"], id=UUID(plain["thing"])) if plain["kind"] else None
    return Invitation(booking=UUID(plain["booking"]), schedule=plain["schedule"], thing=thing)


def own(booking: Booking) -> str:
    """The path of the booking's own page, good until 30 days after it."""
    lifetime = max(booking.ends_at - timezone.now(), timedelta(0)) + KEPT_FOR
    payload = _OWN + booking.pk.bytes
    return reverse("appointments:own", args=[tokens.issue(Purpose.TOKEN, payload, lifetime=lifetime)])


def booking_of(token: str) -> Booking:
    """The booking whose page a token opens. Raises UnusableToken, also where it is gone."""
    held = _payload(token, _OWN)
    row = Booking.objects.select_related("schedule", "key").filter(pk=UUID(bytes=held)).first()
    if row is None:
        raise UnusableToken("This appointment is gone.")
    return row


def _payload(token: str, kind: bytes) -> bytes:
    held = tokens.redeem(Purpose.TOKEN, token)
    if not held.startswith(kind):
        raise UnusableToken("This link opens something else.")
    return held.removeprefix(kind)
