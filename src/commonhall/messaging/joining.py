"""Reading what waits, and joining it to what it answers; what is not sure is held for a person.

What a program wrote is never answered. Only a letter about an appointment is: that it is cancelled, or how to move it.
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac

from commonhall.errors import NotNow, Refused
from commonhall.messaging import mail_in, received, rooms, text_in
from commonhall.messaging.incoming import Automatic, Incoming, Report, Unreadable, Written
from commonhall.messaging.models import Channel, Message, Received
from commonhall.messaging.reply_addresses import Meant, Use
from commonhall.messaging.rooms import Answer
from commonhall.vault.sealing import CannotOpen

State, Why = Received.State, Received.Why

READERS: Mapping[Channel, Callable[[bytes], Incoming]] = {
    Channel.EMAIL: mail_in.understand,
    Channel.TEXT: text_in.understand,
}
AS_WRITTEN: Mapping[Channel, Callable[[bytes], Incoming]] = {
    Channel.EMAIL: mail_in.understand,
    Channel.TEXT: text_in.as_written,
}  # for who decides about it: nothing is looked for
SECONDS_A_RUN = 45.0
MOST_TRIES = 3
_UNDER_WAY = (Message.State.CLAIMED, Message.State.IN_FLIGHT)
_LEFT = (Message.State.HANDED_OVER, Message.State.UNCERTAIN)
_WHY = {
    rooms.NotTheirs: Why.OTHER_SENDER,
    rooms.NobodyThere: Why.NOBODY,
    rooms.NothingNew: Why.NO_WORDS,
}
_log = logging.getLogger(__name__)


class StillUnderWay(NotNow):
    """A report came about a message whose handing over is not noted yet."""

    def __init__(self) -> None:
        super().__init__("The message that this reports on is still being handed over.")


def read_waiting() -> int:
    """Read what waits, the oldest first, for a while; how many were read. Run by several at once, each reads its own.

    Each is counted before it is read: what ends the process thrice is put where a person looks.
    """
    ends = time.monotonic() + SECONDS_A_RUN
    later: set[UUID] = set()
    count = 0
    while time.monotonic() < ends and (tried := _next(later)):
        try:
            count += _read_one(tried.pk, may_be_read=tried.tries <= MOST_TRIES)
        except NotNow:
            later.add(tried.pk)
            _is_not_tried(tried.pk)
        except (OperationalError, InterfaceError):  # the database's trouble, and not the mail's
            with suppress(OperationalError, InterfaceError):
                _is_not_tried(tried.pk)
            raise
    return count


def _next(later: set[UUID]) -> Received | None:
    with transaction.atomic():
        waiting = Received.objects.filter(state=State.WAITING).exclude(pk__in=later).only("tries")
        row = waiting.select_for_update(skip_locked=True).order_by("tries", "came_at").first()
        if row:
            row.tries += 1
            row.save(update_fields=["tries"])
    return row


def _is_not_tried(row: UUID) -> None:
    Received.objects.filter(pk=row, tries__gt=0).update(tries=F("tries") - 1)


def _read_one(pk: UUID, *, may_be_read: bool) -> bool:
    """Whether it was read here: another process may have it. Raises NotNow, and what the database raises."""
    try:
        with transaction.atomic():
            row = (
                Received.objects.select_for_update(skip_locked=True)
                .filter(pk=pk, state=State.WAITING)
                .first()
            )
            if row is None:
                return False
            if may_be_read:
                _join(row, received.read(row))
            else:
                _stays(row, State.NOT_UNDERSTOOD, Why.UNREADABLE)
            row.save()
    except (NotNow, OperationalError, InterfaceError):
        raise
    except Exception as error:  # else one that meets a mistake of ours would hold up all others, or be lost
        _log.error("What came in could not be joined: %s", type(error).__name__, exc_info=True)
        Received.objects.filter(pk=pk).update(state=State.NOT_UNDERSTOOD, why=Why.UNREADABLE)
    return True


def _join(row: Received, raw: bytes) -> None:
    match READERS[Channel(row.channel)](raw):
        case Unreadable(why=why):
            _stays(row, State.NOT_UNDERSTOOD, why)
        case Automatic(meant=meant):
            _belongs(row, raw, meant)
            _ends(row, State.AUTOMATIC)
        case Report() as report:
            _report(row, raw, report)
        case Written() as written:
            _answer(row, raw, written)


def _answer(row: Received, raw: bytes, written: Written) -> None:
    """Join it to the one thing that it answers, if the room takes it from this sender."""
    if written.for_a_person:
        _belongs(row, raw, written.meant)
        return _stays(row, State.HELD, written.for_a_person)
    if len(written.meant) != 1:  # one that answers two things at once is for a person too
        return _stays(row, State.HELD, Why.NOT_ADDRESSED)
    if not _belongs(row, raw, written.meant):
        return _stays(row, State.HELD, Why.NOBODY)
    if written.is_doubtful or not written.sender:
        return _stays(row, State.HELD, Why.FORGED if written.is_doubtful else Why.OTHER_SENDER)
    try:
        return give(row, written, sender=written.sender)
    except Refused as refusal:
        return _stays(row, State.HELD, _WHY.get(type(refusal), Why.NOT_TAKEN))


def give(row: Received, written: Written, *, sender: str) -> None:
    """Let the room keep it; not saved. `sender`: empty where a person decided. Raises Refused as the room does."""
    assert row.about is not None
    once = _once(row, written)
    answer = Answer(
        once=once,
        about=row.about,
        channel=Channel(row.channel),
        sender=sender,
        words=written.words,
        files=written.files,
    )
    with transaction.atomic():
        left = rooms.take(row.room, answer)
    row.state, row.why, row.deed, row.came_at = State.JOINED, "", once, None
    row.files_left = min(left + written.files_left, 1000)


def _once(row: Received, written: Written) -> UUID:
    """The same for the same mail, by whatever ways it came and however often."""
    files = b"".join(sha256(each).digest() for each in written.files).hex()
    said = "\n".join([row.room, str(row.about), written.number, written.sender, files, written.words])
    return UUID(
        bytes=salted_hmac("commonhall.messaging.joining", said, algorithm="sha256").digest()[:16], version=4
    )


def _report(row: Received, raw: bytes, report: Report) -> None:
    message = Message.objects.select_for_update().filter(pk=report.message).first()
    if message is None:
        return _ends(row, State.AUTOMATIC)
    if message.state in _UNDER_WAY:
        raise StillUnderWay
    if not _belongs(row, raw, (Meant(use=Use.ANSWER, id=message.about, room=message.room),)):
        return _ends(row, State.AUTOMATIC)
    row.deed = message.pk
    if report.is_called_spam:
        return _stays(row, State.HELD, Why.CALLED_SPAM)
    if report.problem:
        came_back = Message.objects.filter(pk=message.pk, state__in=_LEFT)
        came_back.update(
            state=Message.State.CAME_BACK,
            problem=report.problem,
            ended_at=Coalesce("ended_at", timezone.now()),
        )
    return _stays(row, State.REPORT, "")


def _belongs(row: Received, raw: bytes, meant: tuple[Meant, ...]) -> bool:
    """Seal it under the key of the one thing it is about; False where there is none, or its key is gone."""
    if len(meant) != 1:
        return False
    with suppress(CannotOpen):
        received.belongs(row, raw, meant[0].room, meant[0].id)
        return True
    return False


def _stays(row: Received, state: Received.State, why: str) -> None:
    row.state, row.why = state, why


def _ends(row: Received, state: Received.State) -> None:
    row.state, row.why, row.ended_at = state, "", timezone.now()
