"""Two members at one request."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from commonhall.service_requests import jobs, work
from commonhall.service_requests.deeds import Change
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.service_requests.desk import page_of, send, typed_in


def seen_on(page: HttpResponse) -> str:
    """The revision that the page's forms carry."""
    found = set(re.findall(r'name="seen" value="(\d+)"', page.content.decode()))
    assert len(found) == 1
    return found.pop()


@pytest.fixture
def opened(worker: Client, anonymous: ServiceRequest) -> str:
    """The worker has the page open; since then the supervisor took it into work."""
    return seen_on(page_of(worker, anonymous))


@pytest.fixture
def changed(opened: str, anonymous: ServiceRequest, members: dict[Role, Member]) -> str:
    work.change(anonymous.pk, Change(state=State.IN_PROGRESS), by=members[Role.SUPERVISOR])
    return opened


def test_who_changed_what_is_told_and_the_note_stays(
    worker: Client, anonymous: ServiceRequest, changed: str
) -> None:
    page = send(worker, "publish", anonymous, note="We come on Tuesday.", seen=changed)
    assertContains(page, "Sasha Demo changed this request since you opened it.", status_code=409)
    assertContains(page, "<b>In progress</b>", status_code=409)
    assert typed_in(page, "public") == "We come on Tuesday."
    assert not Event.objects.filter(kind=Event.Kind.PUBLIC_NOTE).exists()


def test_sent_again_from_the_page_with_the_warning_it_is_done(
    worker: Client, anonymous: ServiceRequest, changed: str
) -> None:
    page = send(worker, "publish", anonymous, note="We come on Tuesday.", seen=changed)
    again = send(worker, "publish", anonymous, note="We come on Tuesday.", seen=seen_on(page))
    assertContains(again, "The note is published.")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("change-state", {"state": "closed", "closed_reason": "fixed", "public_note": "Filled."}),
        ("note-internally", {"note": "Bring the roller."}),
        ("move-date", {"due_on": "2099-01-05", "public_note": "The asphalt is late."}),
    ],
)
def test_every_form_of_the_page_is_warned_and_keeps_what_was_typed(
    worker: Client, anonymous: ServiceRequest, changed: str, name: str, fields: dict[str, str]
) -> None:
    page = send(worker, name, anonymous, seen=changed, **fields)
    assertContains(page, "since you opened it", status_code=409)
    for typed in fields.values():
        assertContains(page, typed, status_code=409)
    anonymous.refresh_from_db()
    assert anonymous.state == State.IN_PROGRESS
    assert Event.objects.filter(by__isnull=False).count() == 1


def test_ones_own_deed_in_another_window_is_no_collision(
    worker: Client, anonymous: ServiceRequest, opened: str, members: dict[Role, Member]
) -> None:
    work.publish(anonymous.pk, "Seen.", by=members[Role.WORKER])
    assertContains(send(worker, "publish", anonymous, note="Filled.", seen=opened), "The note is published.")


def test_what_comes_of_itself_is_no_collision(worker: Client, named: ServiceRequest) -> None:
    opened = seen_on(page_of(worker, named))
    ServiceRequest.objects.filter(pk=named.pk).update(department=None)
    jobs.route(request_id=str(named.pk))
    assertContains(send(worker, "publish", named, note="Seen.", seen=opened), "The note is published.")


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "１"])
def test_a_form_that_does_not_say_what_it_saw_is_done(
    worker: Client, anonymous: ServiceRequest, changed: str, seen: str
) -> None:
    page = send(worker, "publish", anonymous, note="Seen.", seen=seen)
    assert page.status_code in {200, 409}


def test_the_database_counts_whatever_writes_an_event(anonymous: ServiceRequest) -> None:
    before = ServiceRequest.objects.get().revision
    assert before == 2  # received and routed
    Event.objects.bulk_create(
        Event(request=anonymous, kind=Event.Kind.ROUTED, day=anonymous.day) for _ in range(3)
    )
    assert ServiceRequest.objects.get().revision == before + 3
    numbers = Event.objects.values_list("number", flat=True)
    assert sorted(number for number in numbers if number) == [1, 2, 3, 4, 5]
    assert ServiceRequest.objects.get().changed_on == anonymous.day


def test_without_a_change_nobody_is_warned(
    worker: Client, supervisor: Client, anonymous: ServiceRequest, browser_of: Callable[[Role], Client]
) -> None:
    opened = seen_on(page_of(worker, anonymous))
    page_of(supervisor, anonymous)
    page = send(worker, "publish", anonymous, note="Seen.", seen=opened)
    assertNotContains(page, "since you opened it")
