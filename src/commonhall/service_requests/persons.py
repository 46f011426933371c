"""What `people` asks of 311: to show a person's requests, to find whose one is, and to let them change hands."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from commonhall.holdings import sampling
from commonhall.holdings.holds import Holds
from commonhall.people.record import Contact
from commonhall.people.requests import Line, Room
from commonhall.service_requests import references, words, work
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member

COVER = 20


def _lines(requests: Sequence[UUID], reader: Member) -> list[Line]:
    """All of them, since reference, service, block and state are public; links where the reader may work on it."""
    visible = set(work.visible_to(reader).filter(pk__in=requests).values_list("pk", flat=True))
    holds = Holds.now()
    return [
        Line(
            request=row.pk,
            reference=row.reference,
            title=str(row.service),
            where=row.block_label,
            state=row.standing,
            state_kind=row.state_kind,
            day=row.day,
            url=reverse("service_requests:work", args=[row.reference]) if row.pk in visible else "",
            is_held=bool(holds.of_request(row.pk)),
            link_url=reverse("service_requests:give-link", args=[row.reference]) if row.pk in visible else "",
        )
        for row in ServiceRequest.objects.filter(pk__in=requests).select_related("service")
    ]


def _person_of(reference: str) -> int | None:
    row = ServiceRequest.objects.filter(reference=references.normal(reference)).first()
    link = words.contact_link(row) if row and not words.is_erased(row) else None
    return link.person if link else None


def _relink(person: int, given: Mapping[UUID, Contact]) -> None:
    """In the order of their ids, as everybody locks several rows."""
    for row in ServiceRequest.objects.select_for_update().filter(pk__in=given).order_by("pk"):
        words.link(row, person, given[row.pk])
        row.save(update_fields=["contact_sealed"])
    _cover(given)


def _cover(given: Mapping[UUID, Contact]) -> None:
    """Seal some other links anew: who has two copies of the table sees more links changed than have moved.

    What somebody else is working on is left out, so that nobody waits for it.
    """
    named = ServiceRequest.objects.exclude(contact_sealed=None).exclude(pk__in=given)
    chosen = sampling.some(named, COVER, "pk")
    for row in ServiceRequest.objects.select_for_update(skip_locked=True).filter(pk__in=chosen):
        if link := words.contact_link(row):
            words.seal_link(row, link)
            row.save(update_fields=["contact_sealed"])


ROOM = Room(lines=_lines, person_of=_person_of, relink=_relink)
