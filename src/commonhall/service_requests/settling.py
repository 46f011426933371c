"""When 311's days are settled: hourly the running day's anonymous requests, at night everything of the day."""

from datetime import date, timedelta

from django.db.models import Min

from commonhall import calendar
from commonhall.service_requests import photos, tallies
from commonhall.service_requests.models import ServiceRequest
from commonhall.vault import settle
from commonhall.vault.models import SettledPass
from commonhall.vault.settle import Pass


def hourly(today: date) -> int:
    """Settle the running day so far, and whatever earlier day has not had its last pass; returns rows rewritten.

    A day's last pass runs after its end: it moves the photos out, and rewrites everything of it. What is listed is
    counted behind it, once.
    """
    rewritten = 0
    ended = _days_to_end(today)
    for day in ended:
        photos.move_out(before=day + timedelta(days=1))
        rewritten += settle.run(Pass.NIGHT, day=day)
    rewritten += settle.run(Pass.PERIOD, day=today)
    settle.clear(most_bytes=settle.MOST_BYTES_AT_NIGHT if ended else settle.MOST_BYTES_BY_THE_HOUR)
    tallies.keep_up(today)
    return rewritten


def _days_to_end(today: date) -> list[date]:
    last = SettledPass.objects.filter(pk=Pass.NIGHT).first()
    first = last.day + timedelta(days=1) if last else _first_day(today)
    return [first + timedelta(days=n) for n in range((today - first).days)]


def _first_day(today: date) -> date:
    """The first day anything was reported; yesterday at the latest, so that a pass is noted."""
    first: date | None = ServiceRequest.objects.aggregate(first=Min("day"))["first"]
    yesterday = today - timedelta(days=1)
    return min(first, yesterday) if first else yesterday


def begin(today: date) -> int:
    """Settle everything there is in one night's pass, where days were brought in before any was settled."""
    if SettledPass.objects.filter(pk=Pass.NIGHT).exists():
        return hourly(today)
    photos.move_out(before=today)
    rewritten = settle.run(Pass.NIGHT, day=today - timedelta(days=1)) + settle.run(Pass.PERIOD, day=today)
    settle.clear(most_bytes=settle.MOST_BYTES_AT_NIGHT)
    tallies.keep_up(today)
    return rewritten


def now() -> int:
    """`hourly` for the city's day."""
    return hourly(calendar.today())
