"""Searching an index: from tokens with weights to the rows that have most of them.

One statement returns the living epoch, what changed since the last one, and the blocks: all of one snapshot. What
changed is taken in before the marker moves on; a process whose delta is not that of the database begins anew.
"""

import random
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from django.db import connection
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from commonhall.errors import NotNow
from commonhall.vault.blind import Index, blocks
from commonhall.vault.blind.blocks import Block, Rows
from commonhall.vault.blind.delta import Delta
from commonhall.vault.blind.epochs import FEWEST_BUCKETS, Epoch
from commonhall.vault.sealing import CannotOpen, DataKey, Wrapped

type Slot = Mapping[str, float]
"""What one word of a query may be: tokens, each with the weight of a row that has it. The best of a slot counts."""

_MASK = (1 << 22) - 1  # of a row, where its score lies; two that share a place only raise each other
_TRIES = 5
_SPARE = 6  # a row is touched by several tokens; so many places are looked through for each one wanted
_CHUNK = 2000
_SAMPLE = 200
_IDLE_SECONDS = (
    5  # a process that searched longer ago may know an epoch whose table a rebuild is about to fill
)
_NO_EPOCH_YET = "1:1:"  # a snapshot that sees nothing: every row is in the delta


class IndexIsLost(NotNow):
    """Blocks or keys of the living epoch are gone: the index has to be made anew."""

    def __init__(self) -> None:
        super().__init__(_("The search index has to be made anew. That is under way; try again in a minute."))


class Found(NamedTuple):
    """A row, and how much of the query it has."""

    row: int
    score: float


@dataclass(kw_only=True, slots=True)
class _View:
    """What a process knows of the index."""

    database: str
    epoch: Epoch
    cut: str  # what the epoch's blocks saw
    seen: str  # what was visible when the delta was last brought up to date
    looked_at: float = field(default_factory=time.monotonic)
    delta: Delta = field(default_factory=Delta)


class _Look(NamedTuple):
    """What one statement saw."""

    epoch: int
    snapshot: str
    changes: int
    changed: list[int]
    sealed: list[tuple[int, bytes]]


