"""Staff see who comes, book for somebody, invite them, and note how it went: through the pages."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains
from time_machine import Traveller

from commonhall.appointments import whose
from commonhall.appointments.models import Booking, Schedule, State
from commonhall.audit.models import Entry
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Department
from commonhall.staff.roles import Role
from tests.appointments import making
from tests.appointments.making import TUESDAY_AT_NINE

AT_NINE, AT_TEN = "2026-12-01T14:00Z", "2026-12-01T15:00Z"
HOME = "/en/staff/appointments/"
pytestmark = pytest.mark.usefixtures("noon")


def once_of(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_week_lists_who_comes_when_and_nobody_s_name(
    worker: Client, pickup: Schedule, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    bookings = [making.booked(pickup), making.booked(pickup, TUESDAY_AT_NINE + timedelta(minutes=90))]
    worker.get(HOME)
    with django_assert_max_num_queries(8):
        page = worker.get(f"{HOME}{pickup.pk}/?day=2026-12-03")
    for booking in bookings:
        assertContains(page, booking.reference[:3])
    assertContains(page, "1012 N Market St")
    assertContains(page, "2 of 5 booked")
    assertNotContains(page, "Rosa")
    day = worker.get(f"{HOME}{pickup.pk}/?day=2026-12-02&only=day")
    assertContains(day, "Nobody has booked.")
    assertNotContains(day, "1012 N Market St")


def test_a_department_sees_its_own_and_call_takers_see_all(
    worker: Client, browser_of: Callable[[Role], Client], counter: Schedule
) -> None:
    booking = making.booked(counter)
    Schedule.objects.filter(pk=counter.pk).update(
        department=Department.objects.exclude(pk=counter.department_id).order_by("pk")[0]
    )
    address = f"{HOME}booking/{booking.reference}/"
    for path in (f"{HOME}{counter.pk}/", f"{HOME}{counter.pk}/book/", address, f"{address}move/"):
        assert worker.get(path).status_code == 404
        assert browser_of(Role.CALL_TAKER).get(path).status_code == 200
    for deed in ("confirm/", "cancel/", "outcome/", "move/"):
        assert worker.post(f"{address}{deed}", {"at": AT_TEN}).status_code == 404
    booking.refresh_from_db()
    assert (booking.state, booking.starts_at) == (State.BOOKED, TUESDAY_AT_NINE)


def test_staff_book_for_somebody_once(browser_of: Callable[[Role], Client], counter: Schedule) -> None:
    taker, address = browser_of(Role.CALL_TAKER), f"{HOME}{counter.pk}/book/"
    assertContains(taker.get(address), "?at=2026-11-25")
    typed = {
        "once": once_of(taker.get(f"{address}?at={AT_NINE}").content.decode()),
        "at": AT_NINE,
        "name": "Luis Peña",
        "language": "es",
    }
    page = taker.post(address, typed, follow=True)
    assertContains(page, "Booked. The reference is")
    assertNotContains(page, "Luis")
    taker.post(address, typed)
    booking = Booking.objects.get()
    record = whose.record(booking)
    assert record
    assert record.given[booking.pk].language == "es"
    assert booking.changed_by
    assert booking.changed_by.role == Role.CALL_TAKER


def test_too_late_for_staff_too_and_what_was_typed_stays(worker: Client, counter: Schedule) -> None:
    making.booked(counter)
    making.booked(counter)
    answer = worker.post(f"{HOME}{counter.pk}/book/", {"at": AT_NINE, "name": "Luis Peña", "language": "es"})
    assertContains(answer, "Luis Peña", status_code=409)
    assertContains(answer, "Choose another time", status_code=409)


def test_from_a_request_s_page_its_person_gets_the_time_and_nobody_sees_them(
    worker: Client, counter: Schedule, named: ServiceRequest
) -> None:
    page = worker.get(f"/en/staff/requests/{named.reference}/").content.decode()
    way = f"{HOME}?request={named.reference}"
    assert way in page
    assertContains(worker.get(way), f"/book/?request={named.reference}")
    address = f"{HOME}{counter.pk}/book/?request={named.reference}"
    form = worker.get(f"{address}&at={AT_NINE}")
    assertNotContains(form, 'name="email"')
    shown = worker.post(address, {"at": AT_NINE, "once": once_of(form.content.decode())}, follow=True)
    assertContains(shown, f"/en/staff/requests/{named.reference}/")
    link = words.contact_link(named)
    assert link
    assert whose.contact_link(Booking.objects.get()).person == link.person


def test_an_anonymous_request_gets_no_appointment(
    worker: Client, counter: Schedule, anonymous: ServiceRequest
) -> None:
    assertNotContains(worker.get(f"/en/staff/requests/{anonymous.reference}/"), HOME + "?request")
    page = worker.get(f"{HOME}?request={anonymous.reference}")
    assertContains(page, "it can have no appointment of anybody")
    assertNotContains(page, "book/?request")
    answer = worker.post(f"{HOME}{counter.pk}/book/?request={anonymous.reference}", {"at": AT_NINE})
    assert answer.status_code == 302
    assert not Booking.objects.exists()


def test_a_link_to_book_is_made_by_a_form_alone(
    worker: Client, client: Client, counter: Schedule, named: ServiceRequest
) -> None:
    address = f"{HOME}{counter.pk}/invite/"
    assert worker.get(address).status_code == 302
    page = worker.post(address, {"request": named.reference}).content.decode()
    found = re.search(r"/en/appointments/book/[\w-]+/", page)
    assert found
    client.post(found[0], {"at": AT_NINE})
    assert Booking.objects.get().serves == named.pk


def test_staff_confirm_move_and_cancel(worker: Client, counter: Schedule) -> None:
    booking = making.booked(counter)
    address = f"{HOME}booking/{booking.reference}/"
    assertContains(worker.post(f"{address}confirm/", follow=True), "It is confirmed.")
    assertContains(worker.get(f"{address}move/?at={AT_TEN}"), "Move it to this time?")
    assertContains(worker.post(f"{address}move/", {"at": AT_TEN}, follow=True), "It is moved.")
    assertContains(worker.post(f"{address}cancel/", follow=True), "its time is free")
    booking.refresh_from_db()
    assert (booking.state, booking.moves) == (State.CANCELLED, 1)
    assertContains(worker.post(f"{address}confirm/", follow=True), "over or was cancelled")
    assert worker.get(f"{address}move/").status_code == 302
    assert worker.get(f"{address}cancel/").status_code == 302


def test_how_it_went_is_noted_when_it_has_begun(worker: Client, counter: Schedule, noon: Traveller) -> None:
    booking = making.booked(counter)
    address = f"{HOME}booking/{booking.reference}/"
    assertNotContains(worker.get(address), "How it went")
    assertContains(worker.post(f"{address}outcome/", {"was_kept": "yes"}, follow=True), "not begun yet")
    noon.move_to(TUESDAY_AT_NINE + timedelta(minutes=40))
    worker.post("/en/staff/here/")
    worker = worker_again(worker)
    assertContains(worker.get(address), "How it went")
    worker.post(f"{address}outcome/", {"was_kept": "no"})
    booking.refresh_from_db()
    assert booking.state == State.MISSED


def worker_again(worker: Client) -> Client:
    """Signed in anew: a week has passed."""
    booking = Booking.objects.select_related("schedule__department").get()
    worker.force_login(booking.schedule.department.members.get(role=Role.WORKER))
    return worker


def test_whose_it_is_opens_for_a_reason_alone_and_the_look_is_logged(
    supervisor: Client, worker: Client, counter: Schedule
) -> None:
    address = f"{HOME}booking/{making.booked(counter).reference}/"
    assertNotContains(worker.get(address), 'name="person"')
    page = supervisor.get(address)
    assertNotContains(page, "Rosa Marin")
    found = re.search(r'name="person" value="([^"]+)"', page.content.decode())
    assert found
    before = Entry.objects.count()
    opened = supervisor.post("/en/staff/person/", {"person": found[1], "reason": "follow-up"})
    assertContains(opened, "Rosa Marin")
    assertContains(opened, "Meet an inspector at the counter")
    assert Entry.objects.count() == before + 1


def test_nothing_is_booked_where_a_schedule_takes_no_bookings(worker: Client, counter: Schedule) -> None:
    Schedule.objects.update(is_active=False)
    assert worker.get(f"{HOME}{counter.pk}/book/").status_code == 404
    assertContains(worker.get(HOME), "takes no bookings")
    assert worker.get(f"{HOME}{counter.pk}/").status_code == 200
