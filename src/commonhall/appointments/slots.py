"""The times of a day in which something can be booked, by a schedule alone; who has booked is not asked here.

A day is divided from its opening on, by the time that passes: where the clocks change meanwhile, each appointment is
still as long as it should be, and none begins before the one before it is over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from commonhall import calendar
from commonhall.appointments.models import Schedule


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A time that can be booked, in UTC. `free_at`: when its seat is free again."""

    starts_at: datetime
    ends_at: datetime
    free_at: datetime


def of_day(schedule: Schedule, day: date, closed: frozenset[date] | None = None) -> tuple[Slot, ...]:
    """All times of the day, in order; none on another weekday, and on a day of `closed` (the city's holidays)."""
    holidays = calendar.holidays() if closed is None else closed
    if not schedule.is_on(day) or day in holidays:
        return ()
    return tuple(_slots(schedule, day))


def bookable(schedule: Schedule, day: date, now: datetime) -> tuple[Slot, ...]:
    """Those that somebody may book now: late enough for the schedule's notice, and not too far ahead."""
    if not schedule.is_active or day > last_day(schedule, now):
        return ()
    soonest = now + timedelta(hours=schedule.notice_hours)
    return tuple(slot for slot in of_day(schedule, day) if slot.starts_at >= max(soonest, now))


def first_day(schedule: Schedule, now: datetime) -> date:
    """The first day that can hold a time that may be booked."""
    return calendar.day_of(now + timedelta(hours=schedule.notice_hours))


def last_day(schedule: Schedule, now: datetime) -> date:
    """The last day that may be booked."""
    return calendar.day_of(now) + timedelta(days=schedule.days_ahead)


def at(schedule: Schedule, starts_at: datetime, now: datetime) -> Slot | None:
    """The time that begins then, where it may be booked now."""
    day = calendar.day_of(starts_at)
    return next((slot for slot in bookable(schedule, day, now) if slot.starts_at == starts_at), None)


def _slots(schedule: Schedule, day: date) -> Iterator[Slot]:
    length, travel = timedelta(minutes=schedule.minutes), timedelta(minutes=schedule.travel_minutes)
    free_at = datetime.min.replace(tzinfo=UTC)
    for begins, ends in _hours(schedule):
        starts_at, closes_at = max(_moment(day, begins), free_at), _moment(day, ends)
        while starts_at + length <= closes_at:
            free_at = starts_at + length + travel
            yield Slot(starts_at=starts_at, ends_at=starts_at + length, free_at=free_at)
            starts_at = free_at


def _hours(schedule: Schedule) -> tuple[tuple[time, time], ...]:
    if schedule.pause_begins is None or schedule.pause_ends is None:
        return ((schedule.opens, schedule.closes),)
    return ((schedule.opens, schedule.pause_begins), (schedule.pause_ends, schedule.closes))


def _moment(day: date, clock: time) -> datetime:
    """In UTC. A time that the clocks jump over is as long after the jump; of one that comes twice, the first."""
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone()).astimezone(UTC)
