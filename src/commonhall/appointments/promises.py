"""What appointments sign in with the rooms below them, and their control."""

from typing import Final

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commonhall.appointments.models import AHEAD, Booking
from commonhall.evidence import Evidence, control
from commonhall.staff.roles import SEES_REQUESTS, Role
from commonhall.web import menu

SAMPLE: Final = 2000

menu.register(menu.Entry(url_name="appointments:home", title=_("Appointments"), roles=SEES_REQUESTS))
menu.register(
    menu.Entry(url_name="appointments:schedules", title=_("Appointments"), roles={Role.ADMINISTRATOR})
)


@control("texts.appointments", "schedule")
def no_seat_is_given_twice() -> Evidence:
    """Appointments that are to come, each beside the others of its seat: none begins before one is over."""
    now = timezone.now()
    ahead = Booking.objects.filter(starts_at__gt=now, state__in=AHEAD).order_by("starts_at")[:SAMPLE]
    same_seat = Booking.objects.filter(
        ~Q(pk=OuterRef("pk")),
        ~Q(state="cancelled"),
        schedule=OuterRef("schedule"),
        seat=OuterRef("seat"),
        starts_at__lt=OuterRef("free_at"),
        free_at__gt=OuterRef("starts_at"),
    )
    rows = list(
        ahead.annotate(other=Subquery(same_seat.values("reference")[:1])).values_list("reference", "other")
    )
    return Evidence(
        looked_at=_("appointments that are to come"),
        count=len(rows),
        wrong=tuple(reference for reference, other in rows if other),
    )
