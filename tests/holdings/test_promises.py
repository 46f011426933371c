"""The controls over every table: a breach made with SQL or on the disk is found."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client

from commonhall.holdings import promises
from commonhall.people import contacts
from commonhall.service_requests import words
from commonhall.service_requests.models import Photo, ServiceRequest
from commonhall.staff.roles import Role
from tests.service_requests import making
from tests.service_requests.desk import send
from tests.service_requests.reporting import Reporter, photograph

SEALED = [
    ("people_person", "sealed"),
    ("people_personkey", "wrapped"),
    ("service_requests_servicerequest", "contact_sealed"),
    ("service_requests_servicerequest", "words_sealed"),
    ("service_requests_servicerequest", "stripped_sealed"),
    ("service_requests_servicerequest", "place_sealed"),
    ("service_requests_requestkey", "wrapped"),
    ("service_requests_event", "internal_sealed"),
    ("service_requests_photo", "sealed"),
]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def named(reporter: Reporter, photo_folder: Path, browser_of: Callable[[Role], Client]) -> ServiceRequest:
    """A request about a home that came in by the front door, with a photo, a note, and a look at its contact."""
    reporter.start("missed-trash").say(where="512 N French St").say(words="Deep.", photo=photograph(60, 40))
    reporter.say(who="named", name="Rosa Marin", phone="302-555-0147").say()
    request = ServiceRequest.objects.get(reference=reporter.reference)
    taker = browser_of(Role.CALL_TAKER)
    send(taker, "note-internally", request, note="Rosa Marin called.")
    send(taker, "open-contact", request, reason="follow-up")
    return request


def test_what_was_filled_by_the_front_door_is_sealed(named: ServiceRequest) -> None:
    making.reported("Deep.", service="missed-trash")
    found = promises.sealed_values_open()
    assert found.count >= 10
    assert found.wrong == ()


def test_what_an_erased_person_leaves_behind_is_sealed(named: ServiceRequest) -> None:
    link = words.contact_link(named)
    assert link
    contacts.erase(link.person)
    found = promises.sealed_values_open()
    assert (found.count >= 6, found.wrong) == (True, ())


@pytest.mark.parametrize(("table", "column"), SEALED)
@pytest.mark.parametrize(
    "value",
    [b"Rosa Marin, 1012 N Market St, 302-555-0147", "Señora María Núñez, 302-555-0147".encode("latin-1")],
    ids=["readable", "in another encoding"],
)
def test_what_is_not_sealed_is_found_in_each_column(
    named: ServiceRequest, table: str, column: str, value: bytes
) -> None:
    sql(f"UPDATE {table} SET {column} = %s WHERE {column} IS NOT NULL", value)
    assert f"{table}.{column}" in promises.sealed_values_open().wrong


@pytest.mark.parametrize(("table", "column"), SEALED)
def test_what_was_sealed_by_somebody_else_is_found_in_each_column(
    named: ServiceRequest, table: str, column: str
) -> None:
    sql(f"UPDATE {table} SET {column} = %s WHERE {column} IS NOT NULL", os.urandom(156))
    assert f"{table}.{column}" in promises.sealed_values_open().wrong


def test_an_entry_of_the_audit_log_that_is_not_sealed_is_found(named: ServiceRequest) -> None:
    sql(
        "INSERT INTO audit_entry (id, at, kind, subject_sealed) VALUES (gen_random_uuid(), now(), %s, %s)",
        "contact opened",
        "Señora María Núñez, 302-555-0147".encode("latin-1"),
    )
    assert promises.sealed_values_open().wrong == ("audit_entry.subject_sealed",)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_where_no_key_is_left_what_reads_as_text_is_found(named: ServiceRequest, encoding: str) -> None:
    link = words.contact_link(named)
    assert link
    contacts.erase(link.person)
    text = "Señora María Núñez, 302-555-0147, at home. " * 5
    sql("UPDATE service_requests_servicerequest SET words_sealed = %s", text.encode(encoding))
    assert promises.sealed_values_open().wrong == ("service_requests_servicerequest.words_sealed",)


@pytest.fixture
def in_a_file(named: ServiceRequest, photo_folder: Path) -> Path:
    """The file of a photo whose day has ended, as settle leaves it."""
    photo = Photo.objects.get()
    photo_folder.mkdir()
    file = photo_folder / photo.pk.hex
    file.write_bytes(bytes(photo.sealed or b""))
    Photo.objects.update(sealed=None)
    return file


def test_a_photo_in_a_file_is_looked_at(in_a_file: Path) -> None:
    before = promises.sealed_values_open()
    assert before.wrong == ()
    in_a_file.unlink()
    assert promises.sealed_values_open().count == before.count - 1


@pytest.mark.parametrize("name", ["", "IMG_2041.jpg", "notes.part"])
def test_a_photo_that_lies_in_the_folder_as_it_is_is_found(in_a_file: Path, name: str) -> None:
    in_a_file.with_name(name or in_a_file.name).write_bytes(photograph(60, 40).read())
    assert promises.sealed_values_open().wrong == ("photo folder",)


def test_a_photo_that_is_being_written_is_no_breach(named: ServiceRequest, photo_folder: Path) -> None:
    photo = Photo.objects.get()
    photo_folder.mkdir()
    (photo_folder / f"{photo.pk.hex}.part").write_bytes(bytes(photo.sealed or b"")[:1000])
    assert promises.sealed_values_open().wrong == ()


BREACHES = {
    "ALTER TABLE people_person ADD COLUMN phone text": "people_person.phone",
    "ALTER TABLE people_person ADD COLUMN note xml": "people_person.note",
    "ALTER TABLE people_person ADD COLUMN phone bigint": "people_person.phone",
    "ALTER TABLE django_migrations ADD COLUMN who jsonb": "django_migrations.who",
    "CREATE TABLE leak (phone bigint)": "leak.phone",
    "CREATE TABLE leak (t tsvector)": "leak.t",
    "CREATE UNLOGGED TABLE leak (a int4range)": "leak.a",
    "CREATE SCHEMA apart; CREATE TABLE apart.leak (name text)": "apart.leak.name",
    "CREATE SCHEMA apart; CREATE TABLE apart.people_person (sealed bytea)": "apart.people_person.sealed",
    "CREATE MATERIALIZED VIEW leak AS SELECT name FROM staff_member": "leak.name",
    "ALTER TABLE audit_entry ALTER COLUMN actor TYPE text": "audit_entry.actor",
}


@pytest.mark.parametrize(("statement", "found"), BREACHES.items())
def test_a_table_or_column_that_nobody_declared_is_found(
    fresh_database: str, statement: str, found: str
) -> None:
    assert promises.every_column_is_declared().wrong == ()
    as_owner(statement)
    assert promises.every_column_is_declared().wrong == (found,)


@pytest.mark.django_db
def test_every_table_is_looked_at() -> None:
    assert promises.every_column_is_declared().count > 60
