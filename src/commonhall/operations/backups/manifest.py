"""What a part of a backup says of itself; and whether what lies in its folder is that, to the last byte."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from commonhall.errors import Refused

FORMAT = 1
NAME = "manifest.json"
_PIECE = 1024 * 1024


class Part(StrEnum):
    """What lies in a folder of its own."""

    DATA = "data"
    FILES = "files"  # sealed photos
    KEYS = "keys"  # wrapped keys of people and requests, and the key file


class UnusableBackup(Refused):
    """The folder is no part of a backup, or not whole; nothing was changed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A file of the part."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """A table: its rows as `COPY` wrote them, which a restored table must write again. `file`: where they lie."""

    table: str
    columns: list[str]
    rows: int
    sha256: str
    file: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """A part of a backup. `backup` is the same in all its parts; `schema` are the migrations it was written under."""

    backup: str
    part: Part
    made_at: str
    is_demo: bool
    members: list[Member]
    tables: list[Rows] = field(default_factory=list)
    schema: list[list[str]] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)
    photos: int = 0


def write(folder: Path, manifest: Manifest) -> None:
    """Put it into its folder, as the last file."""
    written = {"format": FORMAT, **asdict(manifest)}
    (folder / NAME).write_text(json.dumps(written, indent=1) + "\n")


def read(folder: Path, part: Part) -> Manifest:
    """What the folder says of itself. Raises UnusableBackup where that is not this part of a backup of ours."""
    try:
        content = json.loads((folder / NAME).read_bytes())
    except FileNotFoundError:
        raise UnusableBackup(
            f"{folder} is no part of a backup: there is no {NAME} in it. Name the folder that `commonhall backup` made."
        ) from None
    except (OSError, ValueError):
        raise UnusableBackup(f"{folder / NAME} is damaged. Take another copy of the backup.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UnusableBackup(
            f"{folder} was written by another version of Commonhall. Restore it with that version."
        )
    if content.get("part") != part:
        raise UnusableBackup(f"{folder} is not the part “{part}” of a backup, but “{content.get('part')}”.")
    try:
        return _manifest(content)
    except (TypeError, KeyError, ValueError):
        raise UnusableBackup(f"{folder / NAME} is damaged. Take another copy of the backup.") from None


def refuse_damaged(folder: Path, manifest: Manifest) -> None:
    """Raise UnusableBackup unless every file is there, as long as it was, and the same to the last byte."""
    for member in manifest.members:
        path = folder / member.name
        if not path.is_file():
            raise UnusableBackup(f"{path} is missing. Take another copy of the backup.")
        if path.stat().st_size < member.bytes:
            raise UnusableBackup(f"{path} was cut short. Take another copy of the backup.")
        if digest(path) != member.sha256:
            raise UnusableBackup(f"{path} is damaged. Take another copy of the backup.")


def digest(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    hashed = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            hashed.update(piece)
    return hashed.hexdigest()


def _manifest(content: dict[str, Any]) -> Manifest:
    content = {key: value for key, value in content.items() if key != "format"}
    members = [Member(**member) for member in content.pop("members")]
    tables = [Rows(**rows) for rows in content.pop("tables")]
    if any(Path(member.name).is_absolute() or ".." in Path(member.name).parts for member in members):
        raise ValueError("a file outside the folder")
    return Manifest(**{**content, "part": Part(content["part"]), "members": members, "tables": tables})
