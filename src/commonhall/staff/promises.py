"""Staff's page in the menu, and the control of how staff sign in: over the newest sessions and secrets."""

from collections.abc import Iterator
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.evidence import Evidence, control
from commonhall.staff import second_factor, sign_in_links
from commonhall.staff.doors import Door
from commonhall.staff.roles import Role
from commonhall.vault.sealing import CannotOpen
from commonhall.web import menu

MOST_SESSIONS = 1000
MOST_SECRETS = 1000

menu.register(menu.Entry(url_name="staff:members", title=_("Staff"), roles={Role.ADMINISTRATOR}))


@control("sharing.protect", "two-factor")
def staff_sign_in_by_two_proofs() -> Evidence:
    """Each session that lives, and each secret of a second proof: sealed, and there for who came in by it.

    Sessions of the demo's links are no proof of anything and are not counted; elsewhere they are wrong.
    """
    sessions = [
        session.get_decoded()
        for session in Session.objects.filter(expire_date__gt=timezone.now()).order_by("-expire_date")[
            :MOST_SESSIONS
        ]
    ]
    left_out = {Door.DEMO_LINK} if sign_in_links.database_is_a_demo() else set()
    signed_in = [
        held for held in sessions if SESSION_KEY in held and held[BACKEND_SESSION_KEY] not in left_out
    ]
    secrets = Authenticator.objects.exclude(type=second_factor.Kind.WEBAUTHN).order_by("-pk")[:MOST_SECRETS]
    open_ = [f"second proof {row.pk} is not sealed" for row in secrets if not _is_sealed(row)]
    return Evidence(
        looked_at=_("sessions of staff, and the secrets of their second proofs"),
        count=len(signed_in) + len(secrets),
        wrong=(*_by_one_proof(signed_in), *open_),
    )


def _by_one_proof(sessions: list[dict[str, str]]) -> Iterator[str]:
    """Members whose session opens every page, though they have no second proof or came by another door."""
    inside = {UUID(held[SESSION_KEY]) for held in sessions if held[BACKEND_SESSION_KEY] != Door.PASSWORD}
    other = {UUID(held[SESSION_KEY]) for held in sessions if held[BACKEND_SESSION_KEY] not in set(Door)}
    proved = set(
        Authenticator.objects.filter(user__in=inside)
        .exclude(type=second_factor.Kind.RECOVERY_CODES)
        .values_list("user", flat=True)
    )
    by_link = {UUID(held[SESSION_KEY]) for held in sessions if held[BACKEND_SESSION_KEY] == Door.DEMO_LINK}
    yield from (f"session of {member}" for member in sorted((inside - proved) | other | by_link))


def _is_sealed(row: Authenticator) -> bool:
    try:
        get_adapter().decrypt(row.data["secret" if row.type == second_factor.Kind.TOTP else "seed"])
    except (CannotOpen, KeyError, TypeError):
        return False
    return True
