"""Putting a backup back: into an empty database and an empty folder of photos, and compared row by row.

All of it or nothing: the parts are looked at whole before anything is written, and what is written is one transaction.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from psycopg import Connection, sql

from commonhall.errors import Refused
from commonhall.operations import migrating
from commonhall.operations.backups import parts, photo_archive, rows, snapshot, unfinished
from commonhall.operations.backups.archive import Archive
from commonhall.operations.backups.making import Progress, Say
from commonhall.operations.backups.manifest import Manifest, Part, Rows, UnusableBackup
from commonhall.operations.backups.parts import Table
from commonhall.vault.blind import upkeep

# What a city has that began: with rows in any of these a database is not empty, whatever `setup` loaded.
_BEGUN = ("service_requests_servicerequest", "people_person", "staff_member", "audit_entry")


class NotEmpty(Refused):
    """Something is there already; a restore never mixes two cities, nor two days of one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """What was put back, all of it compared with what the backup says."""

    tables: int
    rows: int
    photos: int
    bytes: int
    found_by_search: int
    seconds: float


def restore(archive: Archive, say: Say) -> Restored:
    """Put it into the database and photo folder of the settings, compare all of it, and bring the schema up to date.

    One that was cut short is finished, or begun anew. Raises NotEmpty, UnusableBackup, AnotherRuns; and NotItsSchema
    when this version is older than the backup.
    """
    began = time.monotonic()
    progress = Progress(say)
    with snapshot.own_connection() as connection:
        snapshot.hold_alone(connection)
        if _rows_are_in(connection, archive):
            say(
                "All rows are in and were compared: a restore that was cut short had come so far. It goes on."
            )
            photos, size = photo_archive.compare(*_photos(archive), progress.of("photos"))
        else:
            photos, size = _rows_and_photos(connection, archive, say, progress)
        migrating.apply()
        say("All rows are the same. The search indexes are made anew.")
        found = sum(upkeep.make_anew(index.name).rows for index in upkeep.registered())
        photo_archive.note_whole(settings.PHOTO_FOLDER)
        unfinished.note_ended(connection)
    told = [rows for part in (Part.DATA, Part.KEYS) for rows in archive.told[part].tables]
    return Restored(
        tables=len(told),
        rows=sum(rows.rows for rows in told),
        photos=photos,
        bytes=size + sum(m.bytes for p in (Part.DATA, Part.KEYS) for m in archive.told[p].members),
        found_by_search=found,
        seconds=time.monotonic() - began,
    )


def _rows_are_in(connection: Connection, archive: Archive) -> bool:
    """Whether an earlier restore of this backup got as far as that. Raises CutShort where it was of another one."""
    left = unfinished.found(connection)
    if not (left and left.rows_are_in):
        return False
    if left.backup != archive.name:
        raise unfinished.CutShort(left.backup)
    return True


def _rows_and_photos(
    connection: Connection, archive: Archive, say: Say, progress: Progress
) -> tuple[int, int]:
    """All of them, compared, or none; how many photos, and their bytes."""
    refuse_what_is_there(connection)
    unfinished.note_begun(connection, archive.name)
    try:
        migrate_to(archive.told[Part.DATA])
        say("The schema is there; rows come next.")
        with _whole_or_no_photos(), connection.transaction():
            tables = _take_in_all(connection, archive, progress)
            photos, size = photo_archive.take_in(*_photos(archive), progress.of("photos"))
            say("All is in; it is compared row by row.")
            _refuse_difference(connection, tables, progress)
            unfinished.note_rows_are_in(connection, archive.name)
    except BaseException:
        unfinished.note_given_up(connection)
        raise
    return photos, size


def _photos(archive: Archive) -> tuple[Path, Path]:
    """Where they come from, and where they go."""
    return archive.folders[Part.FILES] / photo_archive.NAME, settings.PHOTO_FOLDER


