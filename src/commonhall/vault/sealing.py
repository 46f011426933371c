"""Sealing: bytes in, bytes out that nobody reads without a key.

Two ways: under a *purpose* of the key file (what the office may read, links, the audit log), or under a *data
key* of one person or one request, which lies wrapped beside it and can be deleted: then what it sealed is gone.
Every sealed value is bound to its place (`context`, such as "people.person:123"), so that one row's bytes do not
open in another; and padded, so that its length tells little. AES-256-GCM (NIST SP 800-38D) throughout.
"""

import base64
import os
import struct
from collections.abc import Buffer
from dataclasses import dataclass
from typing import Self

import tink
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from django.conf import settings

from commonhall.errors import CommonhallError
from commonhall.vault import keyring
from commonhall.vault.keyring import Keyring, Purpose

_STEPS = (128, 192, 256, 384, 512, 768, 1024)
_NONCE = 12


class CannotOpen(CommonhallError):
    """These bytes were not sealed here under this key and for this place, or they were changed."""


def keys() -> Keyring:
    """The key file the settings name."""
    return keyring.load(settings.KEYS_FILE)


def seal(purpose: Purpose, plain: bytes, *, context: str) -> bytes:
    """Seal under a keyset of the key file, padded."""
    return keys().keysets[purpose].encrypt(pad(plain), context.encode())


def unseal(purpose: Purpose, sealed: Buffer, *, context: str) -> bytes:
    """What `seal` sealed for this purpose and context. Raises CannotOpen."""
    try:
        return unpad(keys().keysets[purpose].decrypt(bytes(sealed), context.encode()))
    except tink.TinkError:
        raise CannotOpen(context) from None


def seal_text(purpose: Purpose, text: str, *, context: str) -> str:
    """Text sealed as text, for what keeps only that: a session, a table of a library."""
    return base64.b64encode(seal(purpose, text.encode(), context=context)).decode()


def unseal_text(purpose: Purpose, sealed: str, *, context: str) -> str:
    """What `seal_text` sealed for this purpose and context. Raises CannotOpen."""
    try:
        whole = base64.b64decode(sealed, validate=True)
    except ValueError:
        raise CannotOpen(context) from None
    return unseal(purpose, whole, context=context).decode()


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as it is stored: wrapped under the key file's epoch."""

    key: Buffer
    epoch: int


class DataKey:
    """A 256-bit key: of one person, of one request, or of one epoch of a search index."""

    __slots__ = ("_cipher", "_key")

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = AESGCM(key)

    @classmethod
    def new(cls) -> Self:
        return cls(AESGCM.generate_key(256))

    @classmethod
    def unwrap(cls, wrapped: Wrapped, *, context: str) -> Self:
        """The key that was wrapped for this context. Raises CannotOpen, also when its epoch was destroyed."""
        try:
            return cls(keys().wrapping[wrapped.epoch].decrypt(bytes(wrapped.key), context.encode()))
        except (KeyError, tink.TinkError):
            raise CannotOpen(context) from None

    def wrap(self, *, context: str) -> Wrapped:
        ring = keys()
        return Wrapped(ring.wrapping[ring.epoch].encrypt(self._key, context.encode()), ring.epoch)

    def derive(self, use: str) -> bytes:
        """256 bits for another use than sealing, from which this key cannot be told (HKDF, RFC 5869)."""
        return HKDFExpand(algorithm=SHA256(), length=32, info=use.encode()).derive(self._key)

    def seal(self, plain: bytes, *, context: str) -> bytes:
        return self.seal_exactly(pad(plain), context=context)

    def unseal(self, sealed: Buffer, *, context: str) -> bytes:
        """What `seal` sealed. Raises CannotOpen."""
        return unpad(self.unseal_exactly(sealed, context=context))

    def seal_exactly(self, plain: bytes, *, context: str) -> bytes:
        """Sealed without padding, for what has a length of its own that tells nothing."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def unseal_exactly(self, sealed: Buffer, *, context: str) -> bytes:
        """What `seal_exactly` sealed. Raises CannotOpen."""
        whole = memoryview(sealed)
        try:
            return self._cipher.decrypt(whole[:_NONCE], whole[_NONCE:], context.encode())
        except (InvalidTag, ValueError):  # a file that was cut short may not even hold the nonce
            raise CannotOpen(context) from None


def pad(plain: bytes) -> bytes:
    """The bytes behind their length, filled with zeros to one of few sizes (whole KiB above the first)."""
    needed = len(plain) + 4
    size = next((step for step in _STEPS if needed <= step), -(-needed // 1024) * 1024)
    return struct.pack("<I", len(plain)) + plain + bytes(size - needed)


def unpad(padded: bytes) -> bytes:
    (length,) = struct.unpack_from("<I", padded)
    return padded[4 : 4 + length]
