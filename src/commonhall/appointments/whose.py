"""Whose an appointment is, and what is sealed under its own key: the place, and what its messages say."""

import json
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from commonhall.appointments.models import Booking, BookingKey
from commonhall.people import contacts
from commonhall.people.contacts import Contact, Record
from commonhall.vault import sealing
from commonhall.vault.keyring import Purpose
from commonhall.vault.sealing import CannotOpen, DataKey, Wrapped


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactLink:
    """Whose it is, and which parts of the contact are there; sealed in the booking."""

    person: int
    parts: tuple[str, ...]


def link(booking: Booking, person: int, contact: Contact) -> None:
    """Note, sealed, whose it is, and which parts were given with it."""
    seal_link(booking, ContactLink(person=person, parts=contact.parts))


def seal_link(booking: Booking, link: ContactLink) -> None:
    """The same, of what is known already."""
    written = json.dumps({"person": link.person, "parts": list(link.parts)}).encode()
    booking.contact_sealed = sealing.seal(Purpose.LINK, written, context=_context(booking.pk, "contact"))


def contact_link(booking: Booking) -> ContactLink:
    """Whose it is. Raises CannotOpen."""
    opened = sealing.unseal(Purpose.LINK, booking.contact_sealed, context=_context(booking.pk, "contact"))
    plain = json.loads(opened)
    return ContactLink(person=plain["person"], parts=tuple(plain["parts"]))


def record(booking: Booking) -> Record | None:
    """The record of whose it is; None where they are gone, or it is not theirs any more. Raises CannotOpen."""
    person = contact_link(booking).person
    found = contacts.records([person]).get(person)
    return found if found and booking.pk in found.given else None


def new_key(booking: UUID) -> tuple[DataKey, BookingKey]:
    """A key for a booking, and its row, not saved yet."""
    key = DataKey.new()
    wrapped = key.wrap(context=_context(booking, "key"))
    return key, BookingKey(booking_id=booking, wrapped=wrapped.key, epoch=wrapped.epoch)


def key_of(booking: UUID) -> DataKey:
    """The key of a booking. Raises CannotOpen when it is gone."""
    row = BookingKey.objects.filter(pk=booking).first()
    if row is None:
        raise CannotOpen(_context(booking, "key"))
    return unwrapped(row)


def unwrapped(row: BookingKey) -> DataKey:
    """The key in its row. Raises CannotOpen."""
    return DataKey.unwrap(Wrapped(row.wrapped, row.epoch), context=_context(row.pk, "key"))


def seal_place(booking: Booking, key: DataKey, place: str) -> None:
    """Note where the city comes to."""
    booking.place_sealed = key.seal(place.encode(), context=_context(booking.pk, "place"))


def place_with(booking: Booking, key: DataKey) -> str:
    """Where the city comes to; empty where people come to the city. Raises CannotOpen."""
    if booking.place_sealed is None:
        return ""
    return key.unseal(booking.place_sealed, context=_context(booking.pk, "place")).decode()


def place(booking: Booking) -> str:
    """The same of a booking read with its `key`; empty where the key is gone."""
    row = getattr(booking, "key", None)
    with suppress(CannotOpen):
        return place_with(booking, unwrapped(row)) if row else ""
    return ""


def _context(booking: UUID, part: str) -> str:
    return f"appointments.booking:{booking}:{part}"
