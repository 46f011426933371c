"""A block: the rows of one bucket, each beside the fingerprint of the token that leads to it."""

import struct
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

type Hashes = NDArray[np.uint64]
type Rows = NDArray[np.uint32]

_FINGERPRINT_BITS = 16
_SMALLEST = 512  # bytes; a block is padded to this, or half as much again, times a power of two
_COUNT = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Block:
    """Two arrays of the same length, sorted by fingerprint."""

    fingerprints: NDArray[np.uint16]
    rows: Rows

    @classmethod
    def from_bytes(cls, plain: bytes) -> "Block":
        """The block that `as_bytes` wrote."""
        (count,) = _COUNT.unpack_from(plain)
        fingerprints = np.frombuffer(plain, np.uint16, count, _COUNT.size)
        rows = np.frombuffer(plain, np.dtype("<u4"), count, _COUNT.size + 2 * count)
        return cls(fingerprints, rows)

    def as_bytes(self) -> bytes:
        """Padded to one of few lengths, so that a length does not say how common a token is."""
        plain = _COUNT.pack(len(self.rows)) + self.fingerprints.tobytes() + self.rows.tobytes()
        return plain.ljust(_padded(len(plain)), b"\0")

    def rows_of(self, token: int) -> Rows:
        """The rows that have this token's fingerprint."""
        wanted = np.uint16(fingerprint_of(token))
        first = self.fingerprints.searchsorted(wanted, "left")
        return self.rows[first : self.fingerprints.searchsorted(wanted, "right")]


def bucket_of(token: int, buckets: int) -> int:
    """The bucket of a hashed token; `buckets` is a power of two."""
    return token & (buckets - 1)


def fingerprint_of(token: int) -> int:
    """What tells a hashed token from others of its bucket; it shares no bit with the bucket."""
    return token >> 32 & (1 << _FINGERPRINT_BITS) - 1


def keyed(hashes: Hashes, rows: Rows, buckets: int) -> Hashes:
    """One number a token and row, which sorts by bucket, fingerprint and row."""
    bucket = hashes & np.uint64(buckets - 1)
    fingerprint = hashes >> np.uint64(32) & np.uint64((1 << _FINGERPRINT_BITS) - 1)
    return (bucket << np.uint64(48)) + (fingerprint << np.uint64(32)) + rows.astype(np.uint64)


def cut(entries: Hashes, first: int, last: int) -> list[Block]:
    """The blocks of the buckets from `first` to before `last`, from sorted numbers that `keyed` made."""
    starts = [bucket << 48 for bucket in range(first, last)]
    edges = np.append(np.searchsorted(entries, np.array(starts, np.uint64)), len(entries))
    fingerprints = (entries >> np.uint64(32)).astype(np.uint16)
    rows = entries.astype(np.uint32)
    return [Block(fingerprints[start:end], rows[start:end]) for start, end in pairwise(edges)]


def _padded(length: int) -> int:
    size = _SMALLEST
    while length > size:
        if length <= size + size // 2:
            return size + size // 2
        size *= 2
    return size
