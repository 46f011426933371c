"""Where each role starts. Rooms above sign their pages in; a role without one is told so."""

from commonhall.staff.models import Member
from commonhall.staff.roles import Role

_homes: dict[Role, str] = {}


def register(role: Role, url_name: str) -> None:
    """Let members of a role start at the page of this name. Raises ValueError when the role has one."""
    if role in _homes:
        raise ValueError(f"{role} starts at {_homes[role]} already")
    _homes[role] = url_name


def of(member: Member) -> str:
    """The URL name of the page this member starts at; empty while there is none for the role."""
    return _homes.get(Role(member.role), "")
