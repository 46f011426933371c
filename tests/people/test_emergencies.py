"""Breaking the glass: opened against the wall, written down, and looked at by a second person."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from time_machine import Traveller

from commonhall.audit import log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.people import alarms, contacts, emergencies, pace
from commonhall.people.emergencies import Emergency, NoEmergency, NothingToOpen, WriteWhy
from commonhall.people.models import Alarm
from commonhall.people.pace import TooFast
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.people.conftest import entries, person_of
from tests.service_requests import making
from tests.service_requests.making import ROSA

NOTE = "Gas smell at her house, the crew must reach her now."


def broken(request: ServiceRequest, note: str = NOTE) -> Emergency:
    return Emergency(reference=request.reference, note=note)


def test_a_worker_reads_the_contact_and_a_second_look_is_due(
    noon: Traveller, wren: Member, named: ServiceRequest
) -> None:
    assert emergencies.open_contact(broken(named), by=wren) == ROSA
    (entry,) = entries(Entry.Kind.GLASS_BROKEN)
    assert entry.actor == wren.pk
    assert log.subject_of(entry) == Subject(
        person=person_of(named),
        request=str(named.pk),
        note=NOTE,
        role="worker",
        parts=("name", "phone", "email"),
    )
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.member, alarm.entry) == (Alarm.Kind.EMERGENCY, wren, entry.pk)
    assert alarm.due_on == date(2026, 11, 25)


def test_the_second_look_waits_for_no_weekend_or_holiday(
    noon: Traveller, wren: Member, named: ServiceRequest
) -> None:
    noon.move_to("2026-11-25T17:00:00Z")  # the day after is Thanksgiving
    emergencies.open_contact(broken(named), by=wren)
    due_on = Alarm.objects.get().due_on
    assert due_on
    assert due_on > date(2026, 11, 26)


def test_a_supervisor_of_another_department_may_too(robin: Member, named: ServiceRequest) -> None:
    assert emergencies.open_contact(broken(named), by=robin) == ROSA


def test_the_note_lies_nowhere_in_the_clear(wren: Member, named: ServiceRequest) -> None:
    emergencies.open_contact(broken(named), by=wren)
    assert dump.holds("glass broken")
    assert not dump.holds("Gas smell")


@pytest.mark.parametrize("note", ["", "urgent", " " * 40 + "urgent"])
def test_without_a_sentence_nothing_opens(wren: Member, named: ServiceRequest, note: str) -> None:
    with pytest.raises(WriteWhy):
        emergencies.open_contact(broken(named, note), by=wren)
    assert not Entry.objects.exists()


def test_who_may_open_it_anyhow_has_no_emergency(casey: Member, sasha: Member, named: ServiceRequest) -> None:
    for member in (casey, sasha):
        with pytest.raises(NoEmergency):
            emergencies.open_contact(broken(named), by=member)
    assert not Alarm.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CALL_TAKER, Role.WORKER, Role.SUPERVISOR}))
def test_a_role_without_requests_breaks_no_glass(wren: Member, named: ServiceRequest, role: Role) -> None:
    wren.role = role
    with pytest.raises(PermissionDenied):
        emergencies.open_contact(broken(named), by=wren)


def test_there_is_nothing_to_open_behind_an_anonymous_or_unknown_request(
    wren: Member, services: None
) -> None:
    for reference in (making.reported().reference, "2222ZZ", ""):
        with pytest.raises(NothingToOpen):
            emergencies.open_contact(Emergency(reference=reference, note=NOTE), by=wren)


def test_of_an_erased_person_there_is_nothing_to_open(wren: Member, named: ServiceRequest) -> None:
    contacts.erase(person_of(named))
    with pytest.raises(NothingToOpen):
        emergencies.open_contact(broken(named), by=wren)


def test_emergencies_count_for_the_pace(noon: Traveller, wren: Member, named: ServiceRequest) -> None:
    for _ in range(pace.MOST_OPENINGS):
        emergencies.open_contact(broken(named), by=wren)
    with pytest.raises(TooFast):
        emergencies.open_contact(broken(named), by=wren)


# The second look
@pytest.fixture
def rung(wren: Member, named: ServiceRequest) -> Alarm:
    """The alarm of a worker's emergency."""
    emergencies.open_contact(broken(named), by=wren)
    return Alarm.objects.get(kind=Alarm.Kind.EMERGENCY)


