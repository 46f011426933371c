"""Rows with their sealed columns opened: which are, by which key, and which stay sealed and why.

A column that is opened loses its `_sealed`. What went with an erased person is empty, and counted. What should open and
does not is empty too, and named value by value in a file of its own.
"""

import base64
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models
from psycopg import sql

from commonhall.appointments import whose
from commonhall.appointments.models import BookingKey
from commonhall.holdings import holds
from commonhall.messaging import outbox, received
from commonhall.operations.backups.parts import Table
from commonhall.operations.backups.rows import Hashed
from commonhall.people import contacts
from commonhall.people.models import PersonKey
from commonhall.service_requests import answers, words
from commonhall.service_requests.models import Rating, RequestKey
from commonhall.vault.sealing import CannotOpen, DataKey

_OF_A_PROGRAM = "by it programs know each other: of use here alone"
_OF_THE_LOG = "the log of looks tells of erased people too: its entries open here, each for a reason"
STAYS_SEALED: Mapping[tuple[str, str], str] = {
    ("audit_entry", "subject_sealed"): _OF_THE_LOG,
    ("people_alarm", "note_sealed"): _OF_THE_LOG,
    ("people_looksession", "request_sealed"): _OF_THE_LOG,
    ("people_typing", "sealed"): _OF_THE_LOG,
    ("people_listedname", "sealed"): "names that make people curious: of use to the log of looks alone",
    (
        "messaging_heard",
        "sealed",
    ): "numbers that sent a word such as STOP, until it is answered: kept for two days",
    ("webhooks_endpoint", "secret_sealed"): _OF_A_PROGRAM,
    ("webhooks_endpoint", "secret_before_sealed"): _OF_A_PROGRAM,
}
IN_THE_ARCHIVE = frozenset({("service_requests_photo", "sealed"), ("service_requests_photo", "copy_sealed")})


class Erased(Exception):
    """What would have opened it was deleted with the person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sealed:
    """A row to open. `row`: with its keys and sealed columns alone; `key`: its key's row, None where there is none."""

    row: Any
    key: Mapping[str, Any] | None
    is_anonymous: bool = False

    @property
    def is_erased(self) -> bool:
        return self.key is None and not self.is_anonymous

    def by_its_key[T](self, attempt: Callable[[DataKey], T]) -> T:
        """What opens by the key of its request. Raises CannotOpen, Erased."""
        if self.key is None:
            raise Erased
        return attempt(request_key(self.key))

    def by_either[T](self, attempt: Callable[[DataKey | None], T]) -> T:
        """The same where `attempt` may get None, which stands for the office's key. Raises CannotOpen, Erased."""
        try:
            return attempt(request_key(self.key) if self.key else None)
        except CannotOpen:
            if self.is_erased:
                raise Erased from None
            raise


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A sealed column: its name and type once it is open. `read` raises CannotOpen and Erased."""

    name: str
    type: str
    read: Callable[[Sealed], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Opener:
    """How rows of a table open. `key`, `anonymous`: queries that give their key and whose they are, of a row `each`."""

    columns: Mapping[str, Column]
    key: str = "SELECT NULL"
    anonymous: str = "SELECT false"

    def copy_out(self, table: Table) -> sql.Composed:
        """The statement that gives each row, in the table's order: as JSON, its key, whether it is anonymous."""
        return sql.SQL(
            "COPY (SELECT to_jsonb(each)::text, ({})::text, ({})::text FROM ({}) AS each) TO STDOUT"
        ).format(sql.SQL(self.key), sql.SQL(self.anonymous), table.rows())


@dataclass(kw_only=True, slots=True)
class Outcome:
    """What did not open. `file`: a line for each value that should have; `erased`: how many of a column went."""

    file: Hashed
    unopened: int = 0
    erased: Counter[str] = field(default_factory=Counter)

    def tell(self, table: str, key: str, column: str) -> None:
        """Name a value that should have opened."""
        self.unopened += 1
        self.file.write(json.dumps({"table": table, "key": key, "column": column}).encode() + b"\n")


def _column(name: str, read: Callable[[Sealed], object], kind: str = "text") -> Column:
    return Column(name=name, type=kind, read=read)


def _contact(sealed: Sealed) -> object:
    """Whose a request is. Of an erased person nothing: two requests would else be seen to have been one person's."""
    if sealed.is_erased:
        raise Erased
    link = words.contact_link(sealed.row)
    return asdict(link) if link else None


def _person(sealed: Sealed) -> object:
    if sealed.key is None:
        raise CannotOpen("a person without a key")
    return contacts.plain(contacts.record_with(sealed.row, instance(PersonKey, sealed.key)))


def _written(sealed: Sealed) -> object:
    """Without its link, which opens the resident's page."""
    said = sealed.by_its_key(lambda key: outbox.read(sealed.row, key))
    return {"subject": said.subject, "text": said.text, "language": said.language}


def _came_in(sealed: Sealed) -> object:
    """The bytes in base 64: a mail may be in any character set, or damaged."""
    raw = sealed.by_either(lambda key: received.unseal(sealed.row.pk, sealed.row.sealed, key))
    return base64.b64encode(raw).decode()


def _booked_place(sealed: Sealed) -> object:
    """Where the city came to for an appointment."""
    return sealed.by_its_key(lambda key: whose.place_with(sealed.row, key))


def _hold(sealed: Sealed) -> object:
    held = holds.opened(sealed.row)
    return {
        "person": held.person,
        "request": str(held.request) if held.request else None,
        "reason": held.reason,
        "by": str(held.by),
        "since": held.since.isoformat(),
    }