class Reader:
    """One process's way into an index. Threads may share it: they search one after another."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._view: _View | None = None
        self._total = np.zeros(_MASK + 1, np.float32)
        self._best = np.zeros(_MASK + 1, np.float32)

    def find(self, slots: Sequence[Slot], *, most: int) -> list[Found]:
        """Up to `most` rows with the highest sum of their best weight in each slot. Raises IndexIsLost."""
        tokens = {token for slot in slots for token in slot}
        if not tokens:
            return []
        with self._lock:
            rows = self._rows_of(tokens)
            return self._best_of(slots, rows, most)

    def warm(self) -> None:
        """Read the epoch and what changed since, so that the first search need not. Raises IndexIsLost."""
        with self._lock:
            self._rows_of({""})

    def check(self) -> None:
        """Open some blocks, drawn anew each time. Raises IndexIsLost where one is missing, or does not open."""
        with self._lock:
            view = self._view = self._load(str(connection.settings_dict["NAME"]))
            buckets = random.sample(range(view.epoch.buckets), min(_SAMPLE, view.epoch.buckets))
            look = self._look(view, buckets)
            if look.epoch == view.epoch.number and not self._opened(view, look, buckets):
                raise IndexIsLost

    def _rows_of(self, tokens: set[str]) -> Mapping[str, list[Rows]]:
        lost: int | None = (
            None  # an epoch whose blocks did not open: once may be because it was being replaced
        )
        for _attempt in range(_TRIES):
            view = self._current()
            hashes = {token: view.epoch.hash(token) for token in tokens}
            buckets = sorted({blocks.bucket_of(hashed, view.epoch.buckets) for hashed in hashes.values()})
            look = self._look(view, buckets)
            if self._is_up_to_date(view, look):
                if opened := self._opened(view, look, buckets):
                    return _rows(view, hashes, dict(opened))
                if view.epoch.number == lost:
                    raise IndexIsLost
                lost = view.epoch.number
            self._view = None
        raise IndexIsLost

    def _current(self) -> _View:
        database = str(connection.settings_dict["NAME"])
        if self._view is None or self._view.database != database or self._is_outdated(self._view):
            self._view = self._load(database)
        self._view.looked_at = time.monotonic()
        return self._view

    def _is_outdated(self, view: _View) -> bool:
        if time.monotonic() - view.looked_at < _IDLE_SECONDS:
            return False
        live = _query(f"SELECT number FROM {self._index.name}_epoch WHERE is_live", {})  # noqa: S608
        return live != [(view.epoch.number,)]

    def _load(self, database: str) -> _View:
        name = self._index.name
        rows = _query(
            f"SELECT live.number, live.buckets, coalesce(live.cut, '{_NO_EPOCH_YET}'), key.wrapped, key.epoch, "  # noqa: S608
            f"  pg_current_snapshot()::text, (SELECT array_agg(id) FROM {name}_delta"
            f"   WHERE NOT pg_visible_in_snapshot(at, coalesce(live.cut, '{_NO_EPOCH_YET}')::pg_snapshot)) "
            f"FROM (SELECT) AS once LEFT JOIN {name}_epoch AS live ON live.is_live "
            f"LEFT JOIN {name}_epochkey AS key USING (number)",
            {},
        )
        number, buckets, cut, wrapped, wrapped_under, snapshot, changed = rows[0]
        if number is None:  # no epoch was cut yet: the delta is all there is
            epoch = Epoch(number=0, buckets=FEWEST_BUCKETS, key=DataKey.new())
        else:
            epoch = Epoch(number=number, buckets=buckets, key=self._key(number, wrapped, wrapped_under))
        view = _View(database=database, epoch=epoch, cut=cut, seen=snapshot)
        self._take_in(view, changed or [])
        return view

    def _key(self, number: int, wrapped: bytes | None, wrapped_under: int) -> DataKey:
        try:
            return DataKey.unwrap(
                Wrapped(wrapped or b"", wrapped_under), context=key_context(self._index.name, number)
            )
        except CannotOpen:
            raise IndexIsLost from None

    def _look(self, view: _View, buckets: list[int]) -> _Look:
        name, number = self._index.name, view.epoch.number
        statement = (
            f"SELECT -1, NULL::bytea, coalesce((SELECT number FROM {name}_epoch WHERE is_live), 0), "  # noqa: S608
            f"  pg_current_snapshot()::text, (SELECT count(*) FROM {name}_delta "
            "    WHERE NOT pg_visible_in_snapshot(at, %(cut)s::text::pg_snapshot)), "
            f"  (SELECT array_agg(id) FROM {name}_delta WHERE at >= %(oldest)s::text::xid8 "
            "    AND NOT pg_visible_in_snapshot(at, %(seen)s::text::pg_snapshot))"
        )
        if number:
            statement += (
                f" UNION ALL SELECT bucket, sealed, NULL, NULL, NULL, NULL FROM {name}_block{number % 2} "  # noqa: S608
                "WHERE bucket = ANY(%(buckets)s)"
            )
        known = {
            "cut": view.cut,
            "seen": view.seen,
            "oldest": view.seen.split(":")[0],
            "buckets": buckets,
        }
        rows = _query(statement, known)
        (head,) = (row for row in rows if row[0] == -1)
        return _Look(head[2], head[3], head[4], head[5] or [], [row[:2] for row in rows if row[0] != -1])

    def _is_up_to_date(self, view: _View, look: _Look) -> bool:
        """Take in what changed; False where this process knows another epoch, or another delta."""
        if look.epoch != view.epoch.number:
            return False
        self._take_in(view, look.changed)
        view.seen = look.snapshot
        return len(view.delta.changed) == look.changes

    def _take_in(self, view: _View, rows: Sequence[int]) -> None:
        for first in range(0, len(rows), _CHUNK):
            chunk = rows[first : first + _CHUNK]
            tokens = self._index.tokens(chunk)
            view.delta.take(chunk, {row: view.epoch.hashes(groups) for row, groups in tokens.items()})

    def _opened(self, view: _View, look: _Look, buckets: list[int]) -> list[tuple[int, Block]]:
        """The blocks; none where one of them is missing or does not open."""
        if not view.epoch.number:
            return [(bucket, _EMPTY) for bucket in buckets]
        if len(look.sealed) != len(buckets):
            return []
        try:
            return [(bucket, view.epoch.open(bucket, sealed)) for bucket, sealed in look.sealed]
        except CannotOpen:
            return []

    def _best_of(self, slots: Sequence[Slot], rows: Mapping[str, list[Rows]], most: int) -> list[Found]:
        touched: list[Rows] = []
        for slot in slots:
            here: list[Rows] = []
            for token, weight in sorted(slot.items(), key=lambda pair: pair[1]):
                for found in rows.get(token, ()):
                    self._best[found & _MASK] = weight
                    here.append(found)
            for found in here:
                at = found & _MASK
                self._total[at] += self._best[at]
                self._best[at] = 0
            touched += here
        if not touched:
            return []
        rows_touched = np.concatenate(touched)
        places = rows_touched & _MASK
        best = _candidates(rows_touched, self._total[places], most)
        scores = self._total[best & _MASK]
        self._total[places] = 0
        order = np.argsort(-scores, kind="stable")[:most]
        return [Found(*pair) for pair in zip(best[order].tolist(), scores[order].tolist(), strict=True)]


def key_context(name: str, number: int) -> str:
    """What an epoch's wrapped key is bound to."""
    return f"{name}_epochkey:{number}"


_EMPTY = Block(np.empty(0, np.uint16), np.empty(0, np.uint32))


def _rows(view: _View, hashes: Mapping[str, int], opened: Mapping[int, Block]) -> Mapping[str, list[Rows]]:
    """For each token its rows: those of the blocks that did not change since, and those of the delta."""
    found = {
        token: [opened[blocks.bucket_of(hashed, view.epoch.buckets)].rows_of(hashed)]
        for token, hashed in hashes.items()
    }
    if view.delta.changed:
        for rows in found.values():
            rows[0] = rows[0][~view.delta.is_changed(rows[0])]
        changed = view.delta.rows_of(np.fromiter(hashes.values(), np.uint64, len(hashes)))
        for token, new in zip(hashes, changed, strict=True):
            found[token].append(new)
    return found


def _candidates(rows: Rows, scores: NDArray[np.float32], most: int) -> Rows:
    """Each row once, of those with the highest scores; `rows` may name one several times."""
    if len(rows) > _SPARE * most:
        rows = rows[np.argpartition(-scores, _SPARE * most)[: _SPARE * most]]
    return np.unique(rows)


def _query(statement: str, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
    """Rows in PostgreSQL's binary form: a block as text would be twice as long."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor(binary=True) as cursor:
        return list(cursor.execute(statement, values, prepare=True).fetchall())
