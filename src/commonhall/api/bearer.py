"""Who asks: by a token of a member of staff, with their role; at some addresses also by the key of a program.

A session is no way in: a page of somebody else's could else let a browser ask.
"""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from commonhall.api import tokens
from commonhall.errors import Refused
from commonhall.open311 import keys
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.web.throttles import Limit

_WRONG = Limit(purpose="api wrong token", most=30, seconds=300)


class NoToken(Refused):
    """401: nobody is known by what was sent."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This needs a token that is in use, in the header Authorization: Bearer. "
                "You make one at /staff/tokens/."
            )
        )


@dataclass(frozen=True, slots=True)
class Program:
    """A program of somebody else's, by the key with which it reports through Open311 too."""

    key: UUID
    name: str


class Bearer(HttpBearer):
    """A wall: only members with one of these roles come in; without a role named every member does.

    `for_programs`: programs come in too. Who guesses at tokens waits; who has one does not, though others of the same
    connection guess. Raises NoToken, PermissionDenied, TooMany.
    """

    def __init__(self, *roles: Role, for_programs: bool = False) -> None:
        super().__init__()
        self._roles, self._for_programs = roles, for_programs

    def __call__(self, request: HttpRequest) -> Member | Program:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise NoToken
        return self.authenticate(request, secret.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Member | Program:
        member = tokens.member_of(request, token)
        if member is None:
            return self._program(request, token)
        if self._roles and member.role not in self._roles:
            raise PermissionDenied(
                _("This is for other roles than yours. Ask your supervisor who can do it.")
            )
        return member

    def _program(self, request: HttpRequest, token: str) -> Program:
        key = keys.known(token)
        if key is None:
            _WRONG.check(request)
            raise NoToken
        keys.count(request, key)
        if not self._for_programs:
            raise PermissionDenied(
                _("A program’s key reports, and reads services and departments, and no more.")
            )
        return Program(key.pk, key.name)


def whose(request: HttpRequest) -> str:
    """Whose call it is, as a text that no other member and no program has; only behind a wall."""
    asking = vars(request)["auth"]
    return f"member {asking.pk}" if isinstance(asking, Member) else f"program {asking.key}"


def member(request: HttpRequest) -> Member:
    """Who asks; only behind a wall without programs."""
    asking = vars(request)["auth"]
    assert isinstance(asking, Member)
    return asking
