"""Requests are kept three years from their closing, then they go whole; with the last one goes the person."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from commonhall import calendar
from commonhall.audit.models import Entry
from commonhall.holdings import holds, promises
from commonhall.holdings import retention as schedules
from commonhall.holdings.retention import Outcome
from commonhall.people import contacts, merging
from commonhall.people.handles import By
from commonhall.people.models import Erased, Person, PersonKey
from commonhall.service_requests import photos, retention, words
from commonhall.service_requests.models import Event, Photo, RequestKey, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.service_requests import desk, making
from tests.service_requests.making import ROSA

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("services", "photo_folder")]
CLOSED = date(2023, 3, 10)
KEPT_LAST = date(2026, 3, 10)
PAST = KEPT_LAST + timedelta(days=1)
JPEG = b"\xff\xd8" + bytes(range(256)) * 20


def close(request: ServiceRequest, day: date = CLOSED) -> ServiceRequest:
    """Closed by a member of staff on that day; it came the day before."""
    ServiceRequest.objects.filter(pk=request.pk).update(
        state=State.CLOSED, closed_reason=ClosedReason.FIXED, day=day - timedelta(days=1)
    )
    Event.objects.create(
        request=request, kind=Event.Kind.STATE, day=day, state=State.CLOSED, closed_reason=ClosedReason.FIXED
    )
    return request


def person_of(request: ServiceRequest) -> int:
    link = words.contact_link(ServiceRequest.objects.get(pk=request.pk))
    assert link
    return link.person


def outcome(outcomes: tuple[Outcome, ...]) -> Outcome:
    return next(each for each in outcomes if each.model == "service_requests.servicerequest")


@pytest.fixture
def closed() -> ServiceRequest:
    """A named request with a photo, closed on the 10th of March 2023."""
    return close(making.reported("Gate.", contact=ROSA, photos=(JPEG,)))


def test_on_its_last_day_it_is_kept_and_the_day_after_it_goes_whole(
    closed: ServiceRequest, photo_folder: Path
) -> None:
    person = person_of(closed)
    assert outcome(schedules.run(KEPT_LAST)).count == 0
    assert outcome(schedules.run(PAST)).deleted == 1
    for table in (ServiceRequest, Event, Photo, RequestKey, Person, PersonKey):
        assert not table.objects.exists(), table
    assert Erased.objects.filter(pk=person).exists()
    assert closed.reference not in dump.of_the_database()


def test_its_photo_goes_from_the_folder_too(closed: ServiceRequest, photo_folder: Path) -> None:
    photo = Photo.objects.get()
    photo_folder.mkdir()
    file = photo_folder / photo.pk.hex
    file.write_bytes(bytes(photo.sealed or b""))
    Photo.objects.update(sealed=None)
    assert photos.read(photo)
    schedules.run(PAST)
    assert not file.exists()


def test_a_dry_run_names_references_and_only_counts_persons(closed: ServiceRequest) -> None:
    found = outcome(schedules.dry_run(PAST))
    assert (found.past, found.count, found.deleted) == ((closed.reference,), 1, 0)
    assert found.along == {"people.person": 1}
    assert ServiceRequest.objects.exists()


def test_a_person_with_another_request_stays_without_the_one_that_went(closed: ServiceRequest) -> None:
    other = making.reported(contact=ROSA)
    merging.merge(person_of(other), person_of(closed), by=By(member=closed.pk))
    assert outcome(schedules.dry_run(PAST)).along == {"people.person": 0}
    schedules.run(PAST)
    record = contacts.open_record(person_of(other))
    assert record.requests == (other.pk,)
    assert not any(closed.pk in change.absorbed.given for change in record.history if change.absorbed)


def test_anonymous_and_erased_ones_go_too() -> None:
    close(making.reported())
    erased = close(making.reported(contact=ROSA))
    contacts.erase(person_of(erased))
    found = outcome(schedules.run(PAST))
    assert (found.deleted, found.along) == (2, {"people.person": 0})
    assert not ServiceRequest.objects.exists()


def test_one_that_was_sent_back_counts_from_its_last_closing(closed: ServiceRequest) -> None:
    Event.objects.create(
        request=closed, kind=Event.Kind.STATE, day=CLOSED + timedelta(days=30), state=State.CLOSED
    )
    assert outcome(schedules.dry_run(PAST)).count == 0
    assert outcome(schedules.dry_run(PAST + timedelta(days=30))).count == 1


def test_one_that_is_open_is_kept_however_old() -> None:
    request = making.reported()
    ServiceRequest.objects.update(day=CLOSED)
    assert outcome(schedules.dry_run(PAST + timedelta(days=3000))).count == 0
    assert request.is_open


@pytest.mark.parametrize("what", ["the request", "its person", "another request of theirs"])
def test_what_is_held_stays(closed: ServiceRequest, what: str) -> None:
    other = making.reported(contact=ROSA)
    merging.merge(person_of(closed), person_of(other), by=By(member=closed.pk))
    held = {
        "the request": {"request": closed.pk},
        "its person": {"person": person_of(closed)},
        "another request of theirs": {"request": other.pk},
    }
    holds.place(**held[what], reason="Case 26-114", by=closed.pk)
    found = outcome(schedules.run(PAST))
    stays = what != "another request of theirs"  # that one keeps itself and the person
    assert (found.count, found.held, found.deleted) == ((0, 1, 0) if stays else (1, 0, 1))
    assert ServiceRequest.objects.filter(pk=closed.pk).exists() is stays
    assert contacts.open_record(person_of(other)).contact.name == "Rosa Marin"


def test_when_the_hold_is_lifted_it_goes_with_the_next_run(closed: ServiceRequest) -> None:
    holds.place(request=closed.pk, reason="Case 26-114", by=closed.pk)
    schedules.run(PAST)
    holds.lift(holds.Holds.now().all[0].id, by=closed.pk)
    assert outcome(schedules.run(PAST)).deleted == 1


def test_the_control_finds_one_past_its_schedule_unless_it_is_held(closed: ServiceRequest) -> None:
    with time_machine.travel(calendar.start_of(PAST + timedelta(days=2)), tick=False):
        assert promises.nothing_is_kept_past_its_schedule().wrong == (closed.reference,)
        holds.place(request=closed.pk, reason="Case 26-114", by=closed.pk)
        assert promises.nothing_is_kept_past_its_schedule().wrong == ()
    with time_machine.travel(calendar.start_of(PAST), tick=False):
        holds.lift(holds.Holds.now().all[0].id, by=closed.pk)
        assert promises.nothing_is_kept_past_its_schedule().wrong == ()  # the nightly run has its time


def test_the_control_finds_a_person_whose_requests_are_gone(closed: ServiceRequest) -> None:
    person = person_of(closed)
    contacts.attach(person, ROSA, request=making.reported().pk)
    contacts.let_go(person, request=closed.pk)
    record = contacts.open_record(person)
    contacts.rows.rewrite(person, lambda now: now.without(record.requests[0]))
    assert "people.person" in promises.nothing_is_kept_past_its_schedule().wrong
    schedules.run(PAST)
    assert "people.person" not in promises.nothing_is_kept_past_its_schedule().wrong


def test_what_is_past_is_read_from_the_old_end_of_an_index(closed: ServiceRequest) -> None:
    with connection.cursor() as cursor:
        for node in ("seqscan", "bitmapscan", "sort"):  # which are quicker on a table of one row
            cursor.execute(f"SET LOCAL enable_{node} = off")
    plan = retention._closed_before(CLOSED + timedelta(days=1))[:10].explain()
    assert "Backward using requests_by_day" in plan


def test_a_supervisor_holds_a_request_on_its_page_and_lifts_it(
    closed: ServiceRequest, supervisor: Client
) -> None:
    page = desk.send(supervisor, "hold", closed, reason="Case 26-114")
    assertContains(page, "The request is held.")
    assertContains(page, "Case 26-114")
    (held,) = holds.Holds.now().of_request(closed.pk)
    page = desk.send(supervisor, "lift", closed, hold=held.id)
    assertContains(page, "The hold is lifted.")
    assert not holds.Holds.now().all
    assert Entry.objects.filter(kind__in=["hold placed", "hold lifted"]).count() == 2


def test_a_hold_without_a_reason_is_refused_in_words(closed: ServiceRequest, supervisor: Client) -> None:
    page = desk.send(supervisor, "hold", closed, reason=" ")
    assertContains(page, "Say why it is held", status_code=422)


def test_others_see_that_it_is_held_and_not_why(
    closed: ServiceRequest, browser_of: Callable[[Role], Client], members: dict[Role, Member]
) -> None:
    holds.place(request=closed.pk, reason="Case 26-114", by=members[Role.SUPERVISOR].pk)
    page = desk.page_of(browser_of(Role.WORKER), closed)
    assertContains(page, "This request is held")
    assertNotContains(page, "26-114")
