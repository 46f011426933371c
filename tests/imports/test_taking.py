"""Old data comes in by the front door of the command: whole, sealed, once, and with every row accounted for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django.asserts import assertContains

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.imports import mapping
from commonhall.imports.models import Run, Taken
from commonhall.imports.taking import AT_ONCE
from commonhall.people import contacts
from commonhall.people.models import Person
from commonhall.service_requests import timeline, words
from commonhall.service_requests.models import Channel, Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.roles import Role
from tests import dump
from tests.imports.files import NOBODY, PLAIN, as_csv, bring_in, rejects, said
from tests.service_requests.test_queue import LINK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "noon")]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of two rows: one with a contact, one without."""
    told = "Ask my neighbor Rosa at 302-555-0148. The hole is deep."
    nobody = (
        PLAIN
        | NOBODY
        | {"external_id": "A-2", "description": told, "closing_note": "Filled, told Rosa at 302-555-0148"}
    )
    return as_csv(tmp_path / "old.csv", [PLAIN | {"closing_note": "Filled by crew 4"}, nobody])


def named() -> ServiceRequest:
    return ServiceRequest.objects.get(is_anonymous=False)


def anonymous() -> ServiceRequest:
    return ServiceRequest.objects.get(is_anonymous=True)


def test_each_row_becomes_a_request_as_intake_stores_it(old: Path) -> None:
    assert bring_in(old) == {"read": 2, "imported": 2, "already": 0, "rejected": 0}
    request = named()
    assert (request.service_id, request.street, request.hundred) == ("pothole", "N Market St", 1000)
    assert request.department_id == request.service.department_id
    assert words.full(request) == "Deep hole in the right lane."
    assert words.place(request) == "1012 N Market St"
    assert request.received_at is not None
    assert request.received_at.isoformat() == "2026-03-02T14:12:28+00:00"


def test_a_contact_is_sealed_as_it_comes_in(old: Path) -> None:
    bring_in(old)
    link = words.contact_link(named())
    assert link is not None
    contact = contacts.open_record(link.person).contact
    assert (contact.name, contact.phone, contact.address) == (
        "Zenobia Quackenbush",
        "+13025550147",
        "77 Maple Rd",
    )
    assert dump.holds("pothole")  # the dump sees the rows, so the next lines can fail
    for secret in (
        "Zenobia",
        "Quackenbush",
        "zenobia@example.com",
        "5550147",
        "77 Maple",
        "right lane",
        "A-1",
    ):
        assert not dump.holds(secret)


def test_a_row_without_a_contact_is_anonymous_and_its_time_becomes_the_day(old: Path) -> None:
    bring_in(old)
    request = anonymous()
    assert (request.received_at, request.contact_sealed, request.day.isoformat()) == (
        None,
        None,
        "2026-03-02",
    )
    assert Person.objects.count() == 1
    assert not request.events.exclude(at=None).exists()
    assert {event.day.isoformat() for event in request.events.all()} == {"2026-03-02", "2026-03-05"}


def test_words_of_an_anonymous_row_are_cleaned_and_wait_until_staff_read_them(old: Path) -> None:
    bring_in(old)
    assert "302-555-0148" not in words.stripped(anonymous())
    assert "The hole is deep." in words.stripped(anonymous())
    assert anonymous().is_unconfirmed
    assert "The hole" not in words.among_others(anonymous())
    assert not named().is_unconfirmed
    assert Run.objects.get().unconfirmed == 1


def test_a_closing_note_comes_in_for_staff_alone(old: Path) -> None:
    bring_in(old)
    notes = [entry.note for entry in timeline.for_staff(named()) if entry.note]
    assert notes == ["Filled by crew 4"]
    (cleaned,) = [entry.note for entry in timeline.for_staff(anonymous()) if entry.note]
    assert cleaned.startswith("Filled")
    assert "302-555-0148" not in cleaned
    assert not Event.objects.exclude(public_note="").exists()
    for request in (named(), anonymous()):
        public = timeline.public(request, timeline.events_of(request))
        assert all(not entry.note for entry in public)


def test_what_is_closed_is_due_no_more_and_new_to_nobody(old: Path) -> None:
    bring_in(old)
    request = named()
    assert (request.state, request.closed_reason) == (State.CLOSED, ClosedReason.FIXED)
    assert (request.due_on, request.due_at) == (None, None)
    assert request.changed_on is not None
    assert request.changed_on.isoformat() == "2026-03-05"
    assert not Event.objects.exclude(by=None).exists()


