"""Tokens that leave the house and come back: links residents follow, drafts on their way through a browser.

A token is sealed, so that it tells nothing; and it expires.
"""

import base64
import struct
import time
from datetime import UTC, datetime, timedelta

import tink

from commonhall.errors import Refused
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose


class UnusableToken(Refused):
    """The token is not ours, was changed, or has expired."""


def issue(purpose: Purpose, payload: bytes, *, lifetime: timedelta) -> str:
    """A token holding `payload`, good for `lifetime` from now; letters, digits, - and _ only."""
    expires_at = int(time.time() + lifetime.total_seconds())
    sealed = sealing.keys().keysets[purpose].encrypt(struct.pack("<I", expires_at) + payload, b"token")
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def redeem(purpose: Purpose, token: str) -> bytes:
    """The payload of a token of ours that has not expired. Raises UnusableToken."""
    expires_at, payload = _open(purpose, token)
    if expires_at < time.time():
        raise UnusableToken("This link has expired.")
    return payload


def expires_at(purpose: Purpose, token: str) -> datetime:
    """Until when a token of ours is good. Raises UnusableToken for one that is not."""
    return datetime.fromtimestamp(_open(purpose, token)[0], UTC)


def _open(purpose: Purpose, token: str) -> tuple[int, bytes]:
    try:
        sealed = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        plain = sealing.keys().keysets[purpose].decrypt(sealed, b"token")
    except (ValueError, tink.TinkError):
        raise UnusableToken("This link is not complete or not ours.") from None
    return struct.unpack_from("<I", plain)[0], plain[4:]
