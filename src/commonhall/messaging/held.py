"""What came in and waits for a person: shown to who may see it, each opening logged, and what they decide."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.messaging import hearing, joining, reading, received, rooms
from commonhall.messaging.incoming import Written
from commonhall.messaging.models import Channel, Received
from commonhall.staff.models import Member
from commonhall.vault.sealing import CannotOpen

State = Received.State
FOR_A_PERSON = (State.HELD, State.NOT_UNDERSTOOD)
MOST_SHOWN = 50
_MOST_LETTERS = 20_000


class DecidedBefore(Refused):
    """Somebody else was faster."""

    def __init__(self) -> None:
        super().__init__(_("Somebody decided about this message before."))


class NoSuchRequest(Refused):
    """No named request has this reference."""

    def __init__(self) -> None:
        super().__init__(_("There is no request with that reference that holds a contact. Look at it again."))


class NotAnAnswer(Refused):
    """It cannot be read, or a program wrote it."""

    def __init__(self) -> None:
        super().__init__(_("Nobody wrote this, or it cannot be read. Put it aside."))


class WasErased(Refused):
    """The key of what it is about was deleted with the person."""

    def __init__(self) -> None:
        super().__init__(_("This message was erased with the person."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file in it, which stays in it."""

    name: str
    kind: str
    kilobytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """What came, as far as it can be read. `words`: what is new; `rest`: what was quoted, signatures and the like."""

    row: Received
    sender: str
    subject: str
    words: str
    rest: str
    attachments: tuple[Attachment, ...]
    called: str  # what it is about, as staff call that

    @property
    def is_waiting(self) -> bool:
        return self.row.state in FOR_A_PERSON


def waiting() -> tuple[list[Received], int]:
    """The newest that wait for a person, without what they say; and how many there are."""
    rows = Received.objects.filter(state__in=FOR_A_PERSON).defer("sealed")
    return list(rows.order_by("-came_at", "id")[:MOST_SHOWN]), rows.count()


def open_(message: UUID, *, by: Member) -> Opened:
    """Open one; that is in the log. Raises Received.DoesNotExist, WasErased."""
    with transaction.atomic():
        row = Received.objects.get(pk=message)
        shown = _shown(row)
        _note(Entry.Kind.MESSAGE_OPENED, row, "", by)
    return shown


def accept(message: UUID, reference: str, *, by: Member) -> None:
    """Join it to the request with that reference, whoever sent it.

    Raises DecidedBefore, NoSuchRequest, NotAnAnswer, WasErased, and what the room refuses.
    """
    with _held(message) as row:
        found = rooms.find(reference)
        if found is None:
            raise NoSuchRequest
        try:
            raw = received.read(row)
            said = joining.AS_WRITTEN[Channel(row.channel)](raw)
            if not isinstance(said, Written):
                raise NotAnAnswer
            received.belongs(row, raw, *found)
        except CannotOpen:
            raise WasErased from None
        joining.give(row, said, sender="")
        row.by = by
        row.save()
        _note(Entry.Kind.MESSAGE_DECIDED, row, "accepted", by)


def put_aside(message: UUID, *, by: Member) -> None:
    """Nobody needs it; it is deleted later. Raises DecidedBefore."""
    with _held(message) as row:
        row.state, row.by, row.ended_at = State.PUT_ASIDE, by, timezone.now()
        row.save(update_fields=["state", "by", "ended_at"])
        _note(Entry.Kind.MESSAGE_DECIDED, row, "put aside", by)


def stop(message: UUID, *, by: Member) -> None:
    """Whoever sent this text asks us to stop: nothing goes to that number any more, and the text is put aside.

    Raises DecidedBefore, NotAnAnswer, WasErased.
    """
    with _held(message) as row:
        try:
            said = joining.AS_WRITTEN[Channel(row.channel)](received.read(row))
        except CannotOpen:
            raise WasErased from None
        if row.channel != Channel.TEXT or not isinstance(said, Written) or not said.sender:
            raise NotAnAnswer
        hearing.stop(said.sender, said.words)
        row.state, row.by, row.ended_at = State.PUT_ASIDE, by, timezone.now()
        row.save(update_fields=["state", "by", "ended_at"])
        _note(Entry.Kind.MESSAGE_DECIDED, row, "stopped", by)


@contextmanager
def _held(message: UUID) -> Iterator[Received]:
    with transaction.atomic():
        waits = Received.objects.select_for_update(of=("self",)).filter(pk=message, state__in=FOR_A_PERSON)
        row = waits.first()
        if row is None:
            raise DecidedBefore
        yield row


def _shown(row: Received) -> Opened:
    try:
        raw = received.read(row)
    except CannotOpen:
        raise WasErased from None
    called = rooms.called(row.room, row.about) if row.about else ""
    if row.channel != Channel.EMAIL:
        said = joining.AS_WRITTEN[Channel(row.channel)](raw)
        words, sender = (said.words, said.sender) if isinstance(said, Written) else (_plain(raw), "")
        return Opened(row=row, sender=sender, subject="", words=words, rest="", attachments=(), called=called)
    mail = reading.read(raw)
    is_legible = bool(mail.text.strip()) or bool(mail.attachments)
    return Opened(
        row=row,
        sender=mail.sender_as_given[:_MOST_LETTERS],
        subject=mail.subject[:_MOST_LETTERS],
        words=(mail.own if is_legible else _plain(raw))[:_MOST_LETTERS],
        rest=mail.rest[:_MOST_LETTERS],
        attachments=tuple(
            Attachment(
                name=each.name or _("without a name"),
                kind=each.found or each.declared,
                kilobytes=-(-len(each.content) // 1000),
            )
            for each in mail.attachments[:MOST_SHOWN]
        ),
        called=called,
    )


def _plain(raw: bytes) -> str:
    """Bytes as far as they are text, for who has to see what came."""
    return raw[:_MOST_LETTERS].decode("utf-8", "replace").replace("\0", "")


def _note(kind: Entry.Kind, row: Received, reason: str, by: Member) -> None:
    subject = log.Subject(
        request=str(row.about) if row.about else "", reason=reason, message=str(row.pk), role=by.role
    )
    log.note(kind, subject, actor=by.pk)
