"""The counts in the footer: read seldom, and never in the way of a page."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError

from commonhall.web import figures

VERIFIED_AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def register() -> Iterator[None]:
    """Whoever signed in before does so again afterwards."""
    before = figures.reader()
    yield
    figures.register(before)


def _counts(kept: int) -> figures.Promises:
    return figures.Promises(kept=kept, partly=3, not_yet=28, broken=1, verified_at=VERIFIED_AT)


def test_before_anybody_counts_there_are_no_figures() -> None:
    figures.register(lambda: None)
    assert figures.current() is None


def test_all_promises_are_counted_in_one_of_four_ways() -> None:
    assert _counts(2).total == 34


def test_the_counts_are_read_once_in_half_a_minute() -> None:
    reads = iter(range(1, 9))
    figures.register(lambda: _counts(next(reads)))
    with time_machine.travel(datetime(2026, 11, 23, tzinfo=UTC), tick=False) as clock:
        assert [figures.current(), figures.current()] == [_counts(1), _counts(1)]
        clock.shift(timedelta(seconds=31))
        assert figures.current() == _counts(2)


def test_after_a_verification_the_next_page_counts_again() -> None:
    reads = iter(range(1, 9))
    figures.register(lambda: _counts(next(reads)))
    figures.current()
    figures.forget()
    assert figures.current() == _counts(2)


def test_without_a_database_a_page_shows_what_was_counted_last() -> None:
    answers = iter([_counts(1)])

    def read() -> figures.Promises:
        try:
            return next(answers)
        except StopIteration:
            raise OperationalError("the server is away") from None

    figures.register(read)
    with time_machine.travel(datetime(2026, 11, 23, tzinfo=UTC), tick=False) as clock:
        figures.current()
        clock.shift(timedelta(seconds=31))
        assert figures.current() == _counts(1)
