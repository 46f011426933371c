"""Who looked at what a resident left with a request: for the resident, in days, roles and reasons, without names.

The log seals whom a look was at, so that looks are found by opening its entries one by one: as many as a link
lives, and no more than MOST of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.people import contacts
from commonhall.people.contacts import PersonIsGone
from commonhall.people.reasons import Reason
from commonhall.service_requests import links, words
from commonhall.service_requests.models import ServiceRequest
from commonhall.staff.models import Member
from commonhall.staff.roles import Role
from commonhall.vault.sealing import CannotOpen

MOST = 10_000
_AT_A_CONTACT = frozenset({Entry.Kind.CONTACT_OPENED, Entry.Kind.GLASS_BROKEN})
_AT_THE_REQUEST = frozenset(
    {Entry.Kind.PHOTO_OPENED, Entry.Kind.NAME_COMPARED, Entry.Kind.NAME_KEPT_BACK, Entry.Kind.LINK_GIVEN}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """One look: when, in which role, at what and why, in words."""

    at: datetime
    role: str
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Looks:
    """The looks that were found, newest first, and from when on they were sought."""

    found: tuple[Looked, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class _Owner:
    """Somebody the request belonged to for a time: a merge or a split changes whose it is."""

    person: int
    since: datetime | None = None
    until: datetime | None = None

    def had_it(self, at: datetime) -> bool:
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


def at(request: ServiceRequest, *, most: int = MOST) -> Looks:
    """The looks at this request's contact and photos, and links given out, among the last `most` looks of all staff."""
    assert request.received_at is not None
    since = max(request.received_at, timezone.now() - links.LIFETIME)
    newest = Entry.objects.filter(kind__in=_AT_A_CONTACT | _AT_THE_REQUEST, at__gte=since).order_by("-at")[
        :most
    ]
    entries = list(newest)
    if len(entries) == most:
        since = entries[-1].at
    owners = _owners(request)
    own = [(entry, subject) for entry, subject in _opened(entries) if _is_at(entry, subject, request, owners)]
    roles = _roles({entry.actor for entry, _subject in own if entry.actor})
    found = tuple(
        Looked(at=entry.at, role=_role(entry, subject, roles), what=_what(entry, subject))
        for entry, subject in own
    )
    return Looks(found=found, since=since)


def _opened(entries: list[Entry]) -> Iterator[tuple[Entry, log.Subject]]:
    for entry in entries:
        try:
            yield entry, log.subject_of(entry)
        except CannotOpen:  # another control tells of it
            continue


def _is_at(entry: Entry, subject: log.Subject, request: ServiceRequest, owners: tuple[_Owner, ...]) -> bool:
    """A contact is the person's: a look at it from another request of theirs saw what this one gave."""
    if subject.request == str(request.pk):
        return True
    is_theirs = any(owner.person == subject.person and owner.had_it(entry.at) for owner in owners)
    return entry.kind in _AT_A_CONTACT and is_theirs


def _owners(request: ServiceRequest) -> tuple[_Owner, ...]:
    link = words.contact_link(request)
    if link is None:
        return ()
    try:
        history = contacts.open_record(link.person).history
    except PersonIsGone:
        return (_Owner(link.person),)
    owners: list[_Owner] = []
    since = None
    for change in history:
        if request.pk in change.requests and change.brought_them:
            owners.append(_Owner(change.other, since, change.at))
            since = change.at
    return (*owners, _Owner(link.person, since))


def _role(entry: Entry, subject: log.Subject, roles: dict[UUID | None, str]) -> str:
    """The role that was noted with the look; of looks from before roles were noted, the member's now."""
    return str(Role(subject.role).label) if subject.role in Role else roles.get(entry.actor, _("staff"))


def _roles(members: set[UUID]) -> dict[UUID | None, str]:
    rows = Member.objects.filter(pk__in=members) if members else ()
    return {row.pk: str(Role(row.role).label) for row in rows}


def _what(entry: Entry, subject: log.Subject) -> str:
    match entry.kind:
        case Entry.Kind.PHOTO_OPENED:
            return _("saw a photo, while working on the request")
        case Entry.Kind.GLASS_BROKEN:
            return _("opened the contact in an emergency")
        case Entry.Kind.NAME_COMPARED:
            return _("wrote a public note; the program made sure that your name is not in it")
        case Entry.Kind.NAME_KEPT_BACK:
            return _("wrote a public note with your name in it; the program kept it back")
        case Entry.Kind.LINK_GIVEN:
            return _("gave out a new link to this page")
    why = Reason(subject.reason).label if subject.reason in Reason else ""
    return _("opened the contact, to %(why)s") % {"why": why} if why else _("opened the contact")
