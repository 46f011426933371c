"""What every provider of text messages does: takes a text, tells what became of it, and tells what residents write."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from commonhall.messaging.models import Fate
from commonhall.messaging.texts.segments import Cut


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A text to hand over. `to`: as ITU-T E.164 writes it. `told_at`: the address that hears what became of it."""

    id: UUID
    to: str = field(repr=False)
    cut: Cut = field(repr=False)
    told_at: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """What became of the text with this id."""

    text: UUID
    fate: Fate


@dataclass(frozen=True, kw_only=True, slots=True)
class Incoming:
    """What a resident wrote. `id`: the provider's, the same when it tells it again.

    `is_answered`: the provider has answered a word such as STOP itself.
    """

    id: str
    sender: str = field(repr=False)
    words: str = field(repr=False)
    at: datetime
    is_answered: bool = False


class Line(Protocol):
    """An open connection, used by one thread."""

    def hand_over(self, text: Text) -> str:
        """Give one text; the id by which the provider knows it. Raises NotTaken, Unreachable, Uncertain."""

    def close(self) -> None:
        """End it."""
