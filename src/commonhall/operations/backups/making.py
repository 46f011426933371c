"""Making a backup: one moment of the database and its photos, in three folders, while people work."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from psycopg import Connection

from commonhall.operations import migrating
from commonhall.operations.backups import key_file, manifest, parts, photo_archive, places, rows, snapshot
from commonhall.operations.backups.manifest import Manifest, Member, Part, Rows
from commonhall.operations.backups.parts import Table
from commonhall.operations.backups.places import Places
from commonhall.operations.backups.snapshot import Snapshot
from commonhall.staff.demo_mark import DEMO_MARK

type Say = Callable[[str], None]
_BEGINS = "commonhall-"
EVERY = 5.0  # seconds between two lines of progress


@dataclass(frozen=True, kw_only=True, slots=True)
class Backup:
    """What was made: the folder of each part, and what is in it. `missing`: photos that are in no file."""

    folders: dict[Part, Path]
    tables: int
    rows: int
    photos: int
    missing: tuple[str, ...]
    bytes: int
    seconds: float


def make(to: Places, say: Say) -> Backup:
    """Write all three parts, or none; what a killed backup left there goes first, and `say` names it.

    Raises TooClose, NoRoom, AnotherRuns, and Refused where a disk does not write.
    """
    began = time.monotonic()
    to.refuse_too_close(settings.HOME, settings.PHOTO_FOLDER)
    name = f"{_BEGINS}{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{token_hex(3)}"
    folders = {part: to.of(part) / f"{name}.{part}" for part in Part}
    with snapshot.taken() as moment:
        for left in places.clear_unfinished((to.of(part) for part in Part), _BEGINS):
            say(f"Deleted {left}: a backup that was killed had left it.")
        _refuse_no_room(moment, to)
        with (
            places.made_whole(folders[Part.KEYS]) as keys,
            places.made_whole(folders[Part.FILES]) as files,
            places.made_whole(folders[Part.DATA]) as data,
        ):
            made = _Making(moment, name, say)
            made.keys_into(keys)
            made.data_into(data)
            made.files_into(files)
    return Backup(
        folders=folders,
        tables=made.tables,
        rows=made.rows,
        photos=made.photos,
        missing=made.missing,
        bytes=made.bytes,
        seconds=time.monotonic() - began,
    )


class _Making:
    """One backup on its way; counts what it wrote."""

    def __init__(self, moment: Snapshot, name: str, say: Say) -> None:
        self._moment, self._name = moment, name
        self._progress = Progress(say)
        self._made_at = datetime.now(UTC).isoformat(timespec="seconds")
        self.tables = self.rows = self.photos = self.bytes = 0
        self.missing: tuple[str, ...] = ()

    def data_into(self, folder: Path) -> None:
        told, members = self._tables_into(folder, Part.DATA)
        with self._moment.read() as connection:
            self._finish(folder, self._manifest(connection, Part.DATA, members, told))

    def keys_into(self, folder: Path) -> None:
        """The wrapped keys, and a copy of the key file."""
        told, members = self._tables_into(folder, Part.KEYS)
        members.append(key_file.copy(settings.KEYS_FILE, folder))
        with self._moment.read() as connection:
            self._finish(folder, self._manifest(connection, Part.KEYS, members, told))

    def files_into(self, folder: Path) -> None:
        seen = self._progress.of("photos")
        with self._moment.read() as connection:
            member, self.photos, missing = photo_archive.write_out(connection, folder, seen)
            self._finish(folder, self._manifest(connection, Part.FILES, [member], []))
        with snapshot.own_connection() as now:
            self.missing = photo_archive.still_named(now, missing)

    def _tables_into(self, folder: Path, part: Part) -> tuple[list[Rows], list[Member]]:
        with self._moment.read() as connection:
            wanted = parts.tables(connection, part)
        written = [self._table_into(folder, table) for table in wanted]
        return [told for told, _ in written], [member for _, member in written]

    def _table_into(self, folder: Path, table: Table) -> tuple[Rows, Member]:
        """In a transaction of its own: no other table is held meanwhile."""
        with self._moment.read() as connection:
            told, member = rows.write_out(connection, table, folder)
        self.tables, self.rows = self.tables + 1, self.rows + told.rows
        self._progress.tell(f"{table.name}: {told.rows:,} rows; {self.rows:,} in all")
        return told, member

    def _manifest(
        self, connection: Connection, part: Part, members: list[Member], tables: list[Rows]
    ) -> Manifest:
        return Manifest(
            backup=self._name,
            part=part,
            made_at=self._made_at,
            is_demo=_is_demo(connection),
            members=members,
            tables=tables,
            schema=_schema() if part == Part.DATA else [],
            sequences=parts.sequences(connection) if part == Part.DATA else {},
            photos=self.photos,
        )

    def _finish(self, folder: Path, written: Manifest) -> None:
        manifest.write(folder, written)
        self.bytes += sum(member.bytes for member in written.members)


class Progress:
    """Says how far it is, every few seconds."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._said = time.monotonic()

    def tell(self, line: str) -> None:
        """Say it, unless something was said a moment ago."""
        if time.monotonic() - self._said >= EVERY:
            self._said = time.monotonic()
            self._say(line)

    def of(self, what: str) -> Callable[[], None]:
        """Something to call for each of many things."""
        seen = 0

        def one_more() -> None:
            nonlocal seen
            seen += 1
            self.tell(f"{what}: {seen:,}")

        return one_more


def _refuse_no_room(moment: Snapshot, to: Places) -> None:
    with moment.read() as connection:
        sizes = {
            part: sum(parts.size(connection, table) for table in parts.tables(connection, part))
            for part in (Part.DATA, Part.KEYS)
        }
    sizes[Part.FILES] = photo_archive.size()
    for part, size in sizes.items():
        places.refuse_no_room(to.of(part), size)


def _is_demo(connection: Connection) -> bool:
    (comment,) = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    ).fetchone() or ("",)
    return bool(comment == DEMO_MARK)


def _schema() -> list[list[str]]:
    """The migrations that were applied; none is while a backup is made."""
    recorder = MigrationRecorder(connections[migrating.OWNER])
    return sorted([app, name] for app, name in recorder.applied_migrations())
