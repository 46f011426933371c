"""Opening a person for a reason, logged; and the sealed handles by which pages name a person.

No address and no hidden field holds an id: a handle is sealed, for one member of staff, and lasts minutes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.errors import Refused
from commonhall.people import look_sessions, looks, rows
from commonhall.people.reasons import Grounds, Reason
from commonhall.people.record import Record
from commonhall.staff.models import Member
from commonhall.staff.roles import OPENS_CONTACTS
from commonhall.vault import tokens
from commonhall.vault.keyring import Purpose

OPEN_FOR = timedelta(minutes=10)
_SHUT_FOR = timedelta(minutes=30)


class HandleIsSpent(Refused):
    """The page was open for longer than a look lasts, or is somebody else's."""

    def __init__(self) -> None:
        super().__init__(_("This look is over, and the person is shut again. Open them from their request."))


@dataclass(frozen=True, kw_only=True, slots=True)
class By:
    """Who does something with a record, and why they opened it."""

    member: UUID
    why: Grounds | None = None

    def subject(self, person: int) -> log.Subject:
        """What the log says of it."""
        if self.why is None:
            return log.Subject(person=person)
        return log.Subject(person=person, request=self.why.request, reason=self.why.reason)


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """A person that was opened: whom, why, and what there was."""

    person: int
    why: Grounds
    record: Record


def shut(person: int, member: Member, *, request: str = "") -> str:
    """What a page carries from which this member may open the person for a reason; good for half an hour.

    `request`: the id of the request it is opened from.
    """
    return _issue({"person": person, "request": request, "reason": ""}, member, _SHUT_FOR)


def found(person: int, member: Member) -> str:
    """What a result of a search carries: it opens while the call lasts, for the call's own reason."""
    return _issue({"person": person, "reason": "", "is_found": True}, member, _SHUT_FOR)


def open_person(sealed: str, reason: Reason, *, by: Member) -> Look:
    """Open the person; the look is noted. Raises HandleIsSpent and what `looks.open_person` raises."""
    plain = _redeem(sealed, by)
    if plain.get("is_found"):
        raise HandleIsSpent
    why = Grounds(reason=reason, request=plain["request"])
    return Look(person=plain["person"], why=why, record=looks.open_person(plain["person"], why, by=by))


def open_found(sealed: str, *, by: Member) -> Look:
    """Open somebody whom a search found, for the reason of the call that runs.

    Raises SessionIsOver, HandleIsSpent, and what `looks.open_found` raises.
    """
    plain = _redeem(sealed, by)
    session = look_sessions.running(by)
    if session is None:
        raise look_sessions.SessionIsOver
    record = looks.open_found(session, plain["person"])
    return Look(person=plain["person"], why=look_sessions.grounds(session), record=record)


def for_a_call(look: Look, member: Member) -> str:
    """What the form of a call carries when it is joined to an opened person."""
    plain = {"person": look.person, "request": look.why.request, "reason": look.why.reason}
    return _issue(plain, member, look_sessions.LONGEST)


def opened(look: Look, member: Member) -> str:
    """What the page of an opened person carries, so that what is done on it is part of the look."""
    plain = {"person": look.person, "request": look.why.request, "reason": look.why.reason}
    return _issue(plain, member, OPEN_FOR)


def look_again(sealed: str, *, by: Member) -> Look:
    """The person of a page that is still open. Raises HandleIsSpent, PersonIsGone, PermissionDenied."""
    plain = _redeem(sealed, by)
    if not plain["reason"]:
        raise HandleIsSpent
    why = Grounds(reason=Reason(plain["reason"]), request=plain["request"])
    return Look(person=plain["person"], why=why, record=rows.open_record(plain["person"]))


def _issue(plain: Mapping[str, object], member: Member, lifetime: timedelta) -> str:
    written = json.dumps({**plain, "member": str(member.pk)}).encode()
    return tokens.issue(Purpose.LINK, written, lifetime=lifetime)


def _redeem(sealed: str, by: Member) -> dict[str, Any]:
    if by.role not in OPENS_CONTACTS:
        raise PermissionDenied(_("Your role can’t open contacts."))
    try:
        plain: dict[str, Any] = json.loads(tokens.redeem(Purpose.LINK, sealed))
    except tokens.UnusableToken:
        raise HandleIsSpent from None
    if plain["member"] != str(by.pk):
        raise HandleIsSpent
    return plain
