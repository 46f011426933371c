"""Who may see which person, and which parts of a contact: by role and department, in one place.

Call takers see everybody who may call. Supervisors see persons with a request of their department. Others see
nobody; in an emergency `emergencies` opens one contact, and a second person looks at it afterwards.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from commonhall.people import dealings
from commonhall.people.contacts import Contact, Record
from commonhall.places import streets
from commonhall.staff.models import Member
from commonhall.staff.roles import OPENS_CONTACTS, SEES_REQUESTS, Role

ALL_PARTS = ("name", "phone", "email", "address")
PARTS: Mapping[str, frozenset[str]] = {
    Role.CALL_TAKER: frozenset(ALL_PARTS),
    Role.SUPERVISOR: frozenset(ALL_PARTS),
    Role.PRIVACY_OFFICER: frozenset({"name"}),  # of who was looked at, when an entry of the log is opened
}
SEARCHES = OPENS_CONTACTS
BREAKS_GLASS = SEES_REQUESTS
READS_THE_LOG = frozenset({Role.PRIVACY_OFFICER})
TAKES_SECOND_LOOKS = READS_THE_LOG | {Role.SUPERVISOR}
_STREET = re.compile(
    r"""\s*(?:\d[\w/½-]*\s+(?:[½¼¾]\s+)?)?              # the house
    (?P<street>(?:(?:[^\W\d_][\w.’'-]*|\d+(?:st|nd|rd|th))\s*){2,6}?)
    (?:(?:\#|\b(?:apt|apartment|unit|suite|ste|fl|floor|rm|room)\b).*)?""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Glimpse:
    """All that a list of results shows of somebody, until they are opened."""

    name: str
    street: str


def glimpse(contact: Contact) -> Glimpse:
    """Name and street, without the house; no street where it is not plain which words are its name."""
    return Glimpse(name=contact.name, street=_street(contact.address))


def _street(address: str) -> str:
    for line in re.split(r"[,\n]", address):
        found = _STREET.fullmatch(line)
        if found and streets.ends_in_a_kind(found["street"]):
            return found["street"].strip()
    return ""


def only_parts(contact: Contact, role: str) -> Contact:
    """The contact with the parts that this role may read, the others empty."""
    allowed = PARTS.get(role, frozenset())
    return replace(contact, **{part: "" for part in ALL_PARTS if part not in allowed})


def refuse_others(member: Member) -> None:
    """Raise PermissionDenied for a role that neither searches nor opens contacts."""
    if member.role not in SEARCHES:
        raise PermissionDenied(_("Your role can’t open contacts."))


def may_see(member: Member, record: Record) -> bool:
    """Whether this member may see this person."""
    return bool(visible(member, {0: record}))


def visible(member: Member, records: Mapping[int, Record]) -> dict[int, Record]:
    """Those of these persons whom the member may see, in the same order. One query at the most."""
    if member.role not in SEARCHES:
        return {}
    if member.role != Role.SUPERVISOR:
        return dict(records)
    requests = {request for record in records.values() for request in record.requests}
    own = {
        request
        for request, department in dealings.departments(requests).items()
        if department == member.department_id
    }
    return {person: record for person, record in records.items() if own.intersection(record.requests)}
