"""What residents do with their own request, by its link: add to it, take it back, send it back as not fixed.

Each leaves an event with its day, no time and nobody of staff. Each carries the id that the page drew for it, so that
sent twice it is done once. What is written is sealed under the request's own key, in full and as staff read it.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.errors import Refused
from commonhall.holdings import oversharing
from commonhall.people.contacts import Contact, PersonIsGone
from commonhall.service_requests import given, me_too, official, photos, words
from commonhall.service_requests.models import Event, ServiceRequest
from commonhall.service_requests.states import ClosedReason, State
from commonhall.service_requests.words import Said
from commonhall.vault.sealing import CannotOpen, DataKey

MOST_ADDED = 20
MOST_SENT_BACK = 3
SENT_BACK_WITHIN = timedelta(days=60)  # of its closing
# A repeat is followed at the request it repeats, and what was taken back is reported anew.
_CAN_BE_SENT_BACK = frozenset({ClosedReason.FIXED, ClosedReason.NOT_OURS, ClosedReason.NOTHING_FOUND})


class NothingAdded(Refused):
    """Neither words nor a photo."""

    def __init__(self) -> None:
        super().__init__(_("Write something, or choose a photo."))


class AddedBefore(Refused):
    """From the same page something else was sent before: its form came back with the browser's button."""

    def __init__(self) -> None:
        super().__init__(
            _("What you sent from this page before was added. Press the button again to add this as well.")
        )


class AddedEnough(Refused):
    """Whoever has the link could fill the disk."""

    def __init__(self) -> None:
        super().__init__(_("This request holds as much as one page takes. Call 311 to tell more."))


class NothingToTakeBack(Refused):
    """It is closed, or taken back already."""

    def __init__(self) -> None:
        super().__init__(_("This request is closed or taken back already, so there is nothing to take back."))


