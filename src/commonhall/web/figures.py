"""How many promises are kept: shown on every page, known by a room above this one, which signs in."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

FRESH_FOR = 30.0  # seconds; so a page costs at most one query for its footer, and most cost none


@dataclass(frozen=True, kw_only=True, slots=True)
class Promises:
    """Counts of the last verification. A promise whose tables are still empty counts as not kept yet."""

    kept: int
    partly: int
    not_yet: int
    broken: int
    verified_at: datetime | None

    @property
    def total(self) -> int:
        return self.kept + self.partly + self.not_yet + self.broken


Reader = Callable[[], Promises | None]


@dataclass(slots=True)
class _Register:
    """Who can count, what was counted last, and until when it is fresh: seconds of the monotonic clock."""

    read: Reader | None = None
    last: Promises | None = None
    fresh_until: float = 0.0


_register = _Register()


def register(read: Reader) -> None:
    """Sign in the function that counts; it may make one query. None means: nothing was verified yet."""
    _register.read = read
    forget()


def current() -> Promises | None:
    """The counts, not older than half a minute; None before the first verification."""
    if _register.read and time.monotonic() >= _register.fresh_until:
        with suppress(DatabaseError):  # a page is more than its footer: it shows what was counted last
            _register.last = _register.read()
        _register.fresh_until = time.monotonic() + FRESH_FOR
    return _register.last


def forget() -> None:
    """Count again for the next page: after a verification, and in tests."""
    _register.last = None
    _register.fresh_until = 0.0
