"""Settle: rewrite rows in random order, so that neither their place nor their transaction tells when they came.

PostgreSQL keeps in every row the number of the transaction that wrote it, in every page the position in the
write-ahead log, and rows in the order of their arrival. Beside a day of call records those place an anonymous
report to the minute, and join a person to the request written with them. So rows are deleted and inserted again,
shuffled, in one transaction; then the old versions are vacuumed and the log that held them is switched away.

Runs on the owner's connection. Readers go on; writers of these tables wait for the seconds a pass takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import OperationalError, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from commonhall.errors import NotNow
from commonhall.vault.models import SettledPass

OWNER = "owner"
_LOCK = 311_002
_FIRST_TRANSACTION = "3"  # PostgreSQL's FirstNormalTransactionId


class Pass(StrEnum):
    """What a pass rewrites."""

    PERIOD = "period"  # anonymous rows of a day, so far; hourly
    NIGHT = "night"  # all rows of a day, and people and links changed since the night before


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """A table that signs in. `rows`: for each pass, an SQL condition over the table's columns.

    A condition may use %(day)s, and CHANGED for "written since the last such pass".
    """

    table: str
    rows: Mapping[Pass, str]


CHANGED = "age(xmin) <= age(%(horizon)s::text::xid) AND xmin <> %(own)s::text::xid"
_settled: dict[str, Settled] = {}


class TablesAreBusy(NotNow):
    """Somebody holds a lock on a table; the pass changed nothing and is tried again."""


def register(settled: Settled) -> None:
    """Sign a table in. A table that others refer to signs in before them. Raises ValueError when it is in already."""
    if settled.table in _settled:
        raise ValueError(f"{settled.table} signed in twice")
    _settled[settled.table] = settled


def run(which: Pass, *, day: date) -> int:
    """Settle one day; returns how many rows were rewritten. Raises TablesAreBusy."""
    tables = [settled for settled in _settled.values() if which in settled.rows]
    try:
        with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
            rewritten = _rewrite(cursor, tables, which, day)
    except OperationalError as error:
        raise TablesAreBusy(f"settle {which}: {type(error.__cause__).__name__}") from None
    _forget_old_versions(tables)
    return rewritten


def _rewrite(cursor: CursorWrapper, tables: list[Settled], which: Pass, day: date) -> int:
    cursor.execute("SET LOCAL lock_timeout = '4s'")
    cursor.execute("SET LOCAL commonhall.settling = 'on'")
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    # Readers go on. Without the lock a waiting edit would find no row, and a new note no request to refer to.
    cursor.execute(f"LOCK TABLE {', '.join(settled.table for settled in tables)} IN EXCLUSIVE MODE")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    last = SettledPass.objects.using(OWNER).filter(pk=which).first()
    since: dict[str, str | date] = {
        "horizon": last.horizon if last else _FIRST_TRANSACTION,
        "own": last.own if last else "0",
        "day": day,
    }
    rewritten = sum([_shuffle(cursor, settled.table, settled.rows[which], since) for settled in tables])
    _remember(cursor, which, day, rewritten)
    return rewritten


def _shuffle(cursor: CursorWrapper, table: str, condition: str, values: Mapping[str, str | date]) -> int:
    used = {name: value for name, value in values.items() if f"%({name})s" in condition}
    cursor.execute(
        f"WITH gone AS (DELETE FROM {table} WHERE {condition} RETURNING *) "  # noqa: S608  conditions are ours
        f"INSERT INTO {table} SELECT * FROM gone ORDER BY gen_random_uuid()",
        used or None,
    )
    return int(cursor.rowcount)


def _remember(cursor: CursorWrapper, which: Pass, day: date, rows: int) -> None:
    cursor.execute(
        "SELECT pg_snapshot_xmin(pg_current_snapshot())::xid::text, pg_current_xact_id()::xid::text"
    )
    horizon, own = cursor.fetchone()
    SettledPass.objects.using(OWNER).update_or_create(
        pk=which,
        defaults={"day": day, "horizon": horizon, "own": own, "rows": rows, "finished_at": timezone.now()},
    )


def _forget_old_versions(tables: list[Settled]) -> None:
    """Vacuum what was rewritten, then leave the log that holds the old order behind."""
    with connections[OWNER].cursor() as cursor:
        for settled in tables:
            cursor.execute(f"VACUUM {settled.table}")
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")
