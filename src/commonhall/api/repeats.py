"""A call that is sent again: the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header) makes it one.

Nothing is kept of it. The key, with whose call it is and the day, gives the first half of the id that the request will
have, and the body the second half: what was stored under the key is found by its id, and whether it was the same body.
Both halves are keyed digests, which nobody can tell from a random id. The next day's midnight forgets the key.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.messaging.models import Message
from commonhall.service_requests.models import ServiceRequest

HEADER = "Idempotency-Key"
_KEY = re.compile(r'"?(?P<key>[\x21\x23-\x7e]{8,255})"?')
_HALF = 8  # bytes
_VERSION, _VARIANT = 8, 0b10  # RFC 9562: an id of one's own making


class UnusableKey(Refused):
    """It is too short to be one call's alone, or holds what no header should."""

    def __init__(self) -> None:
        super().__init__(
            _("Idempotency-Key must be 8 to 255 letters, digits and signs, and another one for each report.")
        )


class KeyOfAnother(Refused):
    """Under this key something else was sent before."""

    def __init__(self) -> None:
        super().__init__(
            _("Something else was sent with this Idempotency-Key. Take another key for another report.")
        )


def id_of(
    sent_key: str,
    whose: str,
    body: Mapping[str, object],
    among: type[ServiceRequest | Message] = ServiceRequest,
) -> UUID:
    """The id of what this call makes, or made when it was sent before; `among`: which kind of thing that is. Other
    calls of the key wait until the transaction is over. Raises UnusableKey, KeyOfAnother.
    """
    found = _KEY.fullmatch(sent_key)
    if found is None:
        raise UnusableKey
    today = calendar.today()
    second = _half("body", json.dumps(body, sort_keys=True, default=str))
    for day in (today, today - timedelta(days=1)):
        first = _first(found["key"], whose, day)
        _wait_for_others(first)
        for stored in among.objects.filter(pk__range=(_id(first, bytes(8)), _id(first, b"\xff" * 8))):
            if stored.pk != _id(first, second):
                raise KeyOfAnother
            return stored.pk
    return _id(_first(found["key"], whose, today), second)


def _first(key: str, whose: str, day: date) -> bytes:
    return _half("key", f"{day} {whose} {key}")


def _half(what: str, text: str) -> bytes:
    return salted_hmac(f"commonhall.api.repeats.{what}", text, algorithm="sha256").digest()[:_HALF]


def _id(first: bytes, second: bytes) -> UUID:
    number = int.from_bytes(first + second)
    number = number & ~(0xF << 76) | _VERSION << 76
    return UUID(int=number & ~(0b11 << 62) | _VARIANT << 62)


def _wait_for_others(first: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(first, signed=True)])
