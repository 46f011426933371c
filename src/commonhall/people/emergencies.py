"""Breaking the glass: somebody whose wall says no opens a contact all the same, and writes why.

It makes an alarm, and a second person reads the note within a working day.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.people import alarms, contacts, dealings, looks, pace, sight
from commonhall.people.contacts import Contact
from commonhall.staff.models import Member

SHORTEST_NOTE = 20


class NothingToOpen(Refused):
    """The reference names no request that holds a contact."""

    def __init__(self) -> None:
        super().__init__(_("No request with that reference holds a contact. Look at the reference again."))


class WriteWhy(Refused):
    """A note too short for a second person to judge by."""

    def __init__(self) -> None:
        super().__init__(
            _("Write what the emergency is, in a sentence that somebody else can judge tomorrow.")
        )


class NoEmergency(Refused):
    """The member may open this contact anyhow."""

    def __init__(self) -> None:
        super().__init__(
            _("You may open this contact without an emergency. Open it on the page of the request.")
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Emergency:
    """Which contact is opened, by a request of the person, and why, in the member's own words."""

    reference: str
    note: str


def open_contact(emergency: Emergency, *, by: Member) -> Contact:
    """The contact. Raises PermissionDenied, NothingToOpen, WriteWhy, NoEmergency, TooFast, PersonIsGone."""
    if by.role not in sight.BREAKS_GLASS:
        raise PermissionDenied(_("Your role can’t open contacts."))
    note = " ".join(emergency.note.split())
    if len(note) < SHORTEST_NOTE:
        raise WriteWhy
    asked = dealings.find(emergency.reference)
    if asked is None or asked.person is None:
        raise NothingToOpen
    with looks.alarm_when_too_fast(by), transaction.atomic():
        pace.refuse_opening(by)
        record = contacts.open_record(asked.person)
        if sight.may_see(by, record):
            raise NoEmergency
        subject = log.Subject(person=asked.person, request=str(asked.request), note=note)
        entry = looks.note_opening(Entry.Kind.GLASS_BROKEN, subject, record.contact, by=by)
        alarms.emergency(by, entry)
    return record.contact
