"""Which appointments a member of staff sees."""

from django.db.models import QuerySet

from commonhall.appointments.models import Booking, Bookings, Schedule
from commonhall.staff.models import Member
from commonhall.staff.roles import OF_A_DEPARTMENT


def schedules_of(member: Member) -> QuerySet[Schedule]:
    """Those of the member's department; call takers and administrators see all."""
    every = Schedule.objects.select_related("department").order_by("department__rank", "pk")
    return every.filter(department=member.department) if member.role in OF_A_DEPARTMENT else every


def visible_to(member: Member) -> Bookings:
    """The bookings of those schedules."""
    every = Booking.objects.all()
    return every.filter(schedule__department=member.department) if member.role in OF_A_DEPARTMENT else every
