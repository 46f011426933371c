"""Taking, moving and cancelling a time: one transaction each, and nobody gets a seat that somebody has.

Who books waits for the others of the same schedule, for as long as one booking takes; should anything go around that,
the database refuses it (`a_seat_is_given_once`, `appointments_no_seat_twice`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.appointments import notices, openings, references, served, slots, whose
from commonhall.appointments.models import Booking, Schedule, State
from commonhall.appointments.served import Thing
from commonhall.appointments.slots import Slot
from commonhall.errors import Refused
from commonhall.people import contacts
from commonhall.people.contacts import Contact
from commonhall.staff.models import Member


class TimeIsGone(Refused):
    """Somebody else was quicker, or the time is too near or too far now. `others`: the nearest that are free."""

    def __init__(self, others: Sequence[Slot]) -> None:
        super().__init__(
            _("That time is not free any more. Nothing is lost: choose another one.")
            if others
            else _(
                "That time is not free any more, and no other near it is. Look at other weeks, or call 311."
            )
        )
        self.others = tuple(others)


class NobodyNamed(Refused):
    """An appointment is somebody's: with nothing to call them by nobody could be told that it moves."""

    def __init__(self) -> None:
        super().__init__(_("Give at least one of the three: a name, a phone number or an e-mail address."))


class NoPlace(Refused):
    """The city comes to who booked."""

    def __init__(self) -> None:
        super().__init__(_("Write where we should come to."))


class IsOver(Refused):
    """It was cancelled, or its time is past."""

    def __init__(self) -> None:
        super().__init__(_("This appointment is over or was cancelled. Book another time."))


class NotYet(Refused):
    """Whether somebody came is known when it has begun."""

    def __init__(self) -> None:
        super().__init__(_("It has not begun yet. Note it afterwards."))


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """A time that somebody wants. `once`: the id that the booking gets. `by`: who books for them.

    `thing`: what it serves; whose that is has the appointment, and `contact` is not read.
    """

    once: UUID
    schedule: int
    starts_at: datetime
    contact: Contact
    place: str = ""
    thing: Thing | None = None
    by: Member | None = None


def take(wish: Wish) -> Booking:
    """Book it; it is confirmed by a message. Sent again, it is the same booking.

    Raises TimeIsGone, NobodyNamed, NoPlace, PersonIsGone.
    """
    if before := Booking.objects.filter(pk=wish.once).first():
        return before
    now = timezone.now()
    with transaction.atomic(), _alone(wish.schedule) as schedule:
        if before := Booking.objects.filter(pk=wish.once).first():  # by who sent it twice at once
            return before
        if schedule.is_visit and not wish.place.strip():
            raise NoPlace
        slot, seat = _free(schedule, wish.starts_at, now)
        person, contact = _whose(wish)
        booking = Booking(
            pk=wish.once,
            reference=_reference(),
            schedule=schedule,
            seat=seat,
            serves_kind=wish.thing.kind if wish.thing else "",
            serves=wish.thing.id if wish.thing else None,
        )
        _set_time(booking, slot, now)
        _note(booking, wish.by, now)
        whose.link(booking, person, contact)
        key, key_row = whose.new_key(booking.pk)
        if schedule.is_visit:
            whose.seal_place(booking, key, wish.place.strip())
        with _as_gone(schedule, slot, now):
            booking.save(force_insert=True)
        key_row.save(force_insert=True)
        notices.tell(booking, notices.Kind.BOOKED)
    return booking


def move(booking: UUID, starts_at: datetime, *, by: Member | None = None) -> Booking:
    """Give it another time; the old one is free at once. Raises TimeIsGone, IsOver."""
    now = timezone.now()
    with transaction.atomic():
        schedule_id = Booking.objects.filter(pk=booking).values_list("schedule", flat=True).first()
        if schedule_id is None:
            raise IsOver
        with _alone(schedule_id) as schedule:
            row = _ahead(booking, now)
            if row.starts_at == starts_at:
                return row
            slot, row.seat = _free(schedule, starts_at, now, but=row)
            notices.withdraw_reminder(row)
            _set_time(row, slot, now)
            row.state, row.moves = State.MOVED, row.moves + 1
            _note(row, by, now)
            with _as_gone(schedule, slot, now):
                row.save()
            notices.tell(row, notices.Kind.MOVED)
    return row


