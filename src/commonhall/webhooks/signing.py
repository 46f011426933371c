"""How a message is signed, as Standard Webhooks 1.0.0 says (https://www.standardwebhooks.com)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

PREFIX = "whsec_"


def written(secret: bytes) -> str:
    """A secret as it is handed over."""
    return PREFIX + base64.b64encode(secret).decode()


def headers(message: str, seconds: int, body: bytes, secrets: Iterable[bytes]) -> dict[str, str]:
    """The headers that sign the body of the message with that id, sent at that time (seconds since 1970).

    Each secret gives a signature: whoever has one of them knows the message.
    """
    signed = b".".join((message.encode(), str(seconds).encode(), body))
    signatures = (hmac.digest(secret, signed, hashlib.sha256) for secret in secrets)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(each).decode()}" for each in signatures),
    }
