"""What staff do with a request: assign it, change its state, write notes, release words, open the contact.

Each takes the request's id, locks the row, and writes what it did into the time line in the same transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall import calendar
from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.holdings import oversharing
from commonhall.holdings.oversharing import Advice, Kind
from commonhall.people import looks
from commonhall.people.contacts import Contact
from commonhall.people.reasons import Grounds, Reason
from commonhall.service_requests import official, own_name, photos, states, words
from commonhall.service_requests.models import Event, Photo, ServiceRequest, ServiceRequests
from commonhall.service_requests.states import ClosedReason, State
from commonhall.staff.models import Member
from commonhall.staff.roles import OF_A_DEPARTMENT, RELEASES_WORDS, SEES_REQUESTS, Role


class NoteHoldsPersonalDetails(Refused):
    """A public note would publish somebody's details."""

    def __init__(self, kinds: str) -> None:
        super().__init__(
            _(
                "Not published. The text seems to hold this: %(kinds)s. Take it out; what only staff should know "
                "can stand in an internal note."
            )
            % {"kinds": kinds}
        )


class NothingWritten(Refused):
    """A note without words."""

    def __init__(self) -> None:
        super().__init__(_("Write something first."))


class NoReason(Refused):
    """A request is closed for a public reason, with a sentence for the resident."""

    def __init__(self) -> None:
        super().__init__(_("Choose how it ended, and say in a sentence what the resident should know."))


class NotClosed(Refused):
    """Somebody chose how it ended and forgot to close it, or the other way round."""

    def __init__(self) -> None:
        super().__init__(
            _("You chose how it ended, but not to close it. Choose “Closed”, or leave how it ended empty.")
        )


class AlreadyClosed(Refused):
    """Work on a closed request begins with sending it back."""

    def __init__(self) -> None:
        super().__init__(_("This request is closed. Change its state to “Sent back” first."))


