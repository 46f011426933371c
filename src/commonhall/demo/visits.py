"""The demonstration's schedules, and the first appointments of some of its residents. They left no e-mail address."""

import uuid
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from commonhall.appointments import bookings, openings, slots
from commonhall.appointments.bookings import Wish
from commonhall.appointments.models import Schedule
from commonhall.calendar import tables
from commonhall.demo.residents import FILE, RESIDENT
from commonhall.people import phones
from commonhall.people.contacts import Contact

EACH = 8  # appointments of each schedule
_WORKING_DAYS = 0b0011111


def load(folder: Path, residents: int) -> int:
    """Set up two schedules, where there is none yet, and let up to so many residents have the first times of each.

    Returns how many appointments.
    """
    if Schedule.objects.exists():
        return 0
    every = (_pickup(), _counter())
    waiting = _residents(folder / FILE)[: min(residents, EACH * len(every))]
    booked = 0
    for schedule in every:
        for starts_at in _spread(schedule)[: len(waiting)]:
            _book(schedule, starts_at, waiting.pop())
            booked += 1
    return booked


def _residents(file: Path) -> list[dict[str, str]]:
    """Those who can be called by something, and whose address is known."""
    rows = tables.rows(file, RESIDENT) if file.exists() else ()
    return [row for _line, row in rows if row["address"] and (row["name"] or row["phone"])]


def _pickup() -> Schedule:
    return Schedule.objects.create(
        department_id="public-works",
        names={"en": "Bulk pickup", "es": "Recogida de objetos grandes"},
        advice={
            "en": "Put it at the curb by 8 in the morning.",
            "es": "Póngalo junto al bordillo antes de las 8 de la mañana.",
        },
        weekdays=_WORKING_DAYS,
        opens=time(8, 30),
        closes=time(15, 30),
        pause_begins=time(12),
        pause_ends=time(12, 30),
        minutes=30,
        travel_minutes=15,
        capacity=2,
        notice_hours=24,
        days_ahead=30,
    )


def _counter() -> Schedule:
    return Schedule.objects.create(
        department_id="public-works",
        names={"en": "Meet an inspector at the counter", "es": "Ver a un inspector en la ventanilla"},
        advice={"en": "Bring the plan or a photo.", "es": "Traiga el plano o una foto."},
        place=settings.CITY.office_address,
        weekdays=_WORKING_DAYS,
        opens=time(9),
        closes=time(16),
        pause_begins=time(12),
        pause_ends=time(13),
        minutes=20,
        capacity=3,
        notice_hours=4,
        days_ahead=60,
    )


def _spread(schedule: Schedule) -> list[datetime]:
    """Every third free time of the first two weeks that have some."""
    now = timezone.now()
    first = slots.first_day(schedule, now)
    weeks = [openings.week(schedule, first + timedelta(days=days), now) for days in (0, 7)]
    return [slot.starts_at for week in weeks for day in week for slot in day.free][::3][:EACH]


def _book(schedule: Schedule, starts_at: datetime, who: dict[str, str]) -> None:
    contact = Contact(name=who["name"], phone=phones.dialable(who["phone"]), language=who["language"])
    wish = Wish(
        once=uuid.uuid4(), schedule=schedule.pk, starts_at=starts_at, contact=contact, place=who["address"]
    )
    bookings.take(wish)
