"""The times of a day: properties over schedules, zones and days on which clocks change."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from commonhall import calendar
from commonhall.appointments import slots
from commonhall.appointments.models import Schedule

CLOCKS_CHANGE = (date(2026, 3, 8), date(2026, 11, 1), date(2027, 3, 14), date(2026, 3, 29), date(2026, 4, 5))
ZONES = st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "UTC"])
clocks = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
days = st.one_of(st.sampled_from(CLOCKS_CHANGE), st.dates(date(2026, 1, 1), date(2027, 12, 31)))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    found = sorted(draw(st.lists(clocks, min_size=4, max_size=4, unique=True)))
    opens, begins, ends, closes = found
    has_pause = draw(st.booleans())
    return Schedule(
        weekdays=draw(st.integers(1, 127)),
        opens=opens,
        closes=closes,
        pause_begins=begins if has_pause else None,
        pause_ends=ends if has_pause else None,
        minutes=draw(st.integers(5, 480)),
        travel_minutes=draw(st.integers(0, 240)),
        capacity=1,
        notice_hours=draw(st.integers(0, 72)),
        days_ahead=draw(st.integers(1, 60)),
    )


@given(schedule=schedules(), day=days, zone=ZONES)
def test_no_time_begins_before_the_one_before_is_over_and_each_is_as_long_as_it_should_be(
    schedule: Schedule, day: date, zone: str
) -> None:
    with timezone_of(zone):
        found = slots.of_day(schedule, day, frozenset())
        for slot in found:
            assert slot.ends_at - slot.starts_at == timedelta(minutes=schedule.minutes)
            assert slot.free_at - slot.ends_at == timedelta(minutes=schedule.travel_minutes)
            assert calendar.day_of(slot.starts_at) == day
        for before, after in pairwise(found):
            assert before.free_at <= after.starts_at


@given(schedule=schedules(), day=days, zone=ZONES)
def test_every_time_lies_within_the_hours_by_the_clock_on_the_wall(
    schedule: Schedule, day: date, zone: str
) -> None:
    with timezone_of(zone):
        jumps = is_jumped_over(schedule, day, zone)
        for slot in slots.of_day(schedule, day, frozenset()):
            starts, ends = (moment.astimezone(ZoneInfo(zone)) for moment in (slot.starts_at, slot.ends_at))
            assert starts.time() >= schedule.opens
            assert jumps or (ends.date(), ends.time()) <= (day, schedule.closes)
            if schedule.pause_begins and schedule.pause_ends and not jumps:
                assert ends.time() <= schedule.pause_begins or starts.time() >= schedule.pause_ends


@given(schedule=schedules(), day=days)
def test_a_day_holds_as_many_as_fit(schedule: Schedule, day: date) -> None:
    with timezone_of("UTC"):
        found = len(slots.of_day(schedule, day, frozenset()))
        if not schedule.is_on(day):
            assert found == 0
        elif schedule.pause_begins is None:
            whole = datetime.combine(day, schedule.closes) - datetime.combine(day, schedule.opens)
            step = timedelta(minutes=schedule.minutes + schedule.travel_minutes)
            assert found == (whole + timedelta(minutes=schedule.travel_minutes)) // step


@given(schedule=schedules(), day=days, closed=st.frozensets(days, max_size=3))
def test_nothing_is_offered_on_a_holiday(schedule: Schedule, day: date, closed: frozenset[date]) -> None:
    assert slots.of_day(schedule, day, closed | {day}) == ()


@given(schedule=schedules(), day=days, hours=st.integers(0, 17_000))
def test_what_can_be_booked_is_neither_too_soon_nor_too_far(
    schedule: Schedule, day: date, hours: int
) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    for slot in slots.bookable(schedule, day, moment):
        assert slot.starts_at >= moment + timedelta(hours=schedule.notice_hours)
        assert calendar.day_of(slot.starts_at) <= calendar.day_of(moment) + timedelta(
            days=schedule.days_ahead
        )
    schedule.is_active = False
    assert slots.bookable(schedule, day, moment) == ()


@pytest.mark.parametrize(
    ("day", "count"), [(date(2026, 3, 8), 3), (date(2026, 11, 1), 5), (date(2026, 3, 9), 4)]
)
def test_a_night_in_which_the_clocks_change_is_shorter_or_longer(day: date, count: int) -> None:
    schedule = Schedule(weekdays=127, opens=time(1), closes=time(5), minutes=60, capacity=1)
    assert len(slots.of_day(schedule, day, frozenset())) == count


@contextmanager
def timezone_of(name: str) -> Iterator[None]:
    """Another city's clock."""
    with override_settings(TIME_ZONE=name):
        yield


def is_jumped_over(schedule: Schedule, day: date, zone: str) -> bool:
    """Whether a time of its hours is one that the clocks jump over, or that comes twice."""
    written = (schedule.opens, schedule.pause_begins, schedule.pause_ends, schedule.closes)
    moments = [datetime.combine(day, clock, tzinfo=ZoneInfo(zone)) for clock in written if clock]
    return any(
        moment.astimezone(UTC).astimezone(ZoneInfo(zone)).time() != moment.time()
        or moment.utcoffset() != moment.replace(fold=1).utcoffset()
        for moment in moments
    )
