"""One moment of the database, read by as many transactions as are needed.

The moment is held open by a transaction that holds no table: a table is locked (against being written anew, not
against people at work) only while it is being read. Migrations wait, for some of them empty a table at once for
everybody, whatever moment they look at.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections
from psycopg import Connection, sql

from commonhall.errors import NotNow
from commonhall.operations import migrating
from commonhall.operations.backups import rows, unfinished

_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_ONE_AT_A_TIME = 0x6261636B7570  # the advisory lock's number: "backup"
_PATIENCE_SECONDS, _SECONDS_BETWEEN_ASKING = 15, 0.2


class AnotherRuns(NotNow):
    """A backup, an export, a restore, or a migration."""

    def __init__(self) -> None:
        super().__init__(
            "Another backup, an export, a restore or a migration is running. Run this again when it is done."
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The moment, and a connection to look at it with."""

    name: str
    _connection: Connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Look at the database as it was at that moment."""
        self._connection.execute(_BEGIN)
        try:
            self._connection.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(self.name))
            yield self._connection
        finally:
            self._connection.execute("ROLLBACK")


@contextmanager
def taken() -> Iterator[Snapshot]:
    """Hold this moment. Raises AnotherRuns, and CutShort where only a part of a city is there."""
    with own_connection() as holder, own_connection() as reader:
        locked = holder.execute(
            "SELECT pg_try_advisory_lock(%s) AND pg_try_advisory_lock_shared(%s)",
            [_ONE_AT_A_TIME, migrating.ONE_AT_A_TIME],
        ).fetchone()
        if locked != (True,):
            raise AnotherRuns
        if left := unfinished.found(holder):
            raise unfinished.CutShort(left.backup)
        holder.execute(_BEGIN)
        (name,) = holder.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        yield Snapshot(str(name), reader)


def hold_alone(connection: Connection) -> None:
    """Until its end no backup, export or other restore runs. Raises AnotherRuns.

    It waits a little: of a restore that was killed, PostgreSQL may still end what it was doing.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while connection.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_AT_A_TIME]).fetchone() != (True,):
        if time.monotonic() > deadline:
            raise AnotherRuns
        time.sleep(_SECONDS_BETWEEN_ASKING)


@contextmanager
def own_connection() -> Iterator[Connection]:
    """A connection of the owner beside Django's, on which no transaction is begun unasked."""
    wrapper = connections[migrating.OWNER].copy()
    try:
        wrapper.ensure_connection()
        connection: Connection = wrapper.connection
        connection.autocommit = True
        connection.execute(rows.READABLE)
        yield connection
    finally:
        wrapper.close()
