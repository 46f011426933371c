"""The controls of looks: each finds a breach that was made with SQL."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import timezone
from time_machine import Traveller

from commonhall.audit import chain, log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.evidence import Evidence
from commonhall.people import emergencies, look_controls, looks, reviewing
from commonhall.people.emergencies import Emergency
from commonhall.people.models import Alarm, LookSession
from commonhall.people.reasons import Grounds, Reason, ReviewReason
from commonhall.service_requests import work
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff import members as staff_members
from commonhall.staff.members import Place
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.people.conftest import entries, person_of
from tests.service_requests import making

CONTROLS = (
    look_controls.each_look_is_in_the_log_with_its_reason,
    look_controls.nobody_looks_beyond_their_role,
    look_controls.nobody_is_shown_a_field_their_role_may_not_read,
)


def sql(statement: str, *values: object, alias: str = "default") -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, values or None)


def slip_in(kind: str, subject: Subject, actor: uuid.UUID | None) -> None:
    """An entry written past the front door, by somebody who has the key."""
    entry = uuid.uuid4()
    sql(
        "INSERT INTO audit_entry (id, at, actor, kind, subject_sealed) VALUES (%s, %s, %s, %s, %s)",
        entry,
        timezone.now(),
        actor,
        kind,
        log.seal(subject, context=f"audit.entry:{entry}"),
    )


@pytest.fixture
def a_day(
    noon: Traveller, call: LookSession, casey: Member, wren: Member, parker: Member, named: ServiceRequest
) -> None:
    """Looks of every kind, each by the front door."""
    rosa = person_of(named)
    looks.searching(call, "rosa", found=[rosa])
    looks.open_found(call, rosa)
    looks.searching(call, "joe", found=[])
    emergencies.open_contact(
        Emergency(reference=named.reference, note="Gas smell, she must leave the house."), by=wren
    )
    (entry,) = entries(Entry.Kind.GLASS_BROKEN)
    reviewing.open_entry(entry.pk, ReviewReason.ALARM, by=parker)


@pytest.mark.parametrize("control", CONTROLS)
def test_a_day_by_the_front_door_is_in_order(a_day: None, control: Callable[[], Evidence]) -> None:
    found = control()
    assert found.count > 0
    assert found.wrong == ()


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.django_db
def test_an_empty_log_proves_nothing(control: Callable[[], Evidence]) -> None:
    assert control().count == 0


# A look without its entry, or without a reason
def test_an_entry_that_was_taken_out_before_it_was_chained_is_found(fresh_database: str) -> None:
    making.catalogue_of_the_city()
    casey = Member.objects.create(email="casey@city.example", role=Role.CALL_TAKER)
    rosa = person_of(making.reported(contact=making.ROSA))
    looks.open_person(rosa, Grounds(reason=Reason.LAW), by=casey)
    (entry,) = entries(Entry.Kind.CONTACT_OPENED)
    assert look_controls.each_look_is_in_the_log_with_its_reason().wrong == ()
    sql("ALTER TABLE audit_entry DISABLE TRIGGER USER", alias="owner")
    sql("DELETE FROM audit_entry", alias="owner")
    chain.extend()  # of what is left: the chain itself is whole
    assert look_controls.each_look_is_in_the_log_with_its_reason().wrong == (
        f"look {entry.pk}: not in the log",
    )


def test_a_receipt_without_an_entry_is_found(a_day: None) -> None:
    forged = uuid.uuid4()
    sql("INSERT INTO people_receipt (id, at) VALUES (%s, now())", forged)
    assert look_controls.each_look_is_in_the_log_with_its_reason().wrong == (
        f"look {forged}: not in the log",
    )


def test_a_search_that_never_came_into_the_log_is_found(a_day: None) -> None:
    sql("UPDATE people_typing SET last_at = last_at - interval '6 minutes'")
    (wrong,) = look_controls.each_look_is_in_the_log_with_its_reason().wrong
    assert wrong.startswith("search ")
    assert wrong.endswith("not in the log")


@pytest.mark.parametrize("reason", ["", "curiosity"])
def test_a_search_without_a_reason_of_the_list_is_found(a_day: None, casey: Member, reason: str) -> None:
    slip_in("searched", Subject(query="rosa", reason=reason, role="call_taker"), casey.pk)
    assert look_controls.each_look_is_in_the_log_with_its_reason().wrong == (
        "searched at 2026-11-24 17:00: without a reason",
    )


def test_an_entry_that_does_not_open_counts_as_without_a_reason(a_day: None, casey: Member) -> None:
    sql(
        "INSERT INTO audit_entry (id, at, actor, kind, subject_sealed) "
        "SELECT gen_random_uuid(), %s, actor, kind, subject_sealed FROM audit_entry WHERE kind = 'searched'",
        timezone.now(),
    )
    assert len(look_controls.each_look_is_in_the_log_with_its_reason().wrong) == 1


# A role that sees too much
@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("searched", "worker"),
        ("contact opened", "privacy_officer"),
        ("contact opened", "worker"),
        ("glass broken", "web_editor"),
        ("subject opened", "call_taker"),
        ("photo opened", "administrator"),
    ],
)
def test_a_look_in_a_role_without_the_right_is_found(
    a_day: None, casey: Member, kind: str, role: str
) -> None:
    slip_in(kind, Subject(person=7, reason="law", role=role), casey.pk)
    assert look_controls.nobody_looks_beyond_their_role().wrong == (
        f"{kind} at 2026-11-24 17:00: by a {role}",
    )


def test_who_changed_roles_since_did_no_wrong(a_day: None, casey: Member) -> None:
    sql("UPDATE staff_member SET role = 'web_editor' WHERE id = %s", casey.pk)
    assert look_controls.nobody_looks_beyond_their_role().wrong == ()


def test_a_look_without_a_noted_role_is_judged_by_the_role_of_then(
    a_day: None, noon: Traveller, casey: Member, members: dict[Role, Member]
) -> None:
    unnoted = Subject(person=7, reason="law")
    slip_in("contact opened", unnoted, casey.pk)
    noon.shift(60)
    staff_members.change(
        casey, Place(name="Casey", role=Role.WEB_EDITOR, department=None), by=members[Role.ADMINISTRATOR]
    )
    assert look_controls.nobody_looks_beyond_their_role().wrong == ()
    noon.shift(60)
    slip_in("contact opened", unnoted, casey.pk)
    noon.shift(60)
    staff_members.change(
        casey, Place(name="Casey", role=Role.CALL_TAKER, department=None), by=members[Role.ADMINISTRATOR]
    )
    assert look_controls.nobody_looks_beyond_their_role().wrong == (
        "contact opened at 2026-11-24 17:02: by a web_editor",
    )


@pytest.mark.parametrize("role", ["", "call_taker"])
def test_a_look_by_nobody_who_ever_worked_here_is_found(a_day: None, role: str) -> None:
    slip_in("contact opened", Subject(person=7, reason="law", role=role), uuid.uuid4())
    slip_in("contact opened", Subject(person=7, reason="law", role=role), None)
    assert look_controls.nobody_looks_beyond_their_role().wrong == (
        "contact opened at 2026-11-24 17:00: by a nobody",
        "contact opened at 2026-11-24 17:00: by a nobody",
    )


def test_another_login_that_reads_the_keys_is_found(fresh_database: str) -> None:
    assert look_controls.nobody_looks_beyond_their_role().wrong == ()
    sql("GRANT SELECT ON people_personkey TO commonhall_readonly", alias="owner")
    assert look_controls.nobody_looks_beyond_their_role().wrong == (
        "people_personkey can be read by commonhall_readonly",
    )


# A field that a role may not read
def test_a_part_shown_to_a_role_that_may_not_read_it_is_found(a_day: None, parker: Member) -> None:
    subject = Subject(person=7, reason="alarm", role="privacy_officer", parts=("name", "phone"))
    slip_in("subject opened", subject, parker.pk)
    assert look_controls.nobody_is_shown_a_field_their_role_may_not_read().wrong == (
        "subject opened at 2026-11-24 17:00: phone to a privacy_officer",
    )


def test_an_alarm_needs_no_look_of_its_own(a_day: None) -> None:
    assert Alarm.objects.filter(kind=Alarm.Kind.EMERGENCY).count() == 1


def test_the_page_of_a_request_leaves_a_look_that_the_controls_accept(
    noon: Traveller, sasha: Member, named: ServiceRequest
) -> None:
    assert work.open_contact(named, Reason.FOLLOW_UP, by=sasha) == making.ROSA
    assert [control().wrong for control in CONTROLS] == [(), (), ()]
    assert [control().count for control in CONTROLS] == [1, 1, 1]
