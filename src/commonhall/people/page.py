"""What the page of an opened person shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from commonhall.holdings.holds import Holds
from commonhall.people import handles, phones, requests
from commonhall.people.consent import QUESTIONS
from commonhall.people.handles import Look
from commonhall.people.record import Answer, Change, Contact, Record, Way
from commonhall.people.requests import Line
from commonhall.staff.models import Member
from commonhall.staff.roles import HOLDS


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One request of the person, and what it gave that the current contact does not say."""

    line: Line
    gave: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One way of reaching somebody: the question, and the answer so far."""

    way: Way
    question: str
    answer: Answer
    at: datetime | None
    channel: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """One change of the history."""

    place: int
    change: Change
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldFor:
    """A hold of the person, in words."""

    id: str
    reason: str
    by: str
    since: datetime


def labels() -> dict[str, str]:
    """What the parts of a contact are called."""
    return {"name": _("Name"), "phone": _("Phone"), "email": _("E-mail"), "address": _("Home address")}


def details(contact: Contact) -> list[tuple[str, str]]:
    """The parts that were given, each with its name, as people write them."""
    return [(labels()[part], _as_written(contact, part)) for part in contact.parts]


def of(look: Look, reader: Member) -> dict[str, object]:
    """The page, for a look that is noted."""
    record, holds = look.record, Holds.now().of_person(look.person)
    names = _names((*(each.by for each in holds), *(each.by for each in record.history)))
    return {
        "handle": handles.opened(look, reader),
        "seconds": int(handles.OPEN_FOR.total_seconds()),
        "reason": look.why.reason.label,
        "reason_word": look.why.reason,
        "details": details(record.contact),
        "rows": _rows(record, reader),
        "names": [
            name for name in record.names if name != record.contact.name and name not in record.aliases
        ],
        "aliases": record.aliases,
        "asked": [_asked(record, way) for way in Way],
        "answer_choices": Answer.choices,
        "history": [
            Past(place=place, change=change, by=names.get(change.by, ""))
            for place, change in reversed([*enumerate(record.history)])
        ],
        "holds": [
            HeldFor(id=str(each.id), reason=each.reason, by=names.get(each.by, ""), since=each.since)
            for each in holds
        ],
        "may_hold": reader.role in HOLDS,
    }


def _rows(record: Record, reader: Member) -> list[Row]:
    return [
        Row(line=line, gave=_other(record.given[line.request], record.contact))
        for line in requests.lines(record.requests, reader)
    ]


def _other(given: Contact, current: Contact) -> str:
    """What a request gave where it differs from the current contact."""
    parts = (part for part in given.parts if getattr(given, part) != getattr(current, part))
    return " · ".join(_as_written(given, part) for part in parts)


def _as_written(contact: Contact, part: str) -> str:
    return phones.as_people_write(contact.phone) if part == "phone" else str(getattr(contact, part))


def _asked(record: Record, way: Way) -> Asked:
    consent = record.consents.get(way)
    return Asked(
        way=way,
        question=str(QUESTIONS[way].words),
        answer=record.answer(way),
        at=consent.at if consent else None,
        channel=str(consent.channel.label) if consent else "",
    )


def _names(members: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = {member for member in members if member}
    return {row.pk: row.name for row in Member.objects.filter(pk__in=wanted)} if wanted else {}
