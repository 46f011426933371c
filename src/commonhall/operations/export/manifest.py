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
class Approved:
    """By whom and when an opened export was asked for and approved: ids of members, and days."""

    number: int
    asked_by: str
    asked_on: str
    approved_by: str
    approved_on: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StaysSealed:
    """A column that is as it lies also in an opened export, and why."""

    table: str
    column: str
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unopened:
    """The file that names each value and photo that should have opened and did not."""

    file: str
    count: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """What an opened export says beside. `erased`: of each column how many values went with a person."""

    approval: Approved
    persons: int
    requests: int
    stays_sealed: list[StaysSealed]
    erased: dict[str, int]
    unopened: Unopened


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """A whole export. `made_at`: the moment of all rows, UTC; `opened`: None where all is sealed as it lies."""

    version: str
    made_at: str
    tables: list[Exported]
    photos: Archive
    left_out: list[LeftOut]
    opened: Opened | None = None

    @property
    def content(self) -> str:
        return "opened" if self.opened else "sealed"

    def rows_of(self, table: str) -> int:
        """How many rows of that table are in it."""
        return sum(each.rows for each in self.tables if each.table == table)


def write(folder: Path, manifest: Manifest) -> None:
    """Put it into the folder, as the last file."""
    written = {"format": FORMAT, "content": manifest.content, **asdict(manifest)}
    if manifest.opened is None:
        del written["opened"]
    (folder / NAME).write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", "utf-8")
