"""Opening a file by what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from commonhall.errors import Refused
from commonhall.imports.files import csv_rows, json_rows, xml_rows
from commonhall.imports.files.row import Row


class NoSuchFile(Refused):
    """It is not there, or may not be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name} cannot be read ({why}). Name a file that this login may read.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A file that is being read. Letters that are not of its `encoding` come as lone surrogates."""

    path: Path
    encoding: str = "utf-8"

    def rows(self) -> Iterator[Row]:
        """Its rows, by what it begins with: a bracket, a pointed bracket, or else the names of columns."""
        begins = _begins(self.path)
        if begins == b"<":
            with self.path.open("rb") as file:
                yield from xml_rows.rows(file)
            return
        signs = "utf-8-sig" if self.encoding.replace("_", "-").lower() in {"utf-8", "utf8"} else self.encoding
        with self.path.open(encoding=signs, errors="surrogateescape", newline="") as text:
            yield from (json_rows if begins in {b"[", b"{"} else csv_rows).rows(text)


def check(path: Path) -> int:
    """Its size in bytes. Raises NoSuchFile."""
    try:
        _begins(path)
        return path.stat().st_size
    except OSError as error:
        raise NoSuchFile(path, str(error.strerror)) from None


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
