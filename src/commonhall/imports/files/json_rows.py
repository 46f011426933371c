"""Rows of a JSON file as Open311 answers: an array of objects, or an object that holds one such array."""

import json
from collections.abc import Iterator, Mapping
from typing import TextIO

from commonhall.imports.files.row import MOST_BYTES, BrokenFile, Row, key

_CHUNK = 64 * 1024
_BETWEEN = " \t\r\n,"


def rows(file: TextIO) -> Iterator[Row]:
    """Each object of the array, with the line in which it begins. Raises BrokenFile."""
    text = _Text(file)
    text.enter_array()
    while (begins := text.next_sign()) != "]":
        line = text.line
        if not begins:
            raise BrokenFile(line, "the file ends inside its list")
        found = text.value()
        if isinstance(found, dict):
            yield Row(line=line, values=_values(found))
        else:
            yield Row(line=line, values={}, refusal="the list holds something that is no object")


def _values(found: Mapping[str, object]) -> dict[str, str]:
    """The values that stand in the object itself; what nests is another system's own."""
    return {
        key(name): str(value).strip() for name, value in found.items() if isinstance(value, str | int | float)
    }


class _Text:
    """The part of the file that is being read, and where it is."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._part, self._at = file, "", 0
        self.line = 1
        self._decoder = json.JSONDecoder()

    def enter_array(self) -> None:
        """Go behind the bracket that opens the list."""
        begins = self.next_sign()
        while begins and begins != "[":
            if begins not in "{":
                raise BrokenFile(self.line, "the file holds no list of rows")
            self._go(1)
            self.next_sign()
            self.value()
            if self.next_sign() != ":":
                raise BrokenFile(self.line, "the file cannot be read as JSON")
            self._go(1)
            begins = self.next_sign()
        if not begins:
            raise BrokenFile(self.line, "the file is empty")
        self._go(1)

    def next_sign(self) -> str:
        """The next sign that is not between two values; empty at the end."""
        while True:
            rest = self._part[self._at :].lstrip(_BETWEEN)
            if rest:
                self._go(len(self._part) - self._at - len(rest))
                return rest[0]
            self._go(len(self._part) - self._at)
            if not self._more():
                return ""

    def value(self) -> object:
        """The value that begins here."""
        while True:
            try:
                found, end = self._decoder.raw_decode(self._part, self._at)
            except ValueError:
                too_long = len(self._part) - self._at > MOST_BYTES
                if too_long or not self._more():
                    raise BrokenFile(self.line, "the row that begins here cannot be read as JSON") from None
            else:
                self._go(end - self._at)
                return found

    def _go(self, signs: int) -> None:
        self.line += self._part.count("\n", self._at, self._at + signs)
        self._at += signs

    def _more(self) -> bool:
        more = self._file.read(_CHUNK)
        self._part, self._at = self._part[self._at :] + more, 0
        return bool(more)
