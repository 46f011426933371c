"""Settle: rewrite rows in random order, so that neither their place nor their transaction tells when they came.

PostgreSQL keeps in every row the number of the transaction that wrote it, in every page the position in the
write-ahead log, and rows in the order of their arrival. Beside a day of call records those place an anonymous
report to the minute, and join a person to the request written with them. So rows are deleted and inserted again,
shuffled, in one transaction (`run`). That leaves the old versions: a vacuum only marks their bytes as free, and
so the tables are written anew, and the write-ahead log that held the old order is left behind (`clear`).

Runs on the owner's connection. Readers go on while rows are rewritten, and wait while a table is written anew;
writers of these tables wait for the seconds a pass takes.
"""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import OperationalError, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from psycopg import Connection
from psycopg.errors import DeadlockDetected, Diagnostic, LockNotAvailable

from commonhall.errors import NotNow
from commonhall.vault.models import SettledPass

OWNER = "owner"
# A table up to this many bytes is written anew, indexes included: some 50 to 100 MB a second, and nobody reads
# it meanwhile. Of a larger one old versions stay in the slack of its pages until others are written over them.
MOST_BYTES_BY_THE_HOUR = 64 * 1024**2
MOST_BYTES_AT_NIGHT = 1024**3
PATIENCE_SECONDS = 4
SECONDS_FOR_OTHERS = 1
_LOCK = 311_002
_FIRST_TRANSACTION = "3"  # PostgreSQL's FirstNormalTransactionId


class Pass(StrEnum):
    """What a pass rewrites."""

    PERIOD = "period"  # anonymous rows of a day, so far; hourly
    NIGHT = "night"  # all rows of a day, and people and links changed since the night before


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """A table that signs in. `rows`: for each pass, an SQL condition over the table's columns.

    A condition may use %(day)s, and CHANGED for "written since the last such pass". `kept` is what is written
    again, as SQL: a column that would tell when a row came can be given another value.
    """

    table: str
    rows: Mapping[Pass, str]
    kept: str = "*"


_LEFT = re.compile(r"(\d+) (?:dead row versions cannot be removed|are dead but not yet removable)")
CHANGED = "age(xmin) <= age(%(horizon)s::text::xid) AND xmin <> %(own)s::text::xid"
_settled: dict[str, Settled] = {}


class TablesAreBusy(NotNow):
    """Somebody holds a lock on a table. A pass changed nothing then; what was cleared is cleared."""

    def __init__(self) -> None:
        super().__init__(
            "A table is in use, so that the traces of order are still there. Run `commonhall settle` in a minute; "
            "the worker does so by itself."
        )


def register(settled: Settled) -> None:
    """Sign a table in. A table that others refer to signs in before them. Raises ValueError when it is in already."""
    if settled.table in _settled:
        raise ValueError(f"{settled.table} signed in twice")
    _settled[settled.table] = settled


def run(which: Pass, *, day: date) -> int:
    """Settle one day; returns how many rows were rewritten. Call `clear` behind it. Raises TablesAreBusy."""
    tables = [settled for settled in _settled.values() if which in settled.rows]
    with _busy_in_words(), transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        return _rewrite(cursor, tables, which, day)


def clear(*, most_bytes: int) -> tuple[str, ...]:
    """Take what settle rewrote and others deleted off the disk: out of the pages, and with the log that holds it.

    Returns the tables that are larger than `most_bytes` and were only vacuumed. Raises TablesAreBusy.
    """
    with _busy_in_words(), connections[OWNER].cursor() as cursor:
        _outwait_others(cursor)
        cursor.execute(f"SET lock_timeout = '{PATIENCE_SECONDS}s'")
        too_large = tuple(table for table in _settled if not _write_anew(cursor, table, most_bytes))
        _take_statistics_anew(cursor)
        cursor.execute("RESET lock_timeout")
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")
    return too_large


@contextmanager
def _busy_in_words() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        connections[OWNER].close()  # and with it its time limit for locks
        if isinstance(error.__cause__, LockNotAvailable | DeadlockDetected):
            raise TablesAreBusy from None
        raise


