"""Rows of an XML file as Open311 answers: the elements `request` below the root, a value in each of theirs.

By expat itself: it knows lines. A file that declares a document type is refused before any entity of it is read.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from commonhall.imports.files.row import MOST_BYTES, BrokenFile, Row, key

_CHUNK = 64 * 1024
_DEPTH_OF_A_ROW, _DEPTH_OF_A_VALUE = 2, 3


def rows(file: BinaryIO) -> Iterator[Row]:
    """Each element below the root, with the line in which it begins. Raises BrokenFile."""
    gathering = _Gathering()
    while chunk := file.read(_CHUNK):
        yield from gathering.feed(chunk)
    yield from gathering.feed(b"", is_last=True)


class _Gathering:
    """What of the row that is being read has come."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._depth, self._line, self._size = 0, 1, 0
        self._name, self._said = "", ""
        self._values: dict[str, str] = {}
        self._whole: list[Row] = []

    def feed(self, chunk: bytes, *, is_last: bool = False) -> list[Row]:
        """The rows that are whole now."""
        self._whole = []
        try:
            self._parser.Parse(chunk, is_last)
        except expat.ExpatError as error:
            raise BrokenFile(error.lineno, "the file cannot be read as XML") from None
        return self._whole

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == _DEPTH_OF_A_ROW:
            self._line, self._values, self._size = self._parser.CurrentLineNumber, {}, 0
        elif self._depth == _DEPTH_OF_A_VALUE:
            self._name, self._said = key(name.rpartition(":")[2]), ""

    def _text(self, text: str) -> None:
        self._size += len(text)
        if self._size > MOST_BYTES:
            raise BrokenFile(self._line, "the row that begins here does not end")
        if self._depth == _DEPTH_OF_A_VALUE:
            self._said += text

    def _end(self, name: str) -> None:
        if self._depth == _DEPTH_OF_A_VALUE:
            self._values[self._name] = self._said.strip()
        elif self._depth == _DEPTH_OF_A_ROW:
            self._whole.append(Row(line=self._line, values=self._values))
            self._size = 0
        self._depth -= 1

    def _refuse(self, *declared: object) -> None:
        raise BrokenFile(
            self._parser.CurrentLineNumber, "the file declares a document type, which no export needs"
        )
