"""Kannel's own HTTP: sendsms of its user's guide (1.4.5, chapter 9), and what it tells back.

What is sent stands in headers and body: an address would stand in the logs of whatever lies between. It was measured on
the wire that Kannel divides texts as `segments` does, when told their coding.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from django.utils import timezone

from commonhall.messaging import gateways
from commonhall.messaging.handing import NotTaken, Unreachable
from commonhall.messaging.models import Fate, Message
from commonhall.messaging.texts.provider import Incoming, Receipt, Text
from commonhall.messaging.texts.segments import Coding
from commonhall.messaging.texts.web import Connection
from commonhall.people import phones
from commonhall.people.phones import NobodyCouldCall

PATH = "/cgi-bin/sendsms"
_ALL_RECEIPTS = "31"  # delivered, failed, buffered, accepted and refused by the network
_FATES = {"1": Fate.DELIVERED, "2": Fate.FAILED, "4": Fate.ACCEPTED, "8": Fate.ACCEPTED, "16": Fate.FAILED}
_ACCEPTED, _NOT_THIS_ONE = 202, 400
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


class Line:
    """An open connection to smsbox."""

    def __init__(self, gateway: gateways.Kannel) -> None:
        self._gateway = gateway
        self._server = Connection(gateway.host, gateway.port, is_sealed=gateway.is_sealed)

    def hand_over(self, text: Text) -> str:
        """Give one text. Kannel names none, so it is known by our id. Raises NotTaken, Unreachable, Uncertain."""
        is_wide = text.cut.coding is Coding.UCS_2
        headers = {
            "Content-Type": "text/plain; charset=UTF-8",
            "X-Kannel-Username": self._gateway.user,
            "X-Kannel-Password": self._gateway.password,
            "X-Kannel-From": self._gateway.sender,
            "X-Kannel-To": text.to,
            "X-Kannel-Coding": "2" if is_wide else "0",
            "X-Kannel-DLR-Mask": _ALL_RECEIPTS,
            "X-Kannel-DLR-Url": text.told_at,
        }
        answer = self._server.post(PATH, text.cut.words.encode(), headers)
        if answer.status == _NOT_THIS_ONE:
            raise NotTaken(Message.Problem.NOT_TAKEN, is_for_good=True)
        if answer.status != _ACCEPTED:  # no place left, or it does not know us
            raise Unreachable(f"answered {answer.status}")
        return str(text.id)

    def close(self) -> None:
        """End it."""
        self._server.close()


def receipt(text: UUID, state: str) -> Receipt | None:
    """What became of a text, by Kannel's number (`%d`); None for one that says nothing."""
    return Receipt(text=text, fate=_FATES[state]) if state in _FATES else None


def incoming(headers: Mapping[str, str], body: bytes) -> Incoming | None:
    """What a resident wrote, as `post-url` hands it on; None where it says not who wrote it.

    Kannel has no number for it that stays the same when it is offered again, so sender, time and words make one.
    """
    sender, at = headers.get("X-Kannel-From", "").strip(), headers.get("X-Kannel-Time", "")
    if not sender:
        return None
    words = _words(headers, body)
    return Incoming(
        id=headers.get("X-Kannel-ID", "") or f"{sender} {at} {words}",
        sender=_international(sender),
        words=words,
        at=datetime.fromisoformat(at).replace(tzinfo=UTC) if _TIME.fullmatch(at) else timezone.now(),
    )


def _international(sender: str) -> str:
    """A number as networks give it: with its country and without a plus, or as it is dialled at home."""
    if sender.startswith("+") or not sender.isdecimal():
        return sender
    if len(sender) <= phones.DIGITS_AT_HOME:
        with suppress(NobodyCouldCall):
            return phones.dialable(sender)
    return f"+{sender}"


def _words(headers: Mapping[str, str], body: bytes) -> str:
    """`mo-recode` makes UTF-8 of what networks send; without it the wide coding comes as it is."""
    charset = headers.get("X-Kannel-Charset", "")
    if charset.upper() in {"UTF-16BE", "UCS-2"}:
        return body.decode("utf-16-be", "replace")
    return body.decode("utf-8", "replace")
