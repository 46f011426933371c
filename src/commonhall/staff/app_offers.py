"""The secret that an authenticator app is offered. It travels sealed in the form until the app has shown that it
knows it: in a session it would lie in the database as it is."""

import json
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.totp.internal.auth import generate_totp_secret

from commonhall.staff import second_factor
from commonhall.staff.models import Member
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose
from commonhall.web import qr

_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A secret, the address an app reads from the QR code, and the sealed form of the secret."""

    secret: str
    address: str
    token: str

    @property
    def drawing(self) -> qr.Drawing:
        return qr.draw(self.address)

    @property
    def in_fours(self) -> str:
        """The secret as it is typed by hand."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


def new(member: Member) -> Offer:
    """A new secret for this member."""
    secret = generate_totp_secret()
    plain = json.dumps({"offered": str(member.pk), "secret": secret}).encode()
    return _offer(member, secret, tokens.issue(Purpose.STAFF, plain, lifetime=_LIFETIME))


def of(member: Member, token: str) -> Offer | None:
    """The offer that was made to this member within the hour."""
    try:
        content = json.loads(tokens.redeem(Purpose.STAFF, token))
    except (tokens.UnusableToken, ValueError):
        return None
    if not isinstance(content, dict) or content.get("offered") != str(member.pk):
        return None
    return _offer(member, content["secret"], token)


def _offer(member: Member, secret: str, token: str) -> Offer:
    return Offer(secret=secret, address=second_factor.address_for_app(member, secret), token=token)
