"""Keeping, opening, correcting and erasing somebody's contact."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.holdings import holds
from commonhall.people import rows
from commonhall.people.record import LONGEST as LONGEST

# Rooms above name these by this module: a contact is what they know of a person.
from commonhall.people.record import Contact as Contact
from commonhall.people.record import Record as Record
from commonhall.people.record import plain as plain
from commonhall.people.rows import PersonIsGone as PersonIsGone
from commonhall.people.rows import open_record as open_record
from commonhall.people.rows import opens as opens
from commonhall.people.rows import record_with as record_with
from commonhall.people.rows import records as records

_forgetters: list[Callable[[Record], None]] = []


def forgets(forget: Callable[[Record], None]) -> Callable[[Record], None]:
    """Sign in what a room above deletes when a person is erased; called in the same transaction."""
    _forgetters.append(forget)
    return forget


def keep(contact: Contact, *, request: UUID) -> int:
    """Seal a new person's record and return its id. Call it in the transaction that writes the request."""
    return rows.make(Record(contact=contact, given={request: contact}))


def keep_many(given: Iterable[tuple[Contact, UUID]]) -> list[int]:
    """Seal the records of many new persons, each with one request, in one transaction; their ids, in the same order."""
    return keep_each([each] for each in given)


def keep_each(given: Iterable[Sequence[tuple[Contact, UUID]]]) -> list[int]:
    """The same of persons with several requests each, oldest first: the last says their current contact."""
    return rows.make_many(map(_record, given))


def _record(given: Sequence[tuple[Contact, UUID]]) -> Record:
    (contact, request), *later = given
    record = Record(contact=contact, given={request: contact})
    for contact, request in later:
        record = _with(record, contact, request)
    return record


def _with(record: Record, contact: Contact, request: UUID) -> Record:
    """With one more request; what it gives becomes the current contact."""
    stated = {part: getattr(contact, part) for part in contact.parts}
    current = replace(record.contact, **stated, language=contact.language)
    return replace(record.with_contact(current), given={**record.given, request: contact})


def attach(person: int, contact: Contact, *, request: UUID) -> None:
    """Add a request to somebody who is known; what it gives becomes their current contact. Raises PersonIsGone.

    Call it in the transaction that writes the request. It has no entry in the log of its own: the look that found
    the person has one, and an entry at the very time of the request would tell that somebody had reported before.
    """
    rows.rewrite(person, lambda record: _with(record, contact, request))


def correct(person: int, **changes: str) -> None:
    """Change parts of the current contact (`name=`, `phone=` …). Raises PersonIsGone."""
    rows.rewrite(person, lambda record: record.with_contact(replace(record.contact, **changes)))


def correct_given(person: int, contact: Contact, *, request: UUID) -> None:
    """Put right what one request gave, and the current contact where it still held the old value.

    The language stays. Raises PersonIsGone, also where the request is not theirs.
    """

    def change(record: Record) -> Record:
        if request not in record.given:
            raise PersonIsGone
        return record.corrected(request, replace(contact, language=record.given[request].language))

    rows.rewrite(person, change)


def let_go(person: int, *, request: UUID) -> None:
    """Take a request out of the record: its time is over. With the last one the person is erased.

    Call it in the transaction that deletes the request. Raises PersonIsGone, IsHeld.
    """
    record = rows.locked(person)
    if record.without(request).given:
        rows.rewrite(person, lambda record: record.without(request))
    else:
        erase(person)


def erase(person: int, *, actor: UUID | None = None) -> Record:
    """Delete the person's key and row, and what other rooms sealed about them; returns what was held.

    The id stays as a tombstone, and the ids of those who had been merged into them. Raises PersonIsGone, IsHeld.
    """
    with transaction.atomic():
        record = rows.locked(person)
        holds.refuse_held(person=person, requests=record.requests)
        for forget in _forgetters:
            forget(record)
        rows.erase(person, record.absorbed)
        log.note(Entry.Kind.PERSON_ERASED, log.Subject(person=person), actor=actor)
    return record
