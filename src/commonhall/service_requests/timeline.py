"""One time line a request: what everyone sees of it, and what staff see."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonhall.messaging import outbox, received
from commonhall.messaging.content import LINK
from commonhall.messaging.models import Channel, Message, Received
from commonhall.service_requests import correspondence, words
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.vault.sealing import CannotOpen, DataKey
from commonhall.web import dates, spelling

_FOR_EVERYONE = frozenset(
    {
        Event.Kind.RECEIVED,
        Event.Kind.ROUTED,
        Event.Kind.STATE,
        Event.Kind.ASSIGNED,
        Event.Kind.PUBLIC_NOTE,
        Event.Kind.TRANSFERRED,
        Event.Kind.DATE_MOVED,
        Event.Kind.MERGED,
        Event.Kind.TAKEN_BACK,
        Event.Kind.NOT_FIXED,
        Event.Kind.WITHDRAWN,
    }
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
    is_new: bool = False  # since this member looked last
    own: str = ""  # what the resident wrote with it: in full for them, without personal details for staff
    sent: str = ""  # what was written to the resident
    outcome: str = ""  # whether that left
    came: str = ""  # by which way it came in, where that was a message
    whole: str = ""  # the page of that message, for who may open it

    @property
    def text(self) -> str:
        """What everyone may read of it."""
        return self.note if self.is_public else ""


def public(request: ServiceRequest, events: Collection[Event]) -> list[Entry]:
    """What everyone may read, newest first: days, no times, no names of staff."""
    shown = [event for event in events if _is_for_everyone(event)]
    return [
        Entry(
            title=_public_title(event, request),
            when=event.day,
            note=event.public_note,
            mark="" if place else "now",
        )
        for place, event in enumerate(shown)
    ]


def of_the_resident(request: ServiceRequest, events: Collection[Event], key: DataKey | None) -> list[Entry]:
    """What everyone may read, and what the resident added, in their own words."""
    shown = [event for event in events if _is_for_everyone(event) or _is_between_us(event)]
    return [
        Entry(
            title=_own_title(event) if _is_ours_alone(event) else _public_title(event, request),
            when=event.day,
            note=event.public_note,
            is_public=not _is_ours_alone(event),
            mark="" if place else "now",
            own=_own(event, key),
            sent=_sent(event, key),
        )
        for place, event in enumerate(shown)
    ]


def for_staff(request: ServiceRequest, seen: int | None = None) -> list[Entry]:
    """Everything, newest first, with who did it and the internal notes opened.

    `seen`: how much of it the member had seen before; what came later is marked.
    """
    return entries_of(events_of(request), request, seen)


def entries_of(events: Collection[Event], request: ServiceRequest, seen: int | None = None) -> list[Entry]:
    """These events of a request as staff read them."""
    key = words.key_as_read(request) if any(map(_needs_key, events)) else None
    came = _came(request) if any(event.kind == Event.Kind.FROM_RESIDENT for event in events) else {}
    return [
        Entry(
            title=_title(event, request),
            when=event.day,
            time=event.at,
            note=event.public_note or ("" if event.is_by_the_resident else _internal(event, key)),
            is_public=not _needs_key(event),
            who=who(event),
            own=_internal(event, key) if event.is_by_the_resident else "",
            sent=_sent(event, key),
            outcome=_outcome(event),
            came=_way_in(came[event.pk]) if event.pk in came else "",
            whole=reverse("received:message", args=[came[event.pk].pk]) if event.pk in came else "",
            is_new=seen is not None and event.number is not None and event.number > seen,
        )
        for event in events
    ]


def who(event: Event) -> str:
    """Who did it, for staff; empty where it came of itself."""
    if event.is_by_the_resident:
        return _("the resident")
    return str(event.by) if event.by else ""


def _is_between_us(event: Event) -> bool:
    return event.is_by_the_resident or event.kind == Event.Kind.MESSAGE


def _is_ours_alone(event: Event) -> bool:
    """What the resident and staff read, and nobody else."""
    return event.kind in {Event.Kind.FROM_RESIDENT, Event.Kind.MESSAGE}


def _own_title(event: Event) -> str:
    if event.kind == Event.Kind.MESSAGE:
        return _("We wrote to you")
    return _("You added a note") if event.own_words_sealed is not None else _("You added a photo")


def _own(event: Event, key: DataKey | None) -> str:
    try:
        return words.own_words(event, key)
    except CannotOpen:
        return _("This note was erased with the person.")


def _sent(event: Event, key: DataKey | None) -> str:
    if event.message is None or event.kind != Event.Kind.MESSAGE:
        return ""
    with suppress(CannotOpen):
        if key is not None:
            return outbox.read(event.message, key).text.replace(LINK, _("(link to this page)"))
    return _("This message was erased with the person.")


def _outcome(event: Event) -> str:
    """By which way they were written to or told of it, and whether that left; where it did not, why."""
    if event.message is None:
        return ""
    way, state = Channel(event.message.channel).label, outbox.standing(event.message)
    if not event.message.problem:
        if event.kind != Event.Kind.MESSAGE:
            return _("Told who reported it, by %(way)s: %(state)s") % {"way": way, "state": state}
        said = _("By %(way)s: %(state)s") % {"way": way, "state": state}
        return f"{said}. {_from_template(event.message)}" if event.message.template else said
    why = Message.Problem(event.message.problem).label
    return _("By %(way)s: %(state)s. %(why)s.") % {"way": way, "state": state, "why": why}


def _from_template(message: Message) -> str:
    template = message.template
    said = {"title": template.title, "number": template.number} if template else {}
    return _("From the template “%(title)s”, version %(number)d.") % said


def _came(request: ServiceRequest) -> Mapping[UUID, Received]:
    return received.by_deed(correspondence.ROOM, request.pk)


def _way_in(came: Received) -> str:
    """By which way an addition came, and how much of it is not shown here."""
    said = [_("By %(way)s.") % {"way": Channel(came.channel).label}]
    if left := came.files_left:
        more = ngettext(
            "%(count)d attachment was not taken over.", "%(count)d attachments were not taken over.", left
        )
        said.append(more % {"count": left})
    return " ".join(said)


def _needs_key(event: Event) -> bool:
    return _is_internal(event) or event.kind == Event.Kind.MESSAGE


def _is_internal(event: Event) -> bool:
    return event.kind == Event.Kind.INTERNAL_NOTE or event.internal_sealed is not None


def _internal(event: Event, key: DataKey | None) -> str:
    if not _is_internal(event):
        return ""
    with suppress(CannotOpen):
        if note := words.internal(event, key):
            return note
    return _("This note was erased with the person.")


def events_of(request: ServiceRequest) -> list[Event]:
    """Newest first. Of one day, it begins with what nobody caused; then the database has counted."""
    order = {Event.Kind.RECEIVED: 0, Event.Kind.ROUTED: 1}
    events = list(request.events.select_related("by", "department", "other", "message__template"))
    return sorted(
        events,
        key=lambda each: (
            each.day,
            order.get(Event.Kind(each.kind), 2),
            each.number or 0,
            each.at.timestamp() if each.at else 0,  # of before it counted
        ),
        reverse=True,
    )


def _is_for_everyone(event: Event) -> bool:
    """A request that is taken out of a merge tells it by its new state; the one it was merged with tells nothing."""
    if event.photo is not None:  # the page shows whether it is there
        return False
    return event.kind in _FOR_EVERYONE or (event.kind == Event.Kind.UNMERGED and bool(event.state))


def _public_title(event: Event, request: ServiceRequest) -> str:
    """Without the reference of another request: that one may not be listed yet."""
    match event.kind:
        case Event.Kind.MERGED | Event.Kind.UNMERGED:
            return _state(event)
        case _:
            return _title(event, request)


def _title(event: Event, request: ServiceRequest) -> str:
    match event.kind:
        case Event.Kind.ROUTED:
            return _("Sent to %(department)s") % {"department": event.department or request.department}
        case Event.Kind.TRANSFERRED:
            return _("Passed to %(department)s") % {"department": event.department}
        case Event.Kind.ASSIGNED:
            return _("A crew has it")
        case Event.Kind.RELEASED if event.photo:
            return _("Photo %(number)d released: everyone sees it") % {"number": event.photo}
        case Event.Kind.TAKEN_BACK if event.photo:
            return _("Photo %(number)d taken back: everyone sees it no longer") % {"number": event.photo}
        case Event.Kind.RELEASED:
            return _("What everyone sees was changed")
        case Event.Kind.STATE:
            return _state(event)
        case Event.Kind.FROM_RESIDENT if event.own_words_sealed is None:
            return _("A photo, added by who reported it")
        case Event.Kind.NOT_FIXED:
            return _("Not fixed, says who reported it: sent back")
        case Event.Kind.DATE_MOVED if event.due_on:
            return _("Date moved to %(day)s") % {"day": dates.day(event.due_on)}
        case Event.Kind.TAKEN_BACK if event.state:
            return _("Taken back: %(state)s") % {"state": _state(event)}
        case Event.Kind.MERGED | Event.Kind.REPEATED | Event.Kind.UNMERGED if event.other:
            reference = spelling.grouped(event.other.reference)
            return _("%(what)s: %(reference)s") % {"what": _kind(event), "reference": reference}
        case _:
            return _kind(event)


def _kind(event: Event) -> str:
    return str(Event.Kind(event.kind).label)


def _state(event: Event) -> str:
    return str(ClosedReason(event.closed_reason).label if event.closed_reason else State(event.state).label)
