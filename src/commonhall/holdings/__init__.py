"""Each table with personal data, declared once: why it is held, how long, and who may read each column.

A room declares its tables in its `holding.py`. Rooms below this one, and third-party tables, are declared in
`holdings/holding.py`. Every column that can hold words, bytes, files or addresses must be declared;
`tests/test_house.py` fails on one that is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise as LazyText

from commonhall.holdings.schedules import Schedule


class Kind(StrEnum):
    """Who can read what a column holds."""

    SEALED = "sealed"  # opened only for a reason, each look logged, or by the key's owner
    STRIPPED = "stripped"  # sealed for the office, personal details taken out
    PUBLIC = "public"  # may be read by anyone
    STAFF = "staff"  # about or by members of staff
    NOT_PERSONAL = "not personal"  # never about a person; says why


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind, and for `not personal` the reason."""

    kind: Kind
    why: str = ""


SEALED = Column(Kind.SEALED)
STRIPPED = Column(Kind.STRIPPED)
PUBLIC = Column(Kind.PUBLIC)
STAFF = Column(Kind.STAFF)


def not_personal(why: str) -> Column:
    """A column that never holds anything about a person, and why that is so."""
    return Column(Kind.NOT_PERSONAL, why)


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """One table. `model` is its Django label ("people.person")."""

    model: str
    why: str | LazyText
    keep: str | LazyText
    columns: Mapping[str, Column]
    schedule: Schedule | None = None  # `keep` for the program, where it deletes the rows by itself
    append_only: bool = False  # the application may add and read rows, never change or delete them
    secret: bool = False  # keys: the read-only login does not see them
    made_by_owner: bool = False  # the application reads it and may write none of it


_holdings: dict[str, Holding] = {}


def declare(holding: Holding) -> None:
    """Sign a table in. Raises ValueError when it is declared twice."""
    if holding.model in _holdings:
        raise ValueError(f"{holding.model} is declared twice")
    _holdings[holding.model] = holding


def all_declared() -> Mapping[str, Holding]:
    """Every declared table by its model's label."""
    return dict(_holdings)


_SPEAKLESS = (
    models.AutoField,
    models.BigAutoField,
    models.IntegerField,
    models.FloatField,
    models.DecimalField,
    models.BooleanField,
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.UUIDField,
    models.ForeignKey,
)


def can_speak(field: "models.Field[object, object]") -> bool:
    """Whether a column could hold something about a person: words, bytes, JSON, files, addresses."""
    return not isinstance(field, _SPEAKLESS)
