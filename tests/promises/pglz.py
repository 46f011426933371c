"""PostgreSQL's own compression, undone (src/common/pg_lzcompress.c).

A control byte says of each of the next eight items, lowest bit first, whether it is a byte or a reference: twelve
bits of distance and four of length less three; the length eighteen is followed by a byte to be added.
"""


class NotCompressed(ValueError):
    """These bytes are not what PostgreSQL wrote."""


def decompress(source: bytes, size: int) -> bytes:
    """The `size` bytes that were compressed into all of `source`. Raises NotCompressed."""
    plain = bytearray()
    at = 0
    try:
        while at < len(source) and len(plain) < size:
            control = source[at]
            at += 1
            for item in range(8):
                if at >= len(source) or len(plain) >= size:
                    break
                if control >> item & 1:
                    at = _copy(source, at, plain)
                else:
                    plain.append(source[at])
                    at += 1
    except IndexError:
        raise NotCompressed from None
    if at != len(source) or len(plain) != size:
        raise NotCompressed
    return bytes(plain)


def _copy(source: bytes, at: int, plain: bytearray) -> int:
    """Add what a reference means; returns where the next item stands."""
    length = (source[at] & 0x0F) + 3
    distance = (source[at] & 0xF0) << 4 | source[at + 1]
    at += 2
    if length == 18:
        length += source[at]
        at += 1
    if not 0 < distance <= len(plain):
        raise NotCompressed
    for _ in range(length):
        plain.append(plain[-distance])
    return at
