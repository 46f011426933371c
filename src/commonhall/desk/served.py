"""Requests as appointments know them: by kind and id. The desk stands above both, and signs them in."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonhall.appointments.served import Kind, Line, Whose
from commonhall.errors import Refused
from commonhall.people import contacts
from commonhall.service_requests import references, words, work
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member

KIND = "service request"


class NobodyToCome(Refused):
    """An appointment would say when, and soon whose: an anonymous request can have none."""

    def __init__(self) -> None:
        super().__init__(
            _("This request is anonymous, or its person was erased: it can have no appointment of anybody.")
        )


def _find(reference: str, by: Member) -> UUID | None:
    """Raises NobodyToCome."""
    row = work.visible_to(by).filter(reference=references.normal(reference)).first()
    if row is None:
        return None
    if _whose(row.pk) is None:
        raise NobodyToCome
    return row.pk


def _whose(request: UUID) -> Whose | None:
    row = ServiceRequest.objects.filter(pk=request, is_anonymous=False).first()
    link = words.contact_link(row) if row and not words.is_erased(row) else None
    record = contacts.records([link.person]).get(link.person) if link else None
    contact = record.given.get(request) if record else None
    return Whose(person=link.person, contact=contact) if link and contact else None


def _line(request: UUID, reader: Member) -> Line | None:
    row = ServiceRequest.objects.filter(pk=request).select_related("service").first()
    if row is None:
        return None
    is_seen = work.visible_to(reader).filter(pk=request).exists()
    return Line(
        reference=row.reference,
        title=f"{row.service}, {row.block_label}",
        url=reverse("service_requests:work", args=[row.reference]) if is_seen else "",
    )


REQUESTS = Kind(name=KIND, title=gettext_lazy("service request"), find=_find, whose=_whose, line=_line)
