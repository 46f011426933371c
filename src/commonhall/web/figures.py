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
    """Who can count, what was counted last, and when, in seconds of the clock."""

    read: Reader | None = None
    last: Promises | None = None
    read_at: float = 0.0


_register = _Register()


def register(read: Reader | None) -> None:
    """Sign in who counts, with at most one query. It returns None where nothing was verified yet."""
    _register.read = read
    forget()


def reader() -> Reader | None:
    """Who counts now."""
    return _register.read


def current() -> Promises | None:
    """The counts, not older than half a minute; None before the first verification."""
    age = time.time() - _register.read_at
    if _register.read and not 0 <= age < FRESH_FOR:  # a clock that was set back must not keep them fresh
        with suppress(DatabaseError):  # a page is more than its footer: it shows what was counted last
            _register.last = _register.read()
        _register.read_at = time.time()
    return _register.last


def forget() -> None:
    """Count again for the next page: after a verification, and in tests."""
    _register.last = None
    _register.read_at = 0.0
