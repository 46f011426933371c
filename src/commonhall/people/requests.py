"""A person's requests, as rooms above show and move them: `people` knows their ids alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from commonhall.people.record import Contact
from commonhall.staff.models import Member


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One request of a person in words that staff may read. `url` is empty where the reader may not open it.

    `link_url`: where a form that names the opened person gives out a new link of theirs; empty where there is none.
    """

    request: UUID
    reference: str
    title: str
    where: str
    state: str
    state_kind: str
    day: date
    url: str
    is_held: bool
    link_url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """A room whose requests belong to persons.

    `lines`: those of these requests that are the room's, for this reader. `person_of`: whose request a reference
    as somebody typed it names, None for one the room has not. `relink`: note, sealed in each of the room's
    requests among these, that it belongs to that person and what it gave; called in the transaction that moves them.
    """

    lines: Callable[[Sequence[UUID], Member], Sequence[Line]]
    person_of: Callable[[str], int | None]
    relink: Callable[[int, Mapping[UUID, Contact]], None]


_rooms: list[Room] = []


def register(room: Room) -> None:
    """Sign a room in."""
    _rooms.append(room)


def lines(requests: Sequence[UUID], reader: Member) -> list[Line]:
    """These requests, newest day first; within a day the order tells nothing."""
    found = [line for room in _rooms for line in room.lines(requests, reader)]
    return sorted(found, key=lambda line: (-line.day.toordinal(), line.reference))


def person_of(reference: str) -> int | None:
    """Whose request this is; None for a reference that is not there, or is anonymous."""
    found = (room.person_of(reference) for room in _rooms)
    return next((person for person in found if person is not None), None)


def relink(person: int, given: Mapping[UUID, Contact]) -> None:
    """Let these requests belong to that person."""
    for room in _rooms:
        room.relink(person, given)
