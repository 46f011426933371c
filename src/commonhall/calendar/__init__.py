"""Working days and the city's own time.

`from commonhall import calendar`, then `calendar.today()`; the city itself is read by `calendar.city`.
"""

from commonhall.calendar.days import (
    day_of,
    holidays,
    is_working_day,
    moment_of,
    start_of,
    today,
    working_day_after,
)
from commonhall.calendar.hours import working_day_of_hours, working_moment_after

__all__ = [
    "day_of",
    "holidays",
    "is_working_day",
    "moment_of",
    "start_of",
    "today",
    "working_day_after",
    "working_day_of_hours",
    "working_moment_after",
]