def _rewrite(cursor: CursorWrapper, tables: list[Settled], which: Pass, day: date) -> int:
    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'")
    cursor.execute("SET LOCAL commonhall.settling = 'on'")
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    _lock(cursor, tables)
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    last = SettledPass.objects.using(OWNER).filter(pk=which).first()
    counts_on = last is not None and _is_past(cursor, last.horizon)
    since: dict[str, str | date] = {
        "horizon": last.horizon if last and counts_on else _FIRST_TRANSACTION,
        "own": last.own if last and counts_on else "0",
        "day": day,
    }
    rewritten = sum([_shuffle(cursor, settled, settled.rows[which], since) for settled in tables])
    _remember(cursor, which, day, rewritten)
    return rewritten


def _lock(cursor: CursorWrapper, tables: list[Settled]) -> None:
    """Hold writers off; readers go on. Without it a waiting edit finds no row, and a new note no request.

    All tables at once or none: who waits for the next one while holding the last can meet a report that took
    them the other way round, and the database would end one of the two.
    """
    statement = f"LOCK TABLE {', '.join(settled.table for settled in tables)} IN EXCLUSIVE MODE NOWAIT"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with transaction.atomic(using=OWNER):
                cursor.execute(statement)
                return
        except OperationalError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.02)


def _is_past(cursor: CursorWrapper, transaction_id: str) -> bool:
    """Whether the database has come to this transaction: restored from a dump, it counts anew."""
    cursor.execute("SELECT age(%s::text::xid) >= 0", [transaction_id])
    (is_past,) = cursor.fetchone()
    return bool(is_past)


def _shuffle(
    cursor: CursorWrapper, settled: Settled, condition: str, values: Mapping[str, str | date]
) -> int:
    used = {name: value for name, value in values.items() if f"%({name})s" in condition}
    cursor.execute(
        f"WITH gone AS (DELETE FROM {settled.table} WHERE {condition} RETURNING *) "  # noqa: S608  conditions are ours
        f"INSERT INTO {settled.table} SELECT {settled.kept} FROM gone ORDER BY gen_random_uuid()",
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


def _outwait_others(cursor: CursorWrapper) -> None:
    """Wait a moment for transactions that run now: what they may still see would be copied along.

    Who takes longer is let be; what stays for their sake goes with the next pass.
    """
    cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")
    (newest,) = cursor.fetchone()
    deadline = time.monotonic() + SECONDS_FOR_OTHERS
    while time.monotonic() < deadline:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::text::xid8", [newest])
        if cursor.fetchone() == (True,):
            return
        time.sleep(0.02)


def _take_statistics_anew(cursor: CursorWrapper) -> None:
    """The server samples a table when enough of it has changed: what stands in a sample had come by then.

    Where the login may not maintain the statistics (a server that is not ours), their old versions stay.
    """
    cursor.execute(f"ANALYZE {', '.join(_settled)}")
    cursor.execute("VACUUM (FULL) pg_catalog.pg_statistic")


def _write_anew(cursor: CursorWrapper, table: str, most_bytes: int) -> bool:
    """Whether the table was small enough; a larger one is vacuumed.

    Again, for a while, where somebody who only reads may still see old versions: they would be copied along, and tell
    in which order rows came. The server's own ANALYZE is such a reader.
    """
    cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [table])
    (size,) = cursor.fetchone()
    is_small = bool(size <= most_bytes)
    statement = f"VACUUM ({'FULL, ' if is_small else ''}VERBOSE) {table}"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while _left_by(cursor, statement) and time.monotonic() < deadline:
        time.sleep(0.2)
    return is_small


def _left_by(cursor: CursorWrapper, vacuum: str) -> int:
    """Run it; how many old versions it left for others' sake, as it tells."""
    told: list[str] = []

    def hear(notice: Diagnostic) -> None:
        told.append(f"{notice.message_primary} {notice.message_detail}")

    server: Connection = connections[OWNER].connection
    server.add_notice_handler(hear)
    try:
        cursor.execute(vacuum)
    finally:
        server.remove_notice_handler(hear)
    return sum(int(count) for said in told for count in _LEFT.findall(said))
