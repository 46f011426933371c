"""One time line a request: what everyone sees of it, and what staff see."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from commonhall.service_requests import words
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.vault.sealing import CannotOpen, DataKey

_FOR_EVERYONE = frozenset(
    {Event.Kind.RECEIVED, Event.Kind.ROUTED, Event.Kind.STATE, Event.Kind.ASSIGNED, Event.Kind.PUBLIC_NOTE}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing that happened, in words: its day, and the time where one is kept."""

    title: str
    when: date
    time: datetime | None = None
    note: str = ""
    is_public: bool = True
    who: str = ""
    mark: str = ""

    @property
    def text(self) -> str:
        """What everyone may read of it."""
        return self.note if self.is_public else ""


def public(request: ServiceRequest) -> list[Entry]:
    """What everyone may read, newest first: days, no times, no names of staff."""
    shown = [event for event in _events(request) if event.kind in _FOR_EVERYONE]
    return [
        Entry(
            title=_title(event, request), when=event.day, note=event.public_note, mark="" if place else "now"
        )
        for place, event in enumerate(shown)
    ]


def for_staff(request: ServiceRequest) -> list[Entry]:
    """Everything, newest first, with who did it and the internal notes opened."""
    events = _events(request)
    has_notes = any(event.kind == Event.Kind.INTERNAL_NOTE for event in events)
    key = words.own_key(request) if has_notes else None
    return [
        Entry(
            title=_title(event, request),
            when=event.day,
            time=event.at,
            note=event.public_note or _internal(event, key),
            is_public=event.kind != Event.Kind.INTERNAL_NOTE,
            who=str(event.by) if event.by else "",
        )
        for event in events
    ]


def _internal(event: Event, key: DataKey | None) -> str:
    if event.kind != Event.Kind.INTERNAL_NOTE:
        return ""
    with suppress(CannotOpen):
        if note := words.internal(event, key):
            return note
    return _("This note was erased with the person.")


def _events(request: ServiceRequest) -> list[Event]:
    """Newest first. Of one day, those without a time came first: nobody caused them."""
    order = {Event.Kind.RECEIVED: 0, Event.Kind.ROUTED: 1}
    events = list(request.events.select_related("by"))
    return sorted(
        events,
        key=lambda each: (
            each.day,
            order.get(Event.Kind(each.kind), 2),
            each.at.timestamp() if each.at else 0,
        ),
        reverse=True,
    )


def _title(event: Event, request: ServiceRequest) -> str:
    match event.kind:
        case Event.Kind.ROUTED:
            return _("Sent to %(department)s") % {"department": request.department}
        case Event.Kind.ASSIGNED:
            return _("A crew has it")
        case Event.Kind.RELEASED:
            return _("What everyone sees was changed")
        case Event.Kind.STATE:
            return str(
                ClosedReason(event.closed_reason).label if event.closed_reason else State(event.state).label
            )
        case _:
            return str(Event.Kind(event.kind).label)
