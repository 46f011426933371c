"""“Me too”: a number beside a request, for the crew at once and for everyone from the day after.

It is said by nobody in particular: no row, line or message holds who said it or when on its day. What keeps one
connection from saying it often lies in memory alone (`views/me_too.py`); here stands what holds for all together.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from commonhall.errors import NotNow, Refused
from commonhall.service_requests.models import MOST_A_DAY, MeToo, ServiceRequest

_COUNT = """
INSERT INTO service_requests_metoo AS said (request_id, before, day, that_day) VALUES (%(request)s, 0, %(today)s, 1)
ON CONFLICT (request_id) DO UPDATE SET
  before = said.before + CASE WHEN said.day < EXCLUDED.day THEN said.that_day ELSE 0 END,
  that_day = CASE WHEN said.day < EXCLUDED.day THEN 1 ELSE said.that_day + 1 END,
  day = greatest(said.day, EXCLUDED.day)
WHERE said.day < EXCLUDED.day OR said.that_day < %(most)s
"""


class NothingToJoin(Refused):
    """The request is closed, or everyone may read of it only from tomorrow."""

    def __init__(self) -> None:
        super().__init__(_("Nothing is counted for this request any more. If it is still there, report it."))


class EnoughForToday(NotNow):
    """So many said it today that no more is counted."""

    def __init__(self) -> None:
        super().__init__(
            _("So many people said so today that we count no more until tomorrow. The crew can see it.")
        )


def may_be_said(request: ServiceRequest, today: date) -> bool:
    """Of what is open, and public lists may show."""
    return request.is_open and request.is_listed(today)


def say(request: ServiceRequest, today: date) -> None:
    """Count one more. Raises NothingToJoin, EnoughForToday."""
    if not may_be_said(request, today):
        raise NothingToJoin
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"request": request.pk, "today": today, "most": MOST_A_DAY})
        if not cursor.rowcount:
            raise EnoughForToday


def for_everyone(requests: Collection[UUID], today: date) -> dict[UUID, int]:
    """How many said it of each, or of what repeats it, when the day began. A number that moves tells when."""
    return _told(requests, lambda row: row.until(today))


def for_staff(requests: Collection[UUID]) -> dict[UUID, int]:
    """How many said it of each, or of what repeats it, so far."""
    return _told(requests, lambda row: row.so_far)


def so_far(rows: Iterable[ServiceRequest]) -> int:
    """How many said it of these together; their `me_too` was read with them."""
    return sum(row.me_too.so_far for row in rows if hasattr(row, "me_too"))


def _told(requests: Collection[UUID], number: Callable[[MeToo], int]) -> dict[UUID, int]:
    rows = ServiceRequest.objects.filter(
        Q(pk__in=requests) | Q(duplicate_of__in=requests), me_too__isnull=False
    ).select_related("me_too")
    told: dict[UUID, int] = defaultdict(int)
    for row in rows.only("duplicate_of", "me_too__before", "me_too__day", "me_too__that_day"):
        first = row.duplicate_of_id if row.duplicate_of_id in requests else None
        told[first or row.pk] += number(row.me_too)
    return told
