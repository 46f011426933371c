"""Twilio's protocol: its Messages resource, its status callbacks and its webhooks with their signature.

As its documentation has them under “Messages resource” and “Webhooks security”.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import quote, urlencode
from uuid import UUID

from django.utils import timezone

from commonhall.messaging import gateways
from commonhall.messaging.handing import NotTaken, Unreachable
from commonhall.messaging.models import Fate, Message
from commonhall.messaging.texts.provider import Incoming, Receipt, Text
from commonhall.messaging.texts.web import Answer, Connection

_TAKEN = frozenset({200, 201, 202})
_TOO_MANY, _BROKEN, _NOT_US = 429, 500, frozenset({401, 403, 404})
# Its “Error and warning dictionary”.
_NO_SUCH_NUMBER = frozenset({21211, 21214, 21217, 21401, 21614})
_STOPPED = 21610
_TO_US = frozenset(
    {20003, 20404, 20429, 21606, 21603, 14107}
)  # about the account and the sender, not this text
_FATES = {
    "queued": Fate.ACCEPTED,
    "accepted": Fate.ACCEPTED,
    "sending": Fate.ACCEPTED,
    "sent": Fate.ACCEPTED,
    "delivered": Fate.DELIVERED,
    "read": Fate.DELIVERED,
    "undelivered": Fate.FAILED,
    "failed": Fate.FAILED,
    "canceled": Fate.FAILED,
}


class Line:
    """An open connection to the provider."""

    def __init__(self, gateway: gateways.Twilio) -> None:
        self._gateway = gateway
        self._server = Connection(gateway.host, gateway.port, is_sealed=gateway.is_sealed)

    def hand_over(self, text: Text) -> str:
        """Give one text; the id that the provider gives it. Raises NotTaken, Unreachable, Uncertain."""
        account = f"{self._gateway.account}:{self._gateway.token}"
        fields = {
            "To": text.to,
            "From": self._gateway.sender,
            "Body": text.cut.words,
            "StatusCallback": text.told_at,
        }
        answer = self._server.post(
            f"/2010-04-01/Accounts/{quote(self._gateway.account, safe='')}/Messages.json",
            urlencode(fields).encode(),
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Authorization": f"Basic {base64.b64encode(account.encode()).decode()}",
            },
        )
        if answer.status not in _TAKEN:
            _refuse(answer)
        return str(_said(answer).get("sid") or text.id)

    def close(self) -> None:
        """End it."""
        self._server.close()


def _refuse(answer: Answer) -> None:
    code = _said(answer).get("code")
    about_us = answer.status in _NOT_US or answer.status in {_TOO_MANY} or answer.status >= _BROKEN
    if about_us or code in _TO_US:
        raise Unreachable(f"answered {answer.status}")
    if code == _STOPPED:
        raise NotTaken(Message.Problem.STOPPED, is_for_good=True)
    problem = Message.Problem.BAD_ADDRESS if code in _NO_SUCH_NUMBER else Message.Problem.NOT_TAKEN
    raise NotTaken(problem, is_for_good=True)


def _said(answer: Answer) -> dict[str, object]:
    with suppress(ValueError):
        said = json.loads(answer.body)
        if isinstance(said, dict):
            return said
    return {}


def signature(token: str, url: str, fields: Mapping[str, str]) -> str:
    """What `X-Twilio-Signature` holds: HMAC-SHA1 of the address and of each field with its value, by name."""
    whole = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), whole.encode(), hashlib.sha1).digest()).decode()


def is_signed(token: str, url: str, fields: Mapping[str, str], sent: str) -> bool:
    """Whether a request comes from the provider."""
    return hmac.compare_digest(signature(token, url, fields).encode(), sent.encode())


def receipt(text: UUID, fields: Mapping[str, str]) -> Receipt | None:
    """What became of a text; None for a state that says nothing."""
    fate = _FATES.get(fields.get("MessageStatus", ""))
    return Receipt(text=text, fate=fate) if fate else None


def incoming(fields: Mapping[str, str]) -> Incoming | None:
    """What a resident wrote; None where it says not who wrote it."""
    if not fields.get("From") or not fields.get("MessageSid"):
        return None
    return Incoming(
        id=fields["MessageSid"],
        sender=fields["From"],
        words=fields.get("Body", ""),
        at=timezone.now(),
        is_answered=bool(fields.get("OptOutType")),
    )