def test_what_is_open_is_due_as_its_service_says(tmp_path: Path) -> None:
    bring_in(as_csv(tmp_path / "open.csv", [PLAIN | {"status": "open", "closed_datetime": ""}]))
    assert named().state == State.NEW
    assert named().due_on is not None


def test_the_same_file_again_brings_in_nothing(old: Path) -> None:
    bring_in(old)
    assert bring_in(old) == {"read": 2, "imported": 0, "already": 2, "rejected": 0}
    assert ServiceRequest.objects.count() == 2


def test_who_was_erased_does_not_come_back_with_the_same_file(old: Path) -> None:
    bring_in(old)
    link = words.contact_link(named())
    assert link is not None
    contacts.erase(link.person)
    assert bring_in(old)["already"] == 2
    assert not Person.objects.exists()


def test_a_number_that_stands_twice_comes_in_once(tmp_path: Path) -> None:
    rows = [PLAIN, PLAIN | {"description": "Told again."}, PLAIN | {"external_id": "A-3"}]
    assert bring_in(as_csv(tmp_path / "twice.csv", rows)) == {
        "read": 3,
        "imported": 2,
        "already": 1,
        "rejected": 0,
    }


def test_a_row_behind_a_rejected_one_of_its_number_is_not_taken_for_it(tmp_path: Path) -> None:
    rows = [PLAIN | {"phone": "none"}, PLAIN | {"phone": "none either"}, PLAIN]
    path = as_csv(tmp_path / "mended.csv", rows)
    assert bring_in(path) == {"read": 3, "imported": 1, "already": 0, "rejected": 2}


def test_each_row_that_is_rejected_stands_beside_with_line_column_and_reason(tmp_path: Path) -> None:
    wrong = [
        {"external_id": ""},
        {"service_code": "dragons"},
        {"service_code": ""},
        {"requested_datetime": "yesterday"},
        {"requested_datetime": "2031-01-01"},
        {"status": "asleep"},
        {"lat": "north", "address": ""},
        {"lat": "", "long": "", "address": "9 Nowhere Ln"},
        {"phone": "call Zenobia"},
        {"email": "zenobia at home"},
        {"first_name": "Z" * 200},
    ]
    rows = [
        PLAIN | {"external_id": f"B-{n}", "description": "Line one\nand two"} | each
        for n, each in enumerate(wrong)
    ]
    path = as_csv(tmp_path / "wrong.csv", rows)
    assert bring_in(path) == {"read": 11, "imported": 0, "already": 0, "rejected": 11}
    lines = rejects(path)
    assert [(int(line), column) for line, column, _why in lines] == [
        (2, "external_id"), (4, "service_code"), (6, "service_code"), (8, "requested_datetime"),
        (10, "requested_datetime"), (12, "status"), (14, "lat"), (16, "address"), (18, "phone"), (20, "email"),
        (22, "first_name"),
    ]  # fmt: skip
    assert all(why.endswith(".") for _line, _column, why in lines)


def test_neither_console_nor_rejects_nor_report_hold_a_value_of_anybody(tmp_path: Path) -> None:
    rows = [PLAIN | {"phone": "call Zenobia"}, PLAIN | {"external_id": "A-9"}]
    path = as_csv(tmp_path / "old.csv", rows)
    beside = path.with_name("old.csv.rejects.csv")
    told = said(path)
    assert "1 rejected" in told
    assert beside.stat().st_mode & 0o077 == 0
    for text in (told, beside.read_text(), str(Run.objects.values())):
        assert not any(value in text for value in ("Zenobia", "A-9", "Market"))


def test_a_dry_run_says_the_same_and_changes_nothing(old: Path) -> None:
    assert bring_in(old, dry_run=True) == {"read": 2, "imported": 2, "already": 0, "rejected": 0}
    assert not ServiceRequest.objects.exists()
    assert not Taken.objects.exists()
    assert not Run.objects.exists()


def test_what_is_past_its_schedule_is_counted(tmp_path: Path) -> None:
    long_ago = {"requested_datetime": "2011-07-01 01:32", "closed_datetime": "2011-07-02"}
    path = as_csv(tmp_path / "old.csv", [PLAIN | long_ago, PLAIN | {"external_id": "A-2"}])
    assert "the next night deletes them" in said(path)
    assert Run.objects.get().past_schedule == 1


