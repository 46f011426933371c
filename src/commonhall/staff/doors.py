"""The doors by which a member comes in. A session names its door, and each opens only so much.

Django calls them authentication backends and keeps the name of the one that was used in the session.
"""

from enum import StrEnum
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import BACKEND_SESSION_KEY, login
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from commonhall.staff import sign_in_links
from commonhall.staff.models import Member


class Door(StrEnum):
    """How somebody came in. The values are the classes below, as the settings name them."""

    TWO_PROOFS = "commonhall.staff.doors.TwoProofs"
    PASSWORD = "commonhall.staff.doors.PasswordAlone"  # noqa: S105
    DEMO_LINK = "commonhall.staff.doors.DemoLink"


class TwoProofs(BaseBackend):
    """By a password and a second proof: every page of one's role."""

    def get_user(self, user_id: UUID | str) -> Member | None:
        return Member.objects.filter(pk=user_id, is_active=True).first()


class PasswordAlone(AuthenticationBackend):
    """By a password, of somebody who has no second proof yet: the pages on which one is set up, and no other."""


class DemoLink(TwoProofs):
    """By a link of the demo: every page of one's role. Elsewhere nobody came by it, whatever a session says."""

    def get_user(self, user_id: UUID | str) -> Member | None:
        return super().get_user(user_id) if sign_in_links.database_is_a_demo() else None


def enter(request: HttpRequest, member: Member, door: Door) -> None:
    """Sign the member in, under a new session key."""
    login(request, member, backend=door.value)
    request.session.cycle_key()


def can_be_used_again(request: HttpRequest) -> bool:
    """Whether who is signed in has proofs to come in by once more; a link of the demo is good once."""
    return request.session.get(BACKEND_SESSION_KEY) != Door.DEMO_LINK


def opens_every_page(request: HttpRequest) -> bool:
    """Whether who is signed in came by a door that leads to the pages of their role."""
    return request.session.get(BACKEND_SESSION_KEY) in {Door.TWO_PROOFS, Door.DEMO_LINK}
