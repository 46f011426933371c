"""The city's days: which day a moment falls on, when a day starts, which days are worked.

Moments are stored in UTC; a day is always a day of the city, whatever zone a reader of the page sits in.
"""

from collections.abc import Iterator, Set
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """The day it is in the city now."""
    return day_of(timezone.now())


def day_of(moment: datetime) -> date:
    """The city's day at `moment`. Raises ValueError for a moment that does not say its zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without its time zone falls on no certain day")
    return moment.astimezone(timezone.get_default_timezone()).date()


def start_of(day: date) -> datetime:
    """The first moment of the city's `day`, in UTC.

    In UTC, because Python subtracts two times of one zone by their clocks: a day on which the clocks
    change would seem to have 24 hours. Where they jump over midnight, the day starts with the jump.
    """
    return moment_of(day, time.min)


def moment_of(day: date, clock: time) -> datetime:
    """The moment at which the clocks of the city show `clock` on `day`, in UTC."""
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def holidays() -> frozenset[date]:
    """The days on which the city's offices are closed, weekends apart."""
    closed: frozenset[date] = settings.CITY.closed_days
    return closed


def is_working_day(day: date, closed: Set[date] | None = None) -> bool:
    """Monday to Friday, and not one of `closed` (by default the city's holidays)."""
    return day.isoweekday() <= 5 and day not in (holidays() if closed is None else closed)


def working_day_after(day: date, working_days: int, closed: Set[date] | None = None) -> date:
    """The day that is `working_days` working days after `day`; `day` itself does not count.

    With 0 it is `day`, or the first working day after it where `day` is none.
    """
    if working_days < 0:
        raise ValueError("working days are counted forward")
    if working_days == 0 and is_working_day(day, closed):
        return day
    worked = (later for later in _days_after(day) if is_working_day(later, closed))
    for _ in range(working_days - 1):
        next(worked)
    return next(worked)


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        yield day