def test_the_supervisor_of_the_department_and_the_officer_see_it(
    rung: Alarm, sasha: Member, parker: Member
) -> None:
    for member in (sasha, parker):
        assert rung in alarms.for_reader(member)


def test_others_and_who_broke_the_glass_do_not(
    rung: Alarm, robin: Member, casey: Member, wren: Member
) -> None:
    for member in (robin, casey, wren):
        assert not alarms.for_reader(member).exists()
        with pytest.raises(PermissionDenied):
            alarms.settle(rung.pk, Alarm.Verdict.ACCEPTED, "", by=member)


def test_nobody_takes_the_second_look_at_their_own_emergency(sasha: Member, named: ServiceRequest) -> None:
    ServiceRequest.objects.filter(pk=named.pk).update(department=None)
    emergencies.open_contact(broken(named), by=sasha)
    alarm = Alarm.objects.get(kind=Alarm.Kind.EMERGENCY)
    assert not alarms.for_reader(sasha).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Alarm.objects.filter(pk=alarm.pk).update(
            settled_at=alarm.at, settled_by=sasha, verdict=Alarm.Verdict.ACCEPTED
        )


def test_it_is_accepted_or_questioned_with_a_note_and_that_is_logged(rung: Alarm, sasha: Member) -> None:
    with pytest.raises(alarms.SayWhy):
        alarms.settle(rung.pk, Alarm.Verdict.QUESTIONED, " ", by=sasha)
    alarms.settle(rung.pk, Alarm.Verdict.QUESTIONED, "The crew could have knocked.", by=sasha)
    rung.refresh_from_db()
    assert (rung.verdict, rung.settled_by, alarms.note_of(rung)) == (
        Alarm.Verdict.QUESTIONED,
        sasha,
        "The crew could have knocked.",
    )
    (entry,) = entries(Entry.Kind.ALARM_SETTLED)
    assert log.subject_of(entry).entry == str(rung.entry)
    with pytest.raises(alarms.SettledBefore):
        alarms.settle(rung.pk, Alarm.Verdict.ACCEPTED, "", by=sasha)
    assert not dump.holds("could have knocked")


# The page
def test_the_page_asks_then_shows_the_contact(
    browser_of: Callable[[Role], Client], named: ServiceRequest
) -> None:
    worker = browser_of(Role.WORKER)
    path = f"/en/staff/requests/{named.reference}/"
    assertContains(worker.get(path), f"/en/staff/looks/emergency/?reference={named.reference}")
    page = worker.get("/en/staff/looks/emergency/", {"reference": named.reference})
    assertContains(page, f'value="{named.reference}"')
    assertNotContains(page, "Rosa")
    opened = worker.post("/en/staff/looks/emergency/", {"reference": named.reference, "note": NOTE})
    assertContains(opened, "Rosa Marin")
    assertContains(opened, 'data-expires-in="600"')
    assert opened["Cache-Control"] == "no-store"


def test_what_is_refused_is_said_and_what_was_written_stays(
    browser_of: Callable[[Role], Client], named: ServiceRequest
) -> None:
    page = browser_of(Role.WORKER).post(
        "/en/staff/looks/emergency/", {"reference": named.reference, "note": "urgent"}
    )
    assertContains(page, "judge tomorrow", status_code=422)
    assertContains(page, "urgent</textarea>", status_code=422)
    assertNotContains(page, "Rosa", status_code=422)
