"""The key file: every key that opens sealed data, and nothing else.

Each purpose has a Tink keyset of its own, so that one can be rotated or lost without the others. The keys that
wrap people's and requests' own keys come in *epochs*: destroying an old epoch is what ends erased people in old
backups (`docs/decisions/0004-*`). The file is JSON, readable by its owner alone.
"""

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import tink
from tink import aead, secret_key_access

from commonhall.errors import Refused

FORMAT = 1
aead.register()


class Purpose(StrEnum):
    """What a keyset of the file is for."""

    OFFICE = "office"  # what every member of staff may read, until it is released
    LINK = "link"  # which person a request belongs to, and which requests a person made
    AUDIT = "audit"  # whom a look was at
    DRAFT = "draft"  # a report on its way through the browser
    TOKEN = "token"  # noqa: S105  the links residents follow their request by
    STAFF = "staff"  # second factors of staff, what they had typed when their session ended, and secrets of webhooks


# Purposes that files of earlier versions do not have. Nothing can have been sealed under a key that was never
# there, so it may be added; that one of the others is missing means that a part of the file is lost.
ADDED_LATER = frozenset({Purpose.STAFF})


class UnusableKeys(Refused):
    """The key file cannot be used; its message says what is wrong with it and what to do."""


@dataclass(frozen=True, kw_only=True)
class Keyring:
    """The opened key file."""

    keysets: Mapping[Purpose, aead.Aead]
    wrapping: Mapping[int, aead.Aead]
    django_secret: str

    @cached_property
    def epoch(self) -> int:
        """The epoch new keys are wrapped under: the newest."""
        return max(self.wrapping)


def make(path: Path) -> None:
    """Write a new key file, readable by its owner alone.

    Raises UnusableKeys when something lies at the path already: a key file is never overwritten.
    """
    content = {
        "format": FORMAT,
        "keysets": {purpose.value: _new_keyset() for purpose in Purpose},
        "wrapping": {"1": _new_keyset()},
        "django_secret": base64.b64encode(secrets.token_bytes(48)).decode(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _write(path, content)
    except FileExistsError:
        raise UnusableKeys(
            f"{path.name} is there already. A key file is never overwritten; choose another name."
        ) from None


def upgrade(path: Path) -> tuple[Purpose, ...]:
    """Give the file a key for each purpose that came after it was made; says which (none: it had them all).

    What is in it stays as it is. The new file is whole on the disk before it takes the old one's place.
    Raises UnusableKeys when the file cannot be used for another reason, or not be written.
    """
    content = _content(path)
    missing = _missing(content)
    if missing:
        content["keysets"] |= {purpose.value: _new_keyset() for purpose in missing}
    _opened(path, content)  # what cannot be used must not replace what could
    if missing:
        try:
            _replace(path, content)
        except OSError as error:
            raise UnusableKeys(
                f"{path.name} cannot be written ({error.strerror}). Nothing was changed."
            ) from None
        load.cache_clear()
    return missing


@lru_cache(maxsize=4)
def load(path: Path) -> Keyring:
    """Open the key file.

    Raises UnusableKeys when it is missing, readable by others, cut short, of another format, or older than a purpose.
    """
    content = _content(path)
    if missing := _missing(content):
        raise UnusableKeys(
            f"{path.name} was made by an earlier version and has no key for: {', '.join(missing)}. "
            f"Run `commonhall keys upgrade {path.name}`, which adds it, and copy the file to where you keep it."
        )
    return _opened(path, content)


def _opened(path: Path, content: Any) -> Keyring:
    try:
        return Keyring(
            keysets={purpose: _primitive(content["keysets"][purpose.value]) for purpose in Purpose},
            wrapping=_epochs(content["wrapping"]),
            django_secret=content["django_secret"],
        )
    except (KeyError, TypeError, ValueError, AttributeError, tink.TinkError) as error:
        raise UnusableKeys(
            f"{path.name} is a key file, but a part of it is missing or damaged ({type(error).__name__}). "
            "Put back the copy you keep."
        ) from None


def _content(path: Path) -> Any:
    try:
        if path.stat().st_mode & 0o077:
            raise UnusableKeys(
                f"{path.name} can be read by others. Run `chmod 600 {path.name}` and look who had access."
            )
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise UnusableKeys(
            f"{path.name} cannot be read ({error.strerror}). Set COMMONHALL_KEYS to your key file."
        ) from None
    except ValueError:
        raise UnusableKeys(
            f"{path.name} is not a key file, or it was cut short. Put back the copy you keep."
        ) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UnusableKeys(
            f"{path.name} is not a key file of this version of Commonhall. Use the file it was set up with."
        )
    return content


def _missing(content: Any) -> tuple[Purpose, ...]:
    """The purposes that came after the file was made."""
    keysets = content.get("keysets")
    if not isinstance(keysets, dict):
        return ()
    return tuple(purpose for purpose in Purpose if purpose in ADDED_LATER and purpose.value not in keysets)


def _write(path: Path, content: Any) -> None:
    """A file that only its owner reads, on the disk when this returns. Raises FileExistsError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _replace(path: Path, content: Any) -> None:
    """Write beside it first: a disk that fills up must not leave half a key file. Its owner stays the same."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        _write(beside, content)
        before = path.stat()
        os.chown(beside, before.st_uid, before.st_gid)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _epochs(wrapping: Any) -> dict[int, aead.Aead]:
    """The keysets that wrap, by epoch. Raises ValueError where there is none: nothing new could be sealed."""
    if not wrapping:
        raise ValueError("no epoch")
    return {int(epoch): _primitive(keyset) for epoch, keyset in wrapping.items()}


def _new_keyset() -> Any:
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    return json.loads(tink.json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN))


def _primitive(keyset: Any) -> aead.Aead:
    handle = tink.json_proto_keyset_format.parse(json.dumps(keyset), secret_key_access.TOKEN)
    return handle.primitive(aead.Aead)  # type: ignore[type-abstract]  # Tink asks for the class
