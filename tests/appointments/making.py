"""Schedules and bookings for tests, with less effort than the pages take."""

import uuid
from datetime import UTC, datetime, time

from commonhall.appointments import bookings
from commonhall.appointments.bookings import Wish
from commonhall.appointments.models import Booking, Schedule
from commonhall.people.contacts import Contact

ROSA = Contact(name="Rosa Marin", phone="+13025550147", email="rosa@example.com")
# A Tuesday, nine in the morning by the city's clock; the tests' noon is the Tuesday before.
TUESDAY_AT_NINE = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
WEEKDAYS = 0b0011111


def counter(**more: object) -> Schedule:
    """Half hours from nine to four, two at once, with a pause at noon."""
    return Schedule.objects.create(
        **{
            "department_id": "public-works",
            "names": {"en": "Meet an inspector at the counter", "es": "Ver a un inspector en la ventanilla"},
            "advice": {"en": "Bring your plan.", "es": "Traiga su plano."},
            "place": "City hall, room 12",
            "weekdays": WEEKDAYS,
            "opens": time(9),
            "closes": time(16),
            "pause_begins": time(12),
            "pause_ends": time(13),
            "minutes": 30,
            "capacity": 2,
            "notice_hours": 24,
            "days_ahead": 30,
            **more,
        }
    )


def pickup(**more: object) -> Schedule:
    """One crew, an hour a visit and half an hour on the road."""
    return Schedule.objects.create(
        **{
            "department_id": "public-works",
            "names": {"en": "Bulk pickup", "es": "Recogida de objetos grandes"},
            "weekdays": WEEKDAYS,
            "opens": time(9),
            "closes": time(16),
            "minutes": 60,
            "travel_minutes": 30,
            "capacity": 1,
            "notice_hours": 24,
            "days_ahead": 30,
            **more,
        }
    )


def booked(schedule: Schedule, starts_at: datetime = TUESDAY_AT_NINE, contact: Contact = ROSA) -> Booking:
    """A time of somebody, as the pages book it."""
    place = "" if schedule.place else "1012 N Market St"
    wish = Wish(once=uuid.uuid4(), schedule=schedule.pk, starts_at=starts_at, contact=contact, place=place)
    return bookings.take(wish)
