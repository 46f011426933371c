"""The control of persons' records: bytes that their own key does not open are found."""

import uuid

import pytest
from django.db import connection

from commonhall.people import contacts, promises
from commonhall.people.contacts import Contact


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
