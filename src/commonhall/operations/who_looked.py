"""Who looked at a request or its person: the entries of the log, opened one by one.

They are sealed with fresh nonces, so that nobody sees which are at one person; to find some is to open all. That
takes some 10 s a million, and so it is a command.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from commonhall.audit import log
from commonhall.audit.log import Subject
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.people import sentences
from commonhall.service_requests import references, words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.vault.sealing import CannotOpen

_AT_A_TIME = 2000


class NoSuchRequest(Refused):
    """The reference names nothing."""

    def __init__(self) -> None:
        super().__init__("There is no request with that reference; look at it again.")


class CannotBeRead(Refused):
    """The key file is another one than that which sealed the log."""

    def __init__(self) -> None:
        super().__init__(
            "The log does not open with this key file, so nobody can tell who looked. Set COMMONHALL_KEYS to the "
            "key file that this database was set up with."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One line of the list."""

    at: datetime
    who: str
    what: str
    why: str


def at(reference: str) -> Iterator[Look]:
    """The looks at the request or its person, oldest first; that they were read is logged before the first.

    Raises NoSuchRequest, CannotBeRead.
    """
    request = ServiceRequest.objects.filter(reference=references.normal(reference)).first()
    if request is None:
        raise NoSuchRequest
    try:
        link = words.contact_link(request)
    except CannotOpen:
        raise CannotBeRead from None
    person = link.person if link else None
    members = {member.pk: f"{member}, {member.get_role_display()}" for member in Member.objects.all()}
    log.note(Entry.Kind.LOG_READ, Subject(person=person, request=str(request.pk)), actor=None)
    for entry in Entry.objects.order_by("at", "pk").iterator(chunk_size=_AT_A_TIME):
        subject = _open(entry)
        if subject.request == str(request.pk) or (
            person is not None and person in {subject.person, *subject.shown}
        ):
            yield Look(
                at=timezone.localtime(entry.at),
                who=members.get(entry.actor, "somebody") if entry.actor else "the operator",
                what=str(Entry.Kind(entry.kind).label),
                why=sentences.why(subject),
            )


def _open(entry: Entry) -> Subject:
    try:
        return log.subject_of(entry)
    except CannotOpen:
        raise CannotBeRead from None
