"""How long rows are kept, as data."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Since(StrEnum):
    """What a schedule counts from."""

    CLOSED = "closed"  # the day a request was closed last
    ENDED = "ended"  # the moment a link or session ends
    LAST_REQUEST_GONE = "last request gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """Kept for `years` and `days` after something; for neither: until that very day."""

    since: Since
    years: int = 0
    days: int = 0

    def kept_from(self, today: date) -> date:
        """The first day whose rows are still kept today. The 29th of February counts as the 28th in other years."""
        day = today - timedelta(days=self.days)
        try:
            return day.replace(year=day.year - self.years)
        except ValueError:
            return day.replace(year=day.year - self.years, day=28)
