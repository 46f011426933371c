"""The home folder of the demo: all that it writes, marked as ours, used by one supervisor at a time."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TextIO

from commonhall.errors import NotNow, Refused
from commonhall.operations import logins
from commonhall.vault import keyring

FORMAT = 1
NEEDED_MEGABYTES = 300  # a new home takes 130: data, and write-ahead log between two checkpoints


class UnusableHome(Refused):
    """The folder cannot be the demo's home as it is."""


class InUse(NotNow):
    """Another supervisor has this home open."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Another `commonhall demo` is running in {folder}. Stop it, or choose another --home."
        )


@dataclass(frozen=True)
class Home:
    """Where things lie in a home."""

    folder: Path

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    @property
    def mark(self) -> Path:
        return self.folder / "commonhall-home.json"

    @property
    def password_file(self) -> Path:
        return self.folder / "database.json"

    @property
    def data(self) -> Path:
        return self.folder / "postgres" / "data"

    @property
    def has_data(self) -> bool:
        return self.data.exists()

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def was_ready(self) -> bool:
        """Whether the database was there once: then keys and passwords open something, here or in a copy of it."""
        return bool(_written(self.mark).get("ready"))

    @property
    def url(self) -> str:
        """Where it answers, or answered last."""
        return str(_written(self.mark).get("url", ""))

    def note_ready(self, url: str) -> None:
        """Note that the database is there, and so that keys and passwords are never made anew; and where it answers."""
        _write(self.mark, {"format": FORMAT, "ready": True, "url": url})

    @property
    def is_being_restored(self) -> bool:
        """Whether a restore into it began and did not end: what lies there is a part of a city."""
        return bool(_written(self.mark).get("restoring"))

    def note_restoring(self) -> None:
        """Note that a restore begins; `note_ready` ends it, or `note_empty`."""
        _write(self.mark, {"format": FORMAT, "restoring": True})

    def note_empty(self) -> None:
        """Note that nothing is there that a start could not make anew."""
        _write(self.mark, {"format": FORMAT})

    def refuse_half_restored(self) -> None:
        """Raise UnusableHome where a restore did not end."""
        if self.is_being_restored:
            raise UnusableHome(
                f"A restore into {self.folder} was cut short. Run `commonhall restore` with --home {self.folder} "
                "again, which begins anew, or choose another --home."
            )

    @cached_property
    def passwords(self) -> logins.Passwords:
        """The passwords of the database's logins, kept in the home."""
        return logins.kept(self.password_file)

    def log(self, name: str) -> Path:
        """The log file of that process."""
        return self.folder / "logs" / f"{name}.log"


@contextmanager
def opened(folder: Path) -> Iterator[Home]:
    """The home in that folder, made where there is none; nobody else opens it meanwhile.

    Raises UnusableHome (foreign, broken, not writable, disk full) and InUse.
    """
    lock = _locked(folder)
    try:
        yield _prepared(folder)
    finally:
        lock.close()


def found(folder: Path) -> Home | None:
    """The home in that folder, for a command beside it; None where there is none that was ever ready.

    Raises UnusableHome when it is another version's, or its mark is damaged.
    """
    home = Home(folder)
    if not home.mark.exists():
        return None
    _refuse_foreign(folder)
    return home if home.was_ready else None


def _locked(folder: Path) -> TextIO:
    with _in_one_sentence(folder):
        _refuse_foreign(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (folder / "lock").open("a")  # "w" would empty a file of somebody else's
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise InUse(folder) from None
        return lock


def _prepared(folder: Path) -> Home:
    """Passwords and keys come before the data they open, so that data without them is a broken home."""
    with _in_one_sentence(folder):
        _refuse_full_disk(folder)
        home = Home(folder)
        if not home.mark.exists():
            _write(home.mark, {"format": FORMAT})
        if home.has_data or home.was_ready:
            _refuse_broken(home)
        else:
            _make_keys_and_passwords(home)
        shutil.rmtree(home.temporary, ignore_errors=True)
        for needed in (home.temporary, home.folder / "logs", home.folder / "postgres"):
            needed.mkdir(mode=0o700, exist_ok=True)
        return home


@contextmanager
def _in_one_sentence(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno else "no reason given"
        raise UnusableHome(
            f"{error.filename or folder} cannot be written: {reason}. Choose another folder with --home."
        ) from None


def _refuse_foreign(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UnusableHome(f"{folder} is a file. Choose a folder with --home.")
    mark = Home(folder).mark
    if not mark.exists():
        if folder.exists() and any(not _is_our_lock(path) for path in folder.iterdir()):
            raise UnusableHome(
                f"{folder} holds files that are not Commonhall's. Choose an empty or new folder with --home."
            )
        return
    written_by = _written(mark)["format"]
    if written_by != FORMAT:
        raise UnusableHome(
            f"{folder} was written by another version of Commonhall (format {written_by}, here {FORMAT}). "
            "Start that version, or choose another folder with --home."
        )


def _is_our_lock(path: Path) -> bool:
    """What a first start leaves that was cut short before it could mark the folder."""
    return path.name == "lock" and path.is_file() and path.stat().st_size == 0


def _written(mark: Path) -> dict[str, object]:
    """What the mark says. Raises UnusableHome where it is not what we write."""
    try:
        content = json.loads(mark.read_text())
        return {**content, "format": int(content["format"])}
    except (ValueError, KeyError, TypeError):
        raise UnusableHome(f"{mark} is damaged. Restore it, or choose another folder with --home.") from None


def _write(mark: Path, content: dict[str, object]) -> None:
    """Whole or not at all: a home whose mark is damaged does not start."""
    new = mark.with_suffix(".new")
    new.write_text(json.dumps(content) + "\n")
    new.replace(mark)


def _refuse_full_disk(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < NEEDED_MEGABYTES:
        raise UnusableHome(
            f"The disk of {folder} has {free} MB left, and the demo needs {NEEDED_MEGABYTES} MB. "
            "Free some, or choose another folder with --home."
        )


def _refuse_broken(home: Home) -> None:
    if not home.has_data:
        raise UnusableHome(
            f"{home.data} is missing, and the keys in this home are its own. "
            "Restore it, or choose another folder with --home."
        )
    for path in (home.keys, home.password_file):
        if not path.exists():
            raise UnusableHome(
                f"{path} is missing, and without it the data in this home cannot be opened. "
                "Restore it, or choose another folder with --home."
            )
    try:
        keyring.upgrade(home.keys)  # of an earlier version; a city does this itself, and copies the file
    except keyring.UnusableKeys as reason:
        raise UnusableHome(f"In {home.folder}: {reason}") from None


def _make_keys_and_passwords(home: Home) -> None:
    """Anew each time until there was data: a first start that was cut short may have left half a file."""
    for path in (home.keys, home.password_file):
        path.unlink(missing_ok=True)
    keyring.make(home.keys)
    logins.keep(logins.new_passwords(), home.password_file)