_KEY_OF_BOOKING = "SELECT to_jsonb(key) FROM appointments_bookingkey AS key WHERE key.booking_id = each."
_ITS_KEY = "SELECT to_jsonb(key) FROM service_requests_requestkey AS key WHERE key.request_id = each."
_ITS_REQUEST = (
    "SELECT is_anonymous FROM service_requests_servicerequest AS its WHERE its.id = each.request_id"
)
OPENERS: Mapping[str, Opener] = {
    "people_person": Opener(
        key="SELECT to_jsonb(key) FROM people_personkey AS key WHERE key.id = each.id",
        columns={"sealed": _column("record", _person, "jsonb")},
    ),
    "holdings_hold": Opener(columns={"sealed": _column("hold", _hold, "jsonb")}),
    "service_requests_servicerequest": Opener(
        key=f"{_ITS_KEY}id",
        anonymous="SELECT each.is_anonymous",
        columns={
            "contact_sealed": _column("contact", _contact, "jsonb"),
            "words_sealed": _column(
                "words",
                lambda it: it.by_its_key(lambda key: words.full_with(it.row.pk, it.row.words_sealed, key)),
            ),
            "stripped_sealed": _column("stripped", lambda it: words.stripped(it.row)),
            "answers_sealed": _column(
                "answers", lambda it: it.by_its_key(lambda key: answers.given_in_full(it.row, key)), "jsonb"
            ),
            "stripped_answers_sealed": _column(
                "stripped_answers", lambda it: answers.given_stripped(it.row), "jsonb"
            ),
            "old_number_sealed": _column(
                "old_number",
                lambda it: it.by_its_key(
                    lambda key: words.old_number_with(it.row.pk, it.row.old_number_sealed, key)
                ),
            ),
            "place_sealed": _column(
                "place", lambda it: it.by_either(lambda key: words.place_with(it.row, key))
            ),
        },
    ),
    "service_requests_event": Opener(
        key=f"{_ITS_KEY}request_id",
        anonymous=_ITS_REQUEST,
        columns={
            "internal_sealed": _column(
                "internal", lambda it: it.by_either(lambda key: words.internal(it.row, key))
            ),
            "own_words_sealed": _column(
                "own_words", lambda it: it.by_its_key(lambda key: words.own_words(it.row, key))
            ),
        },
    ),
    "appointments_booking": Opener(
        key=f"{_KEY_OF_BOOKING}id",
        columns={
            "contact_sealed": _column("contact", lambda it: asdict(whose.contact_link(it.row)), "jsonb"),
            "place_sealed": _column("place", _booked_place),
        },
    ),
    "messaging_message": Opener(
        key=f"SELECT coalesce(({_ITS_KEY}about), ({_KEY_OF_BOOKING}about))",
        columns={"sealed": _column("message", _written, "jsonb")},
    ),
    "messaging_received": Opener(
        key=f"{_ITS_KEY}about",
        anonymous="SELECT each.about IS NULL",
        columns={"sealed": _column("received", _came_in)},
    ),
    "service_requests_rating": Opener(
        key=f"{_ITS_KEY}request_id",
        columns={
            "words_sealed": _column("words", lambda it: it.by_its_key(lambda key: _rated(it.row, key).full)),
            "stripped_sealed": _column(
                "stripped", lambda it: it.by_its_key(lambda key: _rated(it.row, key).stripped)
            ),
        },
    ),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Opening:
    """The opening of a table, row by row."""

    table: Table
    model: type[models.Model]
    opener: Opener
    outcome: Outcome

    def line(self, row: tuple[str | None, ...]) -> str:
        """A row as the opener's `copy_out` gives it, as JSON with its sealed columns open."""
        line, key, anonymous = row
        given: dict[str, Any] = json.loads(line or "")
        sealed = Sealed(
            row=instance(self.model, given),
            key=json.loads(key) if key else None,
            is_anonymous=anonymous == "true",
        )
        written: dict[str, object] = {}
        for name, value in given.items():
            column = self.opener.columns.get(name)
            if column is None:
                written[name] = value
            else:
                written[column.name] = None if value is None else self._read(column, sealed)
        return json.dumps(written, ensure_ascii=False)

    def _read(self, column: Column, sealed: Sealed) -> object:
        try:
            return column.read(sealed)
        except Erased:
            self.outcome.erased[f"{self.table.name}.{column.name}"] += 1
        except CannotOpen:
            self.outcome.tell(self.table.name, str(sealed.row.pk), column.name)
        return None


def request_key(row: Mapping[str, Any]) -> DataKey:
    """The key of a request or of an appointment, in its row as JSON. Raises CannotOpen."""
    if "booking_id" in row:
        return whose.unwrapped(instance(BookingKey, row))
    return words.unwrapped(instance(RequestKey, row))


def instance[M: models.Model](model: type[M], row: Mapping[str, Any]) -> M:
    """A row that came as JSON, as far as opening it needs: its keys, and what is bytes."""
    return model(
        **{
            each.attname: _value(each, row[str(each.column)])
            for each in model._meta.concrete_fields
            if each.column in row and _is_needed(each)
        }
    )


def _is_needed(each: "models.Field[Any, Any]") -> bool:
    return (
        each.primary_key
        or each.name in {"request", "booking", "epoch"}
        or isinstance(each, models.BinaryField)
    )


def _value(each: "models.Field[Any, Any]", given: Any) -> Any:
    if given is not None and isinstance(each, models.BinaryField):
        return bytes.fromhex(given.removeprefix("\\x"))
    return each.to_python(given)


def _rated(row: Rating, key: DataKey) -> words.Said:
    said = words.of_rating(row, key)
    if said is None:
        raise CannotOpen(f"service_requests.rating:{row.pk}")
    return said
