"""A restore that has begun and not ended: a comment on the schema says so, and what starts there refuses.

Every login can read it, and it goes in and out with the transaction that moves the rows.
"""

from contextlib import suppress
from dataclasses import dataclass

from django.db import connections
from django.db.backends.utils import CursorWrapper
from psycopg import Connection, Cursor, Error, sql

from commonhall.errors import Refused

_BEGUN, _ROWS_ARE_IN = "commonhall restore, begun: ", "commonhall restore, rows are in: "
_NONE = "standard public schema"  # what PostgreSQL itself says of it
_READ = "SELECT obj_description('public'::regnamespace, 'pg_namespace')"


class CutShort(Refused):
    """What is there is a part of a city."""

    def __init__(self, backup: str) -> None:
        super().__init__(
            f"A restore of {backup} into this database was cut short, or still runs. Run `commonhall restore` with "
            "that backup again: it finishes what is there, or begins anew."
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Unfinished:
    """Which backup it was, and whether all its rows are in, and compared."""

    backup: str
    rows_are_in: bool


def found(connection: Connection) -> Unfinished | None:
    """The restore that did not end in this connection's database."""
    return _read(connection.execute(_READ))


def refuse(alias: str = "default") -> None:
    """Raise CutShort where a restore did not end."""
    with connections[alias].cursor() as cursor:
        cursor.execute(_READ)
        if left := _read(cursor):
            raise CutShort(left.backup)


def note_begun(connection: Connection, backup: str) -> None:
    """From here on nothing starts there."""
    _write(connection, _BEGUN + backup)


def note_rows_are_in(connection: Connection, backup: str) -> None:
    """In the transaction that took them in: what is left is the schema of this version, rights, search indexes."""
    _write(connection, _ROWS_ARE_IN + backup)


def note_ended(connection: Connection) -> None:
    """All of it is there, or nothing."""
    _write(connection, _NONE)


def note_given_up(connection: Connection) -> None:
    """Nothing of it is there; a server that went away is told by the next restore."""
    with suppress(Error):
        note_ended(connection)


def _read(cursor: Cursor | CursorWrapper) -> Unfinished | None:
    (comment,) = cursor.fetchone() or (None,)
    for mark, rows_are_in in ((_BEGUN, False), (_ROWS_ARE_IN, True)):
        if str(comment).startswith(mark):
            return Unfinished(backup=str(comment).removeprefix(mark), rows_are_in=rows_are_in)
    return None


def _write(connection: Connection, comment: str) -> None:
    connection.execute(sql.SQL("COMMENT ON SCHEMA public IS {}").format(comment))
