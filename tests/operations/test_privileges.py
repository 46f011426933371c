"""What the three logins can and cannot do, tried as each of them."""

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from psycopg.errors import InsufficientPrivilege


def refused(alias: str, statement: str) -> bool:
    """Whether PostgreSQL refuses the statement to that login for want of a right."""
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        return isinstance(error.__cause__, InsufficientPrivilege)
    return False


@pytest.mark.django_db
def test_the_application_may_not_make_a_table() -> None:
    assert refused("default", "CREATE TABLE intruder (id int)")


@pytest.mark.django_db
def test_the_application_may_not_empty_a_table_at_one_stroke() -> None:
    assert refused("default", "TRUNCATE django_session")
    assert not refused("default", "DELETE FROM django_session")


@pytest.mark.django_db(databases=["readonly"])
def test_the_readonly_login_reads_and_no_more() -> None:
    assert not refused("readonly", "SELECT * FROM django_session")
    assert refused("readonly", "DELETE FROM django_session")


@pytest.mark.django_db
def test_tests_log_in_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("commonhall_application", False)


def test_a_fresh_database_keeps_what_is_committed_there(fresh_database: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE seen (name text)")
        cursor.execute("INSERT INTO seen SELECT current_database()")
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT name FROM seen")
        assert cursor.fetchall() == [(fresh_database,)]
