"""What one request gave of its reporter: all that the request's own link shows of them, and lets them put right."""

from uuid import UUID

from django.db import transaction

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import contacts
from commonhall.people.contacts import Contact, PersonIsGone, Record
from commonhall.service_requests import words
from commonhall.service_requests.models import ServiceRequest


def of(request: ServiceRequest) -> Contact | None:
    """What this request gave; None for an anonymous one, and when the person was erased."""
    link = words.contact_link(request)
    try:
        return contacts.open_record(link.person).given.get(request.pk) if link else None
    except PersonIsGone:
        return None


def record_of(request: ServiceRequest) -> Record | None:
    """All that is known of who reported it, for the program alone; None as `of`, and where it does not open."""
    link = words.contact_link(request)
    return contacts.records([link.person]).get(link.person) if link else None


def correct(request: UUID, contact: Contact) -> None:
    """Put it right, by the resident's own hand; the log notes that it happened, and no value. The language stays.

    Raises PersonIsGone when the person was erased, or merged in this very moment.
    """
    with transaction.atomic():
        link = words.contact_link(ServiceRequest.objects.get(pk=request))
        if link is None:
            raise PersonIsGone
        contacts.correct_given(
            link.person, contact, request=request
        )  # the person first: as a merge takes its locks
        row = ServiceRequest.objects.select_for_update().get(pk=request)
        words.link(row, link.person, contact)
        row.save(update_fields=["contact_sealed"])
        subject = log.Subject(person=link.person, request=str(request))
        log.note(Entry.Kind.CONTACT_CORRECTED, subject, actor=None)
