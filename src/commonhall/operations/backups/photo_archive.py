"""The sealed photos of a moment in one tar file, and out of it again."""

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from psycopg import Connection

from commonhall.operations.backups.manifest import Member, UnusableBackup
from commonhall.operations.backups.rows import Hashed
from commonhall.service_requests import photo_files

NAME = "photos.tar"
_NOT_WHOLE = "restore.unfinished"  # of a folder that a restore puts photos into
_IN_FILES = """
SELECT id FROM service_requests_photo WHERE sealed IS NULL UNION ALL
SELECT copy FROM service_requests_photo WHERE copy IS NOT NULL AND copy_sealed IS NULL ORDER BY 1"""
_STILL_NAMED = """
SELECT name FROM unnest(%s::uuid[]) AS name
WHERE EXISTS (SELECT FROM service_requests_photo WHERE id = name OR copy = name) ORDER BY 1"""
_AT_A_TIME = 1000


def names(connection: Connection) -> Iterator[UUID]:
    """Which photos lay in files, as the database says; in the order of random ids."""
    with connection.cursor("photos_in_files") as cursor:
        cursor.itersize = _AT_A_TIME
        for (name,) in cursor.execute(_IN_FILES):
            yield name


def write_out(
    connection: Connection, folder: Path, seen: Callable[[], None]
) -> tuple[Member, int, list[UUID]]:
    """All of them into a tar file; how many, and the names of those that were not there.

    Each with its day as its time, as the folder has it; owned by nobody.
    """
    missing: list[UUID] = []
    count = 0
    with (folder / NAME).open("xb") as file:
        hashed = Hashed(file)
        with tarfile.open(fileobj=hashed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            for name in names(connection):
                try:
                    _add(tar, photo_files.path_of(name))
                    count += 1
                except FileNotFoundError:
                    missing.append(name)
                seen()
        member = hashed.member(NAME)
    return member, count, missing


def size() -> int:
    """How many bytes the folder of photos holds now."""
    photos: Path = settings.PHOTO_FOLDER
    return sum(each.stat().st_size for each in photos.iterdir()) if photos.is_dir() else 0


def still_named(connection: Connection, missing: list[UUID]) -> tuple[str, ...]:
    """Those of the missing that are wanted now: who was erased while a backup is made leaves no fault behind."""
    return tuple(name.hex for (name,) in connection.execute(_STILL_NAMED, [missing]).fetchall())


def take_in(archive: Path, folder: Path, seen: Callable[[], None]) -> tuple[int, int]:
    """Put the photos into a folder, and compare each with what is in the archive; how many, and their bytes.

    The folder is marked as not whole until `note_whole`; what a restore that was killed left in it goes first.
    Raises UnusableBackup where a name is none that we give.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / _NOT_WHOLE).touch(0o600)
    for left in folder.iterdir():
        if left.name != _NOT_WHOLE:
            left.unlink()
    count = size = 0
    with tarfile.open(archive) as tar:
        for entry in _photos_in(tar, archive):
            tar.extract(entry, folder, filter="data")
            _refuse_difference(tar, entry, folder / entry.name)
            count, size = count + 1, size + entry.size
            seen()
    os.sync()  # the rows that name them are kept through a loss of power
    return count, size


def compare(archive: Path, folder: Path, seen: Callable[[], None]) -> tuple[int, int]:
    """Compare the photos in a folder with the archive; how many, and their bytes. Raises UnusableBackup."""
    count = size = 0
    with tarfile.open(archive) as tar:
        for entry in _photos_in(tar, archive):
            if not (folder / entry.name).is_file():
                raise UnusableBackup(
                    f"{folder} does not hold the photos of the restore that was cut short. Name the folder that it "
                    "was given with COMMONHALL_PHOTO_FOLDER."
                )
            _refuse_difference(tar, entry, folder / entry.name)
            count, size = count + 1, size + entry.size
            seen()
    return count, size


def holds_files(folder: Path) -> bool:
    """Whether somebody's files lie there; those of a restore that did not end are nobody's."""
    return folder.is_dir() and not (folder / _NOT_WHOLE).exists() and any(folder.iterdir())


def note_whole(folder: Path) -> None:
    """All photos are in it, and so are the rows that name them."""
    (folder / _NOT_WHOLE).unlink(missing_ok=True)


def _photos_in(tar: tarfile.TarFile, archive: Path) -> Iterator[tarfile.TarInfo]:
    for entry in tar:
        if not entry.isfile() or entry.name != _hex(entry.name):
            raise UnusableBackup(
                f"{archive} holds something that is no photo. Take another copy of the backup."
            )
        yield entry
        _forget(tar)


def _add(tar: tarfile.TarFile, path: Path) -> None:
    content = path.read_bytes()  # a photo is small
    entry = tarfile.TarInfo(path.name)
    entry.size, entry.mtime, entry.mode = len(content), int(path.stat().st_mtime), 0o600
    tar.addfile(entry, io.BytesIO(content))
    _forget(tar)


def _forget(tar: tarfile.TarFile) -> None:
    """Else it remembers each entry: a gigabyte for a million photos."""
    tar.members = []  # type: ignore[attr-defined]  # not among its types


def _refuse_difference(tar: tarfile.TarFile, entry: tarfile.TarInfo, written: Path) -> None:
    kept = tar.extractfile(entry)
    told = hashlib.sha256(kept.read() if kept else b"").digest()
    if hashlib.sha256(written.read_bytes()).digest() != told:
        raise UnusableBackup(
            f"{written} is not what the backup holds: the disk did not keep it. Look at the disk."
        )


def _hex(name: str) -> str:
    try:
        return UUID(hex=name).hex
    except ValueError:
        return ""
