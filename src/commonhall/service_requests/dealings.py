"""What `people` asks of 311: whose a request is, whether somebody worked on it, and what a reference names."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from commonhall.people.dealings import Asked, Dealings
from commonhall.service_requests import references, words
from commonhall.service_requests.models import Event, ServiceRequest


def _departments(requests: Collection[UUID]) -> dict[UUID, str]:
    rows = ServiceRequest.objects.filter(pk__in=requests, department__isnull=False)
    return {request: str(code) for request, code in rows.values_list("pk", "department_id")}


def _were_worked_on(requests: Collection[UUID], member: UUID, since: datetime) -> bool:
    return Event.objects.filter(request__in=requests, by=member, at__gte=since).exists()


def _find(reference: str) -> Asked | None:
    request = ServiceRequest.objects.filter(reference=references.normal(reference)).first()
    if request is None:
        return None
    link = None if words.is_erased(request) else words.contact_link(request)
    return Asked(request=request.pk, person=link.person if link else None)


def _reference(request: UUID) -> str:
    return str(ServiceRequest.objects.filter(pk=request).values_list("reference", flat=True).first() or "")


OF_311 = Dealings(departments=_departments, were_worked_on=_were_worked_on, find=_find, reference=_reference)
