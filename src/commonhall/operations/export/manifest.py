"""What an export says of itself: which files, and of each table which columns and how many rows."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of a table. `type` as PostgreSQL names it; `holds` as `holdings.Kind` does, or None for what cannot
    speak of a person."""

    name: str
    type: str
    nullable: bool
    holds: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """A table: a row a line in `file`, in the order of its primary key."""

    table: str
    room: str
    file: str
    rows: int
    bytes: int
    sha256: str
    columns: list[Column]


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """Many files in one tar file."""

    file: str
    count: int
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """A table that is not in it, and why."""

    table: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """A whole export. `made_at`: the moment of all rows, UTC."""

    version: str
    made_at: str
    tables: list[Exported]
    photos: Archive
    left_out: list[LeftOut]


def write(folder: Path, manifest: Manifest) -> None:
    """Put it into the folder, as the last file."""
    written = {"format": FORMAT, "content": "sealed", **asdict(manifest)}
    (folder / NAME).write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", "utf-8")
