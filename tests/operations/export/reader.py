"""Reads an export as a program of somebody else would: by its page in docs/operate/export.md, with nothing of ours."""

import hashlib
import json
import tarfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

READ: dict[str, Callable[[Any], Any]] = {
    "bytea": lambda value: bytes.fromhex(value.removeprefix("\\x")),
    "uuid": UUID,
    "date": date.fromisoformat,
    "timestamp with time zone": datetime.fromisoformat,
}


def manifest(folder: Path) -> dict[str, Any]:
    """What the export says of itself."""
    told: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert told["format"] == 1
    assert told["content"] == ("opened" if "opened" in told else "sealed")
    return told


def objects(folder: Path, name: str) -> list[dict[str, Any]]:
    """The rows of the table of that name, each by the names of its columns."""
    (table,) = (table for table in manifest(folder)["tables"] if table["table"] == name)
    columns = [column["name"] for column in table["columns"]]
    return [dict(zip(columns, row, strict=True)) for row in rows(folder, table)]


def rows(folder: Path, table: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table, of which it looks at the digest, the length and the count."""
    content = (folder / table["file"]).read_bytes()
    assert (len(content), hashlib.sha256(content).hexdigest()) == (table["bytes"], table["sha256"])
    lines = content.decode().splitlines()
    assert len(lines) == table["rows"]
    for row in map(json.loads, lines):
        assert set(row) == {column["name"] for column in table["columns"]}
        yield tuple(_value(row[column["name"]], column) for column in table["columns"])


def photos(folder: Path) -> dict[str, bytes]:
    """Each sealed photo by its name."""
    told = manifest(folder)["photos"]
    content = (folder / told["file"]).read_bytes()
    assert (len(content), hashlib.sha256(content).hexdigest()) == (told["bytes"], told["sha256"])
    with tarfile.open(folder / told["file"]) as tar:
        found = {entry.name: tar.extractfile(entry).read() for entry in tar}  # type: ignore[union-attr]  # are files
    assert len(found) == told["count"]
    return found


def _value(value: Any, column: dict[str, Any]) -> Any:
    if value is None:
        assert column["nullable"]
        return None
    return READ.get(column["type"], lambda same: same)(value)
