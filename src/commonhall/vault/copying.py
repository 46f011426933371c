"""Many rows of one table at once, by COPY: statements of 500 rows took half of a batch to be written and read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
    table, *columns = map(
        connection.ops.quote_name, (rows[0]._meta.db_table, *(str(field.column) for field in fields))
    )
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


@contextmanager
def counted() -> Iterator[None]:
    """Rows that are written inside bring the numbers that the database would give them, as those do that settle
    writes again. Only for tables without an index of words: its delta would not hear of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL commonhall.settling = 'on'")
        yield
        cursor.execute("SET LOCAL commonhall.settling = 'off'")  # where an error comes, the transaction ends
