"""Security keys and passkeys of a device (WebAuthn), by django-allauth. The challenge waits in the session, once.

What the browser answers comes as JSON in a form: anything may stand in it.
"""

import json
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.staff import second_factor
from commonhall.staff.models import Member

LONGEST_NAME = 40


class WrongKey(Refused):
    """The key is not one of theirs, or it answered to something else than what was asked now."""

    def __init__(self) -> None:
        super().__init__(str(get_adapter().error_messages["incorrect_code"]))


def options_to_add(member: Member) -> str:
    """What the browser needs to make a new key, as JSON."""
    return json.dumps(auth.begin_registration(member, passwordless=False))


def add(member: Member, name: str, answer: str) -> tuple[str, ...]:
    """Keep the key that answered; returns recovery codes if there were none. Raises WrongKey."""
    credential = _read(answer, auth.parse_registration_response)
    _ask(lambda: auth.complete_registration(credential))
    with transaction.atomic():
        auth.WebAuthn.add(member, name.strip()[:LONGEST_NAME] or _("Security key"), credential)
        return second_factor.added(member)


def options_to_prove(member: Member) -> str:
    """What the browser asks the member's keys, as JSON."""
    return json.dumps(auth.begin_authentication(member))


def prove(member: Member, answer: str) -> None:
    """Take what a key of the member answered to the challenge of this session. Raises WrongKey."""
    credential = _read(answer, auth.parse_authentication_response)
    used = _ask(lambda: auth.complete_authentication(member, credential))
    used.last_used_at = timezone.now()
    used.save(update_fields=["last_used_at"])


def _read(answer: str, parse: Callable[[Any], object]) -> dict[str, Any]:
    try:
        credential = json.loads(answer)
    except ValueError:
        raise WrongKey from None
    if not isinstance(credential, dict):
        raise WrongKey
    _ask(lambda: parse(credential))
    return credential


def _ask(what: Callable[[], Any]) -> Any:
    """The library says no by a dozen exceptions, according to where in the answer it stumbled."""
    try:
        return what()
    except (ValidationError, ValueError, TypeError, KeyError, AttributeError, IndexError):
        raise WrongKey from None
