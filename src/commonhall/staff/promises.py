"""Staff's page in the menu, and the controls of how staff sign in and of what each role has done.

Both are bounded: the newest sessions, and the days of the window.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.audit.models import Entry
from commonhall.evidence import Evidence, control
from commonhall.staff import second_factor, sign_in_links
from commonhall.staff.doors import Door
from commonhall.staff.models import Member, MemberEvent
from commonhall.staff.roles import OPENS_CONTACTS, SEES_REQUESTS, Role
from commonhall.vault.sealing import CannotOpen
from commonhall.web import menu

WINDOW = timedelta(days=7)
MOST_ENTRIES = 2000
MOST_SESSIONS = 1000
MOST_SECRETS = 1000
MAY = {
    Entry.Kind.CONTACT_OPENED: OPENS_CONTACTS,
    Entry.Kind.PHOTO_OPENED: SEES_REQUESTS,
}

menu.register(menu.Entry(url_name="staff:members", title=_("Staff"), roles={Role.ADMINISTRATOR}))


@control("sharing.protect", "roles")
def nobody_looked_at_what_their_role_does_not_see() -> Evidence:
    """Each look of the window, beside the role that its member had then: also looks that came past the pages."""
    since = timezone.localdate() - WINDOW
    looks = list(Entry.objects.filter(kind__in=MAY, at__date__gte=since).order_by("-at")[:MOST_ENTRIES])
    roles = _Roles({look.actor for look in looks if look.actor}, since)
    wrong = tuple(
        f"{look} by {look.actor}"
        for look in looks
        if look.actor is None or roles.of(look.actor, look) not in MAY[Entry.Kind(look.kind)]
    )
    return Evidence(
        looked_at=_("looks at contacts and photos, and the roles of who looked"),
        since=since,
        count=len(looks),
        wrong=wrong,
    )


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


class _Roles:
    """Which role each of these members had at a moment of the window."""

    def __init__(self, members: set[UUID], since: date) -> None:
        self._now = dict(Member.objects.filter(pk__in=members).values_list("pk", "role"))
        self._changes = list(
            MemberEvent.objects.filter(
                member__in=members, kind=MemberEvent.Kind.CHANGED, at__date__gte=since
            ).order_by("at")
        )

    def of(self, member: UUID, look: Entry) -> str:
        """The role; empty for somebody who never worked here."""
        later = (each for each in self._changes if each.member_id == member and each.at > look.at)
        first = next(later, None)
        return first.role_before if first else self._now.get(member, "")


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
