"""Which times are still free. One query for as many days as are asked."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commonhall import calendar
from commonhall.appointments import slots
from commonhall.appointments.models import Booking, Bookings, Schedule
from commonhall.appointments.slots import Slot

DAYS = 7  # on one page
MOST_DAYS = 181  # that are looked through for the first free time
OTHERS = 6  # times that are offered to who comes too late


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day and its free times."""

    day: date
    free: tuple[Slot, ...]


def week(schedule: Schedule, first: date, now: datetime, *, but: Booking | None = None) -> list[Day]:
    """The free times of a week that begins on that day, by day; a day without any has none.

    `but`: a booking that is to be moved: its own seat is free for it, its own time is no other one.
    """
    return _days(schedule, [first + timedelta(days=n) for n in range(DAYS)], now, but)


def nearest(schedule: Schedule, wanted: datetime, now: datetime, *, but: Booking | None = None) -> list[Slot]:
    """The free times nearest to one that somebody wanted, in order; few, and perhaps none."""
    around = calendar.day_of(wanted)
    first = max(around - timedelta(days=DAYS), slots.first_day(schedule, now))
    days = _days(schedule, [first + timedelta(days=n) for n in range(2 * DAYS + 1)], now, but)
    free = [slot for day in days for slot in day.free if slot.starts_at != wanted]
    by_distance = sorted(free, key=lambda slot: (abs(slot.starts_at - wanted), slot.starts_at))
    return sorted(by_distance[:OTHERS], key=lambda slot: slot.starts_at)


def soonest(schedule: Schedule, now: datetime, *, but: Booking | None = None) -> list[Slot]:
    """The first free times; few, and perhaps none."""
    return nearest(schedule, now + timedelta(hours=schedule.notice_hours), now, but=but)


def first_free(schedule: Schedule, now: datetime, *, but: Booking | None = None) -> date | None:
    """The first day that has a free time; None where everything is taken."""
    first = slots.first_day(schedule, now)
    for week_on in range(0, min(schedule.days_ahead + 1, MOST_DAYS), DAYS):
        for day in week(schedule, first + timedelta(days=week_on), now, but=but):
            if day.free:
                return day.day
    return None


def free_seats(schedule: Schedule, slot: Slot, *, but: Booking | None = None) -> list[int]:
    """Its seats that nobody has, in order; the seat of the booking `but` is free for it."""
    taken = _held(schedule, slot.starts_at, slot.free_at, but).values_list("seat", flat=True)
    return sorted(set(range(schedule.capacity)) - set(taken))


def _days(schedule: Schedule, days: Sequence[date], now: datetime, but: Booking | None) -> list[Day]:
    offered = {day: slots.bookable(schedule, day, now) for day in days}
    every = [slot for day in offered.values() for slot in day]
    free = set(_free(schedule, every, but))
    return [
        Day(day=day, free=tuple(slot for slot in found if slot in free)) for day, found in offered.items()
    ]


def _free(schedule: Schedule, offered: Sequence[Slot], but: Booking | None) -> Iterable[Slot]:
    if not offered:
        return
    held = _held(schedule, offered[0].starts_at, offered[-1].free_at, but)
    rows = held.values_list("seat", "starts_at", "free_at")
    by_day: dict[date, list[tuple[int, datetime, datetime]]] = defaultdict(list)
    for row in rows:
        for day in {calendar.day_of(row[1]), calendar.day_of(row[2])}:
            by_day[day].append(row)
    for slot in offered:
        if but is not None and slot.starts_at == but.starts_at:
            continue
        near = by_day[calendar.day_of(slot.starts_at)]
        seats = {seat for seat, start, free in near if start < slot.free_at and free > slot.starts_at}
        if len(seats & set(range(schedule.capacity))) < schedule.capacity:
            yield slot


def _held(schedule: Schedule, since: datetime, until: datetime, but: Booking | None) -> Bookings:
    held = Booking.objects.holding(schedule, since, until)
    return held.exclude(pk=but.pk) if but is not None else held
