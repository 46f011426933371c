"""Working days and the city's own time.

`from commonhall import calendar`, then `calendar.today()`; the city itself is read by `calendar.city`.
"""

from commonhall.calendar.days import (
    day_of,
    holidays,
    is_working_day,
    start_of,
    today,
    working_day_after,
)

__all__ = ["day_of", "holidays", "is_working_day", "start_of", "today", "working_day_after"]
