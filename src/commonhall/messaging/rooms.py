"""What a room above signs in so that it can write to residents, and take what they answer.

Messages hold no address. It is asked for when a message leaves, so that who was erased, or took an address back, gets
nothing any more; and when something comes in, to know whether it is theirs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from commonhall.errors import Refused
from commonhall.messaging.models import Channel
from commonhall.people import phones, wishes
from commonhall.people.record import Answer as Wanted
from commonhall.people.record import Contact, Record, Way
from commonhall.vault.sealing import DataKey

WAYS = {Channel.EMAIL: Way.EMAIL, Channel.TEXT: Way.TEXT}


class NotTheirs(Refused):
    """Whoever sent it is not who was written to about this."""


class NobodyThere(Refused):
    """What it is about is gone, is anonymous, or its person was erased."""


class NothingNew(Refused):
    """There is nothing in it that the room could take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """How somebody can be reached now, and the key under which messages about this thing are sealed.

    `said_no`: to which ways, as their record has it. `answers_a_word`: the number has just sent a word such as STOP or
    HELP, which is answered though it was stopped.
    """

    contact: Contact
    key: DataKey
    said_no: frozenset[Way] = frozenset()
    answers_a_word: bool = False

    def refuses(self, channel: Channel) -> bool:
        """Whether nothing may go to them by this way: they said no, or whoever has that number or address did."""
        way = WAYS[channel]
        if self.answers_a_word:
            return False
        return way in self.said_no or wishes.is_refused(way, str(getattr(self.contact, way.part)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What somebody wrote back about a thing of a room.

    `once`: the id it gets there, the same whenever the same came. `sender`: the address or number it came from; empty
    where a member of staff decided that it belongs there. `files`: what came with it that may be a photo, as it came.
    """

    once: UUID
    about: UUID
    channel: Channel
    sender: str
    words: str
    files: tuple[bytes, ...] = field(default=(), repr=False)

    def is_from(self, record: Record) -> bool:
        """Whether it came from an address or a number that this person ever gave, or a member of staff gave it here."""
        if not self.sender:
            return True
        if self.channel is Channel.EMAIL:
            return self.sender.casefold() in {
                each.email.strip().casefold() for each in record.contacts if each.email
            }
        number = _digits(self.sender)
        return bool(number) and number in {_digits(each.phone) for each in record.contacts}


def _finds_none(called: str) -> None:
    return None


def _has_no_name(about: UUID) -> str:
    return ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """`recipient`: of a thing of the room; None where they are gone, anonymous, or asked not to be written to.
    `key`: of one of its things. Both raise CannotOpen where something does not open.
    `take`: keep an answer; how many of its files were not taken. Raises NotTheirs, NobodyThere, NothingNew, and other
    Refused where the thing takes no more. Given twice, it is kept once.
    `find`: the thing that staff call so; None where there is none that could be written to. `called`: what they call
    it. Things that staff have no name for are found by nobody.
    """

    name: str
    recipient: Callable[[UUID], Recipient | None]
    key: Callable[[UUID], DataKey]
    take: Callable[[Answer], int]
    find: Callable[[str], UUID | None] = _finds_none
    called: Callable[[UUID], str] = _has_no_name


_rooms: dict[str, Room] = {}


def register(room: Room) -> None:
    """Let this room write. Raises ValueError where one of that name does already."""
    if room.name in _rooms:
        raise ValueError(f"two rooms write as {room.name}")
    _rooms[room.name] = room


def ways(record: Record) -> tuple[Channel, ...]:
    """By which somebody can be written to: what they left is there for that, unless they said no to a way.

    First stands what they said yes to; else e-mail, which has more room.
    """
    left = _left(record.contact)
    found = [channel for channel in left if WAYS[channel] not in said_no(record)]
    refused = wishes.refused([(WAYS[channel], left[channel]) for channel in found])
    open_ones = [channel for channel in found if WAYS[channel] not in refused]
    return tuple(sorted(open_ones, key=lambda channel: record.answer(WAYS[channel]) is not Wanted.YES))


def said_no(record: Record) -> frozenset[Way]:
    """To which ways they said no."""
    return frozenset(way for way in Way if record.answer(way) is Wanted.NO)


def _left(contact: Contact) -> dict[Channel, str]:
    """By which ways a contact can be written to at all, with what they go to."""
    left = {Channel.EMAIL: contact.email} if contact.email else {}
    if settings.TEXT_GATEWAY is not None and phones.takes_texts(contact.phone):
        left[Channel.TEXT] = contact.phone
    return left


def names() -> tuple[str, ...]:
    """Every room that writes."""
    return tuple(_rooms)


def recipient(room: str, about: UUID) -> Recipient | None:
    """To whom messages about this thing go now; None where there is nobody. Raises CannotOpen."""
    return _rooms[room].recipient(about)


def key(room: str, about: UUID) -> DataKey:
    """The key under which messages about this thing are sealed. Raises CannotOpen when it was deleted."""
    return _rooms[room].key(about)


def take(room: str, answer: Answer) -> int:
    """Let the room keep an answer; how many of its files it did not take. Raises as `Room.take` does."""
    return _rooms[room].take(answer)


def find(called: str) -> tuple[str, UUID] | None:
    """The room and the thing that staff call so; None where there is none."""
    for name, room in _rooms.items():
        if (found := room.find(called)) is not None:
            return name, found
    return None


def called(room: str, about: UUID) -> str:
    """What staff call a thing; empty where it is gone."""
    return _rooms[room].called(about)


def _digits(number: str) -> str:
    return "".join(digit for digit in number if digit.isdecimal())[-10:]
