"""How long requests are kept, from the day they were closed last; and holds, which keep one longer.

A request goes whole: events, photos with their files, its key, and its place in the person's record. With the last
one the person goes. While a person is held, so are all their requests.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from commonhall.errors import NotNow
from commonhall.holdings import holds
from commonhall.holdings.holds import Held, Holds
from commonhall.holdings.retention import Past, Rule
from commonhall.messaging import keeping
from commonhall.people import contacts
from commonhall.people.rows import PersonIsGone, PersonWasMerged
from commonhall.service_requests import correspondence, photos, words
from commonhall.service_requests.models import Event, Photo, ServiceRequest, ServiceRequests
from commonhall.service_requests.states import State
from commonhall.staff.models import Member
from commonhall.staff.roles import HOLDS


class MovedMeanwhile(NotNow):
    """The request was given to another person, or worked on, while its time was found to be over."""

    def __init__(self) -> None:
        super().__init__("The request changed meanwhile. The next run looks at it again.")


def hold(request: UUID, reason: str, *, by: Member) -> None:
    """Keep a request whatever its schedule says. Raises NoReasonToHold, PermissionDenied."""
    _refuse_others(by)
    holds.place(request=request, reason=reason, by=by.pk)


def lift(request: UUID, held: UUID, *, by: Member) -> None:
    """Let a hold of this request go. Raises PermissionDenied."""
    _refuse_others(by)
    if any(each.id == held for each in on(request)):
        holds.lift(held, by=by.pk)


def on(request: UUID) -> tuple[Held, ...]:
    """The holds on a request itself; whether its person is held is known to those who may open them."""
    return Holds.now().of_request(request)


def _refuse_others(by: Member) -> None:
    if by.role not in HOLDS:
        raise PermissionDenied(_("A supervisor holds what may not be deleted."))


def _closed_before(day: date) -> ServiceRequests:
    """Closed last before that day; all of them came before it: read from the index by day, from its old end."""
    closings = Event.objects.filter(request=OuterRef("pk"), state=State.CLOSED).order_by("-day")
    return (
        ServiceRequest.objects.filter(state=State.CLOSED, day__lt=day)
        .annotate(closed_on=Coalesce(Subquery(closings.values("day")[:1]), "day"))
        .filter(closed_on__lt=day)
        .order_by("day", "-reference")
    )


def _past(day: date, most: int) -> Sequence[Past]:
    held = Holds.now()
    return [
        Past(
            key=row.pk,
            name=row.reference,
            is_held=held.cover(person=_person(row), requests=[row.pk]) is not None,
        )
        for row in _closed_before(day)[:most]
    ]


def _delete(past: Past) -> None:
    assert isinstance(past.key, UUID)
    row = ServiceRequest.objects.filter(pk=past.key).first()
    if row is None:
        return
    person = _person(row)
    holds.refuse_held(person=person, requests=[row.pk])
    if person is not None and not words.is_erased(row):  # the person first: as a merge takes its locks
        _let_go(person, row.pk)
    locked = ServiceRequest.objects.select_for_update().get(pk=row.pk)
    if locked.state != State.CLOSED or _person(locked) != person:
        raise MovedMeanwhile
    for photo in Photo.objects.filter(request=locked):
        photos.remove(photo)
    locked.delete()
    keeping.let_go(correspondence.ROOM, [past.key])


def _let_go(person: int, request: UUID) -> None:
    try:
        contacts.let_go(person, request=request)
    except PersonWasMerged:
        raise MovedMeanwhile from None
    except PersonIsGone:  # no record is left that it could stand in
        return


def _persons_along(rows: Sequence[Past]) -> dict[str, int]:
    """How many persons lose their last request with these."""
    going: dict[int, set[UUID]] = defaultdict(set)
    for row in ServiceRequest.objects.filter(pk__in=[each.key for each in rows]).select_related("key"):
        person = _person(row)
        if person is not None and hasattr(row, "key"):
            going[person].add(row.pk)
    return {"people.person": sum(_are_all_of(person, gone) for person, gone in going.items())}


def _are_all_of(person: int, requests: set[UUID]) -> bool:
    try:
        return requests >= set(contacts.open_record(person).given)
    except PersonIsGone:
        return False


def _person(row: ServiceRequest) -> int | None:
    link = words.contact_link(row)
    return link.person if link else None


RULE = Rule(model="service_requests.servicerequest", past=_past, delete=_delete, along=_persons_along)
