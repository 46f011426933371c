"""The control of the log of looks: what was changed, taken out or made changeable is found."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from commonhall.audit import chain, log, promises
from commonhall.audit.models import Entry


@pytest.fixture
def three_looks(fresh_database: str) -> None:
    """Three looks, chained."""
    for person in range(3):
        log.note(Entry.Kind.CONTACT_OPENED, log.Subject(person=person), actor=uuid.uuid4())
    chain.extend()


def as_owner(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_a_whole_log_is_found_whole(three_looks: None) -> None:
    found = promises.the_log_of_looks_is_whole()
    assert (found.count, found.wrong) == (3, ())


def test_an_entry_changed_behind_the_triggers_back_is_found(three_looks: None) -> None:
    as_owner("ALTER TABLE audit_entry DISABLE TRIGGER USER", "UPDATE audit_entry SET actor = NULL")
    assert "batch 1" in promises.the_log_of_looks_is_whole().wrong


def test_an_entry_taken_out_before_it_was_chained_is_found_by_postgresqls_own_count(
    three_looks: None,
) -> None:
    fresh = log.note(Entry.Kind.CONTACT_OPENED, log.Subject(person=9), actor=uuid.uuid4())
    assert promises.the_log_of_looks_is_whole().wrong == ()
    as_owner(
        "ALTER TABLE audit_entry DISABLE TRIGGER USER",
        f"DELETE FROM audit_entry WHERE id = '{fresh.pk}'",
        "ALTER TABLE audit_entry ENABLE TRIGGER USER",
        "SELECT pg_stat_force_next_flush()",
        "SELECT 1",
    )
    assert promises.the_log_of_looks_is_whole().wrong == ("audit_entry was changed",)


def test_a_right_to_change_the_log_is_found(three_looks: None) -> None:
    as_owner("GRANT UPDATE ON audit_entry TO commonhall_application")
    assert "audit_entry may be changed" in promises.the_log_of_looks_is_whole().wrong


def test_an_entry_that_waits_too_long_for_its_batch_is_found(three_looks: None) -> None:
    log.note(Entry.Kind.CONTACT_OPENED, log.Subject(person=9), actor=uuid.uuid4())
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        assert any("not chained" in row for row in promises.the_log_of_looks_is_whole().wrong)
