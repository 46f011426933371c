"""What ends with a member's session. Rooms above sign in what they keep for somebody who is at work."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest

from commonhall.staff.models import Member

_enders: list[Callable[[Member], None]] = []


def ends(end: Callable[[Member], None]) -> Callable[[Member], None]:
    """Sign in what is ended when a member leaves."""
    _enders.append(end)
    return end


def leave(request: HttpRequest) -> None:
    """End the session of this browser, and what rooms keep for who was signed in."""
    if isinstance(request.user, Member):
        for end in _enders:
            end(request.user)
    logout(request)
