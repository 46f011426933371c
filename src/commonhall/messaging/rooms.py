"""What a room above signs in so that it can write to residents: to whom a message about one of its things goes.

Messages hold no address. It is asked for when a message leaves, so that who was erased, or took an address back, gets
nothing any more.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from commonhall.people.record import Contact
from commonhall.vault.sealing import DataKey


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """How somebody can be reached now, and the key under which messages about this thing are sealed."""

    contact: Contact
    key: DataKey


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """`recipients`: of these things of the room, in as many queries as for one; who is gone, anonymous or asked not to
    be written to is left out. `key`: of one of its things; raises CannotOpen when it was deleted.
    """

    name: str
    recipients: Callable[[Collection[UUID]], Mapping[UUID, Recipient]]
    key: Callable[[UUID], DataKey]


_rooms: dict[str, Room] = {}


def register(room: Room) -> None:
    """Let this room write. Raises ValueError where one of that name does already."""
    if room.name in _rooms:
        raise ValueError(f"two rooms write as {room.name}")
    _rooms[room.name] = room


def recipients(room: str, about: Collection[UUID]) -> Mapping[UUID, Recipient]:
    """To whom messages about these things of a room go, for those that can be reached."""
    return _rooms[room].recipients(about)


def key(room: str, about: UUID) -> DataKey:
    """The key under which messages about this thing are sealed. Raises CannotOpen when it was deleted."""
    return _rooms[room].key(about)
