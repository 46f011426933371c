"""The demonstration's schedules, and the first appointments of some of its residents."""

import uuid
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from commonhall.appointments import bookings, openings, slots
from commonhall.appointments.bookings import Wish
from commonhall.appointments.models import Schedule
from commonhall.appointments.served import Thing
from commonhall.desk.served import KIND
from commonhall.people.contacts import Contact
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest

EACH = 8  # appointments of each schedule
_WORKING_DAYS = 0b0011111


def load() -> int:
    """Set up two schedules, where there is none yet, and let residents have times of each, for what they reported.

    Returns how many appointments. The residents must be there.
    """
    if Schedule.objects.exists():
        return 0
    named = ServiceRequest.objects.open().filter(is_anonymous=False, department="public-works")
    waiting = list(named.order_by("pk")[: 2 * EACH])
    booked = 0
    for schedule in (_pickup(), _counter()):
        for starts_at in _spread(schedule)[: len(waiting)]:
            _book(schedule, starts_at, waiting.pop())
            booked += 1
    return booked


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


def _book(schedule: Schedule, starts_at: datetime, request: ServiceRequest) -> None:
    wish = Wish(
        once=uuid.uuid4(),
        schedule=schedule.pk,
        starts_at=starts_at,
        contact=Contact(),
        place=words.place(request),
        thing=Thing(kind=KIND, id=request.pk),
    )
    bookings.take(wish)
