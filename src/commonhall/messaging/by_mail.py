"""Mail as a way out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from commonhall.messaging import mail, mail_server, reply_addresses
from commonhall.messaging.content import Content
from commonhall.messaging.mail import Letter
from commonhall.messaging.models import Channel, Message
from commonhall.messaging.rooms import Recipient
from commonhall.messaging.ways_out import CannotLeave, Connection, Prepared


class Mail:
    """The city's mail server."""

    channel = Channel.EMAIL

    def is_set_up(self) -> bool:
        """Whether a mail server is named."""
        return settings.MAIL_SERVER is not None

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """Connect, and say farewell at the end. Raises Unreachable."""
        with mail_server.connected(settings.MAIL_SERVER) as server:
            yield _Counter(server)


@dataclass(frozen=True, slots=True)
class _Counter:
    server: mail_server.Connection

    def prepare(self, message: Message, recipient: Recipient, said: Content) -> Prepared:
        """Write the mail. Raises CannotLeave."""
        to = recipient.contact.email
        if not to:
            raise CannotLeave(Message.Problem.NO_ADDRESS)
        if not mail.is_address(to):
            raise CannotLeave(Message.Problem.BAD_ADDRESS)
        letter = Letter(
            id=message.pk,
            thread=message.about,
            to=to,
            content=said,
            written_at=message.written_at,
            is_by_hand=message.by_id is not None,
            reply_to=reply_addresses.to_answer(message.room, message.about),
        )
        written = mail.write(letter)
        return Prepared(
            said.whole, lambda: self.server.hand_over(written, sender=_sender_of(letter), to=letter.to)
        )


def _sender_of(letter: Letter) -> str:
    """Where the mail comes back to when it cannot be delivered: it names the message, and nobody."""
    return reply_addresses.to_return(letter.id) or str(settings.EMAIL_FROM)
