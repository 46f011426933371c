"""Opening an entry of the log: it shows at whom the look was, and is a look itself."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.people import alarms, contacts, dealings, sentences, sight
from commonhall.people.reasons import ReviewReason
from commonhall.staff.models import Member


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """What an entry says. `name` is the person's now; empty where none was given, and where the look was at nobody."""

    is_at_a_person: bool
    name: str
    is_erased: bool
    reference: str
    query: str
    note: str
    parts: str


def readable(entry: UUID, *, by: Member) -> Entry | None:
    """The entry, if this member may read it: the privacy officer each, others those of alarms they settle."""
    if by.role not in sight.READS_THE_LOG and not alarms.for_reader(by).filter(entry=entry).exists():
        return None
    return Entry.objects.filter(pk=entry).first()


def open_entry(entry: UUID, reason: ReviewReason, *, by: Member) -> Opened:
    """What the entry says; this look is logged first. Raises PermissionDenied, CannotOpen."""
    row = readable(entry, by=by)
    if row is None:
        raise PermissionDenied(_("This entry is for others to open."))
    with transaction.atomic():
        subject = log.subject_of(row)
        name, is_erased = _name(subject)
        noted = Subject(
            person=subject.person,
            request=subject.request,
            reason=reason,
            entry=str(row.pk),
            role=by.role,
            parts=("name",) if name else (),
        )
        log.note(Entry.Kind.SUBJECT_OPENED, noted, actor=by.pk)
    return Opened(
        is_at_a_person=subject.person is not None,
        name=name,
        is_erased=is_erased,
        reference=dealings.reference(UUID(subject.request)) if subject.request else "",
        query=subject.query,
        note=subject.note,
        parts=sentences.parts(subject),
    )


def _name(subject: Subject) -> tuple[str, bool]:
    """The name of whom the look was at, and whether the person was erased since."""
    if subject.person is None:
        return "", False
    try:
        return contacts.open_record(subject.person).contact.name, False
    except contacts.PersonIsGone:
        return "", True
