"""The chain: whatever somebody changes, adds or takes out behind the triggers' back, it does not fit any more."""

import threading
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from commonhall.audit import chain, log
from commonhall.audit.log import Subject
from commonhall.audit.models import Batch, Chained, Entry

WREN = uuid.UUID(int=5)


def look(person: int = 1) -> Entry:
    return log.note(Entry.Kind.CONTACT_OPENED, Subject(person=person), actor=WREN)


def broken() -> tuple[str, ...]:
    """The batches that do not fit."""
    return chain.broken(Batch.objects.order_by("number"))


@pytest.fixture
def chained(fresh_database: str) -> list[Entry]:
    """Nine looks in three batches."""
    entries = []
    for _ in range(3):
        entries += [look(person) for person in range(3)]
        chain.extend()
    return entries


def behind_the_triggers_back(*statements: str) -> None:
    """As the owner, who can switch the triggers off."""
    with connections["owner"].cursor() as cursor:
        for table in ("audit_entry", "audit_batch", "audit_chained"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)


def test_a_chain_that_nobody_touched_is_whole(chained: list[Entry]) -> None:
    assert broken() == ()
    assert [batch.number for batch in Batch.objects.order_by("number")] == [1, 2, 3]
    assert Chained.objects.count() == 9


def test_with_nothing_new_no_batch_is_made(chained: list[Entry]) -> None:
    assert chain.extend() == 0
    assert Batch.objects.count() == 3


def test_each_entry_is_chained_once_when_two_chain_at_once(fresh_database: str) -> None:
    for person in range(20):
        look(person)

    def extend() -> None:
        chain.extend()
        connections.close_all()

    threads = [threading.Thread(target=extend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Batch.objects.count(), Chained.objects.count()) == (1, 20)
    assert broken() == ()


def test_an_entry_that_was_committed_late_is_chained_in_the_next_batch(chained: list[Entry]) -> None:
    with time_machine.travel(timezone.now() - timedelta(hours=2), tick=False):
        late = look()
    assert chain.extend() == 1
    assert Chained.objects.get(pk=late.pk).batch_id == 4
    assert broken() == ()


@pytest.mark.parametrize(
    "change",
    [
        "actor = NULL",
        "at = at + interval '1 microsecond'",
        "kind = 'person erased'",
        "subject_sealed = set_byte(subject_sealed, 40, get_byte(subject_sealed, 40) # 1)",
    ],
)
def test_a_changed_entry_is_found_in_its_batch(chained: list[Entry], change: str) -> None:
    behind_the_triggers_back(f"UPDATE audit_entry SET {change} WHERE id = '{chained[4].pk}'")
    assert broken() == ("batch 2",)


def test_an_entry_that_was_taken_out_is_found(chained: list[Entry]) -> None:
    behind_the_triggers_back(
        f"DELETE FROM audit_chained WHERE entry_id = '{chained[4].pk}'",
        f"DELETE FROM audit_entry WHERE id = '{chained[4].pk}'",
    )
    assert broken() == ("batch 2",)


def test_an_entry_that_was_slipped_in_is_found(chained: list[Entry]) -> None:
    slipped_in = look()
    Chained.objects.create(entry=slipped_in, batch_id=2)
    assert broken() == ("batch 2",)


def test_an_entry_that_was_moved_to_another_batch_is_found_in_both(chained: list[Entry]) -> None:
    behind_the_triggers_back(f"UPDATE audit_chained SET batch_id = 3 WHERE entry_id = '{chained[4].pk}'")
    assert broken() == ("batch 2", "batch 3")


def test_a_batch_that_was_taken_out_is_found_in_the_next(chained: list[Entry]) -> None:
    behind_the_triggers_back(
        "DELETE FROM audit_chained WHERE batch_id = 2",
        "DELETE FROM audit_batch WHERE number = 2",
    )
    assert broken() == ("batch 3",)


def test_a_batch_that_was_reckoned_anew_is_found_in_the_next(chained: list[Entry]) -> None:
    behind_the_triggers_back(
        f"UPDATE audit_entry SET actor = NULL WHERE id = '{chained[4].pk}'",
        "UPDATE audit_batch SET digest = sha256('forged') WHERE number = 2",
    )
    assert broken() == ("batch 2", "batch 3")
