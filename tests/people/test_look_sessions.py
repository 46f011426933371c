"""A reason is chosen once per call, and is over with it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from time_machine import Traveller

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import look_sessions, looks
from commonhall.people.look_sessions import NoSuchRequest, SessionIsOver
from commonhall.people.models import LookSession, Typing
from commonhall.people.reasons import Grounds, Reason
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests import dump
from tests.people.conftest import entries


def test_a_session_carries_its_reason(casey: Member) -> None:
    look_sessions.begin(casey, Reason.LAW)
    running = look_sessions.running(casey)
    assert running
    assert look_sessions.grounds(running) == Grounds(reason=Reason.LAW)


def test_a_follow_up_carries_its_request_sealed(casey: Member, named: ServiceRequest) -> None:
    typed = f"{named.reference[:3].lower()} {named.reference[3:]}"
    session = look_sessions.begin(casey, Reason.FOLLOW_UP, reference=typed)
    assert look_sessions.grounds(session) == Grounds(reason=Reason.FOLLOW_UP, request=str(named.pk))
    row = next(line for line in dump.of_the_database().splitlines() if line.startswith("people_looksession"))
    assert named.pk.hex not in row.replace("-", "")
    assert named.reference not in row


@pytest.mark.parametrize("reference", ["", "2222ZZ", "not one at all"])
def test_a_follow_up_of_nothing_is_refused(casey: Member, services: None, reference: str) -> None:
    with pytest.raises(NoSuchRequest, match="reference"):
        look_sessions.begin(casey, Reason.FOLLOW_UP, reference=reference)
    assert look_sessions.running(casey) is None


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CALL_TAKER, Role.SUPERVISOR}))
def test_other_roles_begin_none(services: None, wren: Member, role: Role) -> None:
    wren.role = role
    with pytest.raises(PermissionDenied):
        look_sessions.begin(wren, Reason.INCOMING_CALL)


def test_after_half_an_hour_the_reason_has_to_be_chosen_again(
    noon: Traveller, call: LookSession, casey: Member, rosa: int
) -> None:
    noon.shift(timedelta(minutes=29))
    looks.searching(call, "rosa", found=[rosa])
    noon.shift(timedelta(minutes=1))
    assert look_sessions.running(casey) is None
    with pytest.raises(SessionIsOver, match="Choose again"):
        looks.searching(call, "rosa m", found=[rosa])
    with pytest.raises(SessionIsOver):
        looks.open_found(call, rosa)


def test_ending_the_call_puts_what_was_being_typed_into_the_log(call: LookSession, casey: Member) -> None:
    looks.searching(call, "rosa marin", found=[])
    look_sessions.end(casey)
    (entry,) = entries(Entry.Kind.SEARCHED)
    assert log.subject_of(entry).query == "rosa marin"
    assert not LookSession.objects.exists()
    assert not Typing.objects.exists()


def test_of_a_call_without_a_look_nothing_stays(call: LookSession, casey: Member) -> None:
    look_sessions.end(casey)
    look_sessions.end(casey)  # a second time does no harm
    assert not LookSession.objects.exists()
    assert not Entry.objects.exists()


def test_a_second_call_ends_the_first(call: LookSession, casey: Member) -> None:
    looks.searching(call, "rosa", found=[])
    second = look_sessions.begin(casey, Reason.LAW)
    assert look_sessions.running(casey) == second
    assert len(entries(Entry.Kind.SEARCHED)) == 1
    with pytest.raises(SessionIsOver):
        looks.searching(call, "joe", found=[])


def test_sessions_that_are_over_are_cleared_away_and_running_ones_are_not(
    noon: Traveller, call: LookSession, sasha: Member
) -> None:
    looks.searching(call, "rosa", found=[])
    noon.shift(timedelta(minutes=31))
    running = look_sessions.begin(sasha, Reason.LAW)
    assert look_sessions.end_those_over() == 1
    assert list(LookSession.objects.all()) == [running]
    assert len(entries(Entry.Kind.SEARCHED)) == 1


@pytest.mark.parametrize("change", ["reason = 'curiosity'", "reason = 'follow-up'"])
def test_the_database_keeps_that_a_session_has_its_reason(call: LookSession, change: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE people_looksession SET {change}")
