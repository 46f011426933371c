"""What something that came in says, whatever way it came: one of four things."""

from dataclasses import dataclass, field
from uuid import UUID

from commonhall.messaging.models import Message, Received
from commonhall.messaging.reply_addresses import Meant


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """Somebody wrote. `number`: that of what came, as its sender gave it.

    `is_doubtful`: that it is of `sender` was looked at, and found wrong. `files_left`: how many attachments are no
    photos. `for_a_person`: why somebody has to look at it, whatever it answers.
    """

    number: str
    sender: str
    words: str
    meant: tuple[Meant, ...] = ()
    is_doubtful: bool = False
    files: tuple[bytes, ...] = field(default=(), repr=False)
    files_left: int = 0
    for_a_person: Received.Why | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What became of a message of ours. `problem`: why it did not arrive; None: nothing is decided yet, or it did."""

    message: UUID
    problem: Message.Problem | None = None
    is_called_spam: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Automatic:
    """A program wrote, and nobody waits for an answer."""

    meant: tuple[Meant, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """It cannot be understood."""

    why: Received.Why = Received.Why.UNREADABLE


type Incoming = Written | Report | Automatic | Unreadable
