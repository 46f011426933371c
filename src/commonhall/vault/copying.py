"""Many rows of one table at once, by COPY: statements of 500 rows took half of a batch to be written and read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter

from django.db import connection
from django.db.models import JSONField, Model


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
