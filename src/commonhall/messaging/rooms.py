"""What a room above signs in so that it can write to residents: to whom a message about one of its things goes.

Messages hold no address. It is asked for when a message leaves, so that who was erased, or took an address back, gets
nothing any more.
"""

from collections.abc import Callable
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
    """`recipient`: of a thing of the room; None where they are gone, anonymous, or asked not to be written to.
    `key`: of one of its things. Both raise CannotOpen where something does not open.
    """

    name: str
    recipient: Callable[[UUID], Recipient | None]
    key: Callable[[UUID], DataKey]


_rooms: dict[str, Room] = {}


def register(room: Room) -> None:
    """Let this room write. Raises ValueError where one of that name does already."""
    if room.name in _rooms:
        raise ValueError(f"two rooms write as {room.name}")
    _rooms[room.name] = room


def recipient(room: str, about: UUID) -> Recipient | None:
    """To whom messages about this thing go now; None where there is nobody. Raises CannotOpen."""
    return _rooms[room].recipient(about)


def key(room: str, about: UUID) -> DataKey:
    """The key under which messages about this thing are sealed. Raises CannotOpen when it was deleted."""
    return _rooms[room].key(about)
