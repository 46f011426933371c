"""The control of how staff sign in, seen to fail."""

import pytest
from django.db import connection
from django.test import Client

from commonhall.staff import promises
from commonhall.staff.doors import Door
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from tests.staff.conftest import Telephone
from tests.staff.test_sign_in_links import demo_database, mark

__all__ = ["demo_database"]


def breach(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, "nothing was planted"


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
