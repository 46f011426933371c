"""What is new to whom."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from commonhall import calendar
from commonhall.service_requests import promises, reading, work
from commonhall.service_requests.deeds import Assign
from commonhall.service_requests.models import MOST_UNREAD, ReadMark, ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.service_requests.desk import page_of, send

UNREAD = "/en/staff/queue/?unread=1"


def test_what_comes_in_is_unread_until_a_member_opens_it(
    worker: Client, supervisor: Client, anonymous: ServiceRequest
) -> None:
    assertContains(worker.get("/en/staff/queue/"), "is-unread")
    page_of(worker, anonymous)
    assertNotContains(worker.get("/en/staff/queue/"), "is-unread")
    assertNotContains(worker.get(UNREAD), anonymous.reference)
    assertContains(supervisor.get(UNREAD), anonymous.reference)


def test_what_is_unread_stands_due_first(worker: Client) -> None:
    today = calendar.today()
    due = [None, today + timedelta(days=9), today - timedelta(days=1), today + timedelta(days=2)]
    each = ServiceRequest.objects.bulk_create([making.unsaved(day, changed_on=today) for day in due])
    page = worker.get(UNREAD).content.decode()
    assert sorted(each, key=lambda row: page.index(f"/{row.reference}/")) == [each[n] for n in (2, 3, 1, 0)]


def test_of_very_many_unread_those_that_changed_last_are_listed(worker: Client) -> None:
    today = calendar.today()
    first = making.unsaved(today, changed_on=today - timedelta(days=1))
    later = [making.unsaved(changed_on=today) for _ in range(MOST_UNREAD)]
    ServiceRequest.objects.bulk_create([first, *later])
    assertNotContains(worker.get(UNREAD), first.reference)
    later[0].delete()
    assertContains(worker.get(UNREAD), first.reference)


def test_it_is_new_again_after_somebody_elses_deed_and_says_what_is_new(
    worker: Client, anonymous: ServiceRequest, members: dict[Role, Member]
) -> None:
    page_of(worker, anonymous)
    work.note_internally(anonymous.pk, "Bring the roller.", by=members[Role.SUPERVISOR])
    assertContains(worker.get(UNREAD), anonymous.reference)
    assert page_of(worker, anonymous).content.decode().count('class="unread"') == 1
    assert page_of(worker, anonymous).content.decode().count('class="unread"') == 0


def test_ones_own_deed_is_not_new(worker: Client, anonymous: ServiceRequest) -> None:
    page_of(worker, anonymous)
    send(worker, "publish", anonymous, note="Seen.")
    assertNotContains(worker.get(UNREAD), anonymous.reference)


def test_a_deed_does_not_mark_as_read_what_was_not_opened(
    worker: Client, anonymous: ServiceRequest, members: dict[Role, Member]
) -> None:
    work.do(anonymous.pk, Assign(to=members[Role.WORKER]), by=members[Role.WORKER])
    assertContains(worker.get(UNREAD), anonymous.reference)


def test_a_call_taker_leaves_no_mark_beside_any_request(
    browser_of: Callable[[Role], Client], anonymous: ServiceRequest, named: ServiceRequest
) -> None:
    taker = browser_of(Role.CALL_TAKER)
    for request in (anonymous, named):
        page_of(taker, request)
    assert not ReadMark.objects.exists()
    assertNotContains(taker.get("/en/staff/queue/"), "is-unread")


def test_a_call_takers_mark_at_an_anonymous_request_breaks_the_promise(
    anonymous: ServiceRequest, members: dict[Role, Member]
) -> None:
    assert promises.no_anonymous_request_says_who_took_it().wrong == ()
    ReadMark.objects.create(member=members[Role.CALL_TAKER], request=anonymous, revision=2)
    assert promises.no_anonymous_request_says_who_took_it().wrong == (anonymous.reference,)


def test_a_mark_has_no_time() -> None:
    kinds = {field.name: field.get_internal_type() for field in ReadMark._meta.concrete_fields}
    assert kinds == {
        "id": "UUIDField",
        "member": "ForeignKey",
        "request": "ForeignKey",
        "revision": "PositiveIntegerField",
    }


def test_after_two_quiet_weeks_nothing_is_unread_and_the_marks_go(
    browser_of: Callable[[Role], Client], anonymous: ServiceRequest
) -> None:
    page_of(browser_of(Role.WORKER), anonymous)
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        assert reading.forget() == 0
    with time_machine.travel(timezone.now() + timedelta(days=17), tick=False):
        assert reading.forget() == 1
        assertNotContains(browser_of(Role.SUPERVISOR).get("/en/staff/queue/"), "is-unread")


@pytest.mark.parametrize("table", ["service_requests_readmark"])
def test_nobody_waits_to_read_while_a_table_is_settled(fresh_database: str, table: str) -> None:
    making.catalogue_of_the_city()
    request = making.reported()
    wren = Member.objects.create(
        email="w@city.example", name="W", role=Role.WORKER, department=request.department
    )
    with connections["owner"].cursor() as settle:
        settle.execute("BEGIN")
        settle.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        try:
            assert reading.note(request, wren) is None
        finally:
            settle.execute("ROLLBACK")
    assert not ReadMark.objects.exists()
    reading.note(request, wren)
    assert ReadMark.objects.get().revision == request.revision
    assert calendar.today() == request.day
