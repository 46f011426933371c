"""Times: kept in UTC, shown in the city's zone, and right in the two nights in which its clocks change."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.roles import Role
from tests.service_requests import making

# The third of November 2026 is Election Day, on which the city's offices are closed.
# In the city: spring forward on 2027-03-14 from 2:00 to 3:00, back on 2026-11-01 from 2:00 to 1:00.
MOMENTS = [
    pytest.param(
        "2026-11-01 05:30", "2026-11-01", "1:30 am", "2026-11-06", id="half past one, the first time"
    ),
    pytest.param(
        "2026-11-01 06:30", "2026-11-01", "1:30 am", "2026-11-06", id="half past one, the second time"
    ),
    pytest.param(
        "2026-11-01 03:59", "2026-10-31", "11:59 pm", "2026-11-06", id="the evening before, in summer time"
    ),
    pytest.param(
        "2026-11-02 04:59", "2026-11-01", "11:59 pm", "2026-11-06", id="the evening after, in winter time"
    ),
    pytest.param("2026-11-02 05:00", "2026-11-02", "12:00 am", "2026-11-09", id="midnight after"),
    pytest.param(
        "2027-03-14 06:59", "2027-03-14", "1:59 am", "2027-03-18", id="the last minute before the jump"
    ),
    pytest.param("2027-03-14 07:00", "2027-03-14", "3:00 am", "2027-03-18", id="the jump"),
    pytest.param("2027-03-15 03:59", "2027-03-14", "11:59 pm", "2027-03-18", id="the evening after the jump"),
    pytest.param("2027-03-15 04:00", "2027-03-15", "12:00 am", "2027-03-19", id="midnight after the jump"),
]


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.fixture
def seen_by_staff(browser_of: Callable[[Role], Client]) -> Callable[[ServiceRequest], str]:
    """What a worker sees of a request."""

    def page(request: ServiceRequest) -> str:
        address = reverse("service_requests:work", args=[request.reference])
        return browser_of(Role.WORKER).get(address).content.decode()

    return page


@pytest.mark.parametrize(("moment", "day", "clock", "due_on"), MOMENTS)
def test_a_report_falls_on_the_citys_day(
    seen_by_staff: Callable[[ServiceRequest], str], moment: str, day: str, clock: str, due_on: str
) -> None:
    with time_machine.travel(at(moment), tick=False):
        named, anonymous = making.reported(contact=making.ROSA), making.reported()
        assert named.received_at == at(moment)
        for request in (named, anonymous):
            assert (request.day, request.due_on) == (date.fromisoformat(day), date.fromisoformat(due_on))
        assert f"<br>{clock}</time>" in seen_by_staff(named)
        assert "<br>" not in seen_by_staff(anonymous).split('class="events"')[1].split("</ol>")[0]


def test_the_database_keeps_utc(services: None) -> None:
    with time_machine.travel(at("2026-11-01 06:30"), tick=False):
        request = making.reported(contact=making.ROSA)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT received_at AT TIME ZONE 'UTC' FROM service_requests_servicerequest WHERE id = %s",
            [request.pk],
        )
        assert cursor.fetchone() == (datetime(2026, 11, 1, 6, 30),)  # noqa: DTZ001  as stored
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == ("UTC",)


@pytest.mark.parametrize(("language", "clock"), [("en", "2:20 pm"), ("es", "14:20")])
def test_a_time_is_written_as_the_language_does(
    browser_of: Callable[[Role], Client], language: str, clock: str
) -> None:
    with time_machine.travel(at("2026-12-01 19:20"), tick=False):
        request = making.reported(contact=making.ROSA)
        page = browser_of(Role.WORKER).get(f"/{language}/staff/requests/{request.reference}/")
        assertContains(page, f"<br>{clock}</time>")


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-06 04:59", "Fri, Nov 6"),
        ("2026-11-06 05:00", "today"),
        ("2026-11-07 04:59", "today"),
        ("2026-11-07 05:00", "1 day late"),
        ("2026-11-09 12:00", "3 days late"),
    ],
)
def test_late_begins_at_the_citys_midnight(browser_of: Callable[[Role], Client], now: str, said: str) -> None:
    with time_machine.travel(at("2026-11-01 16:00"), tick=False):
        making.reported()
    with time_machine.travel(at(now), tick=False):
        page = browser_of(Role.WORKER).get("/en/staff/queue/")
        assertContains(page, said)
        assert ("late" in said) == (">1 late<" in page.content.decode())


def test_a_service_without_a_target_is_never_late(browser_of: Callable[[Role], Client]) -> None:
    request = making.reported()
    ServiceRequest.objects.filter(pk=request.pk).update(due_on=None)
    page = browser_of(Role.WORKER).get("/en/staff/queue/")
    assertContains(page, "no target")
    assertNotContains(Client().get(f"/en/requests/{request.reference}/"), "Expected")


def test_weekends_and_holidays_are_no_working_days(services: None) -> None:
    """Four working days from the day before Thanksgiving, which the city keeps together with the day after."""
    with time_machine.travel(at("2026-11-25 15:00"), tick=False):
        assert making.reported().due_on == date(2026, 12, 3)
