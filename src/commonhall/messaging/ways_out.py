"""What a way out does, so that all else about sending is the same for each: `delivery` knows no mail and no text."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from commonhall.errors import CommonhallError
from commonhall.messaging.content import Content
from commonhall.messaging.models import Channel, Message
from commonhall.messaging.rooms import Recipient


class CannotLeave(CommonhallError):
    """This message cannot leave by this way, now or ever."""

    def __init__(self, problem: Message.Problem) -> None:
        super().__init__(str(problem.label))
        self.problem = problem


class NotBefore(CommonhallError):
    """This message may leave, and not before a certain moment."""

    def __init__(self, due: datetime) -> None:
        super().__init__("too early")
        self.due = due


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message as it leaves. `whole`: its words; `hand_over` raises NotTaken, Unreachable, Uncertain."""

    whole: str
    hand_over: Callable[[], None]


class Connection(Protocol):
    """Open, used by one thread."""

    def prepare(self, message: Message, recipient: Recipient, said: Content) -> Prepared:
        """Make ready, without sending anything. Raises CannotLeave, NotBefore."""


class WayOut(Protocol):
    """Mail, texts."""

    channel: Channel

    def is_set_up(self) -> bool:
        """Whether the operator named a server for it."""

    def connected(self) -> AbstractContextManager[Connection]:
        """Connect, and end it. Raises Unreachable."""
