"""What the rooms above know of a person's requests: they sign in who answers, and `people` never imports them.

A record holds ids of requests. Whose department they are, whether somebody worked on one, and which reference names
one, is known where the requests are.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a reference names: the request, and the person who asked; None for an anonymous request."""

    request: UUID
    person: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dealings:
    """The answers of one room, each with one query. Ids that are not its own it leaves out."""

    departments: Callable[[Collection[UUID]], dict[UUID, str]]  # whose each request is
    were_worked_on: Callable[
        [Collection[UUID], UUID, datetime], bool
    ]  # one of them, by this member, since then
    find: Callable[[str], Asked | None]  # what a reference names
    reference: Callable[[UUID], str]  # how people call a request; empty when it is not the room's


_rooms: list[Dealings] = []


def register(room: Dealings) -> None:
    """Sign a room in."""
    _rooms.append(room)


def departments(requests: Collection[UUID]) -> dict[UUID, str]:
    """The department that has each of these requests, as far as one has it."""
    return {request: code for room in _rooms for request, code in room.departments(requests).items()}


def were_worked_on(requests: Collection[UUID], member: UUID, since: datetime) -> bool:
    """Whether the member did something with one of these requests since then."""
    return any(room.were_worked_on(requests, member, since) for room in _rooms)


def find(reference: str) -> Asked | None:
    """What the reference names; None for one that names nothing."""
    return next((asked for room in _rooms if (asked := room.find(reference))), None)


def reference(request: UUID) -> str:
    """How people call this request; empty when it is gone."""
    return next((named for room in _rooms if (named := room.reference(request))), "")
