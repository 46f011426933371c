"""Taking back what was done in one go, where a way back is left: nobody did anything since, and it was not published.

What stood before goes with the member's session, sealed, for as long as that lasts.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self
from uuid import UUID

from django.db import transaction

from commonhall.service_requests import deeds, reading, states, telling
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import State
from commonhall.service_requests.telling import Changed
from commonhall.staff.models import Member

FIELDS = ("assigned_to", "department", "state")


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """How a request stood, and at which revision: as text, since a session keeps text."""

    request: str
    revision: int
    state: str
    assigned_to: str
    department: str

    @classmethod
    def of(cls, row: ServiceRequest) -> Self:
        return cls(
            request=str(row.pk),
            revision=row.revision,
            state=row.state,
            assigned_to=str(row.assigned_to_id or ""),
            department=row.department_id or "",
        )

    def kept(self) -> dict[str, object]:
        return asdict(self)


def take_back(before: Sequence[Before], *, by: Member) -> int:
    """Put each request back where it stood before the member's one deed; returns how many that was possible for.

    Also one that was passed to a department whose requests the member cannot see.
    """
    stood = {UUID(each.request): each for each in before}
    with transaction.atomic():
        rows = ServiceRequest.objects.select_for_update(of=("self",)).filter(pk__in=stood).order_by("pk")
        back = [row for row in rows if _is_possible(row, stood[row.pk])]
        was = {row.pk: State(row.state) for row in back}
        for row in back:
            _put(row, stood[row.pk])
        if back:
            ServiceRequest.objects.bulk_update(back, FIELDS)
            events = Event.objects.bulk_create(
                deeds.event(row, Event.Kind.TAKEN_BACK, by, state=row.state, department_id=row.department_id)
                for row in back
            )
            reading.keep_up(by, back)
            telling.tell(
                [Changed(row=each.request, before=was[each.request_id], done=each) for each in events]
            )
    return len(back)


def _is_possible(row: ServiceRequest, before: Before) -> bool:
    untouched = row.revision == before.revision + 1 and row.is_open and before.state != State.CLOSED
    return untouched and (
        row.state == before.state or states.may_become(State(row.state), State(before.state))
    )


def _put(row: ServiceRequest, before: Before) -> None:
    row.state = before.state
    row.assigned_to_id = UUID(before.assigned_to) if before.assigned_to else None
    row.department_id = before.department or None
