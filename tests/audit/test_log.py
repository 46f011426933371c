"""The log of looks: sealed inside, written with the deed or not at all, and only ever growing."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, connections, transaction

from commonhall.audit import log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.vault.sealing import CannotOpen
from tests import dump

LOOK = Subject(person=4711, request="4KT7M2", reason="follow-up")
WREN = uuid.UUID(int=5)
TABLES = ("audit_entry", "audit_batch", "audit_chained")


@pytest.fixture
def entry(db: None) -> Entry:
    """A look of Wren's."""
    return log.note(Entry.Kind.CONTACT_OPENED, LOOK, actor=WREN)


@contextmanager
def refused(by: str) -> Iterator[None]:
    """Inside, the database refuses, for that reason."""
    with pytest.raises(DatabaseError, match=by), transaction.atomic():
        yield


def test_an_entry_opens_to_whom_it_is_about(entry: Entry) -> None:
    assert log.subject_of(Entry.objects.get()) == LOOK


def test_person_request_and_reason_are_sealed(entry: Entry) -> None:
    assert str(WREN) in dump.of_the_database()
    for detail in ("4711", "4KT7M2", "follow-up"):
        assert not dump.holds(detail)


def test_two_looks_at_one_person_cannot_be_told_from_two_at_two(entry: Entry) -> None:
    again = log.note(Entry.Kind.CONTACT_OPENED, LOOK, actor=WREN)
    other = log.note(Entry.Kind.CONTACT_OPENED, Subject(person=1), actor=WREN)
    sealed = {bytes(each.subject_sealed) for each in (entry, again, other)}
    assert len(sealed) == 3
    assert len({each[5:] for each in sealed}) == 3  # the first bytes say only which key it was
    assert {len(each) for each in sealed} == {len(bytes(entry.subject_sealed))}


def test_one_entrys_bytes_do_not_open_in_another(entry: Entry) -> None:
    other = log.note(Entry.Kind.CONTACT_OPENED, Subject(person=1), actor=WREN)
    other.subject_sealed = entry.subject_sealed
    with pytest.raises(CannotOpen):
        log.subject_of(other)


def test_an_entry_goes_with_the_deed_that_failed(db: None) -> None:
    with transaction.atomic():
        log.note(Entry.Kind.CONTACT_OPENED, LOOK, actor=WREN)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_may_not_change_or_delete_anything_of_it(
    entry: Entry, table: str, statement: str
) -> None:
    column = {"audit_entry": "at", "audit_batch": "at", "audit_chained": "batch_id"}[table]
    with refused(by="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, column))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET at = now()", "DELETE FROM audit_entry", "TRUNCATE audit_entry CASCADE"],
)
def test_the_owner_is_refused_too(fresh_database: str, statement: str) -> None:
    log.note(Entry.Kind.CONTACT_OPENED, LOOK, actor=WREN)
    with (
        pytest.raises(DatabaseError, match="the audit log only grows"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.count() == 1


def test_a_kind_of_deed_that_is_not_on_the_list_is_refused(db: None) -> None:
    with refused(by="audit_kind_is_known"):
        Entry.objects.create(at="2026-03-10T12:00Z", kind="looked away", subject_sealed=b"")
