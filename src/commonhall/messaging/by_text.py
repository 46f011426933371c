"""Texts as a way out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from commonhall.messaging import quiet, receipts, texts
from commonhall.messaging.content import Content
from commonhall.messaging.models import Basis, Channel, Message
from commonhall.messaging.rooms import Recipient
from commonhall.messaging.texts import segments, wording
from commonhall.messaging.texts.provider import Line, Text
from commonhall.messaging.ways_out import CannotLeave, Connection, NotBefore, Prepared
from commonhall.people import phones


class Texts:
    """The provider of text messages."""

    channel = Channel.TEXT

    def is_set_up(self) -> bool:
        """Whether a provider is named."""
        return settings.TEXT_GATEWAY is not None

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Connect, and end it. Raises Unreachable."""
        gateway = settings.TEXT_GATEWAY
        assert gateway is not None  # as `is_set_up` says
        with texts.connected(gateway) as line:
            yield _Counter(line)


@dataclass(frozen=True, slots=True)
class _Counter:
    line: Line

    def prepare(self, message: Message, recipient: Recipient, said: Content) -> Prepared:
        """Cut the text. Raises CannotLeave, and NotBefore in quiet hours, which came after it was written."""
        to = recipient.contact.phone
        if not to:
            raise CannotLeave(Message.Problem.NO_ADDRESS)
        if not phones.takes_texts(to):
            raise CannotLeave(Message.Problem.BAD_ADDRESS)
        now = timezone.now()
        if (due := quiet.due(Basis(message.basis), now)) > now:
            raise NotBefore(due)
        cut = segments.cut(wording.compose(said))
        text = Text(id=message.pk, to=to, cut=cut, told_at=receipts.address(message.pk))
        return Prepared(cut.words, lambda: self._hand_over(text))

    def _hand_over(self, text: Text) -> None:
        """What the provider calls it is not kept: receipts come back under our own id."""
        self.line.hand_over(text)
