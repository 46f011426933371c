"""Rows that are written without the detours of the ORM: many of one table by COPY, or a few of several at once.

Statements of 500 rows took half of a batch to be written and read, and a statement for each row half of an intake.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model
from django.db.models.base import ModelState


def row[M: Model](model: type[M], **given: object) -> M:
    """A row, not saved, by the names of its columns (`service_id`), as the model's own constructor makes it.

    That goes through every field with exceptions and descriptors: it took a quarter of an import. Raises TypeError
    for a column that is not the model's.
    """
    fixed, drawn = _defaults(model)
    values = {**fixed, **given}
    if len(values) != len(fixed):
        raise TypeError(f"{model.__name__} has no {', '.join(sorted(given.keys() - fixed.keys()))}")
    made = model.__new__(model)
    made._state = ModelState()
    made.__dict__ |= values
    for name, draw in drawn:
        if name not in given:
            made.__dict__[name] = draw()
    return made


@cache
def _defaults(model: type[Model]) -> tuple[Mapping[str, object], Sequence[tuple[str, Callable[[], Any]]]]:
    """The value of each column that is not given, and those that are drawn anew for each row."""
    fields = model._meta.concrete_fields
    drawn = [
        (field.attname, field.default) for field in fields if field.has_default() and callable(field.default)
    ]
    own = dict(drawn)
    fixed = {field.attname: None if field.attname in own else field.get_default() for field in fields}
    return fixed, drawn


def copy(rows: Sequence[Model]) -> None:
    """As `bulk_create` of rows whose keys are set: nothing is read back. Call it in a transaction."""
    if not rows:
        return
    fields = rows[0]._meta.concrete_fields
    table, columns = _named(type(rows[0]))
    values = attrgetter("pk", *(field.attname for field in fields))
    prepared = [(at, field) for at, field in enumerate(fields) if isinstance(field, JSONField)]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copied,
    ):
        for row in rows:
            _pk, *written = values(row)
            for at, field in prepared:
                written[at] = field.get_db_prep_save(written[at], connection)
            copied.write_row(written)


def insert(rows: Sequence[Model]) -> None:
    """A few rows, of several tables too, in one statement: all or none. Nothing is read back.

    Foreign keys are looked at in the end, so that no order is needed among them.
    """
    values = [value for row in rows for value in _values(row)]
    with connection.cursor() as cursor:
        cursor.execute(_statement(tuple(map(type, rows))), values)


def _values(row: Model) -> Iterator[Any]:
    for field in row._meta.concrete_fields:
        value = getattr(row, str(field.attname))
        yield field.get_db_prep_save(value, connection) if isinstance(field, JSONField) else value


@cache
def _statement(models: tuple[type[Model], ...]) -> str:
    """Kept: there are as many as reports have rows, and Django would write each anew."""
    *first, last = map(_insertion, models)
    others = ", ".join(f"row_{at} AS ({each})" for at, each in enumerate(first))
    return f"WITH {others} {last}" if others else last


def _insertion(model: type[Model]) -> str:
    table, columns = _named(model)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608


def _named(model: type[Model]) -> tuple[str, list[str]]:
    """The names of its table and columns, as a statement says them."""
    quoted = connection.ops.quote_name
    columns = [quoted(str(field.column)) for field in model._meta.concrete_fields]
    return quoted(model._meta.db_table), columns
