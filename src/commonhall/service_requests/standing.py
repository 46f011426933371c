"""Where a request stands, in the order in which a resident asks: how it is, since when, by when, and why that moved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from commonhall.service_requests.models import Event, ServiceRequest


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """`due_was`: the day before it moved last, and `why` in the words that everyone may read; both may be empty."""

    since: date
    due_on: date | None
    due_was: date | None
    why: str
    is_late: bool


def of(request: ServiceRequest, events: Collection[Event], today: date) -> Standing:
    """From its events, newest first (`timeline.events_of`)."""
    since = next((event.day for event in events if event.state == request.state), request.day)
    moved = next((event for event in events if event.due_on and event.due_on == request.due_on), None)
    return Standing(
        since=since,
        due_on=request.due_on,
        due_was=moved.due_was if moved and moved.due_was != request.due_on else None,
        why=_why(moved) if moved else "",
        is_late=request.is_open and request.due_on is not None and request.due_on < today,
    )


def _why(moved: Event) -> str:
    return _("It was sent back as not fixed.") if moved.kind == Event.Kind.NOT_FIXED else moved.public_note
