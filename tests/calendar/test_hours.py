"""Working hours: targets that are given in hours."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from commonhall import calendar

MONDAY = date(2026, 11, 23)
CLOSED = frozenset({date(2026, 11, 26)})  # Thanksgiving


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That moment of the city's clock."""
    there = datetime(day.year, day.month, day.day, hour, minute, tzinfo=timezone.get_default_timezone())
    return there.astimezone(UTC)


@pytest.mark.parametrize(
    ("came", "hours", "due"),
    [
        (at(MONDAY, 9), 4, at(MONDAY, 13)),
        (at(MONDAY, 15), 4, at(MONDAY + timedelta(1), 10)),  # two hours are left of the day
        (at(MONDAY, 6, 30), 1, at(MONDAY, 9)),  # before the offices open
        (at(MONDAY, 22), 1, at(MONDAY + timedelta(1), 9)),
        (at(MONDAY, 8), 9, at(MONDAY, 17)),
        (at(MONDAY, 8), 10, at(MONDAY + timedelta(1), 9)),
        (at(date(2026, 11, 25), 16), 2, at(date(2026, 11, 27), 9)),  # over the holiday
        (at(date(2026, 11, 27), 16), 2, at(date(2026, 11, 30), 9)),  # over the weekend
        (at(date(2026, 10, 30), 16), 2, at(date(2026, 11, 2), 9)),  # the clocks change in between
        (at(MONDAY, 10), 0, at(MONDAY, 10)),
        (at(date(2026, 11, 28), 10), 0, at(date(2026, 11, 30), 8)),
    ],
)
def test_hours_pass_only_while_the_offices_work(came: datetime, hours: int, due: datetime) -> None:
    assert calendar.working_moment_after(came, hours, CLOSED) == due


@pytest.mark.parametrize(
    ("day", "hours", "due"),
    [
        (MONDAY, 0, MONDAY),
        (MONDAY, 4, MONDAY),
        (MONDAY, 9, MONDAY),
        (MONDAY, 10, MONDAY + timedelta(1)),
        (date(2026, 11, 26), 4, date(2026, 11, 27)),
        (date(2026, 11, 28), 4, date(2026, 11, 30)),
        (date(2026, 11, 25), 18, date(2026, 11, 27)),
    ],
)
def test_what_keeps_no_time_is_due_at_the_end_of_a_working_day(day: date, hours: int, due: date) -> None:
    assert calendar.working_day_of_hours(day, hours, CLOSED) == due


@given(
    came=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    hours=st.integers(0, 60),
    more=st.integers(0, 60),
)
def test_it_is_never_due_outside_the_hours_and_more_hours_are_never_due_sooner(
    came: datetime, hours: int, more: int
) -> None:
    due = calendar.working_moment_after(came, hours, CLOSED)
    clock = timezone.localtime(due)
    assert calendar.is_working_day(clock.date(), CLOSED)
    assert (8, 0) <= (clock.hour, clock.minute) <= (17, 0)
    assert came <= due <= calendar.working_moment_after(came, hours + more, CLOSED)


def test_hours_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forward"):
        calendar.working_moment_after(at(MONDAY, 9), -1)
    with pytest.raises(ValueError, match="forward"):
        calendar.working_day_of_hours(MONDAY, -1)