class CannotBeSentBack(Refused):
    """It is open, was closed for good, too long ago, or was sent back too often."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This request can’t be sent back any more. Call 311, or report it again, and name this reference."
            )
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Addition:
    """What a resident adds. `once`: the id it gets. `photo`: from `photos.prepare`."""

    once: UUID
    note: str = ""
    photo: bytes = b""
    language: str = "en"


def add(request: UUID, addition: Addition) -> None:
    """Add a note, a photo or both. Raises NothingAdded, AddedBefore, AddedEnough, EnoughPhotos, PersonIsGone."""
    if not addition.note.strip() and not addition.photo:
        raise NothingAdded
    with held(request) as (row, key):
        if _is_added(row, key, addition):
            return
        if row.events.filter(kind=Event.Kind.FROM_RESIDENT).count() >= MOST_ADDED:
            raise AddedEnough
        _store(row, key, addition, _event(row, addition.once, Event.Kind.FROM_RESIDENT))
        _wake(row)


def send_back(request: UUID, addition: Addition) -> None:
    """Open it again as not fixed, with a word and a photo where they were given; it keeps whoever had it.

    Raises CannotBeSentBack, AddedBefore, EnoughPhotos, PersonIsGone.
    """
    with held(request) as (row, key):
        if _is_added(row, key, addition):
            return
        if not may_send_back(row, row.events.all(), calendar.today()):
            raise CannotBeSentBack
        told = _event(row, addition.once, Event.Kind.NOT_FIXED)
        told.due_was = row.due_on
        row.state, row.closed_reason, row.duplicate_of = State.SENT_BACK, "", None
        _promise_anew(row, calendar.today())
        row.save(update_fields=["state", "closed_reason", "duplicate_of", "due_on", "due_at"])
        told.state, told.due_on = row.state, row.due_on
        _store(row, key, addition, told)


def withdraw(request: UUID, once: UUID) -> None:
    """Close it, since who reported it takes it back; where others wait for the same it stays open for them.

    Raises NothingToTakeBack, PersonIsGone.
    """
    with held(request) as (row, _key):
        events = list(row.events.all())
        if any(event.pk == once for event in events):
            return
        if not may_withdraw(row, events):
            raise NothingToTakeBack
        done = _event(row, once, Event.Kind.WITHDRAWN)
        if not others_wait(row):
            row.state, row.closed_reason = State.CLOSED, ClosedReason.WITHDRAWN
            row.save(update_fields=["state", "closed_reason"])
            done.state, done.closed_reason = row.state, row.closed_reason
        done.save(force_insert=True)


def may_withdraw(row: ServiceRequest, events: Collection[Event]) -> bool:
    """Whether it is open, and was not taken back while others wait. `events`: all of its."""
    return row.is_open and all(event.kind != Event.Kind.WITHDRAWN for event in events)


def others_wait(row: ServiceRequest) -> bool:
    """Whether somebody reported the same, merged into this, or said “me too”."""
    return row.repeats.exists() or me_too.so_far([row]) > 0


def may_send_back(row: ServiceRequest, events: Collection[Event], today: date) -> bool:
    """Whether it was closed as done, lately, and was not sent back too often. `events`: all of its."""
    if row.is_open or row.closed_reason not in _CAN_BE_SENT_BACK or today > sent_back_until(row, events):
        return False
    return sum(event.kind == Event.Kind.NOT_FIXED for event in events) < MOST_SENT_BACK


def sent_back_until(row: ServiceRequest, events: Collection[Event]) -> date:
    """The last day on which a closed request can be sent back."""
    return closed_on(row, events) + SENT_BACK_WITHIN


def closed_on(row: ServiceRequest, events: Collection[Event]) -> date:
    """The day a closed request was closed last."""
    return max((event.day for event in events if event.state == State.CLOSED), default=row.day)


def closings(events: Collection[Event]) -> int:
    """How often a request was closed so far. `events`: all of its."""
    return sum(event.state == State.CLOSED for event in events)


def said(row: ServiceRequest, text: str, language: str) -> Said:
    """What the resident says, in full and without personal details: theirs are known, so that they go too."""
    contact = given.of(row) or Contact()
    home = words.place(row) if row.service.is_home else ""
    stripped = oversharing.remove(
        text,
        known=official.known(),
        contact_address=contact.address or home or None,
        names=(contact.name,),
        language=language,
    )
    return Said(full=text, stripped=stripped.text)


@contextmanager
def held(request: UUID) -> Iterator[tuple[ServiceRequest, DataKey]]:
    """The request, locked, with its own key; one transaction. Raises PersonIsGone where that was deleted."""
    with transaction.atomic():
        rows = ServiceRequest.objects.select_for_update(of=("self",)).select_related("service")
        row = rows.get(pk=request, is_anonymous=False)
        try:
            key = words.key_held(row.pk)
        except CannotOpen:
            raise PersonIsGone from None
        yield row, key


def _is_added(row: ServiceRequest, key: DataKey, addition: Addition) -> bool:
    """Whether all of it was added already. Raises AddedBefore where under its id something else was."""
    before = row.events.filter(pk=addition.once).first()
    if before is None:
        return False
    held = (photos.read(photo) for photo in row.photos.select_related("request"))
    if words.own_words(before, key) != addition.note.strip() or (
        addition.photo and addition.photo not in held
    ):
        raise AddedBefore
    return True


def _event(row: ServiceRequest, once: UUID, kind: Event.Kind) -> Event:
    return Event(pk=once, request=row, kind=kind, day=calendar.today())


def _store(row: ServiceRequest, key: DataKey, addition: Addition, told: Event) -> None:
    if note := addition.note.strip():
        words.seal_own_words(told, key, said(row, note, addition.language))
    told.save(force_insert=True)
    if addition.photo:
        photos.add(row, addition.photo, key, told.day)


def _wake(row: ServiceRequest) -> None:
    """What waited for the resident waits no longer: whoever has it goes on. A day, no time, and nobody of staff."""
    if row.state == State.WAITING_FOR_RESIDENT:
        row.state = State.ASSIGNED if row.assigned_to_id else State.IN_PROGRESS
        row.save(update_fields=["state"])
        row.events.create(kind=Event.Kind.STATE, state=row.state, day=calendar.today())


def _promise_anew(row: ServiceRequest, today: date) -> None:
    """A day that is still to come stands. Of a target in hours the day counts: an hour would tell when it was sent."""
    if row.due_on is not None and row.due_on >= today:
        return
    if (days := row.service.target_working_days) is not None:
        row.due_on, row.due_at = calendar.working_day_after(today, days), None
    elif (hours := row.service.target_working_hours) is not None:
        row.due_on, row.due_at = calendar.working_day_of_hours(today, hours), None
