"""The schema is the owner's work: it can be run again, never holds up the others, and sets their rights."""

import pytest
from django.db import connections

from commonhall.holdings import privileges
from commonhall.operations import logins, migrating
from tests import cluster
from tests.operations import commands

OWNER = "COMMONHALL_OWNER_DATABASE_URL"


def rights(login: str) -> dict[str, set[str]]:
    """What that login may do with each table."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(privilege_type::text) FROM information_schema.role_table_grants"
            " WHERE grantee = %s GROUP BY table_name",
            [login],
        )
        return {table: set(kinds) for table, kinds in cursor.fetchall()}


def test_a_second_run_changes_nothing(fresh_database: str) -> None:
    before = rights(logins.APPLICATION), rights(logins.READONLY)
    migrating.apply()
    assert (rights(logins.APPLICATION), rights(logins.READONLY)) == before


def test_the_application_adds_to_an_append_only_table_and_changes_nothing_there(fresh_database: str) -> None:
    granted = rights(logins.APPLICATION)
    append_only = privileges.append_only_tables()
    assert append_only
    assert {table for table, kinds in granted.items() if kinds == {"SELECT", "INSERT"}} == append_only
    assert granted["staff_member"] == {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_the_readonly_login_sees_no_wrapped_key(fresh_database: str) -> None:
    granted = rights(logins.READONLY)
    secret = privileges.secret_tables()
    assert secret
    assert not secret & granted.keys()
    assert granted["staff_member"] == {"SELECT"}


def test_a_right_that_was_given_by_hand_is_taken_back(fresh_database: str) -> None:
    table = sorted(privileges.append_only_tables())[0]
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT UPDATE, TRUNCATE ON {table} TO {logins.APPLICATION}")
    migrating.apply()
    assert rights(logins.APPLICATION)[table] == {"SELECT", "INSERT"}


def test_the_command_migrates_an_empty_database(django_db_setup: None) -> None:
    cluster.make_empty("to_be_migrated")
    try:
        known = {OWNER: cluster.url(logins.OWNER, "to_be_migrated")}
        process = commands.start(["migrate"], commands.environment("to_be_migrated") | known)
        said, complaint = process.communicate(timeout=60)
        assert (process.returncode, complaint) == (0, "")
        assert said.endswith("The schema is up to date, and each login has its rights.\n")
    finally:
        cluster.drop("to_be_migrated")


def test_without_the_owners_login_it_says_what_is_missing(fresh_database: str) -> None:
    complaint = commands.refusal(["migrate"], commands.environment(fresh_database))
    assert complaint == f"Migrations need the owner's login: set {OWNER}."


def test_a_migration_gives_up_rather_than_wait_for_a_table_in_use(fresh_database: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        cursor.execute("DROP TABLE django_session")
    with cluster.server().connect(fresh_database) as other, other.transaction():
        other.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(migrating.TablesAreBusy, match="again in a minute"):
            migrating.apply()
