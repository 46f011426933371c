"""Duplicates: what is offered, what merging does, what everyone sees of it, and taking it apart."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from commonhall import calendar
from commonhall.service_requests import links, merging
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.service_requests.desk import page_of, public_page, send

A_BLOCK = 0.0012  # degrees of latitude, some 150 yards


@pytest.fixture
def first(services: None) -> ServiceRequest:
    """Somebody told the same yesterday."""
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        return making.reported("There is a hole at the bus stop.")


def merge(client: Client, request: ServiceRequest, into: ServiceRequest) -> None:
    assertContains(send(client, "merge", request, first=into.reference), "Merged into")


def offered(request: ServiceRequest, member: Member) -> set[ServiceRequest]:
    return {each.request for each in merging.candidates(request, member, calendar.today())}


def test_the_same_service_near_by_and_recent_is_offered_nearest_first(
    anonymous: ServiceRequest, members: dict[Role, Member]
) -> None:
    today = calendar.today()

    def made(**more: object) -> ServiceRequest:
        row = making.unsaved(**{name: value for name, value in more.items() if name == "service"})
        for name, value in more.items():
            if name != "service":
                setattr(row, name, value)
        row.save(force_insert=True)
        return row

    here = made(day=today - timedelta(days=5))
    next_block = made(latitude=anonymous.latitude + A_BLOCK)
    made(latitude=anonymous.latitude + 3 * A_BLOCK)
    made(longitude=anonymous.longitude + 3 * A_BLOCK)
    made(service="street-light")
    made(day=today - timedelta(days=91))
    made(state=State.CLOSED, closed_reason=ClosedReason.DUPLICATE, duplicate_of=here)
    found = merging.candidates(anonymous, members[Role.WORKER], today)
    assert [each.request for each in found] == [here, next_block]
    assert [each.yards for each in found] == [0, 146]


def test_what_is_offered_does_not_depend_on_whose_it_is(members: dict[Role, Member]) -> None:
    """Two requests of one person, and one of nobody's, at one place: each is offered for each."""
    rows = [making.reported(contact=making.ROSA), making.reported(contact=making.ROSA), making.reported()]
    for row in rows:
        assert offered(row, members[Role.WORKER]) == {each for each in rows if each != row}
    with CaptureQueriesContext(connection) as captured:
        merging.candidates(rows[0], members[Role.WORKER], calendar.today())
    assert [query for query in captured.captured_queries if "people_" in query["sql"]] == []


def test_another_departments_request_is_not_offered_and_cannot_be_named(
    worker: Client, anonymous: ServiceRequest, members: dict[Role, Member]
) -> None:
    Department.objects.create(code="parks", names={"en": "Parks"})
    theirs = making.unsaved(department_id="parks")
    theirs.save(force_insert=True)
    assert offered(anonymous, members[Role.WORKER]) == set()
    page = send(worker, "merge", anonymous, typed=theirs.reference)
    assertContains(page, "Choose the request that it repeats", status_code=422)


def test_the_page_offers_it_in_words_and_merging_closes_the_repeat(
    worker: Client, anonymous: ServiceRequest, first: ServiceRequest
) -> None:
    page = worker.get(reverse("service_requests:merge", args=[anonymous.reference]))
    assertContains(page, "There is a hole at the bus stop.")
    assertContains(page, "same block")
    merge(worker, anonymous, first)
    anonymous.refresh_from_db()
    assert (anonymous.state, anonymous.closed_reason) == (State.CLOSED, ClosedReason.DUPLICATE)
    assert anonymous.duplicate_of == first
    assertContains(page_of(worker, anonymous), "Merged: this repeats")
    kept = page_of(worker, first)
    assertContains(kept, "1 report more")
    assertContains(kept, f"Reported again: {anonymous.reference[:3]}")
    assertContains(worker.get("/en/staff/queue/"), '<td class="col-n num">2</td>')


def test_everyone_is_led_to_the_first_and_reads_nothing_of_who_reported_it(
    worker: Client, named: ServiceRequest, first: ServiceRequest
) -> None:
    merge(worker, named, first)
    page = public_page(named)
    assertContains(page, "The same was reported before.")
    assertContains(page, reverse("service_requests:public", args=[first.reference]))
    for part in ("Rosa", "Deep hole", "bus stop", "Wren"):
        assertNotContains(page, part)
    assertNotContains(public_page(first), named.reference)
    own = Client().get(links.follow(named))
    assertContains(own, reverse("service_requests:public", args=[first.reference]))


