"""Moments as Open311 writes them (W3C, with seconds and zone), and the span of time a search may look through."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.open311.refusals import BadCall

LONGEST: Final = timedelta(days=90)
# A plus sign that was not escaped in the address arrives as a space.
_WRITTEN: Final = re.compile(
    r"(?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?)(?P<zone>Z|[ +-]\d\d:?\d\d)", re.IGNORECASE
)
_EARLIEST, _LATEST = 1900, 9000  # beyond these a zone would lead out of what a computer counts


def read(name: str, written: str) -> datetime:
    """The moment that an argument of that name says. Raises BadCall, also where it does not say its zone."""
    found = _WRITTEN.fullmatch(written.strip())
    try:
        if found is None:
            raise ValueError
        zone = found["zone"].replace(" ", "+").upper()
        moment = datetime.fromisoformat(found["moment"].upper() + zone)
        if not _EARLIEST < moment.year < _LATEST:
            raise ValueError
    except ValueError:
        raise BadCall(
            _("%(name)s must be a moment with its time zone, like 2026-11-25T14:05:00-05:00.")
            % {"name": name}
        ) from None
    return moment


def written(moment: datetime | None) -> str | None:
    """A moment by the city's clock, with seconds and zone."""
    if moment is None:
        return None
    return moment.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds")


def end_of(day: date) -> datetime:
    """The last second of the city's day."""
    return calendar.start_of(day + timedelta(days=1)) - timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """From the one moment to the other, both included; at most LONGEST apart."""

    start: datetime
    end: datetime

    @classmethod
    def asked(cls, arguments: Mapping[str, str]) -> "Span":
        """What `start_date` and `end_date` say; one of them alone reaches 90 days. Raises BadCall."""
        start, end = (
            read(name, arguments[name]) if arguments.get(name) else None
            for name in ("start_date", "end_date")
        )
        if start and end and end - start > LONGEST:
            raise BadCall(_("start_date and end_date may be 90 days apart at most. Ask several times."))
        if start and end is None:
            return cls(start=start, end=start + LONGEST)
        end = end or timezone.now()
        return cls(start=start or end - LONGEST, end=end)

    @property
    def days(self) -> tuple[date, date]:
        """The city's first and last day that lie in it, if only in part."""
        return calendar.day_of(self.start), calendar.day_of(self.end)

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment <= self.end

    def whole_days(self) -> tuple[date, date]:
        """The first and last day whose beginning lies in it."""
        first, last = self.days
        if calendar.start_of(first) < self.start:
            first += timedelta(days=1)
        return first, last
