"""Messages that are to leave: checked by the gate, sealed, and stored in the transaction of who sends them."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.messaging import content, gate, jobs, pace, quiet, rooms
from commonhall.messaging.content import Content
from commonhall.messaging.gate import Draft
from commonhall.messaging.models import Basis, Channel, Fate, Message, TemplateVersion
from commonhall.messaging.texts import wording
from commonhall.staff.models import Member
from commonhall.vault.sealing import CannotOpen, DataKey


class SentBefore(Refused):
    """From the same page another message was sent before: its form came back with the browser's button."""

    def __init__(self) -> None:
        super().__init__(
            _("What you sent from this page before has left. Press the button again to send this as well.")
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A message to send. `once`: the id it gets. `about`: a thing of `room`, under whose `key` it is sealed.

    `due_at`: not before; None: as soon as it may. `template`: what it was begun with. `number`: where a text goes as
    far as is known now; it is not kept. `answers_a_word`: such as STOP, which that number has just sent.
    """

    once: UUID
    room: str
    about: UUID
    key: DataKey
    basis: Basis
    channel: Channel
    content: Content
    by: Member | None = None
    due_at: datetime | None = None
    template: TemplateVersion | None = None
    number: str = field(default="", repr=False)
    answers_a_word: bool = False

    @property
    def draft(self) -> Draft:
        seen = draft(self.basis, self.channel, self.content, self.number)
        return replace(seen, due_at=self.due_at, answers_a_word=self.answers_a_word)


def draft(basis: Basis, channel: Channel, said: Content, number: str = "") -> Draft:
    """A message as the gate sees it: all that its recipient would read."""
    text = wording.compose(said) if channel is Channel.TEXT else said.whole
    return Draft(basis=basis, channel=channel, text=text, number=number)


def send(outgoing: Outgoing) -> Message:
    """Store it, to be sent by the worker as soon as this transaction is over. Sent again, it is the same one.

    Of what nobody asked for the gate follows each link: call it for such before rows are locked, a reply waits for
    nothing. Raises MayNotLeave where the gate refuses it, SentBefore where its id is that of another message.
    """
    if not Message.objects.filter(pk=outgoing.once).exists():
        gate.refuse(outgoing.draft)
    now = timezone.now()
    with transaction.atomic():
        message, is_new = Message.objects.get_or_create(
            pk=outgoing.once,
            defaults={
                "room": outgoing.room,
                "about": outgoing.about,
                "basis": outgoing.basis,
                "channel": outgoing.channel,
                "sealed": content.seal(outgoing.once, outgoing.content, outgoing.key),
                "by": outgoing.by,
                "template": outgoing.template,
                "written_at": now,
                "due_at": _due(outgoing, now),
            },
        )
        if not is_new and not _is_the_same(message, outgoing):
            raise SentBefore
        if is_new and outgoing.number:
            pace.count(outgoing.number, outgoing.basis, calendar.today())
        if outgoing.due_at is None:
            transaction.on_commit(jobs.wake)
    return message


def held_back(message: UUID) -> Message | None:
    """A message that has not begun to leave, locked until this transaction ends; None where it has."""
    return Message.objects.select_for_update().filter(pk=message, state=Message.State.WAITING).first()


def rewrite(message: Message, said: Content, key: DataKey) -> None:
    """Let one that is `held_back` say something else. Raises MayNotLeave."""
    gate.refuse(Draft(basis=Basis(message.basis), channel=Channel(message.channel), text=said.whole))
    message.sealed = content.seal(message.pk, said, key)
    message.save(update_fields=["sealed"])


def _due(outgoing: Outgoing, now: datetime) -> datetime:
    due = outgoing.due_at or now
    return quiet.due(outgoing.basis, due) if outgoing.channel is Channel.TEXT else due


def read(message: Message, key: DataKey) -> Content:
    """What it says. Raises CannotOpen."""
    return content.unseal(message.pk, message.sealed, key)


def standing(message: Message) -> str:
    """Whether it left, and as far as that is told what became of it then."""
    if message.state == Message.State.HANDED_OVER and message.fate in {Fate.DELIVERED, Fate.FAILED}:
        return str(Fate(message.fate).label)
    return str(Message.State(message.state).label)


def opens(message: Message) -> bool | None:
    """Whether it was sealed here; None where no key is left to try."""
    try:
        key = rooms.key(message.room, message.about)
    except CannotOpen:
        return None
    try:
        read(message, key)
    except CannotOpen:
        return False
    return True


def lately(grounds: Collection[Basis], *, since: datetime, most: int) -> list[tuple[UUID, Basis, Content]]:
    """What was written since then on these grounds, as far as it still opens: the newest of it."""
    rows = Message.objects.filter(basis__in=grounds, written_at__gte=since).order_by("-written_at")[:most]
    found = []
    for row in rows:
        with suppress(CannotOpen):
            found.append((row.pk, Basis(row.basis), read(row, rooms.key(row.room, row.about))))
    return found


def withdraw(message: UUID) -> None:
    """Take back a message that waits: what it tells is not so any more. One that is on its way goes on."""
    Message.objects.filter(pk=message, state=Message.State.WAITING).delete()


def _is_the_same(message: Message, outgoing: Outgoing) -> bool:
    """But for its link, of which each page draws its own."""
    before, now = read(message, outgoing.key), outgoing.content
    return (message.about, message.channel, before.subject, before.text) == (
        outgoing.about,
        outgoing.channel,
        now.subject,
        now.text,
    )
