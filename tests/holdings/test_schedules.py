"""Schedules: the first day that is still kept."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commonhall.holdings.schedules import Schedule, Since

THREE_YEARS = Schedule(since=Since.CLOSED, years=3)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


def test_three_years_later_the_same_day_is_kept_and_the_day_before_is_not() -> None:
    assert THREE_YEARS.kept_from(date(2026, 11, 25)) == date(2023, 11, 25)


def test_on_a_leap_day_it_counts_from_the_day_before_in_other_years() -> None:
    assert THREE_YEARS.kept_from(date(2028, 2, 29)) == date(2025, 2, 28)
    assert Schedule(since=Since.CLOSED, years=4).kept_from(date(2028, 2, 29)) == date(2024, 2, 29)


@given(today=days, count=st.integers(0, 400))
def test_days_are_counted_back(today: date, count: int) -> None:
    assert Schedule(since=Since.ENDED, days=count).kept_from(today) == today - timedelta(days=count)


@given(today=days, years=st.integers(0, 10))
def test_what_was_past_yesterday_is_past_today(today: date, years: int) -> None:
    schedule = Schedule(since=Since.CLOSED, years=years)
    assert schedule.kept_from(today - timedelta(days=1)) <= schedule.kept_from(today) <= today
