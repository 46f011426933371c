"""The rows that changed since an epoch was cut, in the memory of one process: their tokens, and that they changed.

Levels of sorted arrays, each at least four times as long as the next, as in a log-structured merge tree (O'Neil et
al., 1996): a change costs little when it comes, and a search probes few arrays.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from commonhall.vault.blind.blocks import Hashes, Rows

_GROWTH = 4
_NONE: Rows = np.empty(0, np.uint32)
_FIRST_PLACES = 1024


class Delta:
    """What changed. A row's earlier tokens, here and in the blocks, count no more."""

    def __init__(self) -> None:
        self.changed: set[int] = set()
        self._changed: Rows | None = None  # the same, sorted; made when it is asked for
        self._place: dict[int, int] = {}  # of a row, its living version
        self._lives = np.zeros(_FIRST_PLACES, np.bool_)
        self._row_at = np.zeros(_FIRST_PLACES, np.uint32)
        self._places = 0
        self._levels: list[tuple[Hashes, NDArray[np.uint32]]] = []

    def take(self, rows: Sequence[int], tokens: Mapping[int, Hashes]) -> None:
        """Take these rows' tokens as they are now; a row without any is gone."""
        hashes, places = [], []
        for row in rows:
            before = self._place.pop(row, None)
            if before is not None:
                self._lives[before] = False
            if (found := tokens.get(row)) is not None:
                place = self._new_place(row)
                hashes.append(found)
                places.append(np.full(len(found), place, np.uint32))
        self.changed.update(rows)
        self._changed = None
        if hashes:
            self._add(np.concatenate(hashes), np.concatenate(places))

    def rows_of(self, tokens: Hashes) -> list[Rows]:
        """For each hashed token, the changed rows that have it."""
        found = [_NONE] * len(tokens)
        for hashes, places in self._levels:
            first, last = hashes.searchsorted(tokens, "left"), hashes.searchsorted(tokens, "right")
            for at in np.flatnonzero(last > first).tolist():
                here = places[first[at] : last[at]]
                found[at] = np.concatenate((found[at], self._row_at[here[self._lives[here]]]))
        return found

    def is_changed(self, rows: Rows) -> NDArray[np.bool_]:
        """Which of these rows changed, so that what a block says of them counts no more."""
        if self._changed is None:
            self._changed = np.sort(np.fromiter(self.changed, np.uint32, len(self.changed)))
        if not len(self._changed):
            return np.zeros(len(rows), np.bool_)
        at = self._changed.searchsorted(rows)
        at[at == len(self._changed)] = 0
        same: NDArray[np.bool_] = self._changed[at] == rows
        return same

    def _new_place(self, row: int) -> int:
        place = self._places
        if place == len(self._lives):
            self._lives = np.concatenate((self._lives, np.zeros(place, np.bool_)))
            self._row_at = np.concatenate((self._row_at, np.zeros(place, np.uint32)))
        self._lives[place], self._row_at[place], self._place[row] = True, row, place
        self._places += 1
        return place

    def _add(self, hashes: Hashes, places: NDArray[np.uint32]) -> None:
        while self._levels and len(self._levels[-1][0]) < _GROWTH * len(hashes):
            older, theirs = self._levels.pop()
            hashes, places = np.concatenate((older, hashes)), np.concatenate((theirs, places))
        lives = self._lives[places]
        hashes, places = hashes[lives], places[lives]
        order = np.argsort(hashes)
        self._levels.append((hashes[order], places[order]))
