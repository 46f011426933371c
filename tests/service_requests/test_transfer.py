"""Passing a request to another department, and moving its date."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from commonhall import calendar
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import State
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.service_requests.desk import page_of, public_page, send, typed_in

WHY = "The pole stands in Brandywine Park."


@pytest.fixture
def parks(services: None) -> Department:
    return Department.objects.create(code="parks", names={"en": "Parks", "es": "Parques"})


@pytest.fixture
def ranger(parks: Department) -> Client:
    """The browser of somebody who works for the parks."""
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(
        Member.objects.create(email="r@city.example", name="Robin", role=Role.WORKER, department=parks)
    )
    return client


def test_it_is_new_and_nobodys_in_the_other_department_and_unread_there(
    worker: Client, ranger: Client, anonymous: ServiceRequest, members: dict[Role, Member]
) -> None:
    send(worker, "assign", anonymous, to=members[Role.WORKER].pk)
    page = send(worker, "transfer", anonymous, department="parks", reason=WHY)
    assertContains(page, "is passed on.")
    assertContains(page, "<h1>All open</h1>")
    anonymous.refresh_from_db()
    assert (anonymous.department_id, anonymous.assigned_to, anonymous.state) == ("parks", None, State.NEW)
    assertContains(ranger.get("/en/staff/queue/?unread=1"), anonymous.reference)
    assert page_of(worker, anonymous).status_code == 404


def test_the_reason_stands_in_the_time_line_of_staff_and_sealed(
    worker: Client, ranger: Client, anonymous: ServiceRequest
) -> None:
    send(worker, "transfer", anonymous, department="parks", reason=WHY)
    page = page_of(ranger, anonymous)
    for said in ("Passed to Parks", "by Wren Demo", WHY, "Sent to Public Works"):
        assertContains(page, said)
    event = Event.objects.get(kind=Event.Kind.TRANSFERRED)
    assert b"Brandywine" not in bytes(event.internal_sealed or b"")


def test_everyone_reads_where_it_went_and_not_why(
    worker: Client, parks: Department, anonymous: ServiceRequest
) -> None:
    send(worker, "transfer", anonymous, department="parks", reason=WHY)
    page = public_page(anonymous)
    assertContains(page, "Passed to Parks")
    assertContains(page, "Sent to Public Works")
    assertNotContains(page, "Brandywine")


@pytest.mark.parametrize(
    ("department", "reason", "said"),
    [
        ("parks", "  ", "Say why it goes there."),
        ("public-works", WHY, "That department has this request already."),
        ("nowhere", WHY, "Choose one of those that are shown."),
        ("", WHY, "Choose a department."),
    ],
)
def test_a_transfer_that_is_refused_keeps_what_was_typed(
    worker: Client, parks: Department, anonymous: ServiceRequest, department: str, reason: str, said: str
) -> None:
    page = send(worker, "transfer", anonymous, department=department, reason=reason)
    assertContains(page, said, status_code=422)
    assert typed_in(page, "transfer-reason").strip() == reason.strip()
    anonymous.refresh_from_db()
    assert anonymous.department_id == "public-works"


def test_a_closed_request_stays_where_it_is(
    worker: Client, parks: Department, anonymous: ServiceRequest
) -> None:
    send(worker, "change-state", anonymous, state="closed", closed_reason="fixed", public_note="Filled.")
    assertNotContains(page_of(worker, anonymous), 'id="transfer"')
    page = send(worker, "transfer", anonymous, department="parks", reason=WHY)
    assertContains(page, "This request is closed.", status_code=422)


def test_a_call_taker_passes_it_on_and_sees_it_still(
    browser_of: Callable[[Role], Client], parks: Department, anonymous: ServiceRequest
) -> None:
    page = send(browser_of(Role.CALL_TAKER), "transfer", anonymous, department="parks", reason=WHY)
    assertContains(page, "Passed to Parks")


def test_a_date_is_moved_with_a_sentence_that_everyone_reads(
    worker: Client, anonymous: ServiceRequest
) -> None:
    send(worker, "move-date", anonymous, due_on="2099-01-05", public_note="The asphalt plant is closed.")
    anonymous.refresh_from_db()
    assert anonymous.due_on == date(2099, 1, 5)
    for page in (public_page(anonymous), page_of(worker, anonymous)):
        assertContains(page, "Date moved to Mon, Jan 5, 2099")
        assertContains(page, "The asphalt plant is closed.")


@pytest.mark.parametrize(
    ("due_on", "note", "said"),
    [
        ("", "The asphalt is late.", "Choose the day."),
        ("soon", "The asphalt is late.", "Write the day like 2026-12-01."),
        ("yesterday", "The asphalt is late.", "Choose a day from today on"),
        ("2099-01-05", "", "Say in a sentence why it moves."),
        ("2099-01-05", "Call 302-555-0147.", "Not published."),
    ],
)
def test_a_date_that_is_refused_keeps_what_was_typed(
    worker: Client, anonymous: ServiceRequest, due_on: str, note: str, said: str
) -> None:
    before = anonymous.due_on
    day = str(calendar.today() - timedelta(days=1)) if due_on == "yesterday" else due_on
    page = send(worker, "move-date", anonymous, due_on=day, public_note=note)
    assertContains(page, said, status_code=422)
    assert typed_in(page, "date-reason") == note
    anonymous.refresh_from_db()
    assert anonymous.due_on == before


def test_a_moved_date_has_no_hour(worker: Client, named: ServiceRequest) -> None:
    ServiceRequest.objects.filter(pk=named.pk).update(due_at=named.received_at)
    send(worker, "move-date", named, due_on="2099-01-05", public_note="The asphalt is late.")
    named.refresh_from_db()
    assert named.due_at is None


def test_a_closed_request_has_no_date_to_move(worker: Client, services: None) -> None:
    closed = making.unsaved(state=State.CLOSED, closed_reason="fixed")
    closed.save(force_insert=True)
    page = send(worker, "move-date", closed, due_on="2099-01-05", public_note="Later.")
    assertContains(page, "This request is closed.", status_code=422)
