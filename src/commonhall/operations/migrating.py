"""The schema: brought up to date as its owner, and compared with what this version of Commonhall expects."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from commonhall.errors import NotNow, Refused
from commonhall.operations import privileges

OWNER = "owner"
ONE_AT_A_TIME = 0x636F6D6D6F6E  # the advisory lock's number: "common"
SECONDS_BETWEEN_ASKING = 0.5


class NotItsSchema(Refused):
    """The database holds another schema than this version expects."""


class TablesAreBusy(NotNow):
    """Somebody holds a lock that a migration waits for."""

    def __init__(self) -> None:
        super().__init__(
            "A table is in use, and was left as it is. Run `commonhall migrate` again in a minute."
        )


def apply(*, verbosity: int = 0) -> None:
    """Apply what is missing, then set what each login may do. Runs twice without harm, and one at a time.

    Raises Refused when no owner's address is set, NotItsSchema, and what is NotNow: TablesAreBusy, and
    OlderTransactionsAreOpen of an index that is built beside people at work.
    """
    refuse_no_owner()
    connection = connections[OWNER]
    try:
        with _alone(), _short_locks(connection):
            call_command(migrate.Command(), database=OWNER, interactive=False, verbosity=verbosity)
            refuse_another_schema(OWNER)
            privileges.grant(connection)
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.LockNotAvailable):
            raise TablesAreBusy from None
        raise


def apply_if_missing() -> None:
    """Apply what is missing, if anything is: finding that nothing is takes a tenth of the time."""
    try:
        refuse_another_schema(OWNER)
    except NotItsSchema:
        apply()


def refuse_no_owner() -> None:
    """Raise Refused when no owner's address is set."""
    if OWNER not in connections:
        raise Refused("Migrations need the owner's login: set COMMONHALL_OWNER_DATABASE_URL.")


def refuse_another_schema(alias: str = "default") -> None:
    """Raise NotItsSchema when a migration is missing, or one was applied that this version does not know."""
    connection = connections[alias]
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        (first, _), *others = missing
        more = f" and {len(others)} more" if others else ""
        raise NotItsSchema(
            f"The database lacks migration {first}{more} of this version. Run `commonhall migrate`."
        )
    applied = set(MigrationRecorder(connection).applied_migrations())
    replaced = {old for migration in executor.loader.disk_migrations.values() for old in migration.replaces}
    if unknown := sorted(applied - set(executor.loader.disk_migrations) - replaced):
        raise NotItsSchema(
            f"The database was migrated by a newer version: it has {'.'.join(unknown[0])}, unknown here. "
            "Start that version; `commonhall migrate` never goes back."
        )


@contextmanager
def _alone() -> Iterator[None]:
    """Held by a connection of its own: a migration may close the other.

    Asked for again and again: who waits within a statement has a transaction open, and the first, which builds an
    index, would wait for its end.
    """
    lock = connections[OWNER].copy()
    try:
        with lock.cursor() as cursor:
            while not _is_taken(cursor):
                time.sleep(SECONDS_BETWEEN_ASKING)
            yield
    finally:
        lock.close()


def _is_taken(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME])
    return bool(cursor.fetchone() == (True,))


@contextmanager
def _short_locks(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Rather give up than hold up every page that waits behind a migration."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '4s'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")
