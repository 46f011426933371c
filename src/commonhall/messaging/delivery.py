"""Sending what waits, once: claimed by one process, marked before it is handed over, noted when it was taken.

A process that dies leaves what it had claimed to the next one, which knows by the advisory lock that died with it. At
the most one message of it was in the middle of being handed over: nobody can know whether that was taken, so that it is
neither sent again nor counted as sent, but shown to somebody who decides.
"""

import logging
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from commonhall import calendar
from commonhall.messaging import content, doors, keeping, ours, rooms
from commonhall.messaging.by_mail import Mail
from commonhall.messaging.by_text import Texts
from commonhall.messaging.handing import NotTaken, Uncertain, Unreachable
from commonhall.messaging.models import Channel, Message
from commonhall.messaging.ways_out import CannotLeave, Connection, NotBefore, Prepared, WayOut
from commonhall.vault.sealing import CannotOpen

State, Problem = Message.State, Message.Problem

WAYS: tuple[WayOut, ...] = (Mail(), Texts())
BATCH = 50  # of one claim
SECONDS_A_RUN = 45.0
PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440, 1440)
)  # five days, as mail servers have it (RFC 5321, 4.5.4.1)
LONGEST = sum(PAUSES, timedelta(days=1))
_alone = threading.Lock()
_log = logging.getLogger(__name__)
LOCKS = 0x636F6D6D  # the class of our advisory locks: no other room takes locks of this class


def deliver() -> None:
    """Send what is due, the longest waiting first, for a while. Of several processes each sends its own.

    A process sends one after the other: so that a kill catches one in the middle at the most.
    """
    if not _alone.acquire(blocking=False):
        return
    try:
        _deliver()
    finally:
        _alone.release()


def _deliver() -> None:
    ends = time.monotonic() + SECONDS_A_RUN
    take_over()
    give_up_old()
    keeping.forget(calendar.today())
    ways = [way for way in WAYS if way.is_set_up() and not doors.is_shut(way.channel)]
    if not ways:
        return
    with _sender() as sender:
        while (
            ways and time.monotonic() < ends
        ):  # a batch of each in turn: none waits until another has sent all
            ways = [way for way in ways if (some := _claim(sender, way.channel)) and _send(way, some, ends)]


def take_over() -> None:
    """Let what processes had that died be sent by others; what may have left is uncertain."""
    under_way = Message.objects.filter(sender__isnull=False)
    for sender in set(under_way.values_list("sender", flat=True)):
        if _is_dead(sender):
            left = Message.objects.filter(sender=sender)
            told = left.filter(state=State.IN_FLIGHT).exclude(
                fate=""
            )  # of what became of it, so that it left
            told.update(state=State.HANDED_OVER, sender=None, ended_at=timezone.now())
            left.filter(state=State.IN_FLIGHT).update(state=State.UNCERTAIN, sender=None)
            left.filter(state=State.CLAIMED).update(state=State.WAITING, sender=None)


def give_up_old() -> None:
    """What waited for days for a mail server is not sent any more: nobody expects it now."""
    now = timezone.now()
    waiting = Message.objects.filter(state=State.WAITING, written_at__lt=now - LONGEST)
    waiting.filter(due_at__lt=now - PAUSES[-1]).update(
        state=State.GIVEN_UP, problem=Problem.NOT_REACHED, ended_at=now
    )


def settle(message: UUID, *, was_sent: bool) -> bool:
    """Decide about an uncertain message: it was sent, or it is sent again. False where it is not uncertain any more."""
    uncertain = Message.objects.filter(pk=message, state=State.UNCERTAIN)
    now = timezone.now()
    if was_sent:
        settled = uncertain.update(state=State.HANDED_OVER, ended_at=now)
    else:
        settled = uncertain.update(state=State.WAITING, due_at=now)
    return bool(settled)


@contextmanager
def _sender() -> Iterator[int]:
    """A number of this process, which is its own for as long as its connection to the database lives."""
    number = secrets.randbits(31)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s::integer, %s::integer)", [LOCKS, number])
    try:
        yield number
    finally:
        try:
            Message.objects.filter(sender=number, state=State.CLAIMED).update(
                state=State.WAITING, sender=None
            )
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s::integer, %s::integer)", [LOCKS, number])


