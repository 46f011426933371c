"""The controls over every table: a breach made with SQL is found."""

import pytest
from django.db import connection, connections

from commonhall.holdings import promises
from tests.service_requests.reporting import Reporter


def test_sealed_columns_that_were_filled_by_the_front_door_hold_nothing_readable(reporter: Reporter) -> None:
    reporter.report("Deep.", name="Rosa Marin", phone="302-555-0147")
    found = promises.sealed_columns_hold_nothing_readable()
    assert found.count >= 6
    assert found.wrong == ()


def test_a_name_written_into_a_sealed_column_is_found(reporter: Reporter) -> None:
    reporter.report("Deep.", name="Rosa Marin")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET sealed = %s", [b"Rosa Marin, 1012 N Market St, 302-555-0147"]
        )
    assert promises.sealed_columns_hold_nothing_readable().wrong == ("people_person.sealed",)


def test_a_column_that_nobody_declared_is_found(fresh_database: str) -> None:
    assert promises.every_column_is_declared().wrong == ()
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE people_person ADD COLUMN phone text")
    assert promises.every_column_is_declared().wrong == ("people_person.phone",)


@pytest.mark.django_db
def test_every_table_is_looked_at() -> None:
    assert promises.every_column_is_declared().count > 60