def test_an_anonymous_first_is_not_shown_before_its_day_is_over(worker: Client, services: None) -> None:
    first, again = making.reported(), making.reported(contact=making.ROSA)
    merge(worker, again, first)
    page = public_page(again)
    assertContains(page, "From tomorrow on a link here leads to that request.")
    assertNotContains(page, first.reference)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        assertContains(public_page(again), first.reference)


def test_taken_apart_it_is_open_again_and_points_nowhere(
    worker: Client, anonymous: ServiceRequest, first: ServiceRequest
) -> None:
    merge(worker, anonymous, first)
    assertContains(send(worker, "take-apart", anonymous), "The request is open again.")
    anonymous.refresh_from_db()
    assert (anonymous.state, anonymous.closed_reason, anonymous.duplicate_of) == (State.SENT_BACK, "", None)
    assertNotContains(public_page(anonymous), first.reference)
    assertContains(public_page(anonymous), "Sent back")
    assertNotContains(page_of(worker, first), "report more")
    page = send(worker, "take-apart", anonymous)
    assertContains(page, "This request is not merged with another one.")


def test_sent_back_by_its_state_it_points_nowhere_either(
    worker: Client, anonymous: ServiceRequest, first: ServiceRequest
) -> None:
    merge(worker, anonymous, first)
    send(worker, "change-state", anonymous, state="sent back")
    anonymous.refresh_from_db()
    assert anonymous.duplicate_of is None


def test_there_are_no_chains(worker: Client, anonymous: ServiceRequest, first: ServiceRequest) -> None:
    third = making.reported("Hole again.")
    merge(worker, anonymous, first)
    page = send(worker, "merge", third, typed=anonymous.reference)
    assertContains(page, "That request repeats another one itself.", status_code=422)
    page = send(worker, "merge", first, first=third.reference)
    assertContains(page, "Others were merged into this one.", status_code=422)


@pytest.mark.parametrize("typed", ["", "nothing", "222222", "%00"])
def test_a_reference_that_leads_nowhere_is_told(
    worker: Client, anonymous: ServiceRequest, typed: str
) -> None:
    page = send(worker, "merge", anonymous, typed=typed)
    assertContains(page, "Choose the request that it repeats, or write its reference.", status_code=422)


def test_a_request_does_not_repeat_itself(worker: Client, anonymous: ServiceRequest) -> None:
    assert send(worker, "merge", anonymous, typed=anonymous.reference).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceRequest.objects.filter(pk=anonymous.pk).update(
            state=State.CLOSED, closed_reason=ClosedReason.DUPLICATE, duplicate_of=anonymous.pk
        )


def test_the_database_keeps_a_repeat_closed(
    worker: Client, anonymous: ServiceRequest, first: ServiceRequest
) -> None:
    with pytest.raises(IntegrityError, match="duplicate_is_closed_as_one"), transaction.atomic():
        ServiceRequest.objects.filter(pk=anonymous.pk).update(duplicate_of=first.pk)


def test_a_closed_request_is_not_merged(
    worker: Client, anonymous: ServiceRequest, first: ServiceRequest
) -> None:
    send(worker, "change-state", anonymous, state="closed", closed_reason="fixed", public_note="Filled.")
    page = send(worker, "merge", anonymous, first=first.reference)
    assertContains(page, "This request is closed.", status_code=422)


def test_somebody_who_changed_it_meanwhile_is_named(
    worker: Client, supervisor: Client, anonymous: ServiceRequest, first: ServiceRequest
) -> None:
    send(supervisor, "publish", anonymous, note="We look at it.")
    page = send(worker, "merge", anonymous, first=first.reference, seen="2")
    assertContains(page, "Sasha Demo changed this request", status_code=409)
    assert not Event.objects.filter(kind=Event.Kind.MERGED).exists()


def test_a_merge_writes_nothing_about_people(
    worker: Client, named: ServiceRequest, photo_folder: Path
) -> None:
    first = making.reported(contact=making.ROSA)
    with CaptureQueriesContext(connection) as captured:
        merge(worker, named, first)
    written = [query["sql"] for query in captured.captured_queries if not query["sql"].startswith("SELECT")]
    assert written
    assert [sql for sql in written if "people_" in sql or "audit_" in sql or "contact_sealed" in sql] == []
