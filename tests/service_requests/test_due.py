"""When a request is due: in days, and for a named one in hours."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from commonhall import calendar
from commonhall.service_requests.models import Service, ServiceRequest
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.service_requests.desk import page_of, public_page

MONDAY = date(2026, 11, 23)
NINE = calendar.start_of(MONDAY) + timedelta(hours=9)


@pytest.fixture
def in_hours(services: None) -> None:
    """Potholes are filled within four working hours."""
    Service.objects.filter(pk="pothole").update(target_working_days=None, target_working_hours=4)


@time_machine.travel(NINE, tick=False)
def test_a_named_request_is_due_at_the_hour(in_hours: None) -> None:
    named = making.reported(contact=making.ROSA)
    assert named.due_on == MONDAY
    assert named.due_at == NINE + timedelta(hours=4)


@time_machine.travel(NINE, tick=False)
def test_an_anonymous_request_is_due_by_the_day_and_tells_no_hour(in_hours: None) -> None:
    anonymous = making.reported()
    assert (anonymous.due_on, anonymous.due_at) == (MONDAY, None)


def test_the_database_keeps_the_hour_away_from_an_anonymous_request(anonymous: ServiceRequest) -> None:
    with pytest.raises(IntegrityError, match="anonymous_is_due_by_the_day"), transaction.atomic():
        ServiceRequest.objects.filter(pk=anonymous.pk).update(due_at=timezone.now())


def test_a_service_has_one_target(services: None) -> None:
    with pytest.raises(IntegrityError, match="service_has_one_target"), transaction.atomic():
        Service.objects.filter(pk="pothole").update(target_working_hours=4)


def test_staff_read_the_hour_and_then_how_late_it_is(
    in_hours: None, browser_of: Callable[[Role], Client]
) -> None:
    with time_machine.travel(NINE, tick=False):
        named, worker = making.reported(contact=making.ROSA), browser_of(Role.WORKER)
        assertContains(page_of(worker, named), "today, 1:00 pm")
        assertNotContains(worker.get("/en/staff/queue/?due=late"), named.reference)
    with time_machine.travel(NINE + timedelta(hours=4, minutes=10), tick=False):
        assertContains(page_of(browser_of(Role.WORKER), named), "late since 1:00 pm")
    with time_machine.travel(NINE + timedelta(hours=7), tick=False):
        worker = browser_of(Role.WORKER)
        assertContains(page_of(worker, named), "3 hours late")
        assertContains(worker.get("/en/staff/queue/?due=late"), named.reference)
    with time_machine.travel(NINE + timedelta(days=1), tick=False):
        assertContains(page_of(browser_of(Role.WORKER), named), "1 day late")


def test_an_anonymous_request_is_late_from_the_day_after(
    in_hours: None, browser_of: Callable[[Role], Client]
) -> None:
    with time_machine.travel(NINE, tick=False):
        anonymous = making.reported()
    with time_machine.travel(NINE + timedelta(hours=14), tick=False):
        worker = browser_of(Role.WORKER)
        assertNotContains(worker.get("/en/staff/queue/?due=late"), anonymous.reference)
        assertContains(worker.get("/en/staff/queue/?due=today"), anonymous.reference)
    with time_machine.travel(datetime(2026, 11, 24, 17, tzinfo=UTC), tick=False):
        late = browser_of(Role.WORKER).get("/en/staff/queue/?due=late")
        assertContains(late, anonymous.reference)


def test_everyone_else_reads_the_day(in_hours: None) -> None:
    with time_machine.travel(NINE, tick=False):
        page = public_page(making.reported(contact=making.ROSA))
    assertContains(page, "Mon, Nov 23")
    assertNotContains(page, "1:00 pm")