class WorksElsewhere(Refused):
    """A request is given to people of its own department."""

    def __init__(self) -> None:
        super().__init__(
            _("They do not work in the department that has this request. Choose somebody who does.")
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A change of state. Closing needs a reason and a public note."""

    state: State
    closed_reason: ClosedReason | None = None
    public_note: str = ""


def visible_to(member: Member) -> ServiceRequests:
    """The requests a member of staff may see: a department's own, or for a call taker all."""
    if member.role not in SEES_REQUESTS:
        return ServiceRequest.objects.none()
    if member.role in OF_A_DEPARTMENT:
        return ServiceRequest.objects.filter(department=member.department_id)
    return ServiceRequest.objects.all()


def colleagues(request: ServiceRequest) -> "models.QuerySet[Member]":
    """Who can be given the request: those who work in its department. Nobody while it has none."""
    return Member.objects.filter(
        department=request.department_id, role__in=OF_A_DEPARTMENT, is_active=True
    ).order_by("name", "pk")


def assign(request: UUID, to: Member, *, by: Member) -> None:
    """Give the request to a member of its department. A new one thereby is *with a crew*.

    Raises AlreadyClosed, WorksElsewhere.
    """
    with _locked(request, by) as row:
        if not row.is_open:
            raise AlreadyClosed
        if not colleagues(row).filter(pk=to.pk).exists():
            raise WorksElsewhere
        row.assigned_to = to
        if row.state in {State.NEW, State.SENT_BACK}:
            row.state = State.ASSIGNED
        row.save(update_fields=["assigned_to", "state"])
        _note(row, Event.Kind.ASSIGNED, by, state=row.state)


def change(request: UUID, wanted: Change, *, by: Member) -> None:
    """Change the state. Raises ChangeNotAllowed, NoReason, NotClosed, NoteHoldsPersonalDetails,
    TooManyNames."""
    note = wanted.public_note.strip()
    if wanted.state is State.CLOSED and not (wanted.closed_reason and note):
        raise NoReason
    if wanted.state is not State.CLOSED and wanted.closed_reason:
        raise NotClosed
    with _locked(request, by) as row:
        states.check(State(row.state), wanted.state)
        _refuse_personal_details(note, row, by)
        row.state = wanted.state
        row.closed_reason = wanted.closed_reason or ""
        row.save(update_fields=["state", "closed_reason"])
        _note(row, Event.Kind.STATE, by, state=row.state, closed_reason=row.closed_reason, public_note=note)


def publish(request: UUID, note: str, *, by: Member) -> None:
    """Add a public note. Raises NothingWritten, NoteHoldsPersonalDetails, TooManyNames."""
    note = _written(note)
    with _locked(request, by) as row:
        _refuse_personal_details(note, row, by)
        _note(row, Event.Kind.PUBLIC_NOTE, by, public_note=note)


def note_internally(request: UUID, note: str, *, by: Member) -> None:
    """Add a note that staff alone can read; it is sealed. Raises NothingWritten."""
    note = _written(note)
    with _locked(request, by) as row:
        event = Event(request=row, kind=Event.Kind.INTERNAL_NOTE, by=by, **_moment())
        words.seal_internal(event, note)
        event.save(force_insert=True)


def release(request: UUID, text: str, photos: frozenset[UUID], *, by: Member) -> None:
    """Publish the words as `text`, and these photos; others are taken back.

    Raises NoteHoldsPersonalDetails, TooManyNames.
    """
    if by.role not in RELEASES_WORDS:
        raise PermissionDenied(_("A supervisor releases words and photos."))
    with _locked(request, by) as row:
        _refuse_personal_details(text, row, by)
        row.public_words = text.strip()
        row.save(update_fields=["public_words"])
        of_it = Photo.objects.filter(request=row)
        of_it.filter(pk__in=photos).update(is_released=True)
        of_it.exclude(pk__in=photos).update(is_released=False)
        _note(row, Event.Kind.RELEASED, by)


def open_contact(request: ServiceRequest, reason: Reason, *, by: Member) -> Contact | None:
    """The contact of a request, for a reason; the look is logged with it. None for an anonymous request.

    Raises PersonIsGone when the person was erased, TooFast, PermissionDenied for a role without that right.
    """
    found = words.contact_link(request)
    if found is None:
        return None
    return looks.open_person(found.person, Grounds(reason=reason, request=str(request.pk)), by=by).contact


def open_photo(photo: Photo, *, by: Member) -> bytes:
    """A photo; of a named request the look is logged: it may show a face. Raises CannotOpen, FileNotFoundError."""
    if found := words.contact_link(photo.request):
        subject = log.Subject(person=found.person, request=str(photo.request_id), role=by.role)
        log.note(Entry.Kind.PHOTO_OPENED, subject, actor=by.pk)
    return photos.read(photo)


@contextmanager
def _locked(request: UUID, by: Member) -> Iterator[ServiceRequest]:
    """The request, locked, for a member who may work on it; one transaction.

    A text that is refused undoes nothing: the look that found the name in it stays in the audit log.
    """
    if by.role not in OF_A_DEPARTMENT | {Role.CALL_TAKER}:
        raise PermissionDenied(_("Your role can’t change requests."))
    refusal = None
    with transaction.atomic():
        row = visible_to(by).select_for_update(of=("self",)).get(pk=request)
        try:
            yield row
        except NoteHoldsPersonalDetails as holds_details:
            refusal = holds_details
    if refusal:
        raise refusal


def _note(row: ServiceRequest, kind: Event.Kind, by: Member, **more: str) -> None:
    Event.objects.create(request=row, kind=kind, by=by, **_moment(), **more)


def _moment() -> dict[str, object]:
    return {"day": calendar.today(), "at": timezone.now()}


def _written(note: str) -> str:
    if not note.strip():
        raise NothingWritten
    return note.strip()


def _refuse_personal_details(note: str, row: ServiceRequest, by: Member) -> None:
    """Also the name of whoever reported it. Only a text that the rules let pass is compared with it: what they
    refuse would tell, beside their kinds, whether a guess at the name was right."""
    found = oversharing.find(note, known=official.known())
    kinds = sorted({str(detail.kind.label) for detail in found if detail.advice is Advice.REMOVE})
    if not kinds and own_name.stands_in(note, row, by=by):
        kinds = [str(Kind.NAME.label)]
    if kinds:
        raise NoteHoldsPersonalDetails(", ".join(kinds))
