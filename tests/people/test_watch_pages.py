"""The story of an alarm, an entry that opens for a reason, the list of names, and the page that asks why."""

import uuid
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains, assertNotContains
from time_machine import Traveller

from commonhall.audit import log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.people import contacts, emergencies, look_sessions, looks, names, reviewing
from commonhall.people.emergencies import Emergency
from commonhall.people.models import Alarm, LookSession
from commonhall.people.reasons import Grounds, Reason, ReviewReason
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.people.conftest import entries, person_of

NOTE = "Gas smell at her house, the crew must reach her now."
ALARMS = "/en/staff/looks/alarms/"


@pytest.fixture
def officer(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.PRIVACY_OFFICER)


@pytest.fixture
def supervisor(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.SUPERVISOR)


@pytest.fixture
def taker(browser_of: Callable[[Role], Client]) -> Client:
    return browser_of(Role.CALL_TAKER)


@pytest.fixture
def rung(noon: Traveller, wren: Member, named: ServiceRequest) -> Alarm:
    """The alarm of a worker's emergency."""
    emergencies.open_contact(Emergency(reference=named.reference, note=NOTE), by=wren)
    return Alarm.objects.get(kind=Alarm.Kind.EMERGENCY)


def entry_page(client: Client, entry: object, **fields: str) -> HttpResponse:
    path = f"/en/staff/looks/entries/{entry}/"
    return client.post(path, fields) if fields else client.get(path)


# Alarms
def test_a_supervisor_finds_the_emergencies_of_the_department_and_nothing_else(
    supervisor: Client, rung: Alarm, casey: Member
) -> None:
    other = Alarm.objects.create(kind=Alarm.Kind.OWN_NAME, member=casey, at=timezone.now())
    page = supervisor.get(ALARMS)
    assertContains(page, "Wren Demo opened a contact in an emergency.")
    assertContains(page, "second look due by Wed, Nov 25")
    assertNotContains(page, "Casey Demo")
    assert supervisor.get(f"{ALARMS}{other.pk}/").status_code == 404
    assertNotContains(page, NOTE)


def test_the_story_tells_what_they_did_around_it(
    officer: Client, rung: Alarm, wren: Member, casey: Member
) -> None:
    log.note(Entry.Kind.PHOTO_OPENED, Subject(person=7, role="worker"), actor=wren.pk)
    log.note(Entry.Kind.PHOTO_OPENED, Subject(person=7, role="call_taker"), actor=casey.pk)
    page = officer.get(f"{ALARMS}{rung.pk}/")
    assertContains(page, "12:00 pm: opened a contact in an emergency")
    assertContains(page, "12:00 pm: opened a photo of a named request", count=1)
    assertContains(page, "a written reason, sealed")
    assertContains(page, "0 looks")
    assertNotContains(page, "Rosa")
    assertNotContains(page, NOTE)


def test_an_alarm_is_settled_on_its_page_and_leaves_the_list(supervisor: Client, rung: Alarm) -> None:
    path = f"{ALARMS}{rung.pk}/"
    assertContains(supervisor.post(path, {}), "Say whether it was all right.", status_code=422)
    refused = supervisor.post(path, {"verdict": "questioned", "note": ""})
    assertContains(refused, "Write what is questioned", status_code=422)
    done = supervisor.post(path, {"verdict": "accepted", "note": "I was told by radio."}, follow=True)
    assertContains(done, "The alarm is settled.")
    assertContains(done, "I was told by radio.")
    assertContains(supervisor.get(ALARMS), "No alarm rings.")
    assertContains(
        supervisor.get(ALARMS, {"settled": "1"}), "Settled by Sasha Demo on Tue, Nov 24: all right"
    )


