"""What `commonhall serve` refuses to start with, and how it ends."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.db import connections

from commonhall.errors import Refused
from commonhall.operations import conditions, logins
from tests import cluster, running
from tests.operations import commands


@pytest.fixture
def empty_database(django_db_setup: None) -> Iterator[str]:
    """A database that was never migrated."""
    cluster.make_empty("never_migrated")
    yield "never_migrated"
    cluster.drop("never_migrated")


def test_it_does_not_start_as_owner(fresh_database: str) -> None:
    complaint = commands.refusal(["serve"], commands.environment(fresh_database, login=logins.OWNER))
    assert "commonhall_owner, who owns tables or may become their owner" in complaint
    assert "Use the application's login." in complaint


def test_it_does_not_start_as_superuser(fresh_database: str) -> None:
    complaint = commands.refusal(["serve"], commands.environment(fresh_database, login=logins.SUPERUSER))
    assert "postgres, who is a superuser" in complaint


def test_it_does_not_start_as_somebody_who_may_become_the_owner(fresh_database: str) -> None:
    with cluster.server().connect() as connection:
        connection.execute(f"GRANT {logins.OWNER} TO {logins.APPLICATION}")
    try:
        complaint = commands.refusal(["serve"], commands.environment(fresh_database))
    finally:
        with cluster.server().connect() as connection:
            connection.execute(f"REVOKE {logins.OWNER} FROM {logins.APPLICATION}")
    assert "owns tables or may become their owner" in complaint


def test_it_does_not_start_when_it_knows_the_owners_login(fresh_database: str) -> None:
    known = {"COMMONHALL_OWNER_DATABASE_URL": cluster.url(logins.OWNER, fresh_database)}
    complaint = commands.refusal(["serve"], commands.environment(fresh_database) | known)
    assert complaint.endswith("unset COMMONHALL_OWNER_DATABASE_URL.")


def test_without_a_schema_it_names_the_command_that_makes_one(empty_database: str) -> None:
    complaint = commands.refusal(["serve"], commands.environment(empty_database))
    assert complaint.endswith("Run `commonhall migrate`.")


def test_one_migration_that_is_missing_is_one_and_named(fresh_database: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'web'")
    complaint = commands.refusal(["serve"], commands.environment(fresh_database))
    assert complaint == (
        "The database lacks migration web.0001_initial of this version. Run `commonhall migrate`."
    )


def test_a_schema_of_a_newer_version_is_not_its_own(fresh_database: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('staff', '9999_later', now())"
        )
    complaint = commands.refusal(["serve"], commands.environment(fresh_database))
    assert "migrated by a newer version: it has staff.9999_later" in complaint


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    nowhere = {"DATABASE_URL": f"postgresql://somebody@/commonhall?host={tmp_path}"}
    complaint = commands.refusal(["serve"], commands.environment("postgres") | nowhere)
    assert complaint == "The database does not answer. Start it, or correct DATABASE_URL."


def test_every_setting_that_is_missing_has_its_sentence(tmp_path: Path) -> None:
    complaint = commands.refusal(["serve"], running.outside() | {"COMMONHALL_HOME": str(tmp_path)})
    assert [line.split()[0] for line in complaint.splitlines()] == [
        "DATABASE_URL",
        "COMMONHALL_KEYS",
        "COMMONHALL_CITY",
    ]


@pytest.mark.parametrize(("version", "major"), [(160009, 16), (140001, 14)])
def test_an_old_postgresql_is_refused(version: int, major: int) -> None:
    with pytest.raises(Refused, match=f"The database is PostgreSQL {major}. Upgrade it to 17 or newer."):
        conditions.refuse_old(version)
    conditions.refuse_old(170000)


def test_pages_without_their_style_sheets_are_not_served(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="make assets"):
        conditions.refuse_missing_assets(tmp_path)


def test_it_answers_and_ends_in_order(fresh_database: str) -> None:
    port = running.free_port()
    process = commands.start(["serve", f"--port={port}"], commands.environment(fresh_database))

    def answers() -> bool:
        assert process.poll() is None
        try:
            return httpx.get(f"http://localhost:{port}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    running.until(answers)
    assert running.end(process) == 0
