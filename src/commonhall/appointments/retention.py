"""How long appointments are kept, and what goes with a person who is erased."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from commonhall import calendar
from commonhall.appointments import notices, whose
from commonhall.appointments.models import Booking
from commonhall.errors import NotNow
from commonhall.holdings import holds
from commonhall.holdings.holds import Holds
from commonhall.holdings.retention import Past, Rule
from commonhall.messaging import keeping
from commonhall.people import contacts
from commonhall.people.rows import PersonIsGone, PersonWasMerged


class MovedMeanwhile(NotNow):
    """It was given to another person while its time was found to be over."""

    def __init__(self) -> None:
        super().__init__("The appointment changed meanwhile. The next run looks at it again.")


def forget(record: contacts.Record) -> None:
    """The appointments of somebody who is erased go whole: a time without anybody serves nobody."""
    _delete_rows(record.requests)


def _delete_rows(bookings: Sequence[UUID]) -> None:
    keeping.let_go(notices.ROOM, bookings)
    Booking.objects.filter(pk__in=bookings).delete()


def _past(day: date, most: int) -> Sequence[Past]:
    held = Holds.now()
    rows = Booking.objects.filter(starts_at__lt=calendar.start_of(day)).order_by("starts_at")[:most]
    return [
        Past(
            key=row.pk,
            name=row.reference,
            is_held=held.cover(person=whose.contact_link(row).person, requests=[row.pk]) is not None,
        )
        for row in rows
    ]


def _delete(past: Past) -> None:
    assert isinstance(past.key, UUID)
    row = Booking.objects.filter(pk=past.key).first()
    if row is None:
        return
    person = whose.contact_link(row).person
    holds.refuse_held(person=person, requests=[row.pk])
    try:
        contacts.let_go(person, request=row.pk)  # the person first: as a merge takes its locks
    except PersonWasMerged:
        raise MovedMeanwhile from None
    except PersonIsGone:  # no record is left that it could stand in
        pass
    _delete_rows([row.pk])


RULE = Rule(model="appointments.booking", past=_past, delete=_delete)
