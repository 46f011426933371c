"""Controls of persons' records: bytes that their own key does not open are found, and so is a lost index."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection, connections

from commonhall.evidence import Evidence
from commonhall.people import contacts, promises
from commonhall.people.contacts import Contact
from tests.people.search import people


@pytest.mark.django_db
def test_a_record_that_its_own_key_does_not_open_is_found() -> None:
    rosa, joe = (
        contacts.keep(Contact(name=name), request=uuid.uuid4()) for name in ("Rosa Marin", "Joe Brown")
    )
    assert promises.records_open_with_their_own_key_alone().wrong == ()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET sealed = (SELECT sealed FROM people_person WHERE id = %s) WHERE id = %s",
            [rosa, joe],
        )
    found = promises.records_open_with_their_own_key_alone()
    assert (found.count, found.wrong) == (2, (f"person {joe}",))


SEARCHES = [promises.people_are_found_by_each_part_of_their_contact, promises.people_are_found_with_a_slip]


@pytest.mark.parametrize("look", SEARCHES)
def test_people_who_are_no_longer_found_are_told(fresh_database: str, look: Callable[[], Evidence]) -> None:
    people.kept()
    people.index_made()
    assert (look().count, look().wrong) == (sum(len(contact.parts) for contact in people.FOLK), ())
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE people_search_block1")
    assert len(look().wrong) == look().count


@pytest.mark.parametrize("look", [*SEARCHES, promises.people_are_found_in_the_time_of_a_keystroke])
@pytest.mark.django_db
def test_where_nobody_is_there_is_nothing_to_look_at(look: Callable[[], Evidence]) -> None:
    assert (look().count, look().wrong) == (0, ())


def test_searches_that_take_longer_than_a_keystroke_are_told(fresh_database: str) -> None:
    people.kept()
    people.index_made()
    assert promises.people_are_found_in_the_time_of_a_keystroke().wrong == ()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION slowly() RETURNS boolean LANGUAGE sql AS 'SELECT pg_sleep(0.15) IS NOT NULL'; "
            "ALTER TABLE people_search_epoch RENAME TO slow; "
            "CREATE VIEW people_search_epoch AS SELECT * FROM slow WHERE slowly(); "
            "GRANT SELECT ON people_search_epoch TO PUBLIC; GRANT EXECUTE ON FUNCTION slowly() TO PUBLIC"
        )
    assert promises.people_are_found_in_the_time_of_a_keystroke().wrong != ()


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Rosa Marin", "Rosa Marin"),
        ("Catherine Hill", "Catehrine Hill"),
        ("+13025550147", "+13025505147"),
        ("rosa.marin@example.com", "rosa.marin@example.com"),
        ("marinara@example.com", "marniara@example.com"),
        ("", ""),
    ],
)
def test_a_slip_swaps_two_neighbours_of_a_long_word(written: str, typed: str) -> None:
    assert promises.with_a_slip(written) == typed
