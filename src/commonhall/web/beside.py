"""What is found in the configuration of a program that runs beside Commonhall."""

from dataclasses import dataclass
from pathlib import Path

from commonhall.errors import Refused


class Unreadable(Refused):
    """The configuration cannot be read; the message says where and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Break:
    """A line that breaks a promise, and how."""

    promise: str
    place: str
    how: str

    def __str__(self) -> str:
        return f"{self.place} breaks {self.promise}: {self.how}."


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What was looked at: so many lines of the file, and those with what it includes that break a promise."""

    file: Path
    count: int
    breaks: tuple[Break, ...]


def text_of(file: Path) -> str:
    """What stands in it. Raises Unreadable."""
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        raise Unreadable(f"{file} cannot be read. Give the path of a file that you may read.") from None
