"""Cutting a new epoch: every row's tokens hashed under a new secret, sorted into blocks, and put in place at once.

Readers and writers go on. Memory stays bounded: the hashes of some thousand rows at a time go to nameless temporary
files, sealed under a key that only this process knows, one file for each part of the buckets.
"""

import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
from django.db import OperationalError, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.errors import NotNow
from commonhall.vault.blind import Index, about_how_many, blocks
from commonhall.vault.blind.blocks import Hashes
from commonhall.vault.blind.epochs import Epoch, buckets_for
from commonhall.vault.blind.reader import key_context
from commonhall.vault.sealing import DataKey

OWNER = "owner"
_PARTS = 16
_ROWS_AT_A_TIME = 5_000
_LENGTH = struct.Struct("<I")
_LOCK_TIMEOUT = "2s"


class AnotherRebuildRuns(NotNow):
    """One rebuild of an index at a time."""

    def __init__(self) -> None:
        super().__init__(
            _("The search index is being made anew already. That takes some minutes at the most.")
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Rebuilt:
    """What a rebuild made."""

    epoch: int
    rows: int
    tokens: int
    bytes: int


def rebuild(index: Index) -> Rebuilt:
    """Make the index anew, on the owner's connection. Raises AnotherRebuildRuns.

    Killed at any moment, it leaves the last epoch in use; what it left lying the next one clears.
    """
    with _alone(index) as cursor, ExitStack() as files:
        live = _live(cursor, index)
        _clear(cursor, index, live)
        key = DataKey.new()
        epoch = Epoch(number=live + 1, buckets=buckets_for(about_how_many(index.table)), key=key)
        cursor.execute("SELECT pg_current_snapshot()::text")
        (cut,) = cursor.fetchone()
        runs = _Runs(epoch, files)
        for first in _chunks(index):
            runs.add(index, first)
        wrapped = key.wrap(context=key_context(index.name, epoch.number))
        cursor.execute(
            f"INSERT INTO {index.name}_epochkey (number, wrapped, epoch) VALUES (%s, %s, %s)",  # noqa: S608
            [epoch.number, bytes(wrapped.key), wrapped.epoch],
        )
        with transaction.atomic(using=OWNER):
            size = _fill(cursor, index, epoch, runs)
            _put_in_place(cursor, index, epoch, cut)
        _tidy(cursor, index, epoch.number, cut)
    return Rebuilt(epoch=epoch.number, rows=runs.rows, tokens=runs.tokens, bytes=size)


@contextmanager
def _alone(index: Index) -> Iterator[CursorWrapper]:
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [f"rebuild of {index.name}"])
        if cursor.fetchone() != (True,):
            raise AnotherRebuildRuns
        try:
            yield cursor
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [f"rebuild of {index.name}"])


def _live(cursor: CursorWrapper, index: Index) -> int:
    cursor.execute(f"SELECT coalesce(max(number) FILTER (WHERE is_live), 0) FROM {index.name}_epoch")  # noqa: S608
    (number,) = cursor.fetchone()
    return int(number)


def _clear(cursor: CursorWrapper, index: Index, live: int) -> None:
    """Take away what a rebuild that was killed left."""
    for table in ("epochkey", "epoch"):
        cursor.execute(f"DELETE FROM {index.name}_{table} WHERE number <> %s", [live])  # noqa: S608


def _chunks(index: Index) -> Iterator[list[int]]:
    last = -1
    while rows := list(index.after(last, _ROWS_AT_A_TIME)):
        yield rows
        last = rows[-1]


class _Runs:
    """Sorted entries in temporary files without a name, one for each part of the buckets; sealed."""

    def __init__(self, epoch: Epoch, files: ExitStack) -> None:
        self.rows = self.tokens = 0
        self._epoch = epoch
        self._key = DataKey.new()
        self._files: list[IO[bytes]] = [files.enter_context(TemporaryFile()) for _ in range(_PARTS)]  # noqa: SIM115

    @property
    def buckets_a_part(self) -> int:
        return self._epoch.buckets // _PARTS

    def add(self, index: Index, rows: list[int]) -> None:
        """The entries of these rows, each part's into its file."""
        found = {row: self._epoch.hashes(groups) for row, groups in index.tokens(rows).items()}
        if not found:
            return
        lengths = [len(hashes) for hashes in found.values()]
        each = np.repeat(np.fromiter(found, np.uint32, len(found)), lengths)
        entries = blocks.keyed(np.concatenate(list(found.values())), each, self._epoch.buckets)
        entries.sort()
        starts = [part * self.buckets_a_part << 48 for part in range(1, _PARTS)]
        parts = np.split(entries, np.searchsorted(entries, np.array(starts, np.uint64)))
        for file, part in zip(self._files, parts, strict=True):
            sealed = self._key.seal_exactly(part.tobytes(), context="run")
            file.write(_LENGTH.pack(len(sealed)) + sealed)
        self.rows += len(found)
        self.tokens += len(entries)

    def part(self, number: int) -> Hashes:
        """All entries of a part, sorted."""
        file = self._files[number]
        file.seek(0)
        runs = [np.empty(0, np.uint64)]
        while head := file.read(_LENGTH.size):
            sealed = file.read(*_LENGTH.unpack(head))
            runs.append(np.frombuffer(self._key.unseal_exactly(sealed, context="run"), np.uint64))
        entries = np.concatenate(runs)
        entries.sort()
        return entries


def _fill(cursor: CursorWrapper, index: Index, epoch: Epoch, runs: _Runs) -> int:
    """Write every block into the table that is not in use; returns how many bytes."""
    table = f"{index.name}_block{epoch.number % 2}"
    cursor.execute(f"TRUNCATE {table}")
    size = 0
    copying: Any = cursor.cursor.copy(f"COPY {table} (bucket, sealed) FROM STDIN (FORMAT BINARY, FREEZE)")
    with copying as copy:
        copy.set_types(["int4", "bytea"])
        for part in range(_PARTS):
            first = part * runs.buckets_a_part
            found = blocks.cut(runs.part(part), first, first + runs.buckets_a_part)
            for bucket, block in enumerate(found, first):
                sealed = epoch.seal(bucket, block)
                size += len(sealed)
                copy.write_row((bucket, sealed))
    return size


def _put_in_place(cursor: CursorWrapper, index: Index, epoch: Epoch, cut: str) -> None:
    cursor.execute(f"UPDATE {index.name}_epoch SET is_live = false WHERE is_live")  # noqa: S608
    cursor.execute(
        f"INSERT INTO {index.name}_epoch (number, buckets, cut, cut_on, is_live) VALUES (%s, %s, %s, %s, true)",  # noqa: S608
        [epoch.number, epoch.buckets, cut, timezone.localdate()],
    )


def _tidy(cursor: CursorWrapper, index: Index, live: int, cut: str) -> None:
    """Destroy the last epoch's key, forget the changes that the blocks hold, and empty the table that was in use.

    A reader that holds that table still is let be: the next rebuild empties it.
    """
    _clear(cursor, index, live)
    cursor.execute(
        f"DELETE FROM {index.name}_delta WHERE pg_visible_in_snapshot(at, %s::text::pg_snapshot)",  # noqa: S608
        [cut],
    )
    cursor.execute(f"VACUUM {index.name}_delta")
    cursor.execute(f"SET lock_timeout = '{_LOCK_TIMEOUT}'")
    with suppress(OperationalError):
        cursor.execute(f"TRUNCATE {index.name}_block{(live + 1) % 2}")
    cursor.execute("RESET lock_timeout")
