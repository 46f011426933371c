"""Making an export: one moment of the database and its photos, in one folder, while people work."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings
from psycopg import Connection

from commonhall.errors import Refused
from commonhall.operations.backups import parts, photo_archive, places, snapshot
from commonhall.operations.backups.making import Progress, Say
from commonhall.operations.backups.manifest import Member, Part
from commonhall.operations.backups.parts import Table
from commonhall.operations.backups.rows import Hashed
from commonhall.operations.backups.snapshot import Snapshot
from commonhall.operations.export import approvals, manifest, opening, pictures, tables
from commonhall.operations.export.approvals import Approval
from commonhall.operations.export.manifest import (
    Approved,
    Archive,
    Exported,
    Manifest,
    Opened,
    StaysSealed,
    Unopened,
)
from commonhall.operations.export.opening import Outcome

PEOPLE, REQUESTS = "people_person", "service_requests_servicerequest"
UNOPENED = "unopened.jsonl"
_PHOTOS = "service_requests"
_GROWS = 3  # bytes are written as two digits each, and each row names its columns
type _Photos = tuple[Member, int, list[UUID]]


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


class _Writer(Protocol):
    """How tables and photos are written into the folder."""

    def table(self, connection: Connection, table: Table) -> Exported: ...

    def photos(self, connection: Connection, folder: Path, seen: Callable[[], None]) -> _Photos: ...

    def told(self, written: list[Exported]) -> Opened | None:
        """What the manifest says beside, once all is written."""


@dataclass(frozen=True, slots=True)
class _AsItLies:
    """Sealed; whoever has no key reads nothing that is about somebody."""

    folder: Path

    def table(self, connection: Connection, table: Table) -> Exported:
        return tables.write_out(connection, table, self.folder)

    def photos(self, connection: Connection, folder: Path, seen: Callable[[], None]) -> _Photos:
        return photo_archive.write_out(connection, folder, seen)

    def told(self, written: list[Exported]) -> None:
        return None


@dataclass(frozen=True, slots=True)
class _Opening:
    """Opened, by an approval that is used up before the first byte is written."""

    folder: Path
    approval: Approval
    outcome: Outcome
    unopened: Hashed

    def table(self, connection: Connection, table: Table) -> Exported:
        return tables.write_out_opened(connection, table, self.folder, self.outcome)

    def photos(self, connection: Connection, folder: Path, seen: Callable[[], None]) -> _Photos:
        return pictures.write_out(connection, folder, self.outcome, seen)

    def told(self, written: list[Exported]) -> Opened:
        rows = {each.table: each.rows for each in written}
        return Opened(
            approval=Approved(
                number=self.approval.number,
                asked_by=str(self.approval.asked_by),
                asked_on=self.approval.asked_on.isoformat(),
                approved_by=str(self.approval.approved_by),
                approved_on=self.approval.approved_on.isoformat(),
            ),
            persons=rows[PEOPLE],
            requests=rows[REQUESTS],
            stays_sealed=[
                StaysSealed(table=table, column=column, why=why)
                for (table, column), why in opening.STAYS_SEALED.items()
            ],
            erased=dict(sorted(self.outcome.erased.items())),
            unopened=Unopened(
                file=UNOPENED,
                count=self.outcome.unopened,
                sha256=self.unopened.member(UNOPENED).sha256,
            ),
        )


def make(folder: Path, say: Say) -> Export:
    """Write all tables but the keys, and all photos, sealed as they lie; the folder takes its name when it is whole.

    Raises NoPlace, NoRoom, AnotherRuns, and Refused where the disk does not write.
    """
    began = time.monotonic()
    folder = folder.resolve()
    with _begun(folder) as (moment, wanted), places.made_whole(folder) as unfinished:
        told, missing = _written(unfinished, moment, wanted, _AsItLies(unfinished), Progress(say))
    return Export(folder=folder, manifest=told, missing=missing, seconds=time.monotonic() - began)


def make_opened(folder: Path, number: int | None, say: Say) -> Export:
    """The same with all opened that may be, by the approval of the export with that number; None: of the approved one.

    The approval is used up when all else is in order, before the first byte is written: what was written until a kill
    may have been copied. Raises as `make`, and NoApproval.
    """
    began = time.monotonic()
    folder = folder.resolve()
    with _begun(folder) as (moment, wanted):
        approval = approvals.begin(number)
        with places.made_whole(folder) as unfinished:
            with (unfinished / UNOPENED).open("xb") as file:
                hashed = Hashed(file)
                writer = _Opening(unfinished, approval, Outcome(file=hashed), hashed)
                told, missing = _written(unfinished, moment, wanted, writer, Progress(say))
            approvals.end(approval.number, persons=told.rows_of(PEOPLE), requests=told.rows_of(REQUESTS))
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


@contextmanager
def _begun(folder: Path) -> Iterator[tuple[Snapshot, list[Table]]]:
    """The moment, and the tables that are wanted of it, once the folder can be the export's."""
    refuse_no_place(folder)
    with snapshot.taken() as moment:
        with moment.read() as connection:
            wanted = parts.tables(connection, Part.DATA)
            _refuse_no_room(connection, folder, wanted)
        yield moment, wanted


def _written(
    folder: Path, moment: Snapshot, wanted: list[Table], writer: _Writer, progress: Progress
) -> tuple[Manifest, tuple[str, ...]]:
    """All of it into the folder, its manifest last; and which photos are missing."""
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    with moment.read() as connection:
        left_out = tables.left_out(connection)
    written = _tables_into(moment, wanted, writer, progress)
    photos, missing = _photos_into(folder, moment, writer, progress)
    told = Manifest(
        version=version("commonhall"),
        made_at=made_at,
        tables=written,
        photos=photos,
        left_out=left_out,
        opened=writer.told(written),
    )
    manifest.write(folder, told)
    return told, missing


def _tables_into(
    moment: Snapshot, wanted: list[Table], writer: _Writer, progress: Progress
) -> list[Exported]:
    """Each in a transaction of its own: no other table is held meanwhile."""
    written: list[Exported] = []
    for table in wanted:
        with moment.read() as connection:
            written.append(writer.table(connection, table))
        progress.tell(f"{table.name}: {written[-1].rows:,} rows; {len(written)} of {len(wanted)} tables")
    return written


def _photos_into(
    folder: Path, moment: Snapshot, writer: _Writer, progress: Progress
) -> tuple[Archive, tuple[str, ...]]:
    with moment.read() as connection:
        member, count, missing = writer.photos(connection, folder / _PHOTOS, progress.of("photos"))
    with snapshot.own_connection() as now:
        wanted = photo_archive.still_named(now, missing)
    name = f"{_PHOTOS}/{member.name}"
    return Archive(file=name, count=count, bytes=member.bytes, sha256=member.sha256), wanted


def _refuse_no_room(connection: Connection, folder: Path, wanted: list[Table]) -> None:
    rows = sum(parts.size(connection, table) for table in wanted)
    places.refuse_no_room(folder, rows * _GROWS + photo_archive.size())
