"""What ends when a member signs out. Rooms above sign in what they keep for somebody who is at work."""

from collections.abc import Callable

from commonhall.staff.models import Member

_enders: list[Callable[[Member], None]] = []


def ends(end: Callable[[Member], None]) -> Callable[[Member], None]:
    """Sign in what is ended when a member signs out."""
    _enders.append(end)
    return end


def end_all(member: Member) -> None:
    """End what rooms keep for this member."""
    for end in _enders:
        end(member)
