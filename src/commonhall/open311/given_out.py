"""A request as everybody may read it: its block, its days, and of its words and photos what staff released.

Of somebody anonymous no time is told beyond the day: they came when it began, and what happened since is told
when its day is over. Nobody's name, telephone, e-mail or account is ever in it, whoever asks.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from commonhall import calendar
from commonhall.open311 import moments
from commonhall.open311.documents import Listed, Row, Value
from commonhall.service_requests.models import TELLS_A_CHANGE, Event, Photo, ServiceRequest

OPEN, CLOSED = "open", "closed"
# Events that are told by their day alone: of residents, and about somebody anonymous.
BY_DAY = Q(at=None) | Q(request__is_anonymous=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Beside:
    """What is told beside the rows of some requests, by their ids; read at once for all of them."""

    changes: Mapping[UUID, list[Event]]  # oldest first
    photos: Mapping[UUID, Photo]
    today: date

    @classmethod
    def of(cls, requests: Collection[ServiceRequest], today: date) -> "Beside":
        ids = [each.pk for each in requests]
        changes: dict[UUID, list[Event]] = {}
        for event in changes_told(Event.objects.filter(request__in=ids)).order_by("request", "number"):
            changes.setdefault(event.request_id, []).append(event)
        released = Photo.objects.filter(request__in=ids, is_released=True).order_by("-place")
        return cls(changes=changes, photos={each.request_id: each for each in released}, today=today)

    def told(self, request: ServiceRequest) -> list[Event]:
        """What changed about it that may be told by now, oldest first."""
        return [each for each in self.changes.get(request.pk, ()) if is_told(each, request, self.today)]


def changes_told(events: QuerySet[Event]) -> QuerySet[Event]:
    """Of these, what says to everyone that something changed."""
    says = ~Q(state="") | ~Q(public_note="")
    return events.filter(says, kind__in=TELLS_A_CHANGE, photo=None)


def is_told(event: Event, request: ServiceRequest, today: date) -> bool:
    """What is told by its day is told when that is over."""
    return event.day < today or not _is_by_day(event, request)


def told_at(event: Event, request: ServiceRequest) -> datetime:
    """When it is told that it happened: then, or at the end of its day."""
    if event.at is None or _is_by_day(event, request):
        return calendar.start_of(event.day + timedelta(days=1))
    return event.at


def _is_by_day(event: Event, request: ServiceRequest) -> bool:
    """The same as BY_DAY, of one."""
    return event.at is None or request.is_anonymous


def document(requests: Collection[ServiceRequest], *, extended: bool = False) -> Listed:
    """These requests, in their order."""
    beside = Beside.of(requests, calendar.today())
    rows = [_row(each, beside, extended=extended) for each in requests]
    return Listed(root="service_requests", each="request", rows=rows)


def _row(request: ServiceRequest, beside: Beside, *, extended: bool) -> Row:
    came, told = requested_at(request), beside.told(request)
    notes = [event for event in told if event.public_note]
    row: dict[str, Value] = {
        "service_request_id": request.reference,
        "status": status(request.closed_reason),
        "status_notes": ": ".join(filter(None, (request.standing, notes[-1].public_note if notes else ""))),
        "service_name": str(request.service),
        "service_code": request.service_id,
        "description": request.public_words or None,
        "agency_responsible": str(request.department) if request.department else None,
        "service_notice": request.service.usual_time or None,
        "requested_datetime": moments.written(came),
        "updated_datetime": moments.written(max([came, *(told_at(each, request) for each in told)])),
        "expected_datetime": moments.written(_expected_at(request)),
        "address": request.block_label,
        "address_id": None,
        "zipcode": None,
        "lat": request.latitude,
        "long": request.longitude,
        "media_url": _media_url(request, beside.photos.get(request.pk)),
    }
    return {**row, **_extension(request, notes)} if extended else row


def _extension(request: ServiceRequest, notes: Iterable[Event]) -> Row:
    """More than the specification knows. What was answered is not released by anybody: the list is empty."""
    told = [
        {"datetime": moments.written(told_at(each, request)), "description": each.public_note}
        for each in notes
    ]
    finer = {"state": request.state, "closed_reason": request.closed_reason or None}
    return {"attributes": [], "extended_attributes": finer, "notes": told}


def requested_at(request: ServiceRequest) -> datetime:
    """When it came; of somebody anonymous when its day began."""
    if request.is_anonymous or request.received_at is None:
        return calendar.start_of(request.day)
    return request.received_at


def status(closed_reason: str) -> str:
    """In one of the two words that Open311 knows; a request is closed when it has a reason for that."""
    return CLOSED if closed_reason else OPEN


def _expected_at(request: ServiceRequest) -> datetime | None:
    if request.due_at and not request.is_anonymous:
        return request.due_at
    return moments.end_of(request.due_on) if request.due_on else None


def _media_url(request: ServiceRequest, photo: Photo | None) -> str | None:
    if photo is None:
        return None
    path = reverse("service_requests:public-photo", args=[request.reference, photo.pk])
    return f"{settings.SITE_URL}{path}"
