"""Making an export: one moment of the database and its photos, in one folder, while people work."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from psycopg import Connection

from commonhall.errors import Refused
from commonhall.operations.backups import parts, photo_archive, places, snapshot
from commonhall.operations.backups.making import Progress, Say
from commonhall.operations.backups.manifest import Part
from commonhall.operations.backups.parts import Table
from commonhall.operations.backups.snapshot import Snapshot
from commonhall.operations.export import manifest, tables
from commonhall.operations.export.manifest import Archive, Exported, Manifest

_PHOTOS = "service_requests"
_GROWS = 3  # bytes are written as two digits each, and each row names its columns


class NoPlace(Refused):
    """The folder cannot be the export's; nothing was written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Export:
    """What was made. `missing`: photos that are in no file."""

    folder: Path
    manifest: Manifest
    missing: tuple[str, ...]
    seconds: float

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.manifest.tables)

    @property
    def bytes(self) -> int:
        return self.manifest.photos.bytes + sum(table.bytes for table in self.manifest.tables)


def make(folder: Path, say: Say) -> Export:
    """Write all tables but the keys, and all photos, sealed as they lie; the folder takes its name when it is whole.

    Raises NoPlace, NoRoom, AnotherRuns, and Refused where the disk does not write.
    """
    began = time.monotonic()
    folder = folder.resolve()
    refuse_no_place(folder)
    progress = Progress(say)
    with snapshot.taken() as moment:
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        with moment.read() as connection:
            wanted = parts.tables(connection, Part.DATA)
            left_out = tables.left_out(connection)
            _refuse_no_room(connection, folder, wanted)
        with places.made_whole(folder) as unfinished:
            written = _tables_into(unfinished, moment, wanted, progress)
            photos, missing = _photos_into(unfinished, moment, progress)
            told = Manifest(
                version=version("commonhall"),
                made_at=made_at,
                tables=written,
                photos=photos,
                left_out=left_out,
            )
            manifest.write(unfinished, told)
    return Export(folder=folder, manifest=told, missing=missing, seconds=time.monotonic() - began)


def refuse_no_place(folder: Path) -> None:
    """Raise NoPlace unless the folder is new or empty, and none of the city's own.

    `folder`: absolute, without links.
    """
    for own in (settings.HOME, settings.PHOTO_FOLDER):
        if folder.is_relative_to(own.resolve()):
            raise NoPlace(f"{folder} is in the city’s own folder {own}. Choose one outside.")
    if folder.is_mount():
        raise NoPlace(f"{folder} is a whole disk. Name a new folder on it, such as {folder / 'export'}.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NoPlace(f"{folder} is not empty. Name a new folder.")
    unfinished = folder.with_name(f"{folder.name}{places.UNFINISHED}")
    if unfinished.exists():
        raise NoPlace(
            f"{unfinished} is there: an export that was killed left it, or one still writes it. Delete it when none "
            "is running, or name another folder."
        )


def _tables_into(folder: Path, moment: Snapshot, wanted: list[Table], progress: Progress) -> list[Exported]:
    """Each in a transaction of its own: no other table is held meanwhile."""
    written: list[Exported] = []
    for table in wanted:
        with moment.read() as connection:
            written.append(tables.write_out(connection, table, folder))
        progress.tell(f"{table.name}: {written[-1].rows:,} rows; {len(written)} of {len(wanted)} tables")
    return written


def _photos_into(folder: Path, moment: Snapshot, progress: Progress) -> tuple[Archive, tuple[str, ...]]:
    with moment.read() as connection:
        member, count, missing = photo_archive.write_out(connection, folder / _PHOTOS, progress.of("photos"))
    with snapshot.own_connection() as now:
        wanted = photo_archive.still_named(now, missing)
    name = f"{_PHOTOS}/{member.name}"
    return Archive(file=name, count=count, bytes=member.bytes, sha256=member.sha256), wanted


def _refuse_no_room(connection: Connection, folder: Path, wanted: list[Table]) -> None:
    rows = sum(parts.size(connection, table) for table in wanted)
    places.refuse_no_room(folder, rows * _GROWS + photo_archive.size())
