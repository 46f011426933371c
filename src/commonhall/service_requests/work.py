"""What staff do with a request: assign it, change its state, write notes, release words, open the contact.

Each takes the request's id, locks the row, and writes what it did into the time line in the same transaction.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.holdings import oversharing
from commonhall.holdings.oversharing import Advice, Kind
from commonhall.people import looks
from commonhall.people.contacts import Contact
from commonhall.people.reasons import Grounds, Reason
from commonhall.service_requests import deeds, official, own_name, photos, reading, words
from commonhall.service_requests.deeds import Assign, Change, Deed, NoteInternally, Publish
from commonhall.service_requests.models import Event, Photo, ServiceRequest, ServiceRequests
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


def do(request: UUID, deed: Deed, *, by: Member) -> None:
    """Do one deed to one request, and write it into its time line.

    Raises what the deed refuses, and for what it publishes NoteHoldsPersonalDetails and TooManyNames.
    """
    with locked(request, by) as row:
        apply(row, deed, by=by)


def apply(row: ServiceRequest, deed: Deed, *, by: Member) -> Event:
    """The same to a request that is locked; the event that tells it."""
    done = deed.apply(row, by=by)
    refuse_personal_details(deed.published, row, by)
    if deed.fields:
        row.save(update_fields=deed.fields)
    done.save(force_insert=True)
    reading.keep_up(by, [row])
    return done


def assign(request: UUID, to: Member, *, by: Member) -> None:
    """Give the request to a member of its department. Raises AlreadyClosed, WorksElsewhere."""
    do(request, Assign(to=to), by=by)


def change(request: UUID, wanted: Change, *, by: Member) -> None:
    """Change the state. Raises ChangeNotAllowed, NoReason, NotClosed, NoteHoldsPersonalDetails, TooManyNames."""
    do(request, wanted, by=by)


def publish(request: UUID, note: str, *, by: Member) -> None:
    """Add a public note. Raises NothingWritten, NoteHoldsPersonalDetails, TooManyNames."""
    do(request, Publish(note=note), by=by)


def note_internally(request: UUID, note: str, *, by: Member) -> None:
    """Add a note that staff alone can read; it is sealed. Raises NothingWritten."""
    do(request, NoteInternally(note=note), by=by)


def release(request: UUID, text: str, *, by: Member) -> None:
    """Publish the words as `text`; without any they are taken back. Raises NoteHoldsPersonalDetails, TooManyNames."""
    if by.role not in RELEASES_WORDS:
        raise PermissionDenied(_("A supervisor releases words and photos."))
    with locked(request, by) as row:
        refuse_personal_details(text, row, by)
        row.public_words, row.is_unconfirmed = text.strip(), row.is_unconfirmed and not text.strip()
        row.save(update_fields=["public_words", "is_unconfirmed"])
        deeds.event(row, Event.Kind.RELEASED, by).save(force_insert=True)
        reading.keep_up(by, [row])


def confirm_words(request: UUID, *, by: Member) -> None:
    """Say that the words of somebody anonymous, which no person looked at when they came, were read."""
    with locked(request, by) as row:
        row.is_unconfirmed = False
        row.save(update_fields=["is_unconfirmed"])


def open_contact(request: ServiceRequest, reason: Reason, *, by: Member) -> Contact | None:
    """The contact of a request, for a reason; the look is logged with it. None for an anonymous request.

    Raises PersonIsGone when the person was erased, TooFast, PermissionDenied for a role without that right.
    """
    found = words.contact_link(request)
    if found is None:
        return None
    return looks.open_person(found.person, Grounds(reason=reason, request=str(request.pk)), by=by).contact


def open_photo(photo: Photo, *, by: Member) -> bytes:
    """A photo; the look is noted. Raises CannotOpen, FileNotFoundError."""
    note_look(photo, by=by)
    return photos.read(photo)


def note_look(photo: Photo, *, by: Member, opening: str = "") -> None:
    """Of a named request a look at a photo is logged: it may show a face. `opening`: of which page, if of one."""
    if found := words.contact_link(photo.request):
        subject = log.Subject(
            person=found.person, request=str(photo.request_id), role=by.role, opening=opening
        )
        log.note(Entry.Kind.PHOTO_OPENED, subject, actor=by.pk)


@contextmanager
def locked(request: UUID, by: Member) -> Iterator[ServiceRequest]:
    """The request, locked, for a member who may work on it; one transaction.

    A text that is refused undoes nothing: the look that found the name in it stays in the audit log.
    """
    _refuse_other_roles(by)
    refusal = None
    with transaction.atomic():
        row = visible_to(by).select_for_update(of=("self",)).get(pk=request)
        try:
            yield row
        except NoteHoldsPersonalDetails as holds_details:
            refusal = holds_details
    if refusal:
        raise refusal


@contextmanager
def locked_all(requests: Collection[UUID], by: Member) -> Iterator[dict[UUID, ServiceRequest]]:
    """Those of the requests that the member may work on, locked in one order for everybody; one transaction."""
    _refuse_other_roles(by)
    with transaction.atomic():
        rows = visible_to(by).select_for_update(of=("self",)).filter(pk__in=requests).order_by("pk")
        yield {row.pk: row for row in rows}


def _refuse_other_roles(by: Member) -> None:
    if by.role not in OF_A_DEPARTMENT | {Role.CALL_TAKER}:
        raise PermissionDenied(_("Your role can’t change requests."))


def refuse_personal_details(note: str, row: ServiceRequest, by: Member) -> None:
    """Also the name of whoever reported it. Only a text that the rules let pass is compared with it: what they
    refuse would tell, beside their kinds, whether a guess at the name was right."""
    refuse_details(note)
    if own_name.stands_in(note, row, by=by):
        raise NoteHoldsPersonalDetails(str(Kind.NAME.label))


def refuse_details(note: str) -> None:
    """Raise NoteHoldsPersonalDetails where a public note holds some."""
    found = oversharing.find(note, known=official.known())
    kinds = sorted({str(detail.kind.label) for detail in found if detail.advice is Advice.REMOVE})
    if kinds:
        raise NoteHoldsPersonalDetails(", ".join(kinds))
