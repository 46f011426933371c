"""The schema: brought up to date as its owner, and compared with what this version of Commonhall expects."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.utils.connection import ConnectionDoesNotExist

from commonhall.errors import Refused
from commonhall.operations import privileges

OWNER = "owner"
ONE_AT_A_TIME = 0x636F6D6D6F6E  # the advisory lock's number: "common"


class NotItsSchema(Refused):
    """The database holds another schema than this version expects."""


def apply(*, verbosity: int = 0) -> None:
    """Apply what is missing, then set what each login may do. Runs twice without harm, and one at a time.

    Raises Refused when no owner's address is set.
    """
    try:
        connection = connections[OWNER]
    except ConnectionDoesNotExist:
        raise Refused(
            "COMMONHALL_OWNER_DATABASE_URL is not set; migrations need the owner's login."
        ) from None
    with _alone():
        with connection.cursor() as cursor:
            cursor.execute(
                "SET lock_timeout = '4s'"
            )  # rather give up than hold up every page behind this one
        call_command(migrate.Command(), database=OWNER, interactive=False, verbosity=verbosity)
        refuse_another_schema(OWNER)
        privileges.grant(connection)
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def apply_if_missing() -> None:
    """Apply what is missing, if anything is: finding that nothing is takes a tenth of the time."""
    try:
        refuse_another_schema(OWNER)
    except NotItsSchema:
        apply()


def refuse_another_schema(alias: str = "default") -> None:
    """Raise NotItsSchema when a migration is missing, or one was applied that this version does not know."""
    connection = connections[alias]
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise NotItsSchema(
            f"The database lacks {len(missing)} migrations of this version, first of them {missing[0][0]}. "
            "Run `commonhall migrate`."
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
    """Held by a connection of its own: a migration may close the other."""
    lock = connections[OWNER].copy()
    try:
        with lock.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            yield
    finally:
        lock.close()
