"""An appointment in its person's record: found, merged, split, held, deleted when its time is over, settled."""

from datetime import timedelta

import pytest
from django.utils import timezone
from time_machine import Traveller

from commonhall import calendar
from commonhall.appointments import whose
from commonhall.appointments.models import Booking, BookingKey, Schedule
from commonhall.holdings import holds, opening, retention
from commonhall.messaging.models import Message
from commonhall.people import contacts, dealings, merging, requests
from commonhall.people.contacts import PersonIsGone
from commonhall.people.handles import By
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.appointments import making
from tests.appointments.making import TUESDAY_AT_NINE

pytestmark = pytest.mark.usefixtures("noon")


def test_the_person_s_page_shows_it_and_its_reference_finds_them(
    counter: Schedule, members: dict[Role, Member]
) -> None:
    booking = making.booked(counter)
    (line,) = requests.lines([booking.pk], members[Role.WORKER])
    assert (line.title, line.where) == (
        "Meet an inspector at the counter",
        "Tuesday, December 1, 2026, 9:00 am",
    )
    assert line.url == f"/en/staff/appointments/booking/{booking.reference}/"
    person = whose.contact_link(booking).person
    typed = f"{booking.reference[:3].lower()} {booking.reference[3:]}"
    assert requests.person_of(typed) == person
    found = dealings.find(typed)
    assert found
    assert found.person == person
    assert dealings.departments([booking.pk]) == {booking.pk: "public-works"}
    assert dealings.reference(booking.pk) == booking.reference


def test_it_goes_along_when_persons_are_merged_and_split(
    counter: Schedule, named: ServiceRequest, members: dict[Role, Member]
) -> None:
    booking = making.booked(counter)
    link = words.contact_link(named)
    assert link
    by = By(member=members[Role.SUPERVISOR].pk)
    merging.merge(link.person, whose.contact_link(booking).person, by=by)
    booking.refresh_from_db()
    assert whose.contact_link(booking).person == link.person
    new = merging.split(link.person, [booking.pk], by=by)
    booking.refresh_from_db()
    assert whose.contact_link(booking).person == new


def test_a_year_after_it_is_deleted_and_with_it_a_person_who_has_nothing_else(
    counter: Schedule, noon: Traveller, members: dict[Role, Member]
) -> None:
    booking, held = making.booked(counter), making.booked(counter)
    person = whose.contact_link(booking).person
    holds.place(request=held.pk, reason="A case.", by=members[Role.SUPERVISOR].pk)
    day = calendar.day_of(TUESDAY_AT_NINE)
    retention.run(day.replace(year=day.year + 1))
    assert Booking.objects.count() == 2
    retention.run(day.replace(year=day.year + 1) + timedelta(days=1))
    assert [row.pk for row in Booking.objects.all()] == [held.pk]
    assert [row.pk for row in BookingKey.objects.all()] == [held.pk]
    assert not Message.objects.filter(about=booking.pk).exists()
    with pytest.raises(PersonIsGone):
        contacts.open_record(person)


def test_who_has_a_request_too_stays_when_the_appointment_goes(
    counter: Schedule, named: ServiceRequest
) -> None:
    booking = making.booked(counter)
    link = words.contact_link(named)
    assert link
    person = whose.contact_link(booking).person
    merging.merge(link.person, person, by=By(member=None))  # type: ignore[arg-type]  # nobody in particular
    retention.run(calendar.day_of(timezone.now()).replace(year=2028))
    assert named.pk in contacts.open_record(link.person).given
    assert booking.pk not in contacts.open_record(link.person).given


def test_its_columns_were_sealed_here(pickup: Schedule) -> None:
    booking = making.booked(pickup)
    assert opening.is_sealed("appointments.booking", "contact_sealed", booking)
    assert opening.is_sealed("appointments.booking", "place_sealed", booking)
    assert opening.is_sealed("appointments.bookingkey", "wrapped", booking.key)
    booking.place_sealed = b"1012 N Market St, Wilmington, Delaware"
    assert not opening.is_sealed("appointments.booking", "place_sealed", booking)
