"""Drafts that their writers had forgotten: a browser that sends one again, by its back button, gets nothing back.

What is remembered is the random id of a report that was never stored, in this process's memory alone, for as long
as the draft would be good. It is beside no person, address or request. Another process, or one that was started
since, does not know it.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final
from uuid import UUID

from commonhall.service_requests.draft import LIFETIME

MOST: Final = 50_000  # with the oldest dropped first; some 10 MB


class Memory:
    """Safe between threads; bounded."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._until: OrderedDict[UUID, float] = OrderedDict()

    def note(self, draft: UUID) -> None:
        """From now on it is forgotten."""
        with self._lock:
            self._drop()
            self._until.setdefault(draft, self._clock() + LIFETIME.total_seconds())
            if len(self._until) > self._most:
                self._until.popitem(last=False)

    def __contains__(self, draft: UUID) -> bool:
        with self._lock:
            self._drop()
            return draft in self._until

    def __len__(self) -> int:
        return len(self._until)

    def _drop(self) -> None:
        now = self._clock()
        while self._until and next(iter(self._until.values())) <= now:
            self._until.popitem(last=False)


drafts = Memory()
