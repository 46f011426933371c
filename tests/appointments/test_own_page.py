"""Residents book by an invitation, and see, move, confirm, cancel and take along what they have: through the pages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from time_machine import Traveller

from commonhall.appointments import bookings, links, served, whose
from commonhall.appointments.models import Booking, Schedule, State
from commonhall.appointments.served import Thing
from commonhall.desk.served import KIND
from commonhall.people import contacts
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose
from tests.appointments import making
from tests.appointments.making import ROSA, TUESDAY_AT_NINE

AT_NINE, AT_TEN = "2026-12-01T14:00Z", "2026-12-01T15:00Z"
TYPED = {"at": AT_NINE, "name": "Rosa Marin", "phone": "302-555-0147", "email": "rosa@example.com"}
pytestmark = pytest.mark.usefixtures("noon")


def test_a_resident_books_by_an_invitation_and_gets_a_page_of_their_own(
    client: Client, counter: Schedule
) -> None:
    invitation = links.invite(counter)
    page = client.get(invitation)
    assertContains(page, "Wednesday, November 25, 2026")
    assertContains(page, "?at=2026-11-25T18%3A00Z")  # tomorrow, and not before noon
    assertNotContains(page, "?at=2026-11-25T16%3A30Z")
    assertContains(client.get(f"{invitation}?at={AT_NINE}"), "Tuesday, December 1, 2026, 9:00 am")
    own = client.post(invitation, TYPED, follow=True)
    assertContains(own, "Booked: the time is yours.")
    assertContains(own, "City hall, room 12")
    booking = Booking.objects.get()
    assert (booking.starts_at, booking.changed_by) == (TUESDAY_AT_NINE, None)
    assert contacts.open_record(whose.contact_link(booking).person).contact == ROSA


def test_an_invitation_books_once_and_leads_to_its_booking_afterwards(
    client: Client, counter: Schedule
) -> None:
    invitation = links.invite(counter)
    client.post(invitation, TYPED)
    for answer in (client.get(invitation), client.post(invitation, {**TYPED, "at": AT_TEN})):
        assert answer.status_code == 302
        assertContains(client.get(answer["Location"]), "Tuesday, December 1, 2026")
    assert Booking.objects.count() == 1


def test_who_comes_too_late_reads_other_times_and_loses_nothing_they_typed(
    client: Client, counter: Schedule
) -> None:
    making.booked(counter)
    making.booked(counter)
    invitation = links.invite(counter)
    answer = client.post(invitation, TYPED)
    assertContains(answer, "That time is not free any more. Nothing is lost", status_code=409)
    assertContains(answer, "Rosa Marin", status_code=409)
    assertContains(answer, "302-555-0147", status_code=409)
    offered = re.findall(r'type="radio" name="at" value="([^"]+)"', answer.content.decode())
    assert "2026-12-01T14:30Z" in offered
    assert AT_NINE not in offered
    assertContains(client.post(invitation, {**TYPED, "at": offered[0]}, follow=True), "Booked")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"at": AT_NINE}, "Give at least one of the three"),
        ({**TYPED, "at": ""}, "Choose a time."),
        ({**TYPED, "at": "tomorrow"}, "Choose a time."),
        ({**TYPED, "phone": "12"}, "That does not look like a phone number"),
        ({**TYPED, "email": "rosa"}, "That does not look like an e-mail address"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_booked(
    client: Client, counter: Schedule, typed: dict[str, str], said: str
) -> None:
    assertContains(client.post(links.invite(counter), typed), said, status_code=422)
    assert not Booking.objects.exists()


def test_where_the_city_comes_to_stands_on_their_page_alone(client: Client, pickup: Schedule) -> None:
    invitation = links.invite(pickup)
    assertContains(client.post(invitation, TYPED), "Write where we should come to.", status_code=422)
    own = client.post(invitation, {**TYPED, "place": "1012 N Market St"}, follow=True)
    assertContains(own, "We come to you: 1012 N Market St")
    assertNotContains(own, "Rosa Marin")


def test_of_a_request_nobody_is_asked_who_they_are(
    client: Client, counter: Schedule, named: ServiceRequest
) -> None:
    invitation = links.invite(counter, Thing(kind=KIND, id=named.pk))
    assertNotContains(client.get(f"{invitation}?at={AT_NINE}"), 'name="email"')
    client.post(invitation, {"at": AT_NINE})
    booking = Booking.objects.get()
    link = words.contact_link(named)
    assert link
    assert whose.contact_link(booking).person == link.person
    assert (booking.serves_kind, booking.serves) == (KIND, named.pk)
    assert booking.pk in contacts.open_record(link.person).given


def test_an_anonymous_request_has_no_one_who_could_come(anonymous: ServiceRequest) -> None:
    assert served.whose(Thing(kind=KIND, id=anonymous.pk)) is None


def test_the_page_confirms_moves_and_cancels(client: Client, counter: Schedule) -> None:
    booking = making.booked(counter)
    own = links.own(booking)
    assertContains(client.post(f"{own}confirm/", follow=True), "Confirmed. Thank you")
    assertContains(client.get(f"{own}move/?at={AT_TEN}"), "Move it to this time?")
    assertContains(client.post(f"{own}move/", {"at": AT_TEN}, follow=True), "Moved: the new time is yours")
    assertContains(client.get(own), "Tuesday, December 1, 2026, ")
    assertContains(client.get(f"{own}cancel/"), "Cancel this appointment?")
    booking.refresh_from_db()
    assert booking.state == State.MOVED
    page = client.post(f"{own}cancel/", follow=True)
    assertContains(page, "Cancelled: the time is free for others.")
    assertNotContains(page, "Move it to another time")
    assertRedirects(client.get(f"{own}move/"), own)


def test_reading_changes_nothing(client: Client, counter: Schedule) -> None:
    booking = making.booked(counter)
    own = links.own(booking)
    for part in ("", "confirm/", "move/", f"move/?at={AT_TEN}", "cancel/", "calendar/"):
        client.get(f"{own}{part}")
    again = Booking.objects.get()
    assert (again.state, again.starts_at, again.changed_at) == (
        State.BOOKED,
        booking.starts_at,
        booking.changed_at,
    )


def test_a_move_that_comes_too_late_keeps_the_old_time(client: Client, counter: Schedule) -> None:
    booking = making.booked(counter)
    for _seat in range(2):
        making.booked(counter, TUESDAY_AT_NINE + timedelta(hours=1))
    answer = client.post(f"{links.own(booking)}move/", {"at": AT_TEN})
    assertContains(answer, "That time is not free any more", status_code=409)
    booking.refresh_from_db()
    assert booking.starts_at == TUESDAY_AT_NINE


def test_after_its_time_it_can_only_be_read(client: Client, counter: Schedule, noon: Traveller) -> None:
    own = links.own(making.booked(counter))
    noon.move_to(TUESDAY_AT_NINE + timedelta(hours=2))
    assertNotContains(client.get(own), "Cancel it")
    assertContains(client.post(f"{own}confirm/"), "over or was cancelled", status_code=409)
    assertContains(client.post(f"{own}cancel/"), "over or was cancelled", status_code=409)
    noon.move_to(TUESDAY_AT_NINE + timedelta(days=31))
    assert client.get(own).status_code == 410


def test_no_other_link_opens_an_appointment_and_no_appointment_opens_a_request(
    client: Client, counter: Schedule, named: ServiceRequest
) -> None:
    booking = making.booked(counter)
    token = links.own(booking).rstrip("/").rpartition("/")[2]
    of_a_request = tokens.issue(Purpose.TOKEN, named.pk.bytes + b"\0\0", lifetime=timedelta(days=1))
    invitation = links.invite(counter).rstrip("/").rpartition("/")[2]
    for other in (of_a_request, invitation, "made-up", token[:-2]):
        assert client.get(reverse("appointments:own", args=[other])).status_code == 410
    for other in (of_a_request, token, "made-up"):
        assert client.get(reverse("appointments:book", args=[other])).status_code == 410
    assert client.get(f"/en/follow/{token}/").status_code == 410


def test_the_calendar_file_is_one_that_calendars_read(client: Client, pickup: Schedule) -> None:
    pickup.names = {"en": "Bulk pickup; chairs, sofas\\beds " + "and more of ñandú — " * 6}
    pickup.advice = {"en": "Put it out\nby 7, please;\r\nno glass."}
    pickup.save()
    booking = making.booked(pickup)
    own = links.own(booking)
    answer = client.get(f"{own}calendar/")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert b"\n" not in answer.content.replace(b"\r\n", b"")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == pickup.names["en"]
    assert event["DTSTART"].dt == booking.starts_at
    assert event["DTEND"].dt == booking.ends_at
    assert event["LOCATION"] == "1012 N Market St"
    assert event["URL"] == f"{settings.SITE_URL}{own}"
    assert "no glass." in event["DESCRIPTION"]
    assert event["STATUS"] == "CONFIRMED"
    bookings.move(booking.pk, datetime(2026, 12, 1, 15, 30, tzinfo=UTC))
    (moved,) = Calendar.from_ical(client.get(f"{own}calendar/").content).walk("VEVENT")
    assert (moved["UID"], moved["SEQUENCE"]) == (event["UID"], event["SEQUENCE"] + 1)
    bookings.cancel(booking.pk)
    (gone,) = Calendar.from_ical(client.get(f"{own}calendar/").content).walk("VEVENT")
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", moved["SEQUENCE"] + 1)


def test_the_pages_speak_spanish(client: Client, counter: Schedule) -> None:
    own = links.own(making.booked(counter)).replace("/en/", "/es/")
    assertContains(client.get(own), "Ver a un inspector en la ventanilla")
    assertContains(client.get(own), "Su cita")


def test_free_times_cost_the_same_however_many_there_are(
    client: Client, counter: Schedule, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for hour in range(3):
        making.booked(counter, TUESDAY_AT_NINE + timedelta(hours=hour))
    invitation = links.invite(counter)
    with django_assert_max_num_queries(4):
        client.get(invitation)


def test_where_everything_is_taken_the_page_says_so(client: Client, services: None) -> None:
    schedule = making.counter(days_ahead=1, capacity=1, opens="15:00", pause_begins=None, pause_ends=None)
    for half in range(2):
        making.booked(schedule, datetime(2026, 11, 25, 20, 30 * half, tzinfo=UTC))
    assertContains(client.get(links.invite(schedule)), "Nothing is free as far ahead as can be booked.")
