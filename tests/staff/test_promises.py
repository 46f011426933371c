"""The controls of how staff sign in and of what each role has done, each seen to fail."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.staff import members, promises
from commonhall.staff.doors import Door
from commonhall.staff.members import Place
from commonhall.staff.models import Department, Member
from commonhall.staff.roles import Role
from tests.staff.conftest import Telephone
from tests.staff.test_sign_in_links import demo_database, mark

__all__ = ["demo_database"]


def breach(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, "nothing was planted"


def look_by(actor: uuid.UUID | None, kind: Entry.Kind = Entry.Kind.CONTACT_OPENED) -> Entry:
    return log.note(kind, log.Subject(person=7), actor=actor)


@pytest.fixture
def casey(db: None) -> Member:
    """A call taker, who may open contacts."""
    return Member.objects.create(email="casey@city.example", name="Casey", role=Role.CALL_TAKER)


@pytest.mark.django_db
def test_looks_by_those_who_may_are_fine(casey: Member) -> None:
    look_by(casey.pk)
    look_by(casey.pk, Entry.Kind.PHOTO_OPENED)
    found = promises.nobody_looked_at_what_their_role_does_not_see()
    assert (found.count, found.wrong) == (2, ())


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["web_editor", "administrator", "privacy_officer"])
def test_a_look_by_a_role_that_sees_too_much_is_found(casey: Member, role: str) -> None:
    look_by(casey.pk)
    breach("UPDATE staff_member SET role = %s WHERE id = %s", role, casey.pk)
    (wrong,) = promises.nobody_looked_at_what_their_role_does_not_see().wrong
    assert str(casey.pk) in wrong
    assert "Casey" not in wrong


@pytest.mark.django_db
def test_a_look_by_nobody_who_ever_worked_here_is_found(db: None) -> None:
    look_by(uuid.uuid4())
    look_by(None)
    assert len(promises.nobody_looked_at_what_their_role_does_not_see().wrong) == 2


@pytest.mark.django_db
def test_who_may_not_any_more_might_have_looked_while_they_could(casey: Member, newcomer: Member) -> None:
    look_by(casey.pk)
    members.change(casey, Place(name="Casey", role=Role.WEB_EDITOR, department=None), by=newcomer)
    assert promises.nobody_looked_at_what_their_role_does_not_see().wrong == ()
    look_by(casey.pk)
    assert len(promises.nobody_looked_at_what_their_role_does_not_see().wrong) == 1


@pytest.mark.django_db
def test_who_may_now_might_not_have_looked_before(casey: Member, newcomer: Member) -> None:
    streets = Department.objects.create(code="streets", names={"en": "Streets"})
    members.change(casey, Place(name="Casey", role=Role.WORKER, department=streets), by=newcomer)
    look_by(casey.pk)
    members.change(casey, Place(name="Casey", role=Role.SUPERVISOR, department=streets), by=newcomer)
    assert len(promises.nobody_looked_at_what_their_role_does_not_see().wrong) == 1


@pytest.mark.django_db
def test_the_window_is_a_week(casey: Member) -> None:
    entry = Entry(at=timezone.now() - timedelta(days=9), actor=casey.pk, kind=Entry.Kind.CONTACT_OPENED)
    entry.subject_sealed = bytes(64)
    entry.save(force_insert=True)
    assert promises.nobody_looked_at_what_their_role_does_not_see().count == 0


@pytest.fixture
def signed_in(alex: Member, telephone: Telephone, client: Client) -> Member:
    """Alex, who came in by both proofs."""
    client.force_login(alex)
    return alex


@pytest.mark.django_db
def test_sessions_by_two_proofs_are_fine(signed_in: Member) -> None:
    found = promises.staff_sign_in_by_two_proofs()
    assert (found.count, found.wrong) == (3, ())  # a session, an app and recovery codes


@pytest.mark.django_db
def test_a_session_that_outlives_the_second_proof_is_found(signed_in: Member) -> None:
    breach("DELETE FROM mfa_authenticator WHERE type = 'totp'")
    assert promises.staff_sign_in_by_two_proofs().wrong == (f"session of {signed_in.pk}",)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["totp", "recovery_codes"])
def test_a_secret_that_lies_there_in_the_clear_is_found(signed_in: Member, kind: str) -> None:
    plain = """UPDATE mfa_authenticator SET data = '{"secret": "JBSWY3DPEHPK3PXP", "seed": "7f"}' WHERE type = %s"""
    breach(plain, kind)
    (wrong,) = promises.staff_sign_in_by_two_proofs().wrong
    assert wrong.endswith("is not sealed")


@pytest.mark.django_db
def test_a_session_of_a_door_that_does_not_exist_is_found(alex: Member, client: Client) -> None:
    client.force_login(alex, backend="django.contrib.auth.backends.ModelBackend")
    assert promises.staff_sign_in_by_two_proofs().wrong == (f"session of {alex.pk}",)


@pytest.mark.django_db
def test_who_is_only_setting_one_up_is_no_breach(newcomer: Member, client: Client) -> None:
    client.force_login(newcomer, backend=Door.PASSWORD)
    assert promises.staff_sign_in_by_two_proofs().wrong == ()


@pytest.mark.django_db
def test_without_a_session_there_is_nothing_to_look_at(db: None) -> None:
    assert promises.staff_sign_in_by_two_proofs().count == 0


def test_a_session_by_a_link_is_no_proof_in_the_demo_and_a_breach_elsewhere(
    demo_database: str, client: Client
) -> None:
    alex = Member.objects.create(email="alex@demo.example", name="Alex", role=Role.ADMINISTRATOR)
    client.force_login(alex, backend=Door.DEMO_LINK)
    found = promises.staff_sign_in_by_two_proofs()
    assert (found.count, found.wrong) == (0, ())
    mark(demo_database, None)
    assert promises.staff_sign_in_by_two_proofs().wrong == (f"session of {alex.pk}",)
