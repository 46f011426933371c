"""Settle itself: what signs in, what makes it wait, and what it leaves of old versions."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connections, transaction

from commonhall.people import contacts
from commonhall.vault import settle
from commonhall.vault.settle import Pass, Settled, TablesAreBusy
from tests import cluster
from tests.service_requests.making import ROSA

DAY = date(2026, 3, 10)


@pytest.fixture
def people(fresh_database: str) -> list[int]:
    """Twenty people, each written in a transaction of its own."""
    return [contacts.keep(ROSA, request=uuid.uuid4()) for _ in range(20)]


@contextmanager
def somebody_at(database: str, statement: str) -> Iterator[None]:
    """Somebody else in the middle of a transaction that began with this."""
    with cluster.server().connect(database) as other, other.transaction():
        other.execute(statement)
        yield


def test_a_table_signs_in_once() -> None:
    with pytest.raises(ValueError, match="people_person signed in twice"):
        settle.register(Settled(table="people_person", rows={Pass.NIGHT: "true"}))


def test_a_pass_tells_how_many_rows_it_rewrote(people: list[int]) -> None:
    assert settle.run(Pass.NIGHT, day=DAY) == 3 * len(people)  # records, keys, and that they changed
    assert settle.run(Pass.NIGHT, day=DAY) == 0


def test_a_pass_that_meets_a_writer_changes_nothing_and_says_so(
    people: list[int], fresh_database: str
) -> None:
    held = f"SELECT 1 FROM people_person WHERE id = {people[0]} FOR UPDATE"
    with somebody_at(fresh_database, held), pytest.raises(TablesAreBusy, match="commonhall settle"):
        settle.run(Pass.NIGHT, day=DAY)
    assert settle.run(Pass.NIGHT, day=DAY) == 3 * len(people)


def test_a_pass_goes_on_beside_readers(people: list[int], fresh_database: str) -> None:
    with somebody_at(fresh_database, "SELECT count(*) FROM people_person"):
        assert settle.run(Pass.NIGHT, day=DAY) == 3 * len(people)


def test_clearing_waits_for_a_reader_and_then_gives_up(people: list[int], fresh_database: str) -> None:
    with somebody_at(fresh_database, "SELECT count(*) FROM people_person"), pytest.raises(TablesAreBusy):
        settle.clear(most_bytes=settle.MOST_BYTES_AT_NIGHT)
    assert settle.clear(most_bytes=settle.MOST_BYTES_AT_NIGHT) == ()


def test_clearing_leaves_nothing_for_a_reader_who_is_gone_soon(
    people: list[int], fresh_database: str
) -> None:
    """One who looks elsewhere in the database, yet could see each old version: as ANALYZE does."""
    elsewhere = "SELECT count(*) FROM django_migrations"
    with cluster.server().connect(fresh_database) as other:
        other.execute("CREATE EXTENSION pgstattuple")
        other.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        other.execute(elsewhere)
        leaves = threading.Timer(1.5, other.rollback)
        leaves.start()
        settle.run(Pass.NIGHT, day=DAY)
        settle.clear(most_bytes=settle.MOST_BYTES_AT_NIGHT)
        leaves.join()
        for table in ("people_person", "people_personkey"):
            left = other.execute(f"SELECT dead_tuple_count FROM pgstattuple('{table}')".encode())
            assert left.fetchone() == (0,), table


def test_clearing_leaves_no_sample_that_tells_what_had_come_by_then(
    people: list[int], fresh_database: str
) -> None:
    """The server takes one of a table now and then: which ids stand in it, and in which transaction it was taken."""
    sampled = "SELECT count(*) FROM pg_statistic WHERE starelid = 'people_person'::regclass"
    with cluster.server().connect(fresh_database) as server:
        server.execute("CREATE EXTENSION pgstattuple")
        server.execute("ANALYZE people_person")
        (before,) = server.execute("SELECT pg_current_xact_id()::text::bigint").fetchone() or (0,)
        assert server.execute(sampled.encode()).fetchone() != (0,)
        server.commit()
        settle.clear(most_bytes=settle.MOST_BYTES_AT_NIGHT)
        old = f"{sampled} AND xmin::text::bigint <= {before}"
        assert server.execute(sampled.encode()).fetchone() != (0,)
        assert server.execute(old.encode()).fetchone() == (0,)
        left = server.execute("SELECT dead_tuple_count FROM pgstattuple('pg_catalog.pg_statistic')")
        assert left.fetchone() == (0,)


def test_clearing_names_the_tables_it_could_only_vacuum(people: list[int]) -> None:
    assert "people_person" in settle.clear(most_bytes=0)


def test_the_limit_for_locks_ends_with_the_pass(people: list[int]) -> None:
    settle.clear(most_bytes=settle.MOST_BYTES_AT_NIGHT)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
