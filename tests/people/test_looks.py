"""The front door: what is shown was noted, by whom, why, and to what pace."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from time_machine import Traveller

from commonhall.audit import log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.people import contacts, keystrokes, look_sessions, looks, pace
from commonhall.people.contacts import Contact, PersonIsGone
from commonhall.people.models import Alarm, LookSession, Receipt, Typing
from commonhall.people.pace import TooFast
from commonhall.people.reasons import Grounds, Reason
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from tests import dump
from tests.people.conftest import entries
from tests.service_requests.making import ROSA

CALLS = Grounds(reason=Reason.INCOMING_CALL)


def type_in(session: LookSession, *queries: str, found: tuple[int, ...] = ()) -> None:
    for query in queries:
        looks.searching(session, query, found=found)


def searched() -> list[str]:
    """What the log says was sought, oldest first."""
    return [log.subject_of(entry).query for entry in entries(Entry.Kind.SEARCHED)]


# One search, one entry
def test_what_is_typed_letter_by_letter_becomes_one_entry(call: LookSession, casey: Member) -> None:
    type_in(call, "ro", "ros", "rosa", "rosa m", "rosa marin")
    assert searched() == []  # it is not finished yet
    look_sessions.end(casey)
    assert searched() == ["rosa marin"]


def test_what_is_taken_back_counts_as_sought(call: LookSession, casey: Member) -> None:
    type_in(call, "rosa marin", "rosa", "ro")
    look_sessions.end(casey)
    assert searched() == ["rosa marin"]


def test_another_search_finishes_the_one_before(call: LookSession) -> None:
    type_in(call, "rosa marin", "ro", "rob", "robert")
    assert searched() == ["rosa marin"]


def test_a_corrected_letter_makes_two_entries_rather_than_hide_one(call: LookSession, casey: Member) -> None:
    type_in(call, "rosa morin", "rosa marin")
    look_sessions.end(casey)
    assert searched() == ["rosa morin", "rosa marin"]


def test_opening_a_result_finishes_the_search(call: LookSession, rosa: int) -> None:
    type_in(call, "rosa", found=(rosa,))
    looks.open_found(call, rosa)
    kinds = list(Entry.objects.order_by("at").values_list("kind", flat=True))
    assert kinds == ["searched", "contact opened"]


def test_after_a_rest_the_same_words_are_a_new_search(noon: Traveller, call: LookSession) -> None:
    type_in(call, "rosa")
    noon.shift(keystrokes.RESTS_AFTER + timedelta(seconds=1))
    type_in(call, "rosa m")
    assert searched() == ["rosa"]


def test_spaces_and_capitals_make_no_new_search(call: LookSession, casey: Member) -> None:
    type_in(call, "Rosa", "rosa  m", "ROSA MA")
    look_sessions.end(casey)
    assert searched() == ["rosa ma"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(queries=st.lists(st.text(alphabet="ab ", min_size=1, max_size=5), min_size=1, max_size=8))
def test_whatever_is_typed_each_query_stands_in_the_log_or_begins_one_that_does(
    call: LookSession, casey: Member, queries: list[str]
) -> None:
    with transaction.atomic():
        session = look_sessions.begin(casey, Reason.INCOMING_CALL)
        Entry.objects.count()
        type_in(session, *queries)
        look_sessions.end(casey)
        logged = searched()
        transaction.set_rollback(True)
    for query in queries:
        assert any(entry.startswith(keystrokes.normal(query)) for entry in logged)
    assert len(logged) <= len(queries)


# What an entry says
def test_an_entry_says_why_who_was_shown_and_in_which_role(
    call: LookSession, casey: Member, rosa: int
) -> None:
    type_in(call, "marin", found=(7,))
    type_in(call, "marin r", found=(rosa, 7))
    look_sessions.end(casey)
    (entry,) = entries(Entry.Kind.SEARCHED)
    assert entry.actor == casey.pk
    assert log.subject_of(entry) == Subject(
        query="marin r", reason="incoming call", shown=(7, rosa), role="call_taker"
    )


def test_a_follow_up_names_its_request_in_each_entry(casey: Member, named: ServiceRequest, rosa: int) -> None:
    session = look_sessions.begin(casey, Reason.FOLLOW_UP, reference=named.reference)
    type_in(session, "rosa", found=(rosa,))
    looks.open_found(session, rosa)
    assert [log.subject_of(entry).request for entry in Entry.objects.all()] == [str(named.pk)] * 2


def test_nothing_that_was_sought_or_shown_lies_in_the_clear(
    call: LookSession, casey: Member, rosa: int
) -> None:
    type_in(call, "marin 5550147", found=(rosa,))
    assert "people_typing: (" in dump.of_the_database()
    for secret in ("marin", "5550147", f'"shown": [{rosa}]'):
        assert not dump.holds(secret)
    look_sessions.end(casey)
    assert "audit_entry: (" in dump.of_the_database()
    for secret in ("marin", "5550147"):
        assert not dump.holds(secret)


def test_two_searches_for_the_same_cannot_be_seen_to_be_so(call: LookSession, casey: Member) -> None:
    type_in(call, "rosa marin", "joe", "rosa marin")
    look_sessions.end(casey)
    sealed = [bytes(entry.subject_sealed) for entry in entries(Entry.Kind.SEARCHED)]
    assert len({value[-32:] for value in sealed}) == 3
    assert len({len(value) for value in sealed}) == 1


# Opening
def test_opening_shows_the_contact_and_leaves_an_entry_and_a_receipt(casey: Member, rosa: int) -> None:
    record = looks.open_person(rosa, CALLS, by=casey)
    assert record.contact == ROSA
    (entry,) = entries(Entry.Kind.CONTACT_OPENED)
    assert log.subject_of(entry) == Subject(
        person=rosa, reason="incoming call", role="call_taker", parts=("name", "phone", "email")
    )
    assert [receipt.pk for receipt in Receipt.objects.all()] == [entry.pk]


def test_a_supervisor_opens_persons_of_the_department_alone(sasha: Member, robin: Member, rosa: int) -> None:
    assert looks.open_person(rosa, CALLS, by=sasha).contact == ROSA
    with pytest.raises(PermissionDenied, match="In an emergency"):
        looks.open_person(rosa, CALLS, by=robin)
    assert len(entries(Entry.Kind.CONTACT_OPENED)) == 1


def test_a_worker_and_an_officer_open_and_search_nobody(
    call: LookSession, wren: Member, parker: Member, rosa: int
) -> None:
    for member in (wren, parker):
        with pytest.raises(PermissionDenied):
            looks.open_person(rosa, CALLS, by=member)
        call.member = member
        with pytest.raises(PermissionDenied):
            looks.searching(call, "rosa", found=[])
    assert not Entry.objects.exists()


def test_whose_role_was_taken_during_the_call_sees_nobody_any_more(
    call: LookSession, casey: Member, rosa: int
) -> None:
    Member.objects.filter(pk=casey.pk).update(role="web_editor")
    with pytest.raises(PermissionDenied):
        looks.open_found(call, rosa)


def test_of_who_was_erased_nothing_is_opened_or_logged(casey: Member, rosa: int) -> None:
    contacts.erase(rosa)
    with pytest.raises(PersonIsGone):
        looks.open_person(rosa, CALLS, by=casey)
    assert not entries(Entry.Kind.CONTACT_OPENED)


# Pace
def note_some(count: int, kind: Entry.Kind, member: Member) -> None:
    for _ in range(count):
        log.note(kind, Subject(reason="law", role=member.role), actor=member.pk)


def test_over_the_pace_nothing_is_opened_until_a_while_has_passed(
    noon: Traveller, casey: Member, rosa: int
) -> None:
    note_some(pace.MOST_OPENINGS - 1, Entry.Kind.CONTACT_OPENED, casey)
    looks.open_person(rosa, CALLS, by=casey)
    with pytest.raises(TooFast, match="Wait a little"):
        looks.open_person(rosa, CALLS, by=casey)
    noon.shift(pace.WINDOW + timedelta(seconds=1))
    assert looks.open_person(rosa, CALLS, by=casey).contact == ROSA


def test_over_the_pace_no_new_search_begins_and_one_under_way_goes_on(
    noon: Traveller, call: LookSession, casey: Member
) -> None:
    note_some(pace.MOST_SEARCHES - 1, Entry.Kind.SEARCHED, casey)
    type_in(call, "rosa", "rosa m")
    with pytest.raises(TooFast):
        type_in(call, "joe")
    type_in(call, "rosa ma")


def test_who_is_stopped_rings_an_alarm_once(noon: Traveller, call: LookSession, casey: Member) -> None:
    note_some(pace.MOST_SEARCHES, Entry.Kind.SEARCHED, casey)
    for query in ("rosa", "joe", "ann"):
        with pytest.raises(TooFast):
            type_in(call, query)
    (alarm,) = Alarm.objects.all()
    assert (alarm.kind, alarm.member) == (Alarm.Kind.TOO_FAST, casey)


def test_the_pace_of_one_is_not_the_pace_of_another(casey: Member, sasha: Member, rosa: int) -> None:
    note_some(pace.MOST_OPENINGS, Entry.Kind.CONTACT_OPENED, casey)
    assert looks.open_person(rosa, CALLS, by=sasha).contact == ROSA


def test_more_results_than_a_search_may_show_are_a_mistake_of_the_program(call: LookSession) -> None:
    with pytest.raises(ValueError, match="10 persons"):
        looks.searching(call, "m", found=range(11))


# What cannot be lost
@pytest.mark.parametrize("table", ["people_typing", "people_receipt"])
def test_the_database_lets_no_look_go_that_is_not_in_the_log(call: LookSession, table: str) -> None:
    Receipt.objects.create(pk=uuid.uuid4(), at=call.began_at)
    type_in(call, "rosa")
    with (
        pytest.raises(ProgrammingError, match="goes only when its entry is in the audit log"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")


def test_a_search_that_nobody_types_any_more_is_put_into_the_log_by_whoever_comes(
    noon: Traveller, call: LookSession
) -> None:
    type_in(call, "rosa")
    assert keystrokes.finish_those_at_rest() == 0
    noon.shift(keystrokes.RESTS_AFTER + timedelta(seconds=1))
    assert keystrokes.finish_those_at_rest() == 1
    assert keystrokes.finish_those_at_rest() == 0
    assert searched() == ["rosa"]
    assert not Typing.objects.exists()


def test_a_search_that_goes_on_costs_few_queries(
    noon: Traveller, call: LookSession, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    type_in(call, "ros")
    with django_assert_max_num_queries(5):  # with the two of a savepoint
        type_in(call, "rosa")


def test_an_opening_costs_few_queries(
    noon: Traveller,
    casey: Member,
    rosa: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(12):
        looks.open_person(rosa, CALLS, by=casey)


def test_without_a_name_nothing_rings(noon: Traveller, casey: Member) -> None:
    nameless = contacts.keep(Contact(phone="+13025550147"), request=uuid.uuid4())
    looks.open_person(nameless, CALLS, by=casey)
    assert not Alarm.objects.exists()
