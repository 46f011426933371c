from collections.abc import Callable, Set
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from commonhall import calendar

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1))
moments = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.timezones(),
)
NEW_YORK, PHOENIX, HAVANA, BEIRUT = "America/New_York", "America/Phoenix", "America/Havana", "Asia/Beirut"

InZone = Callable[[str], None]


@pytest.fixture
def in_zone(settings: Settings) -> InZone:
    """Puts the city into a time zone."""

    def put(name: str) -> None:
        settings.TIME_ZONE = name

    return put


def length(day: date) -> timedelta:
    return calendar.start_of(day + timedelta(days=1)) - calendar.start_of(day)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (NEW_YORK, date(2026, 3, 8), 23),
        (NEW_YORK, date(2026, 3, 9), 24),
        (NEW_YORK, date(2026, 11, 1), 25),
        (PHOENIX, date(2026, 3, 8), 24),
        (PHOENIX, date(2026, 11, 1), 24),
        (HAVANA, date(2026, 3, 8), 23),  # the clocks jump over midnight
        (BEIRUT, date(2026, 3, 29), 23),
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(in_zone: InZone, zone: str, day: date, hours: int) -> None:
    in_zone(zone)
    assert length(day) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 3, 8, 4, 59, 59, tzinfo=UTC), date(2026, 3, 7)),
        (datetime(2026, 3, 8, 5, 0, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 3, 9, 3, 59, 59, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 3, 9, 4, 0, tzinfo=UTC), date(2026, 3, 9)),
        (datetime(2026, 11, 1, 4, 0, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 2, 5, 0, tzinfo=UTC), date(2026, 11, 2)),
    ],
)
def test_the_day_changes_at_the_citys_midnight_on_both_sides_of_a_clock_change(
    utc: datetime, day: date
) -> None:
    assert calendar.day_of(utc) == day


def test_today_is_the_citys_day_not_that_of_utc(in_zone: InZone) -> None:
    with time_machine.travel(datetime(2026, 7, 5, 3, 30, tzinfo=UTC), tick=False):
        in_zone(NEW_YORK)
        assert calendar.today() == date(2026, 7, 4)
        in_zone("Asia/Tokyo")
        assert calendar.today() == date(2026, 7, 5)


def test_a_moment_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar.day_of(datetime(2026, 7, 4, 12, 0))  # noqa: DTZ001


@given(moment=moments)
def test_each_moment_lies_within_its_day(moment: datetime) -> None:
    day = calendar.day_of(moment)
    assert calendar.start_of(day) <= moment < calendar.start_of(day + timedelta(days=1))


@given(day=days)
def test_a_day_starts_on_that_day(day: date) -> None:
    assert calendar.day_of(calendar.start_of(day)) == day
    assert calendar.day_of(calendar.start_of(day) - timedelta(microseconds=1)) == day - timedelta(days=1)


@given(day=days, hours=st.integers(-14, 14))
def test_it_does_not_matter_in_which_zone_a_moment_is_written(day: date, hours: int) -> None:
    elsewhere = timezone(timedelta(hours=hours))
    assert calendar.day_of(calendar.start_of(day).astimezone(elsewhere)) == day


@given(day=days, wanted=st.integers(1, 40), closed=st.frozensets(days, max_size=40))
def test_working_days_after_a_day_are_counted_without_weekends_and_closed_days(
    day: date, wanted: int, closed: Set[date]
) -> None:
    due = calendar.working_day_after(day, wanted, closed)
    later = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    worked = [one for one in later if one.isoweekday() <= 5 and one not in closed]
    assert (len(worked), worked[-1]) == (wanted, due)


@given(day=days, closed=st.frozensets(days, max_size=40))
def test_no_working_days_after_a_day_is_the_day_or_the_next_that_is_worked(
    day: date, closed: Set[date]
) -> None:
    due = calendar.working_day_after(day, 0, closed)
    assert (
        due == day
        if calendar.is_working_day(day, closed)
        else due == calendar.working_day_after(day, 1, closed)
    )


def test_working_days_are_not_counted_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        calendar.working_day_after(date(2026, 7, 1), -1)


def test_the_citys_own_holidays_are_not_worked() -> None:
    assert not calendar.is_working_day(date(2026, 7, 3))  # the Friday for a Saturday's Fourth of July
    assert calendar.working_day_after(date(2026, 7, 2), 1) == date(2026, 7, 6)
    assert date(2026, 12, 25) in calendar.holidays()


def test_the_zone_is_the_citys() -> None:
    assert calendar.start_of(date(2026, 7, 4)).astimezone(ZoneInfo(NEW_YORK)).hour == 0