def refuse_what_is_there(connection: Connection) -> None:
    """Raise NotEmpty where the database or the folder of photos holds something but what a killed restore left."""
    for table in _BEGUN:
        there = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone() == (True,)
        if there and _has_rows(connection, table):
            raise NotEmpty(
                "The database holds a city already. Restore into an empty one, and then change over."
            )
    photos: Path = settings.PHOTO_FOLDER
    if photo_archive.holds_files(photos):
        raise NotEmpty(f"{photos} holds files already. Name an empty folder with COMMONHALL_PHOTO_FOLDER.")


def migrate_to(told: Manifest) -> None:
    """Make the schema that the backup was written under: its rows fit into no other.

    Raises NotItsSchema where this version does not know it, or the database has come further.
    """
    wanted = {(app, name) for app, name in told.schema}
    connection = connections[migrating.OWNER]
    executor = MigrationExecutor(connection)
    if unknown := sorted(wanted - set(executor.loader.disk_migrations)):
        raise migrating.NotItsSchema(
            f"The backup was made by a newer version: it has {'.'.join(unknown[0])}, unknown here. "
            "Restore it with that version."
        )
    if further := sorted(set(executor.loader.applied_migrations) - wanted):
        raise NotEmpty(
            f"The database has come further than the backup: it has {'.'.join(further[0])}. Restore into an empty "
            "database; the schema is brought up to date afterwards."
        )
    behind = {parent.key for node in wanted for parent in executor.loader.graph.node_map[node].parents}
    executor.migrate(sorted(wanted - behind))


def _take_in_all(connection: Connection, archive: Archive, progress: Progress) -> list[tuple[Table, Rows]]:
    """Rules that tables have among themselves are looked at in the end; triggers saw these rows when they were new."""
    placed = {
        told.table: (told, file) for part in (Part.DATA, Part.KEYS) for told, file in archive.rows_of(part)
    }
    tables = _as_told(connection, {name: told for name, (told, _) in placed.items()})
    for name in tables:
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(name)))
    everything = sql.SQL(", ").join(map(sql.Identifier, tables))
    connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(everything))
    connection.execute("SET CONSTRAINTS ALL DEFERRED")
    for name in parts.in_order(connection, list(tables)):
        rows.take_in(connection, tables[name], placed[name][1])
        progress.tell(f"{name} is in")
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for name in tables:
        connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(name)))
    for name, value in archive.told[Part.DATA].sequences.items():
        connection.execute("SELECT setval(%s::regclass, %s)", [name, value])
    return [(table, placed[name][0]) for name, table in tables.items()]


def _as_told(connection: Connection, told: dict[str, Rows]) -> dict[str, Table]:
    """The tables as they stand, with the columns of the backup. Raises UnusableBackup where they are others."""
    there = {table.name: table for table in parts.tables(connection)}
    others = set(there) ^ set(told)
    others |= {name for name in set(there) & set(told) if set(there[name].columns) != set(told[name].columns)}
    if others:
        raise UnusableBackup(
            f"These tables are not those of the backup’s schema: {', '.join(sorted(others))}."
        )
    return {name: replace(table, columns=tuple(told[name].columns)) for name, table in there.items()}


def _refuse_difference(connection: Connection, tables: list[tuple[Table, Rows]], progress: Progress) -> None:
    for table, told in tables:
        if not rows.same(connection, table, told):
            raise UnusableBackup(
                f"{table.name} is not what it was when the backup was made. Nothing was changed."
            )
        progress.tell(f"{table.name} is the same")


@contextmanager
def _whole_or_no_photos() -> Iterator[None]:
    """The folder was empty: what was put into it goes again when the rest did not work."""
    try:
        yield
    except BaseException:
        shutil.rmtree(settings.PHOTO_FOLDER, ignore_errors=True)
        raise


def _has_rows(connection: Connection, table: str) -> bool:
    found = connection.execute(
        sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table))
    ).fetchone()
    return found == (True,)
