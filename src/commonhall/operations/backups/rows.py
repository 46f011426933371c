"""Rows on their way to a file and back: compressed, counted, hashed; a piece at a time."""

import gzip
import hashlib
import io
from collections.abc import Buffer
from pathlib import Path
from typing import BinaryIO, override

from psycopg import Connection

from commonhall.operations.backups.manifest import Member, Rows, UnusableBackup
from commonhall.operations.backups.parts import Table

_PIECE = 256 * 1024
_FAST = 1  # what is sealed does not get smaller; the rest of the text does at any level
READABLE = (  # the same rows are the same text in any cluster
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; "
    "SET bytea_output = 'hex'; SET extra_float_digits = 1; SET client_encoding = 'UTF8'; SET statement_timeout = 0"
)


class Hashed(io.BufferedIOBase):
    """A file that is written, and what was written to it so far."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hashed = hashlib.sha256()
        self.bytes = 0

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, piece: Buffer, /) -> int:
        self._hashed.update(piece)
        written = self._file.write(piece)
        self.bytes += written
        return written

    def member(self, name: str) -> Member:
        """What stands in the manifest of it."""
        return Member(name=name, bytes=self.bytes, sha256=self._hashed.hexdigest())


def write_out(connection: Connection, table: Table, folder: Path) -> tuple[Rows, Member]:
    """All rows of a table into a file of that folder."""
    name = f"{table.name}.copy.gz"
    with (folder / name).open("xb") as file:
        hashed = Hashed(file)
        packed = gzip.GzipFile("", "wb", _FAST, hashed, mtime=0)
        digest, rows = _told(connection, table, packed)
        packed.close()
    told = Rows(table=table.name, columns=list(table.columns), rows=rows, sha256=digest, file=name)
    return told, hashed.member(name)


def take_in(connection: Connection, table: Table, file: Path) -> None:
    """All rows of the file into the table."""
    try:
        with gzip.open(file) as packed, connection.cursor().copy(table.copy_in()) as copy:
            while piece := packed.read(_PIECE):
                copy.write(piece)
    except (EOFError, gzip.BadGzipFile):
        raise UnusableBackup(f"{file} is damaged. Take another copy of the backup.") from None


def same(connection: Connection, table: Table, told: Rows) -> bool:
    """Whether the table gives the very rows that were written out of the other one."""
    return _told(connection, table, None) == (told.sha256, told.rows)


def _told(connection: Connection, table: Table, to: gzip.GzipFile | None) -> tuple[str, int]:
    hashed = hashlib.sha256()
    cursor = connection.cursor()
    with cursor.copy(table.copy_out()) as copy:
        for piece in copy:
            hashed.update(piece)
            if to is not None:
                to.write(piece)
    return hashed.hexdigest(), cursor.rowcount
