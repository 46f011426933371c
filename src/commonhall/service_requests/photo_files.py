"""The folder of photos: each file sealed, named by a random id alone, with its photo's day as its time."""

import os
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from commonhall import calendar


def read(name: UUID) -> bytes:
    """What lies sealed under that name. Raises FileNotFoundError."""
    return path_of(name).read_bytes()


def write(name: UUID, sealed: bytes, day: date) -> None:
    """Keep it under that name, in place of what lay there; it is on the disk when this returns."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".part").open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    noon = (calendar.start_of(day) + timedelta(hours=12)).timestamp()
    os.utime(path.with_suffix(".part"), (noon, noon))
    path.with_suffix(".part").rename(path)
    folder = os.open(path.parent, os.O_RDONLY)  # the new name too: the row lets go of its copy next
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def remove(name: UUID) -> None:
    """Delete it, where it is there."""
    path_of(name).unlink(missing_ok=True)


def path_of(name: UUID) -> Path:
    """Where it lies, or would."""
    folder: Path = settings.PHOTO_FOLDER
    return folder / name.hex
