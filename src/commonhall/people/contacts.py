"""Keeping, opening and erasing somebody's contact."""

import json
import secrets
from collections.abc import Buffer, Callable, Iterable
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from commonhall.audit import log
from commonhall.audit.models import Entry
from commonhall.errors import Refused
from commonhall.people.models import Erased, Person, PersonKey
from commonhall.vault.sealing import CannotOpen, DataKey, Wrapped


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """How somebody can be reached. Each part is optional; an empty string was not given."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    language: str = "en"

    @property
    def parts(self) -> tuple[str, ...]:
        """Which parts were given, by name."""
        return tuple(part for part in ("name", "phone", "email", "address") if getattr(self, part))


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """All that a person's row holds: the contact, and the requests it belongs to (known nowhere else)."""

    contact: Contact
    requests: tuple[UUID, ...] = ()


class PersonIsGone(Refused):
    """The person was erased, or never was."""

    def __init__(self) -> None:
        super().__init__(_("This person was erased. What was reported stays; who reported it is gone."))


_forgetters: list[Callable[[Record], None]] = []


def forgets(forget: Callable[[Record], None]) -> Callable[[Record], None]:
    """Sign in what a room above deletes when a person is erased; called in the same transaction."""
    _forgetters.append(forget)
    return forget


def keep(contact: Contact, *, request: UUID) -> int:
    """Seal a new person's record and return its id. Call it in the transaction that writes the request."""
    person = Person(pk=_unused_id())
    key = DataKey.new()
    wrapped = key.wrap(context=_key_context(person.pk))
    person.sealed = _seal(key, person.pk, Record(contact=contact, requests=(request,)))
    PersonKey.objects.create(pk=person.pk, wrapped=wrapped.key, epoch=wrapped.epoch)
    person.save(force_insert=True)
    return person.pk


def keep_many(given: Iterable[tuple[Contact, UUID]]) -> list[int]:
    """Seal the records of many new persons, each with one request, in one transaction; their ids, in the same order."""
    people, keys = [], []
    for contact, request in given:
        key = DataKey.new()
        person = _unused_id()
        wrapped = key.wrap(context=_key_context(person))
        record = Record(contact=contact, requests=(request,))
        people.append(Person(pk=person, sealed=_seal(key, person, record)))
        keys.append(PersonKey(pk=person, wrapped=wrapped.key, epoch=wrapped.epoch))
    with transaction.atomic():
        PersonKey.objects.bulk_create(keys)
        Person.objects.bulk_create(people)
    return [person.pk for person in people]


def open_record(person: int) -> Record:
    """The record of a person, unsealed. The caller has noted the look. Raises PersonIsGone and CannotOpen."""
    try:
        row = Person.objects.get(pk=person)
        return _unseal(_key_of(person), person, row.sealed)
    except (Person.DoesNotExist, PersonKey.DoesNotExist):
        raise PersonIsGone from None


def records(people: Iterable[int]) -> dict[int, Record]:
    """The records of these people, in their order, in one query; without those that are gone or do not open."""
    wanted = list(people)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person.id, person.sealed, key.wrapped, key.epoch FROM people_person AS person "
            "JOIN people_personkey AS key USING (id) WHERE person.id = ANY(%s)",
            [wanted],
        )
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    opened = ((person, _opened(person, *rows[person])) for person in wanted if person in rows)
    return {person: record for person, record in opened if record is not None}


def _opened(person: int, sealed: bytes, wrapped: bytes, epoch: int) -> Record | None:
    try:
        key = DataKey.unwrap(Wrapped(wrapped, epoch), context=_key_context(person))
        return _unseal(key, person, sealed)
    except CannotOpen:
        return None


def opens(row: Person) -> bool:
    """Whether a key that is left opens these bytes, which may be those of an erased person."""
    try:
        _unseal(_key_of(row.pk), row.pk, row.sealed)
    except (PersonKey.DoesNotExist, CannotOpen):
        return False
    return True


def correct(person: int, **changes: str) -> None:
    """Change parts of the contact (`name=`, `phone=` …). Raises PersonIsGone."""
    with transaction.atomic():
        row = Person.objects.select_for_update().filter(pk=person).first()
        if row is None:
            raise PersonIsGone
        key = _key_of(person)
        record = _unseal(key, person, row.sealed)
        row.sealed = _seal(key, person, replace(record, contact=replace(record.contact, **changes)))
        row.save(update_fields=["sealed"])


def erase(person: int, *, actor: UUID | None = None) -> Record:
    """Delete the person's key and row, and what other rooms sealed about them; returns what was held.

    The id stays as a tombstone. Raises PersonIsGone.
    """
    with transaction.atomic():
        if not Person.objects.select_for_update().filter(pk=person).exists():
            raise PersonIsGone
        record = open_record(person)
        for forget in _forgetters:
            forget(record)
        PersonKey.objects.filter(pk=person).delete()
        Person.objects.filter(pk=person).delete()
        Erased.objects.create(pk=person)
        log.note(Entry.Kind.PERSON_ERASED, log.Subject(person=person), actor=actor)
    return record


def _unused_id() -> int:
    while True:
        drawn = secrets.randbelow(2**31)
        if not PersonKey.objects.filter(pk=drawn).exists() and not Erased.objects.filter(pk=drawn).exists():
            return drawn


def _key_of(person: int) -> DataKey:
    row = PersonKey.objects.get(pk=person)
    return DataKey.unwrap(Wrapped(row.wrapped, row.epoch), context=_key_context(person))


def _seal(key: DataKey, person: int, record: Record) -> bytes:
    plain = {**asdict(record.contact), "requests": [str(request) for request in record.requests]}
    return key.seal(json.dumps(plain, ensure_ascii=False).encode(), context=_context(person))


def _unseal(key: DataKey, person: int, sealed: Buffer) -> Record:
    plain = json.loads(key.unseal(sealed, context=_context(person)))
    requests = tuple(UUID(request) for request in plain.pop("requests"))
    return Record(contact=Contact(**plain), requests=requests)


def _context(person: int) -> str:
    return f"people.person:{person}"


def _key_context(person: int) -> str:
    return f"people.personkey:{person}"
