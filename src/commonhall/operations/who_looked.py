"""Who looked at a request or its person: the entries of the log, opened one by one.

They are sealed with fresh nonces, so that nobody sees which are at one person; to find some is to open all. That
takes some 20 s a million, and so it is a command.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from commonhall import calendar
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
    """The key file is another one than that which sealed the log, or somebody wrote past it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} not open with this key file, so looks may be missing here. Set COMMONHALL_KEYS to the key "
            "file that this database was set up with; if it is that one, run `commonhall audit verify`."
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

    Raises NoSuchRequest, and CannotBeRead, behind the last look where some entries do not open.
    """
    request = ServiceRequest.objects.filter(reference=references.normal(reference)).first()
    if request is None:
        raise NoSuchRequest
    try:
        link = words.contact_link(request)
    except CannotOpen:
        raise CannotBeRead("The request does") from None
    person = link.person if link else None
    members = {member.pk: f"{member}, {member.get_role_display()}" for member in Member.objects.all()}
    log.note(Entry.Kind.LOG_READ, Subject(person=person, request=str(request.pk)), actor=None)
    shut = 0
    for entry in Entry.objects.order_by("at", "pk").iterator(chunk_size=_AT_A_TIME):
        try:
            subject = log.subject_of(entry)
        except CannotOpen:
            shut += 1
            continue
        if (
            subject.request == str(request.pk)
            or (person is not None and person in {subject.person, *subject.shown})
            or _took_all_out(entry, request)
        ):
            yield Look(
                at=timezone.localtime(entry.at),
                who=members.get(entry.actor, "somebody") if entry.actor else "the operator",
                what=str(Entry.Kind(entry.kind).label),
                why=sentences.why(subject),
            )
    if shut:
        raise CannotBeRead(f"{shut} entries of the log do")


def _took_all_out(entry: Entry, request: ServiceRequest) -> bool:
    """Whether it began an opened export when the request was there; of its own day nobody knows, and it counts."""
    return entry.kind == Entry.Kind.EXPORT_BEGUN and request.day <= calendar.day_of(entry.at)
