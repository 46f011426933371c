"""The city's working hours: when a target that is given in hours falls due.

Counted by the clock on the wall: the hours of an office do not grow or shrink when the clocks change at night.
"""

from collections.abc import Set
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from commonhall.calendar import days


def working_moment_after(moment: datetime, hours: int, closed: Set[date] | None = None) -> datetime:
    """The moment at which `hours` working hours have passed since `moment`, in UTC.

    With 0 it is `moment`, or the next opening where the offices are shut then.
    """
    _refuse_backwards(hours)
    left, zone = timedelta(hours=hours), timezone.get_default_timezone()
    now = moment.astimezone(zone).replace(tzinfo=None)
    day = now.date()
    while True:
        opens, closes = max(_at(day, settings.CITY.opens), now), _at(day, settings.CITY.closes)
        if days.is_working_day(day, closed) and opens <= closes:
            if left <= closes - opens:
                return (opens + left).replace(tzinfo=zone).astimezone(UTC)
            left -= closes - opens
        day += timedelta(days=1)


def working_day_of_hours(day: date, hours: int, closed: Set[date] | None = None) -> date:
    """The working day on which `hours` working hours end that began with `day`: for what may keep no time.

    What fits into one working day ends the same day, or the next one that is worked.
    """
    _refuse_backwards(hours)
    worked = _at(day, settings.CITY.closes) - _at(day, settings.CITY.opens)
    first = days.working_day_after(day, 0, closed)
    return days.working_day_after(first, max(-(-timedelta(hours=hours) // worked) - 1, 0), closed)


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock)


def _refuse_backwards(hours: int) -> None:
    if hours < 0:
        raise ValueError("working hours are counted forward")