def test_more_rows_than_one_transaction_takes_come_in_all_and_once(tmp_path: Path) -> None:
    rows = [PLAIN | NOBODY | {"external_id": f"C-{n}", "description": ""} for n in range(AT_ONCE + 7)]
    assert bring_in(as_csv(tmp_path / "many.csv", rows))["imported"] == AT_ONCE + 7
    assert Taken.objects.count() == ServiceRequest.objects.count() == AT_ONCE + 7
    assert Run.objects.get().ended_at is not None


def test_requests_lie_in_another_order_than_in_the_file(tmp_path: Path) -> None:
    """Else the place of a row in the table would give back the time that an anonymous one does not keep."""
    days = [f"2026-0{1 + n // 28}-{1 + n % 28:02d}" for n in range(112)]
    rows = [
        PLAIN | NOBODY | {"external_id": f"D-{n}", "requested_datetime": day, "closed_datetime": ""}
        for n, day in enumerate(days)
    ]
    bring_in(as_csv(tmp_path / "ordered.csv", rows))
    with connection.cursor() as cursor:
        cursor.execute("SELECT day FROM service_requests_servicerequest ORDER BY ctid")
        stored = [day for (day,) in cursor.fetchall()]
    assert sorted(stored) != stored
    assert len(stored) == 112


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"gone\.csv cannot be read"):
        bring_in(tmp_path / "gone.csv")
    assert not Run.objects.exists()


def test_the_day_of_today_takes_what_came_today(tmp_path: Path) -> None:
    now = {"requested_datetime": f"{calendar.today()}T08:00", "status": "open", "closed_datetime": ""}
    assert bring_in(as_csv(tmp_path / "today.csv", [PLAIN | now]))["imported"] == 1


def test_it_has_a_channel_of_its_own_and_of_a_named_one_its_old_number_sealed(old: Path) -> None:
    bring_in(old)
    assert {row.channel for row in ServiceRequest.objects.all()} == {Channel.IMPORTED}
    assert words.old_number(named()) == "A-1"
    assert anonymous().old_number_sealed is None  # numbers of the old system tell the minute
    assert not dump.holds("A-1")


def test_a_request_is_found_by_its_old_number_and_by_no_other(
    tmp_path: Path, browser_of: Callable[[Role], Client]
) -> None:
    rows = [
        PLAIN | {"external_id": f"25-0062268{n}", "status": "open", "closed_datetime": ""} for n in range(3)
    ]
    bring_in(as_csv(tmp_path / "numbered.csv", rows))
    wanted = next(row for row in ServiceRequest.objects.all() if words.old_number(row) == "25-00622681")
    browser = browser_of(Role.CALL_TAKER)
    page = browser.post("/en/staff/queue/find/", {"sought": "25-00622681"}, follow=True)
    assert LINK.findall(page.content.decode()) == [wanted.reference]
    assertContains(page, "<mark>00622681</mark>")
    page = browser.get(f"/en/staff/requests/{wanted.reference}/")
    assertContains(page, "where its number was <strong>25-00622681</strong>")


def test_the_old_number_has_the_walls_of_the_queue(
    tmp_path: Path, browser_of: Callable[[Role], Client]
) -> None:
    """A service that no department of today has is the call takers' alone."""
    keeping = tmp_path / "keeping.toml"
    keeping.write_text(f'unknown_services = "keep"\n{(mapping.FOLDER / "plain.toml").read_text()}')
    row = PLAIN | {
        "external_id": "77001",
        "service_code": "dragons",
        "status": "open",
        "closed_datetime": "",
    }
    bring_in(as_csv(tmp_path / "walls.csv", [row]), by=str(keeping))
    found = []
    for role in (Role.CALL_TAKER, Role.WORKER):
        page = browser_of(role).post("/en/staff/queue/find/", {"sought": "77001"}, follow=True)
        found.append(LINK.findall(page.content.decode()))
    assert found == [[named().reference], []]


def test_the_old_number_goes_with_the_person(tmp_path: Path, browser_of: Callable[[Role], Client]) -> None:
    row = PLAIN | {"external_id": "880011", "status": "open", "closed_datetime": ""}
    bring_in(as_csv(tmp_path / "erased.csv", [row]))
    link = words.contact_link(named())
    assert link is not None
    contacts.erase(link.person)
    assert words.old_number(named()) == ""
    page = browser_of(Role.CALL_TAKER).post("/en/staff/queue/find/", {"sought": "880011"}, follow=True)
    assert LINK.findall(page.content.decode()) == []