def confirm(booking: UUID, *, by: Member | None = None) -> Booking:
    """Note that they will be there. Raises IsOver."""
    now = timezone.now()
    with transaction.atomic():
        row = _ahead(booking, now)
        if row.state != State.CONFIRMED:
            row.state = State.CONFIRMED
            _note(row, by, now)
            row.save()
    return row


def cancel(booking: UUID, *, by: Member | None = None) -> Booking:
    """Give the time back; no reminder leaves any more. Cancelled again, it stays so. Raises IsOver."""
    now = timezone.now()
    with transaction.atomic():
        row = _locked(booking)
        if row is not None and row.state == State.CANCELLED:
            return row
        row = _to_come(row, now)
        notices.withdraw_reminder(row)
        row.state, row.remind_at = State.CANCELLED, None
        _note(row, by, now)
        row.save()
        notices.tell(row, notices.Kind.CANCELLED)
    return row


def note_outcome(booking: UUID, *, was_kept: bool, by: Member) -> Booking:
    """Note whether somebody came, or was there. It can be put right. Raises NotYet, IsOver."""
    now = timezone.now()
    with transaction.atomic():
        row = _locked(booking)
        if row is None or row.state == State.CANCELLED:
            raise IsOver
        if row.starts_at > now:
            raise NotYet
        row.state, row.remind_at = State.KEPT if was_kept else State.MISSED, None
        _note(row, by, now)
        row.save()
    return row


@contextmanager
def _alone(schedule: int) -> Iterator[Schedule]:
    """The schedule, while nobody else gives out its times, until the transaction ends."""
    yield Schedule.objects.select_for_update(no_key=True).get(pk=schedule)


def _locked(booking: UUID) -> Booking | None:
    return (
        Booking.objects.select_for_update(of=["self"]).select_related("schedule").filter(pk=booking).first()
    )


def _ahead(booking: UUID, now: datetime) -> Booking:
    """A booking that is to come, locked. Raises IsOver."""
    return _to_come(_locked(booking), now)


def _to_come(row: Booking | None, now: datetime) -> Booking:
    if row is None or not row.is_ahead or row.starts_at <= now:
        raise IsOver
    return row


def _free(
    schedule: Schedule, starts_at: datetime, now: datetime, but: Booking | None = None
) -> tuple[Slot, int]:
    """The time that begins then, and a seat of it. Raises TimeIsGone."""
    slot = slots.at(schedule, starts_at, now)
    seats = openings.free_seats(schedule, slot, but=but) if slot else []
    if slot is None or not seats:
        raise TimeIsGone(openings.nearest(schedule, starts_at, now, but=but))
    return slot, seats[0]


@contextmanager
def _as_gone(schedule: Schedule, slot: Slot, now: datetime) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise TimeIsGone(openings.nearest(schedule, slot.starts_at, now)) from None


def _whose(wish: Wish) -> tuple[int, Contact]:
    """Whose it is, and what was given with it. Raises NobodyNamed, PersonIsGone."""
    if wish.thing and (known := served.whose(wish.thing)):
        contacts.attach(known.person, known.contact, request=wish.once)
        return known.person, known.contact
    if not any((wish.contact.name, wish.contact.phone, wish.contact.email)):
        raise NobodyNamed
    return contacts.keep(wish.contact, request=wish.once), wish.contact


def _set_time(booking: Booking, slot: Slot, now: datetime) -> None:
    booking.starts_at, booking.ends_at, booking.free_at = slot.starts_at, slot.ends_at, slot.free_at
    booking.remind_at = notices.reminds_at(slot.starts_at, now)


def _note(booking: Booking, by: Member | None, now: datetime) -> None:
    booking.changed_at, booking.changed_by = now, by


def _reference() -> str:
    while Booking.objects.filter(reference=(drawn := references.new())).exists():
        pass
    return drawn
