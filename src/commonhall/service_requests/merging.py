"""Duplicates: which requests may be the same, merging one into the first, and taking that back.

Candidates are found by service, place and day alone, never by whose a request is: a merge says that staff held
two reports to be one problem, and cannot show that they are one person's.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.places.nearness import Around
from commonhall.service_requests import deeds, reading, references, telling, work
from commonhall.service_requests.deeds import AlreadyClosed, Repeat
from commonhall.service_requests.models import Event, ServiceRequest, ServiceRequests
from commonhall.service_requests.states import State
from commonhall.service_requests.telling import Changed
from commonhall.staff.models import Member

NEAR_YARDS = 220
RECENT = timedelta(days=90)
MOST = 8
MOST_IN_PASSING = 3


class NotTheFirst(Refused):
    """What is chosen as the first cannot be one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A request that may have told the same before, and how far away its block is."""

    request: ServiceRequest
    yards: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """What staff see beside a request: its repeats, and what may be the same, nearest first."""

    repeats: list[ServiceRequest]
    near: list[Candidate]


def candidates(of: ServiceRequest, member: Member, today: date) -> list[Candidate]:
    """Same service, near by, of the last 90 days, nearest first; only what the member may see, and no repeats."""
    around = _around(of)
    near = (
        _first_ones(of, member, around)
        .filter(day__gte=today - RECENT)
        .select_related("service")
        .order_by("-day", "reference")
    )
    found = [
        Candidate(request, around.yards_to(request.latitude, request.longitude))
        for request in near[: 10 * MOST]
    ]
    return sorted(found, key=lambda each: (each.yards, -each.request.day.toordinal()))[:MOST]


def company(of: ServiceRequest, member: Member) -> Company:
    """What was merged into it, and while it is open the few nearest that are open too. One question, which costs the
    same after many years.
    """
    around, rows = _around(of), of.repeats.select_related("me_too")
    if of.is_open:
        near = _first_ones(of, member, around).open().select_related("me_too")
        rows = rows.union(near[:MOST_IN_PASSING], all=True)
    found = list(rows)
    repeats = [row for row in found if row.duplicate_of_id == of.pk]
    return Company(
        repeats=sorted(repeats, key=lambda row: (row.day, row.reference)),
        near=[
            Candidate(row, around.yards_to(row.latitude, row.longitude))
            for row in found
            if row.duplicate_of_id is None
        ],
    )


def merge(request: UUID, first: str, *, by: Member) -> ServiceRequest:
    """Close the request as a repeat of the one with the reference `first`, which is returned.

    Raises NotTheFirst, AlreadyClosed.
    """
    found = work.visible_to(by).filter(reference=references.normal(first)).exclude(pk=request).first()
    if found is None:
        raise NotTheFirst(_("Choose the request that it repeats, or write its reference."))
    with work.locked_all([request, found.pk], by) as rows:
        row, kept = _both(rows, request, found.pk)
        _refuse(row, kept)
        before = State(row.state)
        merged = Repeat(first=kept.pk).apply(row, by=by)
        row.save(update_fields=Repeat.fields)
        merged.save(force_insert=True)
        deeds.repeated(kept, by, row).save(force_insert=True)
        reading.keep_up(by, [row, kept])
        telling.tell([Changed(row=row, before=before, done=merged)])
    return kept


def take_apart(request: UUID, *, by: Member) -> None:
    """Open a merged request again: it repeats no other. Raises NotTheFirst where it was not merged."""
    with work.locked(request, by) as row:
        kept = row.duplicate_of
        if kept is None:
            raise NotTheFirst(_("This request is not merged with another one."))
        before = State(row.state)
        row.state, row.closed_reason, row.duplicate_of = State.SENT_BACK, "", None
        row.save(update_fields=["state", "closed_reason", "duplicate_of"])
        apart = deeds.event(row, Event.Kind.UNMERGED, by, other=kept, state=row.state)
        apart.save(force_insert=True)
        deeds.event(kept, Event.Kind.UNMERGED, by, other=row).save(force_insert=True)
        reading.keep_up(by, [row, kept])
        telling.tell([Changed(row=row, before=before, done=apart)])


def _around(of: ServiceRequest) -> Around:
    return Around(latitude=of.latitude, longitude=of.longitude, yards=NEAR_YARDS)


def _first_ones(of: ServiceRequest, member: Member, around: Around) -> ServiceRequests:
    near = work.visible_to(member).around(around).filter(service=of.service_id, duplicate_of=None)
    return near.exclude(pk=of.pk)


def first_for_everyone(request: ServiceRequest, today: date) -> ServiceRequest | None:
    """The request that this one repeats, once public lists may show it: an anonymous one from the day after."""
    if request.duplicate_of_id is None:
        return None
    return ServiceRequest.objects.listed(today).filter(pk=request.duplicate_of_id).first()


def _both(
    rows: dict[UUID, ServiceRequest], request: UUID, first: UUID
) -> tuple[ServiceRequest, ServiceRequest]:
    """Raises NotTheFirst where one of the two was passed to another department meanwhile."""
    if request not in rows or first not in rows:
        raise NotTheFirst(_("One of the two is no longer in your department. Look at both again."))
    return rows[request], rows[first]


def _refuse(row: ServiceRequest, first: ServiceRequest) -> None:
    if not row.is_open:
        raise AlreadyClosed
    if first.duplicate_of_id is not None:
        raise NotTheFirst(_("That request repeats another one itself. Choose the first of them."))
    if row.repeats.exists():
        raise NotTheFirst(_("Others were merged into this one. Merge the other request into it instead."))
