"""The key file's copy in the keys of a backup, and its way back to where the settings name it."""

import json
import os
from pathlib import Path

from commonhall.errors import Refused
from commonhall.operations.backups import manifest
from commonhall.operations.backups.manifest import Member, UnusableBackup
from commonhall.operations.backups.places import UNFINISHED
from commonhall.vault import keyring

NAME = "keys.json"


class AnotherKeyFile(Refused):
    """What is restored would not open under the key file that is there."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not the key file of this backup: what is restored would not open. Move it away, and run this "
            "again; the backup's own takes its place."
        )


def copy(path: Path, folder: Path) -> Member:
    """Put a copy beside the wrapped keys, readable by us alone."""
    _write(folder / NAME, path.read_bytes())
    return Member(name=NAME, bytes=(folder / NAME).stat().st_size, sha256=manifest.digest(folder / NAME))


def put_back(folder: Path, path: Path) -> bool:
    """Put the backup's key file at that path; False where one lies there that opens all that the other opens.

    Raises AnotherKeyFile, UnusableKeys and UnusableBackup.
    """
    kept = folder / NAME
    if not kept.is_file():
        raise UnusableBackup(f"{kept} is missing. Take another copy of the backup.")
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, kept.read_bytes())
        keyring.load(path)
        return True
    if not _opens_all(path, kept):
        raise AnotherKeyFile(path)
    return False


def _opens_all(path: Path, kept: Path) -> bool:
    """An upgrade and a new epoch only add keys."""
    ours, theirs = json.loads(path.read_bytes()), json.loads(kept.read_bytes())
    return all(
        ours.get(kind, {}).get(name) == keyset
        for kind in ("keysets", "wrapping")
        for name, keyset in theirs[kind].items()
    )


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: half a key file would be taken for another city's."""
    unfinished = path.with_name(f"{path.name}{UNFINISHED}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
