"""An epoch: the secret that hashes tokens and seals blocks, from one rebuild to the next."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from commonhall.vault.blind import Tokens
from commonhall.vault.blind.blocks import Block, Hashes
from commonhall.vault.sealing import DataKey

FEWEST_BUCKETS, MOST_BUCKETS = 256, 65_536
_TOKENS_A_BUCKET = 128
_TOKENS_A_ROW = 90
_GROUPS_KEPT = 1 << 15


def buckets_for(rows: int) -> int:
    """How many buckets an index of so many rows has: a power of two, so that a block holds some 128 tokens."""
    wanted = max(1, rows) * _TOKENS_A_ROW // _TOKENS_A_BUCKET
    return min(MOST_BUCKETS, max(FEWEST_BUCKETS, 1 << wanted.bit_length()))


class Epoch:
    """Hashes and seals under one secret. Hashes are 64 bits of keyed BLAKE2b (RFC 7693)."""

    def __init__(self, *, number: int, buckets: int, key: DataKey) -> None:
        self.number = number
        self.buckets = buckets
        self._key = key
        self._hash = hashlib.blake2b(key=key.derive("tokens"), digest_size=8)
        self._of_group = lru_cache(_GROUPS_KEPT)(self._hashed)

    def hash(self, token: str) -> int:
        """The token's hash."""
        return int.from_bytes(self._digest(token), "little")

    def hashes(self, groups: Iterable[Tokens]) -> Hashes:
        """The hashes of all tokens, of the groups in turn."""
        return np.frombuffer(b"".join(map(self._of_group, groups)), np.dtype("<u8"))

    def seal(self, bucket: int, block: Block) -> bytes:
        """A block's bytes, sealed for its bucket and epoch."""
        return self._key.seal_exactly(block.as_bytes(), context=self._context(bucket))

    def open(self, bucket: int, sealed: bytes) -> Block:
        """The block that was sealed. Raises CannotOpen."""
        return Block.from_bytes(self._key.unseal_exactly(sealed, context=self._context(bucket)))

    def _hashed(self, group: Tokens) -> bytes:
        return b"".join(map(self._digest, group))

    def _digest(self, token: str) -> bytes:
        keyed = self._hash.copy()
        keyed.update(token.encode())
        return keyed.digest()

    def _context(self, bucket: int) -> str:
        return f"block:{self.number}:{bucket}"
