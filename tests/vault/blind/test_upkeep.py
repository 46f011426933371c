"""The index is kept: made anew when it is due, and by itself when a part of it is lost."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connections

from commonhall.people import search
from commonhall.people.models import SearchChange, SearchEpoch, SearchEpochKey
from commonhall.vault.blind import upkeep
from commonhall.vault.blind.reader import IndexIsLost, Reader
from commonhall.vault.blind.rebuild import AnotherRebuildRuns
from tests import cluster
from tests.people.search import people

TODAY = date(2026, 3, 10)

LOSSES: dict[str, str] = {
    "the key": "DELETE FROM people_search_epochkey",
    "the blocks": "TRUNCATE people_search_block1",
    "a block’s bytes": "UPDATE people_search_block1 SET sealed = sealed || '\\x00'",
    "blocks that are another’s": "UPDATE people_search_block1 AS one SET sealed = other.sealed "
    "FROM people_search_block1 AS other WHERE other.bucket = (one.bucket + 1) % 256",
}


def as_the_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def indexed(fresh_database: str) -> dict[str, int]:
    """People, and an index of them."""
    kept = people.kept()
    people.index_made()
    return kept


def test_the_first_is_due_once_there_is_somebody(fresh_database: str) -> None:
    assert upkeep.due(search.INDEX, TODAY) is None
    people.kept()
    assert upkeep.due(search.INDEX, TODAY) is upkeep.Due.FIRST


def test_a_new_one_is_due_the_next_day(indexed: dict[str, int]) -> None:
    made_on = SearchEpoch.objects.get().cut_on
    assert upkeep.due(search.INDEX, made_on) is None
    assert upkeep.due(search.INDEX, made_on + timedelta(days=1)) is upkeep.Due.DAY


def test_a_new_one_is_due_when_much_has_changed(indexed: dict[str, int]) -> None:
    as_the_owner(
        "INSERT INTO people_search_delta "
        f"SELECT number, pg_current_xact_id() FROM generate_series(1, {upkeep.MOST_CHANGES + 1}) AS number"
    )
    assert upkeep.due(search.INDEX, SearchEpoch.objects.get().cut_on) is upkeep.Due.CHANGES


@pytest.mark.parametrize("lost", LOSSES)
def test_what_is_lost_is_said_and_made_anew(indexed: dict[str, int], lost: str) -> None:
    assert people.names("rosa marin")[0] == "Rosa Marin"
    as_the_owner(LOSSES[lost])
    with pytest.raises(IndexIsLost, match="made anew"):
        Reader(search.INDEX).check()
    assert upkeep.due(search.INDEX, SearchEpoch.objects.get(is_live=True).cut_on) is upkeep.Due.LOST
    people.index_made()
    assert people.names("rosa marin")[0] == "Rosa Marin"


def test_a_process_that_searched_before_meets_the_loss_too(indexed: dict[str, int]) -> None:
    reader = Reader(search.INDEX)
    reader.warm()
    as_the_owner("TRUNCATE people_search_block1")
    with pytest.raises(IndexIsLost):
        reader.warm()


def test_a_rebuild_takes_what_changed_into_the_blocks_and_leaves_one_key(indexed: dict[str, int]) -> None:
    people.kept()
    assert SearchChange.objects.count() == len(people.FOLK)
    made = people.index_made()
    assert (made.epoch, made.rows) == (2, 2 * len(people.FOLK))
    assert SearchChange.objects.count() == 0
    assert list(SearchEpoch.objects.values_list("number", "is_live")) == [(2, True)]
    assert list(SearchEpochKey.objects.values_list("number", flat=True)) == [2]


def test_what_a_killed_rebuild_left_is_cleared(indexed: dict[str, int]) -> None:
    as_the_owner("INSERT INTO people_search_epochkey SELECT 7, wrapped, epoch FROM people_search_epochkey")
    people.index_made()
    assert list(SearchEpochKey.objects.values_list("number", flat=True)) == [2]


def test_one_rebuild_runs_at_a_time(indexed: dict[str, int], fresh_database: str) -> None:
    with cluster.server().connect(fresh_database) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('rebuild of people_search'))")
        with pytest.raises(AnotherRebuildRuns):
            people.index_made()
        other.execute("SELECT pg_advisory_unlock_all()")
    people.index_made()


def test_a_change_whose_transaction_was_open_while_the_index_was_made_is_not_lost(
    indexed: dict[str, int], fresh_database: str
) -> None:
    """Its number is older than the new epoch, which did not see it."""
    person = indexed["Rosa Marin"]
    with cluster.server().connect(fresh_database) as other, other.transaction():
        other.execute("DELETE FROM people_person WHERE id = %s", [person])
        people.index_made()
        assert people.names("rosa marin")[0] == "Rosa Marin"
    assert "Rosa Marin" not in people.names("rosa marin")


def test_searches_go_on_while_the_index_is_made(indexed: dict[str, int]) -> None:
    made: list[int] = []

    def make_twice() -> None:
        made.extend(people.index_made().epoch for _ in range(2))
        connections.close_all()

    rebuilding = threading.Thread(target=make_twice)
    rebuilding.start()
    while rebuilding.is_alive():
        assert people.names("rosa marin")[0] == "Rosa Marin"
    rebuilding.join()
    assert made == [2, 3]
    assert people.names("rosa marin")[0] == "Rosa Marin"


def test_the_application_may_not_write_the_index(indexed: dict[str, int]) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(ARRAY['people_search_epoch', 'people_search_epochkey', 'people_search_block0', "
            "'people_search_block1']) AS name WHERE has_table_privilege(name, 'INSERT, UPDATE, DELETE, TRUNCATE')"
        )
        assert cursor.fetchall() == []
