"""What `people` asks of appointments: to show a person's, to find whose one is, and to let them change hands."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from commonhall import calendar
from commonhall.appointments import notices, references, whose, work
from commonhall.appointments.models import AHEAD, Booking
from commonhall.holdings import sampling
from commonhall.holdings.holds import Holds
from commonhall.people.dealings import Asked, Dealings
from commonhall.people.record import Contact
from commonhall.people.requests import Line, Room
from commonhall.staff.models import Member

COVER = 20


def _lines(bookings: Sequence[UUID], reader: Member) -> list[Line]:
    """Each as the time that it has; links where the reader may open it."""
    visible = set(work.visible_to(reader).filter(pk__in=bookings).values_list("pk", flat=True))
    rows = list(Booking.objects.filter(pk__in=bookings).select_related("schedule"))
    holds = Holds.now() if rows else None
    return [
        Line(
            request=row.pk,
            reference=row.reference,
            title=str(row.schedule),
            where=notices.when(row),
            state=row.get_state_display(),
            state_kind="assigned" if row.state in AHEAD else "closed",
            day=calendar.day_of(row.starts_at),
            url=reverse("appointments:booking", args=[row.reference]) if row.pk in visible else "",
            is_held=bool(holds and holds.of_request(row.pk)),
        )
        for row in rows
    ]


def _person_of(reference: str) -> int | None:
    row = Booking.objects.filter(reference=references.normal(reference)).first()
    return whose.contact_link(row).person if row else None


def _relink(person: int, given: Mapping[UUID, Contact]) -> None:
    """In the order of their ids, as everybody locks several rows; and some others are sealed anew along with them."""
    rows = list(Booking.objects.select_for_update().filter(pk__in=given).order_by("pk"))
    for row in rows:
        whose.link(row, person, given[row.pk])
        row.save(update_fields=["contact_sealed"])
    if not rows:
        return
    chosen = sampling.some(Booking.objects.exclude(pk__in=given), COVER, "pk")
    for row in Booking.objects.select_for_update(skip_locked=True).filter(pk__in=chosen):
        whose.seal_link(row, whose.contact_link(row))
        row.save(update_fields=["contact_sealed"])


def _departments(bookings: Collection[UUID]) -> dict[UUID, str]:
    rows = Booking.objects.filter(pk__in=bookings)
    return {pk: str(code) for pk, code in rows.values_list("pk", "schedule__department_id")}


def _were_worked_on(bookings: Collection[UUID], member: UUID, since: datetime) -> bool:
    return Booking.objects.filter(pk__in=bookings, changed_by=member, changed_at__gte=since).exists()


def _find(reference: str) -> Asked | None:
    row = Booking.objects.filter(reference=references.normal(reference)).first()
    return Asked(request=row.pk, person=whose.contact_link(row).person) if row else None


def _reference(booking: UUID) -> str:
    return str(Booking.objects.filter(pk=booking).values_list("reference", flat=True).first() or "")


ROOM = Room(lines=_lines, person_of=_person_of, relink=_relink)
DEALINGS = Dealings(
    departments=_departments, were_worked_on=_were_worked_on, find=_find, reference=_reference
)
