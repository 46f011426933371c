"""All photos of a moment opened, in one tar file: those that lie in files, and those that are still in their row."""

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from psycopg import Connection

from commonhall import calendar
from commonhall.operations.backups.manifest import Member
from commonhall.operations.backups.rows import Hashed
from commonhall.operations.export import opening
from commonhall.operations.export.opening import Outcome
from commonhall.service_requests import hiding, photo_files, words
from commonhall.vault.sealing import CannotOpen, DataKey

NAME = "photos.tar"
TABLE = "service_requests_photo"
_AT_A_TIME = 20  # each may hold a photo and its copy, sealed: 600 kB
_ALL = """
SELECT photo.id, photo.day, photo.sealed, photo.copy, photo.copy_sealed, to_jsonb(key)::text
FROM service_requests_photo AS photo LEFT JOIN service_requests_requestkey AS key USING (request_id)
ORDER BY photo.id"""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Picture:
    """A photo or the copy of one. `sealed`: None where it lies in its file; `key`: None for the office's."""

    photo: UUID
    name: UUID
    day: date
    sealed: bytes | None
    key: dict[str, Any] | None

    @property
    def column(self) -> str:
        return "photo" if self.name == self.photo else "copy"

    def opened(self) -> bytes:
        """The JPEG. Raises CannotOpen, FileNotFoundError."""
        sealed = photo_files.read(self.name) if self.sealed is None else self.sealed
        key: DataKey | None = opening.request_key(self.key) if self.key else None
        if self.name == self.photo:
            return words.open_photo_with(self.photo, sealed, key)
        return hiding.in_copy(words.open_copy_with(self.photo, sealed, key))[1]


def write_out(
    connection: Connection, folder: Path, outcome: Outcome, seen: Callable[[], None]
) -> tuple[Member, int, list[UUID]]:
    """All of them into a tar file; how many, and the names of those that are in no file.

    Each is named by its id and has noon of its day as its time; in the order of random ids.
    """
    missing: list[UUID] = []
    count = 0
    with (folder / NAME).open("xb") as file:
        hashed = Hashed(file)
        with tarfile.open(fileobj=hashed, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            for picture in _pictures(connection):
                try:
                    _add(tar, picture, picture.opened())
                    count += 1
                except FileNotFoundError:
                    missing.append(picture.name)
                except CannotOpen:
                    outcome.tell(TABLE, str(picture.photo), picture.column)
                seen()
        member = hashed.member(NAME)
    return member, count, missing


def _pictures(connection: Connection) -> Iterator[_Picture]:
    with connection.cursor("photos_to_open") as cursor:
        cursor.itersize = _AT_A_TIME
        for photo, day, sealed, copy, copy_sealed, key in cursor.execute(_ALL):
            opens = json.loads(key) if key else None
            yield _Picture(photo=photo, name=photo, day=day, sealed=sealed, key=opens)
            if copy is not None:
                yield _Picture(photo=photo, name=copy, day=day, sealed=copy_sealed, key=opens)


def _add(tar: tarfile.TarFile, picture: _Picture, jpeg: bytes) -> None:
    entry = tarfile.TarInfo(f"{picture.name.hex}.jpg")
    noon = calendar.start_of(picture.day) + timedelta(hours=12)
    entry.size, entry.mtime, entry.mode = len(jpeg), int(noon.timestamp()), 0o600
    tar.addfile(entry, io.BytesIO(jpeg))
    tar.members = []  # type: ignore[attr-defined]  # else it remembers each: a gigabyte for a million
