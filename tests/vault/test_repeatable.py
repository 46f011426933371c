"""A migration that meets a busy table, or is killed, goes on from there when it is run again."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import connections, models
from django.db.migrations import AddField, Migration, RunSQL, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from commonhall.errors import NotNow
from commonhall.operations import migrating
from commonhall.vault import repeatable
from tests import cluster, running

AGAIN = (
    repeatable.Together,
    repeatable.AddIndex,
    repeatable.RemoveIndex,
    repeatable.AddUnique,
    repeatable.Rule,
    ValidateConstraint,
)
WRITES_THE_SAME_AGAIN = ("service_requests", "0009_where_it_was_sent")
BEFORE = ("service_requests", "0012_answers_can_be_found")
OF_THE_LOG = ("audit", "0002_photos_are_looks_too")
SCHEMA = """
SELECT attrelid::regclass::text, attname::text, attstattarget::text, attstorage::text,
       concat_ws(' ', atttypid::regtype, attnotnull, pg_get_expr(adbin, adrelid))
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE attnum > 0 AND NOT attisdropped AND relnamespace = 'public'::regnamespace
UNION ALL SELECT conrelid::regclass::text, conname::text, convalidated::text, '', pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT indrelid::regclass::text, indexrelid::regclass::text, indisvalid::text, '', pg_get_indexdef(indexrelid)
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace
"""
HALF_BUILT = "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass"
WAITS = """
SELECT 1 FROM pg_stat_activity WHERE datname = %s AND query LIKE 'CREATE INDEX CONCURRENTLY%%'
  AND wait_event = 'virtualxid' AND clock_timestamp() - query_start > interval '4.2 seconds'
"""
OURS = [
    migration
    for migration in MigrationLoader(None).disk_migrations.values()
    if not migration.atomic and type(migration).__module__.startswith("commonhall.")
]


def may_run_again(operation: Operation) -> bool:
    if isinstance(operation, SeparateDatabaseAndState) and not isinstance(operation, repeatable.Together):
        return not operation.database_operations
    return isinstance(operation, AGAIN)


def schema() -> list[tuple[str, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(SCHEMA)
        return sorted(cursor.fetchall())


def back_to(*targets: tuple[str, str]) -> None:
    MigrationExecutor(connections["owner"]).migrate(list(targets))


def missing() -> list[Migration]:
    executor = MigrationExecutor(connections["owner"])
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def stop_after(count: int, migration: Migration) -> None:
    """Run the first steps of it and then nothing more, not even the note that it was applied."""
    state = MigrationLoader(None).project_state((migration.app_label, migration.name), at_end=False)
    begun = Migration(migration.name, migration.app_label)
    begun.operations = migration.operations[:count]
    with connections["owner"].schema_editor(atomic=False) as editor:
        begun.apply(state, editor)


def stop_within(step: repeatable.AddUnique) -> None:
    """Between the index, of the one such rule there is, and the rule."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"CREATE UNIQUE INDEX {step.constraint.name} ON service_requests_photo (request_id, place)"
        )


@contextmanager
def open_transaction(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with closing(cluster.server().connect(database)) as other:
        other.execute("BEGIN")
        yield other


class Run(threading.Thread):
    """`migrate` in a process of its own, as far as the database can see."""

    def run(self) -> None:
        self.refusal: NotNow | None = None
        try:
            migrating.apply()
        except NotNow as refusal:
            self.refusal = refusal
        finally:
            connections.close_all()


@pytest.mark.parametrize("migration", OURS, ids=str)
def test_a_migration_of_several_transactions_is_made_of_steps_that_may_run_again(
    migration: Migration,
) -> None:
    if (migration.app_label, migration.name) != WRITES_THE_SAME_AGAIN:
        assert [operation for operation in migration.operations if not may_run_again(operation)] == []


def test_what_can_run_only_once_is_no_such_step() -> None:
    once = [
        AddField("event", "photo", models.IntegerField(null=True)),
        AddIndexConcurrently("event", models.Index("day", name="by_day")),
        RunSQL("CREATE TABLE once ()"),
        SeparateDatabaseAndState([RunSQL("CREATE TABLE once ()")]),
    ]
    assert not any(may_run_again(operation) for operation in once)


def test_killed_between_any_two_steps_it_goes_on_and_ends_as_if_it_had_not_been(fresh_database: str) -> None:
    whole = schema()
    back_to(BEFORE, OF_THE_LOG)
    assert schema() != whole
    in_steps = [migration for migration in missing() if not migration.atomic]
    assert len(in_steps) >= 8
    with closing(cluster.server().connect(fresh_database)) as superuser:
        for migration in missing():
            for count, step in enumerate([] if migration.atomic else migration.operations, start=1):
                if isinstance(step, repeatable.AddUnique):
                    stop_within(step)
                stop_after(count, migration)
                if isinstance(step, repeatable.AddIndex):
                    superuser.execute(HALF_BUILT, [step.index.name])
            back_to((migration.app_label, migration.name))
    assert schema() == whole


def test_refused_by_a_table_in_use_it_goes_on_later_and_outlasts_a_backup(fresh_database: str) -> None:
    whole = schema()
    back_to(BEFORE)
    with open_transaction(fresh_database) as reader:
        reader.execute("SELECT count(*) FROM service_requests_event")
        with pytest.raises(migrating.TablesAreBusy, match="again in a minute"):
            migrating.apply()
    assert missing()[0].name == "0014_residents_follow_up"  # what came before it stands
    first, second = Run(), Run()
    with open_transaction(fresh_database) as backup, closing(cluster.server().connect()) as watching:
        backup.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        backup.execute("SELECT count(*) FROM django_migrations")
        first.start()
        second.start()
        running.until(lambda: watching.execute(WAITS, [fresh_database]).fetchone() is not None)
        backup.execute("ROLLBACK")
        first.join(30)
        second.join(30)
    assert (first.refusal, second.refusal) == (None, None)
    assert schema() == whole


def test_patience_ends_with_a_sentence_that_says_for_what(fresh_database: str) -> None:
    owner = connections["owner"]
    with open_transaction(fresh_database) as other, owner.cursor() as cursor:
        other.execute("LOCK TABLE service_requests_event")
        cursor.execute("SET lock_timeout = '3s'")
        with (
            pytest.raises(repeatable.OlderTransactionsAreOpen, match="began before it"),
            repeatable.patience(owner, most="10ms"),
        ):
            cursor.execute("SELECT count(*) FROM service_requests_event")
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("3s",)
