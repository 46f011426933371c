"""What a thief reads off stolen disks: where each row's bytes stand, in which order, and under which transaction.

Nothing is asked of the keys. A row is recognised by bytes of its own that never change: its random id, or the
first bytes of what is sealed in it. Wherever they stand, in a table, in the slack of its pages, in an index, in
the write-ahead log, in a log: their place there is a clue.
"""

import struct
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

WAL = "write-ahead log"
PAGE = 8192
LONGEST_HEAD = 1024  # bytes: how far into a row its fingerprint may stand
_FIXED_HEAD = struct.Struct("<III HHH HHB")  # xmin, xmax, cid, ctid (3), infomask2, infomask, hoff


@dataclass(frozen=True, slots=True)
class Sighting:
    """Bytes of a row, at an offset of a file."""

    file: str
    offset: int
    page_lsn: int | None  # of the page of a table or index they stand on
    xmin: int | None  # of the row version they stand in, live or dead


def sightings[Row: Hashable](
    folder: Path, fingerprints: Mapping[bytes, Row], *, except_for: Path
) -> dict[Row, list[Sighting]]:
    """Every place where a fingerprint stands, by row. The write-ahead log is one file, in its own order."""
    seen: dict[Row, list[Sighting]] = defaultdict(list)
    find = _finder(list(fingerprints))
    for name, content in _contents(folder, except_for):
        is_paged = "/base/" in name
        for at, fingerprint in find(content):
            seen[fingerprints[fingerprint]].append(_sighting(name, content, at, is_paged=is_paged))
    return seen


def _finder(fingerprints: Sequence[bytes]) -> Callable[[bytes], Iterator[tuple[int, bytes]]]:
    """What finds all of them in one reading, each of four bytes at least: hundreds, in thousands of files."""
    beginning: dict[bytes, list[bytes]] = defaultdict(list)
    for fingerprint in fingerprints:
        beginning[fingerprint[:4]].append(fingerprint)
    begins = np.zeros(1 << 16, dtype=bool)
    begins[[int.from_bytes(start[:2], "little") for start in beginning]] = True

    def find(content: bytes) -> Iterator[tuple[int, bytes]]:
        read = np.frombuffer(content, dtype=np.uint8)
        pairs = read[:-1] | read[1:].astype(np.uint16) << 8
        for at in map(int, np.flatnonzero(begins[pairs])):
            for fingerprint in beginning.get(content[at : at + 4], ()):
                if content.startswith(fingerprint, at):
                    yield at, fingerprint

    return find


def _contents(folder: Path, except_for: Path) -> Iterator[tuple[str, bytes]]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != except_for)
    wal = [path for path in paths if path.parent.name == "pg_wal"]
    yield WAL, b"".join(path.read_bytes().rstrip(b"\0") for path in wal)
    for path in paths:
        if path not in wal and path.stat().st_size:
            yield f"/{path.relative_to(folder)}", path.read_bytes()


def _sighting(name: str, content: bytes, at: int, *, is_paged: bool) -> Sighting:
    if not is_paged:
        return Sighting(name, at, None, None)
    page = at // PAGE * PAGE
    high, low = struct.unpack_from("<II", content, page)
    return Sighting(name, at, high << 32 | low, _xmin_before(content, page, at))


def _xmin_before(content: bytes, page: int, at: int) -> int | None:
    """The transaction in the nearest head of a row version before these bytes; None in an index."""
    for start in range(at // 8 * 8 - 24, max(page + 24, at - LONGEST_HEAD), -8):
        xmin, _xmax, _cid, _high, _low, position, columns, _flags, head = _FIXED_HEAD.unpack_from(
            content, start
        )
        if (
            head in {24, 32}
            and start + head <= at
            and 0 < columns & 0x7FF < 64
            and 0 < position < 300
            and xmin > 2
        ):
            return int(xmin)
    return None
