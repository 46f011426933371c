"""The rows of persons: a record sealed under a key of its own. Ids are random and never given to two people."""

import secrets
from collections.abc import Buffer, Callable, Iterable

from django.db import connection, transaction
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from commonhall.errors import Refused
from commonhall.people import record as record_form
from commonhall.people.models import Erased, Person, PersonKey, Retired
from commonhall.people.record import Record
from commonhall.vault import copying
from commonhall.vault.sealing import CannotOpen, DataKey, Wrapped

type Change = Callable[[Record], Record]

_IDS = 2**31
_STORE = """
    WITH new AS (SELECT %s::integer AS id, %s::bytea AS wrapped, %s::integer AS epoch, %s::bytea AS sealed),
    key AS (
      INSERT INTO people_personkey (id, wrapped, epoch) SELECT id, wrapped, epoch FROM new
        WHERE NOT EXISTS (SELECT FROM people_erased AS had WHERE had.id = new.id)
        AND NOT EXISTS (SELECT FROM people_retired AS had WHERE had.id = new.id)
        ON CONFLICT DO NOTHING RETURNING id
    )
    INSERT INTO people_person (id, sealed) SELECT id, sealed FROM new JOIN key USING (id) RETURNING id
"""


class PersonIsGone(Refused):
    """The person was erased, or never was."""

    def __init__(self, said: str = "") -> None:
        super().__init__(
            said or _("This person was erased. What was reported stays; who reported it is gone.")
        )


class PersonWasMerged(PersonIsGone):
    """The person is part of another one now."""

    def __init__(self) -> None:
        super().__init__(
            _("This person was merged into another one just now. Open them again from one of their requests.")
        )


def make(record: Record) -> int:
    """Seal a new person's record and return its id."""
    while not _store(person := secrets.randbelow(_IDS), record):
        pass
    return person


def make_many(given: Iterable[Record]) -> list[int]:
    """Seal the records of many new persons in one transaction; their ids, in the same order."""
    records = list(given)
    people, keys = [], []
    for record, person in zip(records, _unused_ids(len(records)), strict=True):
        key = DataKey.new()
        wrapped = key.wrap(context=_key_context(person))
        people.append(Person(pk=person, sealed=_seal(key, person, record)))
        keys.append(PersonKey(pk=person, wrapped=wrapped.key, epoch=wrapped.epoch))
    with transaction.atomic():
        copying.copy(keys)
        copying.copy(people)
    return [person.pk for person in people]


def make_again(person: int, record: Record) -> int:
    """Seal a record under a new key and an id of its own: a new one, or that of a merge that is undone."""
    Retired.objects.filter(pk=person).delete()
    if not _store(person, record):
        raise ValueError("this id is somebody's, or was")
    return person


def _store(person: int, record: Record) -> bool:
    """Whether nobody has or had the id: else nothing is stored."""
    key = DataKey.new()
    wrapped = key.wrap(context=_key_context(person))
    with connection.cursor() as cursor:
        cursor.execute(_STORE, [person, bytes(wrapped.key), wrapped.epoch, _seal(key, person, record)])
        return cursor.fetchone() is not None


def open_record(person: int) -> Record:
    """The record of a person, unsealed. The caller has noted the look. Raises PersonIsGone and CannotOpen."""
    try:
        row = Person.objects.get(pk=person)
        return _unseal(_key_of(person), person, row.sealed)
    except (Person.DoesNotExist, PersonKey.DoesNotExist):
        raise _gone(person) from None


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


def record_with(row: Person, key: PersonKey) -> Record:
    """The record in a row, by the wrapped key in another. Raises CannotOpen."""
    return _unseal(_unwrap(key), row.pk, row.sealed)


def opens(row: Person) -> bool:
    """Whether a key that is left opens these bytes, which may be those of an erased person."""
    try:
        _unseal(_key_of(row.pk), row.pk, row.sealed)
    except (PersonKey.DoesNotExist, CannotOpen):
        return False
    return True


def unwraps(row: PersonKey) -> bool:
    """Whether the key file unwraps this key."""
    try:
        _unwrap(row)
    except CannotOpen:
        return False
    return True


def locked(person: int) -> Record:
    """The record, its row locked until the transaction ends. Raises PersonIsGone."""
    if not Person.objects.select_for_update().filter(pk=person).exists():
        raise _gone(person)
    return open_record(person)


def rewrite(person: int, change: Change) -> Record:
    """Seal what `change` makes of the record, and return it. Raises PersonIsGone."""
    with transaction.atomic():
        record = change(locked(person))
        Person.objects.filter(pk=person).update(sealed=_seal(_key_of(person), person, record))
    return record


def retire(person: int) -> None:
    """Take away a person whose record went into another one; the id stays theirs."""
    _delete(person)
    Retired.objects.create(pk=person)


def erase(person: int, absorbed: tuple[int, ...]) -> None:
    """Delete a person's key and row; those who had been merged into them are erased too, in old backups as well."""
    _delete(person)
    Retired.objects.filter(pk__in=absorbed).delete()
    for each in (person, *absorbed):
        Erased.objects.create(pk=each)


def _delete(person: int) -> None:
    PersonKey.objects.filter(pk=person).delete()
    Person.objects.filter(pk=person).delete()


def _gone(person: int) -> PersonIsGone:
    return PersonWasMerged() if Retired.objects.filter(pk=person).exists() else PersonIsGone()


def _unused_ids(count: int) -> set[int]:
    """So many ids, in no order, that nobody has or had."""
    found: set[int] = set()
    while len(found) < count:
        drawn = {secrets.randbelow(_IDS) for _ in range(count - len(found))}
        listed = RawSQL("SELECT unnest(%s::integer[])", [list(drawn)])
        held, *others = (
            table.objects.filter(pk__in=listed).values_list("pk", flat=True)
            for table in (PersonKey, Erased, Retired)
        )
        found |= drawn - set(held.union(*others))
    return found


def _key_of(person: int) -> DataKey:
    return _unwrap(PersonKey.objects.get(pk=person))


def _unwrap(row: PersonKey) -> DataKey:
    return DataKey.unwrap(Wrapped(row.wrapped, row.epoch), context=_key_context(row.pk))


def _seal(key: DataKey, person: int, record: Record) -> bytes:
    return key.seal(record_form.write(record), context=_context(person))


def _unseal(key: DataKey, person: int, sealed: Buffer) -> Record:
    return record_form.read(key.unseal(sealed, context=_context(person)))


def _context(person: int) -> str:
    return f"people.person:{person}"


def _key_context(person: int) -> str:
    return f"people.personkey:{person}"
