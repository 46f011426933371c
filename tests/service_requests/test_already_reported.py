"""Before details: what is reported already near by, told to everyone; and that it costs the same after many years."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from time_machine import Traveller

from commonhall import calendar
from commonhall.places import lookup
from commonhall.places.lookup import Place
from commonhall.service_requests import already_reported, me_too, merging
from commonhall.service_requests.models import ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.service_requests.desk import page_of
from tests.service_requests.reporting import Reporter

A_BLOCK = 0.0006  # degrees of latitude, some 75 yards
OFFERED = re.compile(r'name="too" value="([2-9A-Z]{6})"')
TOLD = re.compile(r'id="near-([2-9A-Z]{6})"')


@pytest.fixture
def place(noon: Traveller, city: None) -> Place:
    """Where everyone is in these tests."""
    return lookup.resolve("1012 N Market St")


@pytest.fixture
def stored(place: Place) -> Callable[..., ServiceRequest]:
    """Stores a request of five days ago at that place, or with other values."""

    def store(**values: object) -> ServiceRequest:
        service = str(values.pop("service", "pothole"))
        row = making.unsaved(service=service)
        told = {"latitude": place.latitude, "longitude": place.longitude, "day": days_ago(5), **values}
        for name, value in told.items():
            setattr(row, name, value)
        row.save(force_insert=True)
        return row

    return store


def days_ago(days: int) -> date:
    return calendar.today() - timedelta(days=days)


def details(client: Client) -> Reporter:
    """At the details step of a report about a pothole at 1012 N Market St."""
    return Reporter(client).start().say(where="1012 N Market St")


CLOSED = {"state": State.CLOSED, "closed_reason": ClosedReason.FIXED}


def test_the_same_kind_near_by_is_told_nearest_first_before_anything_is_written(
    client: Client, stored: Callable[..., ServiceRequest], place: Place
) -> None:
    next_block = stored(latitude=place.latitude + A_BLOCK)
    here = stored()
    stored(latitude=place.latitude + 3 * A_BLOCK)
    stored(longitude=place.longitude + 3 * A_BLOCK)
    stored(service="street-light")
    page = details(client).text
    assert TOLD.findall(page) == [here.reference, next_block.reference]
    assert page.index("Already reported near here") < page.index("What should the crew know?")
    for said in ("same block", "73 yards away", "1000 block of N Market St", "Thu, Nov 19"):
        assert said in page


def test_where_nothing_is_reported_the_page_does_not_speak_of_it(client: Client, city: None) -> None:
    assertNotContains(details(client).page, "Already reported")


def test_what_was_closed_two_weeks_ago_is_told_and_cannot_be_joined(
    client: Client, stored: Callable[..., ServiceRequest]
) -> None:
    lately = stored(**CLOSED, day=days_ago(60), changed_on=days_ago(14))
    stored(**CLOSED, day=days_ago(60), changed_on=days_ago(15))
    page = details(client).text
    assert TOLD.findall(page) == [lately.reference]
    assert "Fixed, says the crew" in page
    assert not OFFERED.findall(page)


def test_a_repeat_is_not_told_beside_its_first(client: Client, stored: Callable[..., ServiceRequest]) -> None:
    first = stored()
    stored(
        state=State.CLOSED, closed_reason=ClosedReason.DUPLICATE, duplicate_of=first, changed_on=days_ago(0)
    )
    assert TOLD.findall(details(client).text) == [first.reference]


def test_five_are_told_at_most(client: Client, stored: Callable[..., ServiceRequest]) -> None:
    for days in range(1, 8):
        stored(day=days_ago(days))
    assert len(TOLD.findall(details(client).text)) == already_reported.MOST == 5


def test_an_anonymous_request_is_told_from_the_day_after_and_a_named_one_at_once(
    client: Client, services: None
) -> None:
    with time_machine.travel(datetime(2026, 12, 1, 15, tzinfo=UTC), tick=False) as clock:
        anonymous, named = making.reported(), making.reported(contact=making.ROSA)
        at_home = already_reported.near("pothole", making.PLACE, calendar.today())
        assert [each.request for each in at_home] == [named]
        clock.move_to(datetime(2026, 12, 2, 15, tzinfo=UTC))
        at_home = already_reported.near("pothole", making.PLACE, calendar.today())
        assert {each.request for each in at_home} == {named, anonymous}


def test_of_the_place_the_block_alone_is_told(client: Client, stored: Callable[..., ServiceRequest]) -> None:
    stored()
    page = details(client).text
    section = page[page.index('class="already"') : page.index("</section>")]
    assert "1000 block of N Market St" in section
    for secret in ("1012", "Deep hole", "39.7", "75.5"):
        assert secret not in section


def test_the_page_asks_few_questions_and_no_more_with_more_requests(
    client: Client, stored: Callable[..., ServiceRequest]
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            reporter.say(where="1012 N Market St")
        reporter.page = began
        return len(captured)

    reporter = Reporter(client).start()
    began = reporter.page
    stored()
    queries()  # what is read once a process
    few = queries()
    assert few <= 12
    for _ in range(20):
        stored()
    assert queries() == few


@pytest.fixture
def many_years(stored: Callable[..., ServiceRequest], place: Place) -> None:
    """Thousands of potholes of years gone by in the same block, and a few open ones."""
    rows = [making.unsaved(**CLOSED) for _ in range(4000)]
    for number, row in enumerate(rows):
        row.latitude, row.longitude = place.latitude, place.longitude
        row.day = row.changed_on = days_ago(100 + number % 2000)
    ServiceRequest.objects.bulk_create(rows, batch_size=1000)
    for _ in range(10):
        stored()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # as of a table that is too large to be read through


def test_the_years_do_not_make_it_dearer(
    many_years: None, place: Place, members: dict[Role, Member], stored: Callable[..., ServiceRequest]
) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert len(already_reported.near("pothole", place, calendar.today())) == already_reported.MOST
        assert merging.company(stored(), members[Role.WORKER]).near
    asked = [query["sql"] for query in captured if "latitude" in query["sql"] and "BETWEEN" in query["sql"]]
    assert len(asked) == 3  # open and closed for everyone, open for staff
    for question in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) {question}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "requests_near_" in plan, plan
        read = [int(rows) for rows in re.findall(r"actual rows=(\d+)", plan)]
        removed = [int(rows) for rows in re.findall(r"Rows Removed by \w[\w ]*: (\d+)", plan)]
        assert max([*read, *removed]) < 50, plan


def test_staff_are_shown_what_is_open_near_by_to_merge_with(
    worker: Client, stored: Callable[..., ServiceRequest]
) -> None:
    """Whose it is and who said “me too” plays no part: a report that comes after one is found by its place."""
    here, other = stored(), stored()
    page = page_of(worker, other)
    assertContains(page, "Open near by, same service")
    assertContains(page, f"/en/staff/requests/{here.reference}/")
    assertContains(page, f"/en/staff/requests/{other.reference}/merge/")
    here.state, here.closed_reason = State.CLOSED, ClosedReason.FIXED
    here.save()
    assertNotContains(page_of(worker, other), "Open near by, same service")


def test_how_many_said_so_stands_beside_it_from_the_day_after(
    client: Client, stored: Callable[..., ServiceRequest]
) -> None:
    request, today = stored(), calendar.today()
    me_too.say(request, today)
    assertNotContains(details(client).page, "more person")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assertContains(details(client).page, "1 more person")
