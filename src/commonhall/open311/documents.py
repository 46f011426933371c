"""A document of GeoReport v2, written as JSON and as XML with the same content.

In JSON the containers of lists vanish, as the specification says; what is unknown is null, in XML an empty element.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from xml.sax.saxutils import escape

type Value = str | int | float | bool | Sequence["Value"] | Mapping[str, "Value"] | None
type Row = Mapping[str, Value]

DECLARATION: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
# What XML 1.0 cannot hold, however it is escaped.
_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# How one of a list is called in XML; of lists that are not named here nothing can be written.
_ONE_OF: Final = {
    "attributes": "attribute",
    "endpoints": "endpoint",
    "formats": "format",
    "notes": "note",
    "values": "value",
}


class Format(StrEnum):
    """How an answer is written; it is the end of the address."""

    JSON = "json"
    XML = "xml"

    @property
    def content_type(self) -> str:
        return "application/json; charset=utf-8" if self is Format.JSON else "text/xml; charset=utf-8"


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """A list of things: in XML `root` around each of them, which is called `each`."""

    root: str
    each: str
    rows: Sequence[Row]


@dataclass(frozen=True, kw_only=True, slots=True)
class Single:
    """One thing."""

    root: str
    row: Row


type Document = Listed | Single


def written(document: Document, format: Format) -> str:
    """The document as text."""
    return _as_json(document) if format is Format.JSON else DECLARATION + "".join(_as_xml(document))


def _as_json(document: Document) -> str:
    plain = document.rows if isinstance(document, Listed) else document.row
    return json.dumps(_writable(plain), ensure_ascii=False)


def _writable(value: Value) -> Value:
    """The same signs are left out in both forms: else the one would say what the other does not."""
    match value:
        case str():
            return _UNWRITABLE.sub("", value)
        case Mapping():
            return {name: _writable(inner) for name, inner in value.items()}
        case Sequence():
            return [_writable(inner) for inner in value]
        case _:
            return value


def _as_xml(document: Document) -> Iterator[str]:
    if isinstance(document, Single):
        return _element(document.root, document.row)
    inner = (piece for row in document.rows for piece in _element(document.each, row))
    return _around(document.root, inner)


def _element(name: str, value: Value) -> Iterator[str]:
    match value:
        case None:
            return iter((f"<{name}/>",))
        case str():
            return _around(name, iter((_text(value),)))
        case Mapping():
            return _around(name, (piece for each in value.items() for piece in _element(*each)))
        case Sequence():
            return _around(name, (piece for each in value for piece in _element(_ONE_OF[name], each)))
        case bool():
            return _around(name, iter((str(value).lower(),)))
        case _:
            return _around(name, iter((str(value),)))


def _around(name: str, inner: Iterator[str]) -> Iterator[str]:
    yield f"<{name}>"
    yield from inner
    yield f"</{name}>"


def _text(value: str) -> str:
    return escape(_UNWRITABLE.sub("", value), {"\r": "&#13;"})
