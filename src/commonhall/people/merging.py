"""Merging two persons, splitting one, and taking either back.

Each is one transaction: the records, the sealed links of the requests that move, and an entry in the log for each
person. What both records were is kept, sealed, in the one that stays, until the merge is undone.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.holdings import holds
from commonhall.people import requests, rows
from commonhall.people.handles import By
from commonhall.people.record import PARTS, Answer, Change, Consent, Contact, Deed, Record, Way


class SamePerson(Refused):
    """One person cannot be merged with themselves."""

    def __init__(self) -> None:
        super().__init__(_("That request belongs to this person already."))


class NothingMoves(Refused):
    """A split leaves at least one request on each side."""

    def __init__(self) -> None:
        super().__init__(_("Choose the requests to move, and leave at least one with this person."))


class CannotBeUndone(Refused):
    """The change was undone already, or what it moved is not here any more."""

    def __init__(self) -> None:
        super().__init__(
            _("This cannot be undone any more: what was moved is no longer here. Split or merge instead.")
        )


def merge(kept: int, absorbed: int, *, by: By) -> None:
    """Let all requests of `absorbed` belong to `kept`, whose contact fills up where it had nothing.

    Raises SamePerson, PersonIsGone, IsHeld when the one to go is held.
    """
    if kept == absorbed:
        raise SamePerson
    with transaction.atomic():
        record, other = _both(kept, absorbed)
        holds.refuse_held(person=absorbed)
        rows.rewrite(kept, lambda _record: _merged(record, other, absorbed, by))
        rows.retire(absorbed)
        requests.relink(kept, other.given)
        _note(Entry.Kind.PERSONS_MERGED, (kept, absorbed), by)


def split(person: int, moved: Iterable[UUID], *, by: By) -> int:
    """Move these requests to a new person, who is returned. Raises NothingMoves, PersonIsGone, IsHeld."""
    with transaction.atomic():
        record = rows.locked(person)
        holds.refuse_held(person=person)
        chosen = set(moved)
        given = {request: contact for request, contact in record.given.items() if request in chosen}
        if not given or len(given) == len(record.given):
            raise NothingMoves
        new = rows.make(_split_off(record, given, person, by))
        rows.rewrite(person, lambda _record: _left(record, given, new, by))
        requests.relink(new, given)
        _note(Entry.Kind.PERSON_SPLIT, (person, new), by)
    return new


def undo(person: int, place: int, *, by: By) -> None:
    """Take back the change at that place of the history. Raises CannotBeUndone, PersonIsGone, IsHeld."""
    with transaction.atomic():
        record = rows.locked(person)
        change = record.history[place] if 0 <= place < len(record.history) else None
        if change is None or not change.can_be_undone:
            raise CannotBeUndone
        if change.absorbed is not None:
            _take_apart(person, record, place, change.absorbed, by)
        else:
            merge(person, change.other, by=by)
            rows.rewrite(person, lambda record: _marked_undone(record, place))


def _both(kept: int, absorbed: int) -> tuple[Record, Record]:
    """Both records, locked in the order of their ids: two merges at once wait for each other in that order."""
    opened = {person: rows.locked(person) for person in sorted((kept, absorbed))}
    return opened[kept], opened[absorbed]


def _merged(record: Record, other: Record, absorbed: int, by: By) -> Record:
    change = Change(
        deed=Deed.MERGED,
        other=absorbed,
        by=by.member,
        at=timezone.now(),
        requests=other.requests,
        before=replace(record, history=()),
        absorbed=other,
    )
    return replace(
        record,
        contact=_filled(record.contact, other.contact),
        given={**record.given, **other.given},
        aliases=_aliases(record, other),
        consents=_consents(record, other),
        earlier=(*record.earlier, *other.earlier),
        history=(*record.history, change),
    )


def _filled(contact: Contact, other: Contact) -> Contact:
    return replace(contact, **{part: getattr(contact, part) or getattr(other, part) for part in PARTS})


def _aliases(record: Record, other: Record) -> tuple[str, ...]:
    """The added names of both; and how the other one was called, where none of their requests says it."""
    given = {contact.name for contact in (record.contact, *record.given.values(), *other.given.values())}
    names = (*record.aliases, other.contact.name, *other.aliases)
    return tuple(dict.fromkeys(name for name in names if name and name not in given))


def _consents(record: Record, other: Record) -> dict[Way, Consent]:
    """A no of either counts; a yes of the other one only for the number or address that is kept."""
    contact = _filled(record.contact, other.contact)
    usable = {
        way: consent
        for way, consent in other.consents.items()
        if consent.answer is Answer.NO
        or (way not in record.consents and getattr(contact, way.part) == getattr(other.contact, way.part))
    }
    return {**record.consents, **usable}


def _split_off(record: Record, given: dict[UUID, Contact], person: int, by: By) -> Record:
    newest = [*given.values()][-1]
    contact = replace(newest, **{part: _newest(given.values(), part) for part in PARTS})
    change = Change(
        deed=Deed.SPLIT_FROM, other=person, by=by.member, at=timezone.now(), requests=tuple(given)
    )
    return Record(
        contact=contact,
        given=given,
        consents={way: each for way, each in record.consents.items() if each.answer is Answer.NO},
        history=(change,),
    )


def _left(record: Record, moved: dict[UUID, Contact], new: int, by: By) -> Record:
    """What stays: the current contact without what only the moved requests had given."""
    given = {request: contact for request, contact in record.given.items() if request not in moved}
    current: dict[str, Any] = {
        part: _newest(given.values(), part)
        for part in PARTS
        if _gave(moved.values(), part, getattr(record.contact, part))
        and not _gave(given.values(), part, getattr(record.contact, part))
    }
    gone = {each.name for each in moved.values()} - {each.name for each in given.values()}
    change = Change(deed=Deed.SPLIT, other=new, by=by.member, at=timezone.now(), requests=tuple(moved))
    return replace(
        record.with_contact(replace(record.contact, **current)),
        given=given,
        aliases=tuple(name for name in record.aliases if name not in gone),
        history=(*record.history, change),
    )


def _newest(given: Iterable[Contact], part: str) -> str:
    stated = [str(getattr(each, part)) for each in given if getattr(each, part)]
    return stated[-1] if stated else ""


def _gave(given: Iterable[Contact], part: str, value: str) -> bool:
    return any(getattr(each, part) == value for each in given)


def _take_apart(person: int, record: Record, place: int, absorbed: Record, by: By) -> None:
    """Give the other person their id and requests back, with what was corrected since."""
    other = record.history[place].other
    back = {request: record.given[request] for request in absorbed.requests if request in record.given}
    if not back or len(back) == len(record.given):
        raise CannotBeUndone
    holds.refuse_held(person=person)
    rows.rewrite(person, lambda _record: _as_before(record, place, back))
    rows.make_again(other, replace(absorbed, given=back))
    requests.relink(other, back)
    _note(Entry.Kind.MERGE_UNDONE, (person, other), by)


def _as_before(record: Record, place: int, back: dict[UUID, Contact]) -> Record:
    """Without what the merge brought; what changed since then stays."""
    change = record.history[place]
    assert change.before is not None
    assert change.absorbed is not None
    before, absorbed = change.before, change.absorbed
    merged = _filled(before.contact, absorbed.contact)
    contact = {
        part: getattr(before.contact, part)
        for part in PARTS
        if getattr(record.contact, part) == getattr(merged, part)
    }
    brought = {absorbed.contact.name, *absorbed.aliases} - {*before.aliases}
    consents = {
        way: each
        for way, each in record.consents.items()
        if each != absorbed.consents.get(way) or each == before.consents.get(way)
    }
    apart = replace(
        record,
        given={request: each for request, each in record.given.items() if request not in back},
        aliases=tuple(name for name in record.aliases if name not in brought),
        consents={**{way: each for way, each in before.consents.items() if way not in consents}, **consents},
        earlier=tuple(
            each for each in record.earlier if each not in absorbed.earlier or each in before.earlier
        ),
    ).with_contact(replace(record.contact, **contact))
    return _marked_undone(apart, place)


def _marked_undone(record: Record, place: int) -> Record:
    """The fact stays in the history; what it held of the other person goes with them."""
    history = [*record.history]
    history[place] = replace(
        history[place], requests=(), before=None, absorbed=None, undone_at=timezone.now()
    )
    return replace(record, history=tuple(history))


def _note(kind: Entry.Kind, persons: tuple[int, int], by: By) -> None:
    for person in persons:
        log.note(kind, by.subject(person), actor=by.member)
