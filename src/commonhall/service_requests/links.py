"""The signed links that residents follow their own request by."""

from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from commonhall.service_requests.models import ServiceRequest
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose

LIFETIME = timedelta(days=90)


def follow(request: ServiceRequest) -> str:
    """The path of a named request's own page, good for 90 days."""
    return reverse(
        "service_requests:follow", args=[tokens.issue(Purpose.TOKEN, request.pk.bytes, lifetime=LIFETIME)]
    )


def request_of(token: str) -> UUID:
    """Which request a link opens. Raises UnusableToken."""
    return UUID(bytes=tokens.redeem(Purpose.TOKEN, token))
