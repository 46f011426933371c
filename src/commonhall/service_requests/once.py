"""What a page carries so that what is sent from it twice is done once: an id, sealed for its request."""

import uuid
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose

_LIFETIME = timedelta(hours=24)


class PageIsOld(Refused):
    """The page was open for more than a day, or its form did not arrive whole."""

    def __init__(self) -> None:
        super().__init__(
            _("This page was open for more than a day. Nothing was sent. Look at it, then send it again.")
        )


def new(request: UUID) -> str:
    """A fresh id for something that will be done to this request."""
    return tokens.issue(Purpose.DRAFT, request.bytes + uuid.uuid4().bytes, lifetime=_LIFETIME)


def read(token: str, request: UUID) -> UUID:
    """The id. Raises PageIsOld, also where the page was another request's."""
    try:
        payload = tokens.redeem(Purpose.DRAFT, token)
    except tokens.UnusableToken:
        raise PageIsOld from None
    if len(payload) != 32 or payload[:16] != request.bytes:
        raise PageIsOld
    return UUID(bytes=payload[16:])


def keep(request: UUID, jpeg: bytes) -> str:
    """A photo on its way through a page that is shown again; empty for none."""
    return tokens.issue(Purpose.DRAFT, b"photo" + request.bytes + jpeg, lifetime=_LIFETIME) if jpeg else ""


def kept(token: str, request: UUID) -> bytes:
    """The photo that `keep` kept for this request; nothing for anything else."""
    try:
        payload = tokens.redeem(Purpose.DRAFT, token) if token else b""
    except tokens.UnusableToken:
        return b""
    head = b"photo" + request.bytes
    return payload.removeprefix(head) if payload.startswith(head) else b""