def _is_dead(sender: int | None) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::integer, %s::integer)", [LOCKS, sender])
        (is_ours,) = cursor.fetchone()
        if is_ours:
            cursor.execute("SELECT pg_advisory_unlock(%s::integer, %s::integer)", [LOCKS, sender])
    return bool(is_ours)


def _claim(sender: int, channel: Channel) -> list[Message]:
    """Some messages that nobody else has, noted as ours before any of them leaves."""
    with transaction.atomic():
        waiting = Message.objects.filter(channel=channel, state=State.WAITING, due_at__lte=timezone.now())
        rows = list(waiting.select_for_update(skip_locked=True).order_by("due_at", "written_at")[:BATCH])
        Message.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.CLAIMED, sender=sender)
    return rows


def _send(way: WayOut, claimed: Sequence[Message], ends: float) -> bool:
    """Whether to go on: not where the server takes nothing now."""
    try:
        with way.connected() as server:
            _hand_over(server, claimed, ends)
    except Unreachable:
        doors.shut(way.channel)
        return False
    doors.opened(way.channel)
    return True


def _hand_over(server: Connection, claimed: Sequence[Message], ends: float) -> None:
    """One after the other, for as long as there is time; to whom each goes is asked just before.

    That one was taken is noted together with that the next is under way: one write a message. Raises Unreachable; what
    was not handed over by then waits again.
    """
    taken: Message | None = None
    try:
        for message in claimed:
            prepared = _prepare(server, message) if time.monotonic() < ends else None
            if prepared is None:
                continue
            _step(taken, message, prepared)
            taken = None
            try:
                prepared.hand_over()
                taken = message
            except NotTaken as answer:
                _not_taken(message, answer)
            except Uncertain:
                _is_uncertain(message)
                raise Unreachable from None
            except Unreachable:  # behind the others, in case it was about this one alone
                _put_off(message, timezone.now() + doors.PAUSES[-1])
                raise
    finally:
        if taken:
            _end(taken, State.HANDED_OVER)


def _prepare(server: Connection, message: Message) -> Prepared | None:
    """The message as it leaves; None where there is nobody to write to any more, or no address, which is noted."""
    try:
        recipient = rooms.recipient(message.room, message.about)
        said = content.unseal(message.pk, message.sealed, recipient.key) if recipient else None
    except CannotOpen:
        recipient, said = None, None
    try:
        if recipient is None or said is None:
            raise CannotLeave(Problem.NO_ADDRESS)
        if recipient.refuses(Channel(message.channel)):
            raise CannotLeave(Problem.STOPPED)
        return server.prepare(message, recipient, said)
    except CannotLeave as why:
        _end(message, State.REFUSED, why.problem)
    except NotBefore as early:
        _put_off(message, early.due)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # else one that meets a mistake of ours would hold up all others
        _log.error("A message could not be prepared: %s", type(error).__name__, exc_info=True)
        _not_taken(message, NotTaken(Problem.NOT_TAKEN, is_for_good=False))
    return None


def _is_uncertain(message: Message) -> None:
    row = Message.objects.filter(pk=message.pk)
    row.filter(fate="").update(state=State.UNCERTAIN, sender=None)
    row.filter(state=State.IN_FLIGHT).update(state=State.HANDED_OVER, sender=None, ended_at=timezone.now())


def _step(taken: Message | None, following: Message, prepared: Prepared) -> None:
    with transaction.atomic():
        if taken:
            _end(taken, State.HANDED_OVER)
        ours.note(Channel(following.channel), prepared.whole, calendar.today())
        Message.objects.filter(pk=following.pk).update(state=State.IN_FLIGHT)


def _put_off(message: Message, due: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(state=State.WAITING, sender=None, due_at=due)


def _end(message: Message, state: Message.State, problem: str = "") -> None:
    """Note how it ended. It may have been deleted meanwhile, with what it was about."""
    Message.objects.filter(pk=message.pk).update(
        state=state, problem=problem, sender=None, ended_at=timezone.now()
    )


def _not_taken(message: Message, answer: NotTaken) -> None:
    if answer.is_for_good:
        _end(message, State.REFUSED, answer.problem)
    elif message.tries >= len(PAUSES):
        _end(message, State.GIVEN_UP, answer.problem)
    else:
        due = timezone.now() + PAUSES[message.tries]
        _wait(message, answer.problem, due)


def _wait(message: Message, problem: Message.Problem, due: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(
        state=State.WAITING, sender=None, problem=problem, tries=message.tries + 1, due_at=due
    )
