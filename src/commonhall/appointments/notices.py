"""What is told of an appointment: that it is booked, moved or cancelled; and a reminder the working day before.

Each is sent once: its id is made of the booking, of what it tells, and of how often that was moved. Who left no way to
be reached, or said no to it, is told nothing, and reads it on their own page.
"""

import logging
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.appointments import links, whose
from commonhall.appointments.models import Booking
from commonhall.messaging import outbox, quiet, rooms
from commonhall.messaging.content import Content
from commonhall.messaging.gate import MayNotLeave
from commonhall.messaging.models import Basis, Channel
from commonhall.messaging.outbox import Outgoing
from commonhall.people.record import Record
from commonhall.web import dates, spelling

ROOM = "appointment"
_LATEST_REMINDER = time(20)
_log = logging.getLogger(__name__)


class Kind(StrEnum):
    """What is told."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    TO_MOVE = "to move"  # they answered that they want another time


def tell(booking: Booking, kind: Kind) -> bool:
    """Send it; whether there is a way to. Call it in the transaction of what it tells; told again, it is the same."""
    record = whose.record(booking)
    if record is None:
        return False
    return any(_is_sent(_outgoing(booking, kind, record, channel)) for channel in rooms.ways(record))


def withdraw_reminder(booking: Booking) -> None:
    """A reminder of a time that is not theirs any more does not leave, where it has not yet."""
    outbox.withdraw(once(booking, Kind.REMINDER))


def reminds_at(starts_at: datetime, now: datetime) -> datetime | None:
    """When to remind: the working day before, as the offices open, and never at night; None where that is past."""
    day = calendar.day_of(starts_at) - timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    clock = min(max(settings.CITY.opens, quiet.ENDS), _LATEST_REMINDER)
    at = datetime.combine(day, clock, tzinfo=timezone.get_default_timezone()).astimezone(starts_at.tzinfo)
    return at if at > now else None


def when(booking: Booking) -> str:
    """Tuesday, December 1, 2026, 9:00 am, in the language of the page."""
    return _("%(day)s, %(time)s") % {
        "day": dates.full_day(booking.starts_at),
        "time": dates.clock(booking.starts_at),
    }


def once(booking: Booking, kind: Kind) -> UUID:
    """The id of what is told: the same whenever it is told again."""
    return uuid5(booking.pk, f"{kind} {booking.moves}")


def way(booking: Booking) -> Channel | None:
    """By which way they are told first; None where there is none. Raises CannotOpen."""
    record = whose.record(booking)
    return next(iter(rooms.ways(record)), None) if record else None


def _outgoing(booking: Booking, kind: Kind, record: Record, channel: Channel) -> Outgoing:
    language = record.given[booking.pk].language
    with translation.override(language):
        content = Content(
            subject=_subject(booking, kind),
            text="\n".join(part for part in (_said(booking, kind), _further(booking, kind, channel)) if part),
            language=language,
            link=f"{settings.SITE_URL}{links.own(booking)}",
        )
    return Outgoing(
        once=once(booking, kind),
        room=ROOM,
        about=booking.pk,
        key=whose.key_of(booking.pk),
        basis=_basis(booking, kind),
        channel=channel,
        content=content,
        number=record.contact.phone if channel is Channel.TEXT else "",
    )


def _basis(booking: Booking, kind: Kind) -> Basis:
    """Who asked for another time, or cancelled it, waits for the answer."""
    is_answer = kind is Kind.TO_MOVE or (kind is Kind.CANCELLED and booking.changed_by_id is None)
    return Basis.REPLY if is_answer else Basis.APPOINTMENT


def _is_sent(outgoing: Outgoing) -> bool:
    """What may not leave, such as a text beyond those that a number gets in a day, keeps nobody from their time: it
    stands on their page, and they may be told another way.
    """
    try:
        outbox.send(outgoing)
    except MayNotLeave as refused:
        why = ", ".join(type(each).__name__ for each in refused.refusals)
        _log.warning("What is told of an appointment may not leave by %s: %s", outgoing.channel, why)
        return False
    return True


def _subject(booking: Booking, kind: Kind) -> str:
    about = {"what": booking.schedule, "when": when(booking)}
    match kind:
        case Kind.REMINDER:
            return _("Reminder: %(what)s, %(when)s") % about
        case Kind.CANCELLED:
            return _("Cancelled: %(what)s, %(when)s") % about
        case _:
            return _("Appointment: %(what)s, %(when)s") % about


def _said(booking: Booking, kind: Kind) -> str:
    about = {
        "what": booking.schedule,
        "when": when(booking),
        "reference": spelling.grouped(booking.reference),
    }
    match kind:
        case Kind.BOOKED:
            return _("You have an appointment: %(what)s, %(when)s. Its reference is %(reference)s.") % about
        case Kind.MOVED:
            return (
                _("Your appointment is moved: %(what)s, now %(when)s. Its reference is %(reference)s.")
                % about
            )
        case Kind.CANCELLED:
            return _("Your appointment is cancelled: %(what)s, %(when)s (%(reference)s).") % about
        case Kind.REMINDER:
            return _("This is to remind you: %(what)s, %(when)s (%(reference)s).") % about
        case Kind.TO_MOVE:
            return _("You want another time for %(what)s, %(when)s. Choose it on your page.") % about


def _further(booking: Booking, kind: Kind, channel: Channel) -> str:
    """Where, what to bring, and what can be done; in a text, which costs by its length, how to answer alone."""
    if kind in {Kind.CANCELLED, Kind.TO_MOVE}:
        return ""
    if channel is Channel.TEXT:
        return _("Answer C to confirm, M to move it, X to cancel it.")
    schedule = booking.schedule
    where = _("Where: %(place)s.") % {"place": schedule.place} if schedule.place else _("We come to you.")
    can = _("On your page you can confirm, move or cancel it, and take it into your calendar.")
    return "\n\n".join(part for part in ("", where, schedule.advice_here, can) if part)
