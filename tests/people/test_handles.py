"""Handles: a page names a person without an id, for one member, for minutes; opening is logged."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import contacts, handles
from commonhall.people.handles import HandleIsSpent
from commonhall.people.reasons import Reason
from commonhall.people.record import Contact
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa() -> int:
    return contacts.keep(Contact(name="Rosa Marin"), request=uuid.uuid4())


@pytest.fixture
def casey(members: dict[Role, Member]) -> Member:
    return members[Role.CALL_TAKER]


def test_a_person_is_opened_for_a_reason_and_that_is_noted(rosa: int, casey: Member) -> None:
    look = handles.open_person(handles.shut(rosa, casey, request="7"), Reason.LAW, by=casey)
    assert look.record.contact.name == "Rosa Marin"
    entry = Entry.objects.get()
    assert (entry.kind, entry.actor) == (Entry.Kind.CONTACT_OPENED, casey.pk)
    assert log.subject_of(entry) == log.Subject(
        person=rosa, request="7", reason=Reason.LAW, parts=("name",), role=Role.CALL_TAKER
    )


def test_what_is_done_on_the_page_is_part_of_the_look(rosa: int, casey: Member) -> None:
    look = handles.open_person(handles.shut(rosa, casey), Reason.INCOMING_CALL, by=casey)
    assert handles.look_again(handles.opened(look, casey), by=casey) == look
    assert Entry.objects.count() == 1


def test_a_handle_that_was_not_opened_opens_nothing_by_itself(rosa: int, casey: Member) -> None:
    with pytest.raises(HandleIsSpent):
        handles.look_again(handles.shut(rosa, casey), by=casey)


def test_a_look_is_over_after_ten_minutes(rosa: int, casey: Member) -> None:
    with time_machine.travel("2026-03-10 12:00Z", tick=False) as clock:
        look = handles.open_person(handles.shut(rosa, casey), Reason.LAW, by=casey)
        handle = handles.opened(look, casey)
        clock.shift(timedelta(minutes=10, seconds=1))
        with pytest.raises(HandleIsSpent, match="This look is over"):
            handles.look_again(handle, by=casey)


def test_a_handle_is_good_for_one_member(rosa: int, casey: Member, members: dict[Role, Member]) -> None:
    with pytest.raises(HandleIsSpent):
        handles.open_person(handles.shut(rosa, casey), Reason.LAW, by=members[Role.SUPERVISOR])


def test_a_role_without_that_right_opens_nothing(rosa: int, members: dict[Role, Member]) -> None:
    worker = members[Role.WORKER]
    with pytest.raises(PermissionDenied):
        handles.open_person(handles.shut(rosa, worker), Reason.LAW, by=worker)
    assert not Entry.objects.exists()


def test_a_resident_s_link_is_no_handle(casey: Member) -> None:
    link = tokens.issue(Purpose.TOKEN, uuid.uuid4().bytes, lifetime=timedelta(days=1))
    for handle in ("", "abc", link):
        with pytest.raises(HandleIsSpent):
            handles.open_person(handle, Reason.LAW, by=casey)