def test_the_story_costs_few_queries(
    officer: Client, rung: Alarm, wren: Member, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(60):
        log.note(Entry.Kind.PHOTO_OPENED, Subject(person=7, role="worker"), actor=wren.pk)
    with django_assert_max_num_queries(12):
        page = officer.get(f"{ALARMS}{rung.pk}/")
    assertContains(page, "Open the entry", count=40)


# Entries
def test_an_entry_is_shut_until_a_reason_is_given_and_opening_it_is_a_look(
    officer: Client, parker: Member, rung: Alarm, named: ServiceRequest
) -> None:
    shut = entry_page(officer, rung.entry)
    assertContains(shut, "Wren Demo")
    for secret in ("Rosa", NOTE, named.reference):
        assertNotContains(shut, secret)
    opened = entry_page(officer, rung.entry, reason="alarm")
    for shown in ("Rosa Marin", NOTE, "name, phone, e-mail"):
        assertContains(opened, shown)
    assertNotContains(opened, "0147")
    assert opened["Cache-Control"] == "no-store"
    (entry,) = entries(Entry.Kind.SUBJECT_OPENED)
    assert entry.actor == parker.pk
    assert log.subject_of(entry) == Subject(
        person=person_of(named),
        request=str(named.pk),
        reason="alarm",
        entry=str(rung.entry),
        role="privacy_officer",
        parts=("name",),
    )


@pytest.mark.parametrize("reason", ["", "curious"])
def test_without_a_reason_of_the_list_an_entry_stays_shut(officer: Client, rung: Alarm, reason: str) -> None:
    page = officer.post(f"/en/staff/looks/entries/{rung.entry}/", {"reason": reason})
    assertNotContains(page, "Rosa", status_code=422)
    assert not entries(Entry.Kind.SUBJECT_OPENED)


def test_a_supervisor_opens_entries_of_alarms_to_settle_and_no_other(
    supervisor: Client, rung: Alarm, casey: Member, rosa: int
) -> None:
    assertContains(entry_page(supervisor, rung.entry, reason="alarm"), NOTE)
    looks.open_person(rosa, Grounds(reason=Reason.LAW), by=casey)
    (other,) = entries(Entry.Kind.CONTACT_OPENED)
    assert entry_page(supervisor, other.pk).status_code == 404
    assert entry_page(supervisor, other.pk, reason="alarm").status_code == 404


def test_a_search_shows_what_was_sought(officer: Client, call: LookSession, casey: Member) -> None:
    looks.searching(call, "marin elm", found=[])
    look_sessions.end(casey)
    (entry,) = entries(Entry.Kind.SEARCHED)
    assertNotContains(entry_page(officer, entry.pk), "marin")
    assertContains(entry_page(officer, entry.pk, reason="asked"), "marin elm")


def test_of_an_erased_person_an_entry_says_so(officer: Client, rung: Alarm, named: ServiceRequest) -> None:
    contacts.erase(person_of(named))
    page = entry_page(officer, rung.entry, reason="law")
    assertContains(page, "erased since")
    assertNotContains(page, "Rosa")


def test_an_entry_that_is_not_there_is_not_found(officer: Client) -> None:
    assert entry_page(officer, uuid.uuid4()).status_code == 404


def test_what_is_opened_past_the_page_is_refused_too(casey: Member, rung: Alarm) -> None:
    assert rung.entry
    with pytest.raises(reviewing.PermissionDenied):
        reviewing.open_entry(rung.entry, ReviewReason.LAW, by=casey)


# Names
def test_the_officer_lists_a_name_and_takes_it_off(officer: Client) -> None:
    assertContains(
        officer.post("/en/staff/looks/names/", {"name": "Rosa"}), "Write a first and a last", status_code=422
    )
    page = officer.post("/en/staff/looks/names/", {"name": "Rosa Marin"}, follow=True)
    assertContains(page, "Rosa Marin")
    (name,) = names.listed()
    page = officer.post(f"/en/staff/looks/names/{name}/take-out/", follow=True)
    assertNotContains(page, "Rosa Marin")


# Why one looks
def test_a_call_begins_with_a_reason_and_goes_on_to_where_one_was(taker: Client, casey: Member) -> None:
    page = taker.post("/en/staff/looks/call/", {"reason": ""})
    assertContains(page, "Choose why you look.", status_code=422)
    done = taker.post("/en/staff/looks/call/", {"reason": "incoming call", "next": "/en/staff/queue/"})
    assert done["Location"] == "/en/staff/queue/"
    assert look_sessions.running(casey)
    assertContains(taker.get("/en/staff/looks/call/"), "A call runs")


def test_a_follow_up_asks_for_its_reference(taker: Client, casey: Member, named: ServiceRequest) -> None:
    page = taker.post("/en/staff/looks/call/", {"reason": "follow-up", "reference": ""})
    assertContains(page, "Write the reference of the request you follow up", status_code=422)
    taker.post("/en/staff/looks/call/", {"reason": "follow-up", "reference": named.reference})
    session = look_sessions.running(casey)
    assert session
    assert look_sessions.grounds(session).request == str(named.pk)


def test_one_goes_on_to_pages_of_ours_alone(taker: Client) -> None:
    done = taker.post("/en/staff/looks/call/", {"reason": "law", "next": "https://elsewhere.example/"})
    assert done["Location"] == "/en/staff/looks/call/"


def test_a_call_is_ended_by_its_button_and_by_signing_out(taker: Client, casey: Member) -> None:
    look_sessions.begin(casey, Reason.LAW)
    assertContains(taker.post("/en/staff/looks/call/end/", follow=True), "The call is ended.")
    assert look_sessions.running(casey) is None
    session = look_sessions.begin(casey, Reason.LAW)
    looks.searching(session, "rosa", found=[])
    taker.post("/en/staff/sign-out/")
    assert look_sessions.running(casey) is None
    assert len(entries(Entry.Kind.SEARCHED)) == 1


def test_over_the_pace_the_page_of_a_request_says_to_wait(
    noon: Traveller, taker: Client, casey: Member, named: ServiceRequest
) -> None:
    for _ in range(30):
        log.note(Entry.Kind.CONTACT_OPENED, Subject(reason="law"), actor=casey.pk)
    page = taker.post(f"/en/staff/requests/{named.reference}/contact/", {"reason": "follow-up"})
    assertContains(page, "Wait a little", status_code=429)
    assertNotContains(page, "Rosa", status_code=429)
