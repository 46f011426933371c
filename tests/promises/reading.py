"""Reading a home as a thief does: each file as it is, joined where it was cut, unpacked where it was packed."""

import base64
import binascii
import hashlib
import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.promises import encodings, pglz
from tests.promises.pglz import NotCompressed

PAGE = 8192
WAL_PAGE_HEAD, WAL_FIRST_PAGE_HEAD = 24, 40  # bytes
DEEPEST = 3  # packed in packed in packed
LARGEST = 16 * 1024**2  # bytes unpacked
_GZIP_OR_ZLIB = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_BASE64 = re.compile(rb"[A-Za-z0-9_+/-]{40,}")
# A compressed value: its length with the bits 10 below, then the length before.
_COMPRESSED = re.compile(
    rb"(?=([" + b"".join(re.escape(bytes([n])) for n in range(2, 256, 4)) + rb"].{2}\x00.{3}\x00))", re.DOTALL
)
_TOAST_COLUMNS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Leak:
    """A trace of a text that should be nowhere."""

    file: str
    layer: str
    encoding: str
    text: str


def leaks(folder: Path, texts: Iterable[str], *, except_for: Iterable[Path] = ()) -> list[Leak]:
    """Every trace of the texts in the files of a folder, in every encoding, unpacked too."""
    needles = [(text, name, needle) for text in texts for name, needle in encodings.written(text)]
    return [
        Leak(file=file, layer=layer, encoding=name, text=text)
        for file, whole in _contents(folder, set(except_for))
        for layer, content in layers(file, whole)
        for text, name, needle in needles
        if needle in content
    ]


def _contents(folder: Path, except_for: set[Path]) -> Iterator[tuple[str, bytes]]:
    """Each file once: PostgreSQL's templates hold most of the catalogue again. One that is deleted now is gone."""
    seen: set[bytes] = set()
    for path in sorted(folder.rglob("*")):
        if path in except_for or not path.is_file():
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        if content and (digest := hashlib.sha256(content).digest()) not in seen:
            seen.add(digest)
            yield str(path.relative_to(folder)), content


def layers(file: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The content, and all that can be got out of it, each with what was done to get it."""
    content = content.rstrip(b"\0")
    yield "as it is", content
    unpacked = [*_unpacked(content, "")]
    if "/base/" in file:
        values = [*_toasted(content)]
        yield "joined", b"\0".join(values)
        unpacked += [*_inline(content), *(("pglz", value) for value in map(_value, values) if value)]
    if "/pg_wal/" in file:
        joined = b"".join(_without_page_heads(content))
        yield "joined", joined
        unpacked += [*_unpacked(joined, ""), *_inline(joined)]
    by_layer: dict[str, list[bytes]] = defaultdict(list)
    for layer, plain in unpacked:
        by_layer[layer].append(plain)
        for deeper, more in _unpacked(plain, layer):
            by_layer[deeper].append(more)
    for layer, parts in by_layer.items():
        yield layer, b"\0".join(parts)


def _unpacked(content: bytes, before: str) -> Iterator[tuple[str, bytes]]:
    """What gzip or zlib packed, also behind base64, as sessions are; again in what comes out."""
    if before.count(",") >= DEEPEST:
        return
    found = [
        ("zip", plain)
        for match in _GZIP_OR_ZLIB.finditer(content)
        if (plain := _inflated(memoryview(content)[match.start() :]))
    ]
    for match in _BASE64.finditer(content):
        plain = _decoded(match[0])
        if plain and _GZIP_OR_ZLIB.match(plain) and (inside := _inflated(plain)):
            found.append(("base64 of zip", inside))
    for layer, plain in found:
        name = f"{before}, {layer}" if before else layer
        yield name, plain
        yield from _unpacked(plain, name)


def _inflated(packed: bytes | memoryview) -> bytes:
    """As much as can be unpacked: the end may have been cut off."""
    unpacker = zlib.decompressobj(wbits=47)
    plain = b""
    try:
        for start in range(0, len(packed), PAGE):
            plain += unpacker.decompress(packed[start : start + PAGE], LARGEST)
            if unpacker.eof or len(plain) > LARGEST:
                break
    except zlib.error:
        pass
    return plain if len(plain) > 8 else b""


def _decoded(signs: bytes) -> bytes:
    signs = signs.replace(b"-", b"+").replace(b"_", b"/")
    try:
        return base64.b64decode(signs + b"=" * (-len(signs) % 4))
    except binascii.Error:
        return b""


def _inline(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Values compressed in their row, wherever they stand: dead rows and the log do not keep to line pointers."""
    for match in _COMPRESSED.finditer(content):
        length, size = struct.unpack_from("<II", content, match.start())
        length >>= 2
        if 8 < length < min(size + 8, PAGE) and (
            value := _value(content[match.start() + 4 : match.start() + length])
        ):
            yield "pglz", value


@lru_cache(maxsize=20_000)  # the catalogue is there four times
def _value(stored: bytes) -> bytes:
    """A value from its uncompressed length and what follows; empty when that is not what it is."""
    if (
        len(stored) < 8 or (size := struct.unpack_from("<I", stored)[0]) > LARGEST
    ):  # the two high bits: not pglz
        return b""
    try:
        return pglz.decompress(stored[4:], size)
    except NotCompressed:
        return b""


def _toasted(content: bytes) -> Iterator[bytes]:
    """Values that PostgreSQL cut into chunks, joined, dead ones too where their row can be found."""
    chunks: dict[int, dict[int, bytes]] = defaultdict(dict)
    for page in range(0, len(content) // PAGE * PAGE + PAGE, PAGE):
        for row in _rows(content[page : page + PAGE]):
            head = row[22]
            columns = struct.unpack_from("<H", row, 18)[0] & 0x7FF
            if columns == _TOAST_COLUMNS and head == 24 and len(row) > head + 12:
                value, number, length = struct.unpack_from("<IiI", row, head)
                is_short = length & 1
                start, end = (head + 9, (length & 0xFF) >> 1) if is_short else (head + 12, length >> 2)
                chunks[value][number] = row[start : head + 8 + end]
    for parts in chunks.values():
        yield b"".join(part for _, part in sorted(parts.items()))


def _rows(page: bytes) -> Iterator[bytes]:
    """The row versions that line pointers of a page lead to."""
    if len(page) < 28:
        return
    lower, _upper, special, version = struct.unpack_from("<HHHH", page, 12)
    if special != PAGE or version & 0xFF != 4 or not 24 <= lower <= len(page):
        return
    for at in range(24, lower, 4):
        pointer = struct.unpack_from("<I", page, at)[0]
        offset, length = pointer & 0x7FFF, pointer >> 17
        if length > 23 and offset + 23 < len(page):
            yield page[offset : offset + length]


def _without_page_heads(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), PAGE):
        yield content[start + (WAL_PAGE_HEAD if start else WAL_FIRST_PAGE_HEAD) : start + PAGE]
